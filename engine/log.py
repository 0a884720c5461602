"""The log: what happened, in canonical bytes, stored and hashed as they are, and never changed.

An event carries who acted, for whom, when, what, and the row changes it made, so that folding a stream rebuilds its
tables without any definition. Personal or confidential values enter only as salted commitments; salt and value lie in
`disclosures`, so that an erasure takes them away and every proof still holds. Format: RFC 8785 in a narrow profile.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from engine.append_only import append_only
from engine.columns import Hash, Id, Instant, metadata

LEAF, COMMITMENT = b"\x00", b"\x02"
LARGEST = 2**53 - 1
MOST_BYTES = 65_535
KEY = re.compile(r"[a-z0-9_]+\Z")
Position = BigInteger().with_variant(Integer, "sqlite")

events = append_only(
    Table(
        "events",
        metadata,
        # On SQLite `pos` is the order of commits; on PostgreSQL only the sequencer's index is an order.
        Column("pos", Position, primary_key=True, autoincrement=True),
        Column("id", Id, nullable=False, unique=True),
        Column("stream_kind", Text, nullable=False),
        Column("stream_id", Id, nullable=False),
        Column("seq", Integer, nullable=False),
        Column("kind", Text, nullable=False),
        Column("actor", Id),
        Column("for_organization", Id),
        Column("at", Instant, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("leaf_hash", Hash, nullable=False),
        # The level of confidentiality of what it is about, where that has one of its own. It follows from the definition
        # and stands in no bytes: who may read an event is a matter of today.
        Column("level", Text),
        # Whether the history is sealed at once after it: a case came to a result, and then the bytes name all that came
        # before, or words were erased.
        Column("closes", Boolean, nullable=False, server_default=false()),
        UniqueConstraint("stream_kind", "stream_id", "seq", name="one_event_a_place"),
        Index("events_by_actor", "actor", "at"),
        Index("events_by_time", "at"),
    )
)

disclosures = Table(
    # Not append-only: an erasure deletes a row here, and the event's commitment stays.
    "disclosures",
    metadata,
    Column("event_id", Id, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("salt", Hash, nullable=False),
    Column("value", Text, nullable=False),
)


class NotCanonical(ValueError):
    """A value that has no place in the log: a float, a number too large, a key that is not plain ASCII."""


def canonical(value: Any) -> bytes:
    """The canonical bytes of a value: RFC 8785 without floats, integers within 2**53 - 1, keys of `[a-z0-9_]`."""
    _check(value)
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("half of a surrogate pair") from error


def _check(value: Any) -> None:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return
    if kind is int:
        if not -LARGEST <= value <= LARGEST:
            raise NotCanonical(f"{value} is too large")
    elif kind is dict:
        for key, each in value.items():
            if type(key) is not str or not KEY.match(key):
                raise NotCanonical(f"{key!r} is no key of the log")
            _check(each)
    elif kind is list or kind is tuple:
        for each in value:
            _check(each)
    else:
        raise NotCanonical(f"a {kind.__name__} has no place in the log")


def read(body: bytes) -> dict[str, Any]:
    """The event of stored bytes, to be shown to people; whether they prove anything is not looked at."""
    value: dict[str, Any] = json.loads(body)
    return value


def parse(body: bytes) -> dict[str, Any]:
    """The event of canonical bytes; refuses bytes that would not be written again exactly so."""
    value = read(body)
    if canonical(value) != body:
        raise NotCanonical("these bytes are not canonical")
    return value


def leaf_hash(body: bytes) -> bytes:
    """The hash of an event as a leaf of the tree (RFC 6962)."""
    return hashlib.sha256(LEAF + body).digest()


def new_salt() -> bytes:
    """32 random bytes: a fresh salt for each value of each event, or a dictionary would open it."""
    return secrets.token_bytes(32)


def commitment(name: str, value: Any, salt: bytes) -> bytes:
    """What the log holds instead of a confidential value: SHA-256(0x02, salt, canonical [name, value])."""
    return hashlib.sha256(COMMITMENT + salt + canonical([name, value])).digest()
