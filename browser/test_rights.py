"""What a superuser changes on the admin page reaches the services with the next token."""

import pytest

from browser.pages import (
    PAGE,
    ask_for_rights,
    at_login,
    confirm,
    give_rights,
    let_token_end,
    on_page,
    open_admin_page,
    open_page,
    register,
    sign_in,
    sign_in_as,
)


@pytest.fixture
def superuser(other_browser, demo):
    """The browser of the demo's superuser, on the admin page."""
    open_admin_page(other_browser, demo)
    return other_browser


def is_admitted(browser, demo, room):
    """Whether a page of the service lets its visitor in, or says that they may not be there."""
    browser.visits()
    browser.open(f"{demo.service}/{room}")
    [(status, url)] = browser.visits()
    assert url == f"{demo.service}/{room}"
    if status == 403:
        assert "may not" in browser.text.lower()
    else:
        assert (status, browser.heading) == (200, "Hello, Zoë")
    return status == 200


@pytest.mark.parametrize("right, room", [("staff", "staff"), ("superuser", "superuser")])
def test_a_promotion_and_a_demotion_count_with_the_next_token(browser, superuser, demo, right, room):
    somebody = register(browser, demo)
    assert not is_admitted(browser, demo, room)
    for given in (True, False):
        give_rights(superuser, demo, somebody, **{right: given})

        assert is_admitted(browser, demo, room) != given

        let_token_end(browser)
        open_page(browser, demo)
        assert is_admitted(browser, demo, room) == given


def test_who_is_deactivated_is_led_to_the_login_page_once_and_stays_out(browser, superuser, demo):
    somebody = register(browser, demo)
    give_rights(superuser, demo, somebody, active=False)

    open_page(browser, demo)
    on_page(browser, demo)
    let_token_end(browser)
    browser.visits()
    open_page(browser, demo)

    at_login(browser, demo)
    assert browser.visits() == [(302, demo.service + PAGE), (200, f"{demo.auth}/login")]
    sign_in_as(browser, somebody)
    at_login(browser, demo)
    assert browser.has("[role=alert]")
    for service in (demo.service, demo.second):
        browser.open(f"{service}/")
        assert "You are not signed in" in browser.text


def test_who_is_active_again_signs_in_as_before(browser, superuser, demo):
    somebody = register(browser, demo)
    for active in (False, True):
        give_rights(superuser, demo, somebody, active=active)
    let_token_end(browser)
    open_page(browser, demo)
    at_login(browser, demo)

    sign_in_as(browser, somebody)

    on_page(browser, demo)
    assert browser.heading == "Hello, Zoë"


def test_who_is_banned_at_one_service_reads_so_there_and_is_not_sent_round(browser, demo):
    somebody = register(browser, demo)
    browser.open(demo.second + PAGE)
    demo.ban(somebody.email)
    let_token_end(browser)
    browser.open(f"{demo.second}{PAGE}")
    browser.visits()

    open_page(browser, demo)

    assert browser.visits() == [(403, demo.service + PAGE)]
    assert "not active" in browser.text
    assert not browser.has("input")
    browser.open(f"{demo.service}/")
    assert "Your account is not active at this service." in browser.text
    browser.open(demo.second + PAGE)
    assert browser.heading == "Hello, Zoë"


def test_who_is_banned_at_a_service_can_sign_out_there(browser, demo):
    somebody = register(browser, demo)
    demo.ban(somebody.email)
    let_token_end(browser)
    open_page(browser, demo)

    browser.follow("a[href*='/logout']")
    browser.submit()

    open_page(browser, demo)
    at_login(browser, demo)
    sign_in(browser, demo)
    on_page(browser, demo)
    assert browser.heading == "Hello, Daniel"


def test_a_browser_that_was_left_signed_in_changes_no_rights_without_the_password(browser, superuser, demo):
    somebody = register(browser, demo)
    ask_for_rights(superuser, somebody, superuser=True)
    assert f"{somebody.email} would be" in superuser.text
    assert "Superuser: yes" in superuser.text
    confirm(superuser, somebody)
    assert "The current password is not right." in superuser.text

    superuser.follow("main a[href^='/admin']")

    assert superuser.heading == "All accounts"
    superuser.send("form[role=search]", email=somebody.email)
    assert not superuser.has("input[name=superuser]:checked")


def test_the_admin_page_is_for_superusers_only(browser, demo):
    register(browser, demo)
    browser.visits()
    browser.open(f"{demo.auth}/admin")
    assert browser.visits() == [(403, f"{demo.auth}/admin")]
    assert "for superusers only" in browser.text
    assert not browser.has("form")
