import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.desk.rewriting.rules import Why, hints, pieces

SPOKEN = [
    ("en", "I was the only one in the room when he opened the safe.", Why.ONLY_ONE, "I was the only"),
    ("en", "Nobody else saw the letter.", Why.ONLY_ONE, "Nobody else saw"),
    ("en", "Only I had the key.", Why.ONLY_ONE, "Only I"),
    ("en", "She told me in confidence that it was sold.", Why.ONLY_ONE, "told me in confidence"),
    ("en", "It lay on my desk.", Why.SELF, "my desk"),
    ("en", "As I told the head of the yard, it was open.", Why.SELF, "As I told"),
    ("en", "I work as the night technician there.", Why.SELF, "I work as the night technician"),
    ("en", "He sits opposite me.", Why.SELF, "sits opposite me"),
    ("en", "He left at 21:47.", Why.TIME, "21:47"),
    ("en", "It was 7 pm.", Why.TIME, "7 pm"),
    ("en", "There were 4,317 names.", Why.QUANTITY, "4,317"),
    ("en", "He took 12 boxes.", Why.QUANTITY, "12 boxes"),
    ("en", "They offered €40,000.", Why.QUANTITY, "€40,000"),
    ("en", 'He said "bring me the drawings".', Why.SPEECH, '"bring me the drawings"'),
    ("en", "Write to lamp.keeper@harbour.example now.", Why.CONTACT, "lamp.keeper@harbour.example"),
    ("en", "Call +000 20 555 0147.", Why.CONTACT, "+000 20 555 0147"),
    ("en", "His handle is @saltmarsh_9.", Why.CONTACT, "@saltmarsh_9"),
    ("en", "The van was SK 482 QD.", Why.CONTACT, "SK 482 QD"),
    ("en", "The three of us were told.", Why.GROUP, "The three of us"),
    ("en", "It was said in a team of four.", Why.GROUP, "team of four"),
    ("zh-Hans", "当时只有我在房间里。", Why.ONLY_ONE, "只有我"),
    ("zh-Hans", "没有别人知道这件事。", Why.ONLY_ONE, "没有别人知道"),
    ("zh-Hans", "他私下告诉我要卖掉。", Why.ONLY_ONE, "私下告诉我"),
    ("zh-Hans", "文件放在我的工位上。", Why.SELF, "我的工位"),
    ("zh-Hans", "我是港区的夜间保安。", Why.SELF, "我是港区的夜间保安"),
    ("zh-Hans", "正如我向站长报告的那样。", Why.SELF, "正如我向站长报告"),
    ("zh-Hans", "他晚上九点半离开。", Why.TIME, "晚上九点半"),
    ("zh-Hans", "他给了3万元。", Why.QUANTITY, "3万元"),
    ("zh-Hans", "他说：“把图纸带来”。", Why.SPEECH, "“把图纸带来”"),
    ("zh-Hans", "微信号：lamp_keeper9。", Why.CONTACT, "微信号：lamp_keeper9"),
    ("zh-Hans", "车牌是京A·12345。", Why.CONTACT, "京A·12345"),
    ("zh-Hans", "这事只在课题组里说过。", Why.GROUP, "课题组"),
    ("fr", "Il est parti à 21:47.", Why.TIME, "21:47"),
]
PLAIN = [
    ("en", "A man asked about the plans of the harbour and left."),
    ("en", "It was in November 2026, on 2026-11-05, in the evening."),
    ("en", "About 500 people came, and 20 of them stayed."),
    ("en", "The only road there is closed, and a colleague of his has a desk."),
    ("en", "Somebody's account was used, and it's not the manager's."),
    ("en", 'The "star" was seen from 1997-1999, on 8-15-2010 and AT 1800 HRS.'),
    ("zh-Hans", "所谓的“限制室”在我们三楼。"),
    ("zh-Hans", "有人打听港口的图纸，随后离开了。"),
    ("zh-Hans", "一点消息也没有，只有我国的船只停靠。"),
    ("zh-Hans", "2026年11月5日晚上，约有500人到场。"),
]


@pytest.mark.parametrize(("language", "text", "why", "words"), SPOKEN)
def test_words_that_few_could_write_are_pointed_at(language: str, text: str, why: Why, words: str) -> None:
    found = [(hint.why, text[hint.start : hint.end]) for hint in hints(text, language)]
    assert found == [(why, words)]
    assert why.text


@pytest.mark.parametrize(("language", "text"), PLAIN)
def test_what_anybody_could_write_is_left_alone(language: str, text: str) -> None:
    assert [text[hint.start : hint.end] for hint in hints(text, language)] == []


@given(st.text(max_size=400), st.sampled_from(["en", "zh-Hans", "fr", ""]))
def test_hints_lie_within_the_text_in_order_and_apart(text: str, language: str) -> None:
    end = 0
    for hint in hints(text, language):
        assert end <= hint.start < hint.end <= len(text)
        end = hint.end


@given(st.text(max_size=400), st.lists(st.sampled_from(["en", "zh-Hans", "fr", ""]), max_size=2))
def test_pieces_are_the_text_and_those_with_a_reason_its_hints(text: str, languages: list[str]) -> None:
    cut = pieces(text, *languages)
    assert "".join(words for words, _ in cut) == text
    assert [words for words, why in cut if why] == [text[h.start : h.end] for h in hints(text, *languages)]


def test_a_text_in_two_languages_is_seen_in_both() -> None:
    assert [why for _, why in pieces("It lay on my desk. 只有我在房间里。", "en", "zh-Hans") if why] == [
        Why.SELF,
        Why.ONLY_ONE,
    ]


@pytest.mark.parametrize("piece", ["1", "a.", "我", '"', "1 ", "my ", "@a", "12:", "I am a a ", "https://"])
def test_no_text_makes_it_slow(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    began = time.perf_counter()
    hints(text, "en")
    hints(text, "zh-Hans")
    assert time.perf_counter() - began < 10
