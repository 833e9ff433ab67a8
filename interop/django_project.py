"""A Django project with an empty database in memory. To be imported before anything that reads Django's settings."""

from datetime import timedelta

import django
from django.conf import settings
from django.core.management import call_command

# Part 1 of the article. The algorithm and the key are added by the tests.
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=5),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=5),
}

settings.configure(
    SECRET_KEY="Django signs nothing with it here",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "rest_framework",
        "rest_framework_simplejwt",
    ],
    ROOT_URLCONF=(),
    SIMPLE_JWT=SIMPLE_JWT,
    USE_TZ=True,
)
django.setup()
call_command("migrate", verbosity=0)
