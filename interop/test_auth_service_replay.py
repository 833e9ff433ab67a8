"""A refresh token of this repository's own Auth service is good once: a stolen copy shows itself, and ends the sign-in."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from interop.auth_service import AuthService
from interop.keys import hs512
from interop.service import ACCESS, OWN_URL, PAGE, REFRESH, Service

KEYS = hs512()
LOGIN = f"/login?next={OWN_URL}{PAGE}"


@pytest.fixture
def service(tmp_path):
    service = Service(tmp_path, **KEYS.service)
    yield service
    assert service.stop() == 0, service.output()


@pytest.fixture
def auth_service(tmp_path):
    auth_service = AuthService(tmp_path, **KEYS.service)
    yield auth_service
    assert auth_service.stop() == 0, auth_service.output()


def test_tabs_that_renew_at_the_same_time_all_go_on_with_one_token(auth_service, service):
    left = {REFRESH: auth_service.register("Ada")[REFRESH]}
    with ThreadPoolExecutor(20) as tabs:
        answers = list(tabs.map(lambda _: auth_service.get(LOGIN, left), range(20)))
    assert {answer.status for answer in answers} == {302}
    [successor] = {answer.cookies[REFRESH] for answer in answers}
    assert successor != left[REFRESH]
    for answer in answers:
        assert service.get(PAGE, answer.cookies).status == 200


def test_a_stolen_copy_ends_the_sign_in_for_everybody_when_both_were_used(auth_service, service, tmp_path):
    cookies = auth_service.register("Ada")
    owner = thief = {REFRESH: cookies[REFRESH]}
    thief = auth_service.get(LOGIN, thief).cookies
    assert service.get(PAGE, thief).status == 200

    time_passes(tmp_path, seconds=11)
    refused = auth_service.get(LOGIN, owner)

    assert_signed_out(refused)
    assert_signed_out(auth_service.get(LOGIN, thief))
    log = auth_service.output()
    assert "it may be stolen" in log
    for token in [*cookies.values(), *thief.values()]:
        assert token.rpartition(".")[2] not in log


def test_a_copy_made_before_signing_out_is_worth_nothing_afterwards(auth_service):
    cookies = auth_service.register("Ada")
    auth_service.sign_out(cookies)
    assert_signed_out(auth_service.get(LOGIN, cookies))


def assert_signed_out(answer):
    """The login form, with a status that programs understand, and no cookie left."""
    assert answer.status == 401
    assert 'name="password"' in answer.text
    assert answer.cookies == {ACCESS: "", REFRESH: ""}


def time_passes(folder, seconds):
    """What was issued by now was issued so much earlier."""
    with closing(sqlite3.connect(folder / "auth.db")) as database, database:
        changed = database.execute("UPDATE families SET issued = issued - ?", [seconds])
        assert changed.rowcount > 0
