"""Nobody has to remember a period of DOMAIN.md: each is declared, says what DOMAIN.md says, and is held by a test."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.workflows.periods import (
    BY_A_RULE,
    Ours,
    Written,
    declared,
    has_test,
    ours,
    settings,
    written,
)


@pytest.mark.parametrize("line", written(), ids=str)
def test_what_is_written_is_declared_for_as_long_and_held_by_a_test(line: Written) -> None:
    if not line.carrier.startswith(BY_A_RULE):
        assert {**declared(), **settings()}.get(line.carrier) == line.period
    assert has_test(line.test), f"no such test: {line.test}"
    assert line.section and line.words


@pytest.mark.parametrize("line", ours(), ids=str)
def test_what_is_ours_is_declared_for_as_long_and_says_why(line: Ours) -> None:
    assert declared().get(line.carrier) == line.period
    assert line.why.endswith(".")


def test_no_clock_of_any_case_type_is_without_its_line() -> None:
    counted = Counter([*(line.carrier for line in written()), *(line.carrier for line in ours())])
    assert [address for address in declared() if address not in counted] == []
    assert [carrier for carrier, times in counted.items() if times > 1 and carrier in declared()] == []


@pytest.mark.parametrize(
    "name", ["workflows/test_every_period.py::test_that_is_not_there", "nowhere.py::test_x", ""]
)
def test_a_test_that_is_not_there_is_found_missing(name: str) -> None:
    assert not has_test(name)
