"""How well one colour can be told from another: WCAG 2.2."""

import re


def luminance(colour):
    """Of what CSS calls rgb(…)."""
    red, green, blue = (_linear(int(part) / 255) for part in re.findall(r"\d+", colour)[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Between two luminances."""
    dark, light = sorted((one, other))
    return (light + 0.05) / (dark + 0.05)


def _linear(part):
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
