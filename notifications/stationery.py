"""The paper that letters are written on: template files, each with a closed list of places, read and checked at the start.

Nothing stored ever becomes a template: what people typed is only ever put into a place, and escaped in what is HTML.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from string import Template

from markupsafe import Markup, escape

FOLDER = Path(__file__).parent / "templates"
_PAGE = "language direction subject style"
# Every file and its places. A file that is not here, or a place that is missing or unknown, refuses the start.
PLACES = {
    name: frozenset(places.split())
    for name, places in {
        "letter.txt": "name cases more choose zone house",
        "case.txt": "title reference lines open",
        "line.txt": "words",
        "letter.html": f"{_PAGE} name cases more choose choices zone house",
        "case.html": "title reference lines open",
        "line.html": "words",
        "button.html": "address label",
        "link.html": "words address",
        "words.html": f"{_PAGE} paragraphs",
        "paragraph.html": "words",
        "foot.html": "words",
        "style.css": "",
    }.items()
}
Stationery = Mapping[str, Template]


class BadTemplate(Exception):
    """A template is not what the house knows how to fill in."""


def read_stationery(folder: Path) -> Stationery:
    """Every template of a folder; `BadTemplate` says which file is wrong, and where."""
    there = {path.name for path in folder.iterdir() if path.is_file()}
    if there != PLACES.keys():
        raise BadTemplate(f"{folder.name}: missing or unknown: {_named(there ^ PLACES.keys())}")
    return {name: _read(folder / name) for name in sorted(PLACES)}


def _read(path: Path) -> Template:
    template = Template(path.read_text(encoding="utf-8").strip("\n"))
    if not template.is_valid():
        raise BadTemplate(f"{path.name}: a $ that begins no place")
    found = set(template.get_identifiers())
    if found != PLACES[path.name]:
        raise BadTemplate(f"{path.name}: missing or unknown places: {_named(found ^ PLACES[path.name])}")
    return template


def _named(names: set[str]) -> str:
    return ", ".join(sorted(names))


SHEETS = read_stationery(FOLDER)
# Ours, the same in every letter, and of no place.
STYLE = Markup(SHEETS["style.css"].template)  # noqa: S704
# What a browser is told that shows a letter: this style and no other.
STYLE_HASH = b64encode(sha256(f"\n{STYLE}\n".encode()).digest()).decode()


def in_text(sheet: str, /, **values: str) -> str:
    """A sheet of plain text, its places filled."""
    return SHEETS[f"{sheet}.txt"].substitute(values)


def in_html(sheet: str, /, **values: str) -> Markup:
    """A sheet of HTML, its places filled; what is not HTML of ours already is escaped."""
    filled = {place: escape(value) for place, value in values.items()}
    return Markup(SHEETS[f"{sheet}.html"].substitute(filled))  # noqa: S704
