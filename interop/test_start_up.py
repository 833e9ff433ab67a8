"""The service ends at once where a setting is missing or unsafe, and says which: by name, never by value."""

import pytest

from interop.keys import hs512, rs256, rsa_pair
from interop.needs import binary
from interop.server import Program
from interop.service import Service, environment

START_SECONDS = 10
GOOD = hs512().secret
SHORT = "only-forty-bytes-long-0123456789-ABCDEFG"
# Settings whose values are words of the documentation, which a remedy may name.
WORDS = {"BIND", "JWT_ALGORITHM", "JWT_ALLOW_SHORT_KEY", "JWT_PROFILE"}
DEFAULT_DJANGO_KEY = "django-like-" + "k" * 38


@pytest.fixture
def public_pem(tmp_path):
    return rs256(tmp_path).service["JWT_PUBLIC_KEY_FILE"]


def refuses_to_start(folder, **settings):
    """Its one line, when it has ended with a failure."""
    program = Program(binary("SERVICE_BIN", "service"), environment(folder, **settings), folder)
    assert program.exit_code(START_SECONDS) not in (0, None), program.output()
    [line] = [line for line in program.output().splitlines() if line.strip()]
    # Before it stands the time of day, which can look like any number.
    _, error, said = line.partition("ERROR")
    assert error
    for name, value in settings.items():
        assert not value or name in WORDS or value not in said
    return said


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({}, "JWT_SIGNING_KEY"),
        ({"JWT_SIGNING_KEY": ""}, "JWT_SIGNING_KEY"),
        ({"JWT_SIGNING_KEY": SHORT}, "JWT_SIGNING_KEY"),
        ({"JWT_SIGNING_KEY": rsa_pair()[0]["VERIFYING_KEY"]}, "JWT_SIGNING_KEY"),
        ({"JWT_SIGNING_KEY": "k" * 31, "JWT_ALLOW_SHORT_KEY": "1"}, "JWT_SIGNING_KEY"),
        ({"JWT_SIGNING_KEY": GOOD, "JWT_SIGNING_KEY_PREVIOUS": SHORT}, "JWT_SIGNING_KEY_PREVIOUS"),
        ({"JWT_SIGNING_KEY": GOOD, "JWT_ALGORITHM": "SHA512"}, "JWT_ALGORITHM"),
        ({"JWT_SIGNING_KEY": GOOD, "JWT_ALGORITHM": "none"}, "JWT_ALGORITHM"),
        ({"JWT_SIGNING_KEY": GOOD, "JWT_ALGORITHM": "RS256"}, "JWT_ALGORITHM"),
        ({"JWT_PUBLIC_KEY_FILE": "no-such-file.pem", "JWT_ALGORITHM": "RS256"}, "JWT_PUBLIC_KEY_FILE"),
        ({"JWT_JWKS_FILE": "no-such-file.json", "JWT_ALGORITHM": "RS256"}, "JWT_JWKS_FILE"),
        ({"JWT_JWKS_URL": "http://127.0.0.1:1/set", "JWT_ALGORITHM": "RS256"}, "JWT_JWKS_URL"),
        ({"JWT_SIGNING_KEY": "django-insecure-" + GOOD}, "JWT_SIGNING_KEY"),
        ({"JWT_SIGNING_KEY": "changeme" * 8}, "JWT_SIGNING_KEY"),
        ({"JWT_SIGNING_KEY": GOOD, "JWT_PROFILE": "at_jwt"}, "JWT_ISSUER"),
        ({"JWT_SIGNING_KEY": GOOD, "JWT_LEEWAY_SECONDS": "600"}, "JWT_LEEWAY_SECONDS"),
    ],
    ids=[
        "no key",
        "empty key",
        "short key",
        "PEM file's text as the secret",
        "key below the waiver's floor",
        "short previous key",
        "unknown algorithm",
        "algorithm none",
        "secret for RS256",
        "no PEM file",
        "no JWK set file",
        "JWK set over plain http",
        "Django's insecure key",
        "guessable key",
        "profile without an issuer",
        "leeway of ten minutes",
    ],
)
def test_a_missing_or_unsafe_key_is_named(tmp_path, settings, named):
    assert named in refuses_to_start(tmp_path, **settings)


