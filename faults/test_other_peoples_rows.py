"""F26, F28 and F29: the row belongs to somebody else, or to somebody who may not come in."""

from faults.people import Person
from faults.visits import PAGE_HEADERS, WAYS, assert_refused, assert_tells_nothing

ADA = Person(id="ada-6f1c0001", email="ada@example.org")
EVE = Person(id="eve-6f1c0002", email="eve@example.org")


def test_somebody_elses_unique_e_mail_address_makes_no_row_and_touches_none(database, visits):
    visits.welcome(ADA, ago=60)
    database.execute("CREATE UNIQUE INDEX one_address ON users (email)")
    before = database.rows()

    assert_refused(visits.ask(EVE.now(email=ADA.email, is_staff=True)), 409, "forbidden")

    assert database.rows() == before
    assert warnings(visits, "row_conflict") == 1


def test_an_e_mail_address_that_has_become_somebody_elses_changes_neither_row(database, visits):
    visits.welcome(ADA, ago=60)
    visits.welcome(EVE, ago=60)
    database.execute("CREATE UNIQUE INDEX one_address ON users (email)")
    before = database.rows()

    assert_refused(visits.ask(EVE.now(email=ADA.email, is_staff=True)), 409, "forbidden")

    assert database.rows() == before
    visits.welcome(EVE)
    visits.welcome(ADA)


def test_a_column_that_takes_two_ids_for_one_gives_nobody_the_others_row(database, visits):
    visits.welcome(ADA, ago=60)
    fold_usernames(database)
    before = database.rows()

    twin = EVE.now(id=ADA.id.upper(), is_staff=True)
    for way in (WAYS[1], (WAYS[0][0], {**PAGE_HEADERS, "Accept": "application/json"})):
        assert_refused_everywhere(visits, twin, way)

    assert database.rows() == before
    assert warnings(visits, "key_collision") == 2
    visits.welcome(ADA)


def test_who_is_not_active_here_is_refused_and_not_even_synced(database, visits):
    visits.welcome(ADA, ago=60)
    database.execute("UPDATE users SET is_active = false")
    before = database.rows()

    assert_refused(visits.ask(ADA.now(email="new@example.org", is_staff=True)), 403, "inactive")
    page = visits.ask(ADA, way=WAYS[0])
    assert page.status == 403
    assert_tells_nothing(page)

    assert database.rows() == before
    database.execute("UPDATE users SET is_active = true")
    visits.welcome(ADA)


def assert_refused_everywhere(visits, person, way):
    answer = visits.ask(person, way=way)
    assert answer.status == 403, answer
    assert_tells_nothing(answer)


def fold_usernames(database):
    """As many tables that are older than the shared sign-in have them."""
    if database.kind == "postgres":
        database.execute("CREATE COLLATION folding (provider = icu, locale = 'und-u-ks-level2', deterministic = false)")
        database.execute("ALTER TABLE users ALTER username TYPE VARCHAR(150) COLLATE folding")
    elif database.kind == "mariadb":
        database.execute("ALTER TABLE users MODIFY username VARCHAR(150) COLLATE utf8mb4_general_ci NOT NULL")
    else:
        [(table,)] = database.execute("SELECT sql FROM sqlite_master WHERE name = 'users' AND type = 'table'")
        folding = table.replace("username TEXT NOT NULL", "username TEXT COLLATE NOCASE NOT NULL")
        assert folding != table
        database.execute("ALTER TABLE users RENAME TO exact")
        database.execute(folding)
        database.execute("INSERT INTO users SELECT * FROM exact")
        database.execute("DROP TABLE exact")


def warnings(visits, reason):
    log = visits.service.output().splitlines()
    return sum("WARN" in line and f'reason="{reason}"' in line for line in log)
