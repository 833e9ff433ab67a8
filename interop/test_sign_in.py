"""SimpleJWT's tokens sign people in, and nobody else's absence of tokens does."""

import pytest

from interop.article_auth import RefreshToken, ago, register, sign_in
from interop.service import ACCESS, LOGIN_FOR_PAGE, PAGE, REFRESH


def test_the_two_cookies_sign_a_person_in_and_create_their_row(service):
    person = register(email="ada@example.org", first_name="Ada", last_name="Lovelace", is_staff=True)
    expected = {
        "username": person.username,
        "email": "ada@example.org",
        "is_staff": True,
        "is_superuser": False,
        "first_name": "Ada",
        "last_name": "Lovelace",
    }
    assert person.username not in service.rows()

    assert service.whoami(sign_in(person).cookies()) == expected

    assert service.rows()[person.username] == expected


def test_a_protected_page_greets_the_person_by_first_name(service):
    answer = service.get(PAGE, sign_in(register(first_name="Grace")).cookies())
    assert answer.status == 200
    assert "Grace" in answer.text
    assert "private" in answer.headers["cache-control"]
    assert "cookie" in answer.headers["vary"].lower()


@pytest.mark.parametrize(
    ("rights", "staff_room", "superusers_room"),
    [
        ({}, 403, 403),
        ({"is_staff": True}, 200, 403),
        ({"is_staff": True, "is_superuser": True}, 200, 200),
    ],
    ids=["nobody special", "staff", "superuser"],
)
def test_rights_in_the_token_open_the_rooms_they_are_for(service, rights, staff_room, superusers_room):
    cookies = sign_in(register(**rights)).cookies()
    assert service.get("/staff", cookies).status == staff_room
    assert service.get("/superuser", cookies).status == superusers_room


@pytest.mark.parametrize("left", [ACCESS, REFRESH], ids=["access only", "refresh only"])
def test_one_of_the_two_cookies_is_not_enough(service, left):
    person = register()
    cookies = {left: sign_in(person).cookies()[left]}

    assert service.whoami(cookies) is None
    answer = service.get(PAGE, cookies)

    assert (answer.status, answer.headers["location"]) == (302, LOGIN_FOR_PAGE)
    assert person.username not in service.rows()


def test_the_refresh_cookie_is_only_looked_for_and_never_read(service):
    person = register()
    cookies = sign_in(person).cookies() | {REFRESH: "no token at all"}
    assert service.whoami(cookies)["username"] == person.username


def test_a_stranger_is_sent_to_the_login_page_with_the_way_back(service):
    assert service.whoami() is None
    answer = service.get(PAGE)
    assert (answer.status, answer.headers["location"]) == (302, LOGIN_FOR_PAGE)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("days", [0, 3], ids=["at once", "on the third day"])
def test_an_access_token_that_was_renewed_with_the_refresh_token_is_as_good(service, days):
    person = register()
    tokens = sign_in(person).issued(ago(days * 24 * 3600))

    renewed = RefreshToken(str(tokens.refresh)).access_token

    assert renewed["jti"] != tokens.access["jti"]
    assert service.whoami(tokens.cookies(access=str(renewed)))["username"] == person.username


@pytest.mark.parametrize(
    ("first_name", "last_name"),
    [("Zoë", "Müller-Łukasiewicz"), ("太郎", "山田"), ("🦀 Ferris", "d’Été \"quoted\" <b>")],
    ids=["Latin", "Japanese", "emoji and markup"],
)
def test_names_in_any_script_arrive_intact(service, first_name, last_name):
    person = register(first_name=first_name, last_name=last_name)
    service.whoami(sign_in(person).cookies())
    row = service.rows()[person.username]
    assert (row["first_name"], row["last_name"]) == (first_name, last_name)


def test_the_log_shows_neither_tokens_nor_e_mail_addresses(service):
    person = register(email="secret.address@example.org")
    tokens = sign_in(person)
    service.whoami(tokens.cookies())
    service.whoami(tokens.cookies(access=f"{tokens.access}x"))
    log = service.output()
    assert str(tokens.access).rpartition(".")[2] not in log
    assert str(tokens.access).split(".")[1] not in log
    assert person.email not in log
