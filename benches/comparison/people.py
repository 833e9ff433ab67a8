"""People and their tokens, as the article's Auth service issues them."""

import base64
import hashlib
import hmac
import json
import secrets
import time
import uuid

HASHES = {"HS256": hashlib.sha256, "HS512": hashlib.sha512}
# Longer than any run; the verifier takes up to 24 hours.
LIFETIME = 12 * 3600


class AuthService:
    """Signs with a secret that is made for one run."""

    def __init__(self, algorithm):
        self.algorithm = algorithm
        self.secret = secrets.token_urlsafe(64)

    def sign(self, claims):
        header = encode({"alg": self.algorithm, "typ": "JWT"})
        signed = f"{header}.{encode(claims)}"
        signature = hmac.digest(self.secret.encode(), signed.encode(), HASHES[self.algorithm])
        return f"{signed}.{base64url(signature)}"

    def person(self, number):
        return Person(self, number)


class Person:
    def __init__(self, auth, number):
        self.username = str(uuid.UUID(int=0x6F1C0000_0000_4000_8000_000000000000 + number))
        self.access = auth.sign(self.claims(number, "access"))
        self.refresh = auth.sign(self.claims(number, "refresh"))

    def claims(self, number, token_type):
        now = int(time.time())
        return {
            "token_type": token_type,
            "exp": now + LIFETIME,
            "iat": now,
            "jti": uuid.uuid4().hex,
            "user_id": number,
            "user_uuid": self.username,
            "user_email": f"person{number:05}@example.org",
            "user_is_staff": False,
            "user_is_superuser": False,
            "user_first_name": "Daniel",
            "user_last_name": f"Example-{number:05}",
        }

    def damaged(self):
        """The access token with one character of the middle of its signature changed."""
        signed, signature = self.access.rsplit(".", 1)
        middle = len(signature) // 2
        other = "A" if signature[middle] != "A" else "B"
        return f"{signed}.{signature[:middle]}{other}{signature[middle + 1 :]}"


def encode(value):
    return base64url(json.dumps(value, separators=(",", ":")).encode())


def base64url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
