"""What process mining calls the things that happen: a step by its name, a task by its own, anything else by its kind."""

from __future__ import annotations

from typing import Any

from engine.definition import CaseDefinition
from engine.queries.timeline import Happening
from engine.queries.traces import Step, Trace
from web import event_kinds
from web import request as desk
from web.i18n import gettext as _

COMPLETE = "complete"


def definition_of(case: Any) -> CaseDefinition | None:
    """The definition under which a case runs, if it is known here."""
    return desk.engine().registry.find(case.definition, case.version) if case is not None else None


def activity(definition: CaseDefinition | None, happening: Happening) -> str:
    """The name of what happened, without a name of anybody."""
    facts, kind = happening.facts, happening.kind
    if definition is None:
        return event_kinds.name(kind)
    if kind == "case.moved":
        trigger = facts.get("trigger", "")
        label = next((t.label for t in definition.transitions if t.trigger == trigger), None)
        return _(label) if label else event_kinds.name(kind)
    for name in ("document", "item", "task"):
        if name in facts:
            return f"{event_kinds.name(kind)}: {_noun(definition, name, str(facts[name]))}"
    return event_kinds.name(kind)


def _noun(definition: CaseDefinition, name: str, key: str) -> str:
    known: dict[str, dict[str, Any]] = {
        "document": dict(definition.document_by_key),
        "item": dict(definition.item_by_key),
        "task": dict(definition.task_by_key),
    }
    found = known[name].get(key)
    return _(found.label) if found is not None else task_name(definition, key)


def task_name(definition: CaseDefinition | None, key: str) -> str:
    """The name of a question, or of a state that waits for a button."""
    if definition is None:
        return key
    task, state = definition.task_by_key.get(key), definition.state_by_key.get(key.removeprefix("state_"))
    return _(task.label) if task else _(state.label) if state else key


def trace_name(trace: Trace) -> str:
    """What a stream is called: a case by its number, anything else of the house by its name or its id."""
    if trace.case is not None:
        return str(trace.case.number or trace.case.reference)
    name = desk.read().register.name(trace.id)
    return name or f"{_(trace.kind)} {trace.id}"


def told(happening: Happening) -> dict[str, str]:
    """Who did it, for whom, in which capacity, by name: what this reader is told of the event anyway."""
    register = desk.read().register
    found = {
        "actor": register.name(happening.actor) or happening.capacity,
        "organization": register.name(happening.organization),
        "capacity": happening.capacity,
        "behalf": register.name(happening.behalf),
    }
    return {key: words for key, words in found.items() if words}


def is_step(happening: Happening, steps: tuple[Step, ...]) -> bool:
    """Whether an event is nothing but what became of a task: then it is told as that, once."""
    return bool(steps) and happening.kind.startswith("task.") and steps[0].key == happening.facts.get("task")
