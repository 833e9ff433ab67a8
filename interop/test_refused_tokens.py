"""What is no good access token of our Auth service is anonymous: no row is written and none is changed."""

import pytest
from rest_framework_simplejwt.exceptions import TokenError

from interop.article_auth import AccessToken, ago, register, sign_in
from interop.service import ACCESS, LOGIN_FOR_PAGE, PAGE, REFRESH
from interop.spoilt_tokens import AS_THE_ARTICLE, REQUIRED, SPOILT, signed_by_hand


@pytest.fixture(params=SPOILT.values(), ids=SPOILT.keys())
def spoil(request):
    return request.param


def refused(service, cookies):
    assert service.whoami(cookies) is None
    answer = service.get(PAGE, cookies)
    assert (answer.status, answer.headers.get("location")) == (302, LOGIN_FOR_PAGE)


def test_a_stranger_with_a_spoilt_token_is_anonymous_and_writes_nothing(service, keys, spoil):
    person = register()
    tokens = sign_in(person)
    before = service.rows()

    refused(service, tokens.cookies(access=spoil(tokens, person, keys)))

    assert service.rows() == before


def test_a_known_person_with_a_spoilt_token_is_anonymous_and_keeps_their_row(service, keys, spoil):
    person = register()
    service.whoami(sign_in(person).issued(ago(200)).cookies())
    before = service.rows()
    person.email, person.is_staff = "changed@example.org", True
    tokens = sign_in(person)

    refused(service, tokens.cookies(access=spoil(tokens, person, keys)))

    assert service.rows() == before
    assert before[person.username]["is_staff"] is False


def test_the_articles_own_checks_agree(keys, spoil):
    person = register()
    tokens = sign_in(person)
    assert passes_in_the_article(tokens.cookies())

    passes = passes_in_the_article(tokens.cookies(access=spoil(tokens, person, keys)))

    assert passes == (spoil not in AS_THE_ARTICLE.values())


def passes_in_the_article(cookies):
    """The checks of the article's middleware, in its order."""
    try:
        token = AccessToken(cookies.get(ACCESS))
    except TokenError:
        return False
    values = [cookies.get(ACCESS), cookies.get(REFRESH), *(token.payload.get(claim) for claim in REQUIRED)]
    return all(value is not None for value in values)


def test_a_token_signed_by_hand_is_refused_for_its_key_only(service, keys):
    if keys.django["ALGORITHM"] != "HS512":
        secret, accepted = keys.django["VERIFYING_KEY"], False
    else:
        secret, accepted = keys.secret, True
    tokens = sign_in(register())
    access = signed_by_hand(tokens.access.payload, secret)
    assert (service.whoami(tokens.cookies(access=access)) is not None) == accepted
