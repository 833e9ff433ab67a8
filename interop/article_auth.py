"""The Auth service of the article's part 1: people are Django users, tokens come from SimpleJWT."""

import importlib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from interop.django_project import SIMPLE_JWT
from interop.service import ACCESS, REFRESH

from django.contrib.auth.models import User
from django.test import override_settings
from rest_framework_simplejwt import state
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, SlidingToken
from rest_framework_simplejwt.utils import aware_utcnow

__all__ = ["AccessToken", "RefreshToken", "SlidingToken", "Tokens", "ago", "register", "sign_in", "signing_with"]


@dataclass
class Tokens:
    """What one sign-in gives: two SimpleJWT tokens, which a test may still change."""

    refresh: RefreshToken
    access: AccessToken

    def issued(self, at_time):
        """Moves both tokens in time: `iat` there, `exp` one lifetime later."""
        for token in (self.refresh, self.access):
            token.set_iat(at_time=at_time)
            token.set_exp(from_time=at_time)
        return self

    def cookies(self, access=None):
        """Both cookies, with another text in the access cookie if one is given."""
        return {ACCESS: str(self.access) if access is None else access, REFRESH: str(self.refresh)}


@contextmanager
def signing_with(keys, **settings):
    """SimpleJWT builds its backend from the settings once, at import; so it is imported again under these."""
    with override_settings(SIMPLE_JWT={**SIMPLE_JWT, **keys.django, **settings}):
        importlib.reload(state)
        yield


def register(**details):
    """A new person. Usernames are random ids, as in the article."""
    details = {
        "email": "daniel@example.org",
        "first_name": "Daniel",
        "last_name": "Example",
        **details,
    }
    return User.objects.create_user(username=str(uuid4()), **details)


def sign_in(person):
    """The tokens that the article puts into the two cookies."""
    refresh = RefreshToken.for_user(person)
    access = refresh.access_token
    for token in (refresh, access):
        describe(token, person)
    return Tokens(refresh, access)


def describe(token, person):
    """The article's extra claims."""
    token["user_uuid"] = person.username
    token["user_email"] = person.email
    token["user_is_staff"] = person.is_staff
    token["user_is_superuser"] = person.is_superuser
    token["user_first_name"] = person.first_name
    token["user_last_name"] = person.last_name


def ago(seconds):
    return aware_utcnow() - timedelta(seconds=seconds)
