"""A shared secret is replaced without signing anybody out."""

import pytest
from rest_framework_simplejwt.backends import TokenBackend

from interop.article_auth import ago, register, sign_in, signing_with
from interop.keys import hs512
from interop.service import Service


@pytest.fixture(scope="module")
def old_keys():
    return hs512()


@pytest.fixture(scope="module")
def new_keys():
    return hs512()


@pytest.fixture(scope="module")
def rotating(old_keys, new_keys, tmp_path_factory):
    """The service in the days of the rotation."""
    service = Service(
        tmp_path_factory.mktemp("rotation"),
        JWT_SIGNING_KEY=new_keys.secret,
        JWT_SIGNING_KEY_PREVIOUS=old_keys.secret,
    )
    yield service
    assert service.stop() == 0, service.output()
    assert old_keys.secret not in service.output()
    assert new_keys.secret not in service.output()


def cookies_of(person, keys, seconds_ago=0):
    with signing_with(keys):
        return sign_in(person).issued(ago(seconds_ago)).cookies()


def test_both_secrets_sign_the_same_person_in(rotating, old_keys, new_keys):
    person = register(email="old@example.org")
    assert rotating.whoami(cookies_of(person, old_keys, 60))["email"] == "old@example.org"
    person.email = "new@example.org"

    assert rotating.whoami(cookies_of(person, new_keys))["email"] == "new@example.org"

    assert rotating.rows()[person.username]["email"] == "new@example.org"


def test_a_token_under_the_old_secret_is_held_to_its_age_as_any_other(rotating, old_keys, new_keys):
    person = register(is_staff=False)
    rotating.whoami(cookies_of(person, new_keys))
    person.is_staff = True

    assert rotating.whoami(cookies_of(person, old_keys, 60))["is_staff"] is False


def test_a_third_secret_is_refused(rotating):
    assert rotating.whoami(cookies_of(register(), hs512())) is None


@pytest.mark.parametrize("algorithm", ["HS256", "HS384"])
def test_neither_secret_is_good_for_another_algorithm(rotating, old_keys, new_keys, algorithm):
    with signing_with(new_keys):
        tokens = sign_in(register())
    for keys in (old_keys, new_keys):
        access = TokenBackend(algorithm, keys.secret).encode(tokens.access.payload)
        assert rotating.whoami(tokens.cookies(access=access)) is None


def test_after_the_rotation_the_old_secret_is_worth_nothing(old_keys, new_keys, tmp_path):
    service = Service(tmp_path, JWT_SIGNING_KEY=new_keys.secret)
    try:
        assert service.whoami(cookies_of(register(), old_keys)) is None
        assert service.whoami(cookies_of(register(), new_keys)) is not None
    finally:
        assert service.stop() == 0, service.output()
