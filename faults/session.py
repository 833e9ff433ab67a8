"""One connection to a database server, past the service: the server's own command-line client, kept open."""

import os
import select
import subprocess
import time
from contextlib import suppress
from uuid import uuid4

ANSWER_SECONDS = 30


class StatementError(Exception):
    """What the server said about a statement that it refused."""


class Session:
    """`command` reads SQL from its standard input and prints rows with tabs between the columns."""

    def __init__(self, command, environment):
        self._client = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
        )
        self._mark = None
        self._printed = b""

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        """Ends what is open, as the server does with a connection that is gone."""
        self._client.kill()
        self._client.wait()
        self._client.stdin.close()
        self._client.stdout.close()

    def execute(self, statement):
        """The rows, each a tuple of texts."""
        self.send(statement)
        return self.answer()

    def send(self, statement):
        """Begins a statement that may take as long as it likes."""
        self._mark = uuid4().hex
        # Where there is no connection the client has ended, and said why.
        with suppress(BrokenPipeError):
            self._client.stdin.write(f"{statement};\nSELECT '{self._mark}';\n".encode())

    def answer(self):
        end = f"{self._mark}\n".encode()
        deadline = time.monotonic() + ANSWER_SECONDS
        while not self._printed.endswith(end):
            self._printed += self._more(deadline)
        lines = self._printed.removesuffix(end).decode().splitlines()
        self._printed = b""
        refused = [line for line in lines if line.startswith("ERROR")]
        if refused:
            raise StatementError("\n".join(refused))
        return [tuple(line.split("\t")) for line in lines]

    def _more(self, deadline):
        stdout = self._client.stdout
        left = max(0, deadline - time.monotonic())
        ready, _, _ = select.select([stdout], [], [], left)
        if not ready:
            raise TimeoutError(f"no answer within {ANSWER_SECONDS} s")
        more = os.read(stdout.fileno(), 65_536)
        if not more:
            raise StatementError(self._printed.decode())
        return more
