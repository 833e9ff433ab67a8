"""A database of one run, on the PostgreSQL that JWT_AUTH_POSTGRES_URL names."""

import os
import secrets
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE
from urllib.parse import urlsplit

from .process import cpu_seconds


def administrator():
    """Its address, if there is one."""
    return os.environ.get("JWT_AUTH_POSTGRES_URL")


@contextmanager
def database():
    """The address of a new database, which is dropped at the end. `None` where there is no PostgreSQL."""
    if not administrator():
        yield None
        return
    name = f"jwt_auth_benches_{secrets.token_hex(4)}"
    run(f"CREATE DATABASE {name}")
    try:
        yield urlsplit(administrator())._replace(path=f"/{name}").geturl()
    finally:
        run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def locked(url, table):
    """Nobody else reads or writes the table in this block."""
    with subprocess.Popen(psql(), env=login(url), stdin=PIPE, stdout=PIPE, text=True) as session:
        try:
            session.stdin.write(f"SET lock_timeout = '30s'; BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE;\n\\echo locked\n")
            session.stdin.flush()
            if session.stdout.readline() != "locked\n":
                raise RuntimeError(f"the table {table} could not be locked")
            yield
        finally:
            # What it did not commit is taken back, and the lock with it.
            session.stdin.close()


def run(statement):
    subprocess.run([*psql(), f"--command={statement}"], env=login(administrator()), check=True, timeout=60)


def psql():
    return [program(), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]


def login(url):
    """In the environment and not as arguments, which everybody on the machine can read."""
    url = urlsplit(url)
    return {
        **os.environ,
        "PGHOST": url.hostname,
        "PGPORT": str(url.port or 5432),
        "PGUSER": url.username or "",
        "PGPASSWORD": url.password or "",
        "PGDATABASE": url.path.lstrip("/"),
    }


def program():
    if found := shutil.which("psql"):
        return found
    return max(Path("/usr/lib/postgresql").glob("*/bin/psql"))


def server_cpu_seconds():
    """Of the PostgreSQL that serves the port, if it is on this machine and visible."""
    port = str(urlsplit(administrator()).port or 5432)
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_text().split("\0")
        except OSError:
            continue
        if words[0].endswith("/postgres") and port in words:
            return cpu_seconds(int(entry.name))
    return None
