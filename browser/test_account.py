"""What people change about themselves reaches the services with the next token."""

from uuid import uuid4

from browser.pages import PAGE, at_login, let_token_end, on_page, open_page, register, sign_in_as

NAMES, EMAIL, PASSWORD = (f"form[aria-labelledby={it}]" for it in ("names", "email", "password"))


def test_a_new_name_and_address_are_in_all_services_after_the_next_renewal(browser, other_browser, demo):
    somebody = register(browser, demo)
    new_email = f"renamed.{uuid4().hex[:12]}@example.org"
    open_page(other_browser, demo)
    sign_in_as(other_browser, somebody)

    browser.open(f"{demo.auth}/account")
    browser.send(NAMES, first_name="Chloë", last_name="Schmidt")
    assert "Your name is changed." in browser.text
    browser.send(EMAIL, email=new_email, current_password=somebody.password)
    assert "Your e-mail address is changed." in browser.text

    # Elsewhere the old token is good until it ends.
    open_page(other_browser, demo)
    assert other_browser.heading == "Hello, Zoë"
    let_token_end(other_browser)
    open_page(other_browser, demo)
    on_page(other_browser, demo)
    for service in (demo.service, demo.second):
        for each in (browser, other_browser):
            each.open(f"{service}/")
            assert each.heading == "Hello, Chloë"
            assert "Schmidt" in each.text and "Müller" not in each.text
            assert new_email in each.text and somebody.email not in each.text


def test_a_new_password_ends_the_sign_ins_elsewhere_and_not_this_one(browser, other_browser, demo):
    somebody = register(browser, demo)
    open_page(other_browser, demo)
    sign_in_as(other_browser, somebody)
    on_page(other_browser, demo)

    browser.open(f"{demo.auth}/account")
    again = "another eight letters"
    browser.send(PASSWORD, current_password=somebody.password, password=again, password_again=again)
    assert "Your password is changed." in browser.text

    for each in (browser, other_browser):
        let_token_end(each)
        open_page(each, demo)
    on_page(browser, demo)
    at_login(other_browser, demo)
    sign_in_as(other_browser, somebody)
    assert other_browser.has("[role=alert]")


def test_a_wrong_current_password_changes_nothing_and_says_so(browser, demo):
    somebody = register(browser, demo)
    browser.open(f"{demo.auth}/account")
    browser.send(EMAIL, email=f"{uuid4().hex}@example.org", current_password="not this one")
    assert "The current password is not right." in browser.text
    let_token_end(browser)
    browser.open(f"{demo.service}{PAGE}")
    browser.open(f"{demo.service}/")
    assert somebody.email in browser.text
