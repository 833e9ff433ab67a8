"""The example program that answers questions about addresses."""

import json
import os
import subprocess
from pathlib import Path

from interop.needs import REPOSITORY, need

SECONDS = 300


def ask(questions):
    """The answers, in the order of the questions."""
    program = Path(
        os.environ.get("URLS_BIN") or REPOSITORY / "target" / "debug" / "examples" / "urls"
    )
    need(
        os.access(program, os.X_OK),
        "no program urls: run `cargo build -p jwt-auth-actix --example urls`",
    )
    answered = subprocess.run(
        [program.resolve()],
        input="".join(f"{json.dumps(question)}\n" for question in questions),
        stdout=subprocess.PIPE,
        timeout=SECONDS,
        check=True,
        text=True,
    )
    answers = [json.loads(line) for line in answered.stdout.splitlines()]
    assert len(answers) == len(questions)
    return answers


def redirects(cases):
    """The redirect for each (LOGIN_URL, OWN_URL, path and query)."""
    names = ("login_url", "own_url", "path")
    return ask([dict(zip(names, case, strict=True)) for case in cases])


def followed(nexts, origins):
    """For each `next` the address that is followed, or None."""
    return ask([{"next": it, "origins": origins} for it in nexts])
