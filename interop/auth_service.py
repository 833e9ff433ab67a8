"""The Auth service of this repository as its visitors and its operator see it."""

from interop.needs import binary
from interop.server import LISTENING, START_SECONDS, Program, get, post, until
from interop.service import OWN_URL as SERVICE_URL

OWN_URL = "http://auth.localhost"
PASSWORD = "correct horse battery"


class AuthService:
    """Keeps its accounts when it is restarted."""

    def __init__(self, folder, **settings):
        self._folder = folder
        self._starts = 0
        self._start(settings)

    def _start(self, settings):
        folder = self._folder / f"auth-service-{self._starts}"
        folder.mkdir()
        self._starts += 1
        environment = {
            "BIND": "127.0.0.1:0",
            "DATABASE_URL": str(self._folder / "auth.db"),
            "OWN_URL": OWN_URL,
            "ALLOWED_ORIGINS": SERVICE_URL,
            **settings,
        }
        self._program = Program(binary("AUTH_SERVICE_BIN", "auth-service"), environment, folder)
        try:
            self._port = int(self._program.printed(LISTENING)[1])
            until(self._is_answering, START_SECONDS, "an answer")
        except BaseException:
            self._program.kill()
            raise

    def _is_answering(self):
        try:
            return True if self.get("/").status == 200 else None
        except ConnectionError:
            return None

    def get(self, path, cookies=None):
        return get(self._port, path, cookies)

    def register(self, first_name):
        """The two cookies of a new person."""
        fields = {
            "first_name": first_name,
            "last_name": "Example",
            "email": f"{first_name.lower()}@example.org",
            "password": PASSWORD,
            "password_again": PASSWORD,
        }
        answer = post(self._port, "/register", fields, {"Origin": OWN_URL})
        assert len(answer.cookies) == 2, answer
        return answer.cookies

    def sign_out(self, cookies):
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        answer = post(self._port, "/logout", {}, {"Origin": OWN_URL, "Cookie": cookie})
        assert answer.status == 303, answer

    def restart(self, **settings):
        assert self.stop() == 0, self.output()
        self._start(settings)

    def output(self):
        """What it has ever written."""
        return "".join(log.read_text(errors="replace") for log in self._folder.glob("auth-service-*/*.log"))

    def stop(self):
        return self._program.terminate()
