"""Registers: the open cases first, then the newest; counted, narrowed, ordered and turned page by page; what runs; a desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from engine.commands import link
from engine.definition import CaseDefinition
from engine.queries.case_register import (
    OPEN,
    SETTLED,
    Asked,
    Lying,
    RegisterPage,
    lying,
    register_page,
    settled_at,
)
from engine.queries.explain import explain
from engine.queries.many_cases import present_answers, snapshots
from engine.snapshot import Snapshot
from tests.people import CHAIR, MEMBERS
from tests.world import World


def decisions(world: World) -> CaseDefinition:
    found = world.engine.registry.find("consensus-decision")
    assert found is not None
    return found


def listed(world: World, viewer: str = "ILO", most: int = 50, **asked: Any) -> RegisterPage:
    with world.engine.reading() as (connection, register):
        who = world.people[viewer]
        wanted = Asked(**asked)
        return register_page(world.engine, connection, register, who, decisions(world), wanted, most=most)


def titles(page: RegisterPage) -> list[str]:
    return [each.title for each in page.cases]


def adopted(world: World, title: str) -> UUID:
    case_id = world.deliberating(title=title)
    for code in MEMBERS:
        world.answer(case_id, code, "support")
    world.press(case_id, "declare_consensus", CHAIR)
    return case_id


def furnish(world: World) -> dict[str, UUID]:
    found = {}
    for title in ("Gamma", "Alpha"):
        found[title] = adopted(world, title)
        world.later(days=1)
    for title in ("Beta", "Delta"):
        found[title] = world.circulated(title=title)
        world.later(days=1)
    return found


def test_open_ones_stand_first_then_the_newest(world: World) -> None:
    found = furnish(world)
    page = listed(world)
    assert titles(page) == ["Delta", "Beta", "Alpha", "Gamma"]
    assert (page.fitting, page.total, page.next) == (4, 4, None)
    assert page.oldest is not None
    assert settled_at(decisions(world), world.read(found["Beta"]).case) is None
    assert settled_at(decisions(world), world.read(found["Gamma"]).case) == page.oldest


def test_a_settled_case_keeps_its_date_when_it_moves_on(world: World) -> None:
    found = furnish(world)
    before = settled_at(decisions(world), world.read(found["Gamma"]).case)
    world.press(found["Gamma"], "announce", "officer")
    assert settled_at(decisions(world), world.read(found["Gamma"]).case) == before
    assert titles(listed(world)) == ["Delta", "Beta", "Alpha", "Gamma"]


def test_by_title_and_by_number(world: World) -> None:
    furnish(world)
    assert titles(listed(world, sort="title")) == ["Alpha", "Beta", "Delta", "Gamma"]
    assert titles(listed(world, sort="number"))[2:] == ["Alpha", "Gamma"]
    assert titles(listed(world, sort="whatever")) == titles(listed(world))


def pages(world: World, **asked: Any) -> Iterator[list[str]]:
    cursor = None
    while True:
        page = listed(world, most=1, cursor=cursor, **asked)
        yield titles(page)
        cursor = page.next
        if cursor is None:
            return


def test_page_by_page_in_every_order(world: World) -> None:
    furnish(world)
    for sort in ("date", "title", "number"):
        each = list(pages(world, sort=sort))
        assert [title for page in each for title in page] == titles(listed(world, sort=sort))
    assert [len(page) for page in pages(world)] == [1, 1, 1, 1]
    assert titles(listed(world, cursor="nonsense")) == titles(listed(world))
    assert titles(listed(world, cursor="WzEsMl0=")) == titles(listed(world))


def test_narrowed_by_state_field_words_and_year(world: World) -> None:
    furnish(world)
    world.open(title="Elsewhere", subject="WORKPLAN")
    assert titles(listed(world, state=OPEN)) == ["Elsewhere", "Delta", "Beta"]
    assert titles(listed(world, state=SETTLED)) == ["Alpha", "Gamma"]
    assert titles(listed(world, state="circulated")) == ["Delta", "Beta"]
    assert titles(listed(world, filters={"subject": "WORKPLAN"})) == ["Elsewhere"]
    assert titles(listed(world, words="ELSE where")) == ["Elsewhere"]
    assert titles(listed(world, until=datetime(2013, 1, 1, tzinfo=UTC))) == ["Elsewhere", "Delta", "Beta"]
    assert titles(listed(world, since=world.clock.now() - timedelta(days=3, hours=12))) == [
        "Elsewhere",
        "Delta",
        "Beta",
        "Alpha",
    ]
    none = listed(world, words="nothing like it")
    assert (none.cases, none.fitting, none.total) == ((), 0, 5)


def test_who_may_not_see_the_cases_counts_none(world: World) -> None:
    furnish(world)
    page = listed(world, viewer="donor")
    assert (page.cases, page.fitting, page.total, page.oldest) == ((), 0, 0, None)


def beside(world: World, viewer: str, *, desk: bool) -> list[Lying]:
    with world.engine.reading() as (connection, register):
        who = world.people[viewer]
        return lying(world.engine, connection, register, who, decisions(world), desk=desk)


def test_only_what_really_runs_runs(world: World) -> None:
    first = world.silent(title="First")
    world.later(hours=1)
    second = world.silent(title="Second")
    broken = world.silent(title="Broken")
    world.answer(broken, "ILO", "concern", reason="It is unclear.")
    assert [each.case.id for each in beside(world, "ILO", desk=False)] == [first, second]
    assert beside(world, "donor", desk=False) == []
    world.later(days=30)
    assert beside(world, "ILO", desk=False) == []


def test_the_desk_holds_what_asks_its_holder_and_nobody_else(world: World) -> None:
    waiting = world.circulated(title="Waiting")
    running = world.silent(title="Running")
    assert {(e.case.id, e.runs, e.on_desk) for e in beside(world, CHAIR, desk=True)} == {
        (waiting, False, True),
        (running, True, False),
    }
    assert {e.case.id for e in beside(world, "ILO", desk=True)} == {running}


def of(world: World, viewer: str, ids: list[UUID]) -> list[Snapshot]:
    found = [world.read(each).case for each in ids]
    with world.engine.reading() as (connection, register):
        answers = present_answers(connection, ids, "position", whole=ids)
        return snapshots(world.engine, connection, register, world.people[viewer], found, answers)


def test_a_desk_explains_as_the_case_page_does(world: World) -> None:
    first, second = world.deliberating(title="First"), world.deliberating(title="Second")
    world.answer(first, "ILO", "support")
    world.answer(second, "ILO", "strong_objection", reason="It harms.")
    me = world.people[CHAIR]
    for snapshot in of(world, CHAIR, [first, second]):
        told = explain(snapshot, me)
        whole = explain(world.read(snapshot.case.id), me)
        assert [(str(r.states), r.holds) for r in told.needed] == [
            (str(r.states), r.holds) for r in whole.needed
        ]
        assert [w.who for w in told.waited] == [w.who for w in whole.waited]


def test_ties_are_seen_from_either_end(world: World) -> None:
    first, second = world.deliberating(title="First"), world.open(title="Second")
    link.add(world.engine, second, "informs", first, by=world.people["officer"])
    for each in of(world, "ILO", [first, second]):
        whole = world.read(each.case.id).links
        assert [(t.other, t.incoming, t.title) for t in each.links] == [
            (t.other, t.incoming, t.title) for t in whole
        ]
