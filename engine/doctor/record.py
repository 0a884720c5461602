"""What must hold of the tables of record: they say what the log says, and what they name is there."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from engine.doctor.finding import Looked, NotRun, Promise
from engine.doctor.records import AT_ONCE, Records
from engine.fold import BrokenLog, differences
from engine.messages import Message, message
from engine.session import SESSION_COLUMNS_OUTSIDE_HISTORY
from engine.tables import RECORD

FOLDS = ("bytes", "gapless", "forward", "disclosures", "committed")
"""Without these there is no log to hold the tables against."""


def tables_say_what_the_log_says(records: Records) -> Looked:
    """I4: folding the events rebuilds every row."""
    if len(records.stored) > AT_ONCE:
        records.say(
            message("The tables are held against {count} events of the log.", count=len(records.stored))
        )
    try:
        wrong = differences(records.connection, outside={"sessions": SESSION_COLUMNS_OUTSIDE_HISTORY})
    except BrokenLog as error:
        wrong = [str(error)]
    for table in RECORD:
        yield from (None for _ in records.rows(table))
    for says in wrong:
        yield Message("{difference}", {"difference": says})


def files_are_there(records: Records) -> Looked:
    """Each version of a document has its file, of its size, with its hash."""
    if records.files is None:
        raise NotRun(message("The files are not at hand here."))
    for row in records.rows("documents"):
        name = f"{row['case_id'].hex}/{row['sha256'].hex()}"
        try:
            content = records.files.get(row["case_id"], row["sha256"])
        except FileNotFoundError:
            yield message("The file {file} is missing.", file=name)
        except ValueError:
            yield message("The file {file} is not what it was.", file=name)
        else:
            fits = len(content) == row["size"]
            yield None if fits else message("The file {file} has another size than is said of it.", file=name)


def versions_have_no_gap(records: Records) -> Looked:
    """The versions of a document count from one."""
    found: dict[tuple[UUID, str], list[int]] = defaultdict(list)
    for row in records.rows("documents"):
        found[row["case_id"], row["document"]].append(row["version"])
    for (case_id, document), versions in found.items():
        whole = sorted(versions) == list(range(1, len(versions) + 1))
        says = message("case {case}: versions of “{document}” are missing.", case=case_id, document=document)
        yield None if whole else says


def numbers_have_no_gap(records: Records) -> Looked:
    """A series counts from one in each year, and whose number it is has one."""
    found: dict[tuple[str, int], list[Any]] = defaultdict(list)
    for row in records.rows("numbers"):
        found[row["series"], row["year"]].append(row)
    for (series, year), rows in found.items():
        whole = sorted(row["no"] for row in rows) == list(range(1, len(rows) + 1))
        yield (
            None if whole else message("Numbers of {series}, {year}, are missing.", series=series, year=year)
        )
        for row in rows:
            case = records.cases.get(row["case_id"])
            numbered = case is not None and case["number"] is not None
            says = message("case {case} drew a number and has none.", case=row["case_id"])
            yield None if numbered else says


def what_is_appended_is_never_changed(records: Records) -> Looked:
    """No event changes an answer, a notice, a remark or a number that stands; an erasure empties words and adds none."""
    for event in records.events:
        for row in event.words["rows"]:
            if row["t"] in ("positions", "notices", "comments", "numbers"):
                kept = row["op"] == "i" or event.kind == "erasure.executed"
                says = message("{event} changes {table}.", event=event.name, table=row["t"])
                yield None if kept else says


RECORD_PROMISES = (
    Promise("tables", message("The tables say what the log says."), tables_say_what_the_log_says, "I4", FOLDS),
    Promise("appended", message("What is given once is never changed by a later event."),
            what_is_appended_is_never_changed),
    Promise("files", message("Each version of a document has its file, with its hash."), files_are_there),
    Promise("versions", message("The versions of a document are numbered without a gap."), versions_have_no_gap),
    Promise("numbers", message("Each year's numbers are given without a gap."), numbers_have_no_gap),
)  # fmt: skip
