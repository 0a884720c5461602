"""CKL: one checklist for every assessment and its follow-up; a version that was adopted never changes (DOMAIN 7.8, 11.8)."""

from __future__ import annotations

from typing import Any

from engine.definition import (
    DATE, LONG, NUMBER, OPENER, ORGANIZATION, PERSON, TEXT, YES_NO, AssignNumber, CaseDefinition, Chain, CopyColumns, CopyDocument,
    DocumentDefinition, Edit, Field, Freeze, HERE, ItemDefinition, MatrixPanel, Open, Outcome, PositionsPanel, Printout, Register, Reminder,
    Reopen, Rows, RulesPanel, Set, State, TaskDefinition, TextPanel, WordsPanel, each_row, each_seat, either, filled, guard, has, linked,
    missing, unless, working_days,
)
from workflows._shared import (
    COMMITTEE, MEMBER, OFFICE, STAKEHOLDERS, Language, Pillar, Region, Theme, hash_of, in_two_months, is_member, on_roster, review_over,
    stamped_review, ties, today,
)

SCALE = "0 absent, 1 planned or partial, 2 in place, 3 in place and working, or not applicable"
EXPERTS_NEEDED = 2

version = Field("version", "Version", NUMBER, default=1, internal=True)
lead, author = Field("lead", "Lead organization", ORGANIZATION, checks=(is_member,)), Field("author", "Written up by", PERSON)
purpose = Field("purpose", "What it is for", LONG, required=True)
adopted_on = Field("adopted_on", "Adopted on", DATE)
checked_hash = Field("checked_hash", "Data set (SHA-256)", TEXT)
earlier_hash = Field("earlier_hash", "Data set of the version before (SHA-256)", TEXT, internal=True)
ABOUT = (lead, author, purpose)

code, pillar = Field("code", "Code", TEXT, required=True), Field("pillar", "Pillar", Pillar, required=True)
text = Field("text", "Item", LONG, required=True)
scale = Field("scale", "Scale", TEXT, required=True, default=SCALE)
hint = Field("hint", "What is evidence", LONG, help="Which document, figure or person shows it.")
source = Field("source", "Source instrument", TEXT, help="The tool or instrument that it is taken from.")
plan_item = Field("plan_item", "Global Plan of Action", TEXT, help="The item of the Global Plan that it follows, or “none”.")
assesses = Field("assesses", "For needs assessment", YES_NO, default=True)
monitors = Field("monitors", "For progress monitoring", YES_NO, default=True)
direct = Field("direct", "Direct victim assistance", YES_NO, default=False)
earlier = Field("earlier", "Item of the earlier version", TEXT, help="Its code there; empty where it is a new question.")
instrument = Field("instrument", "Tool or instrument", TEXT, required=True)
offers = Field("offers", "What it offers", LONG, required=True)
person, says = Field("person", "Expert", PERSON, required=True), Field("says", "For which part", TEXT)

DRAFT = State("draft", "Draft", due=working_days(20), moment="The items are being written.")
INPUT = State("input", "Member input", due=working_days(25), tone="run", moment="Every member brings its tools.")
EXPERTS = State("experts", "Expert review", due=working_days(30), tone="run", moment="Experts of the roster look at every item.")
REVIEW = State("review", "Quality review", due=working_days(70), tone="run", moment="Its file is in quality review.")
COMMITTEE_HAS_IT = State("committee", "Before the Committee", waits="the decision", tone="run", moment="The Committee decides on it.")
ADOPTED = State("adopted", "Adopted", result="adopted", due=working_days(10), tone="ok", moment="It is adopted, and not in use yet.")
IN_USE = State("in_use", "In use", result="in use", waits="the next version", tone="ok", moment="Assessments and programmes use it.")
SUPERSEDED = State("superseded", "Superseded", result="superseded", final=True, moment="A later version is in use.")
WITHDRAWN = State("withdrawn", "Withdrawn", result="withdrawn", final=True, moment="This version was not carried on.")
WRITING = (DRAFT, INPUT, EXPERTS)

CHECKLIST = DocumentDefinition("checklist", "Checklist", edit=(Edit(OFFICE, WRITING),), help="As it is printed and reviewed.")
DATASET = DocumentDefinition("dataset", "Items as adopted")


@guard("This is nobody on the roster who can be asked now.", rule="7.6", short="The expert is on the roster")
def expert_is_on_the_roster(case: Any, row: Any) -> bool:
    return on_roster(case, row.person) is not None


@guard("Say whether it is for assessing needs, for following progress, or for both.", rule="SS-10")
def has_a_use(case: Any, row: Any) -> bool:
    return bool(row.assesses or row.monitors)


ITEMS = ItemDefinition("items", "Items", (code, pillar, text, scale, hint, source, plan_item, assesses, monitors, direct, earlier),
                       unique=("code",), named_by="code", checks=(has_a_use,), edit=(Edit(OFFICE, (*WRITING, REVIEW)),))
