"""DEC: the Steering Committee decides, advises or guides; by consensus, and silence is not support (DOMAIN 5.1, 5.2, 7.2, 11a)."""

from __future__ import annotations

from typing import Any

from engine.definition import (
    ANYWHERE, HERE, OPENER, THIS_TASK, AdoptSetting, AssignNumber, CaseDefinition, Chain, ClockPanel, Edit, Freeze, MatrixPanel, Outcome,
    PositionsPanel, Register, Reminder, Reopen, Set, TaskDefinition, TextPanel, at, days, each_seat, either, filled, guard, has, hours,
    linked, months, named, unless, working_days,
)
from workflows._shared import CHAIR, COMMITTEE, DONE, MEMBER, OFFICE, ROTATION, SC_RESTRICTED, SECRETARIAT, ties
from workflows.consensus_decision.words import (
    ADOPTED, ADVISED, ANNOUNCED, ANSWERED, BROKEN, CIRCULATED, CONSENSUS, CONSULTATION, DELIBERATION, DRAFT, DRAFTING, EXTRACT,
    IMPLEMENTED, IMPORTANT, JOINT, KEPT, NORMAL, NOTICE_SHARE, NOT_ADOPTED, NO_OBJECTION, PAPER, PRESIDING, REVIEW, REVIEWED, REVISING,
    SHEET, SHORTEST, SILENCE, SILENCE_SUBJECTS, STATEMENTS, SUPERSEDED, TEXT, URGENT, WITHDRAWN, Followed, Method, Nature, Subject,
    accepted_gaps, account, announced_in, background, broken_round, confirmation, expires_at, extensions, first_end, followed, lead,
    meets_at, method, moved, nature, progress, setting_key, setting_value, significant, silence_from, statement, subject, urgency, waiver,
)
from workflows.consensus_decision.meetings import ended, for_meeting
from workflows.consensus_decision.positions import (
    BREAKING, MEDIATE, METHOD, NOTE_RISK, POSITION, all_support, everyone_agrees, no_consensus, nobody_against, nobody_objects_strongly,
    requests_settled, risk_unnoted, somebody_supports, something_to_lift, unbroken,
)
from workflows.consensus_decision.rules import (
    DECLARING, consulted, due_ahead, gaps_accepted, in_time_for_meeting, is_activity, is_decision, lead_is_seated,
    resources_are_advice, review_complete, setting_by_terms, setting_fits, went_out_in_time,
)
from workflows.consensus_decision.silence import (
    CONSENT, EXTENSION, GRANT, RULE_ON_TIME, adopts_no_setting, all_had_notice, another_period, by_silence, expiry,
    nobody_objects_to_silence, not_moved_yet, now, period_over, present_end, resumed_expiry, same_text, short_expiry, silence_enabled,
    still_running,
)

__all__ = [
    "BREAKING", "CONSULTATION", "DECLARING", "GRANT", "METHOD", "Method", "Nature", "POSITION", "SILENCE_SUBJECTS", "Subject",
    "broken_round", "definition", "expires_at", "extensions", "moved", "period_over", "silence_from", "something_to_lift",
]

@guard("Say why the advice was not followed, or only in part.", rule="DOMAIN-5.1")
def accounted(case: Any, answer: Any) -> bool:
    return answer.followed is Followed.FOLLOWED or bool(answer.account)


CONFIRM = TaskDefinition("confirm", "Confirm the adoption in writing", PRESIDING, during=(*ADOPTED, ANNOUNCED), outcomes=(DONE,),
                         asks=(confirmation,), due=hours(24), button="Confirm it")
ACCOUNTED = Outcome("done", "Done", when=(accounted,), mark="holds")
EXPLAINED = Outcome("done", "Done", mark="holds", then=(Freeze(THIS_TASK, STATEMENTS),))
EXPLAIN = TaskDefinition("explain", "Explain your position", each_seat(MEMBER), during=KEPT, optional=True, closes=working_days(5),
                         asks=(statement,), outcomes=(EXPLAINED,), changeable=True)
IMPLEMENT = TaskDefinition("implement", "Confirm implementation", named(lead, MEMBER), during=(ANNOUNCED,), outcomes=(DONE,),
                           due=months(12), when=(filled(lead),), recorders=OFFICE, button="Confirm")
REPORT = TaskDefinition("report", "Report on implementation", named(lead, MEMBER), during=(ANNOUNCED,), outcomes=(DONE,), asks=(progress,),
                        due=months(3), every=months(3), when=(filled(lead),), button="Report")
