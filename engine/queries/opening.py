"""Opening a case: who may, for whom, and which fields they may fill in at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from engine.decide import blank_case
from engine.definition import CaseDefinition, Field
from engine.party import Organization
from engine.register import Register
from engine.rights import may_edit
from engine.runtime import Engine
from engine.snapshot import Missing, Snapshot
from engine.store import read_extra
from engine.view import CaseView
from engine.whom import standing_in


@dataclass(frozen=True, slots=True)
class Opening:
    """A type that a person may open: for these organizations, with these fields; `view` is the case before it is one."""

    definition: CaseDefinition
    organizations: tuple[Organization, ...]
    fields: tuple[Field, ...]
    view: CaseView


def openings(
    engine: Engine, connection: Connection, register: Register, person: UUID, among: Iterable[CaseDefinition]
) -> list[Opening]:
    """Those of these types that a person may open now."""
    found = (_opening(engine, connection, register, person, each) for each in among)
    return [each for each in found if each is not None]


def _opening(
    engine: Engine, connection: Connection, register: Register, person: UUID, definition: CaseDefinition
) -> Opening | None:
    now = engine.now()
    blank = blank_case(definition, now, title="", values={}, opener=person, opened_for=None)
    snapshot = Snapshot(definition, blank, register, engine.registry, now)
    while True:
        try:
            return _judge(CaseView(snapshot), person)
        except Missing as missing:
            snapshot.extra[missing.wanted] = read_extra(connection, snapshot, missing.wanted)


def _judge(view: CaseView, person: UUID) -> Opening | None:
    definition, register = view.snapshot.definition, view.register
    if standing_in(definition.opened_by, view, person) is None:
        return None
    held = dict.fromkeys(s.organization for s in register.standings(person, view.at))
    fitting = [
        register.organizations[each]
        for each in held
        if each is not None and standing_in(definition.opened_by, view, person, each) is not None
    ]
    open_fields = [
        f for f in definition.fields if f.computed is None and may_edit(view, f, person, opening=True)
    ]
    return Opening(definition, tuple(fitting), tuple(open_fields), view)
