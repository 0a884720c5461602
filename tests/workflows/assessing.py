"""Stories about assessments begin here: the Government of the Coast asks, ILO leads, IOM takes part with it.

The house of these stories has a checklist in use, two Governments and a regional body; it is furnished once.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from engine.commands import item, link, register, task
from engine.derive import bound_now
from engine.item import Item
from engine.task import Task
from engine.view import CaseView
from engine.whom import seat_target
from tests.people import CHAIR
from tests.workflows import checking, proposing
from tests.workflows.checking import CODES, change, row_of, write
from tests.workflows.producing import linked_case
from tests.workflows.producing import stamp as stamped
from tests.workflows.reviewing import EXPERTS, roster
from tests.world import BEGUN, World

SECTORS = {"COAST": "GOVERNMENT", "HILLS": "GOVERNMENT", "GULF": "REGIONAL_BODY"}
PEOPLE = (
    ("counterpart", "COAST", "MEMBER_STATE"),
    ("second counterpart", "COAST", "MEMBER_STATE"),
    ("police expert", "COAST", "MEMBER_STATE"),
    ("neighbour", "HILLS", "MEMBER_STATE"),
    ("regional officer", "GULF", "REGIONAL_BODY"),
    ("field officer", "ILO", "FIELD_OFFICE"),
    ("survivors' group", "DONOR", "STAKEHOLDER"),
)
ASKED = {"received_on": "2013-01-07", "why": "Trafficking along the coast has doubled."}
WEIGHED = {**{f"score_{n}": "HIGH" for n in range(1, 8)}, "weighed": "Political will is there."}
VIEW = {"areas": "Fishing ports.", "commitment": "Two officials, full time."}
PLANNED = {
    "engagement": "Shelters on the coast are heard.",
    "clearance": "Given for the whole coast.",
    "ethics": "Nobody who may be at risk is named.",
    "mission_ends": "2013-05-31",
}
FOUND = {"status": "PARTIAL", "evidence": "Law of 2009, article 4.", "source": "Official gazette"}
NEED = {"need": "Shelter for men.", "severity": "HIGH", "feasibility": "MEDIUM", "gap": "yes", "item": "PT1"}
TEAM = (
    (EXPERTS[0], "NATIONAL", ["PROSECUTION"]),
    (EXPERTS[1], "INTERNATIONAL", ["PREVENTION", "PROTECTION"]),
)


def furnish(world: World) -> None:
    """Governments, a regional body, their people, and a checklist in use."""
    neighbours(world)
    checking.in_use(world)


def neighbours(world: World) -> None:
    """Governments, a regional body, and their people."""
    roster(world)
    for code, sector in SECTORS.items():
        told = {"sector": sector, "scope": "REGIONAL"}
        added = register.add_organization(world.engine, code, f"Organization {code}", told, by=None)
        world.organizations[code] = added.result
    for name, code, role in PEOPLE:
        world.add_person(name)
        world.grant(role, code, name, "principal", since=BEGUN)


def government(world: World, code: str = "COAST") -> str:
    return world.organizations[code].hex


# ---- until the Committee has selected


def asked_for(world: World, by: str = "counterpart", **data: Any) -> UUID:
    """Asked for, without the letter."""
    told = {"requester": government(world), **ASKED, **data}
    return world.open("Assessment of the Coast", by, "situational-assessment", **told)


def requested(world: World, by: str = "counterpart", **data: Any) -> UUID:
    case_id = asked_for(world, by, **data)
    world.put(case_id, "We ask for an assessment.", "request", by)
    return case_id


def screening(world: World, by: str = "counterpart", **data: Any) -> UUID:
    case_id = requested(world, by, **data)
    world.press(case_id, "receive", "officer")
    return case_id


def scored(world: World, case_id: UUID) -> None:
    world.answer(case_id, "officer", "screened", "screen", **WEIGHED)
    world.edit(case_id, "officer", approach="SINGLE")


def before_sc(world: World, by: str = "counterpart", **data: Any) -> UUID:
    case_id = screening(world, by, **data)
    scored(world, case_id)
    world.press(case_id, "submit", "officer")
    return case_id


def heard(world: World, case_id: UUID, by: str = "counterpart") -> None:
    """The Government has given its view."""
    world.answer(case_id, by, "heard", "view", **VIEW)


def adopt(world: World, case_id: UUID) -> None:
    """The Committee selects; why no consultation is held stands in the decision."""
    decision = linked_case(world, case_id, "decided_by")
    world.edit(decision, "officer", waiver="The region was consulted in 2012.")
    proposing.adopt(world, decision)


def decide_against(world: World, case_id: UUID) -> None:
    """A member maintains its objection; the chair declares that the selection is not adopted."""
    decision = linked_case(world, case_id, "decided_by")
    world.edit(decision, "officer", waiver="The region was consulted in 2012.")
    proposing.deliberate(world, decision)
    world.answer(decision, "OSCE", "strong_objection", reason="Two other countries come first.")
    world.press(decision, "declare_not_adopted", CHAIR, reason="OSCE maintains its objection.")


def take_back(world: World, case_id: UUID) -> None:
    """The Secretariat withdraws the matter before the Committee has decided on it."""
    decision = linked_case(world, case_id, "decided_by")
    world.press(decision, "withdraw", "officer", reason="The wrong paper.")


def selected(world: World, by: str = "counterpart", **data: Any) -> UUID:
    case_id = before_sc(world, by, **data)
    heard(world, case_id)
    adopt(world, case_id)
    return case_id


# ---- the team


def join(
    world: World, case_id: UUID, name: str, part: str, skills: list[str], by: str = "officer", **data: Any
) -> Item:
    """Somebody comes onto the team."""
    told = {"person": world.people[name].hex, "part": part, "skills": skills, **data}
    added = item.add(world.engine, case_id, "team", told, by=world.people[by])
    return next(r for r in world.read(case_id).items if r.id == added.result)


def takes_part(world: World, case_id: UUID, *codes: str) -> None:
    for code in codes:
        told = {"organization": world.organizations[code].hex}
        item.add(world.engine, case_id, "organizations", told, by=world.people["officer"])


def composed(
    world: World, by: str = "counterpart", team: Any = TEAM, codes: Any = ("ILO", "IOM"), **data: Any
) -> UUID:
    """A team that is ready to be agreed."""
    case_id = selected(world, by, **data)
    world.edit(case_id, "officer", lead=world.organizations["ILO"].hex, engagement=PLANNED["engagement"])
    for name, part, skills in team:
        join(world, case_id, name, part, skills)
    takes_part(world, case_id, *codes)
    return case_id


def mine(world: World, case_id: UUID, key: str, name: str) -> Task:
    """What is asked of somebody, in person or for the organization."""
    snapshot = world.read(case_id)
    found = [t for t in snapshot.tasks if t.task == key and t.present]
    person = world.people[name]
    standings = snapshot.register.standings(person, snapshot.at)
    targets = {f"person:{person.hex}"}
    targets |= {seat_target(s.role, s.organization) for s in standings if s.organization}
    return next(t for t in found if t.target in targets)


def reply(
    world: World, case_id: UUID, key: str, name: str, outcome: str, reason: str | None = None, **data: Any
) -> None:
    """Somebody answers what is asked of their organization, or of themselves."""
    snapshot = world.read(case_id)
    bound = bound_now(CaseView(snapshot), snapshot.definition.task_by_key[key])
    found = mine(world, case_id, key, name)
    task.complete(
        world.engine, found.id, outcome, by=world.people[name], reason=reason, data=data, bound=bound
    )


def agreed(world: World, by: str = "counterpart", **data: Any) -> UUID:
    case_id = composed(world, by, **data)
    for name in ("ILO", "IOM"):
        reply(world, case_id, "consent", name, "agree")
    world.press(case_id, "agree_team", "officer")
    return case_id


def ask_for_experts(world: World, case_id: UUID) -> None:
    """With a letter, and the proof that it went out."""
    world.put(case_id, "Would you contribute experts?", "letter", "officer")
    world.press(case_id, "ask_for_experts", "officer")
    world.put(case_id, "Received by the ministry.", "dispatch", "officer")


def decline_experts(world: World, case_id: UUID) -> None:
    """Whoever is asked for experts, and has not answered yet, offers none."""
    asked = {"experts": "counterpart", "body_experts": "regional officer"}
    for waiting in [t for t in world.read(case_id).tasks if t.task in asked and t.present and t.is_open]:
        reply(world, case_id, waiting.task, asked[waiting.task], "decline")


# ---- the assessment


def tied(world: World, case_id: UUID) -> None:
    """Tied to the checklist that is in use."""
    link.add(world.engine, case_id, "uses", checking.checklist(world), by=world.people["officer"])


def planning(world: World, by: str = "counterpart", **data: Any) -> UUID:
    case_id = agreed(world, by, **data)
    ask_for_experts(world, case_id)
    tied(world, case_id)
    world.press(case_id, "plan", "ILO")
    return case_id


def planned(world: World, case_id: UUID, but: str = "") -> None:
    """All that is needed before the mission, but for one thing; the Government offers no experts."""
    decline_experts(world, case_id)
    for key in ("plan", "terms"):
        if key != but and key not in world.read(case_id).documents:
            world.put(case_id, f"The {key}.", key, "ILO")
    world.edit(case_id, "ILO", **{key: "" if key == but else told for key, told in PLANNED.items()})


def under_way(world: World, by: str = "counterpart", **data: Any) -> UUID:
    """The mission has begun; the checklist is to be answered."""
    case_id = planning(world, by, **data)
    planned(world, case_id)
    world.press(case_id, "start", "ILO")
    return case_id


def found(world: World, case_id: UUID, code: str, by: str, **data: Any) -> None:
    """Somebody of the team answers an item for the own organization."""
    write(world, case_id, "answers", {"code": code, **FOUND, **data}, by=by)


def settled(world: World, case_id: UUID, code: str, by: str = "ILO", **data: Any) -> None:
    """The lead writes down what is agreed."""
    change(world, case_id, "checklist", code, by, **{"status": "PARTIAL", **data})


def answered(world: World, by: str = "counterpart", **data: Any) -> UUID:
    """Both agencies have answered every item alike, the lead has taken it over, and the report is drafted."""
    case_id = under_way(world, by, **data)
    for name in ("ILO", "IOM"):
        rows = [{"code": code, **FOUND} for code in CODES]
        write(world, case_id, "answers", *rows, by=name)
    for code in CODES:
        settled(world, case_id, code)
    world.put(case_id, "The report, first draft.", "report", "ILO")
    return case_id


def drafted(world: World, by: str = "counterpart", **data: Any) -> UUID:
    case_id = answered(world, by, **data)
    world.press(case_id, "draft", "ILO")
    return case_id


def validating(world: World, by: str = "counterpart", **data: Any) -> UUID:
    case_id = drafted(world, by, **data)
    for name in ("ILO", "IOM"):
        reply(world, case_id, "settle", name, "confirm")
    world.put(case_id, "Names of shelters.", "annex", "ILO")
    world.press(case_id, "validate", "ILO")
    return case_id


def comment(world: World, case_id: UUID, words: str, by: str = "counterpart") -> Item:
    """The Government comments on the findings."""
    item.add(world.engine, case_id, "comments", {"comment": words}, by=world.people[by])
    return row_of(world, case_id, "comments", words, "comment")


def prioritise(world: World, case_id: UUID, by: str = "ILO", **data: Any) -> None:
    item.add(world.engine, case_id, "priorities", {"rank": "1", **NEED, **data}, by=world.people[by])


def validated(world: World, case_id: UUID) -> None:
    """The Government has no comments, civil society was heard, the team shares the ranking of a need."""
    world.answer(case_id, "counterpart", "none", "comment")
    world.edit(case_id, "ILO", society_said="Shelters find it true.")
    prioritise(world, case_id)
    team_ranks(world, case_id)


def team_ranks(world: World, case_id: UUID, outcome: str = "shared") -> None:
    """Everybody on the team who has not said yet how they see the ranking says it."""
    called = {f"person:{identity.hex}": name for name, identity in world.people.items()}
    for asked in [t for t in world.read(case_id).tasks if t.task == "team_rank" and t.present and t.is_open]:
        reply(world, case_id, "team_rank", called[asked.target], outcome)


def ranked(world: World, by: str = "counterpart", **data: Any) -> UUID:
    case_id = validating(world, by, **data)
    validated(world, case_id)
    world.press(case_id, "agree_needs", "ILO")
    return case_id


def delivered(world: World, by: str = "counterpart") -> UUID:
    case_id = ranked(world, by)
    reply(world, case_id, "rank", "counterpart", "shared")
    world.press(case_id, "deliver", "officer")
    return case_id


def followed_up(world: World, by: str = "counterpart") -> UUID:
    """Six months after it was delivered."""
    case_id = delivered(world, by)
    world.later(days=190)
    return case_id


def closed(world: World) -> UUID:
    case_id = followed_up(world)
    told = {
        "followed": "NATIONAL_PLAN",
        "followed_words": "A plan with a budget.",
        "after_half": "The plan is drafted.",
        "no_follow_up": "The ministry was dissolved: nobody can be asked after a year.",
        "no_lesson": "Nothing new.",
    }
    world.edit(case_id, "officer", **told)
    world.press(case_id, "close", "officer")
    return case_id


def review_report(world: World, case_id: UUID) -> UUID:
    """A quality review of the report is opened, and its particulars are filled in."""
    world.press(case_id, "review", "ILO", author=world.people["author"].hex)
    review_id = linked_case(world, case_id, "reviewed_by")
    world.edit(review_id, "officer", regions=["EAST_AFRICA"])
    return review_id


def stamp_report(world: World, case_id: UUID) -> None:
    stamped(world, review_report(world, case_id))
