"""Contrast, computed from the tokens themselves in all four schemes (WCAG 2.2: 1.4.3, 1.4.6, 1.4.11)."""

import re

import pytest

from tocsin.look.style import read

# (what stands, on what, the least contrast)
TEXT = [
    *[(ink, ground, 4.5) for ink in ("ink", "soft", "deep", "danger") for ground in ("paper", "sheet", "wash")],
    ("ink", "paper", 7.0),
    ("ink", "brass-wash", 7.0),
    ("ink", "danger-wash", 7.0),
    ("ink", "done-wash", 7.0),
    ("brass", "paper", 4.5),
    ("brass", "brass-wash", 4.5),
    ("danger", "danger-wash", 4.5),
    ("done", "paper", 4.5),
    ("done", "done-wash", 4.5),
    ("on-deep", "deep", 4.5),
    ("on-bar", "bar", 7.0),
]
SEEN = [("edge", "paper", 3.0), ("edge", "sheet", 3.0), ("deep", "sheet", 3.0)]
SCHEMES = ("light", "dark", "light more", "dark more")


def tokens() -> dict[str, dict[str, str]]:
    """Return the colours of each scheme, later blocks over earlier ones as a browser lays them."""
    css = read("tokens").decode()
    blocks = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", b)) for b in re.findall(r":root \{(.*?)\}", css, re.DOTALL)]
    light, dark, more, dark_more = (b for b in blocks if "paper" in b)
    return {
        "light": light,
        "dark": light | dark,
        "light more": light | more,
        "dark more": light | dark | more | dark_more,
    }


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_pair_can_be_read(scheme: str) -> None:
    colours = tokens()[scheme]
    poor = [
        (ink, ground, round(contrast(colours[ink], colours[ground]), 2))
        for ink, ground, least in TEXT + SEEN
        if contrast(colours[ink], colours[ground]) < least
    ]
    assert poor == []


@pytest.mark.parametrize("scheme", ["light more", "dark more"])
def test_who_asks_for_more_contrast_is_given_seven_to_one(scheme: str) -> None:
    colours = tokens()[scheme]
    for ink in ("ink", "soft", "deep", "danger", "done", "brass"):
        assert contrast(colours[ink], colours["paper"]) >= 7, ink


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_focus_is_seen_on_every_ground(scheme: str) -> None:
    colours = tokens()[scheme]
    for ground in ("paper", "sheet", "wash", "danger-wash", "bar", "deep"):
        # Two rings, one light and one dark: on any ground one of them stands out.
        assert max(contrast(colours[r], colours[ground]) for r in ("focus", "ring")) >= 3, ground


def test_the_measure_itself_is_right() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)
