"""Equals: candidates whom no yardstick so far tells apart. Only those among whom a page begins or ends are measured further:
of ten thousand people the first criterion leaves some hundred, and nobody asks the database about the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from engine.queries.yardsticks import Candidate, Yardstick

Equals = list[Candidate]


def best(found: Equals, yardsticks: Iterable[Yardstick], places: slice) -> list[Candidate]:
    """Who stands in these places, the best first: by each yardstick in turn, and at last by name."""
    groups = [found]
    for yardstick in yardsticks:
        groups, places = _standing(groups, places)
        yardstick.learn(each for group in groups for each in group)
        groups = [part for group in groups for part in _told_apart(group, yardstick)]
    groups, places = _standing(groups, places)
    return [each for group in groups for each in sorted(group, key=_name)][places]


def _told_apart(group: Equals, yardstick: Yardstick) -> list[Equals]:
    parts: dict[float, Equals] = {}
    for each in group:
        parts.setdefault(yardstick.degree(each), []).append(each)
    return [parts[degree] for degree in sorted(parts, reverse=True)]


def _standing(groups: Sequence[Equals], places: slice) -> tuple[list[Equals], slice]:
    """The groups of whom somebody stands in these places, and the same places counted from the first of them."""
    kept, left_out, before = [], 0, 0
    for group in groups:
        after = before + len(group)
        if after <= places.start:
            left_out = after
        elif before < places.stop:
            kept.append(group)
        before = after
    return kept, slice(places.start - left_out, places.stop - left_out)


def _name(candidate: Candidate) -> tuple[str, UUID]:
    return candidate.name.casefold(), candidate.case_id
