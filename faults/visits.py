"""Requests to the service, and what must be right about every answer while its database is at fault."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from faults.people import cookies
from interop.server import LISTENING, until
from interop.service import LOGIN_FOR_PAGE, PAGE

RECOVERY_SECONDS = 30
# The figures of the design are for an idle machine.
SLACK = 3
PAGE_HEADERS = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate"}
PROGRAM_HEADERS = {"Accept": "application/json"}
# A page for people, the same for a program, and a page that needs nobody to be signed in.
WAYS = [(PAGE, PAGE_HEADERS), (PAGE, PROGRAM_HEADERS), ("/whoami", PROGRAM_HEADERS)]
INTERNALS = [
    "select", "insert", "update", "users", "token_iat", "database", "sql", "postgres", "mariadb", "diesel", "r2d2",
    "pool", "connection", "lock", "read-only", "disk", "127.0.0.1", "panic", ".rs",
]


class Visits:
    def __init__(self, service, key):
        self.service = service
        self.key = key
        # Tokens are so many seconds older than this, not than the moment in which they are sent.
        self.began = int(time.time())
        self.port = int(re.search(LISTENING, service.output())[1])

    def cookies(self, person, ago=0):
        return cookies(self.key, person, self.began - ago)

    def ask(self, person, ago=0, way=WAYS[1]):
        path, headers = way
        return self.service.get(path, self.cookies(person, ago), headers)

    def welcome(self, person, ago=0):
        """The person is served."""
        answer = self.ask(person, ago)
        assert answer.status == 200, answer

    def at_once(self, times, person_of, ago=0):
        """So many requests at the same time. Their answers."""
        with ThreadPoolExecutor(times) as crowd:
            return list(crowd.map(lambda number: self.ask(person_of(number), ago), range(times)))

    @contextmanager
    def meanwhile(self, times, person_of, ago=0):
        """The same, while the test goes on. A function that waits for their answers."""
        with ThreadPoolExecutor(times) as crowd:
            asked = [crowd.submit(self.ask, person_of(number), ago) for number in range(times)]
            yield lambda: [one.result() for one in asked]

    def recover(self, person, ago=0):
        """Nobody restarts the service, and the person is served again."""

        def served():
            answer = self.ask(person, ago)
            if answer.status == 503:
                assert_outage(answer)
                return None
            assert answer.status == 200, answer
            return True

        until(served, RECOVERY_SECONDS, "the service recovers")

    def are_refused_as_outage(self, person, ago=0, retry_after="2", within=1.0):
        """In every way to ask."""
        for way in WAYS:
            with bounded(within):
                answer = self.ask(person, ago, way)
            assert_outage(answer, retry_after, is_page=way[1] is PAGE_HEADERS)

    def of_strangers_are_answered(self):
        """Whoever brings no token needs no database."""
        anonymous = self.service.get("/whoami")
        assert (anonymous.status, anonymous.json()) == (200, {"anonymous": True, "user": None})
        redirected = self.service.get(PAGE, headers=PAGE_HEADERS)
        assert (redirected.status, redirected.headers["location"]) == (302, LOGIN_FOR_PAGE)
        assert self.service.get(PAGE, headers=PROGRAM_HEADERS).status == 401
        assert self.service.get("/health").status == 200

    def slowest_of_strangers(self):
        """The seconds within which 99 of 100 requests without a token are answered."""

        def seconds(_):
            began = time.monotonic()
            assert self.service.get("/whoami").status == 200
            return time.monotonic() - began

        return sorted(map(seconds, range(100)))[98]


def assert_outage(answer, retry_after=None, is_page=False):
    assert answer.status == 503, answer
    if retry_after is not None:
        assert answer.headers.get("retry-after") == retry_after, answer
    assert_tells_nothing(answer)
    if is_page:
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
    else:
        assert answer.headers["content-type"] == "application/problem+json"
        assert (answer.json()["status"], answer.json()["reason"]) == (503, "unavailable")


def assert_refused(answer, status, reason):
    """The person is known and refused: signing in again would not help."""
    assert answer.status == status, answer
    assert answer.json()["reason"] == reason
    assert "retry-after" not in answer.headers
    assert_tells_nothing(answer)


def assert_tells_nothing(answer):
    """Nobody is sent to sign in, nothing is kept by a cache, and nothing of the inside is shown."""
    for absent in ("location", "www-authenticate", "set-cookie"):
        assert absent not in answer.headers, answer
    assert answer.headers["cache-control"] == "no-store"
    assert "cookie" in answer.headers["vary"].lower().split(", "), answer
    text = answer.text.lower()
    assert [word for word in INTERNALS if word in text] == []


@contextmanager
def bounded(seconds):
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds * SLACK
