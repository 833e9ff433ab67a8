"""People as Django keeps them and as tokens describe them: two views of one person, which may differ."""

from uuid import uuid4

from interop.article_auth import sign_in

from django.contrib.auth.models import User
from django.test import Client

PASSWORD = "correct horse battery"


def new_name():
    return str(uuid4())


def token_of(username, issued=None, **details):
    """Tokens of the Auth service, which has a database of its own, for the person of this name."""
    details = {"email": "mia@example.org", "first_name": "Mia", "last_name": "Example", **details}
    tokens = sign_in(User(pk=1, username=username, **details))
    return tokens if issued is None else tokens.issued(issued)


def django_made(**details):
    """Somebody who registered at the Django application."""
    details = {"username": new_name(), "email": "before@example.org", "password": PASSWORD, **details}
    return User.objects.create_user(**details)


def admin_client():
    """A browser in which a superuser of the Django application is signed in."""
    superuser = User.objects.create_superuser(username=f"admin-{new_name()}", password=PASSWORD)
    client = Client()
    assert client.login(username=superuser.username, password=PASSWORD)
    return client
