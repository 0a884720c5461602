"""Considered: from whom somebody was chosen, as they were ranked just before. It goes on record with the choice, as words
that an erasure takes away: the log itself names nobody who was passed over.

They are ranked by what everybody may know of who reads the table, so that an order tells nobody of work that is hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from engine.case import Case, cases
from engine.columns import from_json, to_json
from engine.definition import CaseDefinition, ItemDefinition, RankingPanel
from engine.log import disclosures
from engine.queries.candidates import candidates
from engine.queries.ranking import Ranking
from engine.queries.visible import open_to_readers_of, visible_cases
from engine.register import Register
from engine.rights import takes_whole_rows
from engine.runtime import Engine
from engine.store import load
from engine.view import CaseView

CONSIDERED = "considered"
MOST = 20


@dataclass(frozen=True, slots=True)
class Considered:
    """The first of those who could be chosen, by the name of what is registered of them; how many there were, and at which
    place the one stood who was chosen (nothing: after these, or nowhere in the ranking)."""

    names: tuple[str, ...]
    count: int
    place: int | None


def considered(
    engine: Engine, case_id: UUID, item_key: str, data: Mapping[str, Any], by: UUID
) -> dict[str, str]:
    """The words that go on record where this row is a choice from a ranking, by somebody who may make one."""
    with engine.reading() as (connection, register):
        row = connection.execute(select(cases).where(cases.c.id == case_id)).first()
        panel = _panel(engine.registry.get(row.definition, row.version), item_key, data) if row else None
        if row is None or panel is None:
            return {}
        snapshot = load(connection, Case(*row), register, engine.registry, engine.now())
        if not takes_whole_rows(CaseView(snapshot), panel.item, by):
            return {}
        known = open_to_readers_of(engine, panel.item.level or row.level)
        found = candidates(engine, connection, snapshot, by, panel, most=MOST, visible=known)
    return {CONSIDERED: to_json(_told(found, str(data[panel.column.key])))}


def _panel(definition: CaseDefinition, item_key: str, data: Mapping[str, Any]) -> RankingPanel | None:
    """The ranking from which such a row comes: it names somebody, and begins as rows do that are chosen there."""
    for panel in definition.panels:
        if isinstance(panel, RankingPanel) and panel.item.key == item_key and data.get(panel.column.key):
            if all(data.get(key) == value for key, value in panel.fills.items()):
                return panel
    return None


def _told(found: Ranking, person: str) -> dict[str, Any]:
    first = [each.candidate for each in found.possible]
    people = [each.person.id.hex if each.person else "" for each in first]
    chosen = person.replace("-", "").lower()
    place = people.index(chosen) + 1 if chosen in people else None
    return {"ranked": [each.case_id.hex for each in first], "count": found.possible_count, "place": place}


def choices(
    engine: Engine,
    connection: Connection,
    register: Register,
    viewer: UUID | None,
    events: Iterable[UUID],
) -> dict[UUID, Considered]:
    """What these events keep of whom somebody was chosen from; nothing of one that names anybody of whom the viewer may not
    know. Whether the viewer reads the table is asked before."""
    kept = select(disclosures.c.event_id, disclosures.c.value).where(
        disclosures.c.event_id.in_(list(events)), disclosures.c.name == f"w_{CONSIDERED}"
    )
    told = {event: from_json(from_json(value)) for event, value in connection.execute(kept)}
    ids = {UUID(each) for one in told.values() for each in one["ranked"]}
    known = visible_cases(engine, register, viewer)
    query = select(cases.c.id, cases.c.title).where(cases.c.id.in_(ids), known)
    titles: dict[UUID, str] = {row.id: row.title for row in connection.execute(query)}
    named = {event: [titles.get(UUID(each)) for each in one["ranked"]] for event, one in told.items()}
    return {
        event: Considered(tuple(each for each in names if each), told[event]["count"], told[event]["place"])
        for event, names in named.items()
        if all(names)
    }


def ranked_into(definition: CaseDefinition) -> dict[str, ItemDefinition]:
    """The tables into which somebody is chosen from a ranking, by key."""
    return {p.item.key: p.item for p in definition.panels if isinstance(p, RankingPanel)}
