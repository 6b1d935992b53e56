"""The parts, the icons, the style sheet: each shown on the living page, each used, and none larger than it must be."""

import gzip
import re

import pytest

from tests.lines import HARBOUR, REPOSITORY
from tests.world import SHOWN
from tocsin.charter.read import load
from tocsin.desk.style import style as desk_style
from tocsin.look.icons import FOLDER, TURNING, icon
from tocsin.look.living import LIVING_STYLE, living_page
from tocsin.look.style import FOLDER as STYLES
from tocsin.look.style import LAYERS, PUBLIC, read, style

TEMPLATES = REPOSITORY / "src" / "tocsin" / "look" / "templates"
DESK = REPOSITORY / "src" / "tocsin" / "desk" / "templates"
PARTS = {"parts": "parts.html", "shown": "shown.html", "leaving": "exit.html"}
ICONS = sorted(p.stem for p in FOLDER.glob("*.svg"))


def sources() -> str:
    pages = [
        *TEMPLATES.glob("*.html"),
        *DESK.rglob("*.html"),
        *DESK.parent.rglob("words.py"),
        *(REPOSITORY / "src" / "tocsin" / "press").rglob("*.py"),
    ]
    return "\n".join(p.read_text(encoding="utf-8") for p in pages)


def test_every_part_is_on_the_living_page() -> None:
    page = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("look.html", "page.html"))
    for module, file in PARTS.items():
        for macro in re.findall(r"{% macro ([a-z]\w*)\(", (TEMPLATES / file).read_text(encoding="utf-8")):
            assert re.search(rf"\b{module}\.{macro}\b", page), f"{module}.{macro}"


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_living_page_renders_and_shows_every_icon(language: str) -> None:
    page = living_page(load(HARBOUR), language, facts=SHOWN)
    assert page.count('<svg class="icon') >= len(ICONS)
    for name in ICONS:
        assert f"<code>{name}</code>" in page


def test_every_icon_is_used_and_says_nothing_to_a_screen_reader() -> None:
    text = sources()
    for name in ICONS:
        assert re.search(rf'"{name}"', text), f"{name} is used nowhere: take it out"
        assert 'aria-hidden="true"' in icon(name)
        assert ('class="icon turns"' in icon(name)) == (name in TURNING)
    assert set(ICONS) >= TURNING
    assert "ISC License" in (FOLDER / "LICENSE").read_text(encoding="utf-8")


def test_the_style_is_small_and_names_no_side_of_the_page() -> None:
    assert len(gzip.compress(style(), 9)) < 9_000
    for path in STYLES.glob("*.css"):
        css = path.read_text(encoding="utf-8")
        # Only start and end: right to left needs no second sheet.
        assert not re.search(r"(?:^|[\s;{-])(?:left|right)\s*[:;]|-(?:left|right)\b|float:", css), path.name
        assert "url(" not in css, path.name
        assert "@import" not in css
        assert "!important" not in css
        # iOS 14 drops a whole layer that it does not know, and a nested rule with it.
        assert "@layer" not in css
        assert "&" not in css
    assert {p.stem for p in STYLES.glob("*.css")} == {*LAYERS, "living"}
    assert b"/*" not in style() + LIVING_STYLE


def test_every_token_that_is_used_is_defined() -> None:
    css = style().decode() + LIVING_STYLE.decode()
    assert set(re.findall(r"var\(--([\w-]+)\)", css)) <= set(re.findall(r"--([\w-]+):", css))


def test_the_desk_is_not_laid_out_by_what_is_said_of_the_public_side_alone() -> None:
    desk = desk_style().decode()
    for layer in PUBLIC:
        assert read(layer).decode() in style().decode()
        assert read(layer).decode() not in desk
