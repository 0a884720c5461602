"""LSN: what was learned is written down, validated by another, published, used again, and sent to ICAT (DOMAIN 7.18, MEL-01, GOV-23)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    DATE, HERE, INSTANT, LONG, OPENER, ORGANIZATION, PERSON, TEXT, YES_NO, CaseDefinition, Chain, DocumentDefinition, Edit, Field, Freeze,
    LinksPanel, Outcome, PositionsPanel, PublicList, Register, RulesPanel, Set, State, TaskDefinition, WordsPanel, either, filled, guard,
    months, named, unless, working_days,
)
from workflows._shared import (
    AGENCY, COMMITTEE, EVALUATOR, EXPERT, FIELD_OFFICE, ICAT, MEMBER_STATE, OFFICE, PARTNER, REGIONAL_BODY, RESEARCHER, SC_RESTRICTED,
    STAKEHOLDER, Pillar, Region, Theme, hash_of, is_member, nothing, on_roster, ties, today,
)


class Strength(StrEnum):
    OPINION = "Opinion"
    MONITORING = "Monitoring"
    EVALUATION = "Evaluation"
    RESEARCH = "Research"


class Origin(StrEnum):
    MEMBER = "A member of the initiative"
    STATE = "A State"
    REGIONAL = "A regional organization"
    CIVIL_SOCIETY = "Civil society"
    SURVIVORS = "A group of survivors"
    PRIVATE_SECTOR = "The private sector"
    ACADEMIA = "A university or research institution"
    OTHER = "Others"


class Sensitivity(StrEnum):
    OPEN = "Everybody may read it"
    SENSITIVE = "Sensitive: not for the public"


class OfIcat(StrEnum):
    TO_SEND = "To be sent to ICAT"
    SENT = "Sent to ICAT"
    ACKNOWLEDGED = "Acknowledged by ICAT"


def of_icat(case: Any) -> OfIcat | None:
    """How far a lesson that is relevant to policy has come on its way to ICAT; what does not stand is not sent any more."""
    if not case.policy_relevant:
        return None
    if case.sent_on:
        return OfIcat.ACKNOWLEDGED if case.acknowledged_on else OfIcat.SENT
    return None if case.state in (REJECTED, ARCHIVED) else OfIcat.TO_SEND


context = Field("context", "Context", LONG, required=True, help="Where, when, with whom, and what was to be reached.")
worked = Field("worked", "What worked", LONG)
did_not = Field("did_not", "What did not work", LONG)
strength = Field("strength", "Evidence", Strength, help="What it rests on.")
evidence = Field("evidence", "Where the evidence is", LONG, help="Report, page, data set; of an opinion whose it is.")
pillar = Field("pillar", "Pillar", Pillar)
themes, regions = Field("themes", "Themes", Theme, many=True), Field("regions", "Regions", Region, many=True)
replicability = Field("replicability", "Where else it could work", LONG, help="Under which conditions, and where not.")
origin = Field("origin", "Comes from", Origin, default="MEMBER", help="Good practices may come from outside the members.")
source = Field("source", "Source", TEXT, help="Whose experience it is, as it may be told to all.")
sensitivity = Field("sensitivity", "Sensitivity", Sensitivity, help="Nothing that leads to a trafficked person is for the public.")
policy_relevant = Field("policy_relevant", "Relevant to policy", YES_NO, default=False, help="Then it goes to ICAT once it is validated.")
nominated_by = Field("nominated_by", "Named by the member", ORGANIZATION, checks=(is_member,), help="Of an expert on the roster: empty.")
validator = Field("validator", "Who validates it", PERSON, required=True, help="Named by a member of the Committee, or an expert.")
sent_on, acknowledged_on = Field("sent_on", "Sent to ICAT on", DATE), Field("acknowledged_on", "Acknowledged by ICAT on", DATE)
icat = Field("icat", "ICAT", OfIcat, computed=of_icat)
published_on = Field("published_on", "Published on", DATE)
published_hash = Field("published_hash", "SHA-256 of the published lesson", TEXT, internal=True)
told_at = Field("told_at", "What everybody reads of it changed", INSTANT, internal=True)
sent_as = Field("sent_as", "How it was sent", TEXT, required=True, help="Letter, or meeting, and its date.")
icat_says = Field("icat_says", "What ICAT says", LONG, required=True, help="As written or minuted, with the priority, if any.")
CONTENT = (context, worked, did_not, strength, evidence, pillar, themes, regions, replicability, origin, source)
ABOUT = (*CONTENT, sensitivity, policy_relevant)

CAPTURED = State("captured", "Captured", due=working_days(10), moment="Something was learned; another person validates it.")
VALIDATED = State("validated", "Validated", result="validated", due=working_days(10), tone="ok", moment="It is validated, not published.")
PUBLISHED = State("published", "Published", result="published", waits="a case that builds on it", tone="ok", moment="Everybody finds it.")
APPLIED = State("applied", "Applied", result="applied", waits="further use", tone="ok", moment="New work builds on it.")
REJECTED = State("rejected", "Rejected", result="rejected", final=True, moment="It was not found to hold.")
ARCHIVED = State("archived", "Archived", result="archived", final=True, moment="It is kept, and nobody is to build on it any more.")
STANDING = (VALIDATED, PUBLISHED, APPLIED)

CAPTURING = OPENER | OFFICE
LESSON = DocumentDefinition("lesson", "Lesson as published")


@guard("It is not marked as relevant to policy.")
def is_policy_relevant(case: Any) -> bool:
    return bool(case.policy_relevant)


@guard("It was not sent yet.")
def was_sent(case: Any) -> bool:
    return case.sent_on is not None


@guard("Nobody validates a lesson that is their own.", rule="7.18")
def another_person(case: Any, someone: Any) -> bool:
    return someone is None or someone != case.opener


@guard("Nobody validates a lesson that is their own: name somebody else.", rule="7.18")
def another_is_named(case: Any, answer: Any) -> bool:
    return another_person.holds(case, answer.validator)


@guard("It is validated by an expert on the roster, or by somebody whom a member of the Committee names: say which member.", rule="7.18")
def may_validate(case: Any, answer: Any) -> bool:
    return answer.nominated_by is not None or on_roster(case, answer.validator) is not None


@guard("Say what worked, or what did not.", rule="7.18", short="It says what worked, or what did not",
       wants=(worked, did_not))
def says_something(case: Any) -> bool:
    return bool(case.worked or case.did_not)


@guard("Tie it to the case from which it was learned, or say whose experience it is.", rule="7.18", short="Its source is known",
       wants=(source,))
def source_is_known(case: Any) -> bool:
    return bool(case.source) or case.newest("learned_from") is not None


@guard("It holds something sensitive: take that out and have it validated anew, or keep it unpublished.", rule="7.18",
       short="Nothing in it is sensitive")
def nothing_sensitive(case: Any) -> bool:
    return case.sensitivity is Sensitivity.OPEN


@guard("No case builds on it yet.")
def is_cited(case: Any) -> bool:
    return bool(case.links("cites", incoming=True))


HOLDS = Outcome("holds", "It holds", mark="holds", says="It counts as validated from now on.")
MORE = Outcome("more", "Something is missing", reason=True, mark="partly", says="You are asked again when it has been worked on.")
REJECT = Outcome("reject", "It does not hold", reason=True, mark="missing", says="It is rejected, with your reason on record.")
VALIDATE = TaskDefinition("validate", "Validate the lesson", named(validator), during=(CAPTURED,), outcomes=(HOLDS, MORE, REJECT),
                          binds=CONTENT, eligible=(another_person,), due=working_days(10), button="Validate it")
SENT = Outcome("sent", "It is sent", asks=(sent_as,), mark="holds", then=(Set(sent_on, today),))
SEND = TaskDefinition("send", "Send the lesson to ICAT", ICAT, during=STANDING, when=(is_policy_relevant,), outcomes=(SENT,),
                      due=working_days(10))
ACKNOWLEDGED = Outcome("acknowledged", "ICAT has acknowledged it", asks=(icat_says,), mark="holds", then=(Set(acknowledged_on, today),))
ACKNOWLEDGE = TaskDefinition("acknowledge", "Write down what ICAT says of the lesson", ICAT, during=STANDING, outcomes=(ACKNOWLEDGED,),
                             when=(is_policy_relevant, was_sent), due=months(3))

TOLD = [filled(context, strength, evidence, pillar, replicability, sensitivity, rule="7.18"), says_something, source_is_known]
NOT_SENT = [Set(sent_on, nothing), Set(acknowledged_on, nothing)]
PUBLISHING = [Freeze(CONTENT, LESSON), Set(published_hash, hash_of(LESSON)), Set(published_on, today)]

definition = CaseDefinition(
    key="lesson", version=1, code="LSN", title="Lesson or good practice", initial=CAPTURED, level=SC_RESTRICTED, number_at_opening="LSN",
    opened_by=COMMITTEE | EXPERT | EVALUATOR | RESEARCHER | FIELD_OFFICE | MEMBER_STATE | REGIONAL_BODY | PARTNER | AGENCY | STAKEHOLDER,
    about="What worked, or did not, told so that others can use it. Another person validates it before it is published.",
    fields=(*ABOUT, validator, nominated_by, sent_on, acknowledged_on, icat, published_on, published_hash, told_at), opens_with=(context,),
    documents=(LESSON,), links=ties("learned_from"), remarks_by=COMMITTEE, tasks=(VALIDATE, SEND, ACKNOWLEDGE),
    publishes=(worked, did_not, strength, pillar, themes, regions, replicability, origin, source, icat, published_on, published_hash),
    edit=(Edit(CAPTURING, (CAPTURED,), ABOUT),),
    transitions=[
        CAPTURED.to(HERE, "ask", "Name who validates it", by=OFFICE, asks=[validator, nominated_by],
                    when=[*TOLD, another_is_named, may_validate], says="The person is asked for 10 working days."),
        CAPTURED.to(VALIDATED, "validated", "It is validated", when=[VALIDATE.answered(HOLDS)]),
        CAPTURED.to(REJECTED, "rejected", "It does not hold", when=[VALIDATE.answered(REJECT)]),
        VALIDATED.to(PUBLISHED, "publish", "Publish it", by=OFFICE, when=[nothing_sensitive], then=PUBLISHING,
                     says="Everybody finds it in the list of lessons, as it was validated."),
        VALIDATED.to(CAPTURED, "work_on", "Work on it once more", by=OFFICE, reason=True, side=True, then=NOT_SENT,
                     says="It is validated anew, and sent to ICAT anew."),
        PUBLISHED.to(APPLIED, "apply", "New work builds on it", when=[is_cited]),
        either(*STANDING).to(HERE, "for_policy", "It is relevant to policy", by=COMMITTEE, side=True,
                             when=[unless("It is marked as relevant to policy already.", is_policy_relevant)],
                             then=[Set(policy_relevant, True)], says="It is to be sent to ICAT."),
        either(CAPTURED, *STANDING).to(ARCHIVED, "archive", "Archive it", by=OFFICE, reason=True, side=True,
                                       then=[Set(published_hash, nothing)], says="It leaves the list of lessons."),
    ],
    public_list=PublicList(
        "Lessons and good practices", "lessons", {LESSON: published_hash}, published_on,
        tells=(pillar, strength, worked, did_not, replicability, themes, regions, origin, source), changed=told_at,
        filters=(pillar, strength, themes, regions, origin), about="What worked and what did not, validated by somebody else.",
        notes={APPLIED: "New work builds on it."}, stamped=False,
    ),
    panels=(WordsPanel("What was learned", (worked, did_not, replicability, context, evidence)),
            RulesPanel("Before it is validated", tuple(TOLD), (CAPTURED,)),
            RulesPanel("Before it is published", (nothing_sensitive,), (VALIDATED,)), PositionsPanel("Validation", VALIDATE),
            PositionsPanel("Sent to ICAT", SEND), PositionsPanel("What ICAT says", ACKNOWLEDGE),
            LinksPanel("Cases that build on it", {"cites": ()}), Chain("Linked cases", ("learned_from", "cites"))),
    register=Register("Lessons", "lessons", ("number", "title", "state", "pillar", "strength", "icat", "date"), heading="Lesson",
                      second="worked", filters=("state", "pillar", "strength", "themes", "regions", "icat"), order=56, presides=OFFICE,
                      prepare="Write down a lesson", desk_label="Secretariat’s desk", desk=("captured", "validated"), present_state=True,
                      asked_label="Asked of me"),
)
