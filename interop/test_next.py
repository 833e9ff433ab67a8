"""What `is_allowed_next` lets through, held against Django's `url_has_allowed_host_and_scheme`."""

from itertools import product
from urllib.parse import urlsplit

import pytest
from django.utils.http import url_has_allowed_host_and_scheme

from interop import urls

HOSTS = {"testserver", "testserver2"}
ORIGINS = ["https://testserver", "https://testserver2"]

# Django's own table, tests/utils_tests/test_http.py, by the ids of the security reference.
BOTH_REFUSE = {
    "R01": "http://example.com",
    "R02": "http:///example.com",
    "R03": "https://example.com",
    "R04": "ftp://example.com",
    "R05": r"\\example.com",
    "R06": r"\\\example.com",
    "R07": r"/\\/example.com",
    "R08": r"\\//example.com",
    "R09": r"/\/example.com",
    "R10": r"\/example.com",
    "R11": r"/\example.com",
    "R12": r"http:/\//example.com",
    "R13": r"http:\/example.com",
    "R14": r"http:/\example.com",
    "R15": 'javascript:alert("XSS")',
    "R16": "\njavascript:alert(x)",
    "R17": "java\nscript:alert(x)",
    "R18": "\b//example.com",
    "R19": r"http://otherserver\@example.com",
    "R20": r"http:\\testserver\@example.com",
    "R21": r"http://testserver\me:pass@example.com",
    "R22": r"http://testserver\@example.com",
    "R23": r"http:\\testserver\confirm\me@example.com",
    "R24": "http:999999999",
    "R25": "ftp:9999999999",
    "R26": "\n",
    "R27": "http://[2001:cdba:0000:0000:0000:0000:3257:9652/",
    "R28": "http://2001:cdba:0000:0000:0000:0000:3257:9652]/",
    "R37 ftp": "ftp://testserver/p",
    "R38 empty": "",
    "R38 long": "/" + "x" * 2_048,
}
BOTH_FOLLOW = {
    "R29": "/view/?param=http://example.com",
    "R29 https": "/view/?param=https://example.com",
    "R29 ftp": "/view?param=ftp://example.com",
    "R31": "https://testserver/",
    "R31 upper case": "HTTPS://testserver/",
    "R34": "/url%20with%20spaces/",
    "R37": "https://testserver2/p",
    "R38 longest": "/" + "x" * 2_047,
}
# An Auth service that answers on another host cannot mean these; and never plain http, never credentials.
ONLY_DJANGO_FOLLOWS = {
    "R30": "view/?param=//example.com",
    "R32": "//testserver/",
    "R33": "http://testserver/confirm?email=me@example.com",
    "R35": "path/http:2222222222",
    "R36": "http://user:pass@testserver/",
    "R36 https": "https://user:pass@testserver/",
}
# Other spellings of `testserver` on the port of https: browsers go to the same host. What is followed is the plain one.
SAME_HOST = {"TESTSERVER", "testserver:443", "testserver:0443", "testserver:", "test%73erver"}


def django_follows(url, require_https=True, hosts=HOSTS):
    return url_has_allowed_host_and_scheme(url, hosts, require_https)


def rows(*tables):
    return [pytest.param(url, id=row) for table in tables for row, url in table.items()]


@pytest.mark.parametrize("url", rows(BOTH_REFUSE))
def test_what_django_refuses_is_refused(url):
    assert not django_follows(url, require_https=False)
    assert urls.followed([url], ORIGINS) == [None]


@pytest.mark.parametrize("url", rows(BOTH_FOLLOW))
def test_what_both_follow_is_followed_as_it_is(url):
    assert django_follows(url)
    assert urls.followed([url], ORIGINS) == [url.replace("HTTPS", "https")]


@pytest.mark.parametrize("url", rows(ONLY_DJANGO_FOLLOWS))
def test_what_only_django_follows_is_refused(url):
    hosts = HOSTS | {"user:pass@testserver"}
    assert django_follows(url, require_https=False, hosts=hosts)
    assert urls.followed([url], [*ORIGINS, "https://user:pass@testserver"]) == [None]


SCHEMES = ["", "https:", "HTTPS:", "http:", "ftp:", "javascript:", "https", "java\nscript:", "\x01https:"]
SLASHES = ["", "/", "//", "///", "\\\\", "/\\", "\\/", "/\t/", "/\\/", "%2F%2F"]
CREDENTIALS = ["", "@", "testserver@", "user:password@", "testserver%40", "testserver\\@", "testserver#@"]
NAMES = [
    "testserver",
    "testserver2",
    *sorted(SAME_HOST),
    "testserver:80",
    "testserver:8443",
    "testserver.",
    "test\u017ferver",
    "\uff54estserver",
    "testserver\u200b",
    "evil.example",
    "testserver.evil.example",
    "eviltestserver",
    "testserver;evil.example",
    "testserver,evil.example",
    "testserver%00.evil.example",
    "testserver%2eevil.example",
    "testserver\t.evil.example",
    "testserver\u3002evil.example",
    "127.1",
    "[::1]",
    "",
]
RESTS = ["", "/", "/page?a=b#c", "//evil.example/", "/\\evil.example", "\r\nLocation: //evil.example"]


def test_nothing_that_django_refuses_is_followed():
    nexts = ["".join(parts) for parts in product(SCHEMES, SLASHES, CREDENTIALS, NAMES, RESTS)]
    followed = [
        (url, target)
        for url, target in zip(nexts, urls.followed(nexts, ORIGINS), strict=True)
        if target is not None
    ]
    spelled_otherwise = set()
    for url, target in followed:
        assert django_follows(target), (url, target)
        if not django_follows(url):
            host = urlsplit(url).netloc
            assert host in SAME_HOST, (url, target)
            assert django_follows(url.replace(host, "testserver", 1)), (url, target)
            spelled_otherwise.add(host)
    # The sweep has seen what it is about.
    assert spelled_otherwise == SAME_HOST
    assert 100 < len(followed) < len(nexts) / 10
