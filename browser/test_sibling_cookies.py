"""Cookies that a sibling sub-domain plants (cookie tossing): they reach the service beside the victim's own."""

from uuid import uuid4

import jwt
import pytest

from browser.kinds import FORM
from browser.pages import ACCESS, REFRESH, whoami
from browser.site import DOMAIN


@pytest.fixture
def victim(browser, site):
    """Signed in by the Auth service, which has set both cookies for the whole domain."""
    site.remember(browser, site.register("Vera"))
    browser.open(f"{site.app}/page/start")
    assert browser.heading == "Hello, Vera"
    return browser


@pytest.fixture(scope="module")
def mallory(site):
    """The attacker has an account like everybody else. Its cookies."""
    return site.register("Mallory")


def person_of(access_token):
    return jwt.decode(access_token, options={"verify_signature": False})["user_uuid"]


def plant(browser, site, *cookies):
    """The victim comes by a page of the attacker's, which sets these cookies for everybody under the domain."""
    site.attacker.will_set(*(f"{cookie}; Domain={DOMAIN}; HttpOnly" for cookie in cookies))
    browser.open(f"{site.evil}/")


def arrives(site, path):
    """How many cookies of the access cookie's name the service got with the last request for a path."""
    return site.exchanges(path)[-1].cookies.count(ACCESS)


def test_junk_that_comes_before_the_real_cookie_does_not_sign_the_victim_out(victim, site):
    path = f"/page/{uuid4().hex}"
    plant(victim, site, *(f"{ACCESS}=junk; Path={longer}" for longer in ("/page", "/page/", path)))

    victim.open(site.app + path)

    assert victim.heading == "Hello, Vera"
    assert arrives(site, path) == 4


def test_a_cookie_that_was_overwritten_comes_back_without_a_login_form(victim, site):
    path = f"/page/{uuid4().hex}"
    plant(victim, site, f"{ACCESS}=junk; Path=/")

    victim.open(site.app + path)

    assert victim.heading == "Hello, Vera"
    assert [exchange.status for exchange in site.exchanges(path, 2)] == [302, 200]


def test_the_attackers_own_token_beside_the_victims_makes_nobody_signed_in(victim, site, mallory):
    path = f"/page/{uuid4().hex}"
    for planted in ("/whoami", path):
        plant(victim, site, f"{ACCESS}={mallory[ACCESS]}; Path={planted}")

    assert whoami(victim, site) == {"uuid": None, "reason": "conflicting_tokens"}
    assert arrives(site, "/whoami") == 2
    victim.leave(f"const url = arguments[0]; {FORM}", site.app + path)
    assert site.exchange(path).status == 401
    assert site.changes(path) == []
    assert person_of(mallory[ACCESS]) not in site.people()


def test_a_first_visit_with_two_peoples_tokens_writes_nobody_and_ends_on_a_page_that_explains(
    browser, site, mallory
):
    path = f"/page/{uuid4().hex}"
    newcomer = site.register("Wanda")
    site.remember(browser, newcomer)
    browser.open(site.login)
    assert ACCESS in browser.cookies()
    plant(browser, site, f"{ACCESS}={mallory[ACCESS]}; Path=/page")

    browser.open(site.app + path)

    assert browser.url == site.app + path
    assert [exchange.status for exchange in site.exchanges(path)] == [302, 302, 403]
    assert "Hello" not in browser.text
    assert not {person_of(token[ACCESS]) for token in (newcomer, mallory)} & site.people()


def test_the_attackers_token_alone_in_part_of_the_service_is_not_used_for_the_rest_of_it(victim, site, mallory):
    plant(victim, site, f"{ACCESS}={mallory[ACCESS]}; Path=/elsewhere")
    assert whoami(victim, site)["reason"] is None


def test_five_cookies_of_the_name_are_refused_and_harm_no_other_page(victim, site):
    path = f"/page/{uuid4().hex}/a/b"
    parts = path.split("/")
    longer = ["/".join(parts[:length]) for length in range(2, len(parts) + 1)]
    plant(victim, site, *(f"{ACCESS}=junk; Path={planted}" for planted in [*longer, "/page/"]))

    victim.open(site.app + path)

    exchanges = site.exchanges(path)
    assert {exchange.cookies.count(ACCESS) for exchange in exchanges} == {6}
    assert [exchange.status for exchange in exchanges] == [302, 302, 403]
    assert "Vera" not in victim.text
    assert whoami(victim, site)["reason"] is None
    assert victim.run("const [url] = given; return (await fetch(url)).status", site.app + path) == 401


LOOKALIKES = [
    f"\u00a0{ACCESS}",
    f"{ACCESS}\u00a0",
    f"\u2000{ACCESS}",
    f"\u3000{ACCESS}",
    f"\ufeff{ACCESS}",
    f"{ACCESS}\u0085",
    ACCESS.upper(),
    ACCESS.replace("o", "%6F"),
    ACCESS.replace(".", "%2e"),
    f"{ACCESS}%20",
    f"${ACCESS}",
    f'"{ACCESS}"',
]


@pytest.mark.parametrize("lookalike", LOOKALIKES, ids=ascii)
def test_a_name_that_only_looks_like_the_cookies_is_another_name(victim, site, mallory, lookalike):
    plant(victim, site, f"{lookalike}={mallory[ACCESS]}; Path=/")

    assert whoami(victim, site)["reason"] is None
    assert lookalike in site.exchanges("/whoami")[-1].cookies

    victim.forget_cookie(ACCESS)
    assert whoami(victim, site) == {"uuid": None, "reason": "no_token"}


def test_chromium_keeps_no_nameless_cookie_that_would_arrive_under_the_name(victim, site, mallory):
    plant(victim, site, f"={ACCESS}={mallory[ACCESS]}; Path=/")

    assert whoami(victim, site)["reason"] is None
    assert arrives(site, "/whoami") == 1


def test_a_planted_refresh_cookie_does_not_renew_the_victim_into_the_attacker(victim, site, mallory):
    path = f"/page/{uuid4().hex}"
    plant(victim, site, f"{REFRESH}={mallory[REFRESH]}; Path=/login", f"{ACCESS}=gone; Path=/; Max-Age=0")

    victim.open(site.app + path)

    assert victim.url == site.login_for(path)
    assert victim.has("input[name=password]")
    assert person_of(mallory[ACCESS]) not in site.people()


def test_a_cookie_for_all_of_localhost_is_not_kept(victim, site, mallory):
    site.attacker.will_set(f"{ACCESS}={mallory[ACCESS]}; Domain=localhost; Path=/whoami")
    victim.open(f"{site.evil}/")

    assert whoami(victim, site)["reason"] is None
    assert arrives(site, "/whoami") == 1


def test_a_planted_token_alone_signs_in_as_the_attacker_which_nothing_can_tell_from_a_sign_in(browser, site):
    """The risk that SECURITY.md names: it ends when somebody finds a way to bind tokens to browsers."""
    account = site.register("Mallory")
    plant(browser, site, f"{ACCESS}={account[ACCESS]}; Path=/")

    assert whoami(browser, site)["uuid"] == person_of(account[ACCESS])
