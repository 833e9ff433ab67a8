"""A migration runs on the table while the service does."""

import pytest

from faults.people import Person

CROWD = 12


@pytest.mark.parametrize("database", ["postgres", "mariadb"], indirect=True)
def test_a_column_that_changes_its_type_costs_no_request(database, visits):
    people = [Person(email=f"{number}@example.org") for number in range(CROWD)]
    assert {answer.status for answer in visits.at_once(CROWD, lambda number: people[number])} == {200}

    database.execute(database.pick(
        postgres="ALTER TABLE users ALTER username TYPE TEXT, ALTER email TYPE TEXT",
        mariadb="ALTER TABLE users MODIFY email VARCHAR(900) NOT NULL",
    ))

    for _ in range(2):
        assert {answer.status for answer in visits.at_once(CROWD, lambda number: people[number])} == {200}
    assert len(database.rows()) == CROWD


@pytest.mark.parametrize("database", ["sqlite", "postgres", "mariadb"], indirect=True)
def test_a_column_that_is_new_costs_no_request_and_keeps_its_values(database, visits):
    ada = Person()
    visits.welcome(ada, ago=60)

    database.execute("ALTER TABLE users ADD nickname VARCHAR(20) NOT NULL DEFAULT 'Countess'")

    visits.welcome(ada, ago=60)
    visits.welcome(ada.now(email="new@example.org"))
    assert database.execute("SELECT email, nickname FROM users") == [("new@example.org", "Countess")]
