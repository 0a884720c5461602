"""The case view: all that a guard sees. No session, no clock, no other case's unpublished field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from engine.calendar import WorkingCalendar
from engine.case import Case, working_reference
from engine.columns import from_micros
from engine.definition import (
    DocumentDefinition,
    Field,
    ItemDefinition,
    Lookup,
    Offset,
    Outcome,
    Setting,
    State,
    TaskDefinition,
    Who,
)
from engine.document import Document
from engine.errors import DefinitionError
from engine.item import Item
from engine.link import Link, Told
from engine.party import Organization, Person
from engine.position import Position
from engine.registry import Registry
from engine.snapshot import Snapshot
from engine.task import CLOSED
from engine.values import Mistyped, first_moment, seen, setting_value


class RowView:
    """A row of an item: its columns by name, and `id`, `label` (how a refusal names it)."""

    def __init__(self, view: CaseView, definition: ItemDefinition, row: Item) -> None:
        self._view, self._definition, self.row = view, definition, row

    def __getattr__(self, name: str) -> Any:
        for column in self._definition.columns:
            if column.key == name:
                return seen(column, self.row.data.get(name), self._view.register)
        raise AttributeError(f"{self._definition.key} has no column {name}")

    def has(self, column: Field) -> bool:
        """Whether this field is one of its columns."""
        return column in self._definition.columns

    @property
    def id(self) -> UUID:
        return self.row.id

    @property
    def owner(self) -> Organization | None:
        """The organization for which the row was written; nothing for a seeded row."""
        owner = self.row.for_organization
        return self._view.register.organizations[owner] if owner else None

    @property
    def ordinal(self) -> int:
        """Its place in the item, from 1, which no other row ever has."""
        return self.row.position

    @property
    def label(self) -> str:
        """How a sentence names the row: the naming column, or its place."""
        named = getattr(self, self._definition.named_by) if self._definition.named_by else None
        return str(self.row.position if named is None else named)


class RowParty:
    """The party of a task asked for a row; prints as whom the row names."""

    def __init__(self, identity: UUID, named: str, row: RowView | None = None) -> None:
        self.id, self.named, self._row = identity, named, row

    @property
    def row(self) -> RowView:
        """The row itself."""
        if self._row is None:
            raise AttributeError("this party is that of an answer, not of a row")
        return self._row

    def __str__(self) -> str:
        return self.named

    def __eq__(self, other: object) -> bool:
        return getattr(other, "id", other) == self.id

    def __hash__(self) -> int:
        return hash(self.id)


class PositionView:
    """A standing answer: its party, outcome, the values it gave by name, who and when."""

    def __init__(self, view: CaseView, definition: TaskDefinition, position: Position) -> None:
        self._view, self.definition, self.position = view, definition, position

    @property
    def party(self) -> Any:
        return self._view.party(self.position.party)

    @property
    def outcome(self) -> Outcome:
        found = self.definition.outcome(self.position.outcome)
        if found is None:
            raise DefinitionError(f"{self.definition.key} has no answer {self.position.outcome}")
        return found

    @property
    def at(self) -> datetime:
        return self.position.at

    def __getattr__(self, name: str) -> Any:
        for field in (*self.definition.asks, *self.outcome.asks):
            if field.key == name:
                return seen(field, self.position.data.get(name), self._view.register)
        raise AttributeError(f"an answer to {self.definition.key} has no {name}")


class ToldView:
    """What another case tells: its `result`, and what it publishes."""

    def __init__(self, view: CaseView, other: Link | Told) -> None:
        self._view, self._other = view, other

    @property
    def result(self) -> str | None:
        return self._other.result

    @property
    def title(self) -> str:
        return self._other.title

    def told(self, key: str) -> Any:
        """A published value in its stored form (the name of an enum member); nothing for what is not published."""
        definition = self._view.snapshot.registry.find(self._other.definition, self._other.version)
        published = {field.key for field in definition.publishes} if definition else set()
        return self._other.data.get(key) if key in published else None

    def __str__(self) -> str:
        return self._other.title


class LinkView(ToldView):
    """A linked case; `at` is when it was tied."""

    def __init__(self, view: CaseView, link: Link) -> None:
        super().__init__(view, link)
        self.link, self.at = link, link.at

    @property
    def reference(self) -> str:
        """The working reference of the linked case."""
        return reference_of(self.link, self._view.snapshot.registry)

    @property
    def open_to_readers(self) -> bool:
        """Whether whoever reads this case by its level may read the linked one too, as the level of its type says."""
        registry = self._view.snapshot.registry
        level = registry.get(self.link.definition, self.link.version).level.key
        return level in registry.open_to_readers_of(self._view.case.level)

    def links(self, link: str, *, incoming: bool = False) -> list[LinkView]:
        """The ties of the linked case, oldest first: what its neighbours tell."""
        found = self._view.snapshot.need("links of", self.link.other)
        return [
            LinkView(self._view, each) for each in found if each.type == link and each.incoming == incoming
        ]


def reference_of(link: Link, registry: Registry) -> str:
    """The working reference of the case at the other end of a tie; it follows from its type and its id."""
    return working_reference(registry.get(link.definition, link.version).code, link.other)


class AnswerView:
    """The answer or form at hand, for guards of (case, answer): the values just typed, by name; `party` is who answers, `by`
    the person who typed."""

    def __init__(
        self,
        view: CaseView,
        fields: Iterable[Any],
        values: dict[str, Any],
        *,
        party: Any = None,
        by: UUID | None = None,
    ) -> None:
        self._view, self._fields, self.values, self.party = view, {f.key: f for f in fields}, values, party
        self.by = view.register.people.get(by) if by else None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._fields:
            raise AttributeError(f"the answer has no {name}")
        return seen(self._fields[name], self.values.get(name), self._view.register)


class CaseView:
    """A case as its rules see it: every field by name, and the words below."""

    def __init__(self, snapshot: Snapshot, answer: AnswerView | None = None) -> None:
        self.snapshot = snapshot
        self.answer = answer
        # The questions whose answers were asked for, so that whoever may not read those is not told what rests on them.
        self.heard: dict[TaskDefinition, None] = {}
        # The same of whom a question asks, and of what has a level of its own.
        self.met: dict[TaskDefinition, None] = {}
        self.opened: dict[str, None] = {}

    def forget(self) -> None:
        """Nothing was asked for yet."""
        for asked in (self.heard, self.met, self.opened):
            asked.clear()

    def __getattr__(self, name: str) -> Any:
        field = self.snapshot.definition.field_by_key.get(name)
        if field is None:
            raise AttributeError(f"{self.snapshot.definition.key} has no field {name}")
        if field.level is not None:
            self.opened[field.level] = None
        return seen(field, self.snapshot.case.data.get(name), self.snapshot.register)

    @property
    def register(self) -> Any:
        return self.snapshot.register

    @property
    def case(self) -> Case:
        return self.snapshot.case

    @property
    def state(self) -> State:
        return self.snapshot.definition.state_by_key[self.snapshot.case.state]

    @property
    def at(self) -> datetime:
        """The instant of this act."""
        return self.snapshot.at

    @property
    def calendar(self) -> WorkingCalendar:
        return self.snapshot.register.calendar

    @property
    def number(self) -> str | None:
        return self.snapshot.case.number

    @property
    def reference(self) -> str:
        """The working reference of this case."""
        return self.snapshot.case.reference

    @property
    def title(self) -> str:
        return self.snapshot.case.title

    @property
    def opener(self) -> Person | None:
        opener = self.snapshot.case.opener
        return self.snapshot.register.people.get(opener) if opener else None

    def holder(self, who: Who, at: datetime | None = None) -> Organization | None:
        """The organization that holds this office now, or at another instant."""
        holders = self.seated(who, at)
        return holders[0] if holders else None

    def seated(self, who: Who, at: datetime | None = None) -> list[Organization]:
        """The organizations that hold this seat or office now, or at another instant, by code."""
        assert who.role is not None
        return self.snapshot.register.holders(who.role.key, at or self.at)

    def acts_as(self, person: Person, who: Who) -> bool:
        """Whether somebody holds one of these roles now."""
        return any(self.register.stands(person.id, role.key, self.at) is not None for role in who.roles())

    def acts_for(self, person: Person, organization: Organization) -> bool:
        """Whether somebody stands for an organization now, in whatever role."""
        return any(s.organization == organization.id for s in self.register.standings(person.id, self.at))

    def knows(self, definition: str) -> bool:
        """Whether there is a case type of this key here yet."""
        return self.snapshot.registry.find(definition) is not None

    def setting(self, setting: Setting) -> Any:
        """The value in force at this instant."""
        return self.snapshot.register.setting(setting)

    def looked_up(self, lookup: Lookup, person: Person) -> ToldView | None:
        """The newest case of the type looked up that is about this person, with its result and what it publishes."""
        found = self.snapshot.need("looked up", lookup.case, lookup.person, person.id.hex)
        return ToldView(self, found) if found is not None else None

    def fits(self, key: str, words: str | None) -> bool:
        """Whether these words are a value that the setting can take."""
        settings = self.snapshot.registry.settings
        try:
            setting_value(settings[key], words or "", self.snapshot.register, settings)
        except (Mistyped, KeyError):
            return False
        return bool(words)

    def after(self, instant: datetime, offset: Offset) -> datetime:
        """This amount of time later, through the house's calendar."""
        return self.snapshot.register.after(instant, offset)

    def half_way(self, start: datetime, end: datetime) -> datetime:
        """The middle between two instants."""
        return start + (end - start) / 2

    def house_day(self, day: date) -> datetime:
        """When a date begins in the house's zone."""
        return first_moment(day, self.calendar.zone)

    def rows(self, item: ItemDefinition) -> list[RowView]:
        """The standing rows of an item, in order."""
        if item.level is not None:
            self.opened[item.level] = None
        return [RowView(self, item, r) for r in self.snapshot.items if r.item == item.key and r.standing]

    def document(self, document: DocumentDefinition) -> Document | None:
        """The newest version of a document."""
        if document.level is not None:
            self.opened[document.level] = None
        return self.snapshot.documents.get(document.key)

    def links(self, link: str, *, incoming: bool = False) -> list[LinkView]:
        """The ties of this type, oldest first."""
        return [
            LinkView(self, each)
            for each in self.snapshot.links
            if each.type == link and each.incoming == incoming
        ]

    def newest(self, link: str, *, incoming: bool = False) -> LinkView | None:
        """The newest tie of this type: after a withdrawn decision a second one is opened, and only that one counts."""
        found = self.links(link, incoming=incoming)
        return found[-1] if found else None

    def roll(self, task: TaskDefinition) -> list[Any]:
        """Everybody who is asked in the present round."""
        self.met[task] = None
        return [
            self.party(t.party)
            for t in self.snapshot.tasks
            if t.task == task.key and t.ended_why not in DROPPED
        ]

    def positions(self, task: TaskDefinition, *outcomes: Outcome) -> list[PositionView]:
        """The standing answers of the present round (with one of these outcomes)."""
        self.heard[task] = None
        keys = {outcome.key for outcome in outcomes}
        answers = self.snapshot.answers
        return [
            PositionView(self, task, answers[t.answer])
            for t in self.snapshot.tasks
            if t.task == task.key and t.answer is not None and t.ended_why not in DROPPED
            if not keys or answers[t.answer].outcome in keys
        ]

    def unanswered(self, task: TaskDefinition) -> list[Any]:
        """Those of the roll who have no standing answer."""
        self.met[task] = None
        return [
            self.party(t.party)
            for t in self.snapshot.tasks
            if t.task == task.key and t.answer is None and t.ended_why not in DROPPED
        ]

    def waited_for(self, task: TaskDefinition) -> list[Any]:
        """Those of the roll who have no standing answer while their time for it, as the task row has it, is not over."""
        self.met[task] = None
        waiting = [t for t in self.snapshot.tasks if t.task == task.key and t.answer is None]
        return [
            self.party(t.party)
            for t in waiting
            if t.ended_why not in DROPPED and (t.due_at is None or t.due_at > self.at)
        ]

    def did_not_reply(self, task: TaskDefinition) -> list[Any]:
        """Those of the roll whose question has closed over their silence."""
        self.met[task] = None
        closed = [t for t in self.snapshot.tasks if t.task == task.key and t.state == CLOSED]
        return [self.party(t.party) for t in closed if t.ended_why == "unanswered"]

    def held(self, task: TaskDefinition) -> bool:
        """Whether the case pauses, and this question with it."""
        return self.state.pause and self.state not in task.during

    def late(self, task: TaskDefinition) -> list[PositionView]:
        """Answers that came too late, kept and not counted."""
        self.heard[task] = None
        return [PositionView(self, task, p) for p in self.snapshot.need("late") if p.task == task.key]

    def noticed(self, task: TaskDefinition, party: Any) -> datetime | None:
        """When a party had notice of the present round, if it had."""
        number = self.snapshot.case.rounds.get(task.key, {}).get("no", 0)
        found = (n for n in self.snapshot.notices if n.task == task.key and n.round == number)
        return next((n.at for n in found if self.party(n.party) == party), None)

    def round(self, task: TaskDefinition) -> int:
        """The number of the present round of a task: a change of what it binds begins the next one."""
        number: int = self.snapshot.case.rounds.get(task.key, {}).get("no", 0)
        return number

    def since(self, state: State) -> datetime | None:
        """When the case last entered this state."""
        visit = self.snapshot.case.visits.get(state.key)
        return from_micros(visit[1]) if visit else None

    def visits(self, state: State) -> int:
        """How many times the case has entered this state."""
        return self.snapshot.case.visits.get(state.key, [0])[0]

    def party(self, key: str) -> Any:
        """Whom a party key means: an organization, a person, or the party of a row; printable in a sentence."""
        kind, _, identity = key.partition(":")
        if kind == "org":
            return self.snapshot.register.organizations[UUID(identity)]
        if kind == "person":
            return self.snapshot.register.people[UUID(identity)]
        if kind == "row":
            row = self._row(UUID(identity))
            return RowParty(row.id, row.label, row)
        if kind == "answer":
            return RowParty(UUID(identity), self._answer_name(UUID(identity)))
        return key

    def _row(self, row_id: UUID) -> RowView:
        row = next(r for r in self.snapshot.items if r.id == row_id)
        return RowView(self, self.snapshot.definition.item_by_key[row.item], row)

    def _answer_name(self, answer_id: UUID) -> str:
        answer = self.snapshot.answers.get(answer_id)
        return str(self.party(answer.party)) if answer else ""


DROPPED = ("unwanted", "replaced")
