"""Ways in which a text can fail to be a good access token of our Auth service.

Each is a function of the tokens of a sign-in, the person and the keys, and gives the text for the access cookie.
"""

import base64
import hashlib
import hmac
import json

import jwt
from rest_framework_simplejwt.backends import TokenBackend

from interop import keys as key_kinds
from interop.article_auth import SlidingToken, ago, describe

REQUIRED = ["user_uuid", "user_email", "user_is_staff", "user_is_superuser"]


def refresh_token(tokens, person, keys):
    return str(tokens.refresh)


def sliding_token(tokens, person, keys):
    token = SlidingToken.for_user(person)
    describe(token, person)
    return str(token)


def expired(tokens, person, keys):
    tokens.issued(ago(5 * 60))
    return str(tokens.access)


def good_for_a_year(tokens, person, keys):
    tokens.access.set_exp(from_time=ago(-365 * 24 * 3600))
    return str(tokens.access)


def not_issued_yet(tokens, person, keys):
    tokens.access.set_iat(at_time=ago(-60))
    return str(tokens.access)


def signed_with_another_key(tokens, person, keys):
    algorithm = keys.django["ALGORITHM"]
    other = key_kinds.hs512().django if algorithm == "HS512" else key_kinds.rsa_pair()[0]
    return TokenBackend(algorithm, other["SIGNING_KEY"]).encode(tokens.access.payload)


def signed_with_another_algorithm_of_the_key(tokens, person, keys):
    other = {"HS512": "HS256", "RS256": "RS512"}[keys.django["ALGORITHM"]]
    return TokenBackend(other, keys.secret).encode(tokens.access.payload)


def public_key_taken_for_a_secret(tokens, person, keys):
    return signed_by_hand(tokens.access.payload, keys.django.get("VERIFYING_KEY", "guessed"))


def unsigned(tokens, person, keys):
    return jwt.encode(tokens.access.payload, key=None, algorithm="none")


def unsigned_but_with_a_signature(tokens, person, keys):
    unsigned_token = jwt.encode(tokens.access.payload, key=None, algorithm="none")
    return unsigned_token + str(tokens.access).rpartition(".")[2]


def content_changed_after_signing(tokens, person, keys):
    header, _, signature = str(tokens.access).split(".")
    return f"{header}.{segment(tokens.access.payload | {'user_is_superuser': True})}.{signature}"


def empty(tokens, person, keys):
    return ""


def without(claim):
    def spoil(tokens, person, keys):
        del tokens.access[claim]
        return str(tokens.access)

    return spoil


def holding(claim, value):
    def spoil(tokens, person, keys):
        tokens.access[claim] = value
        return str(tokens.access)

    return spoil


def signed_by_hand(claims, secret):
    """HS512 with any text as the secret: PyJWT refuses a public key there."""
    signed = f"{segment({'alg': 'HS512', 'typ': 'JWT'})}.{segment(claims)}"
    return f"{signed}.{encoded(hmac.digest(secret.encode(), signed.encode(), hashlib.sha512))}"


def segment(content):
    return encoded(json.dumps(content).encode())


def encoded(content):
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


# What the article's middleware refuses as well.
AS_THE_ARTICLE = {
    "a refresh token": refresh_token,
    "a sliding token": sliding_token,
    "expired": expired,
    "not issued yet": not_issued_yet,
    "signed with another key": signed_with_another_key,
    "another algorithm of the same key": signed_with_another_algorithm_of_the_key,
    "public key taken for a secret": public_key_taken_for_a_secret,
    "alg none": unsigned,
    "alg none with a signature": unsigned_but_with_a_signature,
    "changed after signing": content_changed_after_signing,
    "empty": empty,
    **{f"without {claim}": without(claim) for claim in ["exp", "jti", "token_type", *REQUIRED]},
    **{f"{claim} is null": holding(claim, None) for claim in REQUIRED},
}

# What it lets in, or answers with an error page.
STRICTER_THAN_THE_ARTICLE = {
    "good for a year": good_for_a_year,
    "user_uuid is empty": holding("user_uuid", ""),
    "user_uuid is a number": holding("user_uuid", 7),
    "user_is_staff is a word": holding("user_is_staff", "false"),
    "user_is_superuser is a number": holding("user_is_superuser", 1),
    "a NUL in the name": holding("user_first_name", "Dan\0iel"),
    "a name of 2,000 letters": holding("user_first_name", "d" * 2000),
}

SPOILT = AS_THE_ARTICLE | STRICTER_THAN_THE_ARTICLE