ACCOUNT = TaskDefinition("account", "Say what was done with the advice", named(lead, MEMBER), during=(ADVISED,), outcomes=(ACCOUNTED,),
                         asks=(followed, account), due=working_days(20), when=(filled(lead),), recorders=OFFICE, button="Say it")

# What must hold whenever the text goes out or is adopted: in deliberation the Secretariat may still change the file.
SOUND = [resources_are_advice, review_complete, gaps_accepted, consulted, setting_by_terms, setting_fits]
OPENING_SILENCE = [silence_enabled, adopts_no_setting, is_decision, by_silence, nobody_objects_to_silence, unbroken, *SOUND]
BEGIN_SILENCE = [Set(silence_from, now), Set(expires_at, expiry), Set(first_end, expiry), Set(extensions, 0), Set(moved, False)]
NO_SILENCE = [Set(silence_from, None)]


@guard("The method is silence, and no member objects to it: put it to silence.", short="It cannot be put to silence")
def not_for_silence(case: Any) -> bool:
    return not all(rule.holds(case) for rule in OPENING_SILENCE)


ADOPT = [AssignNumber("DEC"), Freeze(POSITION, SHEET), Freeze(REVIEWED, REVIEW), AdoptSetting(setting_key, setting_value)]
PUBLISH = [Freeze((nature, subject, announced_in, TEXT), EXTRACT)]
COMPLETE = [has(TEXT), filled(background, nature, subject, method), *SOUND, in_time_for_meeting]
CLOCK = ClockPanel("Silence", silence_from, expires_at, (SILENCE, BROKEN, NO_OBJECTION, CONSENSUS), POSITION)

