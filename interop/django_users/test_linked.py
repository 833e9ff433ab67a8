"""People who registered at the Django application, under names of their own, get their rows by an address that is verified."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from interop.django_users.people import PASSWORD, django_made, new_name, token_of
from interop.django_users.site import raw_row

from django.contrib.auth import authenticate
from django.contrib.auth.models import User

MODEL = "linked"
ADDITIVE = ("add_key",)
DJANGOS_OWN = ("username", "password", "last_login", "date_joined", "is_active")
EVERYTHING = (*DJANGOS_OWN, "user_uuid", "email", "first_name", "is_staff", "is_superuser")


def new_address():
    return f"{new_name()}@example.org"


def verified(username, email, **details):
    """Tokens of an Auth service that has verified the address."""
    tokens = token_of(username, email=email, **details)
    tokens.access["user_verified_email"] = email
    return tokens


def test_the_service_finds_nothing_wrong_with_the_widened_table(service):
    assert "checked problems=0" in service.output()


def test_a_person_whom_django_made_is_linked_once_and_keeps_what_is_djangos(service):
    person = django_made(username=f"mia.{new_name()}", email=new_address())
    key = new_name()
    before = raw_row(person, *DJANGOS_OWN)

    first = service.whoami(verified(key, person.email))
    second = service.whoami(verified(key, "moved@example.org"))

    assert (first["id"], first["user_uuid"], first["username"]) == (person.pk, key, person.username)
    assert (second["id"], second["email"]) == (person.pk, "moved@example.org")
    assert raw_row(person, *DJANGOS_OWN) == before
    assert authenticate(username=person.username, password=PASSWORD) == person


def test_a_row_that_is_somebodys_goes_to_nobody_else_who_has_the_address(service):
    person = django_made(email=new_address())
    service.whoami(verified(new_name(), person.email))
    before = raw_row(person, *EVERYTHING)

    other = service.whoami(verified(new_name(), person.email, is_superuser=True))

    assert other["id"] != person.pk
    assert raw_row(person, *EVERYTHING) == before


def test_of_several_at_once_one_gets_the_row_and_the_others_get_rows_of_their_own(service):
    person = django_made(email=new_address())
    keys = [new_name() for _ in range(8)]
    tokens = [verified(key, person.email) for key in keys]

    with ThreadPoolExecutor(len(tokens)) as at_once:
        answers = list(at_once.map(lambda token: until_served(service, token), tokens))

    assert {answer["user_uuid"] for answer in answers} == set(keys)
    assert len({answer["id"] for answer in answers}) == len(keys)
    assert raw_row(person, "user_uuid")[0] in keys
    assert person.pk in [answer["id"] for answer in answers]


def until_served(service, tokens):
    """A client may be asked to come again while others write."""
    for _ in range(20):
        answer = service.get("/whoami", tokens)
        if answer.status != 503:
            break
    assert answer.status == 200, answer
    return answer.json()


def test_an_address_that_was_not_verified_links_nobody(service):
    person = django_made(email=new_address())
    before = raw_row(person, *EVERYTHING)

    other = service.whoami(token_of(new_name(), email=person.email))

    assert other["id"] != person.pk
    assert raw_row(person, *EVERYTHING) == before


@pytest.mark.parametrize("email", ["", "alike"])
def test_an_address_that_several_rows_share_links_none_of_them(service, email):
    email = email and new_address()
    people = [django_made(email=email), django_made(email=email)]
    before = [raw_row(person, *EVERYTHING) for person in people]

    other = service.whoami(verified(new_name(), email))

    assert other["id"] not in [person.pk for person in people]
    assert [raw_row(person, *EVERYTHING) for person in people] == before


def test_somebody_who_is_deactivated_in_django_is_not_linked_and_gets_no_second_row(service):
    person = django_made(email=new_address(), is_active=False)
    before = raw_row(person, *EVERYTHING)
    people = User.objects.count()

    assert service.get("/whoami", verified(new_name(), person.email)).status == 403

    assert raw_row(person, *EVERYTHING) == before
    assert User.objects.count() == people


def test_a_username_of_djangos_is_no_key(service):
    person = django_made(email=new_address())
    before = raw_row(person, *EVERYTHING)
    people = User.objects.count()

    answer = service.get("/superuser", token_of(person.username, is_superuser=True))

    assert answer.status == 409
    assert raw_row(person, *EVERYTHING) == before
    assert User.objects.count() == people


def test_a_person_whom_the_service_made_is_an_ordinary_user_to_django(service):
    key = new_name()

    person = User.objects.get(pk=service.whoami(verified(key, new_address()))["id"])

    assert person.username == key
    assert not person.has_usable_password()
    person.full_clean()
    person.save()
    assert raw_row(person, "user_uuid") == (key,)
