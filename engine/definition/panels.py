"""What the pages of a case type show beyond form, tasks and timeline. The web knows the kinds; no HTML stands here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.definition.documents import DocumentDefinition
from engine.definition.fields import Field
from engine.definition.guards import Guard
from engine.definition.items import ItemDefinition
from engine.definition.lookups import Lookup
from engine.definition.settings import Setting
from engine.definition.states import State
from engine.definition.tasks import TaskDefinition
from engine.definition.time import Offset
from engine.definition.who import Who


class Panel:
    """One part of a case page."""


@dataclass(frozen=True, eq=False)
class TextPanel(Panel):
    """The words that are decided: a document shown as a sheet, with what changed since the version before; shown while
    `when` holds."""

    label: str
    document: DocumentDefinition
    when: tuple[Guard, ...] = ()


@dataclass(frozen=True, eq=False)
class WordsPanel(Panel):
    """What was written in fields of running text, where it is to be read before what follows. Fields in no such panel stand
    below the panels."""

    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, eq=False)
class PositionsPanel(Panel):
    """One row for each party: what it said, when, by whom; earlier rounds folded below."""

    label: str
    task: TaskDefinition


@dataclass(frozen=True, eq=False)
class MatrixPanel(Panel):
    """An item as a table to work in; shown while `when` holds. `answers` are questions that are asked for each row, by
    the heading of the column that tells how each stands. `names` is a column that holds the working reference of a tied case:
    where that case stands is told beside the row, with what its reader can do there."""

    label: str
    item: ItemDefinition
    note: str = ""
    when: tuple[Guard, ...] = ()
    answers: Mapping[str, TaskDefinition] = field(default_factory=dict)
    names: Field | None = None


@dataclass(frozen=True, eq=False)
class ChecklistPanel(Panel):
    """Items that are answered, by group: how far they are, and what each organization says beside what is agreed.

    `item` holds the items with the agreed `answer`, `group` is a column of it; `sheet` holds the answers of the organizations
    (`per` the item), with a column of the same key. Nothing is added up or averaged: an answer is no mark.
    """

    label: str
    item: ItemDefinition
    group: Field
    answer: Field
    sheet: ItemDefinition


@dataclass(frozen=True, eq=False)
class ComparisonPanel(Panel):
    """What was answered before beside what is answered now, by group. Only values on the `scale`, from the least to the most,
    are compared; nothing is added up or averaged."""

    label: str
    item: ItemDefinition
    group: Field
    before: Field
    now: Field
    scale: tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class BudgetPanel(Panel):
    """Lines of a budget summed: all of them, by each of the columns in `by`, and the share of those that a yes-or-no column
    of `earmarks` marks. `least` is the share, in percent, that the first earmark should have, where the house has set one."""

    label: str
    item: ItemDefinition
    amount: Field
    by: tuple[Field, ...]
    earmarks: tuple[Field, ...] = ()
    currency: Field | None = None
    least: Setting | None = None


@dataclass(frozen=True, eq=False)
class GanttPanel(Panel):
    """Phases drawn against the time, each as planned, as it looks now and as it was, with the milestones under them; a
    milestone that is a gate has its own mark. The names are those of columns."""

    label: str
    phases: ItemDefinition
    name: Field
    begins: Field
    ends: Field
    forecast: Field
    ended: Field
    milestones: ItemDefinition
    step: Field
    gate: Field
    planned: Field
    looks: Field
    reached: Field


@dataclass(frozen=True, eq=False)
class IndicatorsPanel(Panel):
    """Indicators on the way from their baseline to their target, beside the part of the time that is over."""

    label: str
    item: ItemDefinition
    indicator: Field
    unit: Field
    baseline: Field
    target: Field
    actual: Field
    until: Field


@dataclass(frozen=True, eq=False)
class PeriodsPanel(Panel):
    """What was aimed at and what was reached, period by period: a drawing for each row of `item`, of the rows of `periods` that
    name it in `of`."""

    label: str
    item: ItemDefinition
    indicator: Field
    unit: Field
    baseline: Field
    periods: ItemDefinition
    of: Field
    starts: Field
    ends: Field
    target: Field
    actual: Field


@dataclass(frozen=True, eq=False)
class CountPanel(Panel):
    """The cases that are tied to this one by `link`, counted by type and by where they stand."""

    label: str
    link: str


@dataclass(frozen=True, eq=False)
class Band:
    """What scores from `least` on are called, and the tone in which they are drawn: ok, run, warn or stop."""

    label: str
    least: int | Setting
    tone: str


@dataclass(frozen=True, eq=False)
class Heat:
    """How risks are laid out: by two closed lists, each from the least to the most. A score is the place in the one times
    the place in the other; of `bands`, the least first, the last one that it reaches says how great it is."""

    likelihood: Field
    impact: Field
    bands: tuple[Band, ...]

    def published_by(self, published: Iterable[Field]) -> bool:
        """Whether these fields tell all their readers where a case lies."""
        told = {(each.key, each.kind) for each in published if each.level is None}
        return {(axis.key, axis.kind) for axis in (self.likelihood, self.impact)} <= told


@dataclass(frozen=True, eq=False)
class HeatMapPanel(Panel):
    """Risks in a field of likelihood and impact: the rows of `item`, or the open cases that are tied to this one by `link`
    and publish both, or the case itself, where neither is named."""

    label: str
    heat: Heat
    item: ItemDefinition | None = None
    link: str = ""


@dataclass(frozen=True, eq=False)
class RulesPanel(Panel):
    """Rules of an act shown live, each holding or missing, in its own words; only in these states, where any are named."""

    label: str
    guards: tuple[Guard, ...]
    during: tuple[State, ...] = ()


@dataclass(frozen=True, eq=False)
class RankingPanel(Panel):
    """Those whom a lookup finds for what this case wants, to be chosen into an item, for whoever may write it.

    `column` names the person in a row, `fills` are stored values that such a row begins with. `against` are guards of
    (case, row) that speak of the person alone: whom they refuse stands last, with the reason.
    """

    label: str
    lookup: Lookup
    item: ItemDefinition
    column: Field
    fills: Mapping[str, Any] = field(default_factory=dict)
    against: tuple[Guard, ...] = ()


@dataclass(frozen=True, eq=False)
class ClockPanel(Panel):
    """A period drawn as a line towards its end, while the case is in `during`; positions of `task` stand on it."""

    label: str
    opens: Field
    ends: Field
    during: tuple[State, ...]
    task: TaskDefinition


@dataclass(frozen=True, eq=False)
class Chain(Panel):
    """Linked cases as boxes with arrows."""

    label: str
    links: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class LinksPanel(Panel):
    """Linked cases as a table, the newest first: what each is, where it stands, what it tells.

    `links` are ties in either direction, each with the published fields of the other case that are shown.
    """

    label: str
    links: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Board:
    """The open cases by stage, the oldest first, for those who preside. A case is as old as the instant in `since` says (or
    its opening, where that is empty); past `amber` and past `red` it is marked."""

    label: str
    stages: tuple[State, ...]
    since: Field
    amber: Offset
    red: Offset


@dataclass(frozen=True, eq=False)
class Tally:
    """Cases counted by the organization that `by` names: a line for each that holds the seat `of`, with none too, by code
    and never by number, so that what each does is seen and nobody is ranked.

    `columns` say which states are counted under which heading. Of the cases in `summed` the `amount` is summed, by
    `currency`; where fewer than `least` stand behind a line, no sum is told.
    """

    label: str
    by: Field
    of: Who
    columns: Mapping[str, tuple[State, ...]]
    amount: Field
    currency: Field
    summed: tuple[State, ...]
    least: int = 1


@dataclass(frozen=True, eq=False)
class Results:
    """The cases of a register as one matrix, in the order of their codes: how many cases are tied to each by `counted`, and how
    far each indicator of `periods` is. `code` has numbers between points, so that 5.2 stands under 5; `kind` says what each is."""

    label: str
    code: Field
    kind: Field
    counted: str
    periods: PeriodsPanel


@dataclass(frozen=True, eq=False)
class Register:
    """A page that lists the cases of this type, the open ones first.

    `columns` are field keys or `number`, `title`, `state`, `date` (ends, stands since, was settled), `changed`; `second`
    is a field shown as a second line under the title. `filters` are fields with a closed list, or `state`.
    `seat_marks` draws what each seat says to that question, `running` draws the periods that run on one time line.
    `desk` are tasks, or states with a next step, that stand on the desk of those who preside (`presides`).
    `lookup` ranks what is registered here by what somebody wants, on a page of its own. `board` shows those who preside what
    stands where. Under `asked_label` the page begins with what is asked of its reader here. With `present_state` a case
    that has its result and goes on shows where it stands now, and not what brought the result.
    """

    label: str
    path: str
    columns: tuple[str, ...]
    filters: tuple[str, ...] = ()
    seat_marks: TaskDefinition | None = None
    running: ClockPanel | None = None
    desk: tuple[str, ...] = ()
    order: int = 50
    heading: str = ""
    second: str = ""
    marks_label: str = ""
    running_label: str = ""
    prepare: str = ""
    presides: Who | None = None
    desk_label: str = ""
    lookup: Lookup | None = None
    board: Board | None = None
    asked_label: str = ""
    present_state: bool = False
    heat: Heat | None = None
    heat_label: str = ""
    tally: Tally | None = None
    results: Results | None = None
