"""A service that does not trust the Auth service's tokens must not send its visitors round in circles."""

import secrets
from contextlib import ExitStack

import pytest

from browser.pages import PAGE
from browser.site import ends_well, free_port
from interop.needs import binary
from interop.server import Program

NAMES = {"first_name": "Eve", "last_name": "Example", "email": "eve@example.org"}
PASSWORDS = {"password": "eight or more letters", "password_again": "eight or more letters"}


@pytest.fixture
def strangers(tmp_path):
    """The addresses of an Auth service and of a service with different keys."""
    auth, service = (f"127.0.0.1:{free_port()}" for _ in range(2))
    environments = {
        "auth-service": {
            "BIND": auth,
            "OWN_URL": f"http://{auth}",
            "ALLOWED_ORIGINS": f"http://{service}",
        },
        "service": {
            "BIND": service,
            "OWN_URL": f"http://{service}",
            "LOGIN_URL": f"http://{auth}/login",
            "LOGOUT_URL": f"http://{auth}/logout",
        },
    }
    with ExitStack() as stack:
        for name, environment in environments.items():
            variable = f"{name.upper().replace('-', '_')}_BIN"
            settings = {
                "DATABASE_URL": f"{name}.db",
                "JWT_SIGNING_KEY": secrets.token_urlsafe(64),
                **environment,
            }
            program = Program(binary(variable, name), settings, tmp_path)
            stack.callback(ends_well, program)
            program.printed("listening")
        yield f"http://{auth}", f"http://{service}"


def test_a_person_whose_tokens_the_service_refuses_ends_on_a_page_that_explains(browser, strangers):
    auth, service = strangers
    browser.open(f"{auth}/register")
    browser.fill_in(**NAMES, **PASSWORDS)
    browser.submit()
    browser.visits()

    browser.open(service + PAGE)

    visits = browser.visits()
    assert visits[-1] == (403, service + PAGE)
    assert 2 <= visits.count((302, service + PAGE)) <= 3
    assert browser.url == service + PAGE
    assert not browser.has("input[name=password]")
    assert len(browser.text.split()) > 10
    browser.screenshot("8 redirect loop")
