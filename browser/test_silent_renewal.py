"""The redirect is the refresh mechanism: whoever still has the refresh cookie never sees the login form."""

import pytest

from browser.pages import ACCESS, PAGE, REFRESH, at_login, on_page, open_page, sign_in


@pytest.fixture
def signed_in(browser, demo):
    open_page(browser, demo)
    sign_in(browser, demo)
    on_page(browser, demo)
    browser.visits()
    return browser


def renews_silently(browser, demo):
    """The page is shown at once, over the Auth service, which answers with a redirect and no page."""
    open_page(browser, demo)
    on_page(browser, demo)
    assert browser.heading == "Hello, Daniel"
    page, login = demo.service + PAGE, f"{demo.auth}/login"
    [asked, renewed, shown] = browser.visits()
    assert asked == (302, page)
    assert renewed in [(302, login), (303, login)]
    assert shown == (200, page)


def test_without_the_access_cookie_the_page_comes_back_without_a_login_form(signed_in, demo):
    before = signed_in.cookies()[ACCESS]["value"]
    signed_in.forget_cookie(ACCESS)

    renews_silently(signed_in, demo)

    assert signed_in.cookies()[ACCESS]["value"] != before


def test_an_access_cookie_that_is_no_longer_good_is_replaced_in_the_same_way(signed_in, demo):
    header, claims, signature = signed_in.cookies()[ACCESS]["value"].split(".")
    signed_in.forget_cookie(ACCESS)
    signed_in.set_cookie(ACCESS, f"{header}.{claims}.{signature[::-1]}")

    renews_silently(signed_in, demo)


def test_with_a_good_access_cookie_the_auth_service_is_not_asked(signed_in, demo):
    open_page(signed_in, demo)
    assert signed_in.visits() == [(200, demo.service + PAGE)]


def test_without_either_cookie_the_login_form_is_shown(signed_in, demo):
    signed_in.forget_cookie(ACCESS)
    signed_in.forget_cookie(REFRESH)
    open_page(signed_in, demo)
    at_login(signed_in, demo)


def test_a_refresh_cookie_that_is_none_leads_to_the_login_form_and_not_in_circles(signed_in, demo):
    signed_in.forget_cookie(ACCESS)
    signed_in.forget_cookie(REFRESH)
    signed_in.set_cookie(REFRESH, "none.at.all")
    open_page(signed_in, demo)
    at_login(signed_in, demo)
    sign_in(signed_in, demo)
    on_page(signed_in, demo)
