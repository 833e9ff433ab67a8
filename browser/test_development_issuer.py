"""Somebody who develops a service is anybody by a click."""

from browser.pages import PAGE, let_token_end


def test_a_click_on_a_person_is_a_sign_in_at_the_service(browser, development):
    browser.open(development.service + PAGE)
    assert browser.url.startswith(f"{development.auth}/dev?")
    assert "For development only" in browser.text
    assert not browser.has("input[type=password]")

    browser.press("olive@example.org")

    assert browser.url == development.service + PAGE
    assert browser.heading == "Hello, Olive"
    browser.open(f"{development.service}/")
    assert "olive@example.org" in browser.text


def test_another_click_is_another_person_with_other_rights(browser, development):
    browser.open(f"{development.service}/staff")
    browser.press("olive@example.org")
    assert "may not" in browser.text.lower()

    browser.open(f"{development.auth}/dev")
    assert "olive@example.org" in browser.text
    browser.press("sue@example.org")

    for room in ("staff", "superuser"):
        browser.open(f"{development.service}/{room}")
        assert browser.heading == "Hello, Sue"


def test_somebody_made_up_on_the_page_is_at_the_service_what_the_form_said(browser, development):
    browser.open(f"{development.service}/staff")
    browser.send(
        "form:has(input[type=number])",
        email="ines@example.org",
        first_name="Inês",
        last_name="Invented",
        is_staff=True,
    )
    assert browser.url == f"{development.service}/staff"
    assert browser.heading == "Hello, Inês"


def test_the_next_token_comes_by_itself_here_as_well(browser, development):
    browser.open(development.service + PAGE)
    browser.press("stefan@example.org")
    let_token_end(browser)
    browser.visits()
    browser.open(development.service + PAGE)
    assert browser.heading == "Hello, Stefan"
    assert [status for status, _ in browser.visits()] == [302, 302, 200]


def test_a_token_that_has_ended_already_is_refused_and_leads_back_to_the_page(browser, development):
    browser.open(development.service + PAGE)
    browser.send("form:has(input[type=number])", lifetime="-60", renews=False)
    assert browser.url.startswith(f"{development.auth}/dev?")
    browser.open(f"{development.service}/")
    assert "You are not signed in" in browser.text
