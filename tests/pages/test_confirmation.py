"""The confirmation without script, the form to the overseer, and what a bookmark finds: nothing."""

import re

import pytest

from tests.lines import public_home
from tests.pages.test_pages import TOLD, attach, opened, report_of
from tests.pages.web import Web, form, words_of
from tests.world import KEYS_LINE
from tocsin.envelope.post import Name
from tocsin.envelope.receipt import Receipt
from tocsin.exchange import places
from tocsin.exchange.segment import read_records, segments

LANGUAGES = ("en", "zh-Hans")


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Web:
    return Web(public_home(tmp_path_factory.mktemp("line") / "home"))


def sent(web: Web, language: str = "en", **told: str) -> tuple[str, dict[str, str]]:
    """Return the words and the fields of the form that keeps them."""
    receipt = web.post(f"/{language}/send", form(web.post(f"/{language}/check", TOLD | told))[1])
    assert receipt.status_code == 201
    action, fields = form(receipt)
    assert action == f"/{language}/receipt"
    return words_of(receipt), fields


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_typed_back_are_compared_and_stay_on_the_page(web: Web, language: str) -> None:
    words, fields = sent(web, language)
    right = web.post(f"/{language}/receipt", fields | {"act": "compare", "typed": words.upper()})
    assert (right.status_code, words_of(right)) == (200, words)
    assert 'class="done"' in right.text
    numbers = Receipt.parse(words, language).numbers()
    assert web.post(f"/{language}/receipt", fields | {"act": "compare", "typed": numbers}).status_code == 200
    wrong = web.post(f"/{language}/receipt", fields | {"act": "compare", "typed": f"{words[:-1]}qq"})
    assert (wrong.status_code, words_of(wrong)) == (422, words)
    assert 'id="typed-fault"' in wrong.text
    assert form(wrong)[1]["typed"].strip() == f"{words[:-1]}qq"


def test_a_word_that_no_list_has_is_named_by_its_place(web: Web) -> None:
    words, fields = sent(web)
    typed = " ".join(["qwertz", *words.split()[1:11], "qwertz"])
    assert "number 1, 12." in web.post("/en/receipt", fields | {"typed": typed}).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_saved_receipt_says_nothing_of_what_it_is_for(web: Web, language: str) -> None:
    words, fields = sent(web, language)
    file = web.post(f"/{language}/receipt", fields | {"act": "save"})
    assert file.headers["content-disposition"] == 'attachment; filename="receipt.txt"'
    assert file.headers["cache-control"] == "no-store"
    listed = [line.split()[-1] for line in file.text.splitlines()[:12]]
    assert listed == words.split()
    assert Receipt.parse(words, language).numbers() in file.text
    line = web.line.charter.line
    rest = "\n".join(file.text.splitlines()[12:])  # "report" is one of the words that a receipt may have
    for telling in (line.name[language], line.run_by[language], "report", "Tocsin", "举报", TOLD["what"]):
        assert telling not in rest


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["check", "send", "attach", "receipt"])
def test_a_bookmark_finds_ways_on_and_no_trace(web: Web, language: str, page: str) -> None:
    answer = web.get(f"/{language}/{page}")
    assert answer.status_code == 200
    for slug in ("report", "replies", "lost"):
        assert f'href="/{language}/{slug}"' in answer.text
    assert answer.content == web.get(f"/{language}/{page}").content


def test_a_receipt_that_is_no_receipt_leads_there_too(web: Web) -> None:
    answer = web.post("/en/receipt", {"receipt": "zz", "act": "save"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/receipt")


def test_may_we_ask_is_an_answer_of_the_report(web: Web) -> None:
    words, _ = sent(web, may_ask="no")
    assert report_of(web, words).report["may_ask"] == "no"
    words, _ = sent(web)
    assert "may_ask" not in report_of(web, words).report


def test_the_confirmation_says_when_who_what_not_and_where_to_complain(web: Web) -> None:
    answer = web.post("/en/send", form(web.post("/en/check", TOLD))[1])
    assert web.line.charter.line.complaint.name["en"] in answer.text
    for said in ("Come back with your words on or after", "Who receives it", "We may not be able to tell you"):
        assert said in answer.text


# --- about the line's own staff


def names_in(web: Web, desk: str) -> list[Name]:
    return [Name.parse(r.name) for path in segments(places.slot(web.home, desk)) for r in read_records(path)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_about_the_lines_own_staff_goes_to_the_overseer_alone(web: Web, language: str) -> None:
    overseer = web.line.charter.line.overseer
    page = web.get(f"/{language}/overseer")
    action, fields = form(page)
    assert fields["desk"] == overseer
    offered = re.findall(r'name="concern" value="([a-z-]+)"', page.text)
    assert offered == ["ce-mishandled", "ce-advice"]
    check = web.post(action, fields | {"concern": "ce-mishandled", "what": "Otto kept it."})
    assert f'formaction="/{language}/overseer#what"' in check.text
    _, again = form(web.post(f"/{language}/overseer", form(check)[1]))
    assert (again["desk"], again["what"]) == (overseer, "Otto kept it.")
    answer = web.post(f"/{language}/send", form(check)[1])
    wanted = Receipt.parse(words_of(answer), language).derive(KEYS_LINE).envelope_id
    assert wanted in [n.envelope_id for n in names_in(web, overseer)]
    assert wanted not in [n.envelope_id for n in names_in(web, "main")]
    _, more = form(answer, 1)
    assert attach(web, more, [("Otto.txt", b"proof")])[0] == 201
    assert list(places.attachments(web.home, overseer).iterdir())


def test_a_concern_about_others_does_not_go_to_the_overseer(web: Web) -> None:
    answer = web.post("/en/check", TOLD | {"desk": "overseer"})
    assert answer.status_code == 422
    assert 'href="#concern"' in answer.text


@pytest.mark.parametrize("path", ["report", "overseer", "check", "send"])
def test_a_desk_that_the_line_does_not_have_is_refused_and_nothing_goes_to_another(web: Web, path: str) -> None:
    before = len(opened(web))
    _, fields = form(web.post("/en/check", TOLD))
    assert web.post(f"/en/{path}", fields | {"desk": "mine"}).status_code == 400
    assert len(opened(web)) == before


def test_files_for_a_desk_that_the_line_does_not_have_are_refused(web: Web) -> None:
    _, fields = sent(web)
    assert attach(web, fields | {"desk": "mine"}, [("a.txt", b"x")])[0] == 400


def test_nothing_is_named_as_address_books_and_password_stores_look_for_it(web: Web) -> None:
    for page in (
        web.get("/en/report"),
        web.post("/en/check", TOLD),
        web.post("/en/send", form(web.post("/en/check", TOLD))[1]),
    ):
        names = set(re.findall(r'<(?:input|textarea|select)[^>]* name="([^"]+)"', page.text))
        assert not names & {"name", "email", "tel", "phone", "address", "contact", "password", "username", "code"}
        fields = re.findall(r"<(?:form|textarea)[^>]*>|<input (?!type)[^>]*>", page.text)
        assert all('autocomplete="off"' in field for field in fields if 'type="file"' not in field)
        assert 'type="password"' not in page.text


def test_sending_from_two_tabs_or_twice_gives_the_same_words(web: Web) -> None:
    _, fields = form(web.post("/en/check", TOLD))
    first, second = web.post("/en/send", fields), web.post("/en/send", fields)
    assert words_of(first) == words_of(second)
