"""A row that Django made is the person's: it is found and brought in step, and what is Django's stays."""

from datetime import UTC, datetime

import pytest

from interop.article_auth import ago
from interop.django_users.form import filled_in
from interop.django_users.people import PASSWORD, admin_client, django_made, new_name, token_of
from interop.django_users.site import raw_row, raw_rows

from django.contrib.auth import authenticate
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.urls import reverse

MODEL = "plain"
DJANGOS_OWN = ("password", "last_login", "date_joined", "is_active", "username")
EVERYTHING = (*DJANGOS_OWN, "email", "first_name", "last_name", "is_staff", "is_superuser")


def test_the_service_finds_nothing_wrong_with_djangos_own_table(service):
    assert "checked problems=0" in service.output()


def test_a_person_whom_django_made_is_found_and_brought_in_step(service):
    person = django_made(first_name="Before")
    people = User.objects.count()

    row = service.whoami(token_of(person.username, email="after@example.org", is_staff=True))

    assert row == {
        "id": person.pk,
        "username": person.username,
        "email": "after@example.org",
        "first_name": "Mia",
        "last_name": "Example",
        "is_staff": True,
        "is_superuser": False,
        "is_active": True,
    }
    assert User.objects.count() == people
    person.refresh_from_db()
    assert (person.email, person.first_name, person.is_staff) == ("after@example.org", "Mia", True)


def test_djangos_own_columns_and_tables_survive_byte_for_byte(service):
    moment = datetime(2021, 3, 28, 1, 59, 59, 987654, tzinfo=UTC)
    person = django_made(date_joined=moment, last_login=moment)
    person.groups.add(Group.objects.create(name=new_name()), Group.objects.create(name=new_name()))
    person.user_permissions.add(*Permission.objects.filter(codename__in=["add_user", "view_group"]))

    def kept():
        return [
            raw_row(person, *DJANGOS_OWN),
            raw_rows("auth_user_groups", "user_id", person.pk, "id", "group_id"),
            raw_rows("auth_user_user_permissions", "user_id", person.pk, "id", "permission_id"),
        ]

    before = kept()
    assert [len(rows) for rows in before] == [len(DJANGOS_OWN), 2, 2]

    service.whoami(token_of(person.username, is_staff=True))

    person = User.objects.get(pk=person.pk)
    assert person.is_staff
    assert kept() == before
    assert person.has_perm("auth.add_user")
    assert (person.date_joined, person.last_login) == (moment, moment)
    assert authenticate(username=person.username, password=PASSWORD) == person


def test_the_same_token_again_writes_nothing(service):
    person = django_made()
    token = token_of(person.username)
    service.whoami(token)
    before = version_of(person)

    for _ in range(5):
        service.whoami(token)

    assert version_of(person) == before
    service.whoami(token_of(person.username, email="after@example.org"))
    assert version_of(person) != before


def version_of(person):
    """What every write to the row by somebody else changes, even one that leaves it as it is."""
    if connection.vendor == "postgresql":
        return raw_row(person, "xmin")
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA data_version").fetchone()


def test_a_superuser_of_django_is_what_the_token_says_for_both_sides(service):
    person = django_made(is_staff=True, is_superuser=True)
    client = Client()
    assert client.login(username=person.username, password=PASSWORD)
    assert client.get(reverse("admin:index")).status_code == 200

    assert service.get("/superuser", token_of(person.username)).status == 403

    assert client.get(reverse("admin:index")).status_code == 302
    assert service.get("/superuser", token_of(person.username, is_superuser=True)).status == 204


def test_somebody_who_is_deactivated_in_the_admin_is_refused_and_no_token_brings_them_back(service):
    person = django_made()
    service.whoami(token_of(person.username))
    client = admin_client()
    address = reverse("admin:auth_user_change", args=[person.pk])
    fields = filled_in(client.get(address).content.decode(), "user_form")
    assert fields.pop("is_active")
    assert client.post(address, fields).status_code == 302
    before = raw_row(person, *EVERYTHING)

    answers = [
        service.get("/whoami", token_of(person.username)),
        service.get("/superuser", token_of(person.username, is_staff=True, is_superuser=True)),
        service.get("/whoami", token_of(person.username, email="after@example.org")),
    ]

    assert [answer.status for answer in answers] == [403, 403, 403]
    assert raw_row(person, *EVERYTHING) == before
    assert not User.objects.get(pk=person.pk).is_active


@pytest.mark.parametrize("alike", [str.lower, str.upper, str.title])
def test_a_name_in_other_letters_is_another_person_on_both_sides(service, alike):
    person = django_made(username=f"Mia-K-{new_name()}")
    assert alike(person.username) != person.username
    before = raw_row(person, *EVERYTHING)

    row = service.whoami(token_of(alike(person.username), is_superuser=True))

    other = User.objects.get(pk=row["id"])
    assert other != person
    assert other.username == alike(person.username)
    assert raw_row(person, *EVERYTHING) == before
    assert authenticate(username=person.username, password=PASSWORD) == person
    assert authenticate(username=other.username, password=PASSWORD) is None


@pytest.mark.parametrize("after", [" ", " " * 1_000, "\t", "\u00a0", "\u200b", "\x00", "x"])
def test_a_longest_name_with_something_after_it_is_nobody(service, after):
    person = django_made(username=f"{new_name():m<150}")
    before = raw_row(person, *EVERYTHING)
    people = User.objects.count()

    answer = service.get("/whoami", token_of(person.username + after, is_superuser=True))

    assert answer.status == 401
    assert raw_row(person, *EVERYTHING) == before
    assert User.objects.count() == people
    assert service.whoami(token_of(person.username))["id"] == person.pk


def test_without_a_watermark_an_older_token_brings_its_state_back(service):
    person = django_made()
    older = token_of(person.username, issued=ago(60), first_name="Older")
    service.whoami(token_of(person.username, first_name="Newer"))

    assert service.whoami(older)["first_name"] == "Older"


def test_a_person_who_is_deleted_in_django_comes_back_as_a_new_row_without_rights(service):
    person = django_made(is_staff=True)
    person.groups.add(Group.objects.create(name=new_name()))
    service.whoami(token_of(person.username))
    former = person.pk
    person.delete()

    row = service.whoami(token_of(person.username))

    again = User.objects.get(username=person.username)
    assert again.pk == row["id"] != former
    assert not again.groups.exists()
    assert not again.has_usable_password()
