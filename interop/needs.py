"""What the suites cannot bring along themselves."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def need(found, reason):
    """Fails in CI and skips elsewhere, so that a missing program never passes for a tested one."""
    if not found:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)


def binary(variable, name):
    """The program that `variable` names, or the one that Cargo built."""
    path = Path(os.environ.get(variable) or REPOSITORY / "target" / "debug" / name)
    need(
        os.access(path, os.X_OK),
        f"no program {path.name}: run `cargo build -p {name}` or set {variable}",
    )
    return path.resolve()
