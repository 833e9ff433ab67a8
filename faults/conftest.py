import secrets

import pytest

from faults.databases import SERVERS, ServerDatabase, SqliteFile
from faults.visits import Visits
from interop.server import until
from interop.service import Service

READY_SECONDS = 30


@pytest.fixture(scope="session")
def servers():
    """Starts each server when it is first needed."""
    started = {}

    def server(kind):
        if kind not in started:
            # Known before it is set up, so that it is removed even if that fails.
            started[kind] = SERVERS[kind]()
            started[kind].set_up()
        return started[kind]

    yield server
    for running in started.values():
        running.remove()


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def database(request, tmp_path):
    """An empty one."""
    if request.param == "sqlite":
        fresh = SqliteFile(tmp_path)
    else:
        fresh = ServerDatabase(request.getfixturevalue("servers")(request.param))
    yield fresh
    fresh.remove()


@pytest.fixture
def visits(database, tmp_path):
    """Visits to a service that keeps its people in `database`, and that is the same process from start to end."""
    key = secrets.token_urlsafe(64)
    service = Service(tmp_path, DATABASE_URL=database.url, JWT_SIGNING_KEY=key, REFRESH_COOKIE="")
    try:
        until(lambda: service.is_ready() or None, READY_SECONDS, "the service is ready")
        yield Visits(service, key)
    finally:
        code = service.stop()
    log = service.output()
    assert code == 0, log
    assert "panicked" not in log
    for secret in (key, database.password):
        assert secret is None or secret not in log
