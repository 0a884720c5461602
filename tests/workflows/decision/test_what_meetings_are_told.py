"""What a decision tells the meetings of the Committee: whether it waits for one, and how it ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from engine.commands import link
from tests.people import CHAIR, MEMBERS
from tests.workflows.decision.acts import adopted, deliberated_activity
from tests.world import World


def told(world: World, case_id: UUID) -> tuple[str | None, str | None]:
    """For the next meeting, and how it ended."""
    data = world.read(case_id).case.data
    return data.get("for_meeting"), data.get("ended")


def test_it_waits_for_a_meeting_once_it_is_out_and_until_it_is_decided(world: World) -> None:
    case_id = world.open()
    assert told(world, case_id) == (None, None)
    world.put(case_id)
    world.press(case_id, "circulate", "officer")
    assert told(world, case_id) == ("DECIDE", None)
    world.press(case_id, "deliberate", CHAIR)
    assert told(world, case_id) == ("DECIDE", None)
    for name in MEMBERS:
        world.answer(case_id, name, "support")
    world.press(case_id, "declare_consensus", CHAIR)
    assert told(world, case_id) == (None, "CONSENSUS")


def test_what_is_decided_in_writing_waits_for_none(world: World) -> None:
    case_id = world.deliberating(method="WRITTEN")
    assert told(world, case_id) == (None, None)


def test_silence_waits_for_none_but_what_is_broken_does(world: World) -> None:
    case_id = world.silent()
    assert told(world, case_id) == (None, None)
    world.answer(case_id, "ILO", "concern", reason="Not yet.")
    assert told(world, case_id) == ("DECIDE", None)


def test_what_silence_has_adopted_waits_to_be_announced_whether_all_supported_it_or_not(world: World) -> None:
    quiet, loud = world.silent(), world.silent()
    for name in MEMBERS:
        world.answer(loud, name, "support")
    world.at(datetime(2013, 1, 15, 17, tzinfo=UTC))
    assert told(world, quiet) == ("ANNOUNCE", "NO_OBJECTION")
    assert told(world, loud) == ("ANNOUNCE", "CONSENSUS")
    world.press(quiet, "announce", "officer")
    assert told(world, quiet) == ("ANNOUNCE", "NO_OBJECTION"), "it still enters the record of a meeting"


def jointly(world: World) -> UUID:
    case_id = deliberated_activity(world)
    for name in MEMBERS:
        words = {"reason": "Too soon."} if name == "OSCE" else {}
        world.answer(case_id, name, "concern" if name == "OSCE" else "support", **words)
    world.press(case_id, "declare_joint_decision", CHAIR)
    return case_id


def advised(world: World) -> UUID:
    case_id = world.deliberating(nature="ADVICE", lead="UNODC")
    world.press(case_id, "give_advice", CHAIR)
    world.answer(case_id, "UNODC", "done", "account", followed="FOLLOWED")
    return case_id


def refused(world: World) -> UUID:
    case_id = world.deliberating()
    world.press(case_id, "declare_not_adopted", CHAIR, reason="No consensus.")
    return case_id


def withdrawn(world: World) -> UUID:
    case_id = world.deliberating()
    world.press(case_id, "withdraw", "officer", reason="Not needed.")
    return case_id


def superseded(world: World) -> UUID:
    old, later = adopted(world), world.open()
    link.add(world.engine, later, "supersedes", old, by=world.people["officer"])
    world.put(later)
    world.press(later, "circulate", "officer")
    world.press(later, "deliberate", CHAIR)
    for name in MEMBERS:
        world.answer(later, name, "support")
    world.press(later, "declare_consensus", CHAIR)
    return old


@pytest.mark.parametrize(
    ("story", "ended"),
    [
        (jointly, "JOINT"),
        (advised, "ADVICE"),
        (refused, "NOT_ADOPTED"),
        (withdrawn, "WITHDRAWN"),
        (superseded, "SUPERSEDED"),
    ],
)
def test_it_tells_how_it_ended(world: World, story: Callable[[World], UUID], ended: str) -> None:
    assert told(world, story(world)) == (None, ended)
