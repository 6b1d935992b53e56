"""Reviewed or not: a real line does not go live with a translation of safety texts that nobody has answered for.

What a text says to somebody in danger must be as true in Chinese as in English, and no test can tell. So the texts
are marked in the source (gettext context "safety"), and a named person reads them, together with the charter's own
pages, and signs the hash of exactly these words with an entry in `reviews.toml`.
"""

from functools import cache
from hashlib import sha256

from babel.messages.pofile import read_po

from tocsin.charter.model import Charter
from tocsin.charter.reviews import PAGES
from tocsin.envelope import canonical
from tocsin.look.live import NotLive
from tocsin.look.texts import CATALOGUES, SOURCE, catalogue

CONTEXT = "safety"


class NotReviewed(NotLive):
    """Somebody's safety rests on texts that nobody has answered for."""

    hint = (
        "Have a person who speaks it read the texts marked safety and the charter's pages, and add the review that "
        "`tocsin check charter` prints to reviews.toml. A demonstration needs none."
    )


def check_reviews(charter: Charter, *, demonstration: bool) -> None:
    """Raise `NotReviewed` for a real line one of whose languages has no review of the words that it shows."""
    missing = {} if demonstration else unreviewed(charter)
    if missing:
        raise NotReviewed(f"the safety texts are not reviewed in {', '.join(missing)}")


def unreviewed(charter: Charter) -> dict[str, str]:
    """Return language -> hash to sign, for every language that needs a review and has none of these words."""
    line = charter.line
    signed = {(r.language, r.hash) for r in charter.reviews}
    # Where the line itself writes in the language of our source, nothing in that language is a translation.
    translated = [tag for tag in line.languages if not (tag == line.default == SOURCE)]
    found = {tag: safety_hash(charter, tag) for tag in translated}
    return {tag: digest for tag, digest in found.items() if (tag, digest) not in signed}


def safety_hash(charter: Charter, language: str) -> str:
    """Return the SHA-256 (hex) of every safety text of a language: ours, and the charter's."""
    pages = {slug: charter.text(language, slug) for slug in PAGES}
    said = catalogue(language)
    ours = {text: said.pgettext(CONTEXT, text) for text in marked()}
    whole = {"language": language, "texts": ours, "pages": pages, "emergency": charter.line.emergency[language]}
    return sha256(canonical.dumps(whole)).hexdigest()


@cache
def marked() -> tuple[str, ...]:
    """Return the texts of our source that are marked; every catalogue holds all of them, so that one tells."""
    path = next(iter(sorted(CATALOGUES.glob("*/LC_MESSAGES/tocsin.po"))))
    with path.open("rb") as file:
        return tuple(sorted(str(m.id) for m in read_po(file) if m.context == CONTEXT))
