"""What makes a definition contradict itself; each breach is one short sentence for the person who wrote it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

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
    Freeze,
    Grant,
    Open,
    Reopen,
    Set,
    SetRow,
)
from engine.definition.fields import Edit, Field, Kind
from engine.definition.items import ItemDefinition
from engine.definition.panels import Heat, HeatMapPanel, Panel, WordsPanel
from engine.definition.printouts import Rows
from engine.definition.states import BACK, HERE, State, Transition
from engine.definition.tasks import SHOWN, TaskDefinition
from engine.definition.time import When

if TYPE_CHECKING:
    from engine.definition.case import CaseDefinition
    from engine.definition.panels import Register

RESERVED = frozenset(
    "state number at calendar opener answer holder setting rows document links newest roll positions unanswered waited_for "
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
    yield from _register(definition)
    yield from _words(definition)
    yield from _heat(definition)
    yield from _printouts(definition)
    yield from _activity(definition)
    yield from _certificate(definition)
    yield from _public_list(definition)
    yield from _public_form(definition)


def _every_panel(definition: CaseDefinition) -> list[Panel]:
    """The panels of the page and of what is printed."""
    printed = [part for each in definition.printouts for part in each.parts if isinstance(part, Panel)]
    return list(dict.fromkeys([*definition.panels, *printed]))


def _printouts(definition: CaseDefinition) -> Iterator[str]:
    """What is printed is there."""
    keys = Counter(each.key for each in definition.printouts)
    yield from (f"two printouts are called {key}" for key, n in keys.items() if n > 1)
    for printout in definition.printouts:
        strange = [state.key for state in printout.during if state not in definition.states]
        yield from (f"{printout.key} is printed in an unknown state {key}" for key in strange)
        for part in (each for each in printout.parts if isinstance(each, Rows)):
            if part.item not in definition.items:
                yield f"{printout.key} prints the rows of an unknown item {part.item.key}"
            strange = [column.key for column in part.columns if column not in part.item.columns]
            yield from (
                f"{printout.key} prints {key}, which is no column of {part.item.key}" for key in strange
            )


def _activity(definition: CaseDefinition) -> Iterator[str]:
    """What is exchanged is there, is open to all who read the case, and has a code in every state."""
    told = definition.activity
    if told is None:
        return
    yield from (
        f"{s.key} has no status for those who exchange data"
        for s in definition.states
        if s not in told.status
    )
    known = {**dict.fromkeys(definition.fields), **{c: None for i in definition.items for c in i.columns}}
    shown = [*told.fields, *(column for columns in told.columns.values() for column in columns)]
    yield from (
        f"{field.key} is exchanged, which is not in the case" for field in shown if field not in known
    )
    parts: list[Field | ItemDefinition] = [*shown, *told.columns]
    kept = [each.key for each in parts if each.level is not None]
    yield from (f"{key} is exchanged, and has a level of its own" for key in kept)


def _words(definition: CaseDefinition) -> Iterator[str]:
    """What a panel lays out as running text is that."""
    panels = (each for each in _every_panel(definition) if isinstance(each, WordsPanel))
    for field in dict.fromkeys(f for panel in panels for f in panel.fields):
        if field not in definition.fields:
            yield f"a panel shows {field.key}, which is no field"
        elif field.kind is not Kind.LONG:
            yield f"a panel shows {field.key}, which is no running text"


def _certificate(definition: CaseDefinition) -> Iterator[str]:
    """What a certificate shows is there, and nobody types it."""
    told = definition.certificate
    if told is None:
        return
    yield from (
        f"the certificate shows {f.key}, which is no field" for f in told.fields if f not in definition.fields
    )
    yield from (
        f"the certificate shows {f.key}, which has a level of its own"
        for f in told.fields
        if f.level is not None
    )
    yield from (
        f"the certificate stands in an unknown state {state.key}"
        for state in told.standing
        if state not in definition.states
    )
    certain = {told.number, told.sha256}
    writable = {f for edit in definition.edit for f in edit.columns or definition.fields}
    yield from (f"people write {f.key}, which certifies" for f in told.fields if f in certain & writable)


def _public_list(definition: CaseDefinition) -> Iterator[str]:
    """What everybody reads is there, published, and at no level of its own; nobody types which file is public."""
    told = definition.public_list
    if told is None:
        return
    shown = (*told.files.values(), told.since, *told.tells, *told.filters, *told.says, *told.warns)
    writable = {f for edit in definition.edit for f in edit.columns or definition.fields}
    certain = {told.since, *told.files.values()} & writable
    if told.changed is not None and told.changed not in definition.fields:
        yield f"the public list has no field {told.changed.key}"
    if told.changed in writable:
        yield f"people write {told.changed.key}, which says when what is public changed"
    for field in shown:
        if field not in definition.publishes:
            yield f"the public list shows {field.key}, which is not published"
        if field.level is not None:
            yield f"the public list shows {field.key}, which has a level of its own"
        if field in certain:
            yield f"people write {field.key}, which says what is public"
    open_lists = [f.key for f in told.filters if not f.options]
    yield from (f"the public list filters by {key}, which is no closed list" for key in open_lists)
    papers = [d.key for d in told.files if d not in definition.documents]
    yield from (f"the public list has no document {key}" for key in papers)
    strange = [s.key for s in told.notes if s not in definition.states]
    yield from (f"the public list has an unknown state {key}" for key in strange)


def _public_form(definition: CaseDefinition) -> Iterator[str]:
    """What everybody writes is there, and a case of this type can be opened with it."""
    form = definition.public_form
    if form is None:
        return
    lost = [f.key for f in (*form.asks, form.version) if f not in definition.fields]
    yield from (f"the public form asks for {key}, which is no field" for key in lost)
    unasked = [f.key for f in dict.fromkeys((*form.checks, *form.thanks_for)) if f not in form.asks]
    yield from (f"the public form speaks of {key}, which it does not ask for" for key in unasked)
    if form.tie not in definition.links:
        yield f"the public form ties by {form.tie}, which is not declared"
    needed = [f.key for f in definition.opens_with if f not in form.asks]
    yield from (f"the public form never asks for {key}" for key in needed)


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
    yield from (
        f"a reminder is due in an unknown state {state.key}"
        for reminder in definition.reminders
        for state in reminder.during
        if state not in definition.states
    )


def _tasks(definition: CaseDefinition) -> Iterator[str]:
    for task in definition.tasks:
        yield from (
            f"{task.key} is asked in an unknown state {s.key}"
            for s in task.during
            if s not in definition.states
        )
        if not task.outcomes:
            yield f"{task.key} has no answers"
        if len({o.key for o in task.outcomes}) != len(task.outcomes):
            yield f"two answers of {task.key} have one key"
        yield from _binding_problems(definition, task)
        if any(guard.arity != 2 for guard in task.eligible):
            yield f"{task.key} judges who may take it by a rule that looks at no person"
        if task.to.kind == "answers" and task.to.of not in definition.tasks:
            yield f"{task.key} follows the answers of an unknown task"
        if task.to.kind == "rows" and task.to.of[0] not in definition.items:
            yield f"{task.key} is asked for the rows of an unknown item"


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
        case Open(following=ties) if any(led not in definition.links for led in ties.values()):
            yield f"an effect follows an undeclared link of {', '.join(ties.values())}"
        case CopyRows() | CopyColumns() | CopyDocument():
            yield from _copy_problems(definition, effect)
        case Open(link=tie, back=back) if tie not in definition.links and not back:
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
    if isinstance(effect, SetRow) and not _only_for_rows(definition, effect):
        yield f"an effect fills in a row of {effect.item.key}, and is not that of an answer given for one"


def _only_for_rows(definition: CaseDefinition, effect: SetRow) -> bool:
    """Whether only answers that are given for rows of this item have the effect."""
    asked = [task for task in definition.tasks if any(effect in outcome.then for outcome in task.outcomes)]
    of_moves = any(effect in transition.then for transition in definition.transitions)
    return not of_moves and all(t.to.kind == "rows" and t.to.of[0] is effect.item for t in asked)


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
            named = tuple(t for t in things if isinstance(t, Field | ItemDefinition | DocumentDefinition))
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


COLUMNS = frozenset({"number", "title", "state", "date", "changed"})


def _register(definition: CaseDefinition) -> Iterator[str]:
    """Everything that the register names is there."""
    register = definition.register
    if register is None:
        return
    fields = {f.key: f for f in definition.fields}
    named = [*register.columns, *([register.second] if register.second else [])]
    yield from (
        f"the register shows {key}, which is no field" for key in named if key not in {*fields, *COLUMNS}
    )
    closed = {key for key, f in fields.items() if f.options is not None}
    yield from (
        f"the register filters by {key}, which is no closed list"
        for key in register.filters
        if key != "state" and key not in closed
    )
    known = {task.key for task in definition.tasks} | {state.key for state in definition.states if state.due}
    yield from (f"the desk names {key}, which nobody is asked" for key in register.desk if key not in known)
    if register.board is not None:
        strange = [s.key for s in register.board.stages if s not in definition.states]
        yield from (f"the board has an unknown stage {key}" for key in strange)
        if register.board.since not in definition.fields:
            yield f"the board counts from {register.board.since.key}, which is no field"
    yield from _tally(definition, register)
    if (register.desk or register.board) and register.presides is None:
        yield "the desk stands before nobody: say who presides"


HEAT_TONES = ("ok", "run", "warn", "stop")


def _heat(definition: CaseDefinition) -> Iterator[str]:
    """What lies on a field of likelihood and impact are closed lists, of the case or of the rows that it shows."""
    if definition.register is not None and definition.register.heat is not None:
        yield from _heat_problems(definition.register.heat, definition.fields)
    for panel in _every_panel(definition):
        if isinstance(panel, HeatMapPanel):
            if panel.item is not None and panel.item not in definition.items:
                yield f"a heat map shows the rows of an unknown item {panel.item.key}"
            axes = (panel.heat.likelihood, panel.heat.impact)
            if panel.link and panel.item is not None:
                yield "a heat map shows either rows or linked cases"
            yield from _heat_problems(
                panel.heat,
                panel.item.columns if panel.item is not None else axes if panel.link else definition.fields,
            )


def _heat_problems(heat: Heat, fields: tuple[Field, ...]) -> Iterator[str]:
    axes = (heat.likelihood, heat.impact)
    yield from (f"a heat map is drawn by {f.key}, which is not there" for f in axes if f not in fields)
    yield from (
        f"a heat map is drawn by {f.key}, which is no closed list"
        for f in axes
        if f.options is None or f.many
    )
    tones = [band.tone for band in heat.bands]
    yield from (f"a heat map has no tone “{tone}”" for tone in tones if tone not in HEAT_TONES)
    if not heat.bands or heat.bands[0].least != 1:
        yield "the first band of a heat map begins at 1"


def _tally(definition: CaseDefinition, register: Register) -> Iterator[str]:
    """What is counted is there, and open to everybody who reads the case: sums must not tell what a level keeps."""
    tally = register.tally
    if tally is None:
        return
    for field, kind in ((tally.by, Kind.ORGANIZATION), (tally.amount, Kind.MONEY), (tally.currency, None)):
        if field not in definition.fields or field.level is not None:
            yield f"the tally rests on {field.key}, which is no field that all readers read"
        if (
            field.many
            or (kind is not None and field.kind is not kind)
            or (kind is None and not field.options)
        ):
            yield f"the tally cannot rest on {field.key}, which holds something else"
    strange = [
        s.key
        for s in (*(s for c in tally.columns.values() for s in c), *tally.summed)
        if s not in definition.states
    ]
    yield from (f"the tally counts an unknown state {key}" for key in strange)
