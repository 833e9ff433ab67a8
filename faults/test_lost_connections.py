"""F04 and F23: a connection is gone in the middle of the work, at the database's end or at the client's."""

import socket
from contextlib import ExitStack

import pytest

from faults.people import Person
from faults.visits import assert_outage, bounded
from interop.server import until

pytestmark = pytest.mark.parametrize("database", ["postgres", "mariadb"], indirect=True)

WAIT_SECONDS = 10
# More than the pool has connections.
CROWD = 12


def test_connections_that_the_server_closed_while_nobody_asked_cost_no_request(database, visits):
    ada = Person()
    assert {answer.status for answer in visits.at_once(CROWD, lambda _: ada)} == {200}
    idle = database.connections()
    assert idle

    database.hang_up(idle)

    with bounded(1.5):
        visits.welcome(ada)
    assert not database.connections() & idle


def test_a_connection_that_is_lost_between_select_and_update_costs_no_request(database, visits):
    ada = Person()
    visits.welcome(ada, ago=60)
    changed = ada.now(email="new@example.org", is_staff=True)

    with database.session() as watch, ExitStack() as lock:
        lock.enter_context(database.row_locked(ada))
        with visits.meanwhile(1, lambda _: changed) as answers:
            lost = one_waiting(database, watch)
            database.hang_up([lost], watch)
            one_waiting(database, watch, other_than=lost)
            lock.close()
            assert [answer.status for answer in answers()] == [200]

    row = database.rows()[ada.id]
    assert (row.email, row.is_staff) == ("new@example.org", True)


def test_a_connection_that_is_lost_again_is_an_outage_and_leaves_the_row_as_it_was(database, visits):
    ada = Person()
    visits.welcome(ada, ago=60)
    before = database.rows()
    changed = ada.now(email="new@example.org", is_staff=True)

    with database.session() as watch, database.row_locked(ada):
        with visits.meanwhile(1, lambda _: changed) as answers:
            lost = one_waiting(database, watch)
            database.hang_up([lost], watch)
            database.hang_up([one_waiting(database, watch, other_than=lost)], watch)
            with bounded(1.5):
                [answer] = answers()
    assert_outage(answer, retry_after="2")
    assert database.rows() == before

    visits.recover(changed)
    row = database.rows()[ada.id]
    assert (row.email, row.is_staff) == ("new@example.org", True)


def test_clients_that_hang_up_during_their_sync_cost_no_connection_and_no_error(database, visits):
    ada = Person()
    visits.welcome(ada, ago=60)

    for ago in (40, 20):
        changed = ada.now(email=f"{ago}@example.org", is_staff=True)
        with database.session() as watch, database.row_locked(ada):
            clients = [begin(visits, changed, ago) for _ in range(CROWD)]
            until(lambda: database.waiting(watch) or None, WAIT_SECONDS, "the sync waits")
            for client in clients:
                client.close()
        visits.recover(changed, ago)
        row = database.rows()[ada.id]
        assert (row.email, row.is_staff) == (changed.email, True)

    everybody = [Person(email=f"{number}@example.org") for number in range(CROWD)]
    answers = visits.at_once(CROWD, lambda number: everybody[number])
    assert {answer.status for answer in answers} == {200}
    assert len(database.connections()) <= 10
    assert "ERROR" not in visits.service.output()


def one_waiting(database, watch, other_than=None):
    """The service's one connection that waits for the row."""
    return until(
        lambda: next(iter(database.waiting(watch) - {other_than}), None), WAIT_SECONDS, "a connection waits for the row"
    )


def begin(visits, person, ago):
    """A request whose answer nobody will read."""
    client = socket.create_connection(("127.0.0.1", visits.port), timeout=WAIT_SECONDS)
    [(name, token)] = visits.cookies(person, ago).items()
    client.sendall(f"GET /whoami HTTP/1.1\r\nHost: localhost\r\nCookie: {name}={token}\r\n\r\n".encode())
    return client
