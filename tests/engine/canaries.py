"""A house full of canaries: every disclosure of some hundred holds a word that stands nowhere else, and is looked for byte by byte."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from engine.columns import from_json
from engine.commands import case, document, item, register
from engine.database import Database
from engine.history.erasure import ANSWER, DOCUMENT, EVENT, FIELD, PERSON, REMARK, ROW, TITLE, Part
from engine.log import disclosures, events, read
from engine.mail_queue import queue_mail
from tests.engine.erasing import with_two_administrators
from tests.furnished import Furnished, copy_of
from tests.world import World

CANARY = re.compile(r"canary[0-9a-f]{16}")


@dataclass(frozen=True)
class Canary:
    """One disclosure, the part that means it alone, and the words that stand nowhere else."""

    event: UUID
    name: str
    part: Part
    words: tuple[str, ...]


def word() -> str:
    return f"canary{secrets.token_hex(8)}"


def settle(world: World, cases: int, remarks: int, somebody: int) -> None:
    """Fill a house: so many cases with so many remarks each, and so many people who have left."""
    with_two_administrators(world)
    for _ in range(cases):
        _case(world, remarks)
    for _ in range(somebody):
        name = word()
        who = register.add_person(world.engine, f"{word()}@example.org", name, by=None).result
        register.change_person(world.engine, who, {"active": False}, by=world.people["administrator"])
    asked = world.deliberating(title=word())
    for name in ("ILO", "OSCE", "UNICEF"):
        world.answer(asked, name, "abstain", reason=word())


def _case(world: World, remarks: int) -> None:
    by = world.people["officer"]
    case_id = world.open(title=word(), background=word())
    row = next(each for each in world.read(case_id).items if each.item == "principles")
    told = {"why": word(), "rating": "NOT_MET"}
    item.edit(world.engine, case_id, row.id, told, revision=row.revision, by=by)
    document.put(world.engine, case_id, "text", word().encode(), f"{word()}.txt", by=by)
    said = [word() for _ in range(remarks)]
    for words in said:
        case.comment(world.engine, case_id, f"Somebody said {words}.", by=by)
    _letter(world, case_id, said[-1])


def _letter(world: World, case_id: UUID, words: str) -> None:
    """The last remark is told in a letter that still waits."""
    somebody = world.register_now().people[world.people["ILO"]]
    with world.engine.database.begin() as connection:
        told: dict[str, Any] = {"kind": "remark", "subject": "A remark", "at": world.engine.now()}
        queue_mail(
            connection,
            to=somebody,
            body=f"ILO wrote:\nSomebody said {words}.",
            dedup=f"remark {case_id}",
            case_id=case_id,
            **told,
        )


def canaries(world: World) -> list[Canary]:
    """Every disclosure that holds one, in the order in which they were written; a document with its content."""
    query = select(disclosures, events.c.body).join(events, events.c.id == disclosures.c.event_id)
    with world.engine.database.read() as connection:
        rows = connection.execute(query.order_by(events.c.pos, disclosures.c.name)).all()
    return [canary for row in rows if (canary := _canary(world, row)) is not None]


def _canary(world: World, row: Any) -> Canary | None:
    words = CANARY.findall(str(from_json(row.value)))
    if not words:
        return None
    part = Part(EVENT, row.event_id, (row.name,))
    if row.name.endswith("_filename"):
        told = next(each for each in read(bytes(row.body))["rows"] if each["t"] == "documents")
        content = world.engine.files.path(UUID(told["c"]["case_id"]), bytes.fromhex(told["c"]["sha256"]))
        words += CANARY.findall(content.read_text())
        part = Part(DOCUMENT, UUID(told["k"][0]))
    return Canary(row.event_id, row.name, part, tuple(words))


def together(world: World, found: list[Canary]) -> list[Part]:
    """The same, named as people name them: whole titles, fields, rows, remarks, answers, people."""
    parts: dict[Part, None] = {}
    with world.engine.database.read() as connection:
        bodies = {row.id: bytes(row.body) for row in connection.execute(select(events.c.id, events.c.body))}
    for canary in found:
        number, _, column = canary.name.removeprefix("r").partition("_")
        row = read(bodies[canary.event])["rows"][int(number)]
        parts[_part(row, column)] = None
    return list(parts)


def _part(row: dict[str, Any], column: str) -> Part:
    of = UUID(row["k"][0])
    if (row["t"], column) == ("cases", "title"):
        return Part(TITLE, of)
    if row["t"] == "cases":
        return Part(FIELD, of, (column.removeprefix("data_"),))
    whats = {"items": ROW, "documents": DOCUMENT, "comments": REMARK, "positions": ANSWER, "people": PERSON}
    return Part(whats[row["t"]], of)


@contextmanager
def opened(request: Any, kind: str, folder: Path, house: str) -> Iterator[World]:
    """A copy of a house with the files of its documents."""
    original: Furnished = request.getfixturevalue(f"{house}_{kind}")
    with copy_of(request, kind, folder, house) as world:
        shutil.copytree(original.world.engine.files.root, world.engine.files.root)
        yield world


# Where bytes lie


def database_files(database: Database) -> list[Path]:
    """Every file in which this database keeps anything, but for PostgreSQL's write-ahead log (see the README)."""
    if database.kind == "sqlite":
        place = Path(database.place)
        return sorted(place.parent.glob(place.name + "*"))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        folder = Path(str(connection.execute(text("SHOW data_directory")).scalar_one()))
        oid = connection.execute(
            text("SELECT oid FROM pg_database WHERE datname = current_database()")
        ).scalar_one()
    kept = [place for place in folder.iterdir() if place.name not in ("base", "pg_wal")]
    every = [path for place in (folder / "base" / str(oid), *kept) for path in (place, *place.rglob("*"))]
    return sorted(path for path in every if path.is_file())


def seen(paths: list[Path]) -> set[str]:
    """The canaries in these files."""
    found: set[str] = set()
    for path in paths:
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue  # the server has taken it away meanwhile
        found |= {each.decode() for each in re.findall(CANARY.pattern.encode(), content)}
    return found


def document_files(world: World) -> list[Path]:
    return [path for path in world.engine.files.root.rglob("*") if path.is_file()]
