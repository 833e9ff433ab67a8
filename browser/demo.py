"""The demo as a person starts it: its output says where to go and who may sign in."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

from interop.needs import binary
from interop.server import Program, get

URL = r"(http://127\.0\.0\.1:\d+)/"


@dataclass(frozen=True)
class Credentials:
    email: str
    password: str


class Demo:
    def __init__(self, folder):
        self._folder = folder
        self._program = Program(binary("DEMO_BIN", "demo"), {"TMPDIR": str(folder)}, folder)
        try:
            self.service = self._printed(rf"Open\s+{URL}")
            self.second = self._printed(rf"Second service is at {URL}")
            self.auth = self._printed(rf"Auth service is at {URL}")
            self.daniel = Credentials(
                self._printed(r"E-mail\s+(\S+)\n"), self._printed(r"Password\s+(\S+)\n")
            )
            superuser = self._program.printed(r"A superuser: (\S+), with the password (\S+)\n")
            self.superuser = Credentials(superuser[1], superuser[2])
            self._is_answering()
        except BaseException:
            self._program.kill()
            raise

    def _printed(self, pattern):
        return self._program.printed(pattern)[1]

    def _is_answering(self):
        """Its ports are open before its servers, and before it heeds signals."""
        for url in (self.service, self.second, self.auth):
            answer = get(urlsplit(url).port, "/")
            assert answer.status == 200, answer

    def ban(self, email):
        """As the first service itself would: the Auth service hears nothing of it."""
        [database] = self._folder.rglob("first.db")
        with closing(sqlite3.connect(database)) as db, db:
            banned = db.execute("UPDATE users SET is_active = 0 WHERE email = ?", [email])
            assert banned.rowcount == 1

    def output(self):
        return self._program.output()

    def stop(self):
        return self._program.terminate()

    def left_behind(self):
        return [file for file in self._folder.rglob("*") if file.suffix != ".log"]
