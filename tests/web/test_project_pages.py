"""The page of a project: what its budget says by purpose and by who spends it."""

from __future__ import annotations

from tests.web.desk import Desk
from tests.web.reading import words
from tests.workflows.evaluating import add
from tests.workflows.piloting import designing


def test_a_budget_is_summed_by_organization_in_the_order_of_codes_and_not_of_sums(desk: Desk) -> None:
    world = desk.world
    case_id = designing(world)
    for code, what, amount in (("UNICEF", "Shelters", "90000"), ("ILO", "Hotline", "1000.50")):
        spender = world.organizations[code].hex
        add(world, case_id, "budget", "ILO", what=what, line="ACTIVITIES", amount=amount, spender=spender)
    said = words(desk.as_("ILO").get(f"/cases/{case_id}"))
    part = said[said.index("By Spent by") :]
    assert "91,000.50" in part
    assert part.index("ILO") < part.index("UNICEF")
