#!/usr/bin/env python3
"""Types what the README says a service of your own needs into an empty folder, and fails unless a person comes in: the program,
its dependencies, the commands below them, and then a visit, from the first page to the login page and back.

    python3 docs/readme.py [--packages FOLDER] CRATES WORK

typist.py says what these are.
"""

import re
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

from typist import Mismatch, type_page, with_free_ports

PAGE = Path(__file__).parent.with_name("README.md")
PORTS = ("8080", "8001")
BLOCK = re.compile(r"^```(\w+).*\n((?:.*\n)*?)```$", re.MULTILINE)
FIRST_TRY = re.compile(r"For a first try, write `(.*?)`\sfor\s`own_url`\sand\s`(.*?)`\sfor\s`login_url`")
SECRET = re.compile(r"export (\w+)=…")


def type_readme(page, typist):
    page = with_free_ports(page, PORTS)
    addresses = FIRST_TRY.search(page)
    expect(addresses, "addresses for a first try")
    own, login = addresses.groups()
    type_service(page, typist, own, login)
    start(page, typist, own, login)
    visit(own, login)
    return f"Ada came to {own}/home"


def type_service(page, typist, own, login):
    program = block(page, "rust", "async fn main()")
    for setting, address in ("own_url", own), ("login_url", login):
        program, count = re.subn(rf'\.{setting}\(".*?"\)', f'.{setting}("{address}")', program)
        expect(count == 1, f"one {setting} in the program")
    typist.run("cargo new --quiet --vcs none first-try\ncd first-try\n")
    manifest = (typist.folder / "Cargo.toml").read_text()
    typist.write("Cargo.toml", manifest.replace("[dependencies]\n", block(page, "toml", "[dependencies]")), "w")
    typist.write("src/main.rs", program, "w")


def start(page, typist, own, login):
    lines = block(page, "sh", "openssl rand").splitlines()
    commands = [command for line in lines if (command := line.partition("#")[0].strip())]
    print(*commands, sep="\n", flush=True)
    expect(len(commands) == 4, "a secret, its export, an issuer and the service")
    make_secret, export, run_issuer, run_service = commands
    typist.run(f"{make_secret}\n")
    typist.environment[SECRET.fullmatch(export)[1]] = typist.output.strip()
    service, issuer = urlsplit(own).netloc, urlsplit(login).netloc
    # From outside of the repository, since it leaves its accounts where it is started.
    run_issuer = run_issuer.replace("cargo run", f"cargo run --manifest-path '{typist.crates}/Cargo.toml'")
    typist.run_in_the_background(f"BIND={issuer} ALLOWED_ORIGINS={own} {run_issuer}\n")
    typist.answers(issuer)
    typist.run_in_the_background(f"{run_service}\n")
    typist.answers(service)


def visit(own, login):
    """As a browser does it."""
    home = f"{own}/home"
    stranger = HTTPConnection(urlsplit(own).netloc, timeout=20)
    stranger.request("GET", "/home", headers={"Accept": "text/html"})
    answer = stranger.getresponse()
    location = answer.headers.get("location", "")
    expect(answer.status == 302 and location.startswith(f"{login}?next="), f"302 to {login}, not {answer.status} {location}")
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    browser.addheaders = [("Accept", "text/html")]
    page = browser.open(home, timeout=20)
    person = {"email": "ada@example.org", "first_name": "Ada", "lifetime": "300", "next": home}
    form = Request(page.url.partition("?")[0], urlencode(person).encode())
    form.add_header("Origin", f"{form.type}://{form.host}")
    answer = browser.open(form, timeout=20)
    text = answer.read().decode()
    expect((answer.url, text) == (home, "Hello, Ada, you are number 1 here"), f"a greeting, not {answer.url}: {text}")


def block(page, language, part):
    found = [text for its_language, text in BLOCK.findall(page) if its_language == language and part in text]
    expect(len(found) == 1, f"one block of {language} with {part}, not {len(found)}")
    return found[0]


def expect(holds, what):
    if not holds:
        raise Mismatch(f"expected: {what}")


if __name__ == "__main__":
    type_page(PAGE, type_readme)
