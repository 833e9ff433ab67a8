"""A database of its own for a Django application, and how each side is told where it is."""

import os
import re
import secrets
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg

from interop.needs import REPOSITORY, need

POSTGRES = "JWT_AUTH_POSTGRES_URL"


@dataclass(frozen=True)
class Database:
    """`django` goes into DATABASES, `url` to the service; `kind` is its folder below migrations/additive."""

    kind: str
    django: dict = field(repr=False)
    url: str = field(repr=False)

    def additive_sql(self, name):
        """What `migrations` has for tables that exist, with the table's name put in, as its first line asks for."""
        folder = REPOSITORY / "migrations" / "additive" / self.kind
        [script] = folder.glob(f"*_jwt_auth_{name}/up.sql")
        return re.sub(r"\busers\b", "auth_user", script.read_text())


@contextmanager
def sqlite(folder):
    file = str(folder / "django.db")
    yield Database("sqlite", {"ENGINE": "django.db.backends.sqlite3", "NAME": file}, file)


@contextmanager
def postgres(_):
    """In a time zone that is a quarter of an hour beside every other, so that a mistaken one is seen."""
    server = os.environ.get(POSTGRES)
    need(server, f"no PostgreSQL: run `.ci/databases .ci/python-suites` or set {POSTGRES}")
    name = f"django_{secrets.token_hex(8)}"
    with psycopg.connect(server, autocommit=True, connect_timeout=10) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            admin.execute(f"ALTER DATABASE {name} SET timezone = 'Asia/Kathmandu'")
            yield postgres_database(urlsplit(server), name)
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def postgres_database(server, name):
    django = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(server.username or ""),
        "PASSWORD": unquote(server.password or ""),
        "HOST": server.hostname,
        "PORT": server.port or "",
    }
    return Database("postgres", django, urlunsplit(server._replace(path=f"/{name}")))


KINDS = {"SQLite": sqlite, "PostgreSQL": postgres}
