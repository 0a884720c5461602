"""Stories about corrective actions begin here: ILO completes a list of contacts, and the alternate of IOM verifies it."""

from __future__ import annotations

from uuid import UUID

from tests.world import World

PLAN = {
    "cause": "Nobody kept the list.",
    "owner": "ILO",
    "plan": "Ask every office, and check the list each quarter.",
    "due_on": "2013-03-01",
    "verifier": "IOM alternate",
}


def opened(world: World, by: str = "officer", without: str = "", **data: str) -> UUID:
    """Opened, and planned as far as a story needs it."""
    told = {key: value for key, value in {**PLAN, **data}.items() if key != without}
    for key, known in (("owner", world.organizations), ("verifier", world.people)):
        if key in told:
            told[key] = known[told[key]].hex
    return world.open(
        "Contacts in the regions",
        by,
        "corrective-action",
        deviation="Half of the contacts are wrong.",
        **told,
    )


def planned(world: World, by: str = "officer", **data: str) -> UUID:
    case_id = opened(world, by, **data)
    world.press(case_id, "plan", "officer")
    return case_id


def begun(world: World, by: str = "officer", **data: str) -> UUID:
    case_id = planned(world, by, **data)
    world.press(case_id, "begin", "officer")
    return case_id


def reported(world: World, by: str = "officer", **data: str) -> UUID:
    """ILO says that it is done, with evidence."""
    case_id = begun(world, by, **data)
    world.put(case_id, "The list.", "evidence", "ILO")
    world.press(case_id, "report", "ILO", done="The list is complete.")
    return case_id
