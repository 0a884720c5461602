"""Sample cases of any definition, made without a database: blank or filled, in each state, at any instant.

The register is a small house in which every role that any definition names is held by somebody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from config.bootstrap import registry
from engine.calendar import WorkingCalendar
from engine.change import Actor, Change, Head
from engine.columns import new_id, to_micros
from engine.decide import blank_case, open_case
from engine.definition import (
    CaseDefinition,
    DocumentDefinition,
    Field,
    ItemDefinition,
    Kind,
    State,
    Table,
    TaskDefinition,
)
from engine.derive import derive
from engine.document import Document
from engine.item import Item
from engine.link import Link
from engine.party import ALTERNATE, OFFICE, PRINCIPAL, Mandate, Organization, Person
from engine.position import Position
from engine.register import Register
from engine.snapshot import Snapshot
from engine.task import COMPLETED
from engine.values import LINE
from engine.view import AnswerView
from engine.work import Work

NOW = datetime(2013, 11, 20, 9, tzinfo=UTC)
BEGUN = datetime(2007, 3, 1, tzinfo=UTC)
MEMBERS = ("AAA", "BBB", "CCC", "DDD", "EEE")
Values = dict[str, Any]


class Anything(dict[tuple[Any, ...], Any]):
    """Whatever a decision asks for on top is there: numbers begin, streams are new, the rest is none."""

    def __contains__(self, wanted: object) -> bool:
        return True

    def __getitem__(self, wanted: tuple[Any, ...]) -> Any:
        return {"number": 1, "stream": Head(), "acted for": set(), "looked up": None}.get(wanted[0], [])


@dataclass(frozen=True)
class House:
    """Who is who in the sample."""

    register: Register
    organizations: tuple[Organization, ...]
    people: tuple[Person, ...]


def house() -> House:
    """Members with seats, the first of them in every office, and one person in every other role."""
    organizations = tuple(
        Organization(new_id(), code, f"Organization {code}", {"scope": "INTERNATIONAL"})
        for code in (*MEMBERS, "OFF")
    )
    people: list[Person] = []
    mandates: list[Mandate] = []

    def hold(role: str, organization: Organization, capacity: str) -> None:
        someone = None
        if capacity != OFFICE:
            name = f"{organization.code} {role} {capacity}"
            people.append(Person(new_id(), f"{len(people)}@example.org", name, None, None, True))
            someone = people[-1].id
        mandates.append(Mandate(new_id(), organization.id, someone, role, capacity, BEGUN, None, None))

    for role in registry().roles.values():
        if role.seats:
            for organization in organizations[:-1]:
                for capacity in (OFFICE, PRINCIPAL, ALTERNATE):
                    hold(role.key, organization, capacity)
        elif role.exercised_by is not None:
            hold(role.key, organizations[0], OFFICE)
        else:
            hold(role.key, organizations[-1], PRINCIPAL)
    register = Register(
        1,
        {each.id: each for each in organizations},
        {each.id: each for each in people},
        tuple(mandates),
        {},
        WorkingCalendar("sample", 1, "Europe/Vienna"),
        registry().roles,
    )
    return House(register, organizations, tuple(people))


HOUSE = house()


def value_of(field: Field, choice: int = 0) -> Any:
    """A stored value that the field could hold; `choice` picks another one."""
    one = _one(field, choice)
    return [one] if field.many or isinstance(field.kind, Table) else one


def _one(field: Field, choice: int) -> Any:
    if isinstance(field.kind, Table):
        line = {LINE: "Words"} if field.kind.lines is not None else {}
        return line | values_of(field.kind.columns, choice)
    if field.options is not None:
        names = list(field.options.__members__)
        return names[choice % len(names)]
    kinds: Mapping[Kind, Callable[[], Any]] = {
        Kind.NUMBER: lambda: 3 + choice,
        Kind.DECIMAL: lambda: f"{1 + choice}.25",
        Kind.MONEY: lambda: 100_000 * (1 + choice),
        Kind.YES_NO: lambda: choice % 2 == 0,
        Kind.DATE: lambda: (NOW + timedelta(days=42 + choice)).date().isoformat(),
        Kind.INSTANT: lambda: to_micros(NOW + timedelta(days=3 + choice)),
        Kind.ORGANIZATION: lambda: HOUSE.organizations[choice % len(MEMBERS)].id.hex,
        Kind.PERSON: lambda: HOUSE.people[choice % len(HOUSE.people)].id.hex,
        Kind.SETTING: lambda: list(registry().settings)[choice % len(registry().settings)],
    }
    assert isinstance(field.kind, Kind)
    return kinds.get(field.kind, lambda: f"Words {choice}")()


def values_of(fields: Iterable[Field], choice: int = 0) -> Values:
    return {field.key: value_of(field, choice) for field in fields}


@dataclass(frozen=True)
class Sample:
    """A kind of sample: how much is filled in, which of several choices, and what linked cases tell."""

    name: str
    filled: bool
    choice: int = 0
    result: str | None = None


SAMPLES = (
    Sample("blank", filled=False),
    *(Sample(f"filled {n}", filled=True, choice=n) for n in range(8)),
    *(
        Sample(f"linked to {told}", filled=True, result=told)
        for told in ("adopted", "not adopted", "withdrawn", "reported")
    ),
)


def sample(definition: CaseDefinition, state: State, kind: Sample, at: datetime = NOW) -> Work:
    """A case of this definition in this state, as a command would find it."""
    case = blank_case(definition, at, title="A sample", values={}, opener=HOUSE.people[0].id, opened_for=None)
    given = definition.fields if kind.filled else definition.opens_with
    case.data.update(values_of(given, kind.choice))
    snapshot = Snapshot(definition, case, HOUSE.register, registry(), at, extra=Anything())
    actor = Actor(HOUSE.people[0].id, HOUSE.organizations[0].id, "sample")
    work = open_case(definition, snapshot, Change(), actor)
    if kind.filled:
        _fill(work, definition, kind)
    if state is not definition.initial:
        work.enter(state)
    derive(work)
    if kind.filled:
        _answer(work, kind)
        derive(work)
    return work


def _fill(work: Work, definition: CaseDefinition, kind: Sample) -> None:
    for item in definition.items:
        rows = [row for row in work.snapshot.items if row.item == item.key]
        for row in rows or [_row(work, item)]:
            free = [column for column in item.columns if column.key not in item.given]
            row.data.update(values_of(free, kind.choice))
    for document in definition.documents:
        work.snapshot.documents[document.key] = _document(work, document)
    for tie in definition.links:
        work.snapshot.links += [_link(work, tie, kind, incoming=incoming) for incoming in (False, True)]


def _row(work: Work, item: ItemDefinition) -> Item:
    someone, organization = HOUSE.people[0].id, HOUSE.organizations[0].id
    row = Item(new_id(), work.snapshot.case.id, item.key, 1, {}, True, 1, someone, organization, work.at)
    work.snapshot.items.append(row)
    return row


def _document(work: Work, document: DocumentDefinition) -> Document:
    return Document(
        new_id(),
        work.snapshot.case.id,
        document.key,
        1,
        bytes(32),
        1,
        "sample.txt",
        "text/plain",
        None,
        None,
        work.at,
    )


def _link(work: Work, tie: str, kind: Sample, *, incoming: bool) -> Link:
    other, case = new_id(), work.snapshot.case
    ends = (other, case.id) if incoming else (case.id, other)
    return Link(
        new_id(),
        *ends,
        tie,
        work.at,
        incoming,
        other,
        "consensus-decision",
        1,
        "Another",
        "anywhere",
        kind.result,
        {},
    )


def _answer(work: Work, kind: Sample) -> None:
    """Every second party has answered, each of them something else."""
    for number, task in enumerate([t for t in work.snapshot.tasks if t.is_open]):
        definition = work.snapshot.definition.task_by_key.get(task.task)
        if definition is None or number % 2:
            continue
        outcome = definition.outcomes[(number // 2 + kind.choice) % len(definition.outcomes)]
        position = Position(
            new_id(),
            task.case_id,
            task.id,
            task.task,
            task.round,
            task.party,
            outcome.key,
            "Because.",
            values_of((*definition.asks, *outcome.asks), kind.choice),
            None,
            False,
            work.at,
            HOUSE.people[0].id,
            HOUSE.organizations[0].id,
            "sample",
        )
        work.snapshot.answers[position.id] = position
        task.state, task.answer = COMPLETED, position.id


def party_of(work: Work, task: TaskDefinition) -> Any:
    """Somebody who could answer this task."""
    return next(iter(work.view.roll(task)), HOUSE.organizations[0])


def form(work: Work, fields: Iterable[Field], choice: int = 0, party: Any = None) -> AnswerView:
    """An answer or form with something in every field."""
    fields = tuple(fields)
    return AnswerView(work.view, fields, values_of(fields, choice), party=party)


def definitions() -> list[CaseDefinition]:
    return list(registry().versions)
