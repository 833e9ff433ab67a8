"""Requests that a page of a sibling sub-domain makes in the victim's browser (cross-site request forgery).

For cookies a sibling is the same site, so `SameSite=Lax` sends them along: only the origin tells the attacker's requests from
the service's own.
"""

from uuid import uuid4

import pytest

from browser.kinds import FORM, LINK, SILENT_FORM, SOCKET, element, speculation
from browser.pages import ACCESS, REFRESH, whoami

FORM_OF = """
    const form = document.createElement("form");
    Object.assign(form, {{method: "post", enctype: {enctype!r}, action: url}});
    const field = document.createElement("input"); field.name = "{{\\"x\\":\\""; field.value = "\\"}}";
    form.append(field); document.body.append(form); form.submit();"""

# What posts without asking first.
SIMPLE = {
    "fetch without CORS": "await fetch(url, {method: 'POST', mode: 'no-cors', credentials: 'include', body: 'x'});",
    "fetch with CORS": """
        const asked = fetch(url, {method: 'POST', credentials: 'include'});
        await asked.then(() => { throw Error("the attacker may read the answer"); }, () => {});""",
    "XHR": """
        const xhr = new XMLHttpRequest(); xhr.open("POST", url); xhr.withCredentials = true;
        await new Promise(done => { xhr.onloadend = done; xhr.send(); });
        if (xhr.status) { throw Error("the attacker may read the answer"); }""",
    "a beacon": "navigator.sendBeacon(url, 'x');",
    "a form in a frame": """
        const frame = document.createElement("iframe"); frame.name = "hidden"; document.body.append(frame);
        const form = document.createElement("form"); form.method = "post"; form.action = url; form.target = "hidden";
        document.body.append(form);
        await new Promise(done => { frame.onload = done; form.submit(); });""",
}


@pytest.fixture
def path():
    return f"/page/{uuid4().hex}"


@pytest.fixture
def victim(browser, site):
    """Signed in everywhere under the domain, and on a page of the attacker's."""
    site.remember(browser, site.register("Vera"))
    browser.open(f"{site.app}/page/start")
    assert browser.heading == "Hello, Vera"
    browser.open(f"{site.evil}/")
    return browser


def is_still_signed_in(victim, site):
    assert whoami(victim, site)["reason"] is None


def is_refused_although_the_cookie_came(site, path):
    exchange = site.exchange(path)
    assert ACCESS in exchange.cookies
    assert exchange.headers["sec-fetch-site"] == "same-site"
    assert exchange.headers["origin"] == site.evil
    assert exchange.status == 403
    assert "access-control-allow-origin" not in exchange.answer
    assert site.changes(path) == []


@pytest.mark.parametrize("way", SIMPLE)
def test_what_a_script_of_a_sibling_posts_changes_nothing(victim, site, path, way):
    victim.run(f"const [url] = given; {SIMPLE[way]}", site.app + path)
    is_refused_although_the_cookie_came(site, path)
    is_still_signed_in(victim, site)


