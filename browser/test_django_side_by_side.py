"""The article's Django and this project understand each other's tokens: one sign-in, one browser, services of both kinds."""

import json

import pytest

from browser.pages import PAGE
from browser.side_by_side import SideBySide


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    """Our Auth service, as the article's: HS512 and a shared secret."""
    sites = SideBySide(tmp_path_factory.mktemp("ours"), auth_in_django=False)
    yield sites
    sites.stop()


@pytest.fixture(scope="module")
def theirs(tmp_path_factory):
    """The article's Auth service."""
    sites = SideBySide(tmp_path_factory.mktemp("theirs"), auth_in_django=True)
    yield sites
    sites.stop()


def register(browser, email):
    browser.follow("a[href^='/register']")
    browser.fill_in(
        first_name="Zoë",
        last_name="Müller",
        email=email,
        password=SideBySide.password,
        password_again=SideBySide.password,
    )
    browser.submit()


def known_to_rust(browser, sites):
    """Username and e-mail, as our service has them."""
    browser.open(f"{sites.rust}/whoami")
    user = json.loads(browser.text)["user"]
    return user["username"], user["email"]


def known_to_django(browser, sites):
    """The same, as the article's service has them."""
    browser.open(f"{sites.django}/home")
    assert browser.url == f"{sites.django}/home", browser.text
    return browser.run("return ['username', 'email'].map(id => document.getElementById(id).innerText)")


def test_who_registers_at_our_auth_service_is_the_same_person_in_a_service_of_each_kind(browser, ours):
    browser.open(f"{ours.rust}{PAGE}")
    register(browser, "zoe.rust@example.org")
    assert browser.url == f"{ours.rust}{PAGE}"
    assert browser.heading == "Hello, Zoë"

    username, email = known_to_django(browser, ours)

    assert browser.heading == "Hello, Zoë"
    assert email == "zoe.rust@example.org"
    assert known_to_rust(browser, ours) == (username, email)


def test_the_articles_service_sends_people_to_our_auth_service_and_gets_them_back(browser, ours):
    browser.open(f"{ours.django}/home")
    assert browser.url.startswith(f"{ours.auth}/login"), browser.url
    register(browser, "zoe.django@example.org")

    assert browser.url == f"{ours.django}/home"
    assert browser.heading == "Hello, Zoë"
    assert known_to_rust(browser, ours)[1] == "zoe.django@example.org"


def test_who_signs_in_at_the_articles_auth_service_is_the_same_person_in_a_service_of_each_kind(browser, theirs):
    browser.open(f"{theirs.rust}{PAGE}")
    assert browser.url.startswith(f"{theirs.auth}/login"), browser.url
    browser.fill_in(email="grace@example.org", password=theirs.password)
    browser.submit()
    assert browser.url == f"{theirs.rust}{PAGE}"
    assert browser.heading == "Hello, Grace"

    username, email = known_to_django(browser, theirs)

    assert browser.heading == "Hello, Grace"
    assert email == "grace@example.org"
    assert known_to_rust(browser, theirs) == (username, email)


def test_the_articles_auth_service_renews_without_a_form_for_a_service_of_each_kind(browser, theirs):
    browser.open(f"{theirs.django}/home")
    browser.fill_in(email="grace@example.org", password=theirs.password)
    browser.submit()
    for page in (f"{theirs.rust}{PAGE}", f"{theirs.django}/home"):
        browser.forget_cookie("org.breakthesystem.jwt.access")
        browser.open(page)
        assert browser.url == page
        assert browser.heading == "Hello, Grace"
