#!/usr/bin/env python3
"""Types tutorial.md into an empty folder and fails unless what the page expects comes out.

    python3 docs/tutorial.py [--packages FOLDER] CRATES WORK

typist.py says what these are. Comments in the page say what a fenced block is. Before it:

    <!-- file: PATH -->              the text of a file
    <!-- append: PATH -->            more text at its end
    <!-- run -->                     commands for a shell, which must succeed; `cd` lasts
    <!-- run in the background -->   a program; if the same one is running already, that one is ended first

and after it:

    <!-- expect: TEXT -->            the commands have printed this
    <!-- answers: HOST:PORT -->      the program accepts connections there, before anything else is done
"""

import re
from pathlib import Path

from typist import FOLDERS, Mismatch, type_page, with_free_ports

PAGE = Path(__file__).with_name("tutorial.md")
PORTS = ("8000", "8001")
COMMENT = re.compile(r"<!-- (file|append|run|run in the background|expect|answers)(?:: (.*))? -->")


def type_tutorial(page, typist):
    done = 0
    for what, argument, text in steps(adapted(page, typist)):
        if what in ("file", "append"):
            typist.write(argument, text, "w" if what == "file" else "a")
        elif what == "run":
            print(text, end="", flush=True)
            typist.run(text)
        elif what == "run in the background":
            print(text, end="", flush=True)
            typist.run_in_the_background(text)
        elif what == "expect":
            typist.expect(argument)
        else:
            typist.answers(argument)
        done += 1
    if not done:
        raise Mismatch("it has no steps")
    return f"{done} steps"


def steps(page):
    """(what, argument, text of the block) in the order of the page; there is no text for what stands after a block."""
    awaited = None
    lines = iter(page.splitlines())
    for line in lines:
        if line.startswith("```"):
            text = "".join(f"{it}\n" for it in iter(lambda: next(lines), "```"))
            if awaited:
                yield (*awaited, text)
            awaited = None
        elif line.startswith("<!--"):
            comment = COMMENT.fullmatch(line)
            if not comment:
                raise Mismatch(f"no such step: {line}")
            what, argument = comment.groups()
            if what in ("expect", "answers"):
                yield what, argument, None
            else:
                awaited = (what, argument)


def adapted(page, typist):
    """The page with ports that are free here, and with the crates where they are."""
    page = with_free_ports(page, PORTS)
    for name, folder in FOLDERS.items():
        page = page.replace(f'path = "../jwt-auth/{folder}"', f'path = "{typist.sources[name]}"')
    return page.replace("../jwt-auth", str(typist.crates))


if __name__ == "__main__":
    type_page(PAGE, type_tutorial)
