"""Who visits the service, and what the Auth service says about them."""

from dataclasses import dataclass, field, replace
from uuid import uuid4

import jwt

from interop.service import ACCESS

LIFETIME = 3_600


@dataclass(frozen=True)
class Person:
    """`email` and the rights are as the Auth service has them now."""

    id: str = field(default_factory=lambda: str(uuid4()))
    email: str = "ada@example.org"
    is_staff: bool = False

    def now(self, **details):
        """The same person with other details."""
        return replace(self, **details)


def cookies(key, person, issued):
    """What the person's browser sends, with a token of this second."""
    claims = {
        "token_type": "access",
        "jti": uuid4().hex,
        "iat": issued,
        "exp": issued + LIFETIME,
        "user_uuid": person.id,
        "user_email": person.email,
        "user_is_staff": person.is_staff,
        "user_is_superuser": False,
        "user_first_name": "Ada",
        "user_last_name": "Lovelace",
    }
    return {ACCESS: jwt.encode(claims, key, algorithm="HS512")}
