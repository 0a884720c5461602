"""Every state of every built case type, reached by commands, with people who stand to the cases in every way.

Beside the people of the world: one to whom work was delegated and one of the same organization to whom none was, two whose
mandates have ended (one opened cases, one claimed a task), an administrator with an override for every case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from engine.case import cases
from engine.commands import handing, item, link, override, register, sighting, task
from engine.database import open_database
from engine.definition import BY_LEVEL, CaseDefinition
from engine.sqlite_engine import best_module
from engine.task import tasks
from tests import people
from tests.access.interpreter import DOCUMENT, ITEM, TASK, Asking, Scene, Viewer
from tests.people import CHAIR, COCHAIR, MEMBERS
from tests.workflows import assessing, nominating, proposing, reviewing, rotating
from tests.workflows.decision.acts import activity, adopted
from tests.world import World

CHAIR_FREE = "There is no chair, or the chair's organization stands against it; the co-chair declares."
COCHAIR_FREE = (
    "There is no co-chair either, or its organization stands against it as well; "
    "the next member in the rotation declares."
)
EXTRAS = (
    ("ILO colleague", "ILO", "RESEARCHER"),
    ("ILO outsider", "ILO", "RESEARCHER"),
    ("former opener", "UNODC", "SC_FOCAL_POINT"),
    ("former officer", "SEC", "SECRETARIAT_OFFICER"),
    ("override", "SEC", "ADMIN"),
    ("stakeholder", "DONOR", "STAKEHOLDER"),
    ("partner", "DONOR", "PARTNER"),
    ("evaluator", "EXPERTS", "INDEPENDENT_EVALUATOR"),
    ("IOM fiduciary", "IOM", "FIDUCIARY_OFFICER"),
    ("UNODC fiduciary", "UNODC", "FIDUCIARY_OFFICER"),
)
# Whom `reviewing.roster` makes: who has written what is reviewed, and who sits on panels.
REVIEW = (
    ("author", "ILO", "RESEARCHER"),
    *((name, "EXPERTS", "ROSTER_EXPERT") for name in reviewing.EXPERTS),
)
FORMER = ("former opener", "former officer")
EVERYBODY = (*people.PEOPLE, *EXTRAS, *REVIEW, *assessing.PEOPLE)
WHO = (
    None, "ILO", "ILO alternate", "IOM", "OHCHR", "OSCE", "UNICEF", "UNODC", "officer", "manager", "auditor", "administrator", "donor",
    "expert", *(name for name, *_ in EXTRAS), "author", reviewing.EXPERTS[0],
    "counterpart", "police expert", "field officer",
)  # fmt: skip
NOW = {"SC_CHAIR": CHAIR, "SC_COCHAIR": COCHAIR}


@dataclass(frozen=True)
class Staged:
    """A case in a state, in its world; who presides then; whom its fields name; which conditions of rows hold."""

    name: str
    world: World
    case_id: UUID
    offices: Mapping[str, str] = field(default_factory=lambda: NOW)
    named: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    against: frozenset[str] = frozenset()
    holds: frozenset[str] = frozenset()

    def viewer(self, name: str | None) -> Viewer:
        """Somebody, with what they hold by the tests' own list of people."""
        return Viewer(name, self.world.people[name].hex, self._roles(name)) if name else Viewer("nobody")

    def _roles(self, name: str) -> frozenset[tuple[str, str]]:
        listed = [(code, role) for who, code, role, *_ in EVERYBODY if who == name]
        held = {(role, code) for code, role in listed if name not in FORMER}
        seats = {code for role, code in held if role == "SC_FOCAL_POINT"}
        held |= {(office, code) for office, code in self.offices.items() if code in seats}
        return frozenset((role, self.world.organizations[code].hex) for role, code in held)

    def _called(self, name: str) -> str:
        return (self.world.organizations.get(name) or self.world.people[name]).hex

    def scene(self) -> Scene:
        """The facts of the case, from its rows."""
        with self.world.engine.database.read() as connection:
            case = connection.execute(select(cases).where(cases.c.id == self.case_id)).one()
            asked = connection.execute(
                select(tasks).where(tasks.c.case_id == self.case_id, tasks.c.present).order_by(tasks.c.id)
            ).all()
        definition = self.world.engine.registry.get(case.definition, case.version)
        free = {CHAIR_FREE if CHAIR not in self.against else f"not: {CHAIR_FREE}"}
        free.add(COCHAIR_FREE if COCHAIR not in self.against else f"not: {COCHAIR_FREE}")
        return Scene(
            case.definition,
            case.version,
            case.state,
            case.level,
            case.opener.hex if case.opener else None,
            case.opened_for.hex if case.opened_for else None,
            tuple(
                Asking(str(t.id), t.task, t.party, t.target, t.delegated_to.hex if t.delegated_to else None)
                for t in asked
            ),
            frozenset({self.world.people["override"].hex})
            if "override" in self.world.people
            else frozenset(),
            {
                subject: frozenset(self._called(name) for name in several(names))
                for subject, names in self.named.items()
            },
            dict(kept(definition)),
            frozenset(each.key for each in definition.tasks if each.shown == BY_LEVEL),
            frozenset(free) | self.holds,
        )


