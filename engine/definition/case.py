"""A case definition: the blueprint of one case type, frozen, and checked against itself when it is imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from engine.definition.activity import Activity
from engine.definition.appointment import Appointment
from engine.definition.certificate import Certificate
from engine.definition.check import problems_of
from engine.definition.documents import DocumentDefinition
from engine.definition.effects import AssignNumber, Effect, Freeze, Open, Part
from engine.definition.fields import Edit, Field
from engine.definition.items import Bound, ItemDefinition
from engine.definition.panels import Panel, Register
from engine.definition.printouts import Printout
from engine.definition.public import PublicForm, PublicList
from engine.definition.settings import Setting
from engine.definition.states import BACK, HERE, State, Transition
from engine.definition.tasks import Bindable, Reminder, TaskDefinition
from engine.definition.who import NOBODY, Who
from engine.errors import DefinitionError


@dataclass(frozen=True)
class Level:
    """A level of confidentiality: who may read, beside those who are asked something in the case. What a case keeps at a
    level of its `team` those read too who work on it. Who opens what is kept at a `sealed` level stands on record."""

    key: str
    label: str
    readers: Who
    team: bool = False
    sealed: bool = False


@dataclass(frozen=True, eq=False)
class CaseDefinition:
    """One case type. `states` follow from the transitions; `publishes` is all that other cases may see of it.

    `opens_with` are fields without which no case is opened; the others may be filled in later. `accepts` says which
    types may turn into this one, and what it takes over: {their key: {our field: the field they publish}}.
    `decided_ties` are part of what the case decides: they are laid while it may be edited, and by nobody later. `team` are
    those who work on the case.
    """

    key: str
    version: int
    code: str
    title: str
    opened_by: Who
    initial: State
    fields: tuple[Field, ...]
    transitions: Sequence[Transition]
    level: Level
    tasks: tuple[TaskDefinition, ...] = ()
    items: tuple[ItemDefinition, ...] = ()
    documents: tuple[DocumentDefinition, ...] = ()
    settings: tuple[Setting, ...] = ()
    links: Mapping[str, str] | tuple[str, ...] = ()
    edit: tuple[Edit, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    publishes: tuple[Field, ...] = ()
    number_at_opening: str = ""
    accepts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    opens_with: tuple[Field, ...] = ()
    decided_ties: tuple[str, ...] = ()
    panels: tuple[Panel, ...] = ()
    printouts: tuple[Printout, ...] = ()
    register: Register | None = None
    certificate: Certificate | None = None
    activity: Activity | None = None
    appointment: Appointment | None = None
    public_list: PublicList | None = None
    public_form: PublicForm | None = None
    about: str = ""
    remarks_by: Who | None = None
    team: Who | None = None

    def __post_init__(self) -> None:
        for name in (
            "fields",
            "transitions",
            "tasks",
            "items",
            "documents",
            "settings",
            "edit",
            "reminders",
            "panels",
            "printouts",
        ):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        problems = list(problems_of(self))
        if problems:
            raise DefinitionError(f"{self.key}: " + "; ".join(problems))

    @cached_property
    def states(self) -> tuple[State, ...]:
        """Every state, in the order in which the transitions name them, the initial one first."""
        seen: dict[State, None] = {self.initial: None}
        for transition in self.transitions:
            for end in (*transition.origins, transition.target):
                if isinstance(end, State) and end not in (HERE, BACK):
                    seen[end] = None
        return tuple(seen)

    @cached_property
    def every_panel(self) -> tuple[Panel, ...]:
        """The panels of the page and of what is printed."""
        printed = (part for each in self.printouts for part in each.parts if isinstance(part, Panel))
        return tuple(dict.fromkeys([*self.panels, *printed]))

    @cached_property
    def state_by_key(self) -> dict[str, State]:
        return {state.key: state for state in self.states}

    @cached_property
    def field_by_key(self) -> dict[str, Field]:
        return {field.key: field for field in self.fields}

    @cached_property
    def task_by_key(self) -> dict[str, TaskDefinition]:
        return {task.key: task for task in self.tasks}

    @cached_property
    def item_by_key(self) -> dict[str, ItemDefinition]:
        return {item.key: item for item in self.items}

    @cached_property
    def document_by_key(self) -> dict[str, DocumentDefinition]:
        return {document.key: document for document in self.documents}

    @cached_property
    def _leaving(self) -> dict[str, tuple[Transition, ...]]:
        return {s.key: tuple(t for t in self.transitions if t.leaves(s)) for s in self.states}

    @cached_property
    def _automatic(self) -> dict[str, tuple[Transition, ...]]:
        return {key: tuple(t for t in ways if t.automatic) for key, ways in self._leaving.items()}

    def leaving(self, state: str) -> tuple[Transition, ...]:
        """The transitions that start from this state, in order of declaration."""
        return self._leaving[state]

    def automatic(self, state: str) -> tuple[Transition, ...]:
        """Those that happen by themselves."""
        return self._automatic[state]

    def transition(self, state: str, trigger: str) -> Transition | None:
        """The transition with this trigger from this state; a self-check makes sure there is at most one."""
        return next((t for t in self._leaving[state] if t.trigger == trigger), None)

    def wanting(self, field: Field) -> list[Transition]:
        """The buttons that lead on and want this field filled in."""
        leading = (t for t in self.transitions if not (t.automatic or t.side or t.anywhere))
        return [t for t in leading if any(field in guard.wants for guard in t.when)]

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """Every effect that any transition or outcome of this type can have."""
        of_moves = [effect for t in self.transitions for effect in t.then]
        return tuple(of_moves + [effect for t in self.tasks for o in t.outcomes for effect in o.then])

    @cached_property
    def frozen(self) -> dict[str, tuple[Part, ...]]:
        """What is frozen into each document that effects write, by the document's key."""
        found: dict[str, dict[Part, None]] = {}
        ways = [(None, effect) for t in self.transitions for effect in t.then]
        answers = [(task, effect) for task in self.tasks for o in task.outcomes for effect in o.then]
        for task, effect in (*ways, *answers):
            if isinstance(effect, Freeze):
                found.setdefault(effect.into.key, {}).update(dict.fromkeys(effect.parts(task)))
        return {key: tuple(parts) for key, parts in found.items()}

    @cached_property
    def ties_by_effect(self) -> frozenset[str]:
        """The ties that only come about when a case is opened from here: rules rest on them, nobody makes them by hand."""
        return frozenset(e.link for e in self.effects if isinstance(e, Open) and not e.back and not e.by_hand)

    @cached_property
    def tied(self) -> bool:
        """Whether cases of this type may look at others: by ties of their own, or by those from which they come about."""
        return bool(self.links or self.accepts) or self.opened_by is NOBODY

    @cached_property
    def series(self) -> tuple[str, ...]:
        """The number series this type draws from."""
        own = [self.number_at_opening] if self.number_at_opening else []
        return tuple(dict.fromkeys(own + [e.series for e in self.effects if isinstance(e, AssignNumber)]))

    @cached_property
    def closes_its_level(self) -> bool:
        """Whether something is kept at the very level of the case: then being asked something here opens nothing else that
        is kept at it."""
        kept = [
            thing.level
            for things in (self.fields, self.tasks, self.items, self.documents)
            for thing in things
        ]
        return self.level.key in kept

    @cached_property
    def has_late(self) -> bool:
        """Whether any task keeps answers that came too late."""
        return any(task.late for task in self.tasks)


def bound_key(thing: Bindable) -> tuple[str, str]:
    """What kind of thing an answer is bound to, and its key."""
    if isinstance(thing, Field):
        return "field", thing.key
    if isinstance(thing, DocumentDefinition):
        return "document", thing.key
    return "item", thing.key


def bound_item(thing: Bindable) -> tuple[ItemDefinition, tuple[str, ...]]:
    """The item behind a binding, and the columns that do not matter."""
    if isinstance(thing, Bound):
        return thing.item, thing.without
    assert isinstance(thing, ItemDefinition)
    return thing, ()


def origin_keys(transition: Transition, states: tuple[State, ...]) -> tuple[str, ...]:
    """The states a transition starts from, for diagrams and rules."""
    return tuple(state.key for state in states if transition.leaves(state))
