"""Names and values as JSON: people by name, organizations by code, choices by key, instants in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from engine.definition import CaseDefinition, Field
from engine.party import Organization, Person
from engine.queries.happening import party_name
from engine.register import Register
from engine.rights import reads
from engine.snapshot import Snapshot
from engine.values import Line, plain, seen
from engine.view import CaseView
from web.api import case_schemas as shapes
from web.api.definition_schemas import DefinitionName
from web.i18n import gettext as _

_KINDS = {"org": "organization", "all": "all"}


def person(register: Register, identity: UUID | None) -> shapes.Person | None:
    """Somebody by name, where there is somebody."""
    return None if identity is None else shapes.Person(id=identity, name=register.name(identity))


def code(register: Register, identity: UUID | None) -> str | None:
    """An organization by its code."""
    return register.name(identity) or None


def party(snapshot: Snapshot, key: str) -> shapes.Party:
    """Whose answer it is."""
    kind, _colon, identity = key.partition(":")
    name = party_name(snapshot, key)
    return shapes.Party(kind=_KINDS.get(kind, kind), id=UUID(identity) if identity else None, name=name)


def readable(value: Any) -> Any:
    """A value that a rule would see, as JSON: names of choices, codes of organizations, addresses of people, instants."""
    match value:
        case Enum():
            return value.name
        case Organization():
            return value.code
        case Person():
            return value.email
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case Decimal():
            return plain(value)
        case Line():
            return {key: readable(each) for key, each in value.values.items() if each is not None}
        case tuple():
            return [readable(each) for each in value]
        case _:
            return value


def data_of(
    fields: Iterable[Field], stored: Mapping[str, Any], view: CaseView, viewer: UUID
) -> dict[str, Any]:
    """Every field the viewer may read, with its value or nothing."""
    shown = [f for f in fields if is_open(f.level, view, viewer)]
    return {f.key: readable(seen(f, stored.get(f.key), view.register)) for f in shown}


def is_open(level: str | None, view: CaseView, viewer: UUID) -> bool:
    """Whether the viewer may read what is kept at this level within the case."""
    return level is None or reads(view, level, viewer)


def definition_name(definition: CaseDefinition) -> DefinitionName:
    """A case type by its names."""
    title = _(definition.title)
    return DefinitionName(key=definition.key, code=definition.code, version=definition.version, title=title)
