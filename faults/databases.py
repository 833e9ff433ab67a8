"""A fresh database for each test, and what can be done to it past the service."""

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from faults.servers import SERVICE, Mariadb, Postgres

# The same text on every database.
ROWS = """
    SELECT username, email, first_name, last_name,
           CASE WHEN is_staff THEN 'staff' ELSE '' END, CASE WHEN is_superuser THEN 'superuser' ELSE '' END,
           CASE WHEN is_active THEN 'active' ELSE '' END, COALESCE(token_iat, 0), COALESCE(not_before, 0)
    FROM users
"""


@dataclass(frozen=True)
class Row:
    email: str
    first_name: str
    last_name: str
    is_staff: bool
    is_superuser: bool
    is_active: bool
    token_iat: int
    not_before: int


class Database:
    """`kind` is "sqlite", "postgres" or "mariadb"; `url` is the service's, with its `password`."""

    def execute(self, statement):
        with self.session() as session:
            return session.execute(statement)

    def pick(self, **by_kind):
        return by_kind[self.kind]

    def rows(self):
        """Every column of every person but the row's own number, by username."""
        return {
            name: Row(email, first, last, bool(staff), bool(superuser), bool(active), int(issued), int(begin))
            for name, email, first, last, staff, superuser, active, issued, begin in self.execute(ROWS)
        }

    @contextmanager
    def row_locked(self, person):
        """Another program is at work on this person's row. It has been read, and cannot be written."""
        with self.session() as other:
            other.execute("BEGIN")
            other.execute(f"SELECT id FROM users WHERE username = '{person.id}' FOR UPDATE")
            yield


class SqliteFile(Database):
    kind = "sqlite"
    password = None

    def __init__(self, folder):
        self.url = str(folder / "service.db")

    @contextmanager
    def session(self):
        connection = sqlite3.connect(self.url, timeout=10, isolation_level=None)
        try:
            yield SqliteSession(connection)
        finally:
            connection.close()

    @contextmanager
    def table_locked(self):
        """Another program writes. In WAL mode others can read meanwhile."""
        with self.session() as other:
            other.execute("BEGIN IMMEDIATE")
            yield

    def remove(self):
        pass


class SqliteSession:
    def __init__(self, connection):
        self._connection = connection

    def execute(self, statement):
        return self._connection.execute(statement).fetchall()


class ServerDatabase(Database):
    _numbers = count(1)

    def __init__(self, server):
        self.kind = type(server).__name__.lower()
        self.server = server
        self.password = server.password
        self._name = f"faults_{next(self._numbers)}"
        server.create(self._name)
        self.url = server.url(self._name)

    def session(self):
        return self.server.session(self._name)

    @contextmanager
    def table_locked(self):
        """Nobody else can even read."""
        with self.session() as other:
            if self.kind == "postgres":
                other.execute("BEGIN")
                other.execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE")
            else:
                other.execute("LOCK TABLES users WRITE")
            yield

    def connections(self, session=None):
        """The numbers of the service's connections."""
        ask = (session or self).execute
        return numbers(ask(self.pick(
            postgres=f"SELECT pid FROM pg_stat_activity WHERE usename = '{SERVICE}'",
            mariadb=f"SELECT id FROM information_schema.processlist WHERE user = '{SERVICE}'",
        )))

    def waiting(self, session=None):
        """Those of them that wait for somebody else's lock."""
        ask = (session or self).execute
        return numbers(ask(self.pick(
            postgres=f"SELECT pid FROM pg_stat_activity WHERE usename = '{SERVICE}' AND wait_event_type = 'Lock'",
            mariadb="SELECT id FROM information_schema.processlist"
            f" WHERE user = '{SERVICE}' AND (state LIKE 'Waiting%lock' OR (command <> 'Sleep' AND 0 <"
            " (SELECT variable_value FROM information_schema.global_status"
            " WHERE variable_name = 'Innodb_row_lock_current_waits')))",
        )))

    def hang_up(self, connections, session=None):
        """Ends these connections at the server, whatever they are doing."""
        ask = (session or self).execute
        for number in connections:
            ask(self.pick(postgres=f"SELECT pg_terminate_backend({number})", mariadb=f"KILL {number}"))

    def remove(self):
        self.server.drop(self._name)


def numbers(rows):
    return {int(number) for (number,) in rows}


SERVERS = {"postgres": Postgres, "mariadb": Mariadb}
