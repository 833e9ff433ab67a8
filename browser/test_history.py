"""What Back shows after somebody has signed out on a computer that others use too.

Pages are `private`: no other computer gets them from a cache. This one keeps a page that was open as it stood (the back/forward
cache), and Chromium shows it again without asking. `no-store` is no sure remedy: Chromium 156 drops such a page at sign-out
after some sign-ins and restores it after others. Whoever cares reloads the page when it is restored.
"""

from uuid import uuid4

import pytest

from browser.pages import ACCESS
from interop.server import until


@pytest.fixture
def vera(browser, site):
    """Signed in at the Auth service."""
    site.remember(browser, site.register("Vera"))
    return browser


def sign_out(browser, site):
    browser.open(f"{site.auth}/logout?next={site.app}/")
    browser.submit()
    assert browser.url == f"{site.app}/"
    assert ACCESS not in browser.cookies()


@pytest.mark.parametrize("control", ["private", "no-store"])
def test_a_page_that_reloads_when_it_is_restored_is_not_shown_again(vera, site, control):
    path = f"/cached/{uuid4().hex}"
    asked_for = f"{path}?control={control}"
    vera.open(site.app + asked_for)
    assert vera.heading == "Hello, Vera"
    vera.run("addEventListener('pageshow', event => { if (event.persisted) location.reload(); });")
    sign_out(vera, site)

    vera.leave("history.go(-2)")

    assert [exchange.status for exchange in site.exchanges(path, 3)] == [302, 200, 302]
    until(lambda: vera.url == site.login_for(asked_for) or None, 10, "the login page")


def test_a_private_page_is_shown_again_by_back_and_refused_when_it_is_reloaded(vera, site):
    path = f"/page/{uuid4().hex}"
    vera.open(site.app + path)
    sign_out(vera, site)

    vera.leave("history.go(-2)")
    assert vera.heading == "Hello, Vera"
    assert [exchange.status for exchange in site.exchanges(path)] == [302, 200]

    vera.reload()
    assert vera.url == site.login_for(path)


def test_going_to_a_page_by_its_address_never_shows_what_somebody_saw_before(vera, site):
    path = f"/page/{uuid4().hex}"
    vera.open(site.app + path)
    assert vera.heading == "Hello, Vera"
    sign_out(vera, site)

    vera.open(site.app + path)

    assert vera.url == site.login_for(path)


def test_the_next_person_on_the_same_computer_sees_the_page_as_their_own(vera, site):
    path = f"/page/{uuid4().hex}"
    vera.open(site.app + path)
    sign_out(vera, site)
    site.remember(vera, site.register("Walt"))

    vera.open(site.app + path)

    assert vera.heading == "Hello, Walt"


def test_a_page_that_may_be_kept_for_a_while_is_still_kept_for_one_person(vera, site):
    path = f"/cached/{uuid4().hex}?control=max-age%3D60"
    vera.open(site.app + path)
    assert vera.heading == "Hello, Vera"
    sign_out(vera, site)

    vera.open(site.app + path)
    assert vera.url == site.login_for(path)

    site.remember(vera, site.register("Walt"))
    vera.open(site.app + path)
    assert vera.heading == "Hello, Walt"
