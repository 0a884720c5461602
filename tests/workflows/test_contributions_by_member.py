"""What each member raises is seen side by side: by code, with none too, and nobody is ranked (FIN-01)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.definition import CaseDefinition, Register, State
from engine.errors import DefinitionError
from engine.queries.tally import Tallied, tallied
from tests.furnished import on_both
from tests.people import MEMBERS
from tests.web.desk import Desk
from tests.web.reading import words
from tests.workflows.contributing import certified, prospect, received
from tests.world import World
from workflows.contribution import BY_MEMBER, definition


def lines(world: World, viewer: str = "ILO") -> dict[str, Tallied]:
    """The lines as this person reads them, in their order."""
    with world.engine.database.read() as connection:
        house = world.engine.register(connection)
        found = tallied(world.engine, connection, house, world.people[viewer], definition)
    return {each.organization.code: each for each in found}


@on_both
def test_every_member_has_a_line_in_the_order_of_codes(world: World) -> None:
    received(world, raised_by="UNODC")
    prospect(world, raised_by="OHCHR")
    prospect(world, raised_by="OHCHR")
    found = lines(world)
    assert tuple(found) == MEMBERS
    assert [each.counts for each in found.values()] == [
        (0, 0, 0),
        (0, 0, 0),
        (2, 0, 0),
        (0, 0, 0),
        (0, 0, 0),
        (0, 1, 0),
    ]


@on_both
def test_amounts_are_summed_exactly_and_each_currency_by_itself(world: World) -> None:
    for currency in ("SEK", "SEK", "EUR"):
        received(world, raised_by="IOM", currency=currency)
    refunded = received(world, raised_by="IOM")
    told: dict[str, Any] = {"returned": "999999.99", "returned_on": "2013-01-07", "reason": "Not needed."}
    world.press(refunded, "refund", "IOM", **told)
    found = lines(world)["IOM"]
    assert found.counts == (0, 3, 1)
    assert found.sums == (("EUR", Decimal("999999.99")), ("SEK", Decimal("1999999.98")))


@on_both
def test_what_was_spent_still_counts_for_whoever_raised_it_when_the_rest_has_gone_back(world: World) -> None:
    case_id = certified(world, raised_by="IOM")
    told: dict[str, Any] = {"returned": "349999.74", "returned_on": "2013-01-07", "reason": "It is over."}
    world.press(case_id, "return_balance", "IOM", **told)
    found = lines(world)["IOM"]
    assert (found.counts, found.sums) == ((0, 1, 0), (("SEK", Decimal("999999.99")),))


@on_both
def test_nobody_is_told_of_cases_that_they_may_not_know_of(world: World) -> None:
    received(world, raised_by="IOM")
    assert {each.counts for each in lines(world, "expert").values()} == {(0, 0, 0)}
    assert {each.sums for each in lines(world, "expert").values()} == {()}


@on_both
def test_the_register_shows_what_each_member_raises(world: World) -> None:
    received(world, raised_by="IOM")
    said = words(Desk(world).as_("officer").get("/registers/contributions"))
    assert "Fundraising by member" in said
    assert "By code, and in no other order: what each does is shown, and compared with nobody." in said
    assert "SEK 999,999.99" in said
    part = said[said.index("Fundraising by member") :]
    assert [part.index(code) for code in MEMBERS] == sorted(part.index(code) for code in MEMBERS)


@on_both
def test_no_sum_is_told_of_fewer_cases_than_it_takes(world: World) -> None:
    received(world, raised_by="IOM")
    object.__setattr__(BY_MEMBER, "least", 2)
    try:
        assert lines(world)["IOM"].sums == ()
    finally:
        object.__setattr__(BY_MEMBER, "least", 1)


def test_a_tally_rests_on_what_all_readers_of_the_case_read() -> None:
    begun, over = State("begun", "Begun", waits="its end"), State("over", "Over", final=True)
    told: dict[str, Any] = {"label": "By member", "path": "odd", "columns": ("number",), "tally": BY_MEMBER}
    with pytest.raises(
        DefinitionError, match="the tally rests on raised_by, which is no field that all readers read"
    ):
        CaseDefinition(
            key="odd",
            version=1,
            code="ODD",
            title="Odd",
            opened_by=definition.opened_by,
            initial=begun,
            level=definition.level,
            fields=(),
            transitions=[begun.to(over, "end", by=definition.opened_by)],
            register=Register(**told),
        )
