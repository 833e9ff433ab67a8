"""F02: every connection of the pool waits for a lock that somebody else holds."""

import pytest

from faults.people import Person
from faults.visits import SLACK, assert_outage, bounded
from interop.server import until

# The pool of the service.
CONNECTIONS = 10
WAIT_SECONDS = 10


@pytest.mark.parametrize("database", ["postgres", "mariadb"], indirect=True)
def test_a_locked_table_makes_the_service_busy_and_nothing_worse(database, visits):
    ada = Person()
    visits.welcome(ada, ago=60)
    before = database.rows()
    calm = visits.slowest_of_strangers()

    with database.table_locked(), database.session() as watch, bounded(4.0):
        with visits.meanwhile(CONNECTIONS, lambda _: ada, ago=60) as answers:
            until(lambda: len(database.waiting(watch)) == CONNECTIONS or None, WAIT_SECONDS, "all connections wait")
            visits.are_refused_as_outage(ada, ago=60, retry_after="1")
            visits.of_strangers_are_answered()
            assert visits.slowest_of_strangers() < SLACK * max(2 * calm, 0.05)
            for answer in answers():
                assert_outage(answer, retry_after="2")

    visits.recover(ada, ago=60)
    assert database.rows() == before


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_file_that_another_program_writes_can_be_read_and_is_waited_for(database, visits):
    ada = Person()
    newcomers = [Person(email=f"{number}@example.org") for number in range(3 * CONNECTIONS)]
    visits.welcome(ada)
    before = database.rows()

    with database.table_locked():
        visits.welcome(ada)
        with bounded(3.0):
            answers = visits.at_once(len(newcomers), lambda number: newcomers[number])
        for answer in answers:
            assert_outage(answer)
        # Most found no connection, and the others waited for the file.
        assert {answer.headers["retry-after"] for answer in answers} == {"1", "2"}
        visits.of_strangers_are_answered()
        assert database.rows() == before

    for newcomer in newcomers:
        visits.recover(newcomer)
    assert database.rows().keys() == {ada.id, *(newcomer.id for newcomer in newcomers)}
