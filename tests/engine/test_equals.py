"""Any page of a ranking is the same part of the whole, and a later criterion looks at equals alone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from engine.messages import Message, message
from engine.queries.equals import best
from engine.queries.yardsticks import Candidate


class Points:
    """Measures the points that are published under a key, and keeps whom it found out about."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.met: list[str] = []

    def learn(self, candidates: Iterable[Candidate]) -> None:
        self.met += [each.name for each in candidates]

    def degree(self, candidate: Candidate) -> float:
        assert candidate.name in self.met, "first it finds out, then it measures"
        return float(candidate.told[self.key])

    def fact(self, candidate: Candidate) -> Message:
        return message("none")


def candidate(number: int, name: str, points: tuple[int, ...]) -> Candidate:
    told = dict(zip("abc", points, strict=False))
    return Candidate(UUID(int=number), name, None, "active", "active", told, 1)


PEOPLE = st.lists(
    st.tuples(st.sampled_from(["Anna", "anna", "Bert", "Cleo"]), st.tuples(*[st.integers(0, 2)] * 3)),
    max_size=30,
)


@given(people=PEOPLE, start=st.integers(0, 35), most=st.integers(1, 35))
def test_any_page_is_that_part_of_the_whole_line(
    people: list[tuple[str, tuple[int, ...]]], start: int, most: int
) -> None:
    found = [candidate(number, *each) for number, each in enumerate(people)]
    line = sorted(found, key=lambda c: ([-c.told[key] for key in "abc"], c.name.casefold(), c.case_id))
    places = slice(start, start + most)
    assert best(found, [Points("a"), Points("b"), Points("c")], places) == line[places]


def test_a_later_yardstick_meets_only_those_among_whom_the_page_begins_or_ends() -> None:
    made = partial(map, candidate)
    found = list(made(range(6), "ABCDEF", [(2, 1), (2, 2), (1, 1), (1, 2), (1, 2), (0, 9)]))
    first, second = Points("a"), Points("b")
    assert [each.name for each in best(found, [first, second], slice(2, 4))] == ["D", "E"]
    assert first.met == list("ABCDEF")
    assert second.met == list("CDE")
