"""Django's table with the two columns that it does not know of: older tokens change nothing, and people can be signed out."""

from interop.article_auth import ago
from interop.django_users.people import PASSWORD, django_made, new_name, token_of
from interop.django_users.site import raw_row

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.db import connection

MODEL = "watermark"
ADDITIVE = ("add_columns",)


def seconds(tokens):
    return str(tokens.access["iat"])


def test_the_service_finds_nothing_wrong_with_the_widened_table(service):
    assert "checked problems=0" in service.output()


def test_django_makes_and_saves_people_in_the_widened_table(service):
    person = django_made()
    person.full_clean()
    person.first_name = "Changed"
    person.save()

    assert raw_row(person, "first_name", "token_iat", "not_before") == ("Changed", None, None)
    assert authenticate(username=person.username, password=PASSWORD) == person


def test_a_person_whom_django_made_is_written_by_their_first_token_and_then_only_by_newer_ones(service):
    person = django_made(is_staff=True)
    newer = token_of(person.username, first_name="Newer")
    older = token_of(person.username, issued=ago(60), first_name="Older", is_staff=True)

    assert service.whoami(newer)["id"] == person.pk
    before = raw_row(person, "first_name", "is_staff", "token_iat", "password")
    assert before[0] == "Newer" and before[2] == seconds(newer)

    assert service.whoami(older)["first_name"] == "Newer"
    assert service.get("/staff", older).status == 403
    assert raw_row(person, "first_name", "is_staff", "token_iat", "password") == before


def test_django_keeps_the_watermark_when_it_saves(service):
    token = token_of(new_name())
    person = User.objects.get(pk=service.whoami(token)["id"])

    person.first_name = "Changed by Django"
    person.full_clean()
    person.save()

    assert raw_row(person, "first_name", "token_iat") == ("Changed by Django", seconds(token))


def test_somebody_who_was_signed_out_here_needs_a_newer_token(service):
    person = django_made()
    older, newer = token_of(person.username, issued=ago(60)), token_of(person.username)
    service.whoami(older)
    begin = int(seconds(older)) + 30
    with connection.cursor() as cursor:
        cursor.execute("UPDATE auth_user SET not_before = %s WHERE id = %s", [begin, person.pk])

    assert service.get("/whoami", older).status == 401
    assert service.whoami(newer)["not_before"] == begin


def test_a_deactivated_superuser_is_neither_served_nor_written(service):
    person = django_made(is_active=False)
    before = raw_row(person, "email", "is_active", "is_superuser", "token_iat")

    answer = service.get("/superuser", token_of(person.username, is_staff=True, is_superuser=True))

    assert answer.status == 403
    assert raw_row(person, "email", "is_active", "is_superuser", "token_iat") == before
