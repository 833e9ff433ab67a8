"""The protected service as its visitors and its operator see it."""

from interop.needs import binary
from interop.server import LISTENING, START_SECONDS, Program, get, until

ACCESS = "org.breakthesystem.jwt.access"
REFRESH = "org.breakthesystem.jwt.refresh"
OWN_URL = "https://someservice.example.org"
LOGIN_URL = "https://auth.example.org/login"

PAGE = "/home/user/daniel"
LOGIN_FOR_PAGE = f"{LOGIN_URL}?next=https%3A//someservice.example.org/home/user/daniel"


def environment(folder, **settings):
    """Settings with which the service starts, but for a key. None leaves one out."""
    complete = {
        "BIND": "127.0.0.1:0",
        "DATABASE_URL": str(folder / "service.db"),
        "DEBUG_ROUTES": "1",
        "LOGIN_URL": LOGIN_URL,
        "OWN_URL": OWN_URL,
        "RUST_LOG": "info,jwt_auth=trace",
        **settings,
    }
    return {name: value for name, value in complete.items() if value is not None}


class Service:
    def __init__(self, folder, **settings):
        self._program = Program(
            binary("SERVICE_BIN", "service"), environment(folder, **settings), folder
        )
        try:
            self._port = int(self._program.printed(LISTENING)[1])
            until(self._is_healthy, START_SECONDS, "health")
        except BaseException:
            self._program.kill()
            raise

    def _is_healthy(self):
        try:
            return True if self.get("/health").status == 200 else None
        except ConnectionError:
            return None

    def get(self, path, cookies=None, headers=None):
        return get(self._port, path, cookies, headers)

    def is_ready(self):
        return self.get("/readyz").status == 200

    def whoami(self, cookies=None):
        """What the service says about who asks, or None for an anonymous visitor."""
        answer = self.get("/whoami", cookies)
        assert answer.status == 200, answer
        body = answer.json()
        assert body["anonymous"] == (body["user"] is None)
        return body["user"]

    def rows(self):
        """All users that the service has stored, by username."""
        answer = self.get("/users")
        assert answer.status == 200, answer
        return {row["username"]: row for row in answer.json()}

    def output(self):
        return self._program.output()

    def stop(self):
        return self._program.terminate()
