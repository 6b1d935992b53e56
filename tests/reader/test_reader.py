import asyncio
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.lines import left_behind, public_home
from tests.pages.web import Forms
from tests.world import KEYS_LINE, NILS, NOW, ROSA, SHOWN, fixed_rng
from tocsin.charter.read import load
from tocsin.envelope.replies import Reply, reply_name, seal_reply, split_text
from tocsin.envelope.report import KINDS
from tocsin.exchange.replies import RepliesFolder
from tocsin.look.following import acts, come_back, states
from tocsin.reader.app import Line, make_app
from tocsin.reader.reading import read_replies

DERIVED = ROSA.derive(KEYS_LINE)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = public_home(tmp_path / "home")
    lay(home, 0, "received", "")
    return home


def lay(
    home: Path, number: int, state: str, text: str, of: tuple[int, int] = (1, 1), *, desk: str = "main", day: int = 24
) -> None:
    reply = Reply(number, date(2026, 11, day), desk, state, "en", text, *of)
    sealed = seal_reply(reply, DERIVED.reply_recipient, rng=fixed_rng(number))
    RepliesFolder(home / "replies").lay(reply_name(DERIVED.mailbox_key, number), sealed)


def ask(home: Path, typed: str, *, language: str = "en", words: str = "", content: bytes = b"") -> httpx.Response:
    options: dict[str, Any] = {"now": lambda: NOW, "rng": fixed_rng(), "url": "http://localhost:1"}
    line = Line(load(home / "charter"), KEYS_LINE, home / "replies", SHOWN, **options)

    async def main() -> httpx.Response:
        transport = httpx.ASGITransport(make_app(line))
        async with httpx.AsyncClient(transport=transport, base_url="http://reader") as client:
            if content:
                return await client.post(f"/{language}/read", content=content)
            return await client.post(f"/{language}/read", data={"receipt": typed, "words": words})

    return asyncio.run(main())


@pytest.mark.parametrize("language", ["en", "fr", "es", "zh-Hans"])
def test_words_in_any_list_and_numbers_show_the_replies(home: Path, language: str) -> None:
    lay(home, 1, "question", "Which pier?\n第几号码头？")
    words = ROSA.words(language) or ""
    for typed in (words, words.upper(), ROSA.numbers()):
        answer = ask(home, typed)
        assert answer.status_code == 200
        assert "Which pier?\n第几号码头？" in answer.text
        assert "a question for you" in answer.text
        assert "November 24, 2026" in answer.text


def test_a_long_reply_is_whole_again(home: Path) -> None:
    text = "begin " + "港口" * 6000 + " end"
    pieces = split_text(text)
    for i, piece in enumerate(pieces):
        lay(home, 1 + i, "closed", piece, (i + 1, len(pieces)))
    assert text in ask(home, ROSA.numbers()).text


def test_more_than_eight_replies_are_all_found(home: Path) -> None:
    for number in range(1, 20):
        lay(home, number, "in work", f"answer {number}")
    assert len(read_replies(RepliesFolder(home / "replies"), DERIVED)) == 20


