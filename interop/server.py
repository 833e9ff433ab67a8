"""A program of this repository as a process: started, awaited, asked and ended within bounds."""

import http.client
import itertools
import json
import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

START_SECONDS = 30
STOP_SECONDS = 20
ANSWER_SECONDS = 10
# Where .ci/log-scan wants everything that programs log.
TRACES = os.environ.get("JWT_AUTH_TRACE_DIR")
# What both services log, and their port.
LISTENING = r"listening address=127\.0\.0\.1:([1-9]\d*)"

_programs = itertools.count()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict
    text: str
    # What Set-Cookie says, by name.
    cookies: dict

    def json(self):
        return json.loads(self.text)


def until(outcome, seconds, what):
    """Asks again and again for an outcome that is not None."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = outcome()
        if found is not None:
            return found
        time.sleep(0.02)
    raise TimeoutError(f"{what}: not within {seconds} s")


def get(port, path, cookies=None, headers=None):
    """One GET on loopback. The path is sent as it stands; redirects are not followed and cookies not kept."""
    headers = dict(headers or {})
    if cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return ask(port, "GET", path, None, headers)


def post(port, path, fields, headers):
    """The same with a form."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    return ask(port, "POST", path, urlencode(fields), {**form, **headers})


def ask(port, method, path, body, headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        names = {name.lower(): value for name, value in response.getheaders()}
        cookies = {}
        for line in response.headers.get_all("Set-Cookie", []):
            cookies |= {name: cookie.value for name, cookie in SimpleCookie(line).items()}
        return Answer(response.status, names, response.read().decode(), cookies)
    finally:
        connection.close()


def _traced(output, environment):
    """What the environment says besides for a program whose output goes to this file."""
    if TRACES is None:
        return {}
    _note_secrets(environment)
    kept = Path(TRACES) / f"program-{output.stem}-{os.getpid()}-{next(_programs)}.log"
    kept.symlink_to(output)
    return {"RUST_LOG": "trace"}


def _note_secrets(environment):
    """Tells .ci/log-scan the keys of the program. What is short is a mistake that a test makes, and a word like another."""
    keys = [value for name, value in environment.items() if name.startswith("JWT_SIGNING_KEY")]
    with (Path(TRACES) / "secrets").open("a") as noted:
        noted.writelines(f"{key}\n" for key in keys if len(key) >= 32 and "\n" not in key)


class Program:
    """One process whose output goes to a file."""

    def __init__(self, binary, environment, folder, arguments=()):
        self._output = folder / f"{binary.name}.log"
        environment = {**environment, **_traced(self._output, environment)}
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                [binary, *arguments],
                env={"PATH": os.environ.get("PATH", ""), "NO_COLOR": "1", **environment},
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def output(self):
        return self._output.read_text(errors="replace")

    def printed(self, pattern, seconds=START_SECONDS):
        """The first match of `pattern` in the output of the running program."""

        def look():
            match = re.search(pattern, self.output())
            if match is None and self._process.poll() is not None:
                raise RuntimeError(f"ended with {self._process.returncode}:\n{self.output()}")
            return match

        try:
            return until(look, seconds, f"output like {pattern}")
        except TimeoutError as late:
            raise TimeoutError(f"{late}:\n{self.output()}") from None

    def exit_code(self, seconds):
        """The exit code of a program that ends by itself."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise TimeoutError(f"still running after {seconds} s:\n{self.output()}") from None

    def terminate(self):
        """Asks the program to end, as a service supervisor does. Its exit code."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        return self.exit_code(STOP_SECONDS)

    def kill(self):
        self._process.kill()
        self._process.wait(STOP_SECONDS)