TOOLS = ItemDefinition("tools", "Tools of the members", (instrument, offers), unique=("instrument",), named_by="instrument",
                       edit=(Edit(MEMBER, (INPUT,), own=True), Edit(OFFICE, (DRAFT, INPUT))))
REVIEWERS = ItemDefinition("reviewers", "Experts", (person, says), unique=("person",), named_by="person", lasting=("person",),
                           checks=(expert_is_on_the_roster,), edit=(Edit(OFFICE, (INPUT, EXPERTS)),))

BRING = TaskDefinition(
    "bring", "Bring your tools for the checklist", each_seat(MEMBER), during=(INPUT,), due=working_days(20),
    outcomes=(Outcome("brought", "Our tools are in the list", mark="holds"), Outcome("none", "We have none to add", mark="partly")),
)
FITS = Outcome("fits", "It can be used as it is", mark="holds")
CHANGE = Outcome("change", "Something has to be changed", reason=True, mark="concern")
LOOK = TaskDefinition("look", "Review the items", each_row(REVIEWERS, person), during=(EXPERTS, REVIEW), due=working_days(15),
                      changeable=True, binds=(ITEMS,), outcomes=(FITS, CHANGE),
                      remind=(Reminder("An expert is late: ask another one?", working_days(17), to=OFFICE),))


@guard("There are no items yet.", rule="SS-10", short="There are items")
def has_items(case: Any) -> bool:
    return bool(case.rows(ITEMS))


@missing("Evidence or source instrument is missing for: {}.", rule="SS-10", short="Every item says its evidence and its source")
def items_are_whole(case: Any) -> list[str]:
    return [row.code for row in case.rows(ITEMS) if not (row.hint and row.source)]


@missing("It is not said which item of the Global Plan of Action they follow, or that it is none: {}.", rule="7.8",
         short="Every item names its item of the Global Plan, or says none")
def global_plan_mapped(case: Any) -> list[str]:
    return [row.code for row in case.rows(ITEMS) if not row.plan_item]


@missing("No item yet for: {}.", rule="SS-10", short="Every pillar has items")
def every_pillar(case: Any) -> list[str]:
    return [each.value for each in Pillar if all(row.pillar is not each for row in case.rows(ITEMS))]


@guard("Not every member has answered yet, and the 20 working days are not over.", rule="SS-10", short="Every member was asked")
def members_were_asked(case: Any) -> bool:
    return bool(case.roll(BRING)) and not case.waited_for(BRING)


@guard("Two experts of the roster at least look at it.", rule="7.8", short="Two experts are named")
def experts_named(case: Any) -> bool:
    return len(case.rows(REVIEWERS)) >= EXPERTS_NEEDED


@guard("It is not stamped yet.", rule="QR-01", short="It is stamped")
def stamped(case: Any) -> bool:
    return stamped_review(case) is not None


@guard("The decision is still to come.")
def decision_over(case: Any) -> bool:
    newest = case.newest("decided_by")
    return newest is not None and newest.result not in (None, "adopted")


@guard("No other version is being prepared.")
def next_begun(case: Any) -> bool:
    return any(each.result in (None, "adopted") for each in case.links("supersedes", incoming=True))


@guard("It follows no other version.")
def follows_another(case: Any) -> bool:
    return case.newest("supersedes") is not None


def same_code(case: Any) -> Field:
    """A version begins with the items of the one before, each under the code that it has there."""
    return code


MAPPING = [CopyColumns(ITEMS, "supersedes", "items", {earlier: "code"}, "code", same_code)]
no_next_yet = unless("The next version is being prepared already.", next_begun, rule="7.8")


def themes(case: Any) -> Any:
    return (Theme.EVALUATION,)


def regions(case: Any) -> Any:
    return tuple(Region)


def languages(case: Any) -> Any:
    return (Language.ENGLISH,)


def next_version(case: Any) -> Any:
    return case.version + 1


COMPLETE = [has_items, every_pillar, items_are_whole, global_plan_mapped]
READY = [*COMPLETE, experts_named, LOOK.all_answered(FITS), has(CHECKLIST), filled(*ABOUT)]
REVIEWED = {"origin": "OWN", "wanted_by": in_two_months, "requester": lead, "author": author, "product_type": "TOOL", "existing": purpose,
            "audience": "Teams that assess, and programmes that follow up", "themes": themes, "regions": regions, "languages": languages}
def hash_before(case: Any) -> Any:
    """The data set of the version that this one follows."""
    before = case.newest("supersedes")
    return before.told("checked_hash") if before is not None else None


ADOPTING = [AssignNumber("CKL"), Freeze(ITEMS, DATASET), Set(adopted_on, today), Set(checked_hash, hash_of(DATASET)),
            Set(earlier_hash, hash_before)]