def test_a_stranger_and_one_who_was_not_collected_yet_see_the_same_page(home: Path) -> None:
    (home / "replies").rename(home / "gone")
    (home / "replies").mkdir()
    assert ask(home, ROSA.numbers()).text == ask(home, NILS.numbers()).text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "twelve words"),
        ("one two three", "twelve words"),
        (" ".join(["qwertz"] * 12), "counted from the beginning"),
        ("0001 " * 12, "not the one that you were shown"),
    ],
)
def test_a_mistake_is_told_at_once_and_what_was_typed_stays(home: Path, typed: str, told: str) -> None:
    answer = ask(home, typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert typed.strip() in answer.text


def test_words_of_two_lists_ask_for_the_language(home: Path) -> None:
    from tests.envelope.test_receipt import _shared_phrase

    phrase = _shared_phrase()
    answer = ask(home, phrase)
    assert answer.status_code == 422
    assert '<select id="words"' in answer.text
    assert ask(home, phrase, words="fr").status_code == 200


def test_a_reply_that_was_damaged_is_as_if_it_were_not_there(home: Path) -> None:
    name = reply_name(DERIVED.mailbox_key, 0)
    place = home / "replies" / name.hex()[:2] / name.hex()
    place.write_bytes(bytes(len(place.read_bytes())))
    assert "nothing here yet" in ask(home, ROSA.numbers()).text


@pytest.mark.parametrize("content", [b"x" * 70_000, b"\xff" * 10, b"receipt=%ff%fe"])
def test_no_bytes_make_it_fail(home: Path, content: bytes) -> None:
    assert ask(home, "", content=content).status_code in (413, 422)


def test_nothing_is_kept(home: Path) -> None:
    lay(home, 1, "closed", "canary-reply")
    before = sorted(p.name for p in home.rglob("*"))
    ask(home, ROSA.numbers())
    assert sorted(p.name for p in home.rglob("*")) == before
    assert left_behind(home, "canary-reply", ROSA.numbers(), ROSA.words("en") or "") == []


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("state", ["received", "in work", "question", "closed"])
def test_the_newest_state_is_said_with_what_it_means_and_when_to_come_back(
    home: Path, language: str, state: str
) -> None:
    lay(home, 0, "received", "", day=20)
    if state != "received":
        lay(home, 1, state, "the newest", day=23)
    page = ask(home, ROSA.numbers(), language=language).text
    told = states(language)[state]
    standing = page[page.index('<section class="standing') : page.index("</section>")]
    assert all(text in standing for text in (told.name, told.meaning, told.now))
    assert ("November 27, 2026" if language == "en" else "2026年11月27日") in standing
    assert (("January 19, 2027" if language == "en" else "2027年1月19日") in standing) == (state != "closed")
    days = re.findall(r'<time datetime="2026-11-(\d\d)">', page)
    assert days == sorted(days, reverse=True)
    if state != "received":
        assert days == ["23", "20"]


def test_the_days_to_come_back_lie_ahead_and_a_promise_that_has_passed_is_not_made_again(home: Path) -> None:
    clocks = load(home / "charter").line.clocks
    first, today = date(2026, 1, 1), date(2026, 1, 10)
    soon = come_back(first, first, "in work", clocks, today)
    assert (soon.on, soon.feedback) == (today + timedelta(days=3), first + timedelta(days=60))
    assert come_back(first, date(2026, 1, 12), "in work", clocks, today).on == date(2026, 1, 15)
    assert come_back(first, first, "in work", clocks, first + timedelta(days=61)).feedback is None
    assert come_back(first, first, "closed", clocks, today).feedback is None


def test_every_act_is_a_form_to_the_line_with_the_receipt_in_hidden_fields_alone(home: Path) -> None:
    lay(home, 1, "question", "?", desk="overseer")
    page = ask(home, ROSA.numbers()).text
    forms = Forms(page).forms
    assert [action for action, _ in forms] == ["http://localhost:1/en/add"] * 4
    assert [fields["kind"] for _, fields in forms] == list(acts("en"))
    assert set(acts("en")) == set(KINDS)
    for _, fields in forms:
        assert (fields["receipt"], fields["desk"]) == (ROSA.secret.hex(), "overseer")
        assert len(bytes.fromhex(fields["once"])) == 16
    bare = re.sub(r'<input type="hidden"[^>]*>', "", page)
    for secret in (ROSA.secret.hex(), *(ROSA.words("en") or "").split(), *ROSA.numbers().split()):
        assert not re.search(rf"\b{secret}\b", bare.partition("<main")[2]) or secret in ("add", "work")


def test_the_desk_that_reads_what_is_added_is_named_as_long_as_the_line_has_it(home: Path) -> None:
    assert "What you add here is read by the Harbour Office of the Republic" in ask(home, ROSA.numbers()).text
    lay(home, 1, "in work", "passed on", desk="north")
    assert "What you add here is read by the Northern Isles office" in ask(home, ROSA.numbers()).text
    lay(home, 2, "in work", "passed on again", desk="desk-of-before")
    answer = ask(home, ROSA.numbers())
    assert (answer.status_code, "What you add here is read" in answer.text) == (200, False)


def test_who_asks_again_gets_another_mark_for_what_is_sent_once(home: Path) -> None:
    options: dict[str, Any] = {"now": lambda: NOW, "rng": fixed_rng()}
    app = make_app(Line(load(home / "charter"), KEYS_LINE, home / "replies", SHOWN, **options))

    async def main() -> list[str]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://reader") as client:
            pages = [await client.post("/en/read", data={"receipt": ROSA.numbers()}) for _ in range(2)]
        return [Forms(page.text).forms[0][1]["once"] for page in pages]

    first, second = asyncio.run(main())
    assert first != second


def test_words_that_belong_to_nothing_offer_nothing_to_send(home: Path) -> None:
    page = ask(home, NILS.numbers()).text
    assert Forms(page).forms == []
    assert "/en/replies" in page
