"""Amounts and decimal numbers are exact from the form to the rule and back; what is no number is refused with a sentence."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from engine.definition import DECIMAL, MONEY, Field
from engine.values import Mistyped, kept, seen, stored
from web.typed_fields import typed

amount, rate = Field("amount", "Amount", MONEY), Field("rate", "Rate", DECIMAL)
REGISTER: Any = None


@pytest.mark.parametrize(
    ("words", "cents"), [("1250000", 125_000_000), ("0.5", 50), ("-3.07", -307), (" 12.00 ", 1200), (7, 700)]
)
def test_an_amount_is_kept_in_hundredths_and_read_as_it_was_written(words: Any, cents: int) -> None:
    assert stored(amount, words, REGISTER, {}) == cents
    assert seen(amount, cents, REGISTER) == Decimal(str(words).strip())


@pytest.mark.parametrize(
    ("words", "spelling"),
    [("12.50", "12.5"), ("100", "100"), ("-0", "0"), ("0.000001", "0.000001"), ("007", "7")],
)
def test_a_number_has_one_spelling(words: str, spelling: str) -> None:
    assert stored(rate, words, REGISTER, {}) == spelling


@pytest.mark.parametrize(
    "words", ["1e5", "NaN", "Infinity", "1_000", "١٢", "12,5", "much", "1.", 1.5, True, "9" * 14]
)
def test_what_is_no_plain_number_is_refused(words: Any) -> None:
    for field in (amount, rate):
        with pytest.raises(Mistyped, match=r"Write a number, such as 1250\.50\."):
            stored(field, words, REGISTER, {})


@pytest.mark.parametrize(("field", "words", "places"), [(amount, "1.005", 2), (rate, "1.0000001", 6)])
def test_no_more_places_are_taken_than_are_kept(field: Field, words: str, places: int) -> None:
    with pytest.raises(Mistyped) as caught:
        stored(field, words, REGISTER, {})
    assert str(caught.value.says) == f"Write at most {places} places after the point."


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_no_amount_changes_between_a_rule_and_the_record(value: Decimal) -> None:
    assert seen(amount, kept(amount, value), REGISTER) == value


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6))
def test_no_number_changes_between_a_rule_and_the_record(value: Decimal) -> None:
    told = kept(rate, value)
    assert seen(rate, told, REGISTER) == value
    assert stored(rate, told, REGISTER, {}) == told


def test_people_may_group_thousands_as_they_are_used_to() -> None:
    sent: Any = MultiDict({"amount": "1,250,000.50", "rate": "1 250.5"})
    assert typed((amount, rate), sent, "UTC") == {"amount": "1250000.50", "rate": "1250.5"}