@pytest.mark.parametrize("enctype", ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"])
def test_a_form_that_a_sibling_submits_by_itself_changes_nothing_and_says_so(victim, site, path, enctype):
    victim.leave(f"const url = arguments[0]; {FORM_OF.format(enctype=enctype)}", site.app + path)

    is_refused_although_the_cookie_came(site, path)
    assert victim.url == site.app + path
    assert "Changed" not in victim.text
    assert not victim.has("form")
    is_still_signed_in(victim, site)


def test_a_form_whose_page_keeps_its_origin_to_itself_is_refused_as_well(victim, site, path):
    victim.leave(f"const url = arguments[0]; {SILENT_FORM}", site.app + path)

    exchange = site.exchange(path)
    assert ACCESS in exchange.cookies
    assert (exchange.headers["origin"], exchange.headers.get("referer")) == ("null", None)
    assert exchange.status == 403
    assert site.changes(path) == []


def test_a_form_in_a_sandbox_changes_nothing(victim, site, path):
    victim.run(
        """
        const [url] = given, frame = document.createElement("iframe");
        frame.sandbox = "allow-scripts allow-forms";
        frame.srcdoc = `<form method="post" action="${url}"></form><script>document.forms[0].submit()</script>`;
        document.body.append(frame);""",
        site.app + path,
    )

    exchange = site.exchange(path)
    assert (exchange.method, exchange.headers["origin"]) == ("POST", "null")
    assert exchange.status in (401, 403)
    assert site.changes(path) == []


@pytest.mark.parametrize("form", [FORM, SILENT_FORM], ids=["a form", "one without an origin"])
def test_the_same_forms_on_a_page_of_the_service_are_accepted(victim, site, path, form):
    victim.open(f"{site.app}/")
    victim.leave(f"const url = arguments[0]; {form}", site.app + path)
    assert victim.heading == "Changed"
    assert len(site.changes(path)) == 1


def test_a_put_is_announced_not_allowed_and_never_sent(victim, site, path):
    script = "const [url] = given; await fetch(url, {method: 'PUT', credentials: 'include'}).catch(() => {});"
    victim.run(script, site.app + path)

    exchange = site.exchange(path)
    assert exchange.method == "OPTIONS"
    assert ACCESS not in exchange.cookies
    assert exchange.headers["access-control-request-method"] == "PUT"
    # The guard lets the question through, so that an application with CORS could answer it.
    assert exchange.status not in (302, 401, 403)
    assert "access-control-allow-origin" not in exchange.answer
    assert site.changes(path) == []


def test_a_page_is_sent_but_a_sibling_cannot_read_it(victim, site, path):
    read = """
        const [url] = given;
        return await fetch(url, {credentials: "include"}).then(answer => answer.text(), error => error.name);"""
    assert victim.run(read, site.app + path) == "TypeError"

    exchange = site.exchange(path)
    assert (exchange.status, exchange.headers["sec-fetch-site"]) == (200, "same-site")
    assert ACCESS in exchange.cookies


def test_a_web_socket_of_a_sibling_is_refused_although_the_cookie_came(victim, site):
    path = f"/socket/{uuid4().hex}"
    assert victim.run(f"const [url] = given; {SOCKET}", site.app + path) is None

    exchange = site.exchange(path)
    assert ACCESS in exchange.cookies
    assert exchange.headers["origin"] == site.evil
    assert exchange.status == 403


def test_a_link_on_a_sibling_leads_to_the_page(victim, site, path):
    victim.leave(f"const url = arguments[0]; {LINK}", site.app + path)
    assert victim.heading == "Hello, Vera"
    assert site.exchange(path).headers["sec-fetch-site"] == "same-site"


@pytest.mark.parametrize(
    "way", ["open(url);", element("iframe", "src")], ids=["a window", "a frame"]
)
def test_a_window_or_frame_of_a_sibling_gets_the_page_and_nothing_can_be_read_from_it(victim, site, path, way):
    victim.run(f"const [url] = given; {way}", site.app + path)

    exchange = site.exchange(path)
    assert (exchange.method, exchange.status) == ("GET", 200)
    assert exchange.headers["sec-fetch-site"] == "same-site"
    assert site.changes(path) == []
    assert victim.run(
        """
        const other = frames[0] ?? null;
        try { return other && other.document.body.innerText; } catch (error) { return error.name; }"""
    ) in (None, "SecurityError")
    victim.close_other_tabs()


def test_a_page_that_a_sibling_has_fetched_ahead_of_time_looks_like_nobodys_wish_but_can_only_be_read(
    victim, site, path
):
    victim.run(f"const [url] = given; {speculation('prefetch')}", site.app + path)

    exchange = site.exchange(path)
    assert exchange.headers["sec-fetch-site"] == "none"
    assert (exchange.method, exchange.headers["sec-purpose"]) == ("GET", "prefetch")
    assert site.changes(path) == []


def test_another_site_does_not_even_get_the_cookie_sent(victim, site, path):
    victim.open(f"{site.attacker.url('elsewhere.localhost')}/")
    victim.leave(f"const url = arguments[0]; {FORM}", site.app + path)

    exchange = site.exchange(path)
    assert ACCESS not in exchange.cookies
    assert exchange.headers["sec-fetch-site"] == "cross-site"
    assert exchange.status == 401
    assert site.changes(path) == []


@pytest.mark.parametrize("route", ["/logout", "/login", "/register"])
def test_a_form_of_a_sibling_signs_nobody_in_or_out_at_the_auth_service(victim, site, route):
    before = victim.cookies_of(site.auth)
    assert {ACCESS, REFRESH} <= before.keys()

    victim.leave(f"const url = arguments[0]; {FORM}", site.auth + route)

    assert victim.url == site.auth + route
    assert victim.cookies_of(site.auth) == before
    is_still_signed_in(victim, site)


def test_an_image_of_a_sibling_signs_nobody_out(victim, site):
    victim.run(f"const [url] = given; {element('img', 'src')}", f"{site.auth}/logout")
    is_still_signed_in(victim, site)
