"""Ten thousand random settings and pages: each redirect is, to the byte, the one that the article's algorithm makes."""

import random
from urllib.parse import urlparse, urlunparse

from django.http import QueryDict

from interop import urls

CASES = 10_000
SEED = 5

SCHEMES = ["https", "https", "http", "HTTPS", "Https"]
HOSTS = [
    "auth.example.org",
    "Auth.Example.org",
    "auth.example.org:8443",
    "auth.localhost:8000",
    "127.0.0.1:8000",
    "[2001:db8::1]:8443",
    "xn--bcher-kva.example",
]
OWN_URLS = [
    "https://someservice.example.org",
    "https://example.org/shop",
    "http://localhost:8080",
    "https://[2001:db8::2]:8443",
]
# Graphic ASCII without what ends the part that it stands in, and without the backslash.
IN_PATH = "abcXYZ019-._~!$&'()*+,;=:@/|^`\"<>{}[]"
IN_QUERY = IN_PATH + "?"
ENCODED = ["%20", "%2F", "%2f", "%26", "%3D", "%23", "%2B", "%25", "%00", "%0D%0A"]
UTF_8 = ["%C3%BC", "%e2%82%ac", "%F0%9F%98%80"]
# Cut short, too long, surrogates, never UTF-8.
NOT_UTF_8 = ["%C3", "%E2%82", "%FF", "%80", "%C0%AF", "%ED%A0%80", "%F0%9F%98", "%F5%80%80%80"]
NOT_ENCODED = ["%", "%z", "%zz", "%2", "%u00fc", "%%"]
OUTSIDE_ASCII = ["\u00fc", "\u20ac", "\U0001f600", "\u202e"]


def pieces(rng, characters, special, at_most):
    def piece():
        return rng.choice(characters if rng.random() < 0.7 else special)

    return "".join(piece() for _ in range(rng.randrange(at_most + 1)))


def random_query(rng):
    def part():
        return pieces(rng, IN_QUERY.replace("&", ""), ENCODED + UTF_8 + NOT_UTF_8 + NOT_ENCODED, 6)

    pairs = [
        "",
        "next",
        f"next={part()}",
        f"Next={part()}",
        f"tag={part()}",
        f"tag={part()}",
        f"{part()}={part()}",
        f"={part()}",
        f"{part()}=",
        part(),
        f"n%65xt={part()}",
    ]
    return "&".join(rng.sample(pairs, rng.randrange(len(pairs) + 1)))


def random_login_url(rng):
    path = rng.choice(["", "/", f"/{pieces(rng, IN_PATH, ENCODED + NOT_ENCODED, 12)}"])
    # See the last test.
    path = path.rstrip(";")
    query = f"?{random_query(rng)}" if rng.random() < 0.8 else ""
    fragment = f"#{pieces(rng, IN_QUERY + '#', ENCODED, 8)}" if rng.random() < 0.3 else ""
    return f"{rng.choice(SCHEMES)}://{rng.choice(HOSTS)}{path}{query}{fragment}"


def random_page(rng):
    special = ENCODED + UTF_8 + NOT_UTF_8 + NOT_ENCODED + OUTSIDE_ASCII + ["\\", "//", "/../"]
    path = pieces(rng, IN_PATH, special, 20)
    query = f"?{pieces(rng, IN_QUERY, special, 20)}" if rng.random() < 0.6 else ""
    return f"/{path}{query}"


def random_cases():
    rng = random.Random(SEED)
    return [
        (random_login_url(rng), rng.choice(OWN_URLS), random_page(rng)) for _ in range(CASES)
    ]


def redirect_of_the_article(login_url, own_url, page):
    """As Django's `redirect_to_login`, before `HttpResponseRedirect` mends a LOGIN_URL that is none."""
    parts = urlparse(login_url)
    query = QueryDict(parts.query, mutable=True)
    query["next"] = own_url + page
    return urlunparse(parts._replace(query=query.urlencode(safe="/")))


def test_each_redirect_is_the_one_of_the_article():
    cases = random_cases()
    different = [
        (*case, ours, theirs)
        for case, ours in zip(cases, urls.redirects(cases), strict=True)
        if ours != (theirs := redirect_of_the_article(*case))
    ]
    assert different == []


def test_django_finds_one_next_in_each_and_in_it_the_page():
    cases = random_cases()
    for (login_url, own_url, page), redirect in zip(cases, urls.redirects(cases), strict=True):
        _, _, query = redirect.partition("#")[0].partition("?")
        assert QueryDict(query).getlist("next") == [own_url + page], login_url


def test_a_semicolon_at_the_end_of_the_path_stays_unlike_in_urllib():
    """To urllib it is an empty parameter, which it drops; but `/login;` need not be the page `/login`."""
    case = ("https://auth.example.org/login;", OWN_URLS[0], "/")
    [ours] = urls.redirects([case])
    assert ours == "https://auth.example.org/login;?next=https%3A//someservice.example.org/"
    assert redirect_of_the_article(*case) == ours.replace(";", "")