TO_DECIDE = {"nature": "DECISION", "subject": "TOOL_OR_MECHANISM", "background": purpose, "lead": lead}

definition = CaseDefinition(
    key="joint-checklist", version=1, code="CKL", title="Joint checklist", opened_by=COMMITTEE, initial=DRAFT, level=STAKEHOLDERS,
    about="The questions that every joint assessment asks and every joint programme follows up, in versions that never change.",
    fields=(version, *ABOUT, adopted_on, checked_hash, earlier_hash), opens_with=(purpose,), items=(ITEMS, TOOLS, REVIEWERS),
    documents=(CHECKLIST, DATASET), links=ties("reviewed_by", "decided_by", "supersedes"), tasks=(BRING, LOOK), remarks_by=COMMITTEE,
    publishes=(version, adopted_on, checked_hash, earlier_hash),
    edit=(Edit(OPENER | OFFICE, (DRAFT,), ABOUT), Edit(OFFICE, WRITING, ABOUT)),
    transitions=[
        DRAFT.to(HERE, "map", "Each item says which one of the version before it is", when=[follows_another], then=MAPPING),
        DRAFT.to(INPUT, "ask", "Ask the members for their tools", by=OFFICE, when=[has_items],
                 says="Every member has 20 working days to bring what it uses."),
        INPUT.to(EXPERTS, "review", "Have experts look at it", by=OFFICE, when=[*COMPLETE, members_were_asked, experts_named]),
        EXPERTS.to(REVIEW, "hand_in", "Hand it in for quality review", by=OFFICE, when=READY,
                   then=[Open("quality-review", "reviewed_by", carry=REVIEWED, documents={"product": CHECKLIST},
                              following={"supersedes": "reviewed_by"})]),
        REVIEW.to(COMMITTEE_HAS_IT, "submit", "Put it before the Committee", by=OFFICE, when=[stamped, *COMPLETE, LOOK.all_answered(FITS)],
                  says="The stamped file is taken over. Bring the items in line with it first: the experts look at them again, and they "
                       "stay as they are then.",
                  then=[CopyDocument(CHECKLIST, "reviewed_by", "product"), Open("consensus-decision", "decided_by", carry=TO_DECIDE)]),
        REVIEW.to(EXPERTS, "not_stamped", "The review ended without a stamp", when=[review_over], then=[Reopen(LOOK)]),
        COMMITTEE_HAS_IT.to(ADOPTED, "adopted", "The Committee has adopted it",
                            when=[linked("decided_by", "adopted", subject="TOOL_OR_MECHANISM", says="The Committee has not adopted it.")],
                            then=ADOPTING),
        COMMITTEE_HAS_IT.to(EXPERTS, "not_adopted", "It came back without being adopted", when=[decision_over]),
        ADOPTED.to(IN_USE, "use", "Put it into use", by=OFFICE, says="From now on assessments take these items."),
        IN_USE.to(HERE, "next", "Begin the next version", by=OFFICE, side=True, when=[no_next_yet],
                  then=[Open("joint-checklist", "supersedes", back=True, rows={"items": ITEMS},
                             carry={"version": next_version, "lead": lead, "author": author, "purpose": purpose})],
                  says="Its items begin as these are; this version stays as it is."),
        either(ADOPTED, IN_USE).to(SUPERSEDED, "supersede", "A later version is in use",
                                   when=[linked("supersedes", "in use", incoming=True, says="No later version is in use.")]),
        either(*WRITING, REVIEW, COMMITTEE_HAS_IT).to(WITHDRAWN, "withdraw", "Do not carry it on", by=OFFICE, reason=True, side=True),
    ],
    panels=(RulesPanel("Before the experts", (*COMPLETE, members_were_asked, experts_named), (DRAFT, INPUT)),
            RulesPanel("Before the quality review", tuple(READY), (EXPERTS,)), MatrixPanel("Items", ITEMS),
            MatrixPanel("Tools of the members", TOOLS), MatrixPanel("Experts", REVIEWERS, answers={"Review": LOOK}),
            TextPanel("Checklist", CHECKLIST), PositionsPanel("Asked of the members", BRING),
            Chain("Linked cases", ("reviewed_by", "decided_by", "supersedes", "uses"))),
    printouts=(
        Printout("form", "The checklist as a form", (
            WordsPanel("What it is for", (purpose,)), Rows("Items", ITEMS, (code, pillar, text, scale, hint, source, plan_item)),
        )),
    ),
    register=Register("Checklists", "checklists", ("number", "title", "state", "version", "adopted_on"), heading="Checklist",
                      filters=("state",), order=44, presides=OFFICE, desk_label="Secretariat’s desk", prepare="Prepare a checklist",
                      present_state=True,
                      desk=("draft", "input", "experts", "adopted")),
)
