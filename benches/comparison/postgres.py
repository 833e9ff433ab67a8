"""A database of one run, on the PostgreSQL that JWT_AUTH_POSTGRES_URL names."""

import os
import secrets
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
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


def run(statement):
    url = urlsplit(administrator())
    # Not as arguments, which everybody on the machine can read.
    login = {
        "PGHOST": url.hostname,
        "PGPORT": str(url.port or 5432),
        "PGUSER": url.username or "",
        "PGPASSWORD": url.password or "",
        "PGDATABASE": url.path.lstrip("/"),
    }
    psql = [program(), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--command={statement}"]
    subprocess.run(psql, env={**os.environ, **login}, check=True, timeout=60)


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
