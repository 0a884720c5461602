"""OCEL 2.0 (JSON): events beside the objects they are about: cases, tasks, people, organizations, and what else has a history."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from engine.queries.traces import Step, Tie, Trace, Traced
from web import request as desk
from web.audit.activities import COMPLETE, activity, definition_of, is_step, task_name, told, trace_name
from web.i18n import gettext as _

ALWAYS = "1970-01-01T00:00:00+00:00"  # what OCEL says of a value that has no time of its own
OF_EVENTS = ("kind", "lifecycle", "event", "hash", "capacity", "due")
OF_OBJECTS = ("name", "title", "reference", "state", "confidentiality")


@dataclass
class _Object:
    """An object that some event is about."""

    type: str
    values: list[tuple[str, str, str]] = field(default_factory=list)
    ties: dict[tuple[str, str], None] = field(default_factory=dict)


@dataclass
class ObjectLog:
    """A log being written: events go out at once; types and objects are known when the last of them has."""

    types: set[str] = field(default_factory=set)
    objects: dict[str, _Object] = field(default_factory=dict)
    cases: dict[UUID, None] = field(default_factory=dict)
    _begun: bool = False

    def head(self) -> str:
        """The beginning of the file."""
        return '{"events":['

    def written(self, traces: Iterable[Trace]) -> Iterator[str]:
        """The events of these traces, one piece of text each."""
        for trace in traces:
            self._about(trace)
            for each in trace.events:
                for event in self._events(trace, each):
                    yield ("," if self._begun else "") + "\n" + json.dumps(event, ensure_ascii=False)
                    self._begun = True

    def tail(self) -> Iterator[str]:
        """The objects, then the types of both."""
        yield '],\n"objects":['
        for number, (identity, each) in enumerate(self.objects.items()):
            yield ("," if number else "") + "\n" + json.dumps(_told(identity, each), ensure_ascii=False)
        yield '],\n"eventTypes":' + json.dumps(_types(self.types, OF_EVENTS), ensure_ascii=False)
        kinds = {each.type for each in self.objects.values()}
        yield ',\n"objectTypes":' + json.dumps(_types(kinds, OF_OBJECTS), ensure_ascii=False) + "}\n"

    def case(self, row: Any) -> None:
        """A case as an object, with what it is called and how it stands."""
        known = self._object(row.id, row.definition)
        if known.values:
            return
        level = desk.engine().registry.levels[row.level].label
        named = {"title": row.title, "reference": row.reference, "confidentiality": _(level)}
        known.values += [(name, words, ALWAYS) for name, words in named.items()]
        definition = definition_of(row)
        if definition is not None:
            known.values.append(("state", _(definition.initial.label), row.opened_at.isoformat()))
        self.cases[row.id] = None

    def tie(self, tie: Tie) -> None:
        """That a case is tied to another, where both are objects here."""
        if tie.case_id in self.cases and tie.to_case in self.cases:
            kind = tie.type if tie.ended_at is None else _("%(type)s, ended", type=tie.type)
            self.objects[str(tie.case_id)].ties[str(tie.to_case), kind] = None

    def _about(self, trace: Trace) -> None:
        if trace.case is not None:
            self.case(trace.case)
        else:
            known = self._object(trace.id, trace.kind)
            known.values = known.values or [("name", trace_name(trace), ALWAYS)]

    def _events(self, trace: Trace, traced: Traced) -> Iterator[dict[str, Any]]:
        definition, happening, steps = definition_of(trace.case), traced.happening, traced.steps
        self._moved(trace, traced)
        if not is_step(happening, steps):
            yield self._event(trace, traced, activity(definition, happening), None)
        for step in steps:
            yield self._event(trace, traced, task_name(definition, step.key), step)

    def _moved(self, trace: Trace, traced: Traced) -> None:
        """The state of a case from here on."""
        definition, facts = definition_of(trace.case), traced.happening.facts
        if definition is None or "from" not in facts or facts["from"] == facts["to"]:
            return
        state = definition.state_by_key.get(facts["to"])
        if state is not None:
            at = traced.happening.at.isoformat()
            self.objects[str(trace.id)].values.append(("state", _(state.label), at))

    def _event(self, trace: Trace, traced: Traced, name: str, step: Step | None) -> dict[str, Any]:
        happening = traced.happening
        own = step is None or (is_step(happening, traced.steps) and step is traced.steps[0])
        identity = happening.event_id if own or step is None else uuid5(happening.event_id, step.task.hex)
        self.types.add(name)
        values = {
            "kind": happening.kind,
            "lifecycle": COMPLETE if step is None else step.lifecycle,
            "event": str(happening.event_id),
            "hash": happening.leaf,
            "capacity": told(happening).get("capacity", ""),
            "due": _instant(happening.due),
        }
        return {
            "id": str(identity),
            "type": name,
            "time": happening.at.isoformat(),
            "attributes": [{"name": key, "value": words} for key, words in values.items() if words],
            "relationships": list(self._related(trace, traced, step)),
        }

    def _related(self, trace: Trace, traced: Traced, step: Step | None) -> Iterator[dict[str, str]]:
        happening = traced.happening
        yield _related(trace.id, "case" if trace.case is not None else "about")
        for identity, kind, qualifier in (
            (happening.actor, "person", "actor"),
            (happening.organization, "organization", "for"),
            (happening.behalf, "person", "behalf"),
        ):
            if identity is not None:
                self._named(identity, kind)
                yield _related(identity, qualifier)
        if step is not None:
            self._task(trace, step)
            yield _related(step.task, "task")

    def _task(self, trace: Trace, step: Step) -> None:
        """A task as an object: of its case, and asked of its party."""
        known = self._object(step.task, "task")
        if known.values:
            return
        known.values.append(("name", task_name(definition_of(trace.case), step.key), ALWAYS))
        known.ties[str(trace.id), "of"] = None
        kind, _colon, identity = step.party.partition(":")
        if kind in ("org", "person"):
            self._named(UUID(identity), "organization" if kind == "org" else "person")
            known.ties[str(UUID(identity)), "asked of"] = None

    def _named(self, identity: UUID, kind: str) -> None:
        known = self._object(identity, kind)
        if not known.values:
            known.values.append(("name", desk.read().register.name(identity) or str(identity), ALWAYS))

    def _object(self, identity: UUID, kind: str) -> _Object:
        return self.objects.setdefault(str(identity), _Object(kind))


def _instant(at: datetime | None) -> str:
    return at.isoformat() if at is not None else ""


def _related(identity: UUID, qualifier: str) -> dict[str, str]:
    return {"objectId": str(identity), "qualifier": qualifier}


def _told(identity: str, each: _Object) -> dict[str, Any]:
    return {
        "id": identity,
        "type": each.type,
        "attributes": [{"name": name, "time": at, "value": words} for name, words, at in each.values],
        "relationships": [{"objectId": to, "qualifier": qualifier} for to, qualifier in each.ties],
    }


def _types(names: set[str], attributes: Iterable[str]) -> list[dict[str, Any]]:
    told = [{"name": each, "type": "time" if each == "due" else "string"} for each in attributes]
    return [{"name": name, "attributes": told} for name in sorted(names)]
