"""What a person's browser sends, by wrk or once."""

import http.client
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import process

CONNECTIONS = 32
CORE = "1"
PATIENCE = 30
SCRIPT = Path(__file__).with_name("load.lua")


class LoadFailed(Exception):
    pass


@dataclass
class Load:
    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    # Requests that were answered with an error, or not at all.
    failed: int


def write_tokens(path, people):
    path.write_text("".join(f"{person.access} {person.refresh}\n" for person in people))


def run(ports, tokens, bearer, seconds, connections=CONNECTIONS):
    """Keep-alive connections for so many seconds, a thread for each port."""
    mode = "bearer" if bearer else "cookie"
    command = [f"--threads={len(ports)}", f"--connections={connections}", f"--duration={seconds}s", f"--timeout={PATIENCE}s"]
    command += [f"--script={SCRIPT}", f"http://127.0.0.1:{ports[0]}/home", "--", str(tokens), mode, *map(str, ports)]
    wrk = subprocess.run(
        [*process.on_cores(CORE), "wrk", *command], capture_output=True, text=True, timeout=seconds + 2 * PATIENCE
    )
    lines = wrk.stdout.splitlines()
    if wrk.returncode != 0 or not lines:
        raise LoadFailed(f"wrk: {wrk.stderr.strip() or wrk.stdout.strip()}")
    load = Load(**json.loads(lines[-1]))
    if not load.requests:
        raise LoadFailed("no request was answered")
    return load


def ask(port, access, refresh, bearer):
    """One request: the status and the body of its answer."""
    headers = {"Cookie": f"org.breakthesystem.jwt.refresh={refresh}"}
    if bearer:
        headers["Authorization"] = f"Bearer {access}"
    else:
        headers["Cookie"] += f"; org.breakthesystem.jwt.access={access}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/home", headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()
