"""SimpleJWT's ISSUER, AUDIENCE and LEEWAY, and the settings of the service that go with them."""

import pytest

from interop.article_auth import ago, register, sign_in, signing_with
from interop.keys import hs512
from interop.service import Service

ISSUER = "https://auth.example.org"
AUDIENCE = "https://someservice.example.org"
OURS = {"ISSUER": ISSUER, "AUDIENCE": AUDIENCE}
KEYS = hs512()


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """Starts services that live as long as the module."""
    services = []

    def start(**settings):
        services.append(Service(tmp_path_factory.mktemp("strict"), **KEYS.service, **settings))
        return services[-1]

    yield start
    for service in services:
        assert service.stop() == 0, service.output()


@pytest.fixture(scope="module")
def strict(started):
    return started(JWT_ISSUER=ISSUER, JWT_AUDIENCE=AUDIENCE)


@pytest.fixture(scope="module")
def indifferent(started):
    return started()


def knows(service, seconds_ago=0, **django):
    person = register()
    with signing_with(KEYS, **django):
        cookies = sign_in(person).issued(ago(seconds_ago)).cookies()
    user = service.whoami(cookies)
    assert user is None or user["username"] == person.username
    return user is not None


@pytest.mark.parametrize("audience", [AUDIENCE, ["https://other.example.org", AUDIENCE]], ids=["alone", "in a list"])
def test_tokens_of_our_issuer_for_us_sign_people_in(strict, audience):
    assert knows(strict, ISSUER=ISSUER, AUDIENCE=audience)


@pytest.mark.parametrize(
    "django",
    [
        {},
        {"ISSUER": ISSUER},
        {"AUDIENCE": AUDIENCE},
        {**OURS, "ISSUER": "https://other.example.org"},
        {**OURS, "ISSUER": f"{ISSUER}/"},
        {**OURS, "AUDIENCE": "https://other.example.org"},
        {**OURS, "AUDIENCE": ["https://other.example.org", f"{AUDIENCE}/"]},
    ],
    ids=["neither", "no audience", "no issuer", "other issuer", "issuer with a slash", "other audience", "other audiences"],
)
def test_tokens_of_others_or_for_others_do_not(strict, django):
    assert not knows(strict, **django)


@pytest.mark.parametrize("django", [{}, OURS, {"ISSUER": "https://other.example.org"}], ids=["neither", "both", "another"])
def test_a_service_that_was_told_neither_looks_at_neither(indifferent, django):
    assert knows(indifferent, **django)


def test_each_of_the_two_settings_stands_alone(started):
    by_issuer, by_audience = started(JWT_ISSUER=ISSUER), started(JWT_AUDIENCE=AUDIENCE)
    assert knows(by_issuer, ISSUER=ISSUER)
    assert not knows(by_issuer, AUDIENCE=AUDIENCE)
    assert knows(by_audience, AUDIENCE=AUDIENCE)
    assert not knows(by_audience, ISSUER=ISSUER)


def test_leeway_is_granted_to_tokens_that_have_just_run_out(started, indifferent):
    lenient = started(JWT_LEEWAY_SECONDS="60")
    just, long_ago = 5 * 60 + 5, 5 * 60 + 90
    assert knows(lenient, just)
    assert not knows(lenient, long_ago)
    assert not knows(indifferent, just)


def test_tokens_of_simplejwt_are_no_access_tokens_of_rfc_9068(started):
    at_jwt = started(JWT_PROFILE="at_jwt", JWT_ISSUER=ISSUER, JWT_AUDIENCE=AUDIENCE)
    assert not knows(at_jwt, **OURS)
