"""Nothing that a developer would see in red while people do what they usually do."""

import pytest

from browser.pages import on_page, open_page, sign_in
from browser.tours import TOURS

REFUSAL = "the server responded with a status of 4"
DESK = (1280, 800)


def test_signing_in_looking_around_and_signing_out_leave_no_error_in_the_console(browser, demo):
    open_page(browser, demo)
    sign_in(browser, demo)
    on_page(browser, demo)
    browser.open(f"{demo.service}/")
    browser.follow("#sign-out")
    browser.submit()
    assert "You are not signed in" in browser.text
    assert browser.errors() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tour, place", TOURS, ids=[tour.__name__ for tour, _ in TOURS])
def test_no_page_leaves_an_error_in_the_console_but_that_it_is_refused(browser, request, tour, place, scheme):
    place = request.getfixturevalue(place)
    with browser.screen(*DESK, scheme):
        for page in tour(browser, place):
            # Of the page itself: what it loads is never refused.
            errors = [it for it in browser.errors() if not (it.startswith(f"{browser.url} ") and REFUSAL in it)]
            assert errors == [], page
            browser.screenshot(f"{tour.__name__} {scheme} {page}")


def test_the_console_is_read_at_all(browser, demo):
    browser.open(f"{demo.service}/none")
    assert any("404" in error for error in browser.errors())
