"""The pages of the service that show what it refuses."""

from browser.pages import on_page, open_page, sign_in


def signed_in_at(browser, demo, path):
    open_page(browser, demo)
    sign_in(browser, demo)
    on_page(browser, demo)
    browser.open(demo.service + path)
    browser.visits()


def test_a_form_that_is_sent_too_late_gets_a_page_that_explains(browser, demo):
    signed_in_at(browser, demo, "/expired")
    assert browser.has("#reason") and "expired" in browser.text

    browser.fill_in(text="hours of work")
    browser.submit()

    assert browser.visits() == [(401, f"{demo.service}/expired")]
    assert browser.heading
    assert "sign in" in browser.text.lower()
    assert browser.has(f"a[href^='{demo.auth}/login'][target=_blank]")


def test_a_page_for_which_every_token_is_too_old_ends_the_circle_by_explaining(browser, demo):
    signed_in_at(browser, demo, "/expired")

    browser.follow("a[href$='/expired/page']")

    visits = browser.visits()
    page = f"{demo.service}/expired/page"
    assert visits[-1] == (403, page)
    assert 2 <= visits.count((302, page)) <= 3
    assert "does not accept" in browser.text
    browser.open(f"{demo.service}/")
    assert browser.heading == "Hello, Daniel"


def test_a_form_of_the_service_counts_and_the_same_form_from_elsewhere_does_not(browser, demo):
    signed_in_at(browser, demo, "/form")
    browser.press("Send a form to this service")
    assert browser.visits() == [(200, f"{demo.service}/form")]
    assert browser.heading == "Taken"

    browser.open(f"{demo.second}/form")
    browser.visits()
    browser.press(f"Send a form to {demo.service.removeprefix('http://')}")
    assert browser.visits() == [(403, f"{demo.service}/form")]
    assert browser.heading != "Taken"
