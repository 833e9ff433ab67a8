#!/usr/bin/env python3
"""Types tutorial.md into an empty folder and fails unless what the page expects comes out.

    python3 docs/tutorial.py [--packages FOLDER] CRATES WORK

CRATES is the folder with the crates, of which Cargo.lock and the target folder are used too; WORK is empty or does not exist.
With --packages, the notice board is made from the unpacked packages of that folder, as `cargo package` leaves them, in place of
the crates' folders.
CARGO may name another cargo, CARGO_TARGET_DIR another target folder.

Comments in the page say what a fenced block is. Before it:

    <!-- file: PATH -->              the text of a file
    <!-- append: PATH -->            more text at its end
    <!-- run -->                     commands for a shell, which must succeed; `cd` lasts
    <!-- run in the background -->   a program; if the same one is running already, that one is ended first

and after it:

    <!-- expect: TEXT -->            the commands have printed this
    <!-- answers: HOST:PORT -->      the program accepts connections there, before anything else is done
"""

import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAGE = Path(__file__).with_name("tutorial.md")
PORTS = ("8000", "8001")
# The page's folders of crates, and their packages.
FOLDERS = {"jwt-auth-actix": "jwt-auth-actix", "migrations": "jwt-auth-migrations"}
PACKAGES = ["jwt-auth-core", "jwt-auth-actix", "jwt-auth-derive", "jwt-auth-migrations"]
# To build everything on a machine that has other things to do.
SECONDS = 3600
POLL = 0.05
COMMENT = re.compile(r"<!-- (file|append|run|run in the background|expect|answers)(?:: (.*))? -->")
RUST_WARNED = re.compile(r"^warning: .* generated \d+ warning", re.MULTILINE)


class Mismatch(Exception):
    """What came out is not what the page says."""


def steps(page):
    """(what, argument, text of the block) in the order of the page; there is no text for what stands after a block."""
    awaited = None
    lines = iter(page.splitlines())
    for line in lines:
        if line.startswith("```"):
            text = "".join(f"{it}\n" for it in iter(lambda: next(lines), "```"))
            if awaited:
                yield (*awaited, text)
            awaited = None
        elif line.startswith("<!--"):
            comment = COMMENT.fullmatch(line)
            if not comment:
                raise Mismatch(f"no such step: {line}")
            what, argument = comment.groups()
            if what in ("expect", "answers"):
                yield what, argument, None
            else:
                awaited = (what, argument)


def free_ports(count):
    """Not of those that systems give to whoever asks for any: while a program is started again, nobody else gets its port."""
    ports = []
    for port in random.sample(range(20_000, 32_000), 1_000):
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        ports.append(str(port))
        if len(ports) == count:
            return ports
    raise Mismatch("there are no free ports")


def adapted(page, crates, packages):
    """The page with ports that are free here, and with the crates where they are."""
    for port, free in zip(PORTS, free_ports(len(PORTS))):
        page = re.sub(rf"(?<!\d){port}(?!\d)", free, page)
    if packages:
        for folder, name in FOLDERS.items():
            page = page.replace(f'path = "../jwt-auth/{folder}"', f'path = "{unpacked(packages, name)}"')
    return page.replace("../jwt-auth", str(crates))


def unpacked(packages, name):
    [folder] = packages.glob(f"{name}-[0-9]*/")
    return folder


def patch(packages):
    """The packages find each other where they are, as they are published nowhere. In the notice board's own manifest: a
    configuration of Cargo would count for the Auth service, too."""
    paths = "".join(f'{name} = {{ path = "{unpacked(packages, name)}" }}\n' for name in PACKAGES)
    return f"\n[patch.crates-io]\n{paths}"


