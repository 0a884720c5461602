"""Positions on a text: one seat, one answer on this very text; what stands of them decides."""

from __future__ import annotations

from typing import Any

from engine.definition import (
    BEFORE_END, Open, Outcome, Reminder, TaskDefinition, at, each_answer, each_seat, guard, hours, missing, percent, working_days,
)
from workflows._shared import DONE, MEMBER, OFFICE
from workflows.consensus_decision.words import (
    BROKEN, CIRCULATED, CONSULTATION, DELIBERATION, PAPER, PRESIDING, REVIEWED, SILENCE, TEXT, accepted_gaps, background, comment,
    contact, expires_at, lead, nature, setting_key, setting_value, significant, silence_from, subject, waiver, words,
)

SUPPORT = Outcome("support", "Support", mark="support")
WITH_COMMENT = Outcome("support_with_comment", "Support, with a comment", asks=(comment,), mark="support_comment",
                       says="Your comment goes into the record.")
ABSTAIN = Outcome("abstain", "Abstain", mark="abstain", says="Your organization does not stand in the way.")
CONCERN = Outcome("concern", "Concern", reason=True, firm=True, mark="concern",
                  says="Breaks the silence. Can later be recorded beside a joint decision.")
STRONG = Outcome("strong_objection", "Strong objection", reason=True, firm=True, mark="strong_objection",
                 says="Breaks the silence and prevents adoption while it stands.")
AMENDMENT = Outcome("amendment", "Amendment", asks=(words,), reason=True, firm=True, mark="amendment",
                    says="Breaks the silence. You propose other words; a new round begins.")
DISCUSS = Outcome("request_discussion", "Request a discussion", reason=True, firm=True, mark="discussion",
                  says="Breaks the silence. The chair puts it to a meeting.")
BREAKING = (CONCERN, STRONG, AMENDMENT, DISCUSS)
RUNNING = (DELIBERATION, SILENCE)  # while silence is broken no period runs, so none comes to its end
AGREEING = (SUPPORT, WITH_COMMENT, ABSTAIN)


def standing(case: Any, *outcomes: Outcome) -> set[Any]:
    """The members whose standing position is one of these."""
    return {position.party for position in case.positions(POSITION, *outcomes)}


@guard("Only an objection or a request can be lifted.")
def something_to_lift(case: Any, answer: Any) -> bool:
    return answer.party in standing(case, *BREAKING)


LIFT = Outcome("lift", "Lift it, without a position", when=(something_to_lift,), takes_back=True, mark="no_position",
               says="Takes back your objection or request. Your organization then has no position.")
# All that is decided: who agrees, agrees to this, and a change of any of it begins a new round.
DECIDED = (TEXT, PAPER, CONSULTATION, REVIEWED, nature, subject, background, lead, significant, waiver, accepted_gaps, setting_key,
           setting_value)
POSITION = TaskDefinition(
    "position", "Take a position", each_seat(MEMBER), during=(DELIBERATION, SILENCE, BROKEN),
    binds=DECIDED, changeable=True, late=True, due=at(expires_at), recorders=OFFICE,
    outcomes=(SUPPORT, WITH_COMMENT, ABSTAIN, AMENDMENT, DISCUSS, CONCERN, STRONG, LIFT),
    remind=(Reminder("Half of the period is over, and there is no position yet.", percent(50, since=silence_from), during=RUNNING),
            Reminder("The period ends in 24 hours.", BEFORE_END - hours(24), during=RUNNING)),
)
METHOD = TaskDefinition(
    "method", "Object to deciding by silence", each_seat(MEMBER), during=(CIRCULATED,), optional=True, recorders=OFFICE,
    outcomes=(Outcome("object_to_silence", "Discuss it instead", reason=True, mark="discussion"),),
)
MEDIATE = TaskDefinition(
    "mediate", "Mediate the objection", each_answer(POSITION, PRESIDING, *BREAKING), during=(BROKEN, DELIBERATION), asks=(contact,),
    outcomes=(DONE,), due=working_days(10), button="Record it",
)


def standing_or_none(case: Any) -> list[Any]:
    """The members who stand against it in any way."""
    return sorted(standing(case, *BREAKING), key=str)


@missing("Not in support: {}.", short="Every member supports or abstains")
def everyone_agrees(case: Any) -> list[Any]:
    agreed = standing(case, *AGREEING)
    return [member for member in case.roll(POSITION) if member not in agreed]


@guard("No member supports it.", short="At least one member supports it")
def somebody_supports(case: Any) -> bool:
    return bool(standing(case, SUPPORT, WITH_COMMENT))


@missing("Strong objection by {}.", rule="GOV-03", short="No member strongly objects")
def nobody_objects_strongly(case: Any) -> list[Any]:
    return sorted(standing(case, STRONG), key=str)


@guard("No risk is to be noted.")
def risk_unnoted(case: Any) -> bool:
    """Somebody stands strongly against it, and no risk is tied to it yet; a house without risks notes none (DOMAIN 7.19)."""
    return case.knows("risk") and not case.links("threatens", incoming=True) and not nobody_objects_strongly.holds(case)


def agreement_at_risk(case: Any) -> str:
    """What may happen, without a word on who objects."""
    return f"The Committee does not come to agree on: {case.title}"


# Of the same level as the decision, and noted once: it tells nobody more than the positions do, and decides nothing.
NOTE_RISK = Open(
    "risk", "threatens", back=True, by_hand=True, title=agreement_at_risk,
    carry={"event": agreement_at_risk, "cause": "There is a strong objection to it.", "category": "INTER_AGENCY"},
)


@missing("Still to be settled, by new words or by lifting it: {}.", short="Amendments and requests for discussion are settled")
def requests_settled(case: Any) -> list[Any]:
    return sorted(standing(case, AMENDMENT, DISCUSS), key=str)


@guard("There is consensus: declare that.")
def no_consensus(case: Any) -> bool:
    return not (everyone_agrees.holds(case) and somebody_supports.holds(case))


@missing("Silence is broken by {}.", short="No member breaks the silence")
def unbroken(case: Any) -> list[Any]:
    return standing_or_none(case)


@missing("Without support: {}.")
def all_support(case: Any) -> list[Any]:
    supported = standing(case, SUPPORT, WITH_COMMENT)
    return [member for member in case.roll(POSITION) if member not in supported]


@missing("Stand against this text as it is: {}. Revise it first, or deliberate.", short="No member stands against this very text")
def nobody_against(case: Any) -> list[Any]:
    return standing_or_none(case)
