"""The way to the login page and back is encoded as Django encodes it."""

import pytest
from django.contrib.auth.views import redirect_to_login
from django.http import QueryDict

from interop.keys import hs512
from interop.service import LOGIN_URL, OWN_URL, Service

PATHS = {
    "plain": "/home/user/daniel",
    "query": "/home/user/daniel?x=1&y=2",
    "encoded": "/home/user/a%20b?q=%C3%BC+z&empty=&q=again",
    "reserved": "/home/user/~me;v=1,2:3@4$!*'()?a/b?c=[1]",
    "percent signs": "/home/user/100%25?like=%2525%2F..%2F&quoted=%22",
    "an address in the query": "/home/user/daniel?next=https://elsewhere.example.org/%3Fa=b%26c",
    "twice encoded slash": "/home/user/a%252Fb",
}

LOGIN_URLS = {
    "query": f"{LOGIN_URL}?lang=de&tag=a&tag=b&e=",
    "next already there": f"{LOGIN_URL}?next=/old&lang=d+e#top",
    "encoded query": f"{LOGIN_URL}?title=%C3%9Cber%20uns&sum=1%2B1/2",
}


@pytest.fixture(scope="module")
def settings():
    return hs512().service


@pytest.fixture(scope="module")
def default_service(settings, tmp_path_factory):
    service = Service(tmp_path_factory.mktemp("redirects"), **settings)
    yield service
    assert service.stop() == 0, service.output()


@pytest.fixture(scope="module", params=LOGIN_URLS.values(), ids=LOGIN_URLS.keys())
def service_with_login_url(request, settings, tmp_path_factory):
    service = Service(tmp_path_factory.mktemp("login_url"), **settings, LOGIN_URL=request.param)
    yield service, request.param
    assert service.stop() == 0, service.output()


@pytest.fixture(params=PATHS.values(), ids=PATHS.keys())
def path(request):
    return request.param


def location(service, path, **headers):
    answer = service.get(path, headers=headers)
    assert answer.status == 302
    return answer.headers["location"]


def test_next_is_what_djangos_query_dict_makes_of_the_absolute_url(default_service, path):
    query = QueryDict(mutable=True)
    query["next"] = OWN_URL + path
    assert location(default_service, path) == f"{LOGIN_URL}?{query.urlencode(safe='/')}"


def test_a_login_url_with_its_own_query_comes_out_as_from_djangos_redirect_to_login(
    service_with_login_url, path
):
    service, login_url = service_with_login_url
    assert location(service, path) == redirect_to_login(OWN_URL + path, login_url).url


def test_django_reads_the_page_asked_for_back_out_of_next(default_service, path):
    _, _, query = location(default_service, path).partition("?")
    assert QueryDict(query).dict() == {"next": OWN_URL + path}


def test_the_way_back_never_comes_from_a_header(default_service, path):
    headers = {
        "Host": "evil.example.com",
        "Forwarded": "host=evil.example.com;proto=http",
        "X-Forwarded-Host": "evil.example.com",
        "X-Forwarded-Proto": "http",
        "X-Original-URL": "/evil",
        "Referer": "https://evil.example.com/",
    }
    assert location(default_service, path, **headers) == location(default_service, path)
