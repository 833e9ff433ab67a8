"""What a real Chromium sends for each thing that a page can ask for, and what the service answers to it."""

from uuid import uuid4

import pytest

from browser.kinds import EXPLANATION, KINDS, PROBLEM, REDIRECT, SOCKET
from browser.pages import ACCESS

BOUNCES = "jwt-auth-bounces"
# What a refusal depends on.
VARY = {"cookie", "accept", "sec-fetch-mode", "x-requested-with", "hx-request"}
EXPIRED = -60


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_somebody_who_is_signed_in_gets_the_page(browser, site, kind):
    exchange = ask(browser, site, kind, signed_in)

    assert ACCESS in exchange.cookies
    assert exchange.status == 200
    assert exchange.answer["content-type"].startswith("text/html")
    assert "private" in exchange.answer["cache-control"]
    assert "cookie" in listed(exchange.answer["vary"])
    assert site.changes(exchange.path) == (["ada"] if exchange.method == "POST" else [])


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_stranger_is_refused_in_the_form_that_the_asking_code_can_use(browser, site, kind):
    exchange = ask(browser, site, kind, stranger)

    assert ACCESS not in exchange.cookies
    is_refused(site, exchange, kind.refusal)
    assert "set-cookie" not in exchange.answer
    assert site.changes(exchange.path) == []


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_an_expired_sign_in_is_refused_in_the_same_form_and_only_redirects_are_counted(browser, site, kind):
    exchange = ask(browser, site, kind, expired)

    assert ACCESS in exchange.cookies
    is_refused(site, exchange, kind.refusal)
    if kind.refusal == REDIRECT:
        assert exchange.answer["set-cookie"].startswith(f"{BOUNCES}=")
    else:
        assert "set-cookie" not in exchange.answer
    assert site.changes(exchange.path) == []


@pytest.mark.parametrize("admitted, status, said", [(True, 101, "Hello"), (False, 401, None)])
def test_a_web_socket_shows_its_origin_alone_and_opens_only_for_somebody_who_is_signed_in(
    browser, site, admitted, status, said
):
    path = f"/socket/{uuid4().hex}"
    browser.open(f"{site.app}/")
    (signed_in if admitted else expired)(browser, site)

    assert browser.run(f"const [url] = given; {SOCKET}", site.app + path) == said

    exchange = site.exchange(path)
    assert exchange.status == status
    assert exchange.headers["upgrade"] == "websocket"
    assert exchange.headers["origin"] == site.app
    assert not [name for name in exchange.headers if name.startswith("sec-fetch-")]
    if not admitted:
        is_refused(site, exchange, PROBLEM)


def ask(browser, site, kind, person):
    """One request of this kind as the service saw it, its headers compared."""
    path = f"/page/{uuid4().hex}"
    browser.open(f"{site.app}/")
    person(browser, site)
    kind.ask(browser, site.app + path)
    exchange = site.exchanges(path)[0]
    assert exchange.method == kind.method
    assert exchange.headers["accept"].startswith(kind.accept)
    expected = kind.headers()
    assert {name: exchange.headers.get(name) for name in expected} == expected
    return exchange


def signed_in(browser, site):
    site.admit(browser, "ada")


def stranger(browser, site):
    pass


def expired(browser, site):
    site.admit(browser, "ada", expires_in=EXPIRED)


def is_refused(site, exchange, form):
    answer = exchange.answer
    if form == REDIRECT:
        assert exchange.status == 302
        assert answer["location"] == site.login_for(exchange.path)
        assert "content-type" not in answer
    else:
        assert exchange.status == 401
        assert "location" not in answer
        assert answer["www-authenticate"].startswith("Bearer realm=")
        assert "error" not in answer["www-authenticate"]
        content = {EXPLANATION: "text/html; charset=utf-8", PROBLEM: "application/problem+json"}
        assert answer["content-type"] == content[form]
    assert "no-store" in answer["cache-control"]
    assert VARY <= listed(answer["vary"])


def listed(line):
    return {name.strip().lower() for name in line.split(",")}
