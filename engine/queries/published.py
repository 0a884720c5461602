"""What is published: entries of public lists, for anybody. Only what a list declares is told, never the case behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, union

from engine.case import Case, cases
from engine.columns import from_micros
from engine.definition import CaseDefinition, Kind, PublicForm, PublicList
from engine.document import Document, documents
from engine.link import links
from engine.queries.certificates import Certified, certified_files
from engine.queries.listing import filtered, like, stored_value
from engine.register import Register
from engine.runtime import Engine

PAGE = 24


@dataclass(frozen=True, slots=True)
class Published:
    """An entry of a public list; `told` are its fields in their stored form, by key, `certified` what certifies the first
    file, `changed` when it last changed what the list tells of it."""

    definition: CaseDefinition
    case_id: UUID
    title: str
    number: str
    told: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    certified: Certified | None = None
    changed: datetime | None = None

    @property
    def list(self) -> PublicList:
        assert self.definition.public_list is not None
        return self.definition.public_list

    @property
    def sha256(self) -> str:
        """Of the file that is public, in hex."""
        return str(self.told[self.list.listed.key])

    @property
    def since(self) -> str:
        """The day of publication, as ISO date; empty where none is known."""
        return str(self.told.get(self.list.since.key) or "")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a visitor looks for: words, choices by field, and the page (from 1)."""

    words: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    page: int = 1


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page of entries, the newest first, and how many fit in all."""

    entries: tuple[Published, ...]
    fitting: int
    pages: int


def public_lists(engine: Engine) -> list[CaseDefinition]:
    """The types that have a public list."""
    return [definition for definition in engine.registry if definition.public_list is not None]


def list_at(engine: Engine, path: str) -> CaseDefinition | None:
    """The type whose public list stands at this place."""
    return next((d for d in public_lists(engine) if d.public_list and d.public_list.path == path), None)


def forms_about(engine: Engine, definition: CaseDefinition) -> list[tuple[CaseDefinition, PublicForm]]:
    """The forms that anybody may send about an entry of this type, each with the type that it opens."""
    declared = [(d, d.public_form) for d in engine.registry if d.public_form is not None]
    return [(d, form) for d, form in declared if definition.key in form.about]


def published_page(
    engine: Engine, connection: Connection, register: Register, definition: CaseDefinition, wanted: Wanted
) -> PublicPage:
    """The entries that a visitor looks for."""
    condition = and_(_public(engine, definition), *_wanted(engine, definition, wanted))
    since = _stored(engine, definition, "since")
    newest = select(cases.c.id).where(condition).order_by(func.coalesce(since, "").desc(), cases.c.id.desc())
    fitting = connection.execute(newest).scalars().all()  # once through the table for the page and the count
    pages = max(1, -(-len(fitting) // PAGE))
    first = (min(max(wanted.page, 1), pages) - 1) * PAGE
    here = fitting[first : first + PAGE]
    rows = {row.id: row for row in connection.execute(select(cases).where(cases.c.id.in_(here)))}
    found = [_entry(definition, Case(*rows[each])) for each in here]
    return PublicPage(tuple(_certified(engine, connection, register, found)), len(fitting), pages)


def published(
    engine: Engine, connection: Connection, register: Register, definition: CaseDefinition, case_id: UUID
) -> Published | None:
    """One entry, while it is public."""
    row = connection.execute(select(cases).where(cases.c.id == case_id)).first()
    found = _public_ones(definition, [Case(*row)] if row is not None else [])
    return next(iter(_certified(engine, connection, register, found)), None)


def related(engine: Engine, connection: Connection, register: Register, entry: Published) -> list[Published]:
    """The entries that are tied to this one, from it or to it: its translations, or what it translates; by title."""
    if not entry.list.related:
        return []
    standing = and_(links.c.type.in_(entry.list.related), links.c.ended_at.is_(None))
    ties = union(
        select(links.c.case_id).where(links.c.to_case == entry.case_id, standing),
        select(links.c.to_case).where(links.c.case_id == entry.case_id, standing),
    )
    # The type is looked at afterwards: a database might read all cases of the type to find the few that are tied.
    tied = connection.execute(select(cases).where(cases.c.id.in_(ties)).order_by(cases.c.title, cases.c.id))
    known = [Case(*row) for row in tied]
    found = [each for definition in public_lists(engine) for each in _public_ones(definition, known)]
    return _certified(engine, connection, register, found)


def file_of(connection: Connection, entry: Published, document: str) -> Document | None:
    """The version of a document that is public, by its hash: the first of these bytes. Whoever puts them there once more while
    another edition is being written publishes no other name of the file."""
    held = {each.key: entry.told.get(field.key) for each, field in entry.list.files.items()}
    if not held.get(document):
        return None
    version = select(documents).where(
        documents.c.case_id == entry.case_id,
        documents.c.document == document,
        documents.c.sha256 == bytes.fromhex(str(held[document])),
    )
    row = connection.execute(version.order_by(documents.c.version).limit(1)).first()
    return Document(*row) if row is not None else None


def reference_of(connection: Connection, case_id: UUID) -> str:
    """By which name whoever has sent a form may ask about it: the working reference, never the number, which would tell how
    much others have sent."""
    found = connection.execute(select(cases.c.reference).where(cases.c.id == case_id)).scalar()
    return str(found or "")


def _stored(engine: Engine, definition: CaseDefinition, what: str) -> ColumnElement[str]:
    assert definition.public_list is not None
    return stored_value(engine, getattr(definition.public_list, what).key)


def _public(engine: Engine, definition: CaseDefinition) -> ColumnElement[bool]:
    return and_(
        cases.c.definition == definition.key, func.coalesce(_stored(engine, definition, "listed"), "") != ""
    )


def _public_ones(definition: CaseDefinition, known: Iterable[Case]) -> list[Published]:
    """The entries of this type among cases that were read."""
    assert definition.public_list is not None
    listed = definition.public_list.listed.key
    return [_entry(definition, c) for c in known if c.definition == definition.key and c.data.get(listed)]


def _wanted(engine: Engine, definition: CaseDefinition, wanted: Wanted) -> list[ColumnElement[bool]]:
    """What is public is searched, and nothing else."""
    told = definition.public_list
    assert told is not None
    held = {f.key: wanted.filters.get(f.key, "") for f in told.filters}
    columns = [cases.c.title, func.coalesce(cases.c.number, "")]
    columns += [
        func.coalesce(stored_value(engine, f.key), "") for f in told.tells if f.kind in (Kind.TEXT, Kind.LONG)
    ]
    words = [or_(*[like(column, word) for column in columns]) for word in wanted.words.split()[:8]]
    return [*filtered(engine, definition.key, held), *words]


def _entry(definition: CaseDefinition, case: Case) -> Published:
    told = definition.public_list
    assert told is not None
    shown = (*told.files.values(), told.since, *told.tells)
    values = {field.key: case.data.get(field.key) for field in shown}
    warnings = tuple(sentence for field, sentence in told.warns.items() if case.data.get(field.key))
    changed = case.data.get(told.changed.key) if told.changed is not None else None
    return Published(
        definition,
        case.id,
        case.title,
        case.number or "",
        values,
        tuple(told.notes_of(case)),
        warnings,
        changed=from_micros(changed) if changed is not None else None,
    )


def _certified(
    engine: Engine, connection: Connection, register: Register, found: Iterable[Published]
) -> list[Published]:
    """The same entries, each with what certifies its file."""
    entries = list(found)
    by_file = certified_files(engine, connection, register, [each.sha256 for each in entries])
    return [replace(each, certified=by_file.get(each.sha256)) for each in entries]
