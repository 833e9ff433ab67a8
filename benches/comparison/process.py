"""A process tree on its own core: started, measured, stopped."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

READY_WITHIN = 30
GONE_WITHIN = 5
PAGE = os.sysconf("SC_PAGE_SIZE")


class NotStarted(Exception):
    pass


def on_cores(cores):
    """In front of a command: it is kept to these cores, and does not outlive whoever started it."""
    return ["setpriv", "--pdeathsig", "KILL", "taskset", "--cpu-list", cores]


class Process:
    """A server that listens at `port` when the block begins, and is gone when it ends."""

    def __init__(self, name, command, port, cores, environment, log):
        self.name, self.port, self.log = name, port, log
        self.command = [*on_cores(cores), *map(str, command)]
        self.environment = {**os.environ, **environment}

    def __enter__(self):
        with self.log.open("wb") as log:
            self.started = subprocess.Popen(
                self.command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        try:
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def wait_until_ready(self):
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline and self.started.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise NotStarted(f"{self.name} did not start:\n{self.log.read_text(errors='replace')[-2000:]}")

    def stop(self):
        for ending in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.started.pid, ending)
                self.started.wait(GONE_WITHIN)
            except ProcessLookupError:
                self.started.poll()
                return
            except subprocess.TimeoutExpired:
                pass

    def cpu_seconds(self):
        return cpu_seconds(self.started.pid)

    def resident_mib(self):
        pages = (Path(f"/proc/{pid}/statm").read_text().split()[1] for pid in tree(self.started.pid))
        return sum(map(int, pages)) * PAGE / 2**20


def cpu_seconds(root):
    """User and kernel time of a process and of everything below it that lives."""
    return sum(time.clock_gettime(cpu_clock(pid)) for pid in tree(root))


def cpu_clock(pid):
    """What clock_getcpuclockid(3) gives on Linux: to the nanosecond, where /proc counts hundredths of a second."""
    return (~pid << 3) | 2


def tree(root):
    children = {}
    for pid in (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()):
        try:
            children.setdefault(int(stat(pid)[1]), []).append(pid)
        except (FileNotFoundError, ProcessLookupError):
            pass
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def stat(pid):
    """The fields of `/proc/PID/stat` after the name, which may hold spaces."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()


def spare_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
