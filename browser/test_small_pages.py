"""The pages that explain a refusal, on a phone and on a desk, by day and by night."""

from itertools import product
from uuid import uuid4

import pytest

from browser.contrast import contrast, luminance
from browser.kinds import FORM

PHONE, DESK = (360, 740), (1280, 800)
SCREENS = list(product((PHONE, DESK), ("light", "dark")))
EXPIRED = -60

# WCAG 2.2, success criteria 1.4.6 for the text and 1.4.3 for links.
TEXT_CONTRAST, LINK_CONTRAST = 7, 4.5

# The luminance (WCAG 2.2) of the corner of a picture, and that of the pixel that differs from it most.
MEASURE = """
    const [picture] = given, image = new Image();
    image.src = "data:image/png;base64," + picture;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height), drawn = canvas.getContext("2d");
    drawn.drawImage(image, 0, 0);
    const {data} = drawn.getImageData(0, 0, image.width, image.height);
    const part = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const luminance = at => 0.2126 * part(data[at]) + 0.7152 * part(data[at + 1]) + 0.0722 * part(data[at + 2]);
    const background = luminance(0);
    let text = background;
    for (let at = 0; at < data.length; at += 4) {
        const found = luminance(at);
        if (Math.abs(found - background) > Math.abs(text - background)) text = found;
    }
    return [background, text];"""
LAYOUT = """
    const link = document.querySelector("a");
    return {
        wide: document.documentElement.scrollWidth, window: innerWidth,
        letters: parseFloat(getComputedStyle(document.querySelector("p")).fontSize),
        link: link && getComputedStyle(link).color,
    };"""


def expired_form(browser, site):
    browser.open(f"{site.app}/")
    site.admit(browser, "ada", expires_in=EXPIRED)
    browser.leave(f"const url = arguments[0]; {FORM}", f"{site.app}/page/{uuid4().hex}")


def inactive(browser, site):
    site.admit(browser, "ada", user_is_active=False)
    browser.open(f"{site.app}/page/{uuid4().hex}")


def missing_privilege(browser, site):
    site.admit(browser, "ada")
    browser.open(f"{site.app}/staff")


def redirect_loop(browser, site):
    page = f"{site.app}/page/{uuid4().hex}"
    site.admit(browser, "ada", expires_in=EXPIRED)
    for _ in range(3):
        browser.open(page)


def foreign_form(browser, site):
    site.admit(browser, "ada")
    browser.open(f"{site.evil}/")
    browser.leave(f"const url = arguments[0]; {FORM}", f"{site.app}/page/{uuid4().hex}")


# How each comes about, words that must be on it, and the page of the Auth service that helps.
PAGES = {
    "expired form": (expired_form, "sign in", "/login?next="),
    "inactive": (inactive, "not active", "/logout"),
    "missing privilege": (missing_privilege, "may not", None),
    "redirect loop": (redirect_loop, "does not accept", None),
    "foreign form": (foreign_form, "send an origin header", None),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_refusal_can_be_read_on_every_screen(browser, site, name):
    come_there, words, helpful = PAGES[name]
    come_there(browser, site)
    assert words in browser.text.lower()
    assert browser.heading
    links = browser.run("return Array.from(document.links, link => [link.href, link.target, link.rel])")
    for href, target, rel in links:
        # Signing in must not lose the form that is on this page; signing out has nothing to lose.
        expected = ("_blank", "noopener") if href.startswith(f"{site.auth}/login") else ("", "")
        assert (target, rel) == expected, href
    assert helpful is None or any(href.startswith(site.auth + helpful) for href, _, _ in links)

    pictures, layouts = [], []
    for (width, height), scheme in SCREENS:
        with browser.screen(width, height, scheme):
            layouts.append(browser.run(LAYOUT))
            pictures.append(browser.picture())
            browser.screenshot(f"page {name} {width} {scheme}")
    assert not [error for error in browser.errors() if "the server responded with a status of 40" not in error]

    browser.open(f"{site.app}/")
    for (_, scheme), layout, picture in zip(SCREENS, layouts, pictures, strict=True):
        assert layout["wide"] <= layout["window"]
        assert layout["letters"] >= 16
        background, text = browser.run(MEASURE, picture)
        assert (background > 0.5) == (scheme == "light")
        assert contrast(background, text) >= TEXT_CONTRAST
        if layout["link"]:
            assert contrast(background, luminance(layout["link"])) >= LINK_CONTRAST
