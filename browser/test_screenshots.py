"""The pictures of the README, made anew where JWT_AUTH_SCREENSHOTS names their folder, such as docs/screenshots."""

import os
from pathlib import Path

import pytest

from browser.demo import Demo
from browser.pages import give_rights, open_admin_page, open_page, register, sign_in

FOLDER = os.environ.get("JWT_AUTH_SCREENSHOTS")
PHONE = (390, 844)
# The README is to open at once.
MOST_BYTES = 60_000

pytestmark = pytest.mark.skipif(not FOLDER, reason="JWT_AUTH_SCREENSHOTS names no folder for the pictures of the README")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """One that nobody else has left accounts in."""
    demo = Demo(tmp_path_factory.mktemp("pictured-demo"))
    yield demo
    assert demo.stop() == 0, demo.output()


def service(browser, demo):
    open_page(browser, demo)
    sign_in(browser, demo)
    browser.open(f"{demo.service}/")


def admin(browser, demo):
    somebody = register(browser, demo, "Ada", "ada@example.org")
    browser.forget()
    open_admin_page(browser, demo)
    give_rights(browser, demo, somebody, staff=True)
    browser.send("form[role=search]", email="")


@pytest.mark.parametrize(
    "name, come_there, size, scheme",
    [
        ("service", service, (720, 580), "light"),
        ("service-phone", service, PHONE, "dark"),
        ("admin", admin, (720, 574), "light"),
    ],
)
def test_a_picture_of_the_readme_is_small(browser, demo, name, come_there, size, scheme):
    with browser.screen(*size, scheme):
        come_there(browser, demo)
        picture = browser.png()
    assert len(picture) <= MOST_BYTES
    folder = Path(FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.png").write_bytes(picture)
