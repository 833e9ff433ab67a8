"""What has to be there before anything is measured: wrk, the servers, Django."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BENCHES = ROOT / "benches"
DJANGO = BENCHES / "django"
TARGET = (ROOT / os.environ.get("CARGO_TARGET_DIR", "target")).resolve()
BUILD_WITHIN, INSTALL_WITHIN = 3600, 900

# What every request of every server in Rust goes through: the same versions on both sides, or nothing is compared.
SHARED = ["actix-web", "actix-http", "actix-server", "tokio", "jsonwebtoken", "aws-lc-rs", "diesel", "libsqlite3-sys"]


def system_packages():
    missing = [package for tool, package in [("wrk", "wrk"), ("taskset", "util-linux")] if not shutil.which(tool)]
    if not missing:
        return
    if os.geteuid() != 0:
        raise SystemExit(f"not installed: {' '.join(missing)}")
    print(f"installing {' '.join(missing)}")
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "timeout": INSTALL_WITHIN}
    subprocess.run(["apt-get", "-qq", "update"], **quiet)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", "-y", "install", "--no-install-recommends", *missing]
    subprocess.run(command, env=environment, **quiet)


def ours(with_postgres):
    """Builds the servers of this project, and returns the program."""
    features = ["--features", "postgres"] if with_postgres else []
    cargo(["--package", "benches", *features], TARGET)
    return TARGET / "release" / "bench-server"


def peers():
    """Builds the peers, and returns the program."""
    refuse_other_versions()
    target = TARGET / "peers"
    cargo(["--manifest-path", BENCHES / "peers" / "Cargo.toml"], target)
    return target / "release" / "peer-server"


def cargo(arguments, target):
    command = ["cargo", "build", "--quiet", "--release", "--locked", *map(str, arguments)]
    environment = {**os.environ, "CARGO_TARGET_DIR": str(target)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=BUILD_WITHIN)


def refuse_other_versions():
    here, there = (versions(folder / "Cargo.lock") for folder in (ROOT, BENCHES / "peers"))
    if apart := [name for name in SHARED if here.get(name) != there.get(name)]:
        raise SystemExit(f"not of one version in Cargo.lock and benches/peers/Cargo.lock: {', '.join(apart)}")


def versions(lock):
    found = {}
    for name, version in re.findall(r'^name = "(.+)"\nversion = "(.+)"$', lock.read_text(), re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def django():
    """Installs Django and gunicorn, and returns the folder of their programs."""
    venv = TARGET / "benches-django"
    stamp, requirements = venv / "stamp", DJANGO / "requirements.txt"
    wanted = f"{sys.version}\n{hashlib.sha256(requirements.read_bytes()).hexdigest()}\n"
    if not stamp.exists() or stamp.read_text() != wanted:
        print("installing Django and gunicorn")
        shutil.rmtree(venv, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", venv], check=True, timeout=INSTALL_WITHIN)
        install = [venv / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "--requirement", requirements], check=True, timeout=INSTALL_WITHIN)
        # Last, so that an interrupted installation is started anew.
        stamp.write_text(wanted)
    return venv / "bin"
