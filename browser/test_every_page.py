"""What holds for every page, whoever sees it, by day and by night."""

import pytest

from browser.contrast import contrast, luminance
from browser.tours import TOURS

PHONE = (390, 844)
# WCAG 2.2, success criteria 1.4.3 and 1.4.11.
TEXT_CONTRAST, FIELD_CONTRAST = 4.5, 3

LOOK = """
    const fields = [...document.querySelectorAll("input:not([type=hidden]), select, textarea")];
    const isNamed = field => [...field.labels].some(label => label.innerText.trim());
    return {
        headings: document.querySelectorAll("h1").length,
        language: document.documentElement.lang,
        title: document.title,
        unlabelled: fields.filter(field => !isNamed(field)).map(field => field.name),
        width: document.documentElement.scrollWidth,
    };"""
# Of each text and of each border of a field: what it is, its colour, and what is behind it.
COLOURS = """
    const canvas = document.createElement("div");
    canvas.style.background = "Canvas";
    document.body.append(canvas);
    const paper = getComputedStyle(canvas).backgroundColor;
    canvas.remove();
    const behind = element => {
        for (let it = element; it; it = it.parentElement) {
            const colour = getComputedStyle(it).backgroundColor;
            if (colour !== "rgba(0, 0, 0, 0)") return colour;
        }
        return paper;
    };
    const all = [...document.body.querySelectorAll("*")].filter(element => element.checkVisibility());
    const hasText = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const texts = all.filter(hasText).map(element => ({
        what: element.innerText, of: getComputedStyle(element).color, on: behind(element), field: false,
    }));
    const fields = all.filter(element => element.matches("input:not([type=checkbox])")).map(element => ({
        what: element.name, of: getComputedStyle(element).borderTopColor, on: behind(element.parentElement), field: true,
    }));
    return [...texts, ...fields];"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tour, place", TOURS, ids=[tour.__name__ for tour, _ in TOURS])
def test_a_page_has_a_heading_a_language_and_labels_fits_a_phone_and_can_be_read(browser, request, tour, place, scheme):
    place = request.getfixturevalue(place)
    with browser.screen(*PHONE, scheme):
        for page in tour(browser, place):
            look = browser.run(LOOK)
            assert look.pop("title"), page
            assert look.pop("width") <= PHONE[0], page
            assert look == {"headings": 1, "language": "en", "unlabelled": []}, page
            colours = browser.run(COLOURS)
            # The first text of a page is a link or its heading.
            assert (luminance(colours[0]["on"]) > 0.5) == (scheme == "light"), page
            for colour in colours:
                found = contrast(luminance(colour["of"]), luminance(colour["on"]))
                assert found >= (FIELD_CONTRAST if colour["field"] else TEXT_CONTRAST), (page, colour)
            browser.screenshot(f"{tour.__name__} {scheme} {page} phone")
