"""What makes a definition contradict itself; each breach is one short sentence for the person who wrote it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engine.definition.check_pages import page_problems
from engine.definition.documents import DocumentDefinition
from engine.definition.effects import (
    THIS_TASK,
    AddRow,
    AddRows,
    AdoptSetting,
    AssignNumber,
    CopyColumns,
    CopyDocument,
    CopyRows,
    Effect,
    EndMandates,
    EndRow,
    Freeze,
    Gather,
    Grant,
    Open,
    Reopen,
    Set,
    SetRow,
)
from engine.definition.fields import Edit, Field
from engine.definition.items import ItemDefinition
from engine.definition.states import BACK, HERE, State, Transition
from engine.definition.tasks import SHOWN, Offer, Reminder, TaskDefinition
from engine.definition.time import Offset, When

if TYPE_CHECKING:
    from engine.definition.case import CaseDefinition

RESERVED = frozenset(
    "state number at calendar opener answer holder setting rows document links newest roll positions unanswered waited_for "
    "did_not_reply "
    "held late fits after noticed since visits lookup title reference level half_way house_day seated round knows "
    "looked_up acts_as acts_for forget".split()
)


def problems_of(definition: CaseDefinition) -> Iterator[str]:
    """Every breach found, so that all can be mended at once."""
    yield from _names(definition)
    yield from _ways(definition)
    yield from _tasks(definition)
    yield from _clocks(definition)
    yield from _effects(definition)
    yield from _items(definition)
    yield from _edits(definition)
    yield from page_problems(definition)


def _names(definition: CaseDefinition) -> Iterator[str]:
    for what, keys in (
        ("state", [s.key for s in definition.states]),
        ("field", [f.key for f in definition.fields]),
        ("task", [t.key for t in definition.tasks]),
        ("item", [i.key for i in definition.items]),
        ("document", [d.key for d in definition.documents]),
    ):
        yield from (f"two {what}s are called {key}" for key, count in Counter(keys).items() if count > 1)
    yield from (
        f"the field {f.key} uses a word of the case view" for f in definition.fields if f.key in RESERVED
    )
    things: tuple[Any, ...] = (
        *definition.states,
        *definition.fields,
        *definition.tasks,
        *definition.items,
        *definition.documents,
    )
    for thing in things:
        if (
            not thing.key.replace("_", "").isalnum()
            or not thing.key.isascii()
            or thing.key != thing.key.lower()
        ):
            yield f"{thing.key} is no key: lower-case ASCII letters, digits and _"
        if not thing.label:
            yield f"{thing.key} has no label"


def _ways(definition: CaseDefinition) -> Iterator[str]:
    yield from (
        f"{state.key} is unreachable" for state in definition.states if state not in _reached(definition)
    )
    for state in definition.states:
        ways = [t for t in definition.transitions if t.leaves(state)]
        yield from _state_problems(definition, state, ways)
    for transition in definition.transitions:
        yield from _transition_problems(definition, transition)


def _reached(definition: CaseDefinition) -> set[State]:
    reached: set[State] = set()
    ahead = [definition.initial]
    while ahead:
        state = ahead.pop()
        if state not in reached:
            reached.add(state)
            ahead += [t.target for t in definition.transitions if t.leaves(state) and t.moves]
    return reached


def _state_problems(definition: CaseDefinition, state: State, ways: list[Transition]) -> Iterator[str]:
    moving = [t for t in ways if t.target is not HERE]
    if not state.pause and any(t.target is BACK for t in ways):
        yield f"{state.key} goes back, and is no pause"
    if state.pause and definition.initial is state:
        yield f"{state.key} is a pause, and nothing came before it"
    if state.final and any(not t.automatic for t in moving):
        yield f"somebody can leave the final state {state.key}"
    if not state.final and not moving:
        yield f"{state.key} is a dead end"
    triggers = Counter(t.trigger for t in ways)
    yield from (f"two ways from {state.key} are called {key}" for key, count in triggers.items() if count > 1)
    if not state.final and not _is_left(definition, state, moving):
        yield f"nobody is asked to leave {state.key}, and it does not say for whom it waits"


def _is_left(definition: CaseDefinition, state: State, moving: list[Transition]) -> bool:
    by_itself = any(t.automatic and t.after is not None for t in moving)
    asked = any(state in task.during and not task.optional for task in definition.tasks)
    return by_itself or asked or state.due is not None or bool(state.waits)


def _transition_problems(definition: CaseDefinition, transition: Transition) -> Iterator[str]:
    name = transition.trigger
    if transition.automatic and transition.after is None and not transition.when:
        yield f"{name} has no cause: nobody, no time and no guard"
    if transition.automatic and (transition.asks or transition.reason):
        yield f"{name} asks a form of nobody"
    if any(guard.negated for guard in transition.when) and not transition.automatic:
        yield f"{name} refuses with the sentence of an inverted guard: say it with unless()"
    yield from (
        f"{name} asks for {field.key}, which is no field of the case"
        for field in transition.asks
        if field not in definition.fields
    )
    yield from _clock_problems(definition, name, transition.after)


def _clock_problems(definition: CaseDefinition, name: str, *moments: object) -> Iterator[str]:
    for moment in moments:
        named = (moment.field, moment.since) if isinstance(moment, When) else ()
        yield from (
            f"{name} waits for {field.key}, which is no field of the case"
            for field in named
            if field is not None and field not in definition.fields
        )


def _clocks(definition: CaseDefinition) -> Iterator[str]:
    for state in definition.states:
        yield from _clock_problems(definition, state.key, state.due)
    for task in definition.tasks:
        yield from _clock_problems(definition, task.key, task.due, task.closes, *(r.at for r in task.remind))
    yield from _clock_problems(definition, "a reminder", *(r.at for r in definition.reminders))
    yield from (f"“{told.says}” is told at once: its clock never rings" for told in _told_at_once(definition))
    yield from (
        f"a reminder is due in an unknown state {state.key}"
        for reminder in definition.reminders
        for state in reminder.during
        if state not in definition.states
    )


def _told_at_once(definition: CaseDefinition) -> list[Reminder]:
    """A clock is armed only while it lies ahead: whoever is to be told at once is asked."""
    every = [*definition.reminders, *(told for task in definition.tasks for told in task.remind)]
    return [told for told in every if isinstance(told.at, Offset) and told.at.amount == 0]


def _tasks(definition: CaseDefinition) -> Iterator[str]:
    for task in definition.tasks:
        yield from (
            f"{task.key} is asked in an unknown state {s.key}"
            for s in task.during
            if s not in definition.states
        )
        if not task.outcomes:
            yield f"{task.key} has no answers"
        if task.offers is not None:
            yield from _offer_problems(definition, task, task.offers)
        if len({o.key for o in task.outcomes}) != len(task.outcomes):
            yield f"two answers of {task.key} have one key"
        yield from _binding_problems(definition, task)
        if any(guard.arity != 2 for guard in task.eligible):
            yield f"{task.key} judges who may take it by a rule that looks at no person"
        if task.to.kind == "answers" and task.to.of not in definition.tasks:
            yield f"{task.key} follows the answers of an unknown task"
        if task.to.kind == "rows" and task.to.of[0] not in definition.items:
            yield f"{task.key} is asked for the rows of an unknown item"


def _offer_problems(definition: CaseDefinition, task: TaskDefinition, offer: Offer) -> Iterator[str]:
    if offer.outcome not in task.outcomes or offer.field not in (*task.asks, *offer.outcome.asks):
        yield f"{task.key} offers people whom none of its answers names"
    if offer.ranking not in definition.panels:
        yield f"{task.key} offers people from a ranking that the page does not show"


def _binding_problems(definition: CaseDefinition, task: TaskDefinition) -> Iterator[str]:
    known = {*definition.fields, *definition.documents, *definition.items}
    for thing in task.binds:
        if getattr(thing, "item", thing) not in known:
            yield f"{task.key} is bound to an unknown {thing.key}"
    if task.shown not in SHOWN:
        yield f"{task.key} shows its answers “{task.shown}”, which nobody understands"


def _effects(definition: CaseDefinition) -> Iterator[str]:
    alone: dict[str, set[Any]] = {}
    for effect in definition.effects:
        if isinstance(effect, Freeze) and not isinstance(effect.what, tuple):
            alone.setdefault(effect.into.key, set()).add(effect.what)
    yield from (
        f"two different things are each frozen alone into {key}: freeze them as one record"
        for key, things in alone.items()
        if len(things) > 1
    )
    for effect in definition.effects:
        yield from _effect_problems(definition, effect)
        yield from _effect_fields(definition, effect)


def _effect_problems(definition: CaseDefinition, effect: Effect) -> Iterator[str]:
    match effect:
        case Set(field=field) if field not in definition.fields:
            yield f"an effect sets an unknown field {field.key}"
        case AdoptSetting(key=key, value=value) if not {key, value} <= {*definition.fields}:
            yield "a setting is adopted from unknown fields"
        case Freeze():
            yield from _freeze_problems(definition, effect)
        case Reopen(task=task) if task not in definition.tasks:
            yield f"an effect asks an unknown task {task.key} again"
        case AddRow() | AddRows() | SetRow():
            yield from _row_problems(definition, effect)
        case EndRow(item=item) if not _only_for_rows(definition, effect, item):
            yield f"an effect ends a row of {item.key}, and is not that of an answer given for one"
        case Open(following=ties) if any(led not in definition.links for led in ties.values()):
            yield f"an effect follows an undeclared link of {', '.join(ties.values())}"
        case CopyRows() | CopyColumns() | CopyDocument():
            yield from _copy_problems(definition, effect)
        case Gather(link=tie) | Open(link=tie, back=False) if tie not in definition.links:
            yield f"an effect uses an undeclared link {tie}"


def _copy_problems(
    definition: CaseDefinition, effect: CopyRows | CopyColumns | CopyDocument
) -> Iterator[str]:
    if isinstance(effect, CopyDocument):
        if effect.document not in definition.documents:
            yield f"an effect copies into an unknown document {effect.document.key}"
    elif effect.item not in definition.items:
        yield f"an effect copies into an unknown item {effect.item.key}"
    if isinstance(effect, CopyColumns):
        strange = [c.key for c in effect.columns if c not in effect.item.columns]
        yield from (f"an effect fills {key} of {effect.item.key}, which is no column" for key in strange)
    if effect.link not in definition.links:
        yield f"an effect uses an undeclared link {effect.link}"


def _row_problems(definition: CaseDefinition, effect: AddRow | AddRows | SetRow) -> Iterator[str]:
    if effect.item not in definition.items:
        yield f"an effect writes into an unknown item {effect.item.key}"
    columns = {column.key for column in effect.item.columns}
    told = () if isinstance(effect, AddRows) else effect.values
    unknown = [key for key in told if key not in columns] if isinstance(told, Mapping) else []
    yield from (f"an effect fills {key} of {effect.item.key}, which is no column" for key in unknown)
    if isinstance(effect, SetRow) and not _only_for_rows(definition, effect, effect.item):
        yield f"an effect fills in a row of {effect.item.key}, and is not that of an answer given for one"


def _only_for_rows(definition: CaseDefinition, effect: Effect, item: ItemDefinition) -> bool:
    """Whether only answers that are given for rows of this item have the effect."""
    asked = [task for task in definition.tasks if any(effect in outcome.then for outcome in task.outcomes)]
    of_moves = any(effect in transition.then for transition in definition.transitions)
    return not of_moves and all(t.to.kind == "rows" and t.to.of[0] is item for t in asked)


def _freeze_problems(definition: CaseDefinition, effect: Freeze) -> Iterator[str]:
    known = {*definition.fields, *definition.documents, *definition.items, *definition.tasks}
    of_moves = any(effect in transition.then for transition in definition.transitions)
    if effect.what is THIS_TASK and of_moves:
        yield f"an act freezes the answers to “this task” into {effect.into.key}, and answers none"
    parts = effect.parts(None)
    unknown = effect.into not in definition.documents
    yield from (
        f"an effect freezes {part.key} into {effect.into.key}, and one of them is unknown"
        for part in parts
        if unknown or part not in known
    )
    if unknown and not parts:
        yield f"an effect freezes into {effect.into.key}, which is unknown"
    if effect.what == ():
        yield f"an effect freezes nothing into {effect.into.key}"
    if effect.into.edit:
        yield f"people edit {effect.into.key}, into which an effect freezes: what is frozen is nobody's to write"
    levels = (None, effect.into.level)
    closed = [part.key for part in parts if part.level not in levels]
    yield from (f"{key} has a level of its own, and is frozen into {effect.into.key}" for key in closed)


def _effect_fields(definition: CaseDefinition, effect: Effect) -> Iterator[str]:
    """What an effect takes from the case is there."""
    match effect:
        case Grant():
            named: tuple[Any, ...] = (effect.to, effect.since, effect.until)
        case EndMandates():
            named = (effect.of,)
        case AssignNumber():
            named = (effect.into,) if effect.into is not None else ()
        case Open():
            handed = (effect.carry or {}, effect.rows or {}, effect.documents or {})
            things = (effect.chosen_by, effect.title, *(thing for each in handed for thing in each.values()))
            of_row = effect.each.columns if effect.each is not None else ()
            parts = (effect.each, *(t for t in things if t not in of_row))
            named = tuple(t for t in parts if isinstance(t, Field | ItemDefinition | DocumentDefinition))
        case _:
            named = ()
    known = {*definition.fields, *definition.items, *definition.documents}
    yield from (
        f"an effect takes {thing.key}, which is not in the case" for thing in named if thing not in known
    )


def _items(definition: CaseDefinition) -> Iterator[str]:
    """What an item names of its columns is there."""
    for item in definition.items:
        columns = {column.key for column in item.columns}
        named = (*item.unique, *item.lasting, *((item.named_by,) if item.named_by else ()))
        yield from (f"{item.key} has no column {key}" for key in dict.fromkeys(named) if key not in columns)


def _edits(definition: CaseDefinition) -> Iterator[str]:
    def known(edit: Edit, what: str, columns: tuple[Field, ...]) -> Iterator[str]:
        yield from (
            f"{what} is edited in an unknown state {s.key}" for s in edit.during if s not in definition.states
        )
        yield from (f"{what} has no column {c.key}" for c in edit.columns if c not in columns)

    for edit in definition.edit:
        yield from known(edit, "the case", definition.fields)
    for item in definition.items:
        for edit in item.edit:
            yield from known(edit, item.key, item.columns)
    for document in definition.documents:
        for edit in document.edit:
            yield from known(edit, document.key, ())
    yield from (
        f"it publishes {f.key}, which is no field" for f in definition.publishes if f not in definition.fields
    )
    yield from (
        f"it opens with {f.key}, which is no required field"
        for f in definition.opens_with
        if f not in definition.fields or f.required is not True
    )
