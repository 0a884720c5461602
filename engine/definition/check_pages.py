"""What makes the pages of a definition contradict it: registers, panels, printouts, what is public and what is exchanged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING

from engine.definition.appointment import appointment_problems
from engine.definition.fields import Field, Kind
from engine.definition.items import ItemDefinition
from engine.definition.panels import (
    BudgetPanel,
    ChecklistPanel,
    ComparisonPanel,
    CountPanel,
    GanttPanel,
    Heat,
    HeatMapPanel,
    IndicatorsPanel,
    MatrixPanel,
    Panel,
    PeriodsPanel,
    WordsPanel,
)
from engine.definition.printouts import Rows

if TYPE_CHECKING:
    from engine.definition.case import CaseDefinition
    from engine.definition.panels import Register

DRAWN = (BudgetPanel, ChecklistPanel, ComparisonPanel, GanttPanel, IndicatorsPanel, PeriodsPanel)
# The panels that are words and tables; what the others show lies in drawings and links.
PRINTED = (
    BudgetPanel,
    ComparisonPanel,
    CountPanel,
    GanttPanel,
    HeatMapPanel,
    IndicatorsPanel,
    PeriodsPanel,
    WordsPanel,
)


def page_problems(definition: CaseDefinition) -> Iterator[str]:
    """Every breach in what a case type shows, prints, publishes and exchanges."""
    yield from _register(definition)
    yield from _words(definition)
    yield from _heat(definition)
    yield from _tables(definition)
    yield from _naming(definition)
    yield from _printouts(definition)
    yield from _activity(definition)
    yield from appointment_problems(definition)
    yield from _certificate(definition)
    yield from _public_list(definition)
    yield from _public_form(definition)


def _naming(definition: CaseDefinition) -> Iterator[str]:
    """A column that names tied cases is one of the table."""
    panels = (each for each in definition.every_panel if isinstance(each, MatrixPanel))
    for panel in panels:
        if panel.names is not None and panel.names not in panel.item.columns:
            yield f"a table tells of the cases in {panel.names.key}, which is no column of {panel.item.key}"


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
        panels = (part for part in printout.parts if isinstance(part, Panel))
        unprinted = [type(each).__name__ for each in panels if not isinstance(each, PRINTED)]
        yield from (f"{printout.key} prints a {kind}, which says nothing on paper" for kind in unprinted)


def _tables(definition: CaseDefinition) -> Iterator[str]:
    """What is drawn or summed of tables is there, and open to all who read them: a sum must not tell what a level keeps."""
    for panel in definition.every_panel:
        if not isinstance(panel, DRAWN):
            continue
        named = [getattr(panel, each.name) for each in fields(panel)]
        items = [each for each in named if isinstance(each, ItemDefinition)]
        of_many = (each for part in named if isinstance(part, tuple) for each in part)
        drawn = [each for each in (*named, *of_many) if isinstance(each, Field)]
        known = {*definition.fields, *(column for item in items for column in item.columns)}
        yield from (f"a panel draws an unknown item {i.key}" for i in items if i not in definition.items)
        yield from (f"a panel draws {f.key}, which is not there" for f in drawn if f not in known)
        yield from (
            f"a panel draws {f.key}, which has a level of its own" for f in drawn if f.level is not None
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
    panels = (each for each in definition.every_panel if isinstance(each, WordsPanel))
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


COLUMNS = frozenset({"number", "title", "state", "date", "changed"})


def _register(definition: CaseDefinition) -> Iterator[str]:
    """Everything that the register names is there."""
    register = definition.register
    if register is None:
        return
    by_key = {f.key: f for f in definition.fields}
    named = [*register.columns, *([register.second] if register.second else [])]
    yield from (
        f"the register shows {key}, which is no field" for key in named if key not in {*by_key, *COLUMNS}
    )
    closed = {key for key, f in by_key.items() if f.options is not None}
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
    for panel in definition.every_panel:
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


def _heat_problems(heat: Heat, there: tuple[Field, ...]) -> Iterator[str]:
    axes = (heat.likelihood, heat.impact)
    yield from (f"a heat map is drawn by {f.key}, which is not there" for f in axes if f not in there)
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
