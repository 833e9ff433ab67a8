"""From a protected page to the login page and back, in and out."""

from uuid import uuid4

from browser.pages import ACCESS, PAGE, REFRESH, at_login, on_page, open_page, register, sign_in, sign_in_as

# So many of one account are judged in a quarter of an hour.
WRONG_PASSWORDS = 10


def test_a_person_signs_in_sees_the_page_asked_for_and_signs_out_again(browser, demo):
    open_page(browser, demo)
    at_login(browser, demo)
    browser.screenshot("1 login")

    browser.fill_in(email=demo.daniel.email, password=demo.daniel.password)
    browser.submit()

    on_page(browser, demo)
    assert browser.heading == "Hello, Daniel"
    browser.screenshot("2 protected page")

    browser.open(f"{demo.service}/")
    assert demo.daniel.email in browser.text
    browser.screenshot("3 home signed in")

    browser.follow("#sign-out")
    assert browser.url.startswith(demo.auth)
    assert browser.path == "/logout"
    assert demo.daniel.email not in browser.text
    browser.screenshot("4 sign out")
    assert {ACCESS, REFRESH} <= browser.cookies().keys()

    browser.submit()

    assert browser.url.rstrip("/") == demo.service
    assert "You are not signed in" in browser.text
    assert demo.daniel.email not in browser.text
    assert not {ACCESS, REFRESH} & browser.cookies().keys()
    browser.screenshot("5 home signed out")

    open_page(browser, demo)
    at_login(browser, demo)


def test_the_home_page_leads_to_the_login_page_and_back_to_itself(browser, demo):
    browser.open(f"{demo.service}/")
    assert "You are not signed in" in browser.text

    browser.follow("#sign-in")
    sign_in(browser, demo)

    assert browser.url.rstrip("/") == demo.service
    assert demo.daniel.email in browser.text


def test_the_way_back_keeps_the_query_of_the_page_asked_for(browser, demo):
    asked_for = f"{demo.service}{PAGE}?x=1&y=%C3%BC+z&next=/elsewhere"
    browser.open(asked_for)
    at_login(browser, demo)

    sign_in(browser, demo)

    assert browser.url == asked_for
    assert browser.heading == "Hello, Daniel"


def test_a_wrong_password_says_so_and_the_next_try_still_leads_to_the_page_asked_for(browser, demo):
    open_page(browser, demo)
    browser.fill_in(email=demo.daniel.email, password="not this one")
    browser.submit()
    at_login(browser, demo)
    assert browser.has("[role=alert]")
    assert not {ACCESS, REFRESH} & browser.cookies().keys()
    browser.screenshot("6 wrong password")

    sign_in(browser, demo)

    on_page(browser, demo)


def test_who_guesses_passwords_is_told_to_wait_and_the_right_one_must_wait_as_well(browser, demo):
    somebody = register(browser, demo)
    browser.open(f"{demo.auth}/logout")
    browser.submit()
    for _ in range(WRONG_PASSWORDS):
        at_login(browser, demo)
        browser.fill_in(email=somebody.email, password="not this one")
        browser.submit()
    browser.visits()

    sign_in_as(browser, somebody)

    assert browser.visits() == [(429, f"{demo.auth}/login")]
    assert "Too many attempts. Please wait" in browser.text
    browser.screenshot("9 too many attempts")
    open_page(browser, demo)
    sign_in(browser, demo)
    on_page(browser, demo)


def test_a_new_person_registers_from_the_login_page_and_lands_on_the_page_asked_for(browser, demo):
    email = f"zoe.{uuid4().hex}@example.org"
    open_page(browser, demo)

    browser.follow("a[href^='/register']")
    browser.screenshot("7 register")
    browser.fill_in(
        first_name="Zoë",
        last_name="Müller",
        email=email,
        password="eight or more letters",
        password_again="eight or more letters",
    )
    browser.submit()

    on_page(browser, demo)
    assert browser.heading == "Hello, Zoë"
    browser.open(f"{demo.service}/")
    assert email in browser.text
    assert "Müller" in browser.text


def test_no_script_can_read_the_cookies(browser, demo):
    open_page(browser, demo)
    sign_in(browser, demo)
    cookies = browser.cookies()
    for name in (ACCESS, REFRESH):
        assert cookies[name]["httpOnly"]
        assert cookies[name]["sameSite"] == "Lax"
        assert cookies[name]["path"] == "/"
    assert "jwt" not in browser.cookies_for_scripts()
