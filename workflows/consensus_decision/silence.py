"""The silence procedure: its beginning and end, notice, more time. Silence is never support."""

from __future__ import annotations

from typing import Any

from engine.definition import Outcome, Set, TaskDefinition, at, each_answer, each_seat, guard, hours, missing
from workflows._shared import MEMBER, OFFICE
from workflows.consensus_decision.words import (
    BROKEN, LENGTHS, NOTICE_SHARE, PRESIDING, SHORTEST, SILENCE, SILENCE_SUBJECTS, Method, Urgency, expires_at, extensions,
    until,
)
from workflows.consensus_decision.positions import METHOD, POSITION


@guard("The Committee has not opened silence to this subject.", rule="DOMAIN-5.2", short="Silence is open to this subject")
def silence_enabled(case: Any) -> bool:
    return case.subject is not None and case.subject.name in case.setting(SILENCE_SUBJECTS)


@guard("A setting is never adopted by silence.", rule="11a", short="No setting is adopted by silence")
def adopts_no_setting(case: Any) -> bool:
    return case.setting_key is None


@missing("Asked to discuss it instead of deciding by silence: {}.", short="No member objects to deciding by silence")
def nobody_objects_to_silence(case: Any) -> list[Any]:
    return [position.party for position in case.positions(METHOD)]


@guard("The method of this item is not silence.", short="The method is silence")
def by_silence(case: Any) -> bool:
    return case.method is Method.SILENCE


def has_period(case: Any) -> bool:
    """Whether a period of silence was ever opened."""
    return case.silence_from is not None and case.expires_at is not None


@missing("Had no notice in time: {}.", rule="DESIGN-5", short="Every member had notice in time")
def all_had_notice(case: Any) -> list[Any]:
    if not has_period(case):
        return list(case.roll(POSITION))
    half = case.silence_from + (case.expires_at - case.silence_from) * case.setting(NOTICE_SHARE) / 100
    told = {member: case.noticed(POSITION, member) for member in case.roll(POSITION)}
    return [member for member, when in told.items() if when is None or when > half]


@guard("The period was moved once already.")
def not_moved_yet(case: Any) -> bool:
    return not case.moved


@guard("The text was changed after silence was broken: circulate it.", short="The text is the one on which silence was broken")
def same_text(case: Any) -> bool:
    return bool(case.round(POSITION) == case.broken_round)


@guard("The period that was broken is over.")
def still_running(case: Any) -> bool:
    return has_period(case) and bool(case.expires_at > case.at)


@guard("The period that was broken is not over: when the objection is lifted, silence goes on by itself.")
def period_over(case: Any) -> bool:
    return not still_running.holds(case)


@guard("Your organization has asked for more time in this period already.")
def not_asked_yet(case: Any, answer: Any) -> bool:
    return answer.party not in {position.party for position in case.positions(EXTENSION)}


@guard("An extension is at most as long as the period was at first.")
def not_longer(case: Any, answer: Any) -> bool:
    return has_period(case) and bool(answer.until - case.expires_at <= case.first_end - case.silence_from)


@guard("The new end lies after the present one.")
def later(case: Any, answer: Any) -> bool:
    return has_period(case) and bool(answer.until > case.expires_at)


@guard("Silence is broken: more time is a matter of a period that runs.")
def running(case: Any, answer: Any) -> bool:
    return case.state is SILENCE


@guard("Nobody has asked for another extension.")
def another_asked(case: Any) -> bool:
    return bool(case.extensions) and bool(case.unanswered(RULE_ON_TIME))


@missing("A second extension needs the consent of all. Not given by {}.", rule="11a")
def first_or_all_consent(case: Any, answer: Any) -> list[Any]:
    consenting = {position.party for position in case.positions(CONSENT, CONSENTS)}
    return [member for member in case.roll(POSITION) if member not in consenting] if case.extensions else []


def expiry(case: Any) -> Any:
    """The end of a period that begins now: never shorter than the least, never on a weekend or holiday."""
    end = max(case.after(case.at, LENGTHS[case.urgency or Urgency.NORMAL]), case.after(case.at, hours(SHORTEST)))
    return case.calendar.open_hour(end)


def another_period(case: Any) -> Any:
    """One full period after the present end."""
    return case.calendar.open_hour(case.after(case.expires_at, LENGTHS[case.urgency or Urgency.NORMAL]))


def short_expiry(case: Any) -> Any:
    return case.calendar.open_hour(case.after(case.at, hours(SHORTEST)))


def resumed_expiry(case: Any) -> Any:
    """The old end, but at least 24 hours from now."""
    return case.calendar.open_hour(max(case.expires_at, case.after(case.at, hours(24))))


def present_end(case: Any) -> Any:
    return case.expires_at


def now(case: Any) -> Any:
    return case.at


CONSENTS = Outcome("consent", "Consent", mark="support", says="Another extension is granted only if every member consents.")
GRANT = Outcome("grant", "Grant more time", asks=(until,), when=(running, later, not_longer, first_or_all_consent), mark="holds",
                then=(Set(expires_at, lambda case: case.calendar.open_hour(case.answer.until)),
                      Set(extensions, lambda case: (case.extensions or 0) + 1)))
PERIOD = (SILENCE, BROKEN)  # one period, also where it was broken and goes on: what was asked in it stays asked
EXTENSION = TaskDefinition(
    "extension", "Ask for more time", each_seat(MEMBER), during=PERIOD, optional=True, closes=at(expires_at),
    outcomes=(Outcome("ask", "Ask for an extension", reason=True, when=(running, not_asked_yet), mark="waiting"),),
)
RULE_ON_TIME = TaskDefinition(
    "rule_on_time", "Grant or refuse more time", each_answer(EXTENSION, PRESIDING), during=PERIOD, due=at(expires_at),
    button="Rule on it",
    outcomes=(GRANT, Outcome("refuse", "Refuse", reason=True, when=(running,), mark="missing")),
)
CONSENT = TaskDefinition(
    "consent", "Consent to another extension", each_seat(MEMBER), during=PERIOD, when=(another_asked,), binds=(extensions,),
    outcomes=(CONSENTS, Outcome("refuse", "Do not consent", reason=True, mark="missing")), closes=at(expires_at), changeable=True,
    recorders=OFFICE, button="Answer",
)
