"""A row that the service made is an ordinary user to Django, with whom no password opens anything."""

from datetime import UTC, datetime, timedelta

import pytest

from interop.django_users.form import filled_in
from interop.django_users.people import PASSWORD, admin_client, django_made, new_name, token_of
from interop.django_users.site import raw_row

from django.apps import apps
from django.contrib.auth import authenticate
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

MODEL = "plain"


@pytest.fixture
def person(service):
    """Somebody whom the service has just seen for the first time."""
    username = new_name()
    row = service.whoami(token_of(username, email=f"{username}@example.org"))
    return User.objects.get(pk=row["id"], username=username)


def test_django_finds_every_column_as_it_would_have_filled_it(person):
    assert person.email == f"{person.username}@example.org"
    assert (person.first_name, person.last_name) == ("Mia", "Example")
    assert (person.is_active, person.is_staff, person.is_superuser) == (True, False, False)
    assert person.last_login is None
    assert not person.groups.exists()
    assert not person.get_all_permissions()


def test_names_that_the_token_does_not_tell_are_empty_and_not_null(service):
    token = token_of(new_name())
    for claim in ("user_first_name", "user_last_name"):
        del token.access[claim]

    person = User.objects.get(pk=service.whoami(token)["id"])

    assert (person.first_name, person.last_name) == ("", "")
    person.full_clean()


def test_django_validates_and_saves_it_without_complaint(person):
    before = {field.name: getattr(person, field.name) for field in User._meta.fields}

    person.full_clean()
    person.save()

    saved = User.objects.get(pk=person.pk)
    assert {field.name: getattr(saved, field.name) for field in User._meta.fields} == before


def test_its_password_is_the_mark_of_one_that_nothing_opens(person):
    djangos = make_password(None)

    assert not person.has_usable_password()
    assert (person.password[0], len(person.password)) == (djangos[0], len(djangos)) == ("!", 41)
    assert person.password[1:].isascii() and person.password[1:].isalnum()


def test_each_person_has_a_mark_of_their_own(service):
    rows = [service.whoami(token_of(new_name())) for _ in range(10)]

    marks = set(User.objects.filter(pk__in=[row["id"] for row in rows]).values_list("password"))

    assert len(marks) == 10


def test_no_guess_signs_in(service, person):
    service.whoami(token_of(person.username, email=person.email, is_staff=True))
    guesses = ["", "!", " ", person.password, person.password[1:], person.username, person.email, "None"]

    for guess in guesses:
        assert authenticate(username=person.username, password=guess) is None
        assert not person.check_password(guess)
        assert signed_in_at_the_admin(person, guess).is_anonymous

    member = django_made(is_staff=True)
    assert signed_in_at_the_admin(member, PASSWORD) == member


def signed_in_at_the_admin(person, password):
    fields = {"username": person.username, "password": password}
    return Client().post(reverse("admin:login"), fields).wsgi_request.user


def test_django_reads_the_moment_of_joining_as_now_in_its_own_time_zone(service):
    # SQLite's clock tells whole seconds; a second more for a clock that is adjusted meanwhile.
    slack = timedelta(seconds=2)
    before = datetime.now(UTC)
    row = service.whoami(token_of(new_name()))
    after = datetime.now(UTC)

    joined = User.objects.get(pk=row["id"]).date_joined

    assert timezone.is_aware(joined)
    assert before - slack <= joined <= after + slack
    among = User.objects.filter(date_joined__range=(before - slack, after + slack))
    assert among.filter(pk=row["id"]).exists()


def test_the_admin_lists_shows_and_saves_it(service, person):
    client = admin_client()
    password = person.password
    address = reverse("admin:auth_user_change", args=[person.pk])
    listed = client.get(reverse("admin:auth_user_changelist"), {"q": person.username})
    assert listed.status_code == 200
    assert f'href="{address}?' in listed.content.decode()

    page = client.get(address)
    assert page.status_code == 200
    fields = filled_in(page.content.decode(), "user_form") | {"last_name": "of the admin"}
    saved = client.post(address, fields)

    assert saved.status_code == 302, saved.content.decode()
    kept = User.objects.get(pk=person.pk)
    assert (kept.last_name, kept.email, kept.is_active) == ("of the admin", person.email, True)
    assert (kept.password, kept.last_login) == (password, None)
    assert kept.date_joined == person.date_joined.replace(microsecond=0)
    [entry] = apps.get_model("admin", "LogEntry").objects.filter(object_id=person.pk)
    assert entry.get_change_message() == "Changed Last name."

    row = service.whoami(token_of(person.username, email=person.email))
    assert (row["id"], row["last_name"]) == (person.pk, "Example")


def test_the_password_is_not_reset_by_mail(person):
    member = django_made(email=f"{new_name()}@example.org")

    for address in (person.email, member.email):
        form = PasswordResetForm({"email": address})
        assert form.is_valid()
        form.save(domain_override="django.example.org")

    assert [letter.to for letter in mail.outbox] == [[member.email]]


@pytest.fixture(autouse=True)
def empty_mailbox():
    mail.outbox = []


def test_what_django_adds_later_stays(service, person):
    person.set_password(PASSWORD)
    person.last_login = timezone.now()
    person.save()
    person.groups.add(Group.objects.create(name=new_name()))
    before = raw_row(person, "password", "last_login", "date_joined")

    row = service.whoami(token_of(person.username, email="after@example.org"))

    assert row["email"] == "after@example.org"
    assert raw_row(person, "password", "last_login", "date_joined") == before
    assert person.groups.count() == 1
    assert authenticate(username=person.username, password=PASSWORD) == person
