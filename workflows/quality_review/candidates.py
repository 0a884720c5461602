"""Candidates: whom the roster offers, what it tells of an expert, and for what one is chosen."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import Balances, Free, LeastBurdened, LongestRested, Lookup, Shares, guard
from workflows.quality_review.words import Part, begins_on, ends_on, languages, regions, skills, themes


class ChosenFor(StrEnum):
    NEED = "Need"
    THEME = "Theme"
    REGION = "Region"


# Whom the roster offers, best first.
CANDIDATES = Lookup(
    "candidates", "Candidates from the roster", "roster-expert", "person", results=("active",), aside=("suspended",), second="employer",
    criteria=(
        Shares("Need", "skills", skills), Shares("Theme", "themes", themes), Shares("Region", "regions", regions),
        Shares("Language", "languages", languages), LeastBurdened("Other work now"), Balances("Gender", "gender"),
        Balances("Lives in", "home"), LongestRested("Last answered"), Free("Away", "away", begins_on, ends_on),
    ),
)


def entry_of(case: Any, expert: Any) -> Any:
    """The entry of somebody on the roster, if there is one."""
    return case.looked_up(CANDIDATES, expert) if expert else None


def on_roster(case: Any, row: Any) -> Any:
    """The entry on the roster of the expert that a row names, if there is one."""
    return entry_of(case, row.person) if row.part is Part.EXPERT else None


def employer_of(case: Any, row: Any) -> str | None:
    entry = on_roster(case, row)
    return entry.told("employer") if entry else None


def counts_as_independent(case: Any, row: Any) -> bool | None:
    entry = on_roster(case, row)
    return bool(entry.told("counted")) if entry else None


def whose_expert(row: Any) -> Any:
    """The organization an expert counts for: the employer; whoever has none counts alone."""
    works_for = (row.employer or "").strip().casefold()
    return row.person if works_for in ("", "independent", "self-employed") else works_for


@guard("An expert comes from the roster, where the entry is active.", rule="QR-03")
def is_on_the_roster(case: Any, row: Any) -> bool:
    entry = on_roster(case, row)
    return row.part is not Part.EXPERT or row.person is None or bool(entry and entry.result == "active")


@guard("Only experts who are active on the roster take a place. Yours is no active entry.", rule="QR-03")
def is_active_on_the_roster(case: Any, taker: Any) -> bool:
    entry = entry_of(case, taker)
    return bool(entry and entry.result == "active")


@guard("An expert is chosen for need, theme or region, and with a reason.", rule="QR-03")
def is_chosen_with_reason(case: Any, row: Any) -> bool:
    return row.part is not Part.EXPERT or bool(row.chosen_for and row.why)