def several(names: str | tuple[str, ...]) -> tuple[str, ...]:
    """One name, or several."""
    return (names,) if isinstance(names, str) else names


def kept(definition: CaseDefinition) -> Iterator[tuple[tuple[str, str], str]]:
    """What has a level of confidentiality of its own."""
    for noun, parts in ((TASK, definition.tasks), (ITEM, definition.items), (DOCUMENT, definition.documents)):
        yield from (((noun, each.key), each.level) for each in parts if each.level is not None)


class Stage:
    """A world that fills with scenes; openers take turns, so that every relation meets every state of some case."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.staged: list[Staged] = []
        self.former: dict[str, UUID] = {}
        for name, code, role in EXTRAS:
            world.add_person(name)
            self.former[name] = world.grant(role, code, name, "alternate")
        reviewing.roster(world)
        assessing.neighbours(world)

    def add(self, name: str, case_id: UUID, **facts: object) -> UUID:
        found = Staged(name, self.world, case_id, **facts)  # type: ignore[arg-type]
        assert self.world.state(case_id) == name.split()[1], (name, self.world.state(case_id))
        self.staged.append(found)
        return case_id

    def delegate(self, case_id: UUID, key: str) -> None:
        """What is asked of ILO goes to its colleague."""
        asked = self.world.find_task(case_id, key, "ILO")
        people_ = self.world.people
        handing.delegate(self.world.engine, asked.id, people_["ILO colleague"], by=people_["ILO"])

    def close(self) -> list[Staged]:
        """End the mandates that have ended, and open the overrides; that somebody looked by one is on record, so that looking
        again today is no command."""
        for name in FORMER:
            register.end_mandate(self.world.engine, self.former[name], by=self.world.people["administrator"])
        for each in self.staged:
            reason = "To look into a complaint."
            override.begin(self.world.engine, each.case_id, reason, by=self.world.people["override"])
        cases = [each.case_id for each in self.staged]
        sighting.sight(self.world.engine, cases, by=self.world.people["override"])
        return self.staged


# ---- committee decisions


def decisions(stage: Stage) -> None:
    """Every state of a decision. Those that need time come first: nothing else is running then."""
    world = stage.world
    silent = world.silent(by="former opener")
    stage.world.later(days=30)
    stage.add("DEC adopted_no_objection", silent)
    stage.add("DEC draft", world.open(by="former opener"))
    stage.add("DEC draft of-ILO", world.open(by="ILO alternate"))
    stage.add("DEC circulated", world.circulated(by="ILO"))
    deliberated = stage.add("DEC deliberation", world.deliberating(by="ILO alternate"))
    stage.delegate(deliberated, "position")
    _against(stage)
    _silent(stage)
    _adopted(stage)
    _ended(stage)


def _silent(stage: Stage) -> None:
    world = stage.world
    running = stage.add("DEC silence", world.silent(by="officer"))
    stage.delegate(running, "position")
    world.answer(running, "UNODC", "ask", "extension", reason="Our board meets next week.")
    broken = world.silent(by="officer")
    world.answer(broken, "ILO", "strong_objection", reason="It cannot stand.")
    stage.add("DEC broken", broken)


def _ended(stage: Stage) -> None:
    """Advice, answered or not; a text not adopted; one withdrawn."""
    world = stage.world
    advice = world.deliberating(nature="ADVICE", lead="UNODC")
    world.press(advice, "give_advice", CHAIR)
    stage.add("DEC advised", advice)
    answered = world.deliberating(nature="ADVICE", lead="UNODC", by="ILO")
    world.press(answered, "give_advice", CHAIR)
    world.answer(answered, "UNODC", "done", "account", followed="FOLLOWED")
    stage.add("DEC advice_answered", answered)
    refused = world.deliberating()
    world.press(refused, "declare_not_adopted", CHAIR, reason="No consensus.")
    stage.add("DEC not_adopted", refused)
    gone = world.open(by="ILO")
    world.press(gone, "withdraw", "ILO", reason="Not needed.")
    stage.add("DEC withdrawn", gone)


def _against(stage: Stage) -> None:
    """In deliberation, with the chair's organization against it, and with both who preside against it."""
    world = stage.world
    once, twice = world.deliberating(), world.deliberating(by="UNODC")
    for case_id, against in ((once, (CHAIR,)), (twice, (CHAIR, COCHAIR))):
        for code in against:
            world.answer(case_id, code, "concern", reason="Not yet.")
    ways = ("declare_consensus", "declare_joint_decision", "declare_not_adopted", "give_advice")
    stage.add("DEC deliberation against-chair", once, against=frozenset({CHAIR}))
    # After the co-chair OHCHR, UNICEF is next in the order of rotation.
    # Without a name: whoever may take the next step may also remind.
    facts = {"named": dict.fromkeys([*ways, ""], "UNICEF"), "against": frozenset({CHAIR, COCHAIR})}
    stage.add("DEC deliberation against-both", twice, **facts)


def _adopted(stage: Stage) -> None:
    world = stage.world
    first = stage.add("DEC adopted_consensus", adopted(world, by="ILO alternate"))
    joint = activity(world, by="former opener")
    world.press(joint, "circulate", "officer")
    world.press(joint, "deliberate", CHAIR)
    for name in MEMBERS:
        told = {"reason": "Too soon."} if name == "OSCE" else {}
        world.answer(joint, name, "concern" if name == "OSCE" else "support", **told)
    world.press(joint, "declare_joint_decision", CHAIR)
    stage.add("DEC adopted_joint", joint)
    announced, implemented, old = (adopted(world, lead="UNODC") for _ in range(3))
    for case_id in (announced, implemented):
        world.press(case_id, "announce", "officer")
    stage.add("DEC announced", announced)
    world.answer(implemented, "UNODC", "done", "implement")
    stage.add("DEC implemented", implemented)
    later = world.open()
    link.add(world.engine, later, "supersedes", old, by=world.people["officer"])
    proposing.adopt(world, later)
    stage.add("DEC superseded", old)
    assert world.state(first) == "adopted_consensus"


# ---- activity proposals


def proposals(stage: Stage) -> None:
    """Every state of a proposal."""
    world = stage.world
    stage.add("PRO draft", proposing.drafted(world, "former opener"))
    asked = proposing.drafted(world, "ILO alternate")
    expert = {"person": world.people["expert"].hex, "concern": "Knows the sector."}
    item.add(world.engine, asked, "stakeholders", expert, by=world.people["officer"])
    world.press(asked, "consult", "ILO")
    stage.add("PRO inception", asked)
    stage.delegate(asked, "view")
    screened = stage.add("PRO screening", proposing.screening(world))
    found = world.find_task(screened, "screen")
    task.claim(world.engine, found.id, by=world.people["former officer"])
    returned = proposing.screening(world)
    proposing.screened(world, returned, "return", reason="Say more.")
    stage.add("PRO returned", returned)
    reviewed = stage.add("PRO principles_review", proposing.reviewing(world, by="ILO alternate"))
    stage.delegate(reviewed, "topical")
    remark = {"principle": "P1", "remark": "Well said."}
    item.add(world.engine, reviewed, "remarks", remark, by=world.people["UNODC"])
    _decided(stage)


def _decided(stage: Stage) -> None:
    world = stage.world
    before, _decision = proposing.before_sc(world)
    stage.add("PRO before_sc", before)
    approved, _decision = proposing.approved(world)
    stage.add("PRO approved", approved)
    begun, _decision = proposing.approved(world, kind="PRODUCT")
    world.press(begun, "spawn", "officer")
    stage.add("PRO spawned", begun)
    refused, decision = proposing.before_sc(world)
    proposing.deliberate(world, decision)
    world.press(decision, "declare_not_adopted", CHAIR, reason="No consensus.")
    stage.add("PRO not_approved", refused)
    withdrawn = proposing.drafted(world)
    world.press(withdrawn, "withdraw", "ILO", reason="Not needed.")
    stage.add("PRO withdrawn", withdrawn)


# ---- the roster


def roster(stage: Stage) -> None:
    """Every state of an expert's entry. Of those that were on the roster the expert named there is asked, and may write."""
    world = stage.world
    stage.add("EXP nominated", nominating.nominated(world, "former opener"))
    screened = stage.add("EXP screening", nominating.screening(world, "ILO alternate"))
    stage.delegate(screened, "objection")
    named = dict.fromkeys(("case", "cv", "absences", "retire", "suspend", ""), "expert")
    stage.add("EXP active", nominating.active(world, "ILO"), named=named)
    for state, trigger, facts in (("suspended", "suspend", named), ("retired", "retire", {})):
        case_id = nominating.active(world)
        world.press(case_id, trigger, "officer", reason="For a while.")
        stage.add(f"EXP {state}", case_id, named=facts)
    for state, trigger in (("rejected", "reject"), ("withdrawn", "withdraw")):
        case_id = nominating.screening(world)
        world.press(case_id, trigger, "officer", reason="No longer.")
        stage.add(f"EXP {state}", case_id)


# ---- quality reviews


def reviews(stage: Stage) -> None:
    """Every state of a quality review. Its author is asked for the revision only; the experts of its panel as long as they sit there."""
    world = stage.world
    named = dict.fromkeys(("case", "product", "comments", "supersedes", "withdraw", ""), "author")

    def add(state: str, case_id: UUID) -> UUID:
        return stage.add(f"QRV {state}", case_id, named=named)

    add("submitted", reviewing.submitted(world, "former opener"))
    add("screening", reviewing.screening(world, "ILO alternate"))
    _choosing(stage, add("selection", reviewing.selecting(world)))
    add("confirmed", reviewing.confirmed(world, "partner"))
    under_review = reviewing.reviewing(world, "partner")
    reviewing.review(world, under_review, "second expert")
    add("reviewing", under_review)
    add("consolidation", reviewing.consolidating(world, by="former opener"))
    add("revision", reviewing.revising(world, by="ILO alternate"))
    add("verification", reviewing.verifying(world, by="partner"))
    _reviewed(stage, add)


def _choosing(stage: Stage, case_id: UUID) -> None:
    """IOM reviews itself, an expert is invited, one place is open; the colleague of ILO is to answer for it."""
    world = stage.world
    world.answer(case_id, "IOM", "self", "nominate")
    reviewing.choose(world, case_id, reviewing.EXPERTS[0])
    reviewing.choose(world, case_id, None)
    told = {
        "person": world.people[reviewing.EXPERTS[1]].hex,
        "kind": "MONEY",
        "told_by": "OTHERS",
        "words": "Paid by the author.",
    }
    item.add(world.engine, case_id, "conflicts", told, by=world.people["officer"])
    stage.delegate(case_id, "nominate")


def _reviewed(stage: Stage, add: Callable[[str, UUID], UUID]) -> None:
    """Stamped, and what becomes of it; and what never came so far."""
    world = stage.world
    add("stamped", reviewing.stamped(world, by="partner"))
    suspended = reviewing.stamped(world)
    world.press(suspended, "suspend", "officer", reason="Its law has changed.")
    add("suspended", suspended)
    old, newer = reviewing.stamped(world, by="former opener"), reviewing.verifying(world)
    link.add(world.engine, newer, "supersedes", old, by=world.people["officer"])
    reviewing.verified(world, newer)
    world.press(newer, "stamp", "officer", interval="YEAR")
    add("superseded", old)
    failed = reviewing.verifying(world)
    reviewing.reply(world, failed, "verify", "IOM", "fail", alone=True, reason="It is not accurate.")
    add("not_stamped", failed)
    declined = reviewing.screening(world)
    world.press(declined, "decline", "manager", reason="Out of scope.")
    add("declined", declined)
    withdrawn = reviewing.revising(world)
    world.press(withdrawn, "withdraw", "author", reason="Not needed.")
    add("withdrawn", withdrawn)


# ---- chair rotations


NAMES = {"note": "IOM"}
NEXT = {"SC_CHAIR": "OHCHR", "SC_COCHAIR": "UNICEF"}


def rotation(stage: Stage) -> Iterator[tuple[str, UUID, Mapping[str, object]]]:
    """One rotation, state after state: what it is called, the case, and the facts that hold then."""
    world = stage.world
    withdrawn = world.open("Chair 2014", "officer", "chair-rotation", term_start="2014-01-01")
    world.press(withdrawn, "withdraw", "officer", reason="Opened twice.")
    yield "CHR withdrawn", withdrawn, {}
    case_id = rotating.scheduled(world)
    yield "CHR scheduled", case_id, {}
    world.at(rotating.NOMINATIONS)
    yield "CHR nomination", case_id, {}
    world.edit(case_id, "officer", grounds="By the order of rotation.", letter_date="2012-03-01")
    world.put(case_id, "Signed by OHCHR and UNICEF.", "letter")
    decision = rotating.nominate(world, case_id)
    yield "CHR before_sc", case_id, {}
    rotating.adopt(world, decision)
    yield "CHR confirmed", case_id, {"named": NAMES}
    rotating.write_note(world, case_id)
    yield "CHR handover", case_id, {"named": NAMES}
    world.at(rotating.START)
    yield "CHR in_office", case_id, {"named": NAMES, "offices": NEXT}
    world.at(rotating.END)
    yield "CHR completed", case_id, {"named": NAMES, "offices": {}}


def copied(world: World, folder: Path, at: datetime | None = None) -> World:
    """The same house on a copy of its database (the embedded one), while the first goes on."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "copy.sqlite3"
    with closing(best_module().connect(world.engine.database.place)) as stranger:
        stranger.execute(f"VACUUM INTO '{target}'")
    database = open_database(f"sqlite:///{target}")
    twin = World(database, folder, at or world.clock.now(), like=world)
    twin.engine.files = world.engine.files
    return twin


def rotations(stage: Stage, folder: Path) -> list[Staged]:
    """Every state of a rotation, each kept in a copy of the house as it stood then."""
    found = []
    for number, (name, case_id, facts) in enumerate(rotation(stage)):
        house = copied(stage.world, folder / str(number))
        kept = Stage.__new__(Stage)
        kept.world, kept.staged, kept.former = house, [], dict(stage.former)
        kept.add(name, case_id, **facts)
        found += kept.close()
    return found
