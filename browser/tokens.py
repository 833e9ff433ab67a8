"""Access tokens as the Auth service signs them, for people who need no account."""

import time
from uuid import uuid4

import jwt

ALGORITHM = "HS512"
SECONDS = 300


def token(secret, person, expires_in=SECONDS, **claims):
    """Names `person`; already expired where `expires_in` is negative."""
    expires = int(time.time()) + expires_in
    registered = {
        "token_type": "access",
        "exp": expires,
        "iat": expires - SECONDS,
        "jti": uuid4().hex,
        "user_id": 1,
        "user_uuid": person,
        "user_email": f"{person}@example.org",
        "user_is_staff": False,
        "user_is_superuser": False,
        "user_first_name": person.title(),
        "user_last_name": "Example",
    }
    return jwt.encode({**registered, **claims}, secret, ALGORITHM)
