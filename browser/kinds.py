"""The ways in which a page makes a browser ask: how each is started, and the headers by which a server can tell it.

The headers stand as the Fetch standard and "Fetch Metadata" want them. A Chromium that sends others fails the test, because
the service's choice between redirect, page and problem details rests on them.
"""

from dataclasses import dataclass, field

# How a refusal looks, by what the asking code can use.
REDIRECT, EXPLANATION, PROBLEM = "redirect", "explanation", "problem"

HTML = "text/html"
ANYTHING = "*/*"


@dataclass(frozen=True)
class Kind:
    name: str
    # Runs on a page of the service with the address as `url`. None: the address is typed in.
    script: str | None
    mode: str
    dest: str
    refusal: str
    method: str = "GET"
    site: str = "same-origin"
    # What Accept starts with.
    accept: str = ANYTHING
    # Further headers that must be there, and those that must not.
    more: dict = field(default_factory=dict)
    without: tuple = ("sec-purpose", "x-requested-with")
    leaves: bool = False

    def ask(self, browser, url):
        """From the page that is open. Waits where a new page comes."""
        if self.script is None:
            browser.open(url)
        elif self.leaves:
            browser.leave(f"const url = arguments[0]; {self.script}", url)
        else:
            browser.run(f"const [url] = given; {self.script}", url)

    def headers(self):
        """What the server must have seen; None stands for a header that is not sent."""
        expected = {
            "sec-fetch-mode": self.mode,
            "sec-fetch-dest": self.dest,
            "sec-fetch-site": self.site,
            **dict.fromkeys(self.without),
            **self.more,
        }
        return expected

    def __str__(self):
        return self.name


def element(tag, attribute, **attributes):
    """Puts an element on the page and waits until it has loaded or failed."""
    settings = "".join(f"element.{name} = {value!r};" for name, value in attributes.items())
    return f"""
        const element = document.createElement({tag!r}); {settings}
        await new Promise(done => {{
            element.onload = element.onerror = element.onloadeddata = done;
            element.{attribute} = url;
            document.body.append(element);
        }});"""


def speculation(action):
    """Speculation rules; the browser follows them in its own time."""
    return f"""
        const rules = document.createElement("script");
        rules.type = "speculationrules";
        rules.textContent = JSON.stringify(
            {{{action}: [{{source: "list", urls: [url], eagerness: "immediate"}}]}});
        document.head.append(rules);"""


LINK = "const link = document.createElement('a'); link.href = url; document.body.append(link); link.click();"
FORM = """
    const form = document.createElement("form"); form.method = "post"; form.action = url;
    document.body.append(form); form.submit();"""
# The same without a word about where it comes from.
SILENT_FORM = f"""
    const policy = document.createElement("meta"); policy.name = "referrer"; policy.content = "no-referrer";
    document.head.append(policy); {FORM}"""
SOCKET = """
    const socket = new WebSocket(url.replace("http", "ws"));
    return await new Promise(done => {
        let said = null;
        socket.onmessage = event => said = event.data;
        socket.onclose = () => done(said);
    });"""
FONT = "const font = new FontFace('x', `url(${url})`); await font.load().catch(() => {});"
EVENTS = """
    const source = new EventSource(url);
    await new Promise(done => { source.onopen = source.onerror = done; });
    source.close();"""
XHR = """
    const xhr = new XMLHttpRequest(); xhr.open("GET", url);
    xhr.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    xhr.setRequestHeader("Accept", "text/html, */*; q=0.01");
    await new Promise(done => { xhr.onloadend = done; xhr.send(); });"""
WORKER = """
    const worker = new Worker(url);
    await new Promise(done => { worker.onerror = done; worker.onmessage = done; });"""

NAVIGATE = {"mode": "navigate", "refusal": REDIRECT, "accept": HTML}
BY_USER = {"sec-fetch-user": "?1"}
PREFETCH = {"sec-purpose": "prefetch"}

KINDS = [
    Kind("an address typed in", None, dest="document", site="none", more=BY_USER, **NAVIGATE),
    Kind("a link", LINK, dest="document", leaves=True, **NAVIGATE),
    Kind("an iframe", element("iframe", "src"), dest="iframe", **NAVIGATE),
    Kind("an object", element("object", "data", type="text/html"), dest="object", **NAVIGATE),
    Kind("an embed", element("embed", "src", type="text/html"), dest="embed", **NAVIGATE),
    Kind("a posted form", FORM, "navigate", "document", EXPLANATION, "POST", accept=HTML, leaves=True),
    Kind("fetch", "await fetch(url);", "cors", "empty", PROBLEM),
    Kind("fetch by HEAD", "await fetch(url, {method: 'HEAD'});", "cors", "empty", PROBLEM, "HEAD"),
    Kind("fetch by POST", "await fetch(url, {method: 'POST'});", "cors", "empty", PROBLEM, "POST"),
    Kind(
        "fetch of a piece of HTML",
        "await fetch(url, {headers: {Accept: 'text/html'}});",
        "cors", "empty", EXPLANATION, accept=HTML,
    ),
    Kind(
        "XHR of a library", XHR, "cors", "empty", PROBLEM, accept=HTML,
        more={"x-requested-with": "XMLHttpRequest"}, without=("sec-purpose",),
    ),
    Kind("a beacon", "navigator.sendBeacon(url, 'x');", "no-cors", "empty", PROBLEM, "POST"),
    Kind("an event source", EVENTS, "cors", "empty", PROBLEM, accept="text/event-stream"),
    Kind("an image", element("img", "src"), "no-cors", "image", PROBLEM, accept="image/"),
    Kind("a script", element("script", "src"), "no-cors", "script", PROBLEM),
    Kind("a module", element("script", "src", type="module"), "cors", "script", PROBLEM),
    Kind("a style sheet", element("link", "href", rel="stylesheet"), "no-cors", "style", PROBLEM, accept="text/css"),
    Kind("a video", element("video", "src"), "no-cors", "video", PROBLEM),
    Kind("a font", FONT, "cors", "font", PROBLEM),
    Kind("a worker", WORKER, "same-origin", "worker", PROBLEM),
    Kind(
        "a prefetching link", element("link", "href", rel="prefetch"),
        "no-cors", "empty", PROBLEM, accept=HTML, more=PREFETCH, without=(),
    ),
    # The browser asks for these itself, so no site is named as the one that asks.
    Kind(
        "a speculative prefetch", speculation("prefetch"), "navigate", "document", PROBLEM,
        site="none", accept=HTML, more=PREFETCH, without=(),
    ),
    Kind(
        "a speculative prerendering", speculation("prerender"), "navigate", "document", PROBLEM,
        site="none", accept=HTML, more={"sec-purpose": "prefetch;prerender"}, without=(),
    ),
]
