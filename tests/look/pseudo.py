"""A language that nobody speaks: English with accents, longer, and from right to left. Made for tests, never shipped.

Its tag `ar-XB` is Android's. It proves what no translator has to be asked for: that every text comes from a catalogue
or the charter, that a longer language fits, and that a page turns with its writing.
"""

import re
import shutil
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tests.lines import HARBOUR
from tests.world import DESKS, ROOT, ROOT_PUBLIC, line_keys
from tocsin.envelope.keys import sign_keys
from tocsin.look import texts
from tocsin.operator.home import Home

TAG = "ar-XB"
_FORMS = 6  # Arabic's plural forms
_ACCENTS = str.maketrans("aceginosuyzACEGINOSUYZ", "åçéğîñøšûýžÅÇÉĞÎÑØŠÛÝŽ")
_OVERRIDE, _END = "\u202e", "\u202c"  # what is between them is written from the right, whatever its letters
# Starts one of our commands in a process whose catalogues are those of a folder.
START = (
    "import sys, pathlib; from tocsin.look import reviews, texts; "
    "texts.CATALOGUES = reviews.CATALOGUES = pathlib.Path(sys.argv.pop(1)); "
    "from tocsin.{zone}.commands import main; sys.exit(main())"
)


def pseudo(text: str) -> str:
    """Return a text in the language: about 40 % longer, its places to fill in untouched."""
    parts = re.split(r"(%\(\w+\)[sd]|\\.)", text)
    return "".join(part if i % 2 else re.sub(r"[A-Za-z]+", _word, part) for i, part in enumerate(parts))


def _word(found: re.Match[str]) -> str:
    longer = re.sub(r"[aeiou]", lambda vowel: vowel[0] * 2, found[0])
    return f"{_OVERRIDE}{longer.translate(_ACCENTS)}{_END}"


def is_pseudo(text: str) -> bool:
    """Tell whether a text came through here: no word of two letters stands outside the overrides."""
    outside = re.sub(f"{_OVERRIDE}[^{_END}]*{_END}", "", text)
    return not re.search(r"[A-Za-z]{2,}", outside)


def write_catalogues(folder: Path) -> Path:
    """Copy the shipped catalogues and add the language."""
    shutil.copytree(texts.CATALOGUES, folder)
    with (folder / "zh-Hans" / "LC_MESSAGES" / "tocsin.po").open("rb") as file:
        shipped = read_po(file)
    made = Catalog(locale="ar")
    for message in shipped:
        if isinstance(message.id, tuple):
            made.add(message.id, [pseudo(message.id[-1])] * _FORMS, context=message.context)
        elif message.id:
            made.add(message.id, pseudo(str(message.id)), context=message.context)
    path = folder / TAG / "LC_MESSAGES" / "tocsin.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, made)
    return folder


def write_charter(folder: Path) -> Path:
    """Copy the Harbour Line's charter and add the language to every table and folder of texts."""
    shutil.copytree(HARBOUR, folder, ignore=shutil.ignore_patterns("practice"))
    for path in folder.glob("*.toml"):
        path.write_text(_translated(path.read_text(encoding="utf-8")), encoding="utf-8")
    for source in (folder / "texts" / "en").glob("*.md"):
        target = folder / "texts" / TAG / source.name
        target.parent.mkdir(exist_ok=True)
        # A concern's section names are its format, and stay English in every language.
        kept = r"^## .*$" if source.name.startswith("ce-") else r"^$"
        lines = source.read_text(encoding="utf-8").splitlines()
        target.write_text("\n".join(x if re.match(kept, x) else pseudo(x) for x in lines) + "\n", encoding="utf-8")
    return folder


def _translated(toml: str) -> str:
    toml = toml.replace('"zh-Hans"]', f'"zh-Hans", "{TAG}"]')
    toml = re.sub(r'^en = "([^"].*)"$', lambda m: f'{m[0]}\n{TAG} = "{pseudo(m[1])}"', toml, flags=re.MULTILINE)
    toml = re.sub(r'^en = """\n(.*?)"""$', _long, toml, flags=re.MULTILINE | re.DOTALL)
    inline = r'\{ en = "((?:[^"\\]|\\.)*)", (.*?) \}'
    return re.sub(inline, lambda m: f'{m[0][:-2]}, {TAG} = "{pseudo(m[1])}" }}', toml)


def _long(found: re.Match[str]) -> str:
    kept = re.split(r"(\{\w+\})", found[1])
    text = "".join(part if i % 2 else pseudo(part) for i, part in enumerate(kept))
    return f'{found[0]}\n{TAG} = """\n{text}"""'


def command(zone: str, catalogues: Path, *words: str) -> tuple[str, ...]:
    """Return the words that start a zone's command with these catalogues."""
    return (sys.executable, "-c", START.format(zone=zone), str(catalogues), *words)


def write_home(path: Path, catalogues: Path, build: object) -> Path:
    """Make the public side of a line that speaks the language; `build` runs the press and returns its output."""
    from tests.lines import now

    home = Home(path)
    home.make_folders(DESKS)
    write_charter(home.charter)
    home.write_facts(ROOT_PUBLIC, demonstration=True)
    assert callable(build)
    digest = build(command("press", catalogues, "build", "--home", str(path))).strip()
    home.keys_json.write_bytes(sign_keys(line_keys(now=now(), hashes={"site": digest}), ROOT))
    return path
