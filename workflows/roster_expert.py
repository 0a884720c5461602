"""EXP: experts on the roster, by theme, region, language and skill; only who is independent counts as such (DOMAIN 7.6)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    DATE, HERE, INSTANT, LONG, OPENER, ORGANIZATION, PERSON, TEXT, YES_NO, AssignNumber, Balances, CaseDefinition, DocumentDefinition,
    Edit, Field, Free, ItemDefinition, LeastBurdened, LongestRested, Lookup, MatrixPanel, Outcome, PositionsPanel, Register, Reminder,
    RulesPanel, Set, Shares, State, TaskDefinition, at, days, each_seat, either, filled, guard, has, missing, months, named, working_days,
)
from workflows._shared import (
    COMMITTEE, DONE, EXPERT, MEMBER, OFFICE, PARTNER, SC_RESTRICTED, Language, Region, Skill, Theme, is_member, ties,
)


class Gender(StrEnum):
    WOMAN = "Woman"
    MAN = "Man"
    OTHER = "Another, or not said"


person = Field("person", "Account", PERSON, help="Who is asked for the yearly update. Needed before the roster, not before.")
employer = Field("employer", "Works for", TEXT, required=True, help="The organization, or: independent.")
staff_of = Field("staff_of", "Staff of a member", ORGANIZATION, checks=(is_member,), help="Staff of a member are not independent.")
themes = Field("themes", "Themes", Theme, many=True, required=True)
regions = Field("regions", "Regions", Region, many=True, required=True)
languages = Field("languages", "Languages", Language, many=True, required=True)
skills = Field("skills", "Skills", Skill, many=True, required=True)
home = Field("home", "Lives in", Region, help="For the balance of regions in a panel.")
gender = Field("gender", "Gender", Gender, help="For the balance of a panel; never needed.")
independent = Field("independent", "Independent", YES_NO, help="Of every member of the Committee. The Secretariat says so.")
references = Field("references", "References", LONG, level=SC_RESTRICTED.key, help="Who was asked, and what they said.")
consent = Field("consent", "Consents to the processing of these data", YES_NO, required=True)
survivor = Field("survivor", "Survivor-expert, by own wish", YES_NO, level=SC_RESTRICTED.key,
                 help="Only where the expert has asked for it; the Committee and the Secretariat see it.")
since, until = Field("since", "From", DATE, required=True), Field("until", "Until", DATE, required=True)
note = Field("note", "Note", TEXT)
until_when = Field("until_when", "Members may object until", INSTANT, required=True)
counted = Field("counted", "Counts as independent", YES_NO, internal=True,
                computed=lambda case: bool(case.independent and not case.staff_of))

NOMINATED = State("nominated", "Nominated", due=working_days(20), moment="The profile is being written.")
SCREENING = State("screening", "Screening", due=working_days(15), tone="run",
                  moment="The members may object; the Secretariat looks at independence and references.")
ACTIVE = State("active", "Active", result="active", tone="ok", waits="an assignment, or the yearly update", moment="On the roster.")
SUSPENDED = State("suspended", "Suspended", result="suspended", tone="warn", waits="the Secretariat",
                  moment="On the roster, and not asked for the time being.")
RETIRED = State("retired", "Retired", result="retired", final=True, moment="No longer on the roster.")
REJECTED = State("rejected", "Rejected", result="rejected", final=True, moment="Not taken onto the roster.")
WITHDRAWN = State("withdrawn", "Withdrawn", result="withdrawn", final=True, moment="The nomination was withdrawn.")
ON_ROSTER = (ACTIVE, SUSPENDED)

EXPERT_NAMED = named(person)
PROFILE = (person, employer, staff_of, themes, regions, languages, skills, home, gender, consent)
WRITING = Edit(OPENER | OFFICE, (NOMINATED,), (*PROFILE, survivor))
CV = DocumentDefinition("cv", "Curriculum vitae", edit=(Edit(OPENER | OFFICE, (NOMINATED,)), Edit(OFFICE | EXPERT_NAMED, ON_ROSTER)))


@guard("The last day lies on or after the first.")
def in_order(case: Any, row: Any) -> bool:
    return bool(row.until >= row.since)


ABSENCES = ItemDefinition("absences", "Away", (since, until, note), checks=(in_order,), named_by="since",
                          edit=(Edit(OPENER | OFFICE, (NOMINATED,)), Edit(OFFICE | EXPERT_NAMED, (SCREENING, *ON_ROSTER))))

OBJECT = Outcome("object", "Object", reason=True, firm=True, mark="strong_objection",
                 says="While it stands, the expert is not taken onto the roster. Only your organization takes it back.")
OBJECTION = TaskDefinition(
    "objection", "Object, or say that you do not", each_seat(MEMBER), during=(SCREENING,), changeable=True,
    outcomes=(Outcome("none", "No objection", mark="support"), OBJECT), due=at(until_when), closes=at(until_when), recorders=OFFICE,
    button="Answer", level=SC_RESTRICTED.key,
    remind=(Reminder("Half of the time to object to this nomination is over.", working_days(5)),),
)
UPDATE = TaskDefinition(
    "update", "Update your profile", EXPERT_NAMED, during=ON_ROSTER, outcomes=(DONE,), due=months(12), every=months(12),
    button="It is up to date", remind=(Reminder("Your yearly update is due in 30 days.", months(11)),),
)


@guard("The profile needs the consent of the expert.", rule="7.6", short="The expert consents to the processing of the data")
def consented(case: Any) -> bool:
    return bool(case.consent)


@guard("The time in which members may object is not over.", rule="7.6", short="The members have had their time to object")
def time_to_object_over(case: Any) -> bool:
    return case.until_when is not None and (not case.unanswered(OBJECTION) or bool(case.at >= case.until_when))


def ten_working_days_from_now(case: Any) -> Any:
    return case.after(case.at, working_days(10))


@guard("Give time that is still to come.", short="The new end lies ahead")
def lies_ahead(case: Any, answer: Any) -> bool:
    return answer.until_when is None or bool(answer.until_when > case.at)


@missing("Object: {}.", rule="7.6", short="No member objects")
def nobody_objects(case: Any) -> list[Any]:
    return [position.party for position in case.positions(OBJECTION, OBJECT)]


@guard("Staff of a member of the Committee are not independent.", rule="7.6", short="Staff of a member are not called independent")
def truly_independent(case: Any) -> bool:
    return not (case.independent and case.staff_of)


@guard("Say whether the expert is independent.", rule="7.6", short="Independence is looked at")
def independence_known(case: Any) -> bool:
    return case.independent is not None


def absences_told(case: Any) -> list[str]:
    return [f"{row.since}/{row.until}" for row in case.rows(ABSENCES)]


# What anybody may look for in an expert, in this order.
away = Field("away", "Away", TEXT, many=True, computed=absences_told, internal=True)
FITTING = Lookup(
    "fitting", "Find who fits", "roster-expert", "person", results=("active",), aside=("suspended",), second="employer",
    criteria=(
        Shares("Need", "skills", skills), Shares("Theme", "themes", themes), Shares("Region", "regions", regions),
        Shares("Language", "languages", languages), LeastBurdened("Other work now"), Balances("Gender", "gender"),
        Balances("Lives in", "home"), LongestRested("Last answered"),
        Free("Away", "away", Field("from", "Needed from", DATE), Field("to", "Needed until", DATE)),
    ),
)

COMPLETE = [filled(employer, themes, regions, languages, skills, rule="7.6"), consented, has(CV, rule="7.6")]
ADMITTED = [filled(person, references, rule="7.6"), independence_known, truly_independent, time_to_object_over, nobody_objects]

definition = CaseDefinition(
    key="roster-expert", version=1, code="EXP", title="Roster expert", opened_by=COMMITTEE | PARTNER | EXPERT, initial=NOMINATED,
    level=SC_RESTRICTED,
    about="An expert is nominated, screened without objection of the members, and then on the roster from which panels are chosen.",
    fields=(*PROFILE, independent, references, survivor, until_when, away, counted), documents=(CV,), items=(ABSENCES,),
    remarks_by=COMMITTEE,
    links=ties(), publishes=(person, employer, staff_of, themes, regions, languages, skills, home, gender, counted, away),
    edit=(WRITING, Edit(OFFICE, (SCREENING,), (person, staff_of, independent, references)),
          Edit(OFFICE, ON_ROSTER, (*PROFILE, independent, references, survivor)),
          Edit(EXPERT_NAMED, ON_ROSTER, (employer, themes, regions, languages, skills, home, gender))),
    tasks=(OBJECTION, UPDATE),
    reminders=(Reminder("Suspended for 180 days: is the expert still wanted?", days(180), to=OFFICE, during=(SUSPENDED,)),),
    transitions=[
        NOMINATED.to(SCREENING, "screen", "Hand in the nomination", by=OPENER | OFFICE, when=COMPLETE,
                     then=[Set(until_when, ten_working_days_from_now)],
                     says="The members are asked whether they object, for 10 working days."),
        SCREENING.to(HERE, "give_time", "Give the members more time", by=OFFICE, when=[lies_ahead], asks=[until_when], side=True,
                     says="Until then a member may object, or take an objection back."),
        SCREENING.to(ACTIVE, "admit", "Take onto the roster", by=OFFICE, when=ADMITTED, then=[AssignNumber("EXP")]),
        SCREENING.to(REJECTED, "reject", "Turn the nomination down", by=OFFICE, reason=True, side=True),
        ACTIVE.to(SUSPENDED, "suspend", "Suspend", by=OFFICE | EXPERT_NAMED, reason=True, side=True,
                  says="Open work goes on; nothing new is offered."),
        SUSPENDED.to(ACTIVE, "reinstate", "Take back onto the roster", by=OFFICE, when=[truly_independent]),
        either(*ON_ROSTER).to(RETIRED, "retire", "Retire from the roster", by=OFFICE | EXPERT_NAMED, reason=True, side=True),
        either(NOMINATED, SCREENING).to(WITHDRAWN, "withdraw", "Withdraw the nomination", by=OPENER | OFFICE, reason=True, side=True),
    ],
    panels=(RulesPanel("Before the roster", tuple(ADMITTED), (SCREENING,)), PositionsPanel("Objections of members", OBJECTION),
            MatrixPanel("Away", ABSENCES)),
    register=Register("Roster", "roster", ("title", "state", "skills", "languages", "home", "date"), heading="Expert", second="employer",
                      filters=("state", "skills", "languages", "regions", "themes"), prepare="Nominate an expert", order=40,
                      presides=OFFICE, desk_label="Secretariat’s desk", desk=("screening",), lookup=FITTING),
)
