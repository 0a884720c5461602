"""Rules of a decision: what must be there before the text goes out, and who declares when an organization stands against it."""

from __future__ import annotations

from typing import Any

from engine.definition import guard, linked, missing, named, working_days
from workflows._shared import CHAIR, COCHAIR, MEMBER, order_of_presiding, unnamed_gaps, unrated
from workflows.consensus_decision.words import CIRCULATED, CONSULTATION, REVIEWED, Method, Nature, Subject, lead
from workflows.consensus_decision.positions import BREAKING, standing


@guard("Only an activity may be decided jointly against a concern.", rule="GOV-03", short="It is about an activity")
def is_activity(case: Any) -> bool:
    return case.subject is Subject.IMPLEMENT_ACTIVITY


@guard("This is advice: it is given, not adopted.", short="It is a decision or guidance, not advice")
def is_decision(case: Any) -> bool:
    return case.nature is not Nature.ADVICE


@guard("A resource allocation is always advice.", short="Resources are a matter of advice")
def resources_are_advice(case: Any) -> bool:
    return case.subject is not Subject.RESOURCE_ALLOCATION or case.nature is Nature.ADVICE


@missing("A decision on an activity needs its complete principles review. Not rated: {}.", rule="PRI-01",
         short="All 11 principles are reviewed")
def review_complete(case: Any) -> list[str]:
    return unrated(case.rows(REVIEWED)) if is_activity.holds(case) else []


@missing("Name by number the principles that are not met, and say why that is accepted: {}.", rule="PRI-01",
         short="Principles not met are accepted by name")
def gaps_accepted(case: Any) -> list[str]:
    return unnamed_gaps(case.rows(REVIEWED), case.accepted_gaps) if is_activity.holds(case) else []


@guard("A significant matter needs a reported consultation, or the recorded reason why none is held.", rule="GOV-19",
       short="Consulted, or the reason why not is recorded")
def consulted(case: Any) -> bool:
    held = case.document(CONSULTATION) is not None or linked("consulted_through", "reported").holds(case)
    return not case.significant or bool(case.waiver) or held


@guard("Documents go out 5 working days before the meeting.", short="Documents go out 5 working days before the meeting")
def in_time_for_meeting(case: Any) -> bool:
    if case.method is not Method.MEETING or case.meets_at is None:
        return True
    return bool(case.after(case.at, working_days(5)) <= case.meets_at)


@guard("The documents went out less than 5 working days before the meeting: hold it later.", short="The documents went out in time")
def went_out_in_time(case: Any) -> bool:
    sent = case.since(CIRCULATED)
    return case.method is not Method.MEETING or None in (sent, case.meets_at) or bool(case.after(sent, working_days(5)) <= case.meets_at)


@missing("Name the organization it is given to, a member: {}.", short="It is given to a member")
def lead_is_seated(case: Any) -> list[Any]:
    return [] if case.lead in case.seated(MEMBER) else [case.lead or lead.label]


@guard("Only a decision on the Terms of Reference adopts a setting.", rule="11a", short="Settings are adopted with the Terms of Reference")
def setting_by_terms(case: Any) -> bool:
    return case.setting_key is None or case.subject is Subject.GOVERNANCE_TOR


@guard("This setting cannot take that value.", short="The value fits the setting")
def setting_fits(case: Any) -> bool:
    return case.setting_key is None or bool(case.fits(case.setting_key, case.setting_value))


@guard("The positions are due at a time that lies ahead.")
def due_ahead(case: Any, answer: Any) -> bool:
    return answer.expires_at is None or bool(answer.expires_at > case.at)


@guard("There is no chair, or the chair's organization stands against it; the co-chair declares.", rule="DOMAIN-2.2")
def chair_is_free(case: Any) -> bool:
    return case.holder(CHAIR) not in (None, *standing(case, *BREAKING))


@guard("There is no co-chair either, or its organization stands against it as well; the next member in the rotation declares.", rule="11a")
def cochair_is_free(case: Any) -> bool:
    return case.holder(COCHAIR) not in (None, *standing(case, *BREAKING))


def next_in_rotation(case: Any) -> Any:
    """The next member after the co-chair, in the order of rotation, that may preside and does not stand against it; or nobody."""
    against, order, cochair = standing(case, *BREAKING), order_of_presiding(case), case.holder(COCHAIR)
    place = order.index(cochair) + 1 if cochair in order else 0
    return next((each for each in [*order[place:], *order[:place]] if each not in against), None)


DECLARING = (
    CHAIR.when(chair_is_free) | COCHAIR.when(~chair_is_free, cochair_is_free)
    | named(next_in_rotation, MEMBER).when(~chair_is_free, ~cochair_is_free)
)
