import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import NILS, ROSA
from tocsin.envelope.errors import AmbiguousReceipt, BadReceipt
from tocsin.envelope.receipt import LISTS, Receipt
from tocsin.envelope.recipients import recipient_of_seed

SECRET = st.binary(min_size=16, max_size=16)
LINE = b"L" * 16


def words(receipt: Receipt, language: str = "en") -> str:
    return receipt.words(language) or ""


@given(SECRET, st.sampled_from(sorted(LISTS)))
def test_words_and_numbers_find_the_same_receipt_again(secret: bytes, language: str) -> None:
    receipt = Receipt(secret)
    assert Receipt.parse(words(receipt, language), language) == receipt
    assert Receipt.parse(receipt.numbers()) == receipt


@given(SECRET)
def test_how_it_is_typed_is_forgiven(secret: bytes) -> None:
    receipt = Receipt(secret)
    english = words(receipt)
    numbered = "\n".join(f"{i}. {w.upper()}" for i, w in enumerate(english.split(), 1))
    for typed in (english.title(), f"  {english.replace(' ', ',  ')} ", numbered, english.replace(" ", "-")):
        assert Receipt.parse(typed) == receipt
    digits = receipt.numbers()
    full_width = digits.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)})
    for typed in (digits.replace(" ", ""), digits.replace(" ", "-"), full_width, digits.replace(" 0", " ")):
        assert Receipt.parse(typed) == receipt


@given(SECRET)
def test_chinese_words_need_no_spaces_and_french_no_accents(secret: bytes) -> None:
    receipt = Receipt(secret)
    assert Receipt.parse(words(receipt, "zh-Hans").replace(" ", "")) == receipt
    plain = words(receipt, "fr").replace("é", "e").replace("è", "e")
    assert Receipt.parse(plain, "fr") == receipt


def test_a_swapped_word_is_nearly_always_said_at_once() -> None:
    index = ROSA.indices()
    seen = 0
    for replacement in range(0, 2048, 16):
        try:
            Receipt.of_indices([*index[:5], replacement, *index[6:]])
        except BadReceipt:
            seen += 1
    assert seen >= 112  # fifteen of sixteen would be 120 of 128


def test_the_words_that_are_not_in_the_list_are_named_by_position() -> None:
    typed = words(ROSA).split()
    typed[2] = typed[7] = "qwertz"
    with pytest.raises(BadReceipt) as caught:
        Receipt.parse(" ".join(typed))
    assert caught.value.positions == [3, 8]


@pytest.mark.parametrize("typed", ["", "one two", "1 2 3", "0000 " * 12, "2049 " * 12, "99999 " * 12, "🔔" * 12])
def test_what_is_not_a_receipt_is_refused(typed: str) -> None:
    with pytest.raises(BadReceipt):
        Receipt.parse(typed)


def test_words_that_two_lists_share_ask_for_the_language() -> None:
    english, french = (Receipt(ROSA.secret).words(x) for x in ("en", "fr"))
    assert english
    assert french
    shared = _shared_phrase()
    with pytest.raises(AmbiguousReceipt):
        Receipt.parse(shared)
    assert Receipt.parse(shared, "en") != Receipt.parse(shared, "fr")


def _shared_phrase() -> str:
    """Find twelve words that are a receipt in English and, with other bytes, in French."""
    from tocsin.envelope.receipt import _index, _list

    common = [w for w in _list("en") if w in _index("fr")]
    rng = __import__("random").Random(1)
    while True:
        phrase = " ".join(rng.choices(common, k=12))
        try:
            Receipt.parse(phrase, "en")
            Receipt.parse(phrase, "fr")
        except BadReceipt:
            continue
        return phrase


def test_every_purpose_and_every_line_has_keys_of_its_own() -> None:
    derived = [r.derive(line) for r in (ROSA, NILS) for line in (LINE, b"M" * 16)]
    keys = [k for d in derived for k in (d.envelope_id, d.mailbox_key, d.reply_seed, d.claim_seed)]
    assert len(set(keys)) == len(keys)
    assert derived[0].reply_recipient == recipient_of_seed(derived[0].reply_seed)
    assert len(derived[0].claim_public) == 32


def test_a_language_without_a_list_shows_numbers_alone() -> None:
    assert ROSA.words("ar") is None


def test_a_receipt_does_not_show_itself_in_a_traceback() -> None:
    try:
        raise RuntimeError(ROSA)
    except RuntimeError as error:
        text = "".join(traceback.format_exception(error))
    assert "rosa" not in text
    assert ROSA.secret.hex() not in text