def test_two_sources_of_keys_are_named(tmp_path, public_pem):
    line = refuses_to_start(tmp_path, JWT_SIGNING_KEY=GOOD, JWT_PUBLIC_KEY_FILE=public_pem)
    assert "JWT_SIGNING_KEY" in line
    assert "JWT_PUBLIC_KEY_FILE" in line


def test_a_public_key_without_its_algorithm_is_named(tmp_path, public_pem):
    assert "JWT_ALGORITHM" in refuses_to_start(tmp_path, JWT_PUBLIC_KEY_FILE=public_pem)


def test_a_public_key_of_another_kind_than_the_algorithm_is_named(tmp_path, public_pem):
    line = refuses_to_start(tmp_path, JWT_PUBLIC_KEY_FILE=public_pem, JWT_ALGORITHM="ES256")
    assert "JWT_PUBLIC_KEY_FILE" in line


def test_a_private_key_in_the_place_of_the_public_one_is_named_and_not_shown(tmp_path):
    private = tmp_path / "private.pem"
    private.write_text(rsa_pair()[0]["SIGNING_KEY"])
    line = refuses_to_start(tmp_path, JWT_PUBLIC_KEY_FILE=str(private), JWT_ALGORITHM="RS256")
    assert "JWT_PUBLIC_KEY_FILE" in line
    assert not any(part in line for part in private.read_text().split())


@pytest.mark.parametrize("setting", ["OWN_URL", "LOGIN_URL", "DATABASE_URL"])
def test_a_setting_that_is_left_out_is_named(tmp_path, setting):
    assert setting in refuses_to_start(tmp_path, JWT_SIGNING_KEY=GOOD, **{setting: None})


@pytest.mark.parametrize("setting", ["OWN_URL", "LOGIN_URL"])
@pytest.mark.parametrize(
    "url",
    ["hidden.example", "ftp://hidden.example/x", "https://me:hunter2@hidden.example", "/hidden", "https://?hidden"],
)
def test_an_address_that_is_no_plain_web_address_is_named_with_an_example(tmp_path, setting, url):
    line = refuses_to_start(tmp_path, JWT_SIGNING_KEY=GOOD, **{setting: url})
    assert setting in line
    assert "such as https://" in line


@pytest.mark.parametrize(
    "url",
    [
        "postgres://app:hunter2@127.0.0.1",
        "postgresql://app:hunter2/@127.0.0.1/app",
        "mysql://app:hunter2@127.0.0.1",
        "mariadb://app:hunter2@127.0.0.1/app",
        "no/such/folder/service.db",
    ],
)
def test_a_database_that_cannot_be_used_is_named_without_its_password(tmp_path, url):
    line = refuses_to_start(tmp_path, JWT_SIGNING_KEY=GOOD, DATABASE_URL=url)
    assert "DATABASE_URL" in line
    assert "hunter2" not in line


@pytest.mark.parametrize("bind", ["nowhere", "127.0.0.1", "127.0.0.1:70000"])
def test_an_address_to_listen_on_that_is_none_is_named(tmp_path, bind):
    assert "BIND" in refuses_to_start(tmp_path, JWT_SIGNING_KEY=GOOD, BIND=bind)


def test_a_key_of_djangos_usual_fifty_characters_starts_only_with_the_waiver(tmp_path):
    assert len(DEFAULT_DJANGO_KEY) == 50
    assert "JWT_ALLOW_SHORT_KEY" in refuses_to_start(tmp_path, JWT_SIGNING_KEY=DEFAULT_DJANGO_KEY)
    service = Service(tmp_path, JWT_SIGNING_KEY=DEFAULT_DJANGO_KEY, JWT_ALLOW_SHORT_KEY="1")
    assert service.stop() == 0, service.output()


def test_sigterm_ends_the_service_with_exit_code_0_and_its_users_are_kept(tmp_path):
    for _ in range(2):
        service = Service(tmp_path, JWT_SIGNING_KEY=GOOD)
        assert service.whoami() is None
        assert service.stop() == 0, service.output()
