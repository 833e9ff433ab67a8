"""On plain http under a name that is not loopback's, browsers send no `Sec-Fetch-*`: `Accept` and `Origin` must do."""

from uuid import uuid4

import pytest

from browser.kinds import FORM, LINK, SILENT_FORM, SOCKET
from browser.pages import ACCESS
from browser.site import Site

EXPIRED = -60


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("plain"), domain="plain.test")
    yield site
    site.stop()


@pytest.fixture
def path():
    return f"/page/{uuid4().hex}"


def seen(site, path):
    exchange = site.exchange(path)
    assert not [name for name in exchange.headers if name.startswith("sec-fetch-")]
    return exchange


def test_a_stranger_who_goes_to_a_page_is_sent_to_the_login_page(browser, plain, path):
    browser.open(f"{plain.app}/")
    browser.leave(f"const url = arguments[0]; {LINK}", plain.app + path)
    assert browser.url == plain.login_for(path)
    assert seen(plain, path).status == 302


@pytest.mark.parametrize(
    "headers", [{"Accept": "application/json"}, {"X-Requested-With": "XMLHttpRequest"}], ids=str
)
def test_a_script_that_says_what_it_is_gets_problem_details(browser, plain, path, headers):
    browser.open(f"{plain.app}/")
    read = "const [url, headers] = given; return (await (await fetch(url, {headers})).json()).reason"
    assert browser.run(read, plain.app + path, headers) == "missing"
    assert seen(plain, path).status == 401


def test_a_form_of_the_service_is_accepted_by_its_origin(browser, plain, path):
    plain.admit(browser, "ada")
    browser.open(f"{plain.app}/")
    browser.leave(f"const url = arguments[0]; {FORM}", plain.app + path)
    assert browser.heading == "Changed"
    assert seen(plain, path).headers["origin"] == plain.app
    assert plain.changes(path) == ["ada"]


def test_a_form_after_the_sign_in_has_expired_is_explained(browser, plain, path):
    plain.admit(browser, "ada", expires_in=EXPIRED)
    browser.open(f"{plain.app}/")
    browser.leave(f"const url = arguments[0]; {FORM}", plain.app + path)
    assert seen(plain, path).status == 401
    assert browser.url == plain.app + path
    assert browser.has("a[target=_blank]")


@pytest.mark.parametrize("form", [FORM, SILENT_FORM], ids=["with its origin", "without"])
def test_a_form_of_a_sibling_is_refused_although_the_cookie_came(browser, plain, path, form):
    plain.admit(browser, "ada")
    browser.open(f"{plain.evil}/")
    browser.leave(f"const url = arguments[0]; {form}", plain.app + path)
    exchange = seen(plain, path)
    assert ACCESS in exchange.cookies
    assert exchange.headers["origin"] == (plain.evil if form is FORM else "null")
    assert exchange.status == 403
    assert plain.changes(path) == []


def test_a_web_socket_of_a_sibling_is_refused(browser, plain):
    path = f"/socket/{uuid4().hex}"
    plain.admit(browser, "ada")
    browser.open(f"{plain.evil}/")
    assert browser.run(f"const [url] = given; {SOCKET}", plain.app + path) is None
    exchange = seen(plain, path)
    assert ACCESS in exchange.cookies
    assert exchange.status == 403
