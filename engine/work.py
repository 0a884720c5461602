"""The work in hand: a snapshot being changed, and the event that records it. One place where rows and events agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.change import Actor, Change, Event
from engine.columns import to_micros
from engine.definition import Field, State
from engine.document import Document
from engine.item import Item
from engine.pause import begun, came_from, ended
from engine.position import Position
from engine.snapshot import Snapshot
from engine.task import Task
from engine.timer import ARMED, CANCELLED, Timer
from engine.view import AnswerView, CaseView

IMPLIED = "state_"


@dataclass(slots=True)
class Work:
    """What `decide` works on. Each method changes the snapshot and the present event alike."""

    snapshot: Snapshot
    change: Change
    actor: Actor
    event: Event
    answer: AnswerView | None = None
    told_before: tuple[Any, ...] = ()
    public_before: tuple[Any, ...] = ()

    @property
    def view(self) -> CaseView:
        """What rules see at this point of the work."""
        return CaseView(self.snapshot, self.answer)

    @property
    def at(self) -> datetime:
        return self.snapshot.at

    def begin(self, kind: str, actor: Actor | None = None, **facts: Any) -> Event:
        """The next event of this case's stream."""
        stream = ("case", self.snapshot.case.id)
        self.event = self.change.event(stream, kind, self.at, actor or self.actor, facts=facts)
        self.event.definition = definition_told(self.snapshot)
        return self.event

    def need_stream(self, stream: tuple[str, UUID]) -> None:
        """Make sure that another stream is locked and read before it is written; asks for it if not."""
        if stream not in self.change.heads:
            self.change.heads[stream] = self.snapshot.need("stream", *stream)

    def set_case(self, **columns: Any) -> None:
        """Other values for columns of the case."""
        for name, value in columns.items():
            setattr(self.snapshot.case, name, value)
        self.event.update("cases", (self.snapshot.case.id,), columns)

    def set_fields(self, values: Mapping[str, Any]) -> None:
        """Stored values for fields of the case; only what changes is written."""
        data = self.snapshot.case.data
        changed = {key: value for key, value in values.items() if data.get(key) != value}
        if not changed:
            return
        for key, value in changed.items():
            data[key] = value
            if value is None:
                del data[key]
        self._patch_case("data", data, changed, secret_fields(self.snapshot.definition.fields))

    def _patch_case(
        self,
        column: str,
        whole: dict[str, Any],
        changed: dict[str, Any],
        secret: frozenset[str] = frozenset(),
    ) -> None:
        key = (self.snapshot.case.id,)
        self.change.whole["cases", key, column] = whole
        self.event.update("cases", key, {column: changed}, secret)

    def enter(self, state: State) -> None:
        """Move into a state: count the visit, tell the result."""
        case = self.snapshot.case
        visit = [case.visits.get(state.key, [0])[0] + 1, to_micros(self.at)]
        self.set_visit(state.key, visit)
        if state.pause:
            self.set_case(pauses=begun(case.pauses, case.state, self.at))
        elif self.view.state.pause:
            self.set_case(pauses=ended(case.pauses, self.at))
        self.set_case(state=state.key, result=state.result, ended=state.final)

    def go_back(self) -> None:
        """Go on where the case stood when its pause began: the same visit, and the same rounds."""
        case = self.snapshot.case
        state = self.snapshot.definition.state_by_key[came_from(case.pauses)]
        self.set_case(pauses=ended(case.pauses, self.at), state=state.key, result=state.result)

    def set_visit(self, key: str, visit: list[int]) -> None:
        """Remember that something happened in this visit."""
        self.snapshot.case.visits[key] = visit
        self._patch_case("visits", self.snapshot.case.visits, {key: visit})

    def set_round(self, task: str, **told: Any) -> dict[str, Any]:
        """What stands about the rounds of a task."""
        entry = {**self.snapshot.case.rounds.get(task, {}), **told}
        entry = {key: value for key, value in entry.items() if value is not None}
        self.snapshot.case.rounds[task] = entry
        self._patch_case("rounds", self.snapshot.case.rounds, {task: entry})
        return entry

    def offer(self, task: Task) -> None:
        """A new task."""
        self.snapshot.tasks.append(task)
        self.event.insert("tasks", (task.id,), row_of(task, "id"))

    def set_task(self, task: Task, **columns: Any) -> None:
        """Other values for columns of a task; nothing is written where nothing changes."""
        changed = {name: value for name, value in columns.items() if getattr(task, name) != value}
        for name, value in changed.items():
            setattr(task, name, value)
        if changed:
            self.event.update("tasks", (task.id,), changed)

    def arm(self, key: str, kind: str, due_at: datetime) -> None:
        """Arm a clock; one that was cancelled before counts as new."""
        timer = Timer(self.snapshot.case.id, key, kind, due_at, ARMED)
        self.snapshot.timers[key] = timer
        self.event.insert("timers", (timer.case_id, key), {"kind": kind, "due_at": due_at, "state": ARMED})

    def cancel(self, timer: Timer) -> None:
        """A clock that is not wanted any more."""
        timer.state = CANCELLED
        self.event.update("timers", (timer.case_id, timer.key), {"state": CANCELLED})

    def add_position(self, position: Position, fields: tuple[Field, ...]) -> None:
        """One party's answer, appended."""
        self.snapshot.answers[position.id] = position
        self.event.insert("positions", (position.id,), row_of(position, "id"), secret_fields(fields))

    def add_item(self, item: Item, columns: tuple[Field, ...]) -> None:
        """A new row of an item. What has no value is not kept: folding the log would not find it either."""
        item.data = _valued(item.data)
        self.snapshot.items.append(item)
        self.event.insert(
            "items", (item.id,), {**row_of(item, "id"), "data": dict(item.data)}, secret_fields(columns)
        )

    def set_item(
        self, item: Item, values: Mapping[str, Any], columns: tuple[Field, ...], **others: Any
    ) -> None:
        """Other values for a row; its revision counts on."""
        item.data = _valued({**item.data, **values})
        item.revision += 1
        for name, value in others.items():
            setattr(item, name, value)
        self.change.whole["items", (item.id,), "data"] = item.data
        told = {"data": dict(values), "revision": item.revision, **others}
        self.event.update("items", (item.id,), told, secret_fields(columns))

    def fill_in(self, item: Item, values: Mapping[str, Any], columns: tuple[Field, ...]) -> None:
        """What follows from a row that was just written: no edit of its own, so its revision stays."""
        item.data = _valued({**item.data, **values})
        self.change.whole["items", (item.id,), "data"] = item.data
        self.event.update("items", (item.id,), {"data": dict(values)}, secret_fields(columns))

    def add_document(self, document: Document) -> None:
        """A new version of a document."""
        self.snapshot.documents[document.document] = document
        self.event.insert("documents", (document.id,), row_of(document, "id"))


def _valued(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not None}


def row_of(thing: Any, *keys: str) -> dict[str, Any]:
    """The columns of a row object, without its key."""
    return {name: getattr(thing, name) for name in type(thing).__slots__ if name not in keys}


def secret_fields(fields: tuple[Field, ...]) -> frozenset[str]:
    """The keys whose values enter the log as commitments only."""
    return frozenset(field.key for field in fields if field.committed)


def definition_told(snapshot: Snapshot) -> dict[str, Any]:
    """The definition in force, as an event names it."""
    definition = snapshot.definition
    return {"key": definition.key, "version": definition.version, "print": snapshot.fingerprint}


def party_key(party: Any) -> str:
    """The stored key of a party that is an organization or a person."""
    return f"{'org' if hasattr(party, 'code') else 'person'}:{party.id.hex}"


def hex_id(key: str) -> UUID:
    """The id in a party key."""
    return UUID(key.partition(":")[2])