definition = CaseDefinition(
    key="consensus-decision", version=1, code="DEC", title="Committee decision", opened_by=COMMITTEE, initial=DRAFT, level=SC_RESTRICTED,
    about="The Committee decides by consensus, gives advice, or guides. A text is circulated, members take positions, the chair declares.",
    fields=(nature, subject, method, urgency, background, lead, significant, waiver, meets_at, accepted_gaps, setting_key, setting_value,
            silence_from, expires_at, first_end, extensions, moved, broken_round, announced_in, for_meeting, ended),
    documents=(TEXT, PAPER, CONSULTATION, REVIEW, SHEET, STATEMENTS, EXTRACT), items=(REVIEWED,),
    links=ties("consulted_through", "supersedes", "originates_from", "informs"), decided_ties=("supersedes",),
    settings=(SILENCE_SUBJECTS, URGENT, NORMAL, IMPORTANT, SHORTEST, NOTICE_SHARE, ROTATION),
    publishes=(nature, subject, setting_key, for_meeting, ended),
    edit=tuple(Edit(rule.by, rule.during, (nature, subject, method, urgency, background, lead, significant, waiver, meets_at, accepted_gaps,
                                           setting_key, setting_value)) for rule in (DRAFTING, REVISING)),
    tasks=(POSITION, METHOD, MEDIATE, EXTENSION, RULE_ON_TIME, CONSENT, CONFIRM, EXPLAIN, IMPLEMENT, REPORT, ACCOUNT), remarks_by=COMMITTEE,
    reminders=(
        Reminder("Ten working days have passed since silence was broken.", working_days(10), to=CHAIR, during=(BROKEN,)),
        Reminder("Unresolved for 60 days: should it be withdrawn?", days(60), to=CHAIR, during=(BROKEN, DELIBERATION)),
    ),
    transitions=[
        DRAFT.to(CIRCULATED, "circulate", "Circulate the text", by=OFFICE | PRESIDING, when=COMPLETE,
                 says="The members receive the text. It stays as it is until the chair sends it back."),
        CIRCULATED.to(DELIBERATION, "deliberate", "Open deliberation", by=PRESIDING, asks=(expires_at,), when=[not_for_silence, due_ahead],
                      then=NO_SILENCE),
        either(CIRCULATED, DELIBERATION).to(SILENCE, "open_silence", "Put it to silence", by=PRESIDING, when=OPENING_SILENCE,
                                            then=[*BEGIN_SILENCE, Reopen(POSITION)],
                                            says="The period begins now. Without an objection the text is adopted."),
        SILENCE.to(BROKEN, "break", "Silence is broken", when=[~unbroken],
                   then=[Set(broken_round, lambda case: case.round(POSITION))]),
        SILENCE.to(HERE, "wait_for_notice", "The period is moved: a member had no notice", after=at(expires_at),
                   when=[~all_had_notice, not_moved_yet],
                   then=[Set(silence_from, now), Set(expires_at, another_period), Set(first_end, present_end), Set(moved, True)]),
        SILENCE.to(DELIBERATION, "no_notice", "Not every member had notice", after=at(expires_at), when=[~all_had_notice],
                   then=[Set(expires_at, None), *NO_SILENCE]),
        SILENCE.to(CONSENSUS, "adopt_unanimously", "Adopted at the end of silence, all supporting", after=at(expires_at),
                   when=[unbroken, all_had_notice, all_support], then=ADOPT),
        SILENCE.to(NO_OBJECTION, "adopt_in_silence", "Adopted at the end of silence", after=at(expires_at),
                   when=[unbroken, all_had_notice, ~all_support], then=ADOPT),
        BROKEN.to(SILENCE, "resume_silence", "Silence goes on", when=[*OPENING_SILENCE, still_running, same_text],
                  then=[Set(expires_at, resumed_expiry)]),
        BROKEN.to(SILENCE, "renew_silence", "Open a short new period", by=PRESIDING, when=[*OPENING_SILENCE, same_text, period_over],
                  then=[Set(silence_from, now), Set(expires_at, short_expiry), Set(first_end, present_end), Set(extensions, 0),
                        Set(moved, False), Reopen(EXTENSION)]),
        BROKEN.to(DELIBERATION, "take_to_deliberation", "Take it to deliberation", by=PRESIDING, asks=(expires_at,), when=[due_ahead],
                  then=NO_SILENCE),
        either(BROKEN, DELIBERATION).to(CIRCULATED, "circulate_revised", "Circulate a revised text", by=OFFICE | PRESIDING,
                                        when=[nobody_against, *COMPLETE],
                                        says="A new round begins. Positions on the old text stay on record and count no more."),
        DELIBERATION.to(CONSENSUS, "declare_consensus", "Declare consensus", by=DECLARING,
                        when=[is_decision, *SOUND, went_out_in_time, requests_settled, everyone_agrees, somebody_supports],
                        then=ADOPT),
        DELIBERATION.to(JOINT, "declare_joint_decision", "Declare a joint decision", by=DECLARING,
                        when=[is_decision, is_activity, *SOUND, went_out_in_time, requests_settled, nobody_objects_strongly,
                              somebody_supports, no_consensus],
                        then=ADOPT, says="Concerns stay on record beside the decision, by organization."),
        DELIBERATION.to(NOT_ADOPTED, "declare_not_adopted", "Declare it not adopted", by=DECLARING, reason=True,
                        when=[is_decision, requests_settled, no_consensus], then=[Freeze(POSITION, SHEET)]),
        DELIBERATION.to(ADVISED, "give_advice", "Give the advice", by=DECLARING, then=[AssignNumber("ADV"), Freeze(POSITION, SHEET)],
                        when=[unless("This is a decision: declare what the Committee decides.", is_decision, short="It is advice"),
                         requests_settled, lead_is_seated]),
        either(DELIBERATION, BROKEN).to(HERE, "note_risk", "A risk is noted", when=[risk_unnoted], then=[NOTE_RISK]),
        ADVISED.to(ANSWERED, "answer_advice", "The advice is answered", when=[ACCOUNT.answered()]),
        either(*ADOPTED).to(ANNOUNCED, "announce", "Announce the decision", by=SECRETARIAT, asks=(announced_in,), then=PUBLISH,
                            says="A public extract is made: number, title, nature, subject, text, result and where it is announced, "
                                 "without the positions."),
        ANNOUNCED.to(IMPLEMENTED, "implemented", "It is implemented", when=[IMPLEMENT.answered()]),
        either(*KEPT).to(SUPERSEDED, "supersede", "A later decision supersedes it", when=[linked("supersedes", "adopted", incoming=True)]),
        ANYWHERE(SILENCE, *ADOPTED, ADVISED, ANNOUNCED).to(WITHDRAWN, "withdraw", "Withdraw the item", by=OPENER | OFFICE | PRESIDING,
                                                           reason=True, side=True),
    ],
    panels=(TextPanel("Text for decision", TEXT), PositionsPanel("Positions by seat", POSITION),
            MatrixPanel("Principles review", REVIEWED, when=(is_activity,)),
            CLOCK, Chain("Linked cases", ("originates_from", "decided_by", "supersedes"))),
    register=Register("Decisions", "decisions", ("number", "title", "state", "date"), heading="Decision", second="subject",
                      filters=("state", "subject", "method", "nature"), prepare="Prepare a decision", order=10,
                      seat_marks=POSITION, marks_label="Positions", running=CLOCK, running_label="Silence running now",
                      presides=PRESIDING, desk_label="Chair’s desk",
                      desk=("rule_on_time", "mediate", "circulated", "broken", "deliberation")),
)
