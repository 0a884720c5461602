"""Candidates: who fits what a case wants, ranked, with what its own rules say against a person before anybody is asked."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, Connection

from engine.columns import new_id
from engine.definition import RankingPanel
from engine.discretion import weigh
from engine.item import Item
from engine.link import Told
from engine.messages import Message
from engine.queries.ranking import Ranking, rank
from engine.queries.yardsticks import Candidate
from engine.runtime import Engine
from engine.snapshot import Snapshot
from engine.view import CaseView, RowView


def candidates(
    engine: Engine,
    connection: Connection,
    snapshot: Snapshot,
    viewer: UUID | None,
    panel: RankingPanel,
    *,
    skip: int = 0,
    most: int = 25,
    visible: ColumnElement[bool] | None = None,
) -> Ranking:
    """Everybody who is registered, in order, for what the fields of the case say is wanted; `visible` in place of what the
    viewer may know of."""
    wanted = {field.key: snapshot.case.data.get(field.key) for field in panel.lookup.wanted}
    rows = [row for row in snapshot.items if row.item == panel.item.key and row.standing]
    chosen = [UUID(named) for row in rows if (named := row.data.get(panel.column.key))]
    row_id = new_id()  # one for all: no two of these rows ever stand side by side

    def refuses(candidate: Candidate) -> Iterator[Message]:
        return _against(snapshot, viewer, panel, candidate, row_id)

    register = snapshot.register
    return rank(
        engine,
        connection,
        register,
        viewer,
        panel.lookup,
        wanted,
        chosen=chosen,
        skip=skip,
        most=most,
        refuses=refuses,
        visible=visible,
    )


def _against(
    snapshot: Snapshot, viewer: UUID | None, panel: RankingPanel, candidate: Candidate, row_id: UUID
) -> Iterator[Message]:
    """What the rules would say to a row for this person; what is known of the candidate is not read once more."""
    if candidate.person is None:
        return
    named = candidate.person.id.hex
    told = Told(panel.lookup.case, candidate.version, candidate.name, candidate.result, candidate.told)
    snapshot.extra["looked up", panel.lookup.case, panel.lookup.person, named] = told
    data = {**panel.fills, panel.column.key: named}
    row = Item(row_id, snapshot.case.id, panel.item.key, 0, data, True, 1, None, None, snapshot.at)
    view = CaseView(snapshot)
    for guard in panel.against:
        refusal = weigh(guard, view, viewer, RowView(view, panel.item, row)).refusal
        if refusal is not None:
            yield refusal.says
