"""A service of ours and one of the article's, in Django, under one Auth service: ours or the article's."""

import secrets
import sys
from contextlib import ExitStack
from pathlib import Path

from browser.pages import PASSWORD
from browser.site import ends_well, free_port
from interop.needs import binary
from interop.server import LISTENING, Program

DOMAIN = "both.localhost"
DJANGO = Path(__file__).resolve().parent / "django"


class SideBySide:
    """To be stopped."""

    password = PASSWORD

    def __init__(self, folder, auth_in_django):
        ports = {name: free_port() for name in ("auth", "rust", "django")}
        self.auth, self.rust, self.django = (f"http://{name}.{DOMAIN}:{port}" for name, port in ports.items())
        self._folder = folder
        self._shared = {
            "JWT_SIGNING_KEY": secrets.token_urlsafe(64),
            "LOGIN_URL": f"{self.auth}/login",
            "COOKIE_DOMAIN": DOMAIN,
        }
        self._stack = ExitStack()
        try:
            if auth_in_django:
                hosts = ",".join(url.removeprefix("http://") for url in (self.rust, self.django))
                self._start_django("auth_service.py", ports["auth"], ALLOWED_HOSTS=hosts, PASSWORD=PASSWORD)
            else:
                origins = f"{self.rust},{self.django}"
                self._start("auth-service", "AUTH_SERVICE_BIN", ports["auth"], OWN_URL=self.auth, ALLOWED_ORIGINS=origins)
            self._start("service", "SERVICE_BIN", ports["rust"], OWN_URL=self.rust, LOGOUT_URL=f"{self.auth}/logout")
            self._start_django("service.py", ports["django"], OWN_URL=self.django)
        except BaseException:
            self._stack.close()
            raise

    def _start(self, name, variable, port, **settings):
        self._run(Program, binary(variable, name), name, port, settings)

    def _start_django(self, file, port, **settings):
        program = lambda binary, environment, folder: Program(binary, environment, folder, [DJANGO / file])
        self._run(program, Path(sys.executable), f"django-{file}", port, settings)

    def _run(self, program, binary, name, port, settings):
        folder = self._folder / name
        folder.mkdir()
        environment = {**self._shared, "BIND": f"127.0.0.1:{port}", "DATABASE_URL": "own.db", **settings}
        started = program(binary, environment, folder)
        self._stack.callback(ends_well, started)
        started.printed(LISTENING)

    def stop(self):
        self._stack.close()
