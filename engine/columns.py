"""What a column may hold, the same on SQLite and PostgreSQL, and the plain conversions behind it.

Both databases store the same value in the same order: an id sorts by its bytes, an instant by its number, and
a JSON text is byte for byte equal wherever it was written, so that rows can be hashed, copied and compared.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Dialect, LargeBinary, MetaData, Text
from sqlalchemy import Uuid as NativeUuid
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeDecorator, TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_T = TypeVar("_T")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
HASH_BYTES = 32
UNICODE_LOWER = "unicode_lower"
"""The function that each SQLite connection is given for it."""


def to_micros(instant: datetime) -> int:
    """Whole microseconds since 1970 UTC; exact (no float on the way). A naive instant is a ValueError."""
    if not isinstance(instant, datetime):
        raise TypeError(f"an instant is a datetime, not {type(instant).__name__}")
    if instant.utcoffset() is None:
        raise ValueError("an instant needs a zone: this datetime has none")
    return (instant - EPOCH) // MICROSECOND


def from_micros(micros: int) -> datetime:
    """The aware UTC instant of a number of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=micros)


def to_json(value: Any) -> str:
    """Compact JSON with sorted keys: equal values give equal text. NaN and infinity are a ValueError.

    Keys must be strings: JSON would turn any other into text without a word.
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Any:
    """The value of a JSON text (tuples come back as lists)."""
    return json.loads(text)


def from_jsons(texts: Iterable[str]) -> list[Any]:
    """The values of many JSON texts, read as one list: two thirds of the time that one by one takes."""
    return list(json.loads(f"[{','.join(texts)}]"))


# How columns are read. A command reads some hundred values, so each is one plain call, not a method of a type.

_Read = Callable[[Any], _T | None]


_UNKNOWN = uuid.SafeUUID.unknown


def _read_id(value: bytes | None) -> uuid.UUID | None:
    """As `uuid.UUID(bytes=value)`, in half its time: the column holds 16 bytes, so nothing is left to be checked."""
    if value is None:
        return None
    found = object.__new__(uuid.UUID)
    object.__setattr__(found, "int", int.from_bytes(value, "big"))
    object.__setattr__(found, "is_safe", _UNKNOWN)
    return found


def _read_instant(value: int | None) -> datetime | None:
    return None if value is None else EPOCH + timedelta(microseconds=value)


def _read_json(value: str | None) -> Any:
    return None if value is None else json.loads(value)


def _read_bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


class Id(TypeDecorator[uuid.UUID]):
    """A `uuid.UUID`: 16 bytes on SQLite, the native type on PostgreSQL. Anything else is a TypeError."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        native = dialect.name == "postgresql"
        return dialect.type_descriptor(NativeUuid(as_uuid=True) if native else LargeBinary(16))

    def process_bind_param(self, value: uuid.UUID | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if not isinstance(value, uuid.UUID):
            raise TypeError(f"an id is a uuid.UUID, not {type(value).__name__}")
        return value if dialect.name == "postgresql" else value.bytes

    def result_processor(self, dialect: Dialect, coltype: object) -> _Read[uuid.UUID] | None:
        return None if dialect.name == "postgresql" else _read_id


class Instant(TypeDecorator[datetime]):
    """An aware datetime, read back in UTC; a BIGINT of microseconds since 1970. Naive is a ValueError."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_micros(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> _Read[datetime]:
        return _read_instant


class Json(TypeDecorator[Any]):
    """Any JSON value as canonical text. `None` is SQL NULL, never the word `null`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else to_json(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> _Read[Any]:
        return _read_json


class Hash(TypeDecorator[bytes]):
    """A SHA-256: exactly 32 bytes (BLOB, BYTEA). Any other length is a ValueError."""

    impl = LargeBinary(HASH_BYTES)
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        if value is not None and (not isinstance(value, bytes) or len(value) != HASH_BYTES):
            raise ValueError(f"a hash is {HASH_BYTES} bytes")
        return value

    def result_processor(self, dialect: Dialect, coltype: object) -> _Read[bytes]:
        return _read_bytes


class lowered(GenericFunction[str]):  # noqa: N801 - reads like the function it is
    """Words in small letters, of every script: SQLite's own `lower` knows ASCII only."""

    type = Text()
    inherit_cache = True


@compiles(lowered)
def _lowered(element: Any, compiler: Any, **more: Any) -> str:
    return f"lower({compiler.process(element.clauses, **more)})"


@compiles(lowered, "sqlite")
def _lowered_on_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    return f"{UNICODE_LOWER}({compiler.process(element.clauses, **more)})"


_RANDOM_BITS = 74  # of a UUIDv7: 12 beside the version, 62 beside the variant
_STEP_BITS = 48  # a random step keeps ids of one millisecond unguessable and apart after a fork
_ids = threading.Lock()
_latest = {"running": 0, "given": 0}


def new_id(at: datetime | None = None) -> uuid.UUID:
    """A UUIDv7. Ids of this process ascend, also within a millisecond and when the system clock steps back.

    With `at` the id carries that instant instead; ids asked for the same `at` in a row ascend too.
    """
    millis = time.time_ns() // 1_000_000 if at is None else to_micros(at) // 1_000
    series = "running" if at is None else "given"
    fresh = millis << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    with _ids:
        latest = _latest[series]
        behind = at is None or latest >> _RANDOM_BITS == millis
        if behind and fresh <= latest:
            fresh = latest + 1 + secrets.randbits(_STEP_BITS)
        _latest[series] = fresh
    return _version_7(fresh)


def _version_7(payload: int) -> uuid.UUID:
    """Spread 48 bits of milliseconds and 74 random bits around the version and variant bits of RFC 9562."""
    high, low = payload >> 62, payload & ((1 << 62) - 1)
    return uuid.UUID(int=(high >> 12) << 80 | 7 << 76 | (high & 0xFFF) << 64 | 0b10 << 62 | low)
