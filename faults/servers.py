"""A PostgreSQL and a MariaDB of the suite's own, to be stopped, frozen and started again."""

import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

from faults.session import Session, StatementError
from interop.needs import need
from interop.server import until

ADMINISTRATOR = "administrator"
SERVICE = "service"
READY_SECONDS = 60
GONE_SECONDS = 30


class Server:
    """One server. `password` is the administrator's and the service's."""

    def __init__(self):
        self.password = secrets.token_hex(16)
        self.port = spare_port()
        self._process = None
        # Where a server that does not run as root can get at it.
        self._folder = Path(tempfile.mkdtemp(prefix="jwt-auth-faults."))
        self._owned(self._folder)

    def start(self):
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                unprivileged(self._folder) + self._command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until(self._answers, READY_SECONDS, f"{type(self).__name__} answers")

    def stop(self):
        """As its operator does. Whoever is connected is sent away."""
        self._process.send_signal(self.STOP)
        self._process.wait(GONE_SECONDS)

    @contextmanager
    def stopped(self):
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def frozen(self):
        """Takes new connections and statements, and answers nothing."""
        stopped = []
        try:
            # The parent first, so that it has no new children.
            for process in [self._process.pid, *children(self._process.pid)]:
                stopped.append(process)
                send(process, signal.SIGSTOP)
            yield
        finally:
            for process in stopped:
                send(process, signal.SIGCONT)

    def remove(self):
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            try:
                self._process.wait(GONE_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database):
        """For the service, which may do what it likes with its own database and nothing else."""
        return f"{self.SCHEME}://{SERVICE}:{self.password}@127.0.0.1:{self.port}/{database}"

    def session(self, database):
        """As the administrator."""
        return Session(self._client(database), self._client_environment())

    def execute(self, statement, database=None):
        with self.session(database or self.MAINTENANCE) as session:
            return session.execute(statement)

    def _answers(self):
        if self._process.poll() is not None:
            raise RuntimeError((self._folder / "log").read_text(errors="replace")[-3_000:])
        try:
            return self.execute("SELECT 1") or None
        except StatementError:
            return None

    def _prepare(self, command):
        done = subprocess.run(unprivileged(self._folder) + command, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    def _file(self, name, text):
        path = self._folder / name
        path.touch(mode=0o600)
        path.write_text(text)
        self._owned(path)
        return path

    def _owned(self, path):
        if os.geteuid() == 0:
            shutil.chown(path, "nobody", "nogroup")


class Postgres(Server):
    SCHEME = "postgres"
    STOP = signal.SIGINT
    MAINTENANCE = "postgres"

    def set_up(self):
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        need(found and shutil.which("psql"), "no PostgreSQL: run `bash .ci/faults` as root")
        self._bin = found[-1]
        password = self._file("password", self.password)
        self._prepare([
            f"{self._bin}/initdb", f"--pgdata={self._folder}/data", f"--username={ADMINISTRATOR}",
            f"--pwfile={password}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
        ])
        self.start()
        self.execute(f"CREATE ROLE {SERVICE} LOGIN PASSWORD '{self.password}'")

    def _command(self):
        return [
            f"{self._bin}/postgres", "-D", f"{self._folder}/data", "-p", str(self.port),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off",
        ]

    def _client(self, database):
        return [
            "psql", "-X", "-q", "-A", "-t", "-F", "\t",
            "-h", "127.0.0.1", "-p", str(self.port), "-U", ADMINISTRATOR, "-d", database,
        ]

    def _client_environment(self):
        return {"PGPASSWORD": self.password, "PGCONNECT_TIMEOUT": "10"}

    def create(self, database):
        self.execute(f"CREATE DATABASE {database} OWNER {SERVICE}")

    def drop(self, database):
        self.execute(f"DROP DATABASE {database} WITH (FORCE)")


class Mariadb(Server):
    SCHEME = "mysql"
    STOP = signal.SIGTERM
    MAINTENANCE = "mysql"

    def set_up(self):
        self._program = shutil.which("mariadbd", path=f"/usr/sbin:{os.environ.get('PATH', '')}")
        need(self._program and shutil.which("mariadb"), "no MariaDB: run `bash .ci/faults` as root")
        people = {ADMINISTRATOR: "ALL ON *.*", SERVICE: "USAGE ON *.*"}
        self._at_start = self._file("start.sql", "".join(
            f"CREATE USER IF NOT EXISTS '{name}'@'127.0.0.1' IDENTIFIED BY '{self.password}';\n"
            f"GRANT {rights} TO '{name}'@'127.0.0.1' WITH GRANT OPTION;\n"
            for name, rights in people.items()
        ))
        self._prepare([
            "mariadb-install-db", "--no-defaults", f"--datadir={self._folder}/data",
            "--skip-test-db", "--skip-name-resolve",
        ])
        self.start()

    def _command(self):
        return [
            self._program, "--no-defaults", f"--datadir={self._folder}/data", f"--init-file={self._at_start}",
            "--bind-address=127.0.0.1", f"--port={self.port}", f"--socket={self._folder}/socket",
            f"--pid-file={self._folder}/pid", "--skip-name-resolve", "--character-set-server=utf8mb4",
            "--innodb-flush-log-at-trx-commit=2",
        ]

    def _client(self, database):
        return [
            "mariadb", "--no-defaults", "--batch", "--skip-column-names", "--unbuffered", "--force", "--protocol=tcp",
            "--connect-timeout=10", "-h", "127.0.0.1", "-P", str(self.port), "-u", ADMINISTRATOR, database,
        ]

    def _client_environment(self):
        return {"MYSQL_PWD": self.password}

    def create(self, database):
        self.execute(f"CREATE DATABASE {database}")
        self.execute(f"GRANT ALL ON {database}.* TO '{SERVICE}'@'127.0.0.1'")

    def drop(self, database):
        self.execute(f"DROP DATABASE {database}")


def unprivileged(folder):
    """PostgreSQL refuses to run as root. Neither server outlives the suite, whatever ends it."""
    command = ["setpriv", "--pdeathsig", "QUIT"]
    if os.geteuid() == 0:
        command += ["--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    return [*command, "env", f"--chdir={folder}", f"HOME={folder}", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"]


def send(process, what):
    """A child may have ended by itself."""
    with suppress(ProcessLookupError):
        os.kill(process, what)


def children(process):
    return [int(it) for it in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def spare_port():
    """Below those that the kernel hands out, so that nobody gets it while the server is stopped."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) != 0:
                return port
