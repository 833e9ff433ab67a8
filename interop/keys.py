"""Keys that live for one run, and how each side is told about them."""

import json
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from jwt.algorithms import OKPAlgorithm, RSAAlgorithm


@dataclass(frozen=True)
class Keys:
    """`django` goes into SIMPLE_JWT, `service` into the environment of the service."""

    django: dict = field(repr=False)
    service: dict = field(repr=False)

    @property
    def secret(self):
        """What must appear nowhere."""
        return self.django["SIGNING_KEY"]


def hs512():
    """One secret for both sides, as in the article."""
    secret = secrets.token_urlsafe(64)
    return Keys({"ALGORITHM": "HS512", "SIGNING_KEY": secret}, {"JWT_SIGNING_KEY": secret})


def rs256(folder):
    """The Auth service keeps its private key; the service has the public one in a PEM file."""
    django, _ = rsa_pair()
    pem = folder / "public.pem"
    pem.write_text(django["VERIFYING_KEY"])
    return Keys(django, {"JWT_PUBLIC_KEY_FILE": str(pem), "JWT_ALGORITHM": "RS256"})


def rs256_from_key_set(folder):
    """The same with a JWK set. SimpleJWT writes no `kid` into its tokens; keys in sets mostly have one."""
    django, public = rsa_pair()
    jwk = RSAAlgorithm.to_jwk(public, as_dict=True)
    jwk = {"kty": jwk["kty"], "n": jwk["n"], "e": jwk["e"], "kid": "2026", "use": "sig", "alg": "RS256"}
    key_set = folder / "jwks.json"
    key_set.write_text(json.dumps({"keys": [jwk]}))
    return Keys(django, {"JWT_JWKS_FILE": str(key_set), "JWT_ALGORITHM": "RS256"})


def eddsa_pair(kid):
    """SimpleJWT's settings with a new Ed25519 key, and its public half as a JWK."""
    private = ed25519.Ed25519PrivateKey.generate()
    public = OKPAlgorithm.to_jwk(private.public_key(), as_dict=True)
    return django_settings("EdDSA", private), {**public, "kid": kid, "use": "sig", "alg": "EdDSA"}


def rsa_pair():
    """SimpleJWT's settings with a new key, and the public half of it."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return django_settings("RS256", private), private.public_key()


def django_settings(algorithm, private):
    return {
        "ALGORITHM": algorithm,
        "SIGNING_KEY": private.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ).decode(),
        "VERIFYING_KEY": private.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        ).decode(),
    }


KINDS = {
    "HS512": lambda folder: hs512(),
    "RS256": rs256,
    "RS256 key set": rs256_from_key_set,
}
