"""Considered: from whom somebody was chosen, as they were ranked just before. It goes on record with the choice, as words
that an erasure takes away: the log itself names nobody who was passed over.

They are ranked by what everybody may know of who reads the table, so that an order tells nobody of work that is hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
from engine.task import tasks
from engine.view import CaseView
from engine.whom import is_asked

CONSIDERED = "considered"
ALL = 10_000  # nobody is left out: a roster is shorter
May = Callable[[CaseView], bool]


@dataclass(frozen=True, slots=True)
class Considered:
    """Those who could be chosen, the best first, by the name of what is registered of them; at which places those stood who
    were chosen; who stood nowhere among them has none."""

    names: tuple[str, ...]
    places: tuple[int, ...]


def considered(
    engine: Engine, case_id: UUID, item_key: str, rows: Iterable[Mapping[str, Any]], by: UUID
) -> dict[str, str]:
    """The words that go on record where these new rows are choices from a ranking, by somebody who may add them."""

    def may(view: CaseView) -> bool:
        return takes_whole_rows(view, view.snapshot.definition.item_by_key[item_key], by)

    return _kept(engine, case_id, item_key, rows, by, may)


def _kept(
    engine: Engine, case_id: UUID, item_key: str, rows: Iterable[Mapping[str, Any]], by: UUID, may: May
) -> dict[str, str]:
    """The same, by somebody who may make the choice in whatever way.

    It is read before the case is locked, for it may be long: with it stands of which revision of the case that was.
    """
    with engine.reading() as (connection, register):
        row = connection.execute(select(cases).where(cases.c.id == case_id)).first()
        chosen = _chosen(engine.registry.get(row.definition, row.version), item_key, rows) if row else None
        if row is None or chosen is None:
            return {}
        panel, people = chosen
        snapshot = load(connection, Case(*row), register, engine.registry, engine.now())
        seated = {r.data.get(panel.column.key) for r in snapshot.items if r.item == item_key and r.standing}
        new = [each for each in people if each not in seated]
        if not new or not may(CaseView(snapshot)):
            return {}
        known = open_to_readers_of(engine, panel.item.level or row.level)
        found = candidates(engine, connection, snapshot, by, panel, most=ALL, visible=known)
    return {CONSIDERED: to_json(_told(found, new, row.revision))}


def considered_in_answer(
    engine: Engine, task_id: UUID, outcome: str, data: Mapping[str, Any], by: UUID
) -> dict[str, str]:
    """The same where an answer names somebody of the ranking that is offered beside its form: by whoever is asked, who need
    not be one of those who write the table, for what is asked of them may be handed on."""
    if outcome not in engine.registry.offered_answers:
        return {}
    query = select(tasks.c.task, cases.c.id, cases.c.definition, cases.c.version)
    with engine.reading() as (connection, _):
        asked = query.join(cases, cases.c.id == tasks.c.case_id).where(tasks.c.id == task_id)
        row = connection.execute(asked).first()
    known = engine.registry.get(row.definition, row.version).task_by_key if row is not None else {}
    offer = known[row.task].offers if row is not None and row.task in known else None
    if row is None or offer is None or offer.outcome.key != outcome or not data.get(offer.field.key):
        return {}
    chosen = {**offer.ranking.fills, offer.ranking.column.key: data[offer.field.key]}

    def may(view: CaseView) -> bool:
        asked = [each for each in view.snapshot.tasks if each.id == task_id]
        return any(is_asked(each, view.register, by, view.at) for each in asked)

    return _kept(engine, row.id, offer.ranking.item.key, [chosen], by, may)


def _chosen(
    definition: CaseDefinition, item_key: str, rows: Iterable[Mapping[str, Any]]
) -> tuple[RankingPanel, list[str]] | None:
    """The ranking from which such rows come, and whom they name: they begin as rows do that are chosen there."""
    rows = list(rows)
    for panel in definition.panels:
        if isinstance(panel, RankingPanel) and panel.item.key == item_key:
            begun = [r for r in rows if all(r.get(key) == value for key, value in panel.fills.items())]
            named = [str(r[panel.column.key]) for r in begun if r.get(panel.column.key)]
            if named:
                return panel, [each.replace("-", "").lower() for each in named]
    return None


def _told(found: Ranking, chosen: list[str], revision: int) -> dict[str, Any]:
    ranked = [each.candidate for each in found.possible]
    people = [each.person.id.hex if each.person else "" for each in ranked]
    return {
        "ranked": [each.case_id.hex for each in ranked],
        "places": [people.index(each) + 1 for each in chosen if each in people],
        "revision": revision,
    }


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
        event: Considered(tuple(filter(None, names)), tuple(told[event]["places"]))
        for event, names in named.items()
        if all(names)
    }


def ranked_into(definition: CaseDefinition) -> dict[str, ItemDefinition]:
    """The tables into which somebody is chosen from a ranking, by key."""
    return {p.item.key: p.item for p in definition.panels if isinstance(p, RankingPanel)}


def answered_from(definition: CaseDefinition) -> dict[str, ItemDefinition]:
    """The same by the question whose answer puts somebody there."""
    return {task.key: task.offers.ranking.item for task in definition.tasks if task.offers is not None}
