"""A printout of a case as words and tables: what the panels of the page show, without what can only be drawn or clicked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from engine.definition import Field, Kind, Panel, Printout, Rows
from web.case_page.matrix import shown_columns
from web.case_page.reading import Reading
from web.case_page.words import value_words
from web.i18n import gettext as _

WIDE, NARROW = 3, 1
NARROW_KINDS = (Kind.NUMBER, Kind.YES_NO)
Told = dict[str, Any]


def offered(reading: Reading) -> list[Printout]:
    """The printouts that there are now."""
    state = reading.view.state
    return [each for each in reading.definition.printouts if not each.during or state in each.during]


def sections(reading: Reading, printout: Printout, panels: Iterable[Told | None]) -> list[Told]:
    """The parts in order; `panels` are those of its parts that are panels, as the page shows them. What is empty is left out."""
    shown = iter(panels)
    found = [
        _of_rows(reading, each) if isinstance(each, Rows) else _of_panel(next(shown))
        for each in printout.parts
    ]
    found.append(_files(reading))
    return [each for each in found if each is not None and (each["words"] or each["tables"])]


def panels_of(printout: Printout) -> list[Panel]:
    """The parts that are panels, in order."""
    return [each for each in printout.parts if not isinstance(each, Rows)]


def _section(
    title: str, *, words: Sequence[Any] = (), tables: Sequence[Told] = (), notes: Sequence[str] = ()
) -> Told:
    return {
        "title": title,
        "words": list(words),
        "tables": list(tables),
        "notes": [each for each in notes if each],
    }


def _of_panel(panel: Told | None) -> Told | None:
    """The words and tables of a panel: every kind has some of these keys."""
    if panel is None:
        return None
    groups = [{**each, "caption": each["label"], "note": each["summary"]} for each in panel.get("groups", ())]
    tables = [*panel.get("tables", ()), *groups, *([panel] if "heads" in panel else [])]
    earmark = panel.get("earmark")
    notes = [panel.get("currency", ""), panel.get("left", "")]
    notes += [earmark["words"], earmark["printed"], earmark["note"]["text"]] if earmark else []
    printed = [_table(each, "" if each is panel else each["caption"]) for each in tables if each.get("rows")]
    return _section(panel["label"], words=panel.get("words", ()), tables=printed, notes=notes)


def _table(told: Told, caption: str) -> Told:
    heads = [_plain(each) for each in told["heads"]]
    rows = [[_plain(cell) for cell in row["cells"]] for row in told["rows"]]
    widths = [WIDE if isinstance(head, dict) and head.get("wide") else NARROW + 1 for head in told["heads"]]
    return {"caption": caption, "heads": heads, "rows": rows, "widths": widths}


def _plain(cell: Any) -> str:
    """What a cell says, without what it draws."""
    if isinstance(cell, dict):
        words = [str(cell.get("text", "") or cell.get("label", "")), str(cell.get("second") or "")]
        return "\n".join(each for each in words if each)
    return str(cell)


def _of_rows(reading: Reading, part: Rows) -> Told | None:
    if not reading.reads(part.item.level):
        return None
    may_read = shown_columns(reading, part.item)
    columns = [each for each in part.columns or may_read if each in may_read]
    rows = [[value_words(getattr(row, c.key)) for c in columns] for row in reading.view.rows(part.item)]
    table = {
        "caption": "",
        "heads": [_(column.label) for column in columns],
        "rows": rows,
        "widths": [_width(column) for column in columns],
    }
    return _section(_(part.label), tables=[table] if rows else [])


def _width(column: Field) -> int:
    return WIDE + 1 if column.kind is Kind.LONG else NARROW if column.kind in NARROW_KINDS else NARROW + 1


def _files(reading: Reading) -> Told:
    """The newest version of each document that this reader may read, by its hash: what was decided on is that file."""
    kinds = [each for each in reading.definition.documents if reading.reads(each.level)]
    newest = [(kind, reading.snapshot.documents.get(kind.key)) for kind in kinds]
    rows = [
        [_(kind.label), str(found.version), found.filename, found.sha256.hex()]
        for kind, found in newest
        if found is not None
    ]
    heads = [_("Document"), _("Version"), _("File"), _("SHA-256")]
    table = {"caption": "", "heads": heads, "rows": rows, "widths": [2, 1, 2, 5]}
    return _section(_("Files of the case"), tables=[table] if rows else [])
