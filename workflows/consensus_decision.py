"""DEC: the Steering Committee decides, advises or guides; by consensus, and silence is not support (DOMAIN 5.1, 5.2, 7.2, 11a)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    ANYWHERE, BEFORE_END, HERE, INSTANT, LONG, NUMBER, OPENER, ORGANIZATION, SETTING, VALUE, YES_NO, AdoptSetting, AssignNumber,
    CaseDefinition, Chain, ClockPanel, DocumentDefinition, Edit, Field, Freeze, MatrixPanel, Outcome, PositionsPanel, Register,
    Reminder, Reopen, Set, Setting, State, TaskDefinition, TextPanel, at, days, each_answer, each_seat, either, filled, guard, has,
    hours, linked, missing, months, named, percent, unless, working_days,
)
from workflows._shared import (
    CHAIR, COCHAIR, COMMITTEE, DONE, MEMBER, OFFICE, ROTATION, SC_RESTRICTED, SECRETARIAT, principles, ties, unmet, unrated,
)


class Nature(StrEnum):
    DECISION = "Decision"
    ADVICE = "Advice"
    GUIDANCE = "Guidance"


class Subject(StrEnum):
    IMPLEMENT_ACTIVITY = "Implement an activity"
    TOOL_OR_MECHANISM = "Tool or mechanism"
    COUNTRY_REGION_SELECTION = "Selection of countries or regions"
    THEME_SECTOR_SELECTION = "Selection of themes or sectors"
    PRIORITY = "Priority"
    WORKPLAN = "Workplan"
    GOVERNANCE_TOR = "Terms of Reference"
    LETTER_OF_AGREEMENT = "Letter of Agreement"
    MEMBERSHIP = "Membership"
    MEMBERSHIP_PROCEDURE = "Membership procedure"
    CHAIR = "Chair and co-chair"
    REPORT_DIRECTION = "Direction for a report"
    RESOURCE_ALLOCATION = "Resource allocation"
    AWARD = "Award"
    OTHER = "Other"


class Method(StrEnum):
    MEETING = "At a meeting"
    WRITTEN = "In writing"
    SILENCE = "Silence procedure"


class Urgency(StrEnum):
    URGENT = "Urgent"
    NORMAL = "Normal"
    IMPORTANT = "Important"


class Followed(StrEnum):
    FOLLOWED = "Followed"
    PARTLY = "Partly followed"
    NOT_FOLLOWED = "Not followed"


# Numbers and lists that the Committee adopts; silence is off for every subject until it does.
SILENCE_SUBJECTS = Setting("silence_subjects", "Subjects open to silence", (), Subject, many=True, decided=True)
URGENT = Setting("silence_urgent", "Silence period, urgent (hours)", 72, decided=True)
NORMAL = Setting("silence_normal", "Silence period, normal (working days)", 5, decided=True)
IMPORTANT = Setting("silence_important", "Silence period, important (working days)", 10, decided=True)
SHORTEST = Setting("silence_shortest", "Shortest silence period (hours)", 72, decided=True)
NOTICE_SHARE = Setting("silence_notice_share", "Notice must come before this share of the period (percent)", 50, decided=True)
LENGTHS = {Urgency.URGENT: hours(URGENT), Urgency.NORMAL: working_days(NORMAL), Urgency.IMPORTANT: working_days(IMPORTANT)}

nature = Field("nature", "Nature", Nature, required=True, default="DECISION", help="Advice is given, never adopted.")
subject = Field("subject", "Subject", Subject, required=True)
significant = Field("significant", "Significant", YES_NO, default=False, help="Themes, countries, regions, strategy (GOV-19).")
waiver = Field("waiver", "Why no consultation is held", LONG, help="For a significant matter without a reported consultation.")
method = Field("method", "Method", Method, required=True, default="MEETING")
urgency = Field("urgency", "Urgency", Urgency, default="NORMAL", help="Decides how long silence runs.")
background = Field("background", "Background", LONG, required=True)
lead = Field("lead", "Lead organization", ORGANIZATION, help="Implements it and reports; for advice, the organization it is given to.")
meets_at = Field("meets_at", "Meeting", INSTANT, help="Documents go out 5 working days before.")
accepted_gaps = Field("accepted_gaps", "Principles not met, and why that is accepted", LONG)
setting_key = Field("setting_key", "Setting that this decision adopts", SETTING)
setting_value = Field("setting_value", "Its value", VALUE, help="Several are divided by commas.")
silence_from = Field("silence_from", "Silence since", INSTANT)
expires_at = Field("expires_at", "Positions are due", INSTANT)
extensions = Field("extensions", "Extensions granted", NUMBER, default=0)
moved = Field("moved", "Moved because a member had no notice", YES_NO, default=False, internal=True)
broken_round = Field("broken_round", "Round in which silence was broken", NUMBER, internal=True)
until = Field("until", "Extended until", INSTANT, required=True)
all_agree = Field("all_agree", "All members consent to another extension", YES_NO)
comment = Field("comment", "Comment", LONG, required=True)
words = Field("words", "Proposed words", LONG)
statement = Field("statement", "Explanation of position", LONG, required=True)
contact = Field("contact", "Contact with the member, options, outcome", LONG, required=True)
progress = Field("progress", "Progress", LONG, required=True)
followed = Field("followed", "Was the advice followed?", Followed, required=True)
account = Field("account", "What was done with it", LONG)

DRAFT = State("draft", "Draft", due=working_days(20), moment="The text is being drafted.")
CIRCULATED = State("circulated", "Circulated", due=working_days(10), moment="The text is circulated. The chair opens the next step.")
DELIBERATION = State("deliberation", "In deliberation", due=working_days(20), tone="run", moment="The Committee deliberates.")
SILENCE = State("silence", "Silence period", tone="run", waits="the end of the period",
                moment="Silence is running. It ends {expires_at}.")
BROKEN = State("broken", "Silence broken", due=working_days(10), tone="warn", moment="Silence is broken. The chair takes the next step.")
CONSENSUS = State("adopted_consensus", "Adopted by consensus", result="adopted", due=hours(24), tone="ok",
                  moment="Adopted by consensus.")
NO_OBJECTION = State("adopted_no_objection", "Adopted, no objection received", result="adopted", due=hours(24), tone="ok",
                     moment="No objection received ({position.unanswered} without position). Silence is not support.")
JOINT = State("adopted_joint", "Adopted, no member strongly objecting", result="adopted", due=hours(24), tone="ok",
              moment="Adopted as a joint decision, no member strongly objecting.")
ADVISED = State("advised", "Advice given", result="advice given", tone="ok", waits="the lead organization's account",
                moment="Advice is given. It is not a decision.")
ANNOUNCED = State("announced", "Announced", result="adopted", tone="ok", waits="implementation", moment="The decision is announced.")
IMPLEMENTED = State("implemented", "Implemented", result="adopted", final=True, tone="ok", moment="The decision is implemented.")
ANSWERED = State("advice_answered", "Advice given and answered", result="advice given", final=True, tone="ok",
                 moment="Advice was given, and its use is on record.")
NOT_ADOPTED = State("not_adopted", "Not adopted", result="not adopted", final=True, moment="The text was not adopted.")
WITHDRAWN = State("withdrawn", "Withdrawn", result="withdrawn", final=True, moment="The item was withdrawn.")
SUPERSEDED = State("superseded", "Superseded", result="superseded", final=True, moment="A later decision supersedes this one.")
ADOPTED = (CONSENSUS, NO_OBJECTION, JOINT)
KEPT = (*ADOPTED, ANNOUNCED, IMPLEMENTED)

PRESIDING = CHAIR | COCHAIR
DRAFTING = Edit(OPENER | OFFICE | PRESIDING, (DRAFT,))
REVISING = Edit(OFFICE | PRESIDING, (BROKEN, DELIBERATION))
TEXT = DocumentDefinition("text", "Decision text", edit=(DRAFTING, REVISING), help="Every answer is given on this version, by its hash.")
SHEET = DocumentDefinition("sheet", "Positions sheet")
REVIEW = DocumentDefinition("review", "Principles review")
PAPER = DocumentDefinition("paper", "Background paper", edit=(DRAFTING, REVISING))
CONSULTATION = DocumentDefinition("consultation", "Report of the consultation", edit=(DRAFTING, REVISING),
                                  help="Of a consultation held elsewhere: who was asked, and what they said.")
REVIEWED = principles(DRAFTING, REVISING)

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
AGREEING = (SUPPORT, WITH_COMMENT, ABSTAIN)


def standing(case: Any, *outcomes: Outcome) -> set[Any]:
    """The members whose standing position is one of these."""
    return {position.party for position in case.positions(POSITION, *outcomes)}


@guard("Only an objection or a request can be lifted.")
def something_to_lift(case: Any, answer: Any) -> bool:
    return answer.party in standing(case, *BREAKING)


LIFT = Outcome("lift", "Lift it, without a position", when=(something_to_lift,), mark="no_position",
               says="Takes back your objection or request. Your organization then has no position.")
POSITION = TaskDefinition(
    "position", "Take a position", each_seat(MEMBER), during=(DELIBERATION, SILENCE, BROKEN),
    binds=(TEXT, REVIEWED, nature, subject, setting_key, setting_value), changeable=True, late=True, due=at(expires_at), recorders=OFFICE,
    outcomes=(SUPPORT, WITH_COMMENT, ABSTAIN, AMENDMENT, DISCUSS, CONCERN, STRONG, LIFT),
    remind=(Reminder("Half of the period is over, and there is no position yet.", percent(50, since=silence_from)),
            Reminder("The period ends in 24 hours.", BEFORE_END - hours(24))),
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


@missing("Name the principles that are not met in the decision, and say why that is accepted: {}.", rule="PRI-01",
         short="Principles not met are accepted by name")
def gaps_accepted(case: Any) -> list[str]:
    return [] if case.accepted_gaps or not is_activity.holds(case) else unmet(case.rows(REVIEWED))


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


@guard("Only a decision on the Terms of Reference adopts a setting.", rule="11a", short="Settings are adopted with the Terms of Reference")
def setting_by_terms(case: Any) -> bool:
    return case.setting_key is None or case.subject is Subject.GOVERNANCE_TOR


@guard("This setting cannot take that value.", short="The value fits the setting")
def setting_fits(case: Any) -> bool:
    return case.setting_key is None or bool(case.fits(case.setting_key, case.setting_value))


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


@guard("The positions are due at a time that lies ahead.")
def due_ahead(case: Any, answer: Any) -> bool:
    return answer.expires_at is None or bool(answer.expires_at > case.at)


@guard("The period that was broken is over.")
def still_running(case: Any) -> bool:
    return has_period(case) and bool(case.expires_at > case.at)


@guard("The period that was broken is not over: when the objection is lifted, silence goes on by itself.")
def period_over(case: Any) -> bool:
    return not still_running.holds(case)


@guard("Your organization has asked for more time in this period already.")
def not_asked_yet(case: Any, answer: Any) -> bool:
    return answer.party not in {position.party for position in case.positions(EXTENSION)}


@guard("An extension is at most as long as the period was.")
def not_longer(case: Any, answer: Any) -> bool:
    return has_period(case) and bool(answer.until - case.expires_at <= case.expires_at - case.silence_from)


@guard("The new end lies after the present one.")
def later(case: Any, answer: Any) -> bool:
    return has_period(case) and bool(answer.until > case.expires_at)


@guard("A second extension needs the consent of all.")
def first_or_all_agree(case: Any, answer: Any) -> bool:
    return not case.extensions or bool(answer.all_agree)


# Who declares: the chair; the co-chair when the chair's organization stands against it; then the next in the rotation.


@guard("The chair's organization stands against it; the co-chair declares.", rule="DOMAIN-2.2")
def chair_is_free(case: Any) -> bool:
    return case.holder(CHAIR) not in standing(case, *BREAKING)


@guard("The co-chair's organization stands against it as well; the next member in the rotation declares.", rule="11a")
def cochair_is_free(case: Any) -> bool:
    return case.holder(COCHAIR) not in standing(case, *BREAKING)


def next_in_rotation(case: Any) -> Any:
    """The next member after the co-chair, in the order of rotation, that is seated and does not stand against it; or nobody."""
    against, order, cochair = standing(case, *BREAKING), list(case.setting(ROTATION)), case.holder(COCHAIR)
    if cochair is not None and cochair.id.hex in order:
        place = order.index(cochair.id.hex) + 1
        order = order[place:] + order[:place]
    seated = {organization.id.hex: organization for organization in case.seated(MEMBER)}
    return next((seated[each] for each in order if each in seated and seated[each] not in against), None)


DECLARING = (
    CHAIR.when(chair_is_free) | COCHAIR.when(~chair_is_free, cochair_is_free)
    | named(next_in_rotation, MEMBER).when(~chair_is_free, ~cochair_is_free)
)


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


def now(case: Any) -> Any:
    return case.at


GRANT = Outcome("grant", "Grant more time", asks=(until, all_agree), when=(later, not_longer, first_or_all_agree), mark="holds",
                then=(Set(expires_at, lambda case: case.calendar.open_hour(case.answer.until)),
                      Set(extensions, lambda case: (case.extensions or 0) + 1)))
EXTENSION = TaskDefinition(
    "extension", "Ask for more time", each_seat(MEMBER), during=(SILENCE,), optional=True, closes=at(expires_at),
    outcomes=(Outcome("ask", "Ask for an extension", reason=True, when=(not_asked_yet,), mark="waiting"),),
)
RULE_ON_TIME = TaskDefinition(
    "rule_on_time", "Grant or refuse more time", each_answer(EXTENSION, PRESIDING), during=(SILENCE,), due=at(expires_at), button="Rule on it",
    outcomes=(GRANT, Outcome("refuse", "Refuse", reason=True, mark="missing")),
)
EXPLAIN = TaskDefinition("explain", "Explain your position", each_seat(MEMBER), during=KEPT, optional=True, closes=working_days(5),
                         asks=(statement,), outcomes=(DONE,), changeable=True)
IMPLEMENT = TaskDefinition("implement", "Confirm implementation", named(lead, MEMBER), during=(ANNOUNCED,), outcomes=(DONE,),
                           due=months(12), when=(filled(lead),), recorders=OFFICE, button="Confirm")
REPORT = TaskDefinition("report", "Report on implementation", named(lead, MEMBER), during=(ANNOUNCED,), outcomes=(DONE,), asks=(progress,),
                        due=months(3), every=months(3), when=(filled(lead),), button="Report")
ACCOUNT = TaskDefinition("account", "Say what was done with the advice", named(lead, MEMBER), during=(ADVISED,), outcomes=(DONE,),
                         asks=(followed, account), due=working_days(20), when=(filled(lead),), recorders=OFFICE, button="Say it")

# What must hold whenever the text goes out or is adopted: in deliberation the Secretariat may still change the file.
SOUND = [resources_are_advice, review_complete, gaps_accepted, consulted, setting_by_terms, setting_fits]
OPENING_SILENCE = [silence_enabled, adopts_no_setting, is_decision, by_silence, nobody_objects_to_silence, unbroken, *SOUND]
BEGIN_SILENCE = [Set(silence_from, now), Set(expires_at, expiry), Set(extensions, 0), Set(moved, False)]
NO_SILENCE = [Set(silence_from, None)]


@guard("The method is silence, and no member objects to it: put it to silence.", short="It cannot be put to silence")
def not_for_silence(case: Any) -> bool:
    return not all(rule.holds(case) for rule in OPENING_SILENCE)


ADOPT = [AssignNumber("DEC"), Freeze(POSITION, SHEET), Freeze(REVIEWED, REVIEW), AdoptSetting(setting_key, setting_value)]
COMPLETE = [has(TEXT), filled(background, nature, subject, method), *SOUND, in_time_for_meeting]
CLOCK = ClockPanel("Silence", silence_from, expires_at, (SILENCE, BROKEN, NO_OBJECTION, CONSENSUS), POSITION)

definition = CaseDefinition(
    key="consensus-decision", version=1, code="DEC", title="Committee decision", opened_by=COMMITTEE, initial=DRAFT, level=SC_RESTRICTED,
    about="The Committee decides by consensus, gives advice, or guides. A text is circulated, members take positions, the chair declares.",
    fields=(nature, subject, method, urgency, background, lead, significant, waiver, meets_at, accepted_gaps, setting_key, setting_value,
            silence_from, expires_at, extensions, moved, broken_round),
    documents=(TEXT, PAPER, CONSULTATION, REVIEW, SHEET), items=(REVIEWED,),
    links=ties("consulted_through", "supersedes", "originates_from", "informs"), decided_ties=("supersedes",),
    settings=(SILENCE_SUBJECTS, URGENT, NORMAL, IMPORTANT, SHORTEST, NOTICE_SHARE, ROTATION), publishes=(nature, subject, setting_key),
    edit=tuple(Edit(rule.by, rule.during, (nature, subject, method, urgency, background, lead, significant, waiver, meets_at, accepted_gaps,
                                           setting_key, setting_value)) for rule in (DRAFTING, REVISING)),
    tasks=(POSITION, METHOD, MEDIATE, EXTENSION, RULE_ON_TIME, EXPLAIN, IMPLEMENT, REPORT, ACCOUNT), remarks_by=COMMITTEE,
    reminders=(
        Reminder("Ten working days have passed since silence was broken.", working_days(10), to=CHAIR, during=(BROKEN,)),
        Reminder("Unresolved for 60 days: should it be withdrawn?", days(60), to=CHAIR, during=(BROKEN, DELIBERATION)),
        Reminder("Confirm the adoption in writing, and announce it.", hours(1), to=PRESIDING, during=ADOPTED),
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
                   then=[Set(silence_from, now), Set(expires_at, another_period), Set(moved, True)]),
        SILENCE.to(DELIBERATION, "no_notice", "Not every member had notice", after=at(expires_at), when=[~all_had_notice],
                   then=[Set(expires_at, None), *NO_SILENCE]),
        SILENCE.to(CONSENSUS, "adopt_unanimously", "Adopted at the end of silence, all supporting", after=at(expires_at),
                   when=[unbroken, all_had_notice, all_support], then=ADOPT),
        SILENCE.to(NO_OBJECTION, "adopt_in_silence", "Adopted at the end of silence", after=at(expires_at),
                   when=[unbroken, all_had_notice, ~all_support], then=ADOPT),
        BROKEN.to(SILENCE, "resume_silence", "Silence goes on", when=[*OPENING_SILENCE, still_running, same_text],
                  then=[Set(expires_at, resumed_expiry)]),
        BROKEN.to(SILENCE, "renew_silence", "Open a short new period", by=PRESIDING, when=[*OPENING_SILENCE, same_text, period_over],
                  then=[Set(silence_from, now), Set(expires_at, short_expiry), Set(extensions, 0), Set(moved, False)]),
        BROKEN.to(DELIBERATION, "take_to_deliberation", "Take it to deliberation", by=PRESIDING, asks=(expires_at,), when=[due_ahead],
                  then=NO_SILENCE),
        either(BROKEN, DELIBERATION).to(CIRCULATED, "circulate_revised", "Circulate a revised text", by=OFFICE | PRESIDING,
                                        when=[nobody_against, *COMPLETE],
                                        says="A new round begins. Positions on the old text stay on record and count no more."),
        DELIBERATION.to(CONSENSUS, "declare_consensus", "Declare consensus", by=DECLARING,
                        when=[is_decision, *SOUND, requests_settled, everyone_agrees, somebody_supports], then=ADOPT),
        DELIBERATION.to(JOINT, "declare_joint_decision", "Declare a joint decision", by=DECLARING,
                        when=[is_decision, is_activity, *SOUND, requests_settled, nobody_objects_strongly, somebody_supports, no_consensus],
                        then=ADOPT, says="Concerns stay on record beside the decision, by organization."),
        DELIBERATION.to(NOT_ADOPTED, "declare_not_adopted", "Declare it not adopted", by=DECLARING, reason=True,
                        when=[is_decision, no_consensus], then=[Freeze(POSITION, SHEET)]),
        DELIBERATION.to(ADVISED, "give_advice", "Give the advice", by=DECLARING, then=[AssignNumber("ADV"), Freeze(POSITION, SHEET)],
                        when=[unless("This is a decision: declare what the Committee decides.", is_decision, short="It is advice")]),
        ADVISED.to(ANSWERED, "answer_advice", "The advice is answered", when=[ACCOUNT.answered()]),
        either(*ADOPTED).to(ANNOUNCED, "announce", "Announce the decision", by=SECRETARIAT),
        ANNOUNCED.to(IMPLEMENTED, "implemented", "It is implemented", when=[IMPLEMENT.answered()]),
        either(*KEPT).to(SUPERSEDED, "supersede", "A later decision supersedes it", when=[linked("supersedes", "adopted", incoming=True)]),
        ANYWHERE(*ADOPTED, ADVISED, ANNOUNCED).to(WITHDRAWN, "withdraw", "Withdraw the item", by=OPENER | OFFICE | PRESIDING, reason=True,
                                                  side=True),
    ],
    panels=(TextPanel("Text for decision", TEXT), PositionsPanel("Positions by seat", POSITION), MatrixPanel("Principles review", REVIEWED, when=(is_activity,)),
            CLOCK, Chain("Linked cases", ("originates_from", "decided_by", "supersedes"))),
    register=Register("Decisions", "decisions", ("number", "title", "state", "date"), heading="Decision", second="subject",
                      filters=("state", "subject", "method", "nature"), prepare="Prepare a decision", order=10,
                      seat_marks=POSITION, marks_label="Positions", running=CLOCK, running_label="Silence running now",
                      presides=PRESIDING, desk_label="Chair’s desk",
                      desk=("rule_on_time", "mediate", "circulated", "broken", "deliberation")),
)
