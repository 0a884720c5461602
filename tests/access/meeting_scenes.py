"""Every state of a meeting of the Committee, in a house of its own; who opens it when those who preside cannot come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from tests.access.scenes import Stage, Staged
from tests.people import CHAIR, COCHAIR
from tests.workflows import meeting
from tests.world import World

CHAIR_COMES = "There is no chair, or the chair's organization cannot come; the co-chair opens the meeting."
COCHAIR_COMES = (
    "There is no co-chair either, or its organization cannot come as well; the next member in the rotation opens the "
    "meeting."
)
# After the co-chair OHCHR, UNICEF is next in the order of rotation. Without a name: whoever opens it may also remind.
NEXT = dict.fromkeys(("open", ""), "UNICEF")


def comes(*away: str) -> frozenset[str]:
    """Which conditions hold while these organizations cannot come."""
    told = {CHAIR: CHAIR_COMES, COCHAIR: COCHAIR_COMES}
    return frozenset(f"not: {words}" if code in away else words for code, words in told.items())


def meetings(stage: Stage) -> list[Staged]:
    """All of it, and the mandates that end at the end. What is held comes first: then the clock stands still."""
    world = stage.world
    for weeks, (state, by) in enumerate(HELD.items(), 3):
        stage.add(f"MTG {state}", _told(world, state, by, times(world, weeks)))
    stage.add("MTG scheduled", meeting.scheduled(world, "former officer", **times(world, 6)))
    stage.add("MTG scheduled of-IOM", meeting.scheduled(world, "IOM alternate", **times(world, 6)))
    for name, away in (
        ("agenda", ()),
        ("agenda chair-away", (CHAIR,)),
        ("agenda both-away", (CHAIR, COCHAIR)),
    ):
        case_id = meeting.sent(world, "OHCHR", **times(world, 6))
        for code in away:
            meeting.reply(world, case_id, code, "declines")
        stage.add(f"MTG {name}", case_id, holds=comes(*away), named=NEXT if len(away) == 2 else {})
    _late(stage)
    gone = meeting.sent(world, **times(world, 6))
    world.press(gone, "call_off", CHAIR, reason="There is snow.")
    stage.add("MTG called_off", gone)
    return stage.close()


HELD: Mapping[str, str] = {
    "record_circulated": "IOM alternate",
    "record_revised": "officer",
    "agreed": "OHCHR",
    "closed": "officer",
    "held": "former officer",  # last: what it has not decided yet waits for the next one too
}


def times(world: World, weeks: int) -> dict[str, str]:
    """Three hours in some weeks."""
    begins = world.clock.now() + timedelta(weeks=weeks)
    return {
        "starts_at": _typed(begins),
        "ends_at": _typed(begins + timedelta(hours=3)),
        "place": "Vienna",
    }


def _typed(instant: datetime) -> str:
    return instant.isoformat()


def _told(world: World, state: str, by: str, when: Mapping[str, str]) -> UUID:
    """A meeting that was held, as far as the state says."""
    if state == "held":
        return meeting.held(world, by, **when)
    case_id = meeting.concluded(world, by, **when)
    ilo = world.organizations["ILO"].hex
    if state == "agreed":
        meeting.act(world, case_id, "Write to the donors", sees_to_it=ilo)
        meeting.act(world, case_id, "Publish the extract")
    world.press(case_id, "circulate_record", "officer")
    if state == "record_revised":
        told = {"reason": "We said something else.", "words": "ILO asked for a trial first."}
        world.answer(case_id, "OSCE", "amend", "agree", **told)
    elif state != "record_circulated":
        meeting.all_agree(world, case_id)
    return case_id


def _late(stage: Stage) -> None:
    """Called at shorter notice: everybody may object."""
    world = stage.world
    case_id = meeting.scheduled(world, **times(world, 0) | _soon(world))
    meeting.line(world, case_id, "Report")
    world.press(case_id, "circulate_late", "officer", reason="The donor decides on Tuesday.")
    stage.add("MTG agenda late", case_id, holds=comes())
    stage.delegate(case_id, "object")


def _soon(world: World) -> dict[str, str]:
    begins = world.clock.now() + timedelta(days=3)
    return {"starts_at": _typed(begins), "ends_at": _typed(begins + timedelta(hours=1))}
