"""How each server of the catalog is started."""

import os
import subprocess

from . import prepare
from .catalog import DJANGO, OURS, PEER
from .process import Process, spare_port

CORE = "0"


class Servers:
    """Builds what the servers need, and starts them; their files are in `folder`."""

    def __init__(self, servers, auth, folder, postgres_url, cores=CORE):
        programs = {server.program for server in servers}
        self.auth, self.folder, self.postgres_url, self.cores = auth, folder, postgres_url, cores
        self.ours = prepare.ours(with_postgres=postgres_url is not None)
        self.peers = prepare.peers() if PEER in programs else None
        self.django = prepare.django() if DJANGO in programs else None

    def start(self, server, mix="", workers=1):
        port = spare_port()
        environment = self.environment(server, mix)
        if server.program == DJANGO:
            self.migrate_django(environment)
        command = self.command(server, port, workers)
        log = self.folder / f"{server.name}-{port}.log"
        return Process(server.name, command, port, self.cores, environment, log)

    def command(self, server, port, workers):
        if server.program == DJANGO:
            gunicorn = [self.django / "gunicorn", "--log-level=warning", f"--workers={workers}"]
            return [*gunicorn, f"--chdir={prepare.DJANGO}", f"--bind=127.0.0.1:{port}", "wsgi"]
        program = self.ours if server.program == OURS else self.peers
        return [program, server.setting or server.name, port, workers]

    def environment(self, server, mix):
        """A server finds the rows of the rounds before; no two servers share a file."""
        file = self.folder / f"{server.name}-{mix}.db"
        return {
            "JWT_SIGNING_KEY": self.auth.secret,
            "JWT_ALGORITHM": self.auth.algorithm,
            "DATABASE_URL": self.postgres_url if server.postgres else str(file),
            **dict(server.environment),
        }

    def migrate_django(self, environment):
        migrate = [self.django / "python", "-m", "django", "migrate", "--verbosity=0", "--settings=settings"]
        environment = {**os.environ, **environment, "PYTHONPATH": str(prepare.DJANGO), "PYTHONDONTWRITEBYTECODE": "1"}
        subprocess.run(migrate, env=environment, check=True, timeout=120)
