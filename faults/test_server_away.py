"""F01, F03 and F27: the server is stopped, or says nothing any more."""

import pytest

from faults.people import Person
from faults.visits import WAYS, assert_outage, bounded

SERVERS = pytest.mark.parametrize("database", ["postgres", "mariadb"], indirect=True)
# More than the pool has connections.
CROWD = 12


@SERVERS
def test_while_the_server_is_stopped_it_is_an_outage_for_who_brings_a_token_and_only_for_them(database, visits):
    ada, eve = Person(), Person(email="eve@example.org")
    visits.welcome(ada, ago=60)
    before = database.rows()

    with database.server.stopped():
        visits.are_refused_as_outage(ada)
        visits.are_refused_as_outage(eve)
        visits.of_strangers_are_answered()

    visits.recover(ada, ago=60)
    assert database.rows() == before


@SERVERS
def test_a_restart_of_the_server_between_two_requests_costs_no_request(database, visits):
    ada = Person()
    visits.at_once(CROWD, lambda _: ada)

    with database.server.stopped():
        pass

    visits.welcome(ada)


@SERVERS
def test_a_server_that_says_nothing_any_more_keeps_nobody_waiting_for_long(database, visits):
    ada = Person()
    visits.welcome(ada, ago=60)
    before = database.rows()[ada.id]
    changed = ada.now(email="new@example.org")

    with database.server.frozen():
        # With an older token: what was asked of the server is done when it wakes up, whoever has gone, and must not win then.
        visits.are_refused_as_outage(ada, ago=30, retry_after=None, within=3.0)
        with bounded(3.0):
            crowd = visits.at_once(CROWD, lambda _: changed)
        for answer in crowd:
            assert_outage(answer)
        # The connections that there were are stuck by now, and new ones are not waited for.
        visits.are_refused_as_outage(ada, ago=30)
        visits.of_strangers_are_answered()

    visits.recover(changed)
    row = database.rows()[ada.id]
    assert (row.email, row.first_name) == ("new@example.org", before.first_name)
    assert row.token_iat > before.token_iat
    assert len(database.rows()) == 1


@SERVERS
@pytest.mark.parametrize("spoil", [
    lambda id: f"{id} ",
    lambda id: f" {id}",
    lambda id: f"{id}\t",
    lambda id: f"{id}\0",
    lambda id: id + "x" * 151,
    lambda id: "",
], ids=["space after", "space before", "tab", "NUL", "too long", "empty"])
def test_an_id_that_no_column_can_hold_is_refused_without_asking_the_database(database, visits, spoil):
    ada = Person()
    visits.welcome(ada)
    before = database.rows()

    assert_is_nobody(visits, ada.now(id=spoil(ada.id), is_staff=True))
    with database.server.frozen():
        assert_is_nobody(visits, ada.now(id=spoil(ada.id)))

    assert database.rows() == before


def assert_is_nobody(visits, person):
    with bounded(1.0):
        required = visits.ask(person)
        optional = visits.ask(person, way=WAYS[2])
    assert (required.status, required.json()["reason"]) == (401, "invalid")
    assert (optional.status, optional.json()["anonymous"]) == (200, True)
