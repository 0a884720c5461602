"""What a decision tells the meetings of the Committee: that it waits for one, or that silence has adopted it; and how it ended."""

from __future__ import annotations

from typing import Any

from engine.definition import Field
from workflows._shared import Ended, ForMeeting
from workflows.consensus_decision.words import (
    ADVISED, ANSWERED, BROKEN, CIRCULATED, CONSENSUS, DELIBERATION, JOINT, KEPT, NOT_ADOPTED, NO_OBJECTION, SUPERSEDED, WITHDRAWN, Method,
)

# The first of these that the case has been in says how it ended; what is superseded or withdrawn says so before all else.
ENDS = {
    SUPERSEDED: Ended.SUPERSEDED, WITHDRAWN: Ended.WITHDRAWN, NOT_ADOPTED: Ended.NOT_ADOPTED, CONSENSUS: Ended.CONSENSUS,
    NO_OBJECTION: Ended.NO_OBJECTION, JOINT: Ended.JOINT, ADVISED: Ended.ADVICE, ANSWERED: Ended.ADVICE,
}


def waits_for_a_meeting(case: Any) -> bool:
    """It is out, or its silence is broken, and it is not settled in writing or by silence."""
    if case.state is CIRCULATED:
        return case.method is Method.MEETING
    return case.state in (DELIBERATION, BROKEN) and case.method is not Method.WRITTEN


def is_announced(case: Any) -> bool:
    """A meeting names it in its record, or will: it enters that record, and no other. That it was talked about before it was
    adopted, or was taken off an agenda, does not count."""
    return any(case.reference in (each.told("in_record") or ()) for each in case.links("takes_up", incoming=True))


def waits_for(case: Any) -> ForMeeting | None:
    """What the next meeting does with it (DOMAIN 5.2: what silence adopts is announced there, and enters the record)."""
    if waits_for_a_meeting(case):
        return ForMeeting.DECIDE
    by_silence = case.state in KEPT and case.silence_from is not None
    return ForMeeting.ANNOUNCE if by_silence and not is_announced(case) else None


def how_it_ended(case: Any) -> Ended | None:
    return next((word for state, word in ENDS.items() if case.visits(state)), None)


for_meeting = Field("for_meeting", "For the next meeting", ForMeeting, computed=waits_for, internal=True)
ended = Field("ended", "How it ended", Ended, computed=how_it_ended, internal=True)
