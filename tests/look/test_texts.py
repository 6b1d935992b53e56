import importlib.machinery
import importlib.util
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.lines import REPOSITORY
from tocsin.look.texts import SOURCE, catalogue, choose, own_name, translated_languages

PLACE = re.compile(r"%\((\w+)\)[sd]")


def texts_script() -> object:
    loader = importlib.machinery.SourceFileLoader("texts_script", str(REPOSITORY / "scripts" / "texts"))
    spec = importlib.util.spec_from_loader("texts_script", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


SCRIPT = texts_script()
ROOMS = SCRIPT.catalogues()  # type: ignore[attr-defined]
EXTRACTED = {
    m.id
    for room in {room for room, _, _ in ROOMS}
    for m in SCRIPT.extracted(room)  # type: ignore[attr-defined]
    if m.id
}


def test_every_language_of_the_look_is_one_of_the_desk() -> None:
    languages = [language for language in translated_languages() if language != SOURCE]
    assert languages == ["zh-Hans"]
    assert {room for room, _, _ in ROOMS} >= {"look", "queue", "staff", "desk"}
    assert {language for _, language, _ in ROOMS} == set(languages)


@pytest.mark.parametrize(("room", "language", "path"), ROOMS)
def test_every_text_is_translated_and_none_is_stale(room: str, language: str, path: Path) -> None:
    with path.open("rb") as file:
        messages = {m.id: m for m in read_po(file) if m.id}
    assert set(messages) == {m.id for m in SCRIPT.extracted(room) if m.id}, language  # type: ignore[attr-defined]
    for message in messages.values():
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        assert all(strings), message.id
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        for string in strings:
            assert set(PLACE.findall(string or "")) == set(PLACE.findall(ids[-1])), message.id
        assert "fuzzy" not in message.flags


@pytest.mark.parametrize(("room", "language", "path"), ROOMS)
def test_the_catalogue_is_written_as_the_script_writes_it(room: str, language: str, path: Path) -> None:
    with path.open("rb") as file:
        parsed = read_po(file, locale=language.replace("-", "_"))
    assert SCRIPT.written(parsed) == path.read_bytes(), room  # type: ignore[attr-defined]


def test_texts_are_found_and_numbers_agree() -> None:
    chinese = catalogue("zh-Hans")
    assert chinese.gettext("Continue") == "继续"
    assert chinese.ngettext("%(num)s file was added.", "%(num)s files were added.", 2) == "已添加 %(num)s 个文件。"
    assert catalogue("en").gettext("Continue") == "Continue"
    assert catalogue("xx").gettext("Continue") == "Continue"


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [("zh-CN,en;q=0.5", "zh-Hans"), ("de, en-GB;q=0.8", "en"), ("", "en"), (";;,", "en"), ("ZH-hans", "zh-Hans")],
)
def test_the_language_is_chosen_as_the_browser_asks(accepted: str, chosen: str) -> None:
    assert choose(("en", "zh-Hans"), "en", accepted) == chosen


def test_languages_are_named_in_themselves() -> None:
    assert (own_name("en"), own_name("zh-Hans"), own_name("fr")) == ("English", "简体中文", "Français")


def test_no_claim_is_stronger_than_the_protocol_allows() -> None:
    banned = re.compile(
        r"\b(unbreakable|military[- ]grade|100 ?%|completely (safe|anonymous)|untraceable|zero[- ]knowledge)\b",
        re.IGNORECASE,
    )
    for text in EXTRACTED:
        assert not banned.search(" ".join(text) if isinstance(text, tuple) else text), text
    pages = [*REPOSITORY.glob("charters/**/*.md"), *REPOSITORY.glob("docs/**/*.md"), REPOSITORY / "README.md"]
    for page in pages:
        assert not banned.search(page.read_text()), page
