"""The rotations of the documentation, rehearsed with three processes that are restarted one after the other.

1. Every process is told the new key and keeps the old one as the previous.
2. The Auth service signs with the new key; people get new tokens as their old ones run out.
3. When the last old token has run out, every process forgets the old key.
"""

import json
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from interop.article_auth import register, sign_in, signing_with
from interop.fleet import Fleet
from interop.jwks_server import JwksServer
from interop.keys import Keys, eddsa_pair, hs512
from interop.service import PAGE
from interop.stream import Session, Stream

NAMES = ["Ada", "Barbara", "Grace", "Katherine"]
DEVICES = 2


@dataclass
class Rotation:
    """Whose tokens the services know before, while, and after."""

    old: Keys
    new: Keys

    @property
    def before(self):
        return self.old.service

    @property
    def both(self):
        return {**self.new.service, "JWT_SIGNING_KEY_PREVIOUS": self.old.secret}

    @property
    def after(self):
        return self.new.service


@contextmanager
def to_another_secret(folder):
    yield hs512()


@contextmanager
def to_ed25519_in_a_file(folder):
    django, jwk = eddsa_pair("2026")
    key_set = folder / "jwks.json"
    key_set.write_text(json.dumps({"keys": [jwk]}))
    yield Keys(django, {"JWT_JWKS_FILE": str(key_set), "JWT_ALGORITHM": "EdDSA"})


@contextmanager
def to_ed25519_behind_a_url(folder):
    django, jwk = eddsa_pair("2026")
    with JwksServer(jwk) as server:
        settings = {"JWT_JWKS_URL": server.url, "JWT_JWKS_ALLOW_HTTP": "1", "JWT_ALGORITHM": "EdDSA"}
        yield Keys(django, settings)


MOVES = {
    "HS512 to HS512": to_another_secret,
    "HS512 to EdDSA in a file": to_ed25519_in_a_file,
    "HS512 to EdDSA behind a URL": to_ed25519_behind_a_url,
}


@pytest.fixture(params=MOVES.values(), ids=MOVES.keys())
def rotation(request, tmp_path):
    with request.param(tmp_path) as new:
        yield Rotation(hs512(), new)


@pytest.fixture
def fleet(rotation, tmp_path):
    fleet = Fleet(tmp_path, **rotation.before)
    yield fleet
    fleet.stop()
    assert rotation.old.secret not in fleet.output()
    assert rotation.new.secret not in fleet.output()


def test_nobody_is_signed_out_and_the_old_key_is_worth_nothing_afterwards(rotation, fleet):
    sessions = signed_in_people(rotation.old)
    old_cookies = {session: session.cookies for session in sessions}
    with Stream(fleet, sessions) as stream:
        stream.flows()
        fleet.roll(**rotation.both)
        stream.flows()
        for session in sessions[::2]:
            renew(session, rotation.new)
        stream.flows()
        for session in sessions[1::2]:
            renew(session, rotation.new)
        stream.flows()
        assert all(is_signed_in(fleet, cookies) for cookies in old_cookies.values())
        fleet.roll(**rotation.after)
        stream.flows()
    for member in fleet.members:
        for session, cookies in old_cookies.items():
            assert member.whoami(cookies) is None
            assert member.whoami(session.cookies)["username"] == session.person.username
    assert len(fleet.members[0].rows()) == len(NAMES)


def test_a_step_that_comes_too_early_signs_people_out_and_the_rehearsal_notices(rotation, fleet):
    sessions = signed_in_people(rotation.old)
    with Stream(fleet, sessions) as stream:
        stream.flows()
        renew(sessions[0], rotation.new)
        with pytest.raises(AssertionError):
            stream.flows()
    [(name, answer), *_] = stream.refusals
    assert (name, answer.status) == (sessions[0].name, 302)


def signed_in_people(keys):
    """Everybody at all of their devices."""
    people = [register(first_name=name) for name in NAMES]
    sessions = [Session(person, None) for person in people for _ in range(DEVICES)]
    for session in sessions:
        renew(session, keys)
    return sessions


def renew(session, keys):
    with signing_with(keys):
        session.cookies = sign_in(session.person).cookies()


def is_signed_in(fleet, cookies):
    return fleet.get(PAGE, cookies).status == 200
