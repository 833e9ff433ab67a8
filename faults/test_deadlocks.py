"""F22: the database gives up a statement because it got in the way of another one."""

import pytest

from faults.people import Person
from faults.session import StatementError
from faults.visits import assert_outage, bounded
from interop.server import until

pytestmark = pytest.mark.parametrize("database", ["postgres", "mariadb"], indirect=True)

WAIT_SECONDS = 10
# The first, and three more.
ATTEMPTS = 4


def test_who_is_given_up_in_a_real_deadlock_is_tried_again_and_served(database, visits):
    ada = Person()
    visits.welcome(ada, ago=60)
    each_write_counts(database)
    changed = ada.now(email="new@example.org", is_staff=True)

    with database.session() as watch, database.session() as other:
        if database.kind == "postgres":
            # The service's own statement finds the deadlock first, and is given up.
            other.execute("SET deadlock_timeout = '30s'")
        other.execute("BEGIN")
        # MariaDB gives up whoever has changed less.
        other.execute("UPDATE writes SET total = total + 1")
        with visits.meanwhile(1, lambda _: changed) as answers:
            try:
                until(lambda: database.waiting(watch) or None, WAIT_SECONDS, "the sync waits for the count")
                other.execute(f"UPDATE users SET not_before = 1 WHERE username = '{ada.id}'")
                other.execute("COMMIT")
                [answer] = answers()
            except (StatementError, TimeoutError):
                other.send("ROLLBACK")
                raise

    assert answer.status == 200, answer
    row = database.rows()[ada.id]
    assert (row.email, row.is_staff, row.not_before) == ("new@example.org", True, 1)
    assert deadlocks(database) >= 1


@pytest.mark.parametrize("code", ["deadlock", "serialization failure"])
def test_who_is_given_up_each_time_gets_an_outage_after_four_attempts(database, visits, code):
    ada = Person()
    visits.welcome(ada, ago=60)
    before = database.rows()
    each_write_is_given_up(database, code)

    with bounded(1.5):
        answer = visits.ask(ada.now(email="new@example.org"))

    assert_outage(answer, retry_after="2")
    assert attempts(database) == ATTEMPTS
    assert database.rows() == before
    database.execute(database.pick(postgres="DROP TRIGGER given_up ON users", mariadb="DROP TRIGGER given_up"))
    visits.recover(ada.now(email="new@example.org"))
    assert database.rows()[ada.id].email == "new@example.org"


def each_write_counts(database):
    """Every update of a person also updates one row of another table, as triggers do."""
    database.execute("CREATE TABLE writes (total INTEGER NOT NULL, filler INTEGER)")
    database.execute("INSERT INTO writes (total) VALUES " + ", ".join(["(0)"] * 50))
    if database.kind == "mariadb":
        database.execute(
            # MariaDB lists the connection under the name of whoever defined what it runs.
            "CREATE DEFINER = 'service'@'127.0.0.1' TRIGGER counted"
            " AFTER UPDATE ON users FOR EACH ROW UPDATE writes SET total = total + 1"
        )
        return
    database.execute("GRANT ALL ON writes TO service")
    database.execute(
        "CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN UPDATE writes SET total = total + 1; RETURN NULL; END $$"
    )
    database.execute("CREATE TRIGGER counted AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION counted()")


def each_write_is_given_up(database, code):
    """With the database's own code; the sequence counts, as no rollback takes its numbers back."""
    database.execute("CREATE SEQUENCE attempts")
    if database.kind == "mariadb":
        database.execute(
            "DELIMITER //\nCREATE TRIGGER given_up BEFORE UPDATE ON users FOR EACH ROW IF NEXTVAL(attempts) > 0 THEN"
            f" SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213, MESSAGE_TEXT = '{code}'; END IF//\nDELIMITER "
        )
        return
    state = {"deadlock": "40P01", "serialization failure": "40001"}[code]
    database.execute("GRANT ALL ON SEQUENCE attempts TO service")
    database.execute(
        "CREATE FUNCTION given_up() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN PERFORM nextval('attempts'); RAISE EXCEPTION '{code} detected' USING ERRCODE = '{state}'; END $$"
    )
    database.execute("CREATE TRIGGER given_up BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION given_up()")


def attempts(database):
    [(last,)] = database.execute(database.pick(
        postgres="SELECT last_value FROM attempts", mariadb="SELECT NEXTVAL(attempts) - 1"
    ))
    return int(last)


def deadlocks(database):
    """As the server counts them."""
    [(counted,)] = database.execute(database.pick(
        postgres="SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()",
        mariadb="SELECT variable_value FROM information_schema.global_status WHERE variable_name = 'Innodb_deadlocks'",
    ))
    return int(counted)
