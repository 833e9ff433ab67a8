"""F05: the database can be read and takes no writes, a replica or a full disk."""

import resource
from contextlib import contextmanager

import pytest

from faults.people import Person
from faults.servers import SERVICE
from interop.needs import binary


@pytest.fixture(autouse=True)
def service_that_survives_a_full_disk(monkeypatch, tmp_path):
    """The signal for a file that may not grow ends a program that does not ignore it."""
    program = binary("SERVICE_BIN", "service")
    wrapper = tmp_path / "service"
    wrapper.write_text(f"#!/bin/sh\ntrap '' XFSZ\necho $$ >service.pid\nexec '{program}'\n")
    wrapper.chmod(0o700)
    monkeypatch.setenv("SERVICE_BIN", str(wrapper))


def test_whoever_needs_no_write_is_served_and_everybody_else_gets_an_outage(database, visits, tmp_path):
    ada, eve = Person(), Person(email="eve@example.org")
    visits.welcome(ada, ago=60)
    before = database.rows()
    changed = ada.now(email="new@example.org", is_staff=True)

    with no_writes(database, tmp_path):
        visits.welcome(ada, ago=60)
        visits.welcome(changed, ago=120)
        visits.welcome(ada)
        visits.are_refused_as_outage(changed)
        visits.are_refused_as_outage(eve)
        visits.welcome(ada, ago=60)
        visits.of_strangers_are_answered()
        assert database.rows() == before

    visits.recover(changed)
    visits.recover(eve)
    rows = database.rows()
    assert (rows[ada.id].email, rows[ada.id].is_staff) == ("new@example.org", True)
    assert rows.keys() == {ada.id, eve.id}


@contextmanager
def no_writes(database, folder):
    with {"sqlite": full_disk, "postgres": read_only_replica, "mariadb": read_only_server}[database.kind](database, folder):
        yield


@contextmanager
def full_disk(_, folder):
    """No file of the process may have more than one byte from now on."""
    process = int((folder / "service.pid").read_text())
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, before)


@contextmanager
def read_only_replica(database, _):
    database.server.execute(f"ALTER ROLE {SERVICE} SET default_transaction_read_only = on")
    database.hang_up(database.connections())
    try:
        yield
    finally:
        database.server.execute(f"ALTER ROLE {SERVICE} RESET default_transaction_read_only")
        database.hang_up(database.connections())


@contextmanager
def read_only_server(database, _):
    database.server.execute("SET GLOBAL read_only = ON")
    try:
        yield
    finally:
        database.server.execute("SET GLOBAL read_only = OFF")
