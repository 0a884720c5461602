"""How long people have: each question is open until the closing time of the working day that the rules name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.workflows import producing, reviewing
from tests.workflows.decision.record import field
from tests.workflows.publishing import say
from tests.world import MORNING, World

Story = Callable[[World], UUID]
FIVE, TEN = datetime(2013, 1, 14, 16, tzinfo=UTC), datetime(2013, 1, 21, 16, tzinfo=UTC)
THREE, FIFTEEN = datetime(2013, 1, 10, 16, tzinfo=UTC), datetime(2013, 1, 28, 16, tzinfo=UTC)


def fed_back(world: World) -> UUID:
    return say(world, producing.published(world))


@pytest.mark.parametrize(
    ("story", "key", "until"),
    [
        (reviewing.selecting, "nominate", FIVE),
        (reviewing.selecting, "propose", FIVE),
        (reviewing.panel_chosen, "invitation", THREE),
        (reviewing.reviewing, "review", FIFTEEN),
        (reviewing.consolidating, "state_consolidation", FIVE),
        (reviewing.revising, "respond", FIFTEEN),
        (reviewing.verifying, "verify", FIVE),
        (producing.assessing, "assess", TEN),
        (producing.cleared, "spread", TEN),
        (fed_back, "state_received", FIVE),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_question_is_open_for_as_long_as_is_written(
    world: World, story: Story, key: str, until: datetime
) -> None:
    case_id = story(world)
    assert world.engine.now() == MORNING
    asked = [each for each in world.read(case_id).tasks if each.task == key and each.is_open]
    assert {each.due_at for each in asked} == {until}


@pytest.mark.parametrize(
    ("urgency", "until"),
    [("URGENT", datetime(2013, 1, 10, 9, tzinfo=UTC)), ("NORMAL", FIVE), ("IMPORTANT", TEN)],
)
def test_a_silence_is_as_long_as_its_matter_is_urgent(world: World, urgency: str, until: datetime) -> None:
    assert field(world, world.silent(urgency=urgency), "expires_at") == until


def test_the_secretariat_and_its_manager_are_asked_at_once_whether_somebody_could_come_to_harm(
    world: World,
) -> None:
    asked = world.find_task(say(world, producing.published(world), safety="yes"), "safety")
    assert asked.target == "SECRETARIAT_OFFICER|SENIOR_MANAGER"
    assert (asked.opened_at, asked.due_at) == (MORNING, MORNING + timedelta(hours=24))
