"""Stories about joint programmes begin here: ILO leads, IOM takes part, the Governments of the Coast and the Hills sign.

Seed money comes through UNODC, a donor's through IOM; each has a fiduciary officer. The house has a checklist in use and an
assessment that was delivered; it is furnished once.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.case import cases
from engine.commands import item, link, register, task
from engine.derive import bound_now
from engine.item import Item
from engine.task import Task
from engine.view import CaseView
from tests.people import CHAIR
from tests.workflows import assessing, checking, proposing, risking
from tests.workflows.producing import linked_case
from tests.world import BEGUN, MORNING, World

OFFICERS = (("UNODC", "UNODC fiduciary"), ("IOM", "IOM fiduciary"))
MORE_STATES = ("ISLES", "MOORS", "DALES")
ABOUT = {
    "region": "EAST_AFRICA",
    "innovative": "yes",
    "innovative_why": "One plan of members and Governments.",
    "collective": "yes",
    "collective_why": "None reaches ports and courts alone.",
}
WEIGHED = {
    "Impact": "The port is the door of the region.",
    "Replicability": "Every port works alike.",
    "Scaling up": "Two ports follow.",
    "Political will": "The minister has asked for it.",
}
AIMS = {
    "short_term": "A shelter on the coast.",
    "medium_term": "Inspectors at every port.",
    "long_term": "Fewer are trafficked.",
    "actors": "ILO leads; IOM runs the shelter.",
    "activities": "Shelter, training, law.",
    "modality": "PARALLEL",
    "capacity": "Former victims are trained as mediators.",
    "gaps": "The shelter takes men.",
    "begins_on": "2013-02-01",
    "ends_on": "2015-01-31",
}
SEED_LINE = {
    "what": "Shelter", "no": "1", "source": "SEED", "payer": "UNODC", "spender": "IOM", "purpose": "IMPLEMENTATION", "amount": "60000",
    "support": "yes", "direct": "yes",
}  # fmt: skip
DONOR_LINE = {
    "what": "Training", "no": "1", "source": "DONOR", "payer": "IOM", "spender": "ILO", "purpose": "IMPLEMENTATION", "amount": "30000",
}  # fmt: skip
EVALUATION_LINE = {
    "what": "Evaluation", "no": "1", "source": "DONOR", "payer": "IOM", "spender": "ILO", "purpose": "EVALUATION", "amount": "10000",
}  # fmt: skip
LINES = (SEED_LINE, DONOR_LINE, EVALUATION_LINE)
LATER_LINE = {**DONOR_LINE, "what": "Training, second phase", "no": "2", "amount": "40000.50"}
RESULT = {
    "kind": "OUTCOME", "statement": "Ports are inspected.", "indicator": "Ports inspected", "unit": "ports", "baseline": "2",
    "based_in": "2012", "target": "12", "until": "2014-12-31", "means": "Register of inspections",
}  # fmt: skip
PHASE = {"no": "1", "name": "First phase", "begins": "2013-02-01", "ends": "2014-01-31"}
SECOND = {"no": "2", "name": "Second phase", "begins": "2014-02-01", "ends": "2015-01-31"}
FUNCTION = {"function": "Director"}
ORGANIZATIONS = ("payer", "spender", "signatory", "responsible")


def furnish(world: World) -> None:
    """Governments, fiduciary officers, a checklist in use, an assessment that found a gap."""
    assessing.furnish(world)
    more_governments(world)
    fiduciary_officers(world)
    assessing.delivered(world)
    world.clock.move_to(MORNING)


def more_governments(world: World) -> None:
    for code in MORE_STATES:
        told = {"sector": "GOVERNMENT", "scope": "INTERNATIONAL"}
        added = register.add_organization(world.engine, code, f"Organization {code}", told, by=None)
        world.organizations[code] = added.result
        world.add_person(f"{code} counterpart")
        world.grant("MEMBER_STATE", code, f"{code} counterpart", "principal", since=BEGUN)


def fiduciary_officers(world: World) -> None:
    for code, name in OFFICERS:
        world.add_person(name)
        world.grant("FIDUCIARY_OFFICER", code, name, "principal", since=BEGUN)


COUNTERPARTS = {"COAST": "counterpart", "HILLS": "neighbour", **{c: f"{c} counterpart" for c in MORE_STATES}}


# ---- rows


def add(world: World, case_id: UUID, table: str, by: str = "ILO", **data: Any) -> Item:
    """Somebody adds a row; organizations by their code."""
    named = {
        k: world.organizations[v].hex if k in ORGANIZATIONS and v in world.organizations else v
        for k, v in data.items()
    }
    added = item.add(world.engine, case_id, table, named, by=world.people[by])
    return next(r for r in world.read(case_id).items if r.id == added.result)


def line(world: World, case_id: UUID, what: str) -> Item:
    return checking.row_of(world, case_id, "budget", what, "what")


def change(world: World, case_id: UUID, what: str, by: str = "ILO", **data: Any) -> None:
    """Somebody changes a line of the budget."""
    found = line(world, case_id, what)
    item.edit(world.engine, case_id, found.id, data, revision=found.revision, by=world.people[by])


def fill_in(world: World, case_id: UUID, table: str, named: str, column: str, **data: Any) -> None:
    """The lead fills in one row."""
    checking.change(world, case_id, table, named, "ILO", column, **data)


# ---- until seed money is allocated


def assessment(world: World) -> UUID:
    """The assessment of the Coast that was delivered."""
    query = select(cases.c.id).where(
        cases.c.definition == "situational-assessment", cases.c.state == "delivered"
    )
    with world.engine.database.read() as connection:
        found: UUID = connection.execute(query).scalars().one()
    return found


def concept(world: World, by: str = "officer", codes: Any = ("COAST", "HILLS"), **data: Any) -> UUID:
    """A concept that is told in full, and answers the assessment."""
    told = {
        "lead": world.organizations["ILO"].hex,
        "fiduciary": world.organizations["UNODC"].hex,
        "countries": [world.organizations[code].hex for code in codes],
        **ABOUT,
        **data,
    }
    legacy = told.pop("legacy", "")
    case_id = world.open("Safe coasts", by, "joint-programme", **told)
    if legacy:
        begun_before(world, case_id, legacy=legacy)
    else:
        link.add(world.engine, case_id, "responds_to", assessment(world), by=world.people["officer"])
    return case_id


def begun_before(world: World, case_id: UUID, **data: str) -> None:
    """It was begun in the first phase, which has it on record."""
    told = {"legacy": "yes", "legacy_source": "Report of the first phase, page 31.", **data}
    world.edit(case_id, "officer", **told)


def rated(world: World, case_id: UUID) -> None:
    """The principles are rated, and what speaks for it."""
    proposing.rate_all(world, case_id)
    for criterion in WEIGHED:
        weigh(world, case_id, criterion)


def weigh(world: World, case_id: UUID, criterion: str, by: str = "officer", **data: str) -> None:
    told = {"degree": "HIGH", "because": WEIGHED[criterion], **data}
    checking.change(world, case_id, "criteria", criterion, by, "criterion", **told)


def before_sc(world: World, by: str = "officer", **data: Any) -> UUID:
    case_id = concept(world, by, **data)
    rated(world, case_id)
    world.press(case_id, "submit", "officer")
    return case_id


def select_it(world: World, case_id: UUID) -> None:
    """The Committee selects; why no consultation is held stands in the decision."""
    decision = linked_case(world, case_id, "decided_by")
    world.edit(decision, "officer", waiver="The region was consulted in 2012.")
    proposing.adopt(world, decision)


def advise(world: World, case_id: UUID) -> None:
    """The Committee gives its advice on the resources."""
    decision = linked_case(world, case_id, "advised_by")
    proposing.deliberate(world, decision)
    world.press(decision, "give_advice", "IOM")


def withdraw_it(world: World, case_id: UUID, tie: str = "decided_by") -> None:
    """What the Committee was to decide, or to advise on, is withdrawn."""
    world.press(linked_case(world, case_id, tie), "withdraw", "officer", reason="Not this year.")


def decide_against(world: World, case_id: UUID) -> None:
    """The Committee does not adopt the selection."""
    decision = linked_case(world, case_id, "decided_by")
    world.edit(decision, "officer", waiver="The region was consulted in 2012.")
    proposing.deliberate(world, decision)
    world.answer(decision, "ILO", "strong_objection", reason="Another coast comes first.")
    world.press(decision, "declare_not_adopted", CHAIR, reason="The objection is maintained.")


def advised(world: World, by: str = "officer", **data: Any) -> UUID:
    """It waits for its seed money."""
    case_id = before_sc(world, by, **data)
    select_it(world, case_id)
    advise(world, case_id)
    return case_id


ALLOCATED = {"seed_amount": "60000", "seed_use": "BOTH"}


def formulating(world: World, by: str = "officer", **data: Any) -> UUID:
    case_id = advised(world, by, **data)
    world.answer(case_id, "UNODC fiduciary", "allocated", "allocate", **ALLOCATED)
    return case_id


# ---- until it is signed


def take_part(world: World, case_id: UUID, *codes: str) -> None:
    """Members and Governments come among those who sign."""
    for code in codes:
        as_what = "GOVERNMENT" if code in COUNTERPARTS else "MEMBER"
        add(world, case_id, "signatories", signatory=code, signs_as=as_what)


def written(world: World, by: str = "officer", lines: Any = LINES, without: str = "", **data: Any) -> UUID:
    """A programme that is written down in full, but for one thing."""
    codes = data.get("codes", ("COAST", "HILLS"))
    case_id = formulating(world, by, **data)
    for each in lines:
        add(world, case_id, "budget", **each)
    write_down(world, case_id, *codes, without=without)
    return case_id


def write_down(world: World, case_id: UUID, *codes: str, without: str = "") -> None:
    """All that is written down but the budget: aims, document, results, the first phase, who signs."""
    world.edit(case_id, "ILO", **{k: v for k, v in AIMS.items() if k != without})
    if without != "document":
        world.put(case_id, "The programme.", "document", "ILO")
    if without != "results":
        add(world, case_id, "results", **RESULT)
    add(world, case_id, "phases", **PHASE)
    if without != "risk":
        threatened(world, case_id)
    take_part(world, case_id, *(code for code in ("ILO", "IOM", *codes) if code != without))


def threatened(world: World, case_id: UUID) -> UUID:
    """A risk is noted, and tied to the programme."""
    risk = risking.identified(world)
    link.add(world.engine, risk, "threatens", case_id, by=world.people["officer"])
    return risk


def in_review(world: World, by: str = "officer", **data: Any) -> UUID:
    case_id = written(world, by, **data)
    world.press(case_id, "submit_document", "ILO")
    return case_id


def mine(world: World, case_id: UUID, key: str, name: str) -> Task:
    """What is asked of somebody by a row."""
    return assessing.mine(world, case_id, key, name)


def reply(world: World, case_id: UUID, key: str, found: Task, name: str, outcome: str, **words: Any) -> None:
    snapshot = world.read(case_id)
    bound = bound_now(CaseView(snapshot), snapshot.definition.task_by_key[key])
    task.complete(world.engine, found.id, outcome, by=world.people[name], bound=bound, **words)


def checked(world: World, case_id: UUID) -> None:
    world.answer(case_id, "UNODC fiduciary", "in_order", "check")


def sign(
    world: World, case_id: UUID, *names: str, outcome: str = "signed", reason: str | None = None
) -> None:
    """Members sign."""
    for name in names or ("ILO", "IOM"):
        data = FUNCTION if outcome == "signed" else {}
        reply(
            world,
            case_id,
            "sign",
            mine(world, case_id, "sign", name),
            name,
            outcome,
            data=data,
            reason=reason,
        )


def endorse(world: World, case_id: UUID, *codes: str) -> None:
    """Governments endorse."""
    for code in codes or ("COAST", "HILLS"):
        name = COUNTERPARTS[code]
        reply(world, case_id, "endorse", mine(world, case_id, "endorse", name), name, "signed", data=FUNCTION)


def signed(world: World, by: str = "officer", **data: Any) -> UUID:
    """Checked, signed and endorsed; not approved yet."""
    case_id = in_review(world, by, **data)
    checked(world, case_id)
    sign(world, case_id)
    endorse(world, case_id, *data.get("codes", ()))
    return case_id


def approved(world: World, by: str = "officer", **data: Any) -> UUID:
    case_id = signed(world, by, **data)
    world.press(case_id, "approve", "officer")
    return case_id


# ---- phases


def asked_for(world: World, case_id: UUID, what: str) -> Task:
    """What is asked of a receiver for a line."""
    party = f"row:{line(world, case_id, what).id.hex}"
    return next(
        t for t in world.read(case_id).tasks if t.task == "confirm" and t.present and t.party == party
    )


def confirm(world: World, case_id: UUID, what: str, by: str, amount: str) -> None:
    """A fiduciary officer says how much is there for a line."""
    reply(world, case_id, "confirm", asked_for(world, case_id, what), by, "confirmed", data={"there": amount})


def funded(world: World, case_id: UUID) -> None:
    """Each receiver has confirmed its lines of Phase 1."""
    for what, by, amount in (
        ("Shelter", "UNODC fiduciary", "60000"),
        ("Training", "IOM fiduciary", "30000"),
        ("Evaluation", "IOM fiduciary", "10000"),
    ):
        confirm(world, case_id, what, by, amount)


def use_checklist(world: World, case_id: UUID) -> None:
    link.add(world.engine, case_id, "uses", checking.checklist(world), by=world.people["officer"])


def ready(world: World, by: str = "officer", **data: Any) -> UUID:
    case_id = approved(world, by, **data)
    funded(world, case_id)
    use_checklist(world, case_id)
    return case_id


def running(world: World, by: str = "officer", **data: Any) -> UUID:
    """Phase 1 has begun, on the morning on which every story begins."""
    case_id = ready(world, by, **data)
    world.press(case_id, "begin", "ILO")
    return case_id


def mobilising(world: World, by: str = "officer", **data: Any) -> UUID:
    case_id = running(world, by, **data)
    world.put(case_id, "What the first phase has done.", "phase_report", "ILO")
    world.press(case_id, "mobilise", "ILO")
    return case_id


def reviewed(world: World, case_id: UUID, name: str = "First phase") -> None:
    """What the phase was is on record."""
    fill_in(
        world,
        case_id,
        "phases",
        name,
        "name",
        reviewed="2014-01-15",
        found="The shelter is full.",
        ended="2014-01-31",
    )


def fundable(world: World, by: str = "officer", **data: Any) -> UUID:
    """All is there for the second phase, but the confirmation."""
    case_id = mobilising(world, by, **data)
    reviewed(world, case_id)
    add(world, case_id, "phases", **SECOND)
    add(world, case_id, "budget", **LATER_LINE)
    return case_id


def second_phase(world: World, by: str = "officer", **data: Any) -> UUID:
    case_id = fundable(world, by, **data)
    confirm(world, case_id, "Training, second phase", "IOM fiduciary", "40000.50")
    world.press(case_id, "begin_next", "IOM fiduciary")
    return case_id


def measured(world: World, case_id: UUID) -> None:
    """The final report is there, every indicator is measured, the end-line of the checklist taken."""
    world.put(case_id, "What came of it.", "final_report", "ILO")
    fill_in(world, case_id, "results", "Ports inspected", "indicator", actual="11", measured_on="2013-01-07")
    for code in checking.CODES:
        fill_in(world, case_id, "progress", code, "code", status="IN_PLACE")
    world.answer(case_id, "ILO", "ended", "end_line")


# ---- held or ended


def ask_to_stop(world: World, case_id: UUID, by: str = "officer", *, to: str = "SUSPEND") -> UUID:
    """The Committee is asked to hold it, to end it, or to hand its document over; the decision that was opened."""
    world.edit(case_id, "ILO", exit_plan="The shelter is taken over by the ministry.")
    world.press(case_id, "ask_to_stop", by, reason="The port is closed.", stop_asked=to)
    return linked_case(world, case_id, "stopped_by")


def stop_decided(world: World, case_id: UUID, *, to: str = "SUSPEND") -> None:
    proposing.adopt(world, ask_to_stop(world, case_id, to=to))


def suspended(world: World) -> UUID:
    case_id = running(world)
    stop_decided(world, case_id)
    world.press(case_id, "suspend", "officer", reason="The port is closed.")
    return case_id
