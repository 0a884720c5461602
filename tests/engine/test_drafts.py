"""Drafts: kept for whom a task asks, read by the writer alone, in no history, and gone with the answer."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.commands import draft
from engine.draft import drafts, read_drafts
from engine.log import events
from tests.furnished import on_both
from tests.refusing import Denied, refused
from tests.workflows.reviewing import asked, reviewing
from tests.world import World

pytestmark = on_both


@pytest.fixture
def case_id(world: World) -> UUID:
    return reviewing(world)


def kept(world: World, case_id: UUID, name: str) -> list[dict[str, list[str]]]:
    with world.engine.database.read() as connection:
        return [dict(each.words) for each in read_drafts(connection, case_id, world.people[name])]  # type: ignore[arg-type]


def keep(world: World, case_id: UUID, name: str, of: str | None = None, **words: list[str]) -> None:
    task = asked(world, case_id, "review", of or name)
    draft.keep(world.engine, task.id, words, by=world.people[name])


def test_what_is_kept_takes_the_place_of_what_was_kept_before(world: World, case_id: UUID) -> None:
    keep(world, case_id, "IOM", outcome=["clear"])
    keep(world, case_id, "IOM", outcome=["minor"], reason=["Two things"])
    assert kept(world, case_id, "IOM") == [{"outcome": ["minor"], "reason": ["Two things"]}]


def test_nobody_reads_the_draft_of_another(world: World, case_id: UUID) -> None:
    keep(world, case_id, "IOM", outcome=["clear"])
    assert [kept(world, case_id, name) for name in ("officer", "first expert", "IOM alternate")] == [
        [],
        [],
        [],
    ]


def test_a_draft_stands_in_no_history(world: World, case_id: UUID) -> None:
    def count() -> int:
        with world.engine.database.read() as connection:
            return int(connection.execute(select(func.count()).select_from(events)).scalar_one())

    before = count()
    keep(world, case_id, "IOM", outcome=["clear"])
    assert count() == before


def test_only_whom_the_task_asks_keeps_a_draft_of_it(world: World, case_id: UUID) -> None:
    for name in ("officer", "second expert"):
        with refused(world, "This task is not offered to you.", rule="task-candidate", error=Denied):
            keep(world, case_id, name, of="IOM", outcome=["clear"])


def test_a_draft_that_is_too_long_is_refused_and_the_one_before_stays(world: World, case_id: UUID) -> None:
    keep(world, case_id, "IOM", outcome=["clear"])
    with refused(world, "This is too long to be kept as a draft; put it into a document.", rule="draft-size"):
        keep(world, case_id, "IOM", reason=["x" * draft.LARGEST])
    assert kept(world, case_id, "IOM") == [{"outcome": ["clear"]}]


def test_a_draft_is_thrown_away_once_and_once_more(world: World, case_id: UUID) -> None:
    keep(world, case_id, "IOM", outcome=["clear"])
    task = asked(world, case_id, "review", "IOM")
    for _ in range(2):
        draft.throw_away(world.engine, task.id, by=world.people["IOM"])
    with world.engine.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(drafts)).scalar_one() == 0
