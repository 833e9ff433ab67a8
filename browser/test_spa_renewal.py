"""The script of docs/single-page-apps.md, as that page shows it, in a page of the service."""

from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from browser.kinds import SOCKET
from browser.pages import ACCESS, REFRESH
from interop.needs import REPOSITORY

SCRIPT = (REPOSITORY / "docs" / "renew.js").read_text()
STAGE = "/?tab=2"
EXPIRED = -60
AT_ONCE = 10

LOAD = """
    const [script] = given;
    const module = URL.createObjectURL(new Blob([script], {type: "text/javascript"}));
    window.fetchSignedIn = (await import(module)).fetchSignedIn;"""
# What each request came to, in the order in which they were sent.
ASK = """
    const [urls, init] = given;
    const answers = await Promise.all(urls.map(url => fetchSignedIn(url, init)));
    return await Promise.all(answers.map(async answer => [answer.status, await answer.text()]));"""
RENEWALS = """
    const [login] = given;
    return performance.getEntriesByType("resource").filter(entry => entry.name === login).length;"""


@pytest.fixture
def browser(browser, site):
    """The script notes in the tab's own storage when it last went to the login page."""
    browser.open(site.app + STAGE)
    browser.run("sessionStorage.clear()")
    return browser


@pytest.fixture
def paths():
    return [f"/page/{uuid4().hex}" for _ in range(AT_ONCE)]


def load(browser, site):
    browser.open(site.app + STAGE)
    browser.run(LOAD, SCRIPT)


def ask(browser, site, paths, **init):
    return browser.run(ASK, [site.app + path for path in paths], init)


def renewals(browser, site):
    return browser.run(RENEWALS, site.login)


def statuses(site, path, count):
    return [exchange.status for exchange in site.exchanges(path, count)]


def let_token_end(browser, site):
    """As if it was the one that the Auth service had set."""
    token = site.token("vera", expires_in=EXPIRED)
    browser.keep_cookie(ACCESS, token, site.app, domain=f".{urlsplit(site.app).hostname.partition('.')[2]}")


def is_greeted(answer):
    status, text = answer
    return status == 200 and "Hello, Vera" in text


@pytest.mark.parametrize("prepare", [let_token_end, lambda *_: None], ids=["expired", "gone"])
def test_a_request_with_a_token_that_has_ended_renews_it_once_and_gets_its_answer(browser, site, paths, prepare):
    site.remember(browser, site.register("Vera"))
    prepare(browser, site)
    load(browser, site)
    path = paths[0]

    [answer] = ask(browser, site, [path])

    assert is_greeted(answer), answer
    assert statuses(site, path, 2) == [401, 200]
    assert renewals(browser, site) == 1
    assert browser.url == site.app + STAGE

    assert is_greeted(ask(browser, site, [path])[0])
    assert renewals(browser, site) == 1


def test_the_refresh_cookie_may_be_the_auth_services_alone(browser, site, paths):
    browser.keep_cookie(REFRESH, site.register("Vera")[REFRESH], site.auth)
    load(browser, site)
    assert REFRESH not in browser.cookies_of(site.app)

    [answer] = ask(browser, site, paths[:1])

    assert is_greeted(answer), answer


def test_what_is_sent_is_sent_again_whole_and_changes_something_once(browser, site, paths):
    site.remember(browser, site.register("Vera"))
    load(browser, site)
    path = paths[0]

    [(status, _)] = ask(browser, site, [path], method="POST", body="everything")

    assert status == 200
    first, second = site.exchanges(path, 2)
    assert (first.status, second.status) == (401, 200)
    assert first.headers["content-length"] == second.headers["content-length"] == str(len("everything"))
    assert len(site.changes(path)) == 1


def test_ten_requests_at_once_renew_once(browser, site, paths):
    site.remember(browser, site.register("Vera"))
    let_token_end(browser, site)
    load(browser, site)

    answers = ask(browser, site, paths)

    assert [is_greeted(answer) for answer in answers] == [True] * AT_ONCE
    assert renewals(browser, site) == 1


def test_a_refusal_that_comes_when_the_renewal_is_over_renews_nothing(browser, site, paths):
    site.remember(browser, site.register("Vera"))
    let_token_end(browser, site)
    load(browser, site)
    late = """
        const [slow, quick] = given, asked = window.fetch, over = Promise.withResolvers();
        window.fetch = async (...given) => {
            const answer = await asked(...given);
            if (given[0].url === slow && answer.status === 401) await over.promise;
            return answer;
        };
        const waiting = fetchSignedIn(slow);
        const first = await fetchSignedIn(quick);
        over.resolve();
        return [first.status, (await waiting).status];"""

    assert browser.run(late, *(site.app + path for path in paths[:2])) == [200, 200]

    assert renewals(browser, site) == 1


def test_a_web_socket_opens_after_a_renewal(browser, site, paths):
    site.remember(browser, site.register("Vera"))
    let_token_end(browser, site)
    load(browser, site)
    socket = f"{site.app}/socket/{uuid4().hex}"
    assert browser.run(f"const [url] = given; {SOCKET}", socket) is None

    ask(browser, site, paths[:1])

    assert browser.run(f"const [url] = given; {SOCKET}", socket) == "Hello"


def test_without_a_sign_in_the_page_goes_to_the_login_page_and_says_where_it_was(browser, site, paths):
    load(browser, site)

    browser.leave("for (const path of arguments[0]) fetchSignedIn(path);", paths)

    assert browser.url.startswith(f"{site.login}?")
    assert parse_qs(urlsplit(browser.url).query) == {"next": [site.app + STAGE]}
    assert browser.has("input[name=password]")


def test_who_comes_back_with_a_token_that_is_refused_is_told_so_and_not_sent_round(browser, site, paths):
    load(browser, site)
    browser.leave("fetchSignedIn(arguments[0]);", paths[0])
    load(browser, site)

    [(status, _)] = ask(browser, site, [paths[1]])

    assert status == 401
    assert browser.url == site.app + STAGE


def test_a_refusal_that_signing_in_cannot_mend_is_handed_on(browser, site):
    site.admit(browser, "ada")
    load(browser, site)

    [(status, _)] = ask(browser, site, ["/staff"])

    assert status == 403
    assert renewals(browser, site) == 0


def test_the_login_page_of_somebody_else_is_not_believed(browser, site):
    load(browser, site)
    forged = """
        const [url] = given;
        const problem = {login_url: "javascript:void(document.title = 'Evil')"};
        const headers = {"Content-Type": "application/problem+json"};
        window.fetch = async () => Object.defineProperty(
            new Response(JSON.stringify(problem), {status: 401, headers}), "url", {value: url});
        const {status} = await fetchSignedIn(url);
        return [status, document.title];"""
    assert browser.run(forged, f"{site.evil}/") == [401, "Stage"]


def test_the_page_about_it_shows_the_script_as_it_is():
    page = (REPOSITORY / "docs" / "single-page-apps.md").read_text()
    assert f"```js\n{SCRIPT}```" in page
