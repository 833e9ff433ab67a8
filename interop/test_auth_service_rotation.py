"""The rotation of a shared secret with this repository's own Auth service: nobody is asked for a password.

1. Every process of the service is told the new secret and keeps the old one as the previous.
2. The Auth service is told the same: it signs with the new one, and refresh tokens under the old one still renew.
3. When the last old access token has run out, the services forget the old secret; when the last old refresh token has, the
   Auth service does.
"""

import pytest

from interop.auth_service import AuthService
from interop.fleet import Fleet
from interop.keys import hs512
from interop.service import ACCESS, LOGIN_FOR_PAGE, LOGIN_URL, OWN_URL, PAGE, REFRESH

OLD = hs512()
NEW = hs512()
BOTH = {**NEW.service, "JWT_SIGNING_KEY_PREVIOUS": OLD.secret}
WAY_BACK = LOGIN_FOR_PAGE.removeprefix(LOGIN_URL.removesuffix("/login"))


@pytest.fixture
def auth_service(tmp_path):
    auth_service = AuthService(tmp_path, **OLD.service)
    yield auth_service
    assert auth_service.stop() == 0, auth_service.output()
    assert OLD.secret not in auth_service.output()
    assert NEW.secret not in auth_service.output()


@pytest.fixture
def fleet(tmp_path):
    fleet = Fleet(tmp_path, **OLD.service)
    yield fleet
    fleet.stop()
    assert OLD.secret not in fleet.output()
    assert NEW.secret not in fleet.output()


def test_cookies_of_before_work_and_renew_silently_through_the_whole_rotation(auth_service, fleet):
    cookies = auth_service.register("Ada")
    assert everywhere(fleet, cookies) == {200}

    fleet.roll(**BOTH)
    assert everywhere(fleet, cookies) == {200}
    before = renewed(auth_service, fleet, cookies)
    assert everywhere(fleet, before) == {200}

    auth_service.restart(**BOTH)
    assert everywhere(fleet, before) == {200}
    after = renewed(auth_service, fleet, before)
    assert everywhere(fleet, after) == {200}

    fleet.roll(**NEW.service)
    assert everywhere(fleet, after) == {200}
    assert everywhere(fleet, before) == {302}
    assert everywhere(fleet, renewed(auth_service, fleet, after)) == {200}


def test_an_auth_service_that_forgets_the_old_secret_at_once_asks_for_the_password(auth_service, fleet):
    cookies = auth_service.register("Ada")
    fleet.roll(**BOTH)
    auth_service.restart(**NEW.service)
    with pytest.raises(AssertionError, match="password"):
        renewed(auth_service, fleet, cookies)


def test_services_that_come_after_the_auth_service_send_people_round(auth_service, fleet):
    cookies = auth_service.register("Ada")
    auth_service.restart(**BOTH)
    assert everywhere(fleet, renewed(auth_service, fleet, cookies)) == {302}


def everywhere(fleet, cookies):
    """How the processes of the service answer."""
    return {member.get(PAGE, cookies).status for member in fleet.members}


def renewed(auth_service, fleet, cookies):
    """What a browser does when its access cookie has run out: it follows two redirects, and keeps the new cookies."""
    left = {REFRESH: cookies[REFRESH]}
    away = fleet.get(PAGE, left)
    assert (away.status, away.headers["location"]) == (302, LOGIN_FOR_PAGE)
    back = auth_service.get(WAY_BACK, left)
    assert (back.status, back.headers.get("location")) == (302, f"{OWN_URL}{PAGE}"), back.text
    assert back.cookies.keys() == {ACCESS, REFRESH}
    return back.cookies
