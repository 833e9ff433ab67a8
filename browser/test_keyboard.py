"""Signing in and out without a mouse."""

from browser.pages import PAGE, at_login


def test_the_keyboard_leads_from_the_home_page_to_the_login_form_and_back_out(browser, demo):
    keyboard = browser.keyboard
    browser.open(f"{demo.service}/")
    keyboard.tab_to("#sign-in")
    keyboard.enter()

    at_login(browser, demo)
    assert browser.run("return document.activeElement.name") == "email"
    keyboard.type(demo.daniel.email)
    keyboard.tab_to("input[name=password]")
    keyboard.type(demo.daniel.password)
    keyboard.enter()

    assert browser.url == f"{demo.service}/"
    assert browser.heading == "Hello, Daniel"
    keyboard.tab_to(f"a[href='{PAGE}']")
    keyboard.enter()
    assert browser.heading == "Hello, Daniel"

    keyboard.tab_to("#sign-out")
    keyboard.enter()
    keyboard.tab_to("button")
    keyboard.enter()
    assert "You are not signed in" in browser.text


def test_a_wrong_password_leaves_the_keyboard_at_the_form(browser, demo):
    keyboard = browser.keyboard
    browser.open(f"{demo.auth}/login")
    keyboard.type(demo.daniel.email)
    keyboard.tab_to("input[name=password]")
    keyboard.type("not this one")
    keyboard.enter()

    assert browser.has("[role=alert]")
    assert browser.run("return document.activeElement.name") == "email"
