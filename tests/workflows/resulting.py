"""Stories about results of the plan begin here: output 5.3, programmes that are developed, under outcome 5; ILO is responsible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.commands import item, link
from tests.workflows import proposing
from tests.workflows.checking import change
from tests.workflows.producing import linked_case
from tests.world import World

ABOUT: Mapping[str, Any] = {
    "lead": "ILO",
    "begins_on": "2012-01-01",
    "ends_on": "2014-12-31",
    "statement": "Members and Governments act on one programme in each region.",
    "assumptions": "Governments stay committed.",
}
INDICATOR: Mapping[str, Any] = {
    "indicator": "Programme documents signed",
    "unit": "documents",
    "means": "Signature pages",
    "baseline": "0",
    "based_in": "2011",
}
YEARS = (("2012", "2"), ("2013", "4"), ("2014", "6"))


def drafted(
    world: World,
    by: str = "officer",
    *,
    code: str = "5",
    kind: str = "OUTCOME",
    without: str = "",
    indicator: Mapping[str, Any] | None = INDICATOR,
    years: Any = YEARS,
    **data: Any,
) -> UUID:
    """A result, complete but for what it is to be without."""
    told = {key: value for key, value in {**ABOUT, **data}.items() if key != without}
    if "lead" in told:
        told["lead"] = world.organizations[told["lead"]].hex
    case_id = world.open("Support provided to Member States", by, "plan-result", code=code, kind=kind, **told)
    if indicator is not None:
        add(world, case_id, "indicators", **indicator)
        for year, target in years:
            period(world, case_id, year, target=target)
    return case_id


def add(world: World, case_id: UUID, table: str, by: str = "officer", **data: Any) -> UUID:
    row: UUID = item.add(world.engine, case_id, table, data, by=world.people[by]).result
    return row


def period(world: World, case_id: UUID, year: str, by: str = "officer", **data: Any) -> UUID:
    told = {"of": INDICATOR["indicator"], "starts": f"{year}-01-01", "ends": f"{year}-12-31", **data}
    return add(world, case_id, "periods", by, **told)


def ready(world: World, by: str = "officer", **data: Any) -> UUID:
    case_id = drafted(world, by, **data)
    world.press(case_id, "ready", "officer")
    return case_id


def before_sc(world: World, by: str = "officer", **data: Any) -> UUID:
    case_id = ready(world, by, **data)
    world.press(case_id, "submit", "officer")
    return case_id


def adopt(world: World, case_id: UUID) -> None:
    proposing.adopt(world, linked_case(world, case_id, "decided_by"))


def in_force(world: World, by: str = "officer", **data: Any) -> UUID:
    """Outcome 5, adopted by the Committee."""
    case_id = before_sc(world, by, **data)
    adopt(world, case_id)
    return case_id


def output(world: World, whole: UUID, by: str = "officer", code: str = "5.3", **data: Any) -> UUID:
    """An output that is tied to its outcome, as a draft."""
    case_id = drafted(world, by, code=code, kind="OUTPUT", **data)
    link.add(world.engine, case_id, "part_of", whole, by=world.people["officer"])
    return case_id


def measure(world: World, case_id: UUID, year: str, actual: str, by: str = "ILO", **data: Any) -> None:
    """What was reached in a year."""
    told = {"actual": actual, "measured_on": f"{int(year) + 1}-01-05", **data}
    change(world, case_id, "periods", f"{year}-01-01", by, "starts", **told)


def contributes(world: World, case_id: UUID, result: UUID, by: str = "officer") -> None:
    link.add(world.engine, case_id, "contributes_to", result, by=world.people[by])
