"""What a column holds is the same in both databases."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Text, cast, exc, func, insert, select, text

from engine.columns import from_jsons
from engine.database import (
    Database,
    from_json,
    from_micros,
    new_id,
    to_json,
    to_micros,
)
from tests.engine.little_house import (
    run_threads,
    things,
)

NOON = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    "row",
    [
        {"at": NOON, "data": {"b": [1, None, True], "a": "ž ü 文"}, "digest": bytes(range(32))},
        {"at": datetime(1, 1, 1, tzinfo=UTC), "data": [], "digest": bytes(32)},
        {"at": datetime.max.replace(tzinfo=UTC), "data": "nul \u0000 and quote '", "digest": None},
        {"at": None, "data": None, "digest": None},
    ],
)
def test_a_row_comes_back_as_it_was_written(opened: Database, row: dict[str, Any]) -> None:
    row["id"] = new_id()
    with opened.begin() as connection:
        connection.execute(insert(things), row)
    with opened.read() as connection:
        found = connection.execute(select(*(things.c[name] for name in row))).mappings().one()
    assert dict(found) == row
    assert found["at"] is None or found["at"].tzinfo is UTC


def test_both_databases_store_the_same_text_and_number(opened: Database) -> None:
    with opened.begin() as connection:
        connection.execute(insert(things).values(id=new_id(), at=NOON, data={"b": 1, "a": "ü"}))
    with opened.read() as connection:
        stored = connection.execute(text("select at, data from thing")).one()
    assert tuple(stored) == (1795176000123456, '{"a":"ü","b":1}')


def test_the_database_orders_ids_by_making_and_instants_by_time(opened: Database) -> None:
    ids = [new_id() for _ in range(50)]
    with opened.begin() as connection:
        for number, key in enumerate(reversed(ids)):
            connection.execute(insert(things).values(id=key, at=NOON - number * timedelta(microseconds=1)))
    with opened.read() as connection:
        assert connection.execute(select(things.c.id).order_by(things.c.id)).scalars().all() == ids
        early = select(func.count()).where(things.c.at < NOON - timedelta(microseconds=9))
        assert connection.execute(early).scalar_one() == 40
        assert connection.execute(select(func.max(things.c.at))).scalar_one() == NOON


def test_an_id_takes_sixteen_bytes_in_sqlite(sqlite: Database) -> None:
    with sqlite.begin() as connection:
        connection.execute(insert(things).values(id=new_id()))
        assert connection.execute(text("select typeof(id), length(id) from thing")).one() == ("blob", 16)


def test_an_id_is_native_in_postgresql(postgresql: Database) -> None:
    with postgresql.begin() as connection:
        connection.execute(insert(things).values(id=new_id()))
        assert connection.execute(text("select pg_typeof(id)::text from thing")).scalar_one() == "uuid"
        assert connection.execute(select(cast(things.c.id, Text))).scalar_one().count("-") == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": datetime(2026, 1, 1)},
        {"at": 5},
        {"id": "0190"},
        {"digest": b"short"},
        {"digest": "x" * 32},
        {"data": float("nan")},
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_before_it_is_written(
    opened: Database, wrong: dict[str, Any]
) -> None:
    with pytest.raises((exc.StatementError, TypeError, ValueError)), opened.begin() as connection:
        connection.execute(insert(things).values({"id": new_id(), **wrong}))
    with opened.read() as connection:
        assert connection.execute(select(func.count()).select_from(things)).scalar_one() == 0


@given(st.datetimes(timezones=st.timezones()))
def test_an_instant_of_any_zone_survives_as_a_number(instant: datetime) -> None:
    try:
        utc = instant.astimezone(UTC)
    except OverflowError:  # before year 1 or after 9999 in UTC
        return
    assert from_micros(to_micros(instant)) == utc


@given(st.integers(-62135596800000000, 253402300799999999))
def test_a_number_survives_as_an_instant(micros: int) -> None:
    assert to_micros(from_micros(micros)) == micros


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(json_values)
def test_json_comes_back_equal_and_its_text_is_canonical(value: Any) -> None:
    written = to_json(value)
    assert from_json(written) == value
    assert to_json(from_json(written)) == written


@given(st.lists(json_values))
def test_many_texts_read_at_once_are_what_each_of_them_is(values: list[Any]) -> None:
    assert from_jsons(to_json(each) for each in values) == values


def test_the_order_of_keys_leaves_no_trace() -> None:
    assert to_json({"b": 1, "a": {"d": 2, "c": 3}}) == to_json({"a": {"c": 3, "d": 2}, "b": 1})


# ids


def test_ids_ascend_within_a_process_and_carry_their_millisecond() -> None:
    before = time.time_ns() // 1_000_000
    ids = [new_id() for _ in range(5000)]
    assert ids == sorted(set(ids))
    assert {(key.version, key.variant) for key in ids} == {(7, uuid.RFC_4122)}
    assert before <= ids[0].int >> 80 <= ids[-1].int >> 80 <= time.time_ns() // 1_000_000


def test_ids_for_one_instant_carry_it_and_ascend_also_after_newer_ones() -> None:
    new_id()
    ids = [new_id(NOON.replace(year=2012)) for _ in range(1000)]
    assert ids == sorted(set(ids))
    assert {key.int >> 80 for key in ids} == {to_micros(NOON.replace(year=2012)) // 1000}
    assert new_id(NOON.astimezone(timezone(timedelta(hours=5)))).int >> 80 == to_micros(NOON) // 1000


def test_threads_never_share_an_id() -> None:
    made: list[list[uuid.UUID]] = []
    run_threads(8, lambda: made.append([new_id() for _ in range(2000)]))
    assert len({key for keys in made for key in keys}) == 16_000
    assert all(keys == sorted(keys) for keys in made)
