"""The development issuer as a newcomer starts it, and a service with the settings that it prints."""

import shlex
from contextlib import ExitStack

from browser.site import ends_well, free_port
from interop.needs import binary
from interop.server import LISTENING, Program

EXPORTS = r"(?:export [A-Z_]+=.*\n)+"


class Development:
    """To be stopped."""

    def __init__(self, folder):
        auth_port, port = free_port(), free_port()
        self.auth, self.service = (f"http://127.0.0.1:{it}" for it in (auth_port, port))
        self._folder = folder
        self._stack = ExitStack()
        try:
            settings = {"BIND": f"127.0.0.1:{auth_port}", "ALLOWED_ORIGINS": self.service}
            issuer = self._start("auth-service", "AUTH_SERVICE_BIN", settings, "--dev")
            words = shlex.split(issuer.printed(EXPORTS)[0])
            settings = dict(word.split("=", 1) for word in words if word != "export")
            own = {"BIND": f"127.0.0.1:{port}", "OWN_URL": self.service}
            self._start("service", "SERVICE_BIN", {**settings, **own})
        except BaseException:
            self._stack.close()
            raise

    def _start(self, name, variable, settings, *arguments):
        program = Program(binary(variable, name), settings, self._folder, arguments)
        self._stack.callback(ends_well, program)
        program.printed(LISTENING)
        return program

    def stop(self):
        self._stack.close()
