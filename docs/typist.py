"""Types files, commands and programs of a page into a folder, for tutorial.py and readme.py.

    python3 docs/PROGRAM.py [--packages FOLDER] CRATES WORK

CRATES is the folder with the crates, of which Cargo.lock and the target folder are used too; WORK is empty or does not exist.
With --packages, what is typed is made from the unpacked packages of that folder, as `cargo package` leaves them, in place of
the crates' folders.
CARGO may name another cargo, CARGO_TARGET_DIR another target folder.
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

# The packages and their folders among the crates.
FOLDERS = {
    "jwt-auth-core": "jwt-auth-core",
    "jwt-auth-actix": "jwt-auth-actix",
    "jwt-auth-derive": "jwt-auth-derive",
    "jwt-auth-migrations": "migrations",
}
# To build everything on a machine that has other things to do.
SECONDS = 3600
POLL = 0.05
RUST_WARNED = re.compile(r"^warning: .* generated \d+ warning", re.MULTILINE)


class Mismatch(Exception):
    """What came out is not what the page says."""


def type_page(page, type_it):
    """The command line of both programs: `type_it(text, typist)` types the page and says how much it was."""
    arguments = sys.argv[1:]
    packages = arguments[1] if arguments[:1] == ["--packages"] and len(arguments) == 4 else None
    folders = arguments[2:] if packages else arguments
    if len(folders) != 2:
        sys.exit(__doc__)
    # So that what was started is ended then, too.
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, frame: sys.exit("ended from outside"))
    crates, work = (Path(folder).resolve() for folder in folders)
    work.mkdir(parents=True, exist_ok=True)
    if any(work.iterdir()):
        sys.exit(f"{work} is not empty")
    typist = Typist(crates, work, packages and Path(packages).resolve())
    try:
        done = type_it(page.read_text(), typist)
    except Mismatch as mismatch:
        sys.exit(f"{page.name} does not work: {mismatch}")
    finally:
        typist.end()
    print(f"{page.name} works: {done}")


def with_free_ports(page, ports):
    for port, free in zip(ports, free_ports(len(ports))):
        page = re.sub(rf"(?<!\d){port}(?!\d)", free, page)
    return page


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


class Typist:
    def __init__(self, crates, work, packages):
        self.crates = crates
        self.sources = {name: unpacked(packages, name) if packages else crates / folder for name, folder in FOLDERS.items()}
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
            "TYPISTS_CARGO": os.environ.get("CARGO", "cargo"),
        }
        self.environment.pop("CARGO", None)

    def write(self, path, text, mode):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open(mode) as opened:
            opened.write(text)
        if file.name == "Cargo.toml":
            with file.open("a") as opened:
                opened.write(patch(self.sources))
            # The versions of the workspace, which are there and built.
            shutil.copy(self.crates / "Cargo.lock", file.parent)

    def start(self, commands):
        """In a process group of its own, so that it can be ended with all that it starts."""
        number, name = tempfile.mkstemp(dir=self.log)
        prelude = 'cargo() { command "$TYPISTS_CARGO" "$@"; }\nset -e\n'
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


def unpacked(packages, name):
    [folder] = packages.glob(f"{name}-[0-9]*/")
    return folder


def patch(sources):
    """The crates find each other where they are, as they are published nowhere. In the manifest of what is typed: a
    configuration of Cargo would count for the Auth service, too."""
    paths = "".join(f'{name} = {{ path = "{folder}" }}\n' for name, folder in sources.items())
    return f"\n[patch.crates-io]\n{paths}"


def end(process):
    """The whole group, whatever is left of it."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(20)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass
