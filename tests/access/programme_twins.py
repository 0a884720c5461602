"""A house with an assessment, a programme, its money, its risks and what was learned; what of them is hidden from whom.

Its copies differ in what the team of a case keeps to itself (the confidential annex, what each agency has answered, a
remark among those who work on the case), and in whole cases that are tied to those which everybody on the Committee reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from uuid import UUID

from config.bootstrap import registry
from engine.commands import case as case_commands
from engine.commands import document, link
from engine.commands.calendar_feed import make_calendar
from engine.commands.token import make_token
from engine.definition import CaseDefinition, Level
from engine.registry import Registry
from tests.access.scenes import copied
from tests.access.twins import CANARY, NOWHERE, Reader, Twins, addresses, calendar_of, catch_up
from tests.workflows import (
    assessing,
    contributing,
    correcting,
    evaluating,
    learning,
    piloting,
    programming,
    publishing,
    resulting,
    risking,
)
from tests.workflows.checking import CODES
from tests.workflows.reviewing import EXPERTS
from tests.world import World
from workflows._shared import HOUSE

READERS = (
    "OSCE", "UNICEF alternate", "UNODC fiduciary", "counterpart", "neighbour", "donor", "survivors' group", "administrator", "auditor",
    "IOM", "officer",
)  # fmt: skip
PATHS = (
    "assessments", "programmes", "projects", "contributions", "evaluations", "lessons", "risks", "corrective-actions", "results",
)  # fmt: skip
KINDS = (
    "situational-assessment", "joint-programme", "thematic-project", "contribution", "evaluation", "lesson", "risk",
    "corrective-action", "plan-result",
)  # fmt: skip


def closed(level: Level) -> Registry:
    """The registry of the house in which every new case is opened at this level."""
    return Registry([replace(each, level=level) for each in registry().versions], HOUSE)


@contextmanager
def opening_at(world: World, level: Level) -> Iterator[None]:
    """What is opened meanwhile is as closed as this, whatever its type says."""
    known = world.engine.registry
    world.engine.registry = closed(level)
    yield
    world.engine.registry = known


@dataclass
class Programmes:
    """The house before it is copied."""

    twins: Twins

    @classmethod
    def furnish(cls, world: World) -> Programmes:
        programming.furnish(world)
        contributing.officers(world)
        found = {
            "answering": assessing.under_way(world),
            "drafted": assessing.drafted(world),
            "validating": assessing.validating(world),
            "delivered": programming.assessment(world),
            "programme": programming.running(world),
            "project": piloting.running(world),
            "contribution": contributing.allocated(world),
            "evaluation": evaluating.drafted(world),
            "public evaluation": evaluating.responding(world),
            "lesson": learning.published(world),
            "risk": risking.monitored(world),
            "result": resulting.in_force(world),
        }
        link.add(world.engine, found["risk"], "threatens", found["programme"], by=world.people["officer"])
        resulting.contributes(world, found["programme"], found["result"])
        tokens = {name: make_token(world.engine, world.people[name], "a machine") for name in READERS}
        calendars = {name: make_calendar(world.engine, by=world.people[name]) for name in READERS}
        catch_up(world)
        return cls(Twins(world, found, tokens, calendars))

    @contextmanager
    def parted(self, folder: Path) -> Iterator[tuple[World, World]]:
        """Two copies of it, an hour later."""
        worlds = [copied(self.twins.world, folder / name) for name in ("plain", "full")]
        for world in worlds:
            world.later(hours=1)
        try:
            yield worlds[0], worlds[1]
        finally:
            for world in worlds:
                world.engine.database.close()

    def at(self, world: World, name: str | None) -> Reader:
        return Reader(self.twins, world, name)


# ---- what those who work on a case keep to themselves


def said_otherwise(world: World, cases: dict[str, UUID], words: str, status: str) -> None:
    """The same acts in both worlds, in other words: two answers of ILO, one of IOM, an annex."""
    told = {"evidence": f"{words}, page 3.", "source": words, "status": status}
    assessing.found(world, cases["answering"], CODES[0], "ILO", **told)
    assessing.found(world, cases["answering"], CODES[1], "ILO", **told)
    assessing.found(world, cases["answering"], CODES[0], "IOM", **{**told, "status": "PARTIAL"})
    for case, by in (("validating", "ILO"), ("evaluation", evaluating.EVALUATOR)):
        document.put(
            world.engine, cases[case], "annex", f"Ask {words}.".encode(), f"{words}.txt", by=world.people[by]
        )


def said_besides(world: World, cases: dict[str, UUID]) -> None:
    """Only in one world: an annex where there was none, another version of one, more answers, remarks for the team."""
    document.put(
        world.engine, cases["drafted"], "annex", b"Shelters.", f"{CANARY}.txt", by=world.people["ILO"]
    )
    document.put(
        world.engine, cases["validating"], "annex", CANARY.encode(), f"{CANARY}-2.txt", by=world.people["ILO"]
    )
    for code in CODES[2:]:
        assessing.found(world, cases["answering"], code, "IOM", source=CANARY, gap="yes", urgency="HIGH")
    for case, by in (
        ("answering", "ILO"), ("programme", "IOM"), ("project", "ILO"), ("contribution", "IOM"), ("evaluation", "officer"),
        ("lesson", "officer"), ("risk", "officer"),
    ):  # fmt: skip
        case_commands.comment(
            world.engine, cases[case], f"Between us: {CANARY}.", level="CASE_TEAM", by=world.people[by]
        )


# ---- whole cases that are hidden, and tied to those that are not


def hidden_cases(world: World, cases: dict[str, UUID], level: Level) -> list[UUID]:
    """Of every new type one that nobody but the team (or nobody but who opens it) reads, tied to what the Committee reads."""
    with opening_at(world, level):
        found = list(_opened(world, cases, "officer"))
    for each in found:
        if world.read(each).case.level != level.key:
            raise AssertionError(f"{each} is not hidden")
    return found


def _opened(world: World, cases: dict[str, UUID], by: str) -> Iterator[UUID]:
    def tie(case_id: UUID, how: str, *others: str) -> UUID:
        for each in others:
            note = f"Because of {CANARY}."
            link.add(world.engine, case_id, how, cases[each], by=world.people[by], note=note)
        return case_id

    for how in (risking.HIGH, risking.MEDIUM):
        risk = risking.assessed(world, by, how, event=f"{CANARY} happens.")
        yield tie(risk, "threatens", "programme", "project")
        resulting.contributes(world, risk, cases["result"])
    yield tie(correcting.opened(world, by, cause=CANARY), "originates_from", "risk")
    yield tie(
        learning.captured(world, by, worked=f"{CANARY} worked."), "learned_from", "programme", "answering"
    )
    project = piloting.reviewing(world, by=by, why_needed=f"{CANARY} needs it.")
    yield tie(project, "funded_by", "contribution")
    yield contributing.received(world, by=by, purpose=f"For {CANARY}.")
    programme = programming.before_sc(world, by, innovative_why=f"{CANARY} is new.")
    yield tie(programme, "responds_to", "validating")
    evaluation = world.open(f"Evaluation of {CANARY}", by, "evaluation", kind="ACTIVITY", lead="ILO")
    yield tie(evaluation, "about", "programme", "project")


def beyond_the_committee(world: World, cases: dict[str, UUID]) -> list[UUID]:
    """What the Committee reads, and nobody beside it: cases of every type, at the level of their type."""
    return list(_opened(world, cases, "officer"))


# ---- what is asked


def asked(house: Programmes, reader: Reader, cases: list[UUID], *, thorough: bool) -> Iterator[str]:
    """The house's own pages, the registers of the new types, and every address of these cases.

    Of a case that has twenty tables and documents, those with a level of their own are asked for, and the first one; all of
    them where it is `thorough`.
    """
    if thorough:
        yield from addresses(Twins(house.twins.world, {}, house.twins.tokens), reader, [])
    yield from (
        "/my-work?view=all",
        "/messages",
        f"/search?q={CANARY}",
        "/audit/export.jsonl",
        f"/audit?words={CANARY}",
    )
    yield from ("/api/v1/cases", f"/api/v1/cases?q={CANARY}", "/api/v1/tasks")
    for path in PATHS:
        for how in ("", "?sort=number", "?sort=title", "?state=open", f"?words={CANARY}", "?words=a", ".csv"):
            yield f"/registers/{path}{how}"
        yield from (f"/registers/{path}/fitting", f"/registers/{path}.csv?words={CANARY}")
    yield "/registers/programmes/iati.xml"
    yield from calendar_of(house.twins, reader)
    for kind in KINDS:
        yield from (
            f"/api/v1/cases?definition={kind}",
            f"/search?q=a&type={kind}",
            f"/my-work?type={kind}&view=all",
        )
    for case_id in cases:
        yield from _of_case(reader, case_id, thorough)


def _of_case(reader: Reader, case_id: UUID, thorough: bool) -> Iterator[str]:
    known = _named(reader.world.read(case_id).definition, thorough)
    for rule in reader.desk.app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or "case_id" not in rule.arguments:
            continue
        others = sorted(rule.arguments - {"case_id"} - set(rule.defaults or {}))
        for chosen in product(*(known.get(each, ()) or (NOWHERE,) for each in others)):
            built = rule.build(
                {"case_id": case_id, **dict(rule.defaults or {}), **dict(zip(others, chosen, strict=True))}
            )
            if built is not None:
                yield built[1]
    yield from (
        f"/audit?case={case_id}",
        f"/audit/export.csv?case={case_id}",
        f"/cases/{case_id}/link?q={CANARY}",
    )
    yield f"/audit/cases/{case_id}?at=2013-01-09 12:00"


def _named(definition: CaseDefinition, thorough: bool) -> dict[str, tuple[str, ...]]:
    """What addresses of this type name: tables and documents, ways on, questions."""

    def keys(things: tuple[object, ...]) -> list[str]:
        chosen = [each for n, each in enumerate(things) if thorough or n == 0 or getattr(each, "level", None)]
        return [str(getattr(each, "key", "")) for each in chosen]

    tables, papers = keys(definition.items), keys(definition.documents)
    ways = dict.fromkeys(each.trigger for each in definition.transitions if each.by is not None)
    questions = keys(definition.tasks)
    return {
        "kind": tuple(dict.fromkeys((*tables, *papers))),
        "document": tuple(papers),
        "trigger": tuple(ways) if thorough else tuple(ways)[:3],
        "task_key": tuple(questions),
        "lookup": ("roster",),
        "key": tuple(each.key for each in definition.printouts),
    }


# ---- what is not published


def not_published(world: World, cases: dict[str, UUID]) -> list[UUID]:
    """Lessons that are on their way, sensitive, rejected or were never shown; what is said of those that everybody reads."""
    engine, by = world.engine, world.people["officer"]
    liaison = learning.liaison(world)
    told = {"worked": f"{CANARY} worked.", "source": CANARY}
    found = [
        learning.captured(world, **told),
        learning.asked(world, **told),
        learning.validated(world, **told),
    ]
    found.append(learning.validated(world, **{**told, "sensitivity": "SENSITIVE", "policy_relevant": "yes"}))
    rejected, kept, again = (
        learning.asked(world, **told),
        learning.validated(world, **told),
        learning.validated(world, **told),
    )
    publishing.answer_open(
        world, rejected, "validate", "reject", EXPERTS[0], reason=f"{CANARY} is no evidence."
    )
    world.press(kept, "archive", "officer", reason=f"{CANARY} says so.")
    world.press(again, "work_on", "officer", reason=f"{CANARY} is named in it.")
    case_commands.comment(engine, cases["lesson"], f"{CANARY} has read it.", by=by)
    world.press(cases["lesson"], "for_policy", "officer")
    publishing.answer_open(
        world, cases["lesson"], "send", "sent", liaison, data={"sent_as": f"Letter to {CANARY}."}
    )
    link.add(engine, found[0], "learned_from", cases["public evaluation"], by=by)
    case_commands.comment(engine, cases["public evaluation"], f"{CANARY} has read it.", by=by)
    world.answer(
        cases["public evaluation"], "ILO", "accepted", "respond", **{**evaluating.TAKEN_UP, "owner": CANARY}
    )
    return [*found, rejected, kept, again, evaluating.planned(world, subject=CANARY), evaluating.final(world)]
