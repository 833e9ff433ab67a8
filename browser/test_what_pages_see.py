"""Refusals from where they arrive: in a script, a frame, a form that was filled in, a page that was fetched ahead."""

from uuid import uuid4

import pytest

from browser.kinds import FORM, LINK, element, speculation
from browser.pages import ACCESS

EXPIRED = -60
READ = """
    const answer = await fetch(url, {method});
    const text = await answer.text();
    return {status: answer.status, redirected: answer.redirected, text, json: text ? JSON.parse(text) : null};"""


@pytest.fixture
def path():
    return f"/page/{uuid4().hex}"


def read(browser, url, method="GET"):
    return browser.run(f"const [url, method] = given; {READ}", url, method)


@pytest.mark.parametrize("expires_in, reason", [(None, "missing"), (EXPIRED, "expired")])
def test_a_script_learns_why_and_where_to_sign_in(browser, site, path, expires_in, reason):
    browser.open(f"{site.app}/")
    if expires_in:
        site.admit(browser, "ada", expires_in=expires_in)

    answer = read(browser, site.app + path)

    assert (answer["status"], answer["redirected"]) == (401, False)
    problem = answer["json"]
    assert problem["status"] == 401
    assert problem["reason"] == reason
    assert problem["login_url"] == site.login
    assert read(browser, site.app + path, "HEAD")["text"] == ""


def test_an_xhr_library_is_not_sent_round_by_redirects(browser, site, path):
    browser.open(f"{site.app}/")
    answer = browser.run(
        """
        const [url] = given, xhr = new XMLHttpRequest();
        xhr.open("GET", url);
        xhr.setRequestHeader("X-Requested-With", "XMLHttpRequest");
        await new Promise(done => { xhr.onloadend = done; xhr.send(); });
        return {status: xhr.status, url: xhr.responseURL, reason: JSON.parse(xhr.responseText).reason};""",
        site.app + path,
    )
    assert answer == {"status": 401, "url": site.app + path, "reason": "missing"}


def test_htmx_is_told_to_sign_in_with_the_way_back_to_the_page_that_it_is_on(browser, site, path):
    browser.open(f"{site.app}/?tab=2")
    location = browser.run(
        """
        const [url] = given;
        const headers = {"HX-Request": "true", "HX-Current-URL": location.href};
        const answer = await fetch(url, {headers});
        return [answer.status, answer.headers.get("HX-Redirect")];""",
        site.app + path,
    )
    assert location == [401, site.login_for("/?tab=2")]


def test_the_login_page_is_not_shown_in_a_frame(browser, site, path):
    browser.open(f"{site.app}/")
    browser.run(f"const [url] = given; {element('iframe', 'src')}", site.app + path)

    assert site.exchange(path).status == 302
    assert browser.in_frame("return document.querySelector('input') === null")


def test_a_posted_form_is_not_lost_when_the_sign_in_has_expired(browser, site, path):
    site.remember(browser, site.register("Vera"))
    browser.open(f"{site.app}/")
    site.admit(browser, "ada", expires_in=EXPIRED)

    browser.leave(f"const url = arguments[0]; {FORM}", site.app + path)
    assert browser.url == site.app + path
    assert "sign in" in browser.text.lower()
    assert site.changes(path) == []

    browser.forget_cookie(ACCESS)
    with browser.new_tab("a[target=_blank]"):
        # The Auth service still knows her, so that there is nothing to fill in.
        assert browser.url == f"{site.app}/"
        assert ACCESS in browser.cookies()
    browser.reload()

    assert browser.heading == "Changed"
    assert len(site.changes(path)) == 1
    assert [exchange.status for exchange in site.exchanges(path, 2)] == [401, 200]


@pytest.mark.parametrize("ahead", ["prefetch", "prerender"])
def test_a_page_that_was_refused_ahead_of_time_is_asked_for_again_when_somebody_goes_there(
    browser, site, path, ahead
):
    browser.open(f"{site.app}/")
    site.admit(browser, "ada", expires_in=EXPIRED)
    browser.run(f"const [url] = given; {speculation(ahead)}", site.app + path)
    [early] = site.exchanges(path)
    assert early.status == 401

    browser.leave(f"const url = arguments[0]; {LINK}", site.app + path)

    assert browser.url == site.login_for(path)
    assert [exchange.status for exchange in site.exchanges(path, 2)] == [401, 302]


def test_many_pages_fetched_ahead_do_not_end_in_the_page_about_loops(browser, site, path):
    site.admit(browser, "ada", expires_in=EXPIRED)
    for count in range(1, 5):
        browser.open(f"{site.app}/")
        browser.run(f"const [url] = given; {speculation('prefetch')}", site.app + path)
        site.exchanges(path, count)
    assert {exchange.status for exchange in site.exchanges(path)} == {401}

    browser.open(site.app + path)

    assert browser.url == site.login_for(path)
