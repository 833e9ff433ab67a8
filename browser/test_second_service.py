"""One sign-in for all services, in and out."""

from browser.pages import PAGE, at_login, on_page, open_page, register, sign_in


def test_the_second_service_knows_who_is_signed_in_without_another_login(browser, demo):
    open_page(browser, demo)
    sign_in(browser, demo)
    on_page(browser, demo)
    browser.open(f"{demo.service}/")
    browser.visits()

    browser.follow(f"main a[href='{demo.second}/']")

    assert browser.url == f"{demo.second}/"
    assert browser.heading == "Hello, Daniel"
    assert demo.daniel.email in browser.text
    assert browser.visits() == [(200, f"{demo.second}/")]


def test_who_registered_for_one_service_may_use_the_other(browser, demo):
    somebody = register(browser, demo)
    browser.open(demo.second + PAGE)
    assert browser.url == demo.second + PAGE
    assert browser.heading == "Hello, Zoë"
    browser.open(f"{demo.second}/")
    assert somebody.email in browser.text


def test_signing_out_of_one_service_signs_out_of_the_other(browser, demo):
    open_page(browser, demo)
    sign_in(browser, demo)
    browser.open(f"{demo.second}/")
    assert browser.heading == "Hello, Daniel"

    browser.follow("#sign-out")
    assert "signs you out of all services" in browser.text
    browser.submit()

    assert browser.url == f"{demo.second}/"
    for service in (demo.service, demo.second):
        browser.open(f"{service}/")
        assert "You are not signed in" in browser.text
        assert demo.daniel.email not in browser.text
        browser.open(service + PAGE)
        at_login(browser, demo)
    browser.open(f"{demo.auth}/account")
    at_login(browser, demo)
