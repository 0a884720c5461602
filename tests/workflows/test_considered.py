"""From whom somebody was chosen goes on record with the choice, for those who read the panel and know of everybody on it."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from engine.case import cases
from engine.commands import item, lines
from engine.commands.lines import Line
from engine.log import disclosures, events
from engine.queries.considered import Considered, choices
from tests.access.hidden_types import hiding
from tests.furnished import on_both
from tests.refusing import Invalid
from tests.workflows import reviewing
from tests.workflows.nominating import on_roster
from tests.workflows.producing import published
from tests.workflows.publishing import prepared, re_reviewing
from tests.workflows.reviewing import CHOSEN, choose, selecting
from tests.world import World

pytestmark = on_both
FIRST, SECOND = reviewing.EXPERTS


def told(world: World, case_id: UUID, who: str = "officer") -> list[Considered]:
    """What somebody reads of the choices of a case, in order."""
    with world.engine.reading() as (connection, register):
        mine = select(events.c.id).where(
            events.c.stream_id == case_id, events.c.kind.in_(("item.added", "item.lines"))
        )
        ids = list(connection.execute(mine.order_by(events.c.seq)).scalars())
        found = choices(world.engine, connection, register, world.people[who], ids)
    return [found[each] for each in ids if each in found]


def test_whoever_could_be_chosen_is_on_record_in_order_with_the_place_of_who_was(world: World) -> None:
    case_id = selecting(world)
    on_roster(world, "Ada", employer="Trade union", themes=["HEALTH"])
    choose(world, case_id, "Ada")
    choose(world, case_id, SECOND)
    first, second = told(world, case_id)
    assert first == Considered((FIRST, SECOND, "Ada"), (3,))
    assert second == Considered((FIRST, SECOND), (2,)), "who sits there already could not be chosen"


def test_what_changes_later_leaves_it_as_it_was(world: World) -> None:
    case_id = selecting(world)
    choose(world, case_id, FIRST)
    before = told(world, case_id)
    on_roster(world, "Ada", employer="Trade union")
    assert told(world, case_id) == before


def test_who_could_not_be_chosen_is_not_named(world: World) -> None:
    case_id = selecting(world)
    reviewing.conflict(world, case_id, FIRST)
    choose(world, case_id, SECOND)
    assert told(world, case_id) == [Considered((SECOND,), (1,))]


def test_of_a_long_roster_all_are_on_record(world: World) -> None:
    case_id = selecting(world)
    more = [f"Expert {number:02}" for number in range(30)]
    for name in more:
        on_roster(world, name, employer="Trade union", themes=["HEALTH"])
    choose(world, case_id, SECOND)
    (one,) = told(world, case_id)
    assert set(one.names) == {FIRST, SECOND, *more} and one.places == (2,)


def test_choices_written_as_a_sheet_are_on_record_too(world: World) -> None:
    case_id = selecting(world)
    rows = [{**CHOSEN, "person": world.people[each].hex} for each in (SECOND, FIRST)]
    lines.write(world.engine, case_id, "panel", [Line(each) for each in rows], by=world.people["officer"])
    assert told(world, case_id) == [Considered((FIRST, SECOND), (2, 1))]


def test_the_log_names_nobody_who_was_passed_over(world: World) -> None:
    """The names of the others are words beside the log, which an erasure takes away; the log holds a commitment to them."""
    case_id = selecting(world)
    choose(world, case_id, SECOND)
    with world.engine.database.read() as connection:
        added = select(events.c.body).where(events.c.stream_id == case_id, events.c.kind == "item.added")
        body = bytes(connection.execute(added).scalar_one()).decode()
        kept = connection.execute(select(disclosures.c.value).where(disclosures.c.name == "w_considered"))
        words = kept.scalar_one()
    assert "w_considered" in body
    assert all(each.hex in words for each in roster(world))
    assert not any(each.hex in body for each in (*roster(world), world.people[FIRST]))


def roster(world: World) -> list[UUID]:
    """The entries of the two experts."""
    with world.engine.database.read() as connection:
        return list(
            connection.execute(select(cases.c.id).where(cases.c.definition == "roster-expert")).scalars()
        )


def test_rows_that_come_from_no_ranking_keep_nothing(world: World) -> None:
    case_id = selecting(world)
    world.answer(case_id, "IOM", "self", "nominate")
    choose(world, case_id, None)
    reviewing.conflict(world, case_id, SECOND)
    assert told(world, case_id) == []


def test_a_choice_that_is_refused_keeps_nothing(world: World) -> None:
    case_id = selecting(world)
    row = {**CHOSEN, "person": "nobody"}
    with pytest.raises(Invalid):
        item.add(world.engine, case_id, "panel", row, by=world.people["officer"])
    assert told(world, case_id) == []


@pytest.mark.parametrize(("who", "reads"), [("ILO", 2), ("auditor", 2), ("expert", 0), ("donor", 0)])
def test_whoever_may_not_know_of_everybody_there_reads_nothing_of_it(
    world: World, who: str, reads: int
) -> None:
    case_id = selecting(world)
    choose(world, case_id, FIRST)
    choose(world, case_id, SECOND)
    assert len(told(world, case_id, who)) == reads


def test_an_order_tells_nobody_of_work_that_is_hidden(world: World) -> None:
    """The officer knows that the first expert is asked in a matter of the team; the members do not, and read the record."""
    world.engine.registry = hiding()
    case_id = selecting(world)
    world.open("A matter", "officer", "team-matter", asked=world.people[FIRST].hex)
    choose(world, case_id, SECOND)
    assert told(world, case_id, "ILO") == [Considered((FIRST, SECOND), (2,))]


def test_assessors_of_a_re_review_are_chosen_on_record_too(world: World) -> None:
    review_id = re_reviewing(world, published(world))
    prepared(world, review_id)
    assert [each.places for each in told(world, review_id)] == [(1,)]
