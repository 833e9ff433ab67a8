"""A Django application with its admin, whose tables its own migrations make."""

from contextlib import contextmanager

import interop.django_project  # Its settings, before anything reads them.

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections
from django.db.utils import load_backend
from django.test import override_settings

SITE = {
    "ALLOWED_HOSTS": ["testserver"],
    "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
    "INSTALLED_APPS": [
        *settings.INSTALLED_APPS,
        "django.contrib.admin",
        "django.contrib.messages",
        "django.contrib.sessions",
    ],
    "MIDDLEWARE": [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    "ROOT_URLCONF": "interop.django_users.urls",
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
}


@contextmanager
def site_on(database):
    """While it lasts, Django's models are on this database, and not on the Auth service's."""
    with override_settings(**SITE), default_connection(database.django):
        call_command("migrate", verbosity=0)
        yield


@contextmanager
def default_connection(configured):
    complete = connections.configure_settings({"default": dict(configured)})["default"]
    before = connections["default"]
    ours = load_backend(complete["ENGINE"]).DatabaseWrapper(complete, "default")
    connections["default"] = ours
    # Their ids differ from database to database.
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        ContentType.objects.clear_cache()
        connections["default"] = before
        ours.close()


def add_columns(script):
    with connection.cursor() as cursor:
        for statement in connection.ops.prepare_sql_script(script):
            cursor.execute(statement)


def raw_row(person, *columns):
    """What is stored in the person's row, as text and by no model."""
    [row] = raw_rows("auth_user", "id", person.pk, *columns)
    return row


def raw_rows(table, key, value, *columns):
    texts = ", ".join(f"CAST({column} AS TEXT)" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {texts} FROM {table} WHERE {key} = %s ORDER BY 1", [value])
        return cursor.fetchall()
