"""The table that `make bench` prints: figure, raw figure, ratio, budget."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line: which budget, what, the figure in words, the raw one, the ratio, what must be and what is aimed at."""

    budget: str
    what: str
    figure: str
    raw: str = ""
    ratio: str = ""
    must: str = ""


def heading() -> None:
    """The heads of the columns."""
    show(Row("", "what", "figure", "raw, same run", "ratio", "must (aim)"))


def show(row: Row) -> None:
    """Print a line at once: a long benchmark shows its progress."""
    print(f"{row.budget:4} {row.what:58} {row.figure:26} {row.raw:24} {row.ratio:14} {row.must}", flush=True)


def spread(values: Sequence[float]) -> str:
    """The median of several runs, with the least and the greatest."""
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def milliseconds(seconds: Sequence[float]) -> float:
    """The median in milliseconds."""
    return statistics.median(seconds) * 1000


def turns(rounds: int, *acts: Callable[[], float]) -> list[list[float]]:
    """Run acts in turn, so that whatever else the machine does falls on all of them alike."""
    found: list[list[float]] = [[] for _ in acts]
    for _ in range(rounds):
        for place, act in enumerate(acts):
            found[place].append(act())
    return found
