import shutil
from pathlib import Path

import pytest

from tests.lines import HARBOUR
from tocsin.charter.faults import CharterFaults
from tocsin.charter.read import load
from tocsin.charter.urgency import Urgency, suggest


@pytest.mark.parametrize(
    ("answers", "word"),
    [
        ({"concern": "ce-intrusion", "ongoing": "yes"}, Urgency.IMMEDIATE),
        ({"concern": "ce-intrusion", "ongoing": "no"}, Urgency.EXPECTED),
        ({"concern": "ce-intrusion", "ongoing": "unknown"}, Urgency.IMMEDIATE),
        ({"concern": "ce-intrusion"}, Urgency.IMMEDIATE),
        ({"concern": "ce-coercion", "ongoing": "no"}, Urgency.IMMEDIATE),
        ({"concern": "ce-insider"}, Urgency.FUTURE),
        ({"concern": "ce-insider", "ongoing": "yes"}, Urgency.IMMEDIATE),
        ({"concern": "ce-academic", "ongoing": "yes"}, Urgency.FUTURE),
        ({"concern": "ce-advice"}, Urgency.UNKNOWN),
        ({"concern": "ce-advice", "ongoing": "yes"}, Urgency.EXPECTED),
        ({"concern": "of-an-older-charter", "ongoing": "yes"}, Urgency.UNKNOWN),
        ({}, Urgency.UNKNOWN),
    ],
)
def test_the_first_rule_that_fits_counts_and_else_the_concerns_own_word(answers: dict[str, str], word: Urgency) -> None:
    assert suggest(load(HARBOUR), answers) is word


def test_what_was_written_in_free_words_moves_nothing() -> None:
    harbour = load(HARBOUR)
    calm = {"concern": "ce-academic", "what": "a"}
    assert suggest(harbour, calm) is suggest(harbour, {**calm, "what": "IMMEDIATE: bomb, today, now", "about": "x"})


RULES = [
    ('answers = { colour = ["red"] }\nurgency = "Past"', "answers.colour"),
    ('answers = { what = ["bomb"] }\nurgency = "Past"', "answers.what"),
    ('answers = { ongoing = ["maybe"] }\nurgency = "Past"', "answers.ongoing"),
    ('concerns = ["ce-nothing"]\nurgency = "Past"', "concerns"),
    ('concerns = ["ce-dispute"]\nurgency = "Past"', "concerns"),
    ('urgency = "Past"', "answers"),
    ('concerns = ["ce-cyber"]\nurgency = "soon"', "urgency"),
    ('concerns = ["ce-cyber"]\nwhen = "now"\nurgency = "Past"', "when"),
    ('concerns = ["ce-cyber"]\nanswers = { ongoing = ["yes"] }\nurgency = "Past"', ""),
]


@pytest.mark.parametrize(("rule", "key"), RULES)
def test_a_rule_that_cannot_be_meant_is_a_fault(tmp_path: Path, rule: str, key: str) -> None:
    charter = Path(shutil.copytree(HARBOUR, tmp_path / "charter"))
    path = charter / "concerns.toml"
    path.write_text(path.read_text(encoding="utf-8") + f"\n[[urgency]]\n{rule}\n", encoding="utf-8")
    with pytest.raises(CharterFaults) as caught:
        load(charter)
    at = "urgency[4]" + (f".{key}" if key else "")
    assert [(f.file, f.key) for f in caught.value.faults] == [("concerns.toml", at)]
