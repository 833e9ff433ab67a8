"""Nothing that a developer would see in red while people do what they usually do."""

from browser.pages import on_page, open_page, sign_in


def test_signing_in_looking_around_and_signing_out_leave_no_error_in_the_console(browser, demo):
    open_page(browser, demo)
    sign_in(browser, demo)
    on_page(browser, demo)
    browser.open(f"{demo.service}/")
    browser.follow("#sign-out")
    browser.submit()
    assert "You are not signed in" in browser.text
    assert browser.errors() == []


def test_the_console_is_read_at_all(browser, demo):
    browser.open(f"{demo.service}/none")
    assert any("404" in error for error in browser.errors())
