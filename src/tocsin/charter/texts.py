"""A concern's Markdown in one language, with one fixed order, so that a translator cannot lose a part.

# Name
<definition: paragraphs>
## examples
- ...
## non-examples
- ...
## extra facts
- ...
"""

import re

from tocsin.charter.faults import Fault
from tocsin.charter.model import ConcernText

SECTIONS = ("examples", "non-examples", "extra facts")
_LEAST = {"examples": 3, "non-examples": 3, "extra facts": 1}
_SHORTEST_DEFINITION = 12  # characters; a definition of three Chinese characters defines nothing


def read_concern_text(file: str, text: str, faults: list[Fault]) -> ConcernText | None:
    """Parse a concern's text; every fault is noted, and any makes the result None."""
    before = len(faults)
    head, *sections = re.split(r"^## *(.*?) *$", text.replace("\r\n", "\n"), flags=re.MULTILINE)
    name, definition = _head(file, head, faults)
    titles, bodies = sections[::2], sections[1::2]
    if tuple(titles) != SECTIONS:
        wanted = ", ".join(f"## {s}" for s in SECTIONS)
        faults.append(Fault(file, "", "the sections are not the ones needed", f"Write, in this order: {wanted}."))
        return None
    lists = {title: _items(file, title, body, faults) for title, body in zip(titles, bodies, strict=True)}
    if len(faults) > before:
        return None
    return ConcernText(name, definition, lists["examples"], lists["non-examples"], lists["extra facts"])


def _head(file: str, head: str, faults: list[Fault]) -> tuple[str, str]:
    found = re.fullmatch(r"\s*# +([^\n]+)\n+(.*)", head.strip() + "\n", flags=re.DOTALL)
    name, definition = (found[1].strip(), found[2].strip()) if found else ("", "")
    if not name:
        faults.append(Fault(file, "name", "there is no name", "Begin the file with: # Name of the concern"))
    if len(definition) < _SHORTEST_DEFINITION:
        hint = "Below the name, say in a sentence or two what somebody does."
        faults.append(Fault(file, "definition", "there is no definition", hint))
    return name, definition


def _items(file: str, title: str, body: str, faults: list[Fault]) -> tuple[str, ...]:
    lines = [line for line in body.split("\n") if line.strip()]
    items = tuple(line[2:].strip() for line in lines if line.startswith("- "))
    if len(items) != len(lines):
        faults.append(Fault(file, title, "a line is not an item", "Write one item a line, each beginning with '- '."))
    if len(items) < _LEAST[title]:
        faults.append(Fault(file, title, f"{len(items)} items, {_LEAST[title]} are needed", f"Add to ## {title}."))
    if len(set(items)) != len(items):
        faults.append(Fault(file, title, "an item stands there twice", "Take one out, and write another."))
    return items
