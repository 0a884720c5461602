"""PRO: an idea becomes an activity only after all were asked and the 11 principles were tested (DOMAIN 4, 5.3, 7.1, 11a)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    ANYWHERE, LONG, OPENER, ORGANIZATION, PERSON, TEXT, YES_NO, CaseDefinition, Chain, DocumentDefinition, Edit, Field, Freeze,
    ItemDefinition, MatrixPanel, Open, Outcome, PositionsPanel, Register, Reminder, RulesPanel, State, TaskDefinition, TextPanel, built,
    days, each_row, each_seat, filled, guard, linked, missing, working_days,
)
from workflows._shared import (
    COMMITTEE, MEMBER, OFFICE, SC_RESTRICTED, SECRETARIAT, SENIOR_MANAGER, Principle, Rating, evidence, principles, rating, ties,
    unnamed_gaps, unrated, why,
)


class Component(StrEnum):
    A = "A. Knowledge management"
    B = "B. Strategic support and interventions"
    C = "C. Platform for global dialogue"
    D = "D. Inter-agency coordination and cooperation"


class Activity(StrEnum):
    PRODUCT = "Knowledge product"
    RESEARCH = "Commissioned research"
    PROGRAMME = "Joint programme"
    PROJECT = "Thematic or sector project"
    CONSULTATION = "Consultation"
    SHOWCASE = "Showcase"
    CAMPAIGN = "Campaign"


# What an approved activity turns into. A type that accepts proposals joins by itself; until it is built the proposal stays approved.
BECOMES = {
    Activity.PRODUCT: "knowledge-product", Activity.RESEARCH: "commissioned-research", Activity.PROGRAMME: "joint-programme",
    Activity.PROJECT: "thematic-project", Activity.CONSULTATION: "consultation", Activity.SHOWCASE: "showcase",
    Activity.CAMPAIGN: "campaign",
}


@missing("Only members of the Committee contribute as members: not {}.", rule="GOV-01")
def is_member(case: Any, organization: Any) -> list[Any]:
    return [] if organization in case.seated(MEMBER) else [organization]


component = Field("component", "Component", Component, required=True)
kind = Field("kind", "Kind of activity", Activity, required=True, help="Decides what the activity turns into when it is approved.")
rationale = Field("rationale", "Rationale", LONG, required=True, help="In short: what is missing, and what would be done about it.")
contributors = Field("contributors", "Contributing members", ORGANIZATION, required=True, many=True, checks=(is_member,),
                     help="At least one; principle 2 is met by two or more.")
lead = Field("lead", "Lead organization", ORGANIZATION, checks=(is_member,), help="Would implement it, and report on it.")
partner = Field("partner", "Partner whose idea it is", TEXT, help="A partner's idea comes in through a focal point.")
significant = Field("significant", "Significant", YES_NO, default=False, help="Themes, countries, regions, strategy (GOV-19).")
waiver = Field("waiver", "Why no consultation is held", LONG, help="The Committee's reason, for a significant activity without one.")
innovative = Field("innovative", "Clearly innovative and ground-breaking", YES_NO, help="Asked of component B.")
innovative_why = Field("innovative_why", "Evidence that it is innovative", LONG)
collective = Field("collective", "Demonstrably more effective done together", YES_NO, help="Asked of component B.")
collective_why = Field("collective_why", "Evidence that it works better together", LONG)
victim_input = Field("victim_input", "Input of trafficked persons", LONG, help="How it is sought and used, or why it is not relevant.")
accepted_gaps = Field("accepted_gaps", "Principles not met, and why that is accepted", LONG, help="Name each by its number.")

own = Field("own", "Own related activities", LONG)
offers = Field("offers", "Contribution offered", LONG)
concerns = Field("concerns", "Concerns", LONG)
involve = Field("involve", "Stakeholders to involve", LONG)
existing = Field("existing", "Existing activities found", LONG, required=True, help="Whose, or: none, and where you looked.")
topical = Field("topical", "Topical", YES_NO, required=True)
novel = Field("novel", "Novel", YES_NO, required=True)
shares = Field("shares", "Offers learning and sharing", YES_NO, required=True)
difference = Field("difference", "Able to make a difference for victims and those at risk", YES_NO, required=True)

DRAFT = State("draft", "Draft", waits="the proposer", moment="The idea is being written down.")
INCEPTION = State("inception", "Inception consultation", tone="run",
                  moment="The members are asked about the idea; {view.answered} of {view.asked} have replied.")
SCREENING = State("screening", "Screening", moment="The Secretariat looks for what exists already.")
RETURNED = State("returned", "Returned", due=working_days(20), tone="warn", moment="The proposer is asked to work on it again.")
REVIEW = State("principles_review", "Principles review", due=working_days(15), moment="The idea is tested against the 11 principles.")
BEFORE_SC = State("before_sc", "Before the Committee", waits="the Committee's decision", moment="The Committee has it.")
APPROVED = State("approved", "Approved", result="approved", due=days(30), tone="ok", moment="The activity is approved and can begin.")
SPAWNED = State("spawned", "Begun", result="approved", final=True, tone="ok", moment="The activity has a case of its own.")
NOT_APPROVED = State("not_approved", "Not approved", result="not approved", final=True, moment="The Committee did not adopt it.")
WITHDRAWN = State("withdrawn", "Withdrawn", result="withdrawn", final=True, moment="The proposal was withdrawn.")

PROPOSING = OPENER | OFFICE
PUTTING_FORWARD = OPENER.but_not(SECRETARIAT) | SENIOR_MANAGER  # the Secretariat may draft; a member puts it forward
WRITING = Edit(PROPOSING, (DRAFT, RETURNED, SCREENING))
REVIEWING = Edit(PROPOSING, (DRAFT, RETURNED, SCREENING, REVIEW))
NOTE = DocumentDefinition("note", "Concept note", edit=(WRITING,))
CONSULTATION = DocumentDefinition("consultation", "Report of the consultation", edit=(REVIEWING,), help="Of a consultation held elsewhere.")
INCEPTION_SHEET = DocumentDefinition("inception", "Views at inception")
TOPICALITY = DocumentDefinition("topicality", "Topicality check")
REVIEW_SHEET = DocumentDefinition("review", "Principles review")

REVIEWED = principles(Edit(PROPOSING, REVIEWING.during, columns=(rating, why, evidence)))
principle = Field("principle", "Principle", Principle, required=True)
remark = Field("remark", "Remark", LONG, required=True)
REMARKS = ItemDefinition("remarks", "Remarks of members", (principle, remark), unique=("principle",), per_organization=True,
                         named_by="principle", edit=(Edit(MEMBER, (REVIEW,), own=True),))
person = Field("person", "Person", PERSON, required=True)
concern = Field("concern", "Why this stakeholder is concerned", LONG, required=True)
STAKEHOLDERS = ItemDefinition("stakeholders", "Stakeholders asked", (person, concern), unique=("person",), named_by="person",
                              edit=(Edit(PROPOSING, (DRAFT, INCEPTION)),))

# The inception consultation (GOV-18): every member, and the stakeholders chosen for it.
SUPPORTS = Outcome("supports", "Supports the idea", mark="support")
DOUBTS = Outcome("doubts", "Has doubts", reason=True, mark="concern")
HALF_WAY = (Reminder("Half of the consultation is over, and your view is awaited.", working_days(5)),)
VIEW = TaskDefinition(
    "view", "Give your view on the idea", each_seat(MEMBER), during=(INCEPTION,), outcomes=(SUPPORTS, DOUBTS), recorders=OFFICE,
    asks=(own, offers, concerns, involve), due=working_days(10), closes=working_days(10), changeable=True, button="Give view",
    remind=HALF_WAY,
)
STAKEHOLDER_VIEW = TaskDefinition(
    "stakeholder_view", "Give your view on the idea", each_row(STAKEHOLDERS, person), during=(INCEPTION,), outcomes=(SUPPORTS, DOUBTS),
    asks=(own, offers, concerns, involve), due=working_days(10), closes=working_days(10), changeable=True, button="Give view",
    remind=HALF_WAY,
)


@guard("There is no seated member to consult.", rule="GOV-18", short="There are members to consult")
def somebody_to_ask(case: Any) -> bool:
    return bool(case.seated(MEMBER))


@missing("A component B activity is innovative and works better together, both with evidence. Not shown: {}.", rule="PRI-04",
         short="Component B: innovative, and better together")
def both_tests(case: Any) -> list[str]:
    if case.component is not Component.B:
        return []
    tests = ((innovative, case.innovative and case.innovative_why), (collective, case.collective and case.collective_why))
    return [test.label for test, shown in tests if not shown]


@guard("Say first how the input of trafficked persons is sought, or why it is not relevant.", rule="GD-01")
def victims_heard(case: Any) -> bool:
    return bool(case.victim_input)


CLEAR = Outcome("clear", "No duplication", when=(victims_heard, both_tests), mark="holds", says="The principles review begins.")
ADDS = Outcome("adds", "Overlaps, and adds to it", reason=True, when=(victims_heard, both_tests), mark="partly",
               says="The principles review begins; the reason goes on record.")
RETURN = Outcome("return", "Return it to the proposer", reason=True, mark="missing",
                 says="The proposer works on it again. Only the Committee rejects a proposal.")
SCREEN = TaskDefinition("screen", "Look for duplication", OFFICE, during=(SCREENING,), outcomes=(CLEAR, ADDS, RETURN), asks=(existing,),
                        due=working_days(5))
TOPICAL = TaskDefinition(
    "topical", "Is it topical, novel, shared, and does it make a difference?", each_seat(MEMBER), during=(REVIEW,), recorders=OFFICE,
    outcomes=(Outcome("ensured", "Yes, the Committee should take it up", mark="support"), DOUBTS),
    asks=(topical, novel, shares, difference), due=working_days(10), closes=working_days(10), changeable=True, button="Assess it",
    remind=(Reminder("Half of the time for the topicality check is over.", working_days(5)),),
)


@missing("Not rated: {}.", rule="PRI-01", short="All 11 principles are rated")
def review_complete(case: Any) -> list[str]:
    return unrated(case.rows(REVIEWED))


@missing("Name by number the principles that are not met, and say why that is accepted: {}.", rule="PRI-01",
         short="Principles not met are accepted by name")
def gaps_named(case: Any) -> list[str]:
    return unnamed_gaps(case.rows(REVIEWED), case.accepted_gaps)


@guard("One member alone does not meet principle 2: name a second contributor, or rate it otherwise.", rule="PRI-02",
       short="Principle 2 is met by two members or more")
def works_together(case: Any) -> bool:
    met = any(row.no == 2 and row.rating is Rating.MET for row in case.rows(REVIEWED))
    return not met or len(case.contributors) > 1


@guard("A significant activity needs a reported consultation, or the recorded reason why none is held.", rule="GOV-19",
       short="Consulted, or the reason why not is recorded")
def consulted(case: Any) -> bool:
    held = case.document(CONSULTATION) is not None or linked("consulted_through", "reported").holds(case)
    return not case.significant or bool(case.waiver) or held


@missing("The topicality check still waits for {}.", rule="SP-5.D.9", short="The topicality check is answered, or its time is over")
def topicality_asked(case: Any) -> list[Any]:
    since = case.since(REVIEW)
    over = since is not None and case.at >= case.after(since, working_days(10))
    return [] if over else case.unanswered(TOPICAL)


@guard("The decision is not taken yet.")
def decision_over(case: Any) -> bool:
    newest = case.newest("decided_by")
    return newest is not None and newest.result is not None


TOLD = filled(component, kind, rationale, contributors, rule="7.1")
ADOPTED = linked("decided_by", "adopted", subject="IMPLEMENT_ACTIVITY", nature="DECISION",
                 says="The Committee has not decided to implement this activity.")
READY = [TOLD, review_complete, gaps_named, works_together, consulted, topicality_asked]
DECISION = {"nature": "DECISION", "subject": "IMPLEMENT_ACTIVITY", "background": rationale, "lead": lead, "significant": significant,
            "waiver": waiver, "accepted_gaps": accepted_gaps}
ASKED = Freeze((VIEW, STAKEHOLDER_VIEW), INCEPTION_SHEET)
SUBMIT = [
    Freeze(REVIEWED, REVIEW_SHEET), Freeze(TOPICAL, TOPICALITY),
    Open("consensus-decision", "decided_by", carry=DECISION, rows={"principles": REVIEWED},
         documents={"review": REVIEW_SHEET, "paper": NOTE, "consultation": CONSULTATION}),
]
SPAWN = [Open(BECOMES, "becomes", chosen_by=kind, documents={"note": NOTE, "review": REVIEW_SHEET})]
TESTS = (contributors, lead, significant, innovative, innovative_why, collective, collective_why, victim_input)

definition = CaseDefinition(
    key="activity-proposal", version=1, code="PRO", title="Activity proposal", opened_by=COMMITTEE, initial=DRAFT, level=SC_RESTRICTED,
    about="An idea is put to all members, screened, tested against the 11 principles and decided; then it gets a case of its own.",
    number_at_opening="PRO",
    fields=(component, kind, rationale, contributors, lead, partner, significant, waiver, innovative, innovative_why, collective,
            collective_why, victim_input, accepted_gaps),
    documents=(NOTE, CONSULTATION, INCEPTION_SHEET, TOPICALITY, REVIEW_SHEET), items=(REVIEWED, REMARKS, STAKEHOLDERS),
    links=ties("decided_by", "consulted_through", "victim_input_from", "informs", "becomes", "cites"), remarks_by=COMMITTEE,
    publishes=(component, kind, rationale, contributors, lead, victim_input, innovative_why, collective_why),
    tasks=(VIEW, STAKEHOLDER_VIEW, SCREEN, TOPICAL),
    edit=(Edit(PROPOSING, (DRAFT, RETURNED)), Edit(PROPOSING, (SCREENING,), TESTS),
          Edit(PROPOSING, (REVIEW,), (contributors, lead, significant, waiver, accepted_gaps))),
    reminders=(
        Reminder("It has waited for 90 days: is this idea still wanted?", days(90), to=OPENER, during=(DRAFT, RETURNED)),
        Reminder("Approved 30 days ago, and not begun.", days(30), to=SENIOR_MANAGER, during=(APPROVED,)),
    ),
    transitions=[
        DRAFT.to(INCEPTION, "consult", "Ask the members", by=PUTTING_FORWARD, when=[TOLD, somebody_to_ask],
                 says="Every member is asked for its view, for 10 working days. The text stays as it is meanwhile."),
        INCEPTION.to(SCREENING, "all_replied", "All have replied", when=[VIEW.all_answered(), STAKEHOLDER_VIEW.all_answered()],
                     then=[ASKED]),
        INCEPTION.to(SCREENING, "period_over", "The consultation is over", after=working_days(10), then=[ASKED]),
        SCREENING.to(REVIEW, "screened", "Screened", when=[SCREEN.answered(CLEAR, ADDS)]),
        SCREENING.to(RETURNED, "return", "Returned to the proposer", when=[SCREEN.answered(RETURN)]),
        RETURNED.to(SCREENING, "resubmit", "Hand it in again", by=PROPOSING, when=[TOLD]),
        REVIEW.to(BEFORE_SC, "submit", "Put it before the Committee", by=OFFICE, when=READY, then=SUBMIT,
                  says="A decision is opened with the frozen review. The proposal waits for it."),
        BEFORE_SC.to(APPROVED, "approve", "The Committee approves", when=[ADOPTED]),
        BEFORE_SC.to(NOT_APPROVED, "reject", "The Committee does not approve", when=[linked("decided_by", "not adopted")]),
        BEFORE_SC.to(REVIEW, "take_back", "It came back without a decision on the activity", when=[decision_over]),
        APPROVED.to(SPAWNED, "spawn", "Begin the activity", by=OFFICE, when=[built(kind, BECOMES, rule="11a")], then=SPAWN,
                    says="A case of its own is opened with what was approved."),
        ANYWHERE(BEFORE_SC, APPROVED).to(WITHDRAWN, "withdraw", "Withdraw the proposal", by=PROPOSING, reason=True, side=True),
    ],
    panels=(TextPanel("Concept note", NOTE), PositionsPanel("Views at inception", VIEW),
            MatrixPanel("Stakeholders asked", STAKEHOLDERS, note="Whoever is asked here may read this whole case."),
            MatrixPanel("Principles review", REVIEWED), MatrixPanel("Remarks of members", REMARKS),
            PositionsPanel("Topicality check", TOPICAL), RulesPanel("Before it goes to the Committee", tuple(READY)),
            Chain("Linked cases", ("decided_by", "consulted_through", "becomes", "cites"))),
    register=Register("Proposals", "proposals", ("number", "title", "state", "kind", "lead", "date"), heading="Proposal",
                      second="component", filters=("state", "component", "kind"), prepare="Propose an activity", order=20,
                      seat_marks=VIEW, marks_label="Views at inception",
                      presides=OFFICE, desk_label="Secretariat’s desk", desk=("screen", "principles_review", "approved")),
)
