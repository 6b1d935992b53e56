import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.lines import HARBOUR
from tocsin.charter.faults import CharterFaults
from tocsin.charter.read import load
from tocsin.charter.urgency import Here, Urgency, first_fitting, suggest


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


NOW = 'answers = { ongoing = ["yes"] }'
SAID = 'message = { en = "x", zh-Hans = "x" }'
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
    (f'concerns = ["ce-cyber"]\ncall = true\n{SAID}\nurgency = "Past"', "urgency"),
    ('concerns = ["ce-cyber"]\ncall = true\nmessage = { en = "x" }\nurgency = "Immediate"', "message.zh-Hans"),
    (f'concerns = ["ce-cyber"]\n{SAID}\nurgency = "Past"', "message"),
    ('concerns = ["ce-cyber"]\ncontact = "police-desk"\nurgency = "Past"', "contact"),
    ('concerns = ["ce-cyber"]\nareas = ["SEA"]\nurgency = "Past"', "areas"),
    ('concerns = ["ce-cyber"]\nhours = "north-day"\nurgency = "Past"', "hours"),
    (f'concerns = ["ce-coercion"]\n{NOW}\nareas = ["SEA"]\ncall = true\n{SAID}\nurgency = "Immediate"', ""),
]


@pytest.mark.parametrize(("rule", "key"), RULES)
def test_a_rule_that_cannot_be_meant_is_a_fault(tmp_path: Path, rule: str, key: str) -> None:
    charter = Path(shutil.copytree(HARBOUR, tmp_path / "charter"))
    path = charter / "concerns.toml"
    path.write_text(path.read_text(encoding="utf-8") + f"\n[[urgency]]\n{rule}\n", encoding="utf-8")
    with pytest.raises(CharterFaults) as caught:
        load(charter)
    at = f"urgency[{len(load(HARBOUR).urgency) + 1}]" + (f".{key}" if key else "")
    assert [(f.file, f.key) for f in caught.value.faults] == [("concerns.toml", at)]


def test_where_the_place_is_not_known_a_rule_for_some_place_counts_and_where_it_is_only_that_places() -> None:
    harbour = load(HARBOUR)
    here = Here(frozenset({"NI-BRAE", "NI", "SK"}), frozenset({"north-day"}))
    answers = {"concern": "ce-site-surveillance", "ongoing": "yes"}
    contacts = [rule.contact if (rule := first_fitting(harbour, answers, at)) else "-" for at in (None, here)]
    assert contacts == ["coast-guard-watch", "north-phone"]
    night = first_fitting(harbour, answers, replace(here, hours=frozenset()))
    assert night
    assert (night.call, night.contact) == (True, "")
