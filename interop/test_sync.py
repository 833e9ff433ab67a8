"""The stored row follows the tokens, and never backwards."""

import pytest

from interop.article_auth import ago, register, sign_in
from interop.service import PAGE


def stored(service, person):
    return service.rows()[person.username]


def test_a_changed_e_mail_address_reaches_the_row_with_the_next_token(service):
    person = register(email="before@example.org")
    assert service.whoami(sign_in(person).issued(ago(60)).cookies())["email"] == "before@example.org"
    person.email = "after@example.org"

    assert service.whoami(sign_in(person).cookies())["email"] == "after@example.org"

    assert stored(service, person)["email"] == "after@example.org"


def test_a_person_who_is_no_longer_staff_loses_the_staff_room(service):
    person = register(is_staff=True, is_superuser=True)
    before = sign_in(person).issued(ago(60)).cookies()
    assert service.get("/staff", before).status == 200
    person.is_staff = person.is_superuser = False

    after = sign_in(person).cookies()

    assert service.get("/staff", after).status == 403
    assert service.get("/superuser", after).status == 403
    row = stored(service, person)
    assert (row["is_staff"], row["is_superuser"]) == (False, False)


def test_an_older_token_may_read_but_never_brings_the_older_state_back(service):
    person = register(email="older@example.org", is_staff=True)
    older = sign_in(person).issued(ago(120)).cookies()
    service.whoami(older)
    person.email, person.is_staff = "newer@example.org", False
    newer = sign_in(person).cookies()
    service.whoami(newer)
    expected = stored(service, person)
    assert (expected["email"], expected["is_staff"]) == ("newer@example.org", False)

    assert service.get(PAGE, older).status == 200
    assert service.whoami(older) == expected
    assert service.get("/staff", older).status == 403

    assert stored(service, person) == expected


def test_an_older_token_stays_powerless_when_the_newer_one_changed_nothing(service):
    person = register(is_staff=False)
    service.whoami(sign_in(person).issued(ago(100)).cookies())
    service.whoami(sign_in(person).issued(ago(10)).cookies())
    person.is_staff = True

    between = sign_in(person).issued(ago(50)).cookies()

    assert service.whoami(between)["is_staff"] is False
    assert stored(service, person)["is_staff"] is False


def test_of_two_tokens_of_one_second_the_last_one_seen_counts(service):
    person = register(first_name="First")
    moment = ago(30)
    service.whoami(sign_in(person).issued(moment).cookies())
    person.first_name = "Second"

    service.whoami(sign_in(person).issued(moment).cookies())

    assert stored(service, person)["first_name"] == "Second"


@pytest.mark.parametrize("absent", ["missing", "null"])
def test_a_name_that_the_token_does_not_tell_keeps_its_stored_value(service, absent):
    person = register(first_name="Kept", email="before@example.org")
    service.whoami(sign_in(person).issued(ago(60)).cookies())
    person.email = "after@example.org"
    tokens = sign_in(person)
    leave_out(tokens.access, "user_first_name", absent)

    assert service.whoami(tokens.cookies())["first_name"] == "Kept"

    row = stored(service, person)
    assert (row["first_name"], row["email"]) == ("Kept", "after@example.org")


@pytest.mark.parametrize("absent", ["missing", "null"])
def test_names_that_the_first_token_does_not_tell_start_empty(service, absent):
    person = register()
    tokens = sign_in(person)
    leave_out(tokens.access, "user_first_name", absent)
    leave_out(tokens.access, "user_last_name", absent)

    service.whoami(tokens.cookies())

    row = stored(service, person)
    assert (row["first_name"], row["last_name"]) == ("", "")


def test_an_empty_name_in_the_token_empties_the_stored_one(service):
    person = register(last_name="Given")
    service.whoami(sign_in(person).issued(ago(60)).cookies())
    person.last_name = ""

    service.whoami(sign_in(person).cookies())

    assert stored(service, person)["last_name"] == ""


def leave_out(token, claim, absent):
    if absent == "null":
        token[claim] = None
    else:
        del token[claim]
