"""Stories about contributions begin here: a donor speaks with IOM, and pays to IOM."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.people import CHAIR
from tests.workflows.evaluating import add
from tests.workflows.proposing import linked_to
from tests.world import World

OFFICER, OTHER = "IOM fiduciary", "UNODC fiduciary"
ABOUT = {
    "donor": "DONOR",
    "raised_by": "ILO",
    "currency": "SEK",
    "amount": "1000000",
    "purpose": "Work with seafarers.",
    "expected_on": "2013-03-01",
    "fiduciary_org": "IOM",
}
RATE: dict[str, Any] = {
    "programme_currency": "USD",
    "rate": "0.154321",
    "rate_on": "2013-01-04",
    "rate_source": "UN operational rate",
}
CAME: dict[str, Any] = {"received": "999999.99", "received_on": "2013-01-07"}
LINES = (
    {"line": "Hotline", "use": "PROJECT", "amount": "700000"},
    {"line": "Desk officer", "use": "MEMBER_SUPPORT", "supported": "OSCE", "amount": "200000"},
)
SPENT: dict[str, Any] = {
    "what": "Telephones",
    "line": "Hotline",
    "spent_on": "2013-01-07",
    "amount": "650000.25",
}
DECIDED: dict[str, Any] = {"decision": "As proposed.", "decided_on": "2013-01-07", "followed": "FOLLOWED"}


def officers(world: World) -> None:
    """The fiduciary officers of two members, once in each world."""
    for name, code in ((OFFICER, "IOM"), (OTHER, "UNODC")):
        if name not in world.people:
            world.add_person(name)
            world.grant("FIDUCIARY_OFFICER", code, name, "alternate")


def prospect(world: World, by: str = "ILO", **data: Any) -> UUID:
    officers(world)
    return world.open("For seafarers", by, "contribution", **{**ABOUT, **data})


def pledged(world: World, **data: Any) -> UUID:
    case_id = prospect(world, **data)
    world.put(case_id, "We shall give a million.", "pledge", "ILO")
    world.press(case_id, "pledge", "ILO")
    return case_id


def expected(world: World, **data: Any) -> UUID:
    case_id = pledged(world, **data)
    world.put(case_id, "Signed by both.", "contract", "IOM")
    world.press(case_id, "agree", "IOM")
    return case_id


def received(world: World, **data: Any) -> UUID:
    case_id = expected(world, **data)
    world.press(case_id, "receive", OFFICER, **CAME)
    return case_id


def prepared(world: World, *lines: dict[str, str], **data: Any) -> UUID:
    case_id = received(world, **data)
    world.edit(case_id, "IOM", background="Seafarers first.", **RATE)
    for each in lines or LINES:
        add(world, case_id, "allocation", "IOM", **each)
    return case_id


def before_advice(world: World, **data: Any) -> tuple[UUID, UUID]:
    """The contribution, and the item on which the Committee advises."""
    case_id = prepared(world, **data)
    world.press(case_id, "ask_advice", "officer")
    return case_id, linked_to(world, case_id, "decided_by")


def advise(world: World, advice: UUID) -> None:
    """The Committee gives its advice."""
    world.put(advice)
    world.press(advice, "circulate", "officer")
    world.press(advice, "deliberate", CHAIR)
    world.press(advice, "give_advice", CHAIR)


def advised(world: World, **data: Any) -> UUID:
    case_id, advice = before_advice(world, **data)
    advise(world, advice)
    return case_id


def allocated(world: World, **data: Any) -> UUID:
    case_id = advised(world, **data)
    world.answer(case_id, "IOM", "allocate", "decide", **DECIDED)
    return case_id


def paid(world: World, case_id: UUID, **data: Any) -> UUID:
    return add(world, case_id, "expenditure", "IOM", **{**SPENT, "spender": "ILO", **data})


def spent(world: World, **data: Any) -> UUID:
    case_id = allocated(world, **data)
    paid(world, case_id)
    world.edit(case_id, "IOM", balance_use="It goes back to the donor.")
    world.press(case_id, "spent", "IOM")
    return case_id


def certified(world: World, **data: Any) -> UUID:
    case_id = spent(world, **data)
    world.answer(case_id, OFFICER, "certify", "certify")
    return case_id


def closed(world: World, **data: Any) -> UUID:
    case_id = certified(world, **data)
    world.put(case_id, "What became of it.", "report", "IOM")
    world.press(case_id, "close", "officer")
    return case_id
