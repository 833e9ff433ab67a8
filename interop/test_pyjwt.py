"""Whatever we accept of 100,000 mutated tokens, PyJWT accepts too, under the same keys, rules and clock."""

import json
import os
import subprocess
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path

import jwt
import pytest
from jwt.algorithms import OKPAlgorithm

from interop.needs import REPOSITORY, need

TOKENS = 100_000
SEED = 2
SECONDS = 300


@pytest.fixture(scope="module")
def lines():
    """The settings and the tokens, each line read as JSON."""
    program = Path(
        os.environ.get("MUTATED_TOKENS_BIN")
        or REPOSITORY / "target" / "debug" / "examples" / "mutated_tokens"
    )
    need(
        os.access(program, os.X_OK),
        "no program mutated_tokens: run `cargo build -p jwt-auth-core --example mutated_tokens`",
    )
    written = subprocess.run(
        [program.resolve(), str(TOKENS), str(SEED)], stdout=subprocess.PIPE, timeout=SECONDS, check=True
    )
    return [json.loads(line) for line in written.stdout.splitlines()]


@pytest.fixture
def ed25519_name():
    """PyJWT knows EdDSA only, not yet the name of RFC 9864 for the same algorithm."""
    jwt.register_algorithm("Ed25519", OKPAlgorithm())
    yield
    jwt.unregister_algorithm("Ed25519")


def test_pyjwt_accepts_what_we_accept(lines, ed25519_name, monkeypatch):
    settings = [line for line in lines if "key" in line]
    tokens = [line for line in lines if "token" in line]
    assert len(tokens) == TOKENS
    monkeypatch.setattr("jwt.api_jwt.datetime", clock_at(settings[0]["now"]))
    accepted = {True: Counter(), False: Counter()}
    exceptions, disagreements = Counter(), []
    for line in tokens:
        setting = settings[line["setting"]]
        refusal = pyjwt_refusal(line["token"], setting)
        accepted[line["accepted"]]["refused" if refusal else "accepted"] += 1
        if line["accepted"] and refusal:
            exception = known_difference(line["token"], setting, refusal)
            exceptions[exception] += 1
            if exception is None:
                disagreements.append(f"{refusal!r} after {line['classes']}:\n{line['token']}")

    print(f"\nwe accepted, PyJWT: {dict(accepted[True])}; we refused, PyJWT: {dict(accepted[False])}; {dict(exceptions)}")
    assert not disagreements, "\n".join(disagreements[:10])
    # Tokens of one kind only would show nothing.
    assert TOKENS / 100 < accepted[True].total() < TOKENS * 99 / 100
    assert accepted[False]["refused"] > TOKENS / 100
    assert exceptions.total() < TOKENS / 100


def clock_at(now):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(now, tz or timezone.utc)

    return Clock


def pyjwt_refusal(token, setting):
    algorithms = [setting["algorithm"]] + ["Ed25519"] * (setting["algorithm"] == "EdDSA")
    required = ["exp"] + ["iss", "aud"] * (setting["audience"] is not None)
    try:
        jwt.decode(
            token,
            setting["key"],
            algorithms=algorithms,
            issuer=setting["issuer"],
            audience=setting["audience"],
            leeway=setting["leeway"],
            options={"require": required, "verify_aud": setting["audience"] is not None},
        )
    except jwt.InvalidTokenError as error:
        return error
    return None


def known_difference(token, setting, refusal):
    """Why it is right to accept what PyJWT refuses; None where it is not."""
    exp = jwt.decode(token, options={"verify_signature": False})["exp"]
    end = setting["now"] - setting["leeway"]
    if isinstance(refusal, jwt.ExpiredSignatureError) and int(exp) == end < exp:
        return "PyJWT cuts the fraction of exp off, which RFC 7519 section 2 allows to be there"
    return None
