from __future__ import annotations

from tests.furnished import on_both
from tests.workflows.assessing import closed
from tests.workflows.decision.record import proven
from tests.world import World

pytestmark = on_both


def test_an_assessment_takes_its_whole_way(coast: World) -> None:
    case_id = closed(coast)
    assert coast.state(case_id) == "closed"
    assert proven(coast)