class Typist:
    def __init__(self, crates, work, patch):
        self.crates = crates
        self.patch = patch
        self.folder = work
        self.log = work / "output"
        self.log.mkdir()
        self.programs = {}
        self.output = ""
        self.latest = None
        # As the workspace has it, so that what is built there is used.
        self.environment = {
            "CARGO_PROFILE_DEV_DEBUG": "line-tables-only",
            "CARGO_TARGET_DIR": str(crates / "target"),
            **os.environ,
            "TUTORIAL_CARGO": os.environ.get("CARGO", "cargo"),
        }
        self.environment.pop("CARGO", None)

    def write(self, path, text, mode):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open(mode) as opened:
            opened.write(text)
        if file.name == "Cargo.toml":
            with file.open("a") as opened:
                opened.write(self.patch)
            # The versions of the workspace, which are there and built.
            shutil.copy(self.crates / "Cargo.lock", file.parent)

    def start(self, commands):
        """In a process group of its own, so that it can be ended with all that it starts."""
        number, name = tempfile.mkstemp(dir=self.log)
        prelude = 'cargo() { command "$TUTORIAL_CARGO" "$@"; }\nset -e\n'
        with os.fdopen(number, "wb") as output:
            process = subprocess.Popen(
                ["sh", "-c", prelude + commands],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return process, Path(name)

    def run(self, commands):
        process, output = self.start(f"{commands}pwd > '{self.log}/folder'\n")
        try:
            code = process.wait(SECONDS)
        finally:
            end(process)
        self.output = output.read_text(errors="replace")
        if code != 0:
            raise Mismatch(f"ended with {code}:\n{commands}{self.output}")
        if RUST_WARNED.search(self.output):
            raise Mismatch(f"warnings:\n{commands}{self.output}")
        self.folder = Path((self.log / "folder").read_text().removesuffix("\n"))

    def run_in_the_background(self, commands):
        if commands in self.programs:
            end(self.programs.pop(commands)[0])
        self.latest = self.programs[commands] = self.start(commands)

    def expect(self, text):
        if text not in self.output:
            raise Mismatch(f"expected: {text}\ngot:\n{self.output}")

    def answers(self, address):
        process, output = self.latest
        host, port = address.split(":")
        until = time.monotonic() + SECONDS
        while time.monotonic() < until and process.poll() is None:
            try:
                socket.create_connection((host, int(port)), timeout=5).close()
            except OSError:
                time.sleep(POLL)
                continue
            if RUST_WARNED.search(output.read_text(errors="replace")):
                break
            return
        raise Mismatch(f"no good answer at {address}:\n{output.read_text(errors='replace')}")

    def end(self):
        for process, _ in self.programs.values():
            end(process)


def end(process):
    """The whole group, whatever is left of it."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(20)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass


def main(crates, work, packages=None):
    # So that what was started is ended then, too.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit("ended from outside"))
    crates, work = Path(crates).resolve(), Path(work).resolve()
    work.mkdir(parents=True, exist_ok=True)
    if any(work.iterdir()):
        sys.exit(f"{work} is not empty")
    packages = packages and Path(packages).resolve()
    typist = Typist(crates, work, patch(packages) if packages else "")
    done = 0
    try:
        for what, argument, text in steps(adapted(PAGE.read_text(), crates, packages)):
            if what in ("file", "append"):
                typist.write(argument, text, "w" if what == "file" else "a")
            elif what == "run":
                print(text, end="", flush=True)
                typist.run(text)
            elif what == "run in the background":
                print(text, end="", flush=True)
                typist.run_in_the_background(text)
            elif what == "expect":
                typist.expect(argument)
            else:
                typist.answers(argument)
            done += 1
    except Mismatch as mismatch:
        sys.exit(f"the tutorial does not work: {mismatch}")
    finally:
        typist.end()
    if not done:
        sys.exit("the tutorial has no steps")
    print(f"the tutorial works: {done} steps")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    packaged = arguments[1:2] if arguments[:1] == ["--packages"] else []
    folders = arguments[2:] if packaged else arguments
    if len(folders) != 2:
        sys.exit(__doc__)
    main(*folders, *packaged)
