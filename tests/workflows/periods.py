"""Every period that a case type declares, under an address, in words: what the table of periods is held against."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.definition import CaseDefinition, Field, Moment, Offset, Reminder, TaskDefinition, Who
from tests.workflows.sampling import definitions
from workflows._shared import HOUSE

TESTS = Path(__file__).parent.parent
TABLE = Path(__file__).with_name("every_period.md")
BY_A_RULE = "rule of "


def spoken(moment: Moment) -> str:
    """`10 working days`, `at term_start, 60 days before`, `24 hours before the end`."""
    if isinstance(moment, Offset):
        return _amount(moment)
    if moment.field is not None:
        return f"at {moment.field.key}" + (f", {_from_there(moment.offset)}" if moment.offset else "")
    if moment.offset is not None:
        return f"{_from_there(moment.offset)} the end"
    return f"{moment.share} % of the period"


def _amount(offset: Offset) -> str:
    amount = offset.amount if isinstance(offset.amount, int) else offset.amount.key
    unit = offset.unit.replace("_", " ")
    return f"{amount} {unit.removesuffix('s') if amount == 1 else unit}"


def _from_there(offset: Offset) -> str:
    return f"{_amount(offset)} {'before' if offset.sign < 0 else 'after'}"


def declared() -> dict[str, str]:
    """Every period of every case type and of the house, by its address."""
    found = {
        f"house, step {n} of the ladder": f"{spoken(step.after)}, to {_whom(step.to)}"
        + (" and alternates" if step.alternates else "")
        for n, step in enumerate(HOUSE.ladder, 1)
    }
    for definition in definitions():
        for address, period in periods_of(definition):
            found[f"{definition.code} {address}"] = period
    return found


def periods_of(definition: CaseDefinition) -> Iterator[tuple[str, str]]:
    """What a case type declares: of its states, tasks, reminders and acts."""
    for state in definition.states:
        if state.due is not None:
            yield f"state {state.key} due", spoken(state.due)
    for task in definition.tasks:
        yield from _of_task(task)
    yield from _reminders("case", definition.reminders)
    for transition in definition.transitions:
        if transition.after is not None:
            yield f"act {transition.trigger} after", spoken(transition.after)
    board = definition.register.board if definition.register else None
    if board is not None:
        yield from (("board amber", spoken(board.amber)), ("board red", spoken(board.red)))


def _of_task(task: TaskDefinition) -> Iterator[tuple[str, str]]:
    for word, moment in (("due", task.due), ("closes", task.closes), ("every", task.every)):
        if moment is not None:
            yield f"task {task.key} {word}", spoken(moment)
    yield from _reminders(f"task {task.key}", task.remind)


def _reminders(of: str, told: tuple[Reminder, ...]) -> Iterator[tuple[str, str]]:
    for reminder in told:
        yield f"{of} says “{reminder.says}”", f"{spoken(reminder.at)}, to {_whom(reminder.to)}"


def _whom(who: Who | None) -> str:
    """Whom a reminder tells: by the label of the role, by the name of the field or function that names somebody."""
    if who is None:
        return "whoever is asked"
    return " and ".join(_part(part) for part in who.alternatives())


def _part(part: Who) -> str:
    if part.kind == "named":
        return f"whom {part.of.key if isinstance(part.of, Field) else part.of.__name__} names"
    return part.role.label if part.role is not None else part.kind


def settings() -> dict[str, str]:
    """What the house may set, with what holds until it does."""
    return {
        f"{definition.code} setting {setting.key}": str(setting.default)
        for definition in definitions()
        for setting in definition.settings
    }


@dataclass(frozen=True)
class Written:
    """A line of DOMAIN.md: its section and words, what carries them here, for how long, and the test that holds it."""

    section: str
    words: str
    carrier: str
    period: str
    test: str

    def __str__(self) -> str:
        return f"{self.section} {self.carrier}"


@dataclass(frozen=True)
class Ours:
    """A period that the case types add, with the reason."""

    carrier: str
    period: str
    why: str

    def __str__(self) -> str:
        return self.carrier


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    below = TABLE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in below.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def written() -> list[Written]:
    """What DOMAIN.md writes."""
    return [Written(*row) for row in rows("What DOMAIN.md writes")]


def ours() -> list[Ours]:
    """What it does not: several periods with one reason share a line."""
    found = []
    for carried, why in rows("What it does not write"):
        for each in carried.split("; "):
            carrier, period = each.split(" = ")
            found.append(Ours(carrier, period, why))
    return found


def has_test(name: str) -> bool:
    """Whether a test is there: `workflows/test_x.py::test_y`, from this folder of tests."""
    path, _, function = name.partition("::")
    file = TESTS / path
    if not file.is_file() or not function.startswith("test_"):
        return False
    return any(
        isinstance(node, ast.FunctionDef) and node.name == function
        for node in ast.parse(file.read_text(encoding="utf-8")).body
    )
