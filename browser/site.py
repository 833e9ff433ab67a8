"""One Auth service and one service under a common domain, and a sibling of theirs that is an attacker's."""

import secrets
import socket
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import quote

from browser.attacker import Attacker
from browser.pages import ACCESS, PASSWORD, REFRESH
from browser.tokens import token
from interop.needs import binary
from interop.server import LISTENING, Program, get, post, until

DOMAIN = "demo.localhost"
SEEN_SECONDS = 10


def free_port():
    """For programs that must be told each other's address before either has started."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@dataclass(frozen=True)
class Exchange:
    """One request as the service got it, and its answer. Names of headers are in lower case."""

    host: str
    method: str
    path: str
    headers: dict
    cookies: list
    status: int
    answer: dict


class Site:
    """To be stopped. Where `domain` is trusted by browsers, they send `Sec-Fetch-*`."""

    def __init__(self, folder, domain=DOMAIN):
        self._secret = secrets.token_urlsafe(64)
        self._domain = domain
        self._stack = ExitStack()
        auth_port, self._port = free_port(), free_port()
        self.auth = f"http://auth.{domain}:{auth_port}"
        self.app = f"http://app.{domain}:{self._port}"
        self.login = f"{self.auth}/login"
        try:
            self._start("auth-service", "AUTH_SERVICE_BIN", folder, {
                "BIND": f"127.0.0.1:{auth_port}",
                "OWN_URL": self.auth,
                "ALLOWED_ORIGINS": self.app,
                "COOKIE_DOMAIN": domain,
                "DATABASE_URL": "auth.db",
            })
            self._start("examples/header_sets", "HEADER_SETS_BIN", folder, {
                "BIND": f"127.0.0.1:{self._port}",
                "OWN_URL": self.app,
                "LOGIN_URL": self.login,
                "LOGOUT_URL": f"{self.auth}/logout",
            })
            self.attacker = Attacker()
            self._stack.callback(self.attacker.stop)
        except BaseException:
            self._stack.close()
            raise
        self.evil = self.attacker.url(f"evil.{domain}")

    def _start(self, name, variable, folder, settings):
        settings = {"JWT_SIGNING_KEY": self._secret, **settings}
        program = Program(binary(variable, name), settings, folder)
        self._stack.callback(ends_well, program)
        program.printed(LISTENING)

    def stop(self):
        self._stack.close()

    def token(self, person, **settings):
        """An access token of the Auth service's key."""
        return token(self._secret, person, **settings)

    def admit(self, browser, person, **settings):
        """The browser gets an access token, as from the Auth service, but for the service alone."""
        browser.keep_cookie(ACCESS, self.token(person, **settings), self.app)

    def remember(self, browser, account):
        """The browser gets the refresh cookie of an account: the next redirect signs it in without a form."""
        browser.keep_cookie(REFRESH, account[REFRESH], self.auth, domain=f".{self._domain}")

    def register(self, first_name):
        """The cookies of a new account at the Auth service."""
        names = {"first_name": first_name, "last_name": "Example", "email": f"{secrets.token_hex(8)}@example.org"}
        passwords = {"password": PASSWORD, "password_again": PASSWORD}
        port = int(self.auth.rpartition(":")[2])
        answer = post(port, "/register", {**names, **passwords}, {"Origin": self.auth})
        assert len(answer.cookies) == 2, answer
        return answer.cookies

    def login_for(self, path):
        """The login page with the absolute way back."""
        return f"{self.login}?next={quote(self.app + path, safe='/')}"

    def exchanges(self, path, count=1):
        """What the service saw of a path, as soon as there were `count` requests."""

        def enough():
            found = self._seen(path)["exchanges"]
            return found if len(found) >= count else None

        return [Exchange(**found) for found in until(enough, SEEN_SECONDS, f"requests for {path}")]

    def exchange(self, path):
        [exchange] = self.exchanges(path)
        return exchange

    def changes(self, path):
        """By whom something was changed there."""
        return [change["by"] for change in self._seen(path)["changes"]]

    def people(self):
        """Everybody whom the service ever let in: what its database would hold."""
        return set(self._seen("/")["people"])

    def _seen(self, path):
        return get(self._port, f"/seen?path={quote(path)}").json()


def ends_well(program):
    assert program.terminate() == 0, program.output()
