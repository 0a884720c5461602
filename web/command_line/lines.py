"""A CSV file as the lines of an import."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from engine.commands.importing import Line, Unimportable
from engine.messages import message

COLUMNS = """\
  organization        its code, as sentences call it
  organization_name   its name; needed when it is new
  organization.KEY    a fact about it, such as organization.scope
  email               the person's address; without it the line is about the organization
  name                the person's name; needed when the person is new
  zone, language      in which the person reads
  role                a role held from `since` on; of the organization itself where no person is named
  capacity            principal (unless said otherwise), alternate, nominee; office for an organization
  since, until        days such as 2013-02-11, or instants with a zone; without `since`, from now on
"""
KNOWN = frozenset("organization organization_name email name zone language role capacity since until".split())
FACT = "organization."
MOST_BYTES = 20 * 1024 * 1024


def read_lines(file: Path) -> list[Line]:
    """Every line of the file that says something; Unimportable when it cannot be read as a table."""
    if file.stat().st_size > MOST_BYTES:
        raise Unimportable([(1, message("The file is too large to be a list of people."))])
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Unimportable([(1, message("The file is not in UTF-8."))]) from None
    return parse_lines(text)


def parse_lines(text: str) -> list[Line]:
    """The same from text; commas or semicolons, whichever the first line has more of."""
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    _check_names(names)
    reader.fieldnames = names
    lines = []
    try:
        for row in reader:
            if None in row or None in row.values():
                words = message("The line has {found} than the first one.", found="more or fewer values")
                raise Unimportable([(reader.line_num, words)])
            told = {key: " ".join(value.split()) for key, value in row.items()}
            if any(told.values()):
                lines.append(_line(reader.line_num, told))
    except csv.Error as error:
        raise Unimportable([(reader.line_num, message("This is no CSV: {why}.", why=str(error)))]) from None
    return lines


def _check_names(names: list[str]) -> None:
    problems = [
        (1, message("Nobody knows the column “{name}”.", name=name))
        for name in names
        if name not in KNOWN and not (name.startswith(FACT) and name != FACT)
    ]
    problems += [
        (1, message("The column “{name}” comes twice.", name=name))
        for name in sorted(set(names))
        if names.count(name) > 1
    ]
    if not names:
        problems = [(1, message("The first line names the columns."))]
    if problems:
        raise Unimportable(problems)


def _line(number: int, told: dict[str, str]) -> Line:
    facts = {key.removeprefix(FACT): value for key, value in told.items() if key.startswith(FACT) and value}
    return Line(number, attributes=facts, **{key: value for key, value in told.items() if key in KNOWN})
