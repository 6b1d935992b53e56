"""Safety texts: marked in the source, reviewed by somebody with a name, or the real line does not go live."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lines import HARBOUR, free_port, listens, now, public_home, run, running
from tests.world import ROOT, ROOT_PUBLIC, line_keys
from tocsin.charter.faults import CharterFaults
from tocsin.charter.read import load
from tocsin.envelope.keys import sign_keys
from tocsin.look import reviews, texts
from tocsin.look.reviews import NotReviewed, check_reviews, marked, safety_hash, unreviewed
from tocsin.operator.home import Home


@pytest.fixture
def charter(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HARBOUR, tmp_path / "charter", ignore=shutil.ignore_patterns("practice")))


def review(folder: Path, *, language: str = "zh-Hans", digest: str = "", more: str = "") -> None:
    digest = digest or safety_hash(load(folder), language)
    entry = f'[[review]]\nlanguage = "{language}"\nby = "Li Wen, translator"\non = "2026-11-25"\nhash = "{digest}"\n'
    (folder / "reviews.toml").write_text(entry + more, encoding="utf-8")


def test_nobody_has_reviewed_the_shipped_charter_and_nobody_is_invented() -> None:
    harbour = load(HARBOUR)
    assert harbour.reviews == ()
    assert list(unreviewed(harbour)) == ["zh-Hans"]
    check_reviews(harbour, demonstration=True)
    with pytest.raises(NotReviewed, match="zh-Hans"):
        check_reviews(harbour, demonstration=False)


def test_a_review_of_these_very_words_lets_the_line_go_live(charter: Path) -> None:
    review(charter)
    check_reviews(load(charter), demonstration=False)


@pytest.mark.parametrize("page", ["safety", "never", "process", "duty", "official"])
def test_a_word_changed_after_the_review_asks_for_another(charter: Path, page: str) -> None:
    review(charter)
    path = charter / "texts" / "zh-Hans" / f"{page}.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n另外一句。\n", encoding="utf-8")
    assert list(unreviewed(load(charter))) == ["zh-Hans"]


def test_a_change_elsewhere_does_not(charter: Path) -> None:
    review(charter)
    path = charter / "texts" / "zh-Hans" / "ce-approach.md"
    path.write_text(path.read_text(encoding="utf-8") + "- 还有别的事实吗？\n", encoding="utf-8")
    other = charter / "texts" / "en" / "ce-approach.md"
    other.write_text(other.read_text(encoding="utf-8") + "- Any other fact?\n", encoding="utf-8")
    assert unreviewed(load(charter)) == {}


def test_where_the_line_writes_in_another_language_english_is_a_translation_too(charter: Path) -> None:
    line = charter / "line.toml"
    line.write_text(line.read_text(encoding="utf-8").replace('default = "en"', 'default = "zh-Hans"'), encoding="utf-8")
    assert list(unreviewed(load(charter))) == ["en", "zh-Hans"]


@pytest.fixture
def other_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    copy = Path(shutil.copytree(texts.CATALOGUES, tmp_path / "catalogues"))
    for module in (texts, reviews):
        monkeypatch.setattr(module, "CATALOGUES", copy)
    yield copy / "zh-Hans" / "LC_MESSAGES" / "tocsin.po"
    texts.catalogue.cache_clear()


@pytest.mark.parametrize(("text", "asked"), [("立即离开本页", True), ('"继续"', False)])
def test_our_own_translation_counts_where_it_is_marked(
    charter: Path, other_catalogue: Path, text: str, *, asked: bool
) -> None:
    texts.catalogue.cache_clear()
    review(charter)
    po = other_catalogue.read_text(encoding="utf-8")
    assert text in po
    other_catalogue.write_text(po.replace(text, text.replace(text.strip('"'), "别的话")), encoding="utf-8")
    texts.catalogue.cache_clear()
    assert bool(unreviewed(load(charter))) == asked


def test_what_must_be_marked_is_marked() -> None:
    said = "\n".join(marked())
    for words in ("In danger?", "Leave this page", "Nobody can find them again", "server sees", "Do not copy a secret"):
        assert words in said
    assert len(marked()) > 25


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ('[[review]]\nlanguage = "fr"\nby = "x"\non = "2026-01-01"\nhash = "' + "0" * 64 + '"\n', "review[2].language"),
        ('[[review]]\nlanguage = "en"\non = "2026-01-01"\nhash = "' + "0" * 64 + '"\n', "review[2].by"),
        ('[[review]]\nlanguage = "en"\nby = "x"\non = "soon"\nhash = "' + "0" * 64 + '"\n', "review[2].on"),
        ('[[review]]\nlanguage = "en"\nby = "x"\non = "2026-01-01"\nhash = "yes"\n', "review[2].hash"),
        ("[other]\n", "other"),
    ],
)
def test_a_review_is_read_strictly(charter: Path, more: str, key: str) -> None:
    review(charter, more=more)
    with pytest.raises(CharterFaults) as caught:
        load(charter)
    assert key in [f.key for f in caught.value.faults]


def test_the_check_prints_what_is_to_be_signed(charter: Path) -> None:
    done = run("tocsin", "check", "charter", str(charter))
    assert done.returncode == 0
    assert safety_hash(load(charter), "zh-Hans") in done.stdout
    told = json.loads(run("tocsin", "check", "charter", str(charter), "--json").stdout)
    assert told["unreviewed"] == {"zh-Hans": safety_hash(load(charter), "zh-Hans")}
    review(charter)
    assert "not reviewed" not in run("tocsin", "check", "charter", str(charter)).stdout


def real_home(path: Path) -> Path:
    """Make the public side of a line that is no demonstration."""
    home = Home(public_home(path))
    home.write_facts(ROOT_PUBLIC, demonstration=False)
    built = run("tocsin-press", "build", "--home", str(path))
    assert built.returncode == 0, built.stderr
    keys = line_keys(now=now(), demonstration=False, hashes={"site": built.stdout.strip()})
    home.keys_json.write_bytes(sign_keys(keys, ROOT))
    return path


@pytest.mark.parametrize("command", ["tocsin-intake", "tocsin-reader"])
def test_a_real_line_goes_live_with_the_review_and_not_without(tmp_path: Path, command: str) -> None:
    home, port = real_home(tmp_path / "home"), free_port()
    refused = run(command, "--home", str(home), "--port", str(port))
    assert refused.returncode == 1
    assert "not reviewed in zh-Hans" in refused.stderr
    assert "tocsin check charter" in refused.stderr
    assert not listens(port)
    review(Home(home).charter)
    with running(command, "--home", str(home), "--port", str(port), port=port):
        assert listens(port)
