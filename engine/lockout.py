"""The lock-out: too many attempts close a door for a while, by account, by address and for everybody; each door by itself.

An attempt is written down before the password is looked at and crossed out when it was right, so that a hundred
attempts at once count like a hundred in a row. Unknown accounts are counted like known ones: the door tells nothing.
"""

from __future__ import annotations

import hashlib
import ipaddress
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, text

from engine.columns import new_id
from engine.errors import TooMany
from engine.messages import mark
from engine.session import sign_in_failures as failures

KEPT = timedelta(days=1)
# On PostgreSQL counting and writing down are one step behind this lock; SQLite has one writer anyway.
_ONE_BY_ONE = text("SELECT pg_advisory_xact_lock(20130211)")


@dataclass(frozen=True, slots=True)
class Limit:
    """How many attempts are too many. When `everybody` is reached, one failure of one's own is already too many."""

    name: str
    account: int
    address: int
    everybody: int
    within: timedelta
    says: str


SIGN_IN = Limit(
    "sign-in",
    5,
    20,
    300,
    timedelta(minutes=15),
    mark("There were too many attempts. Wait a quarter of an hour, then try again."),
)
# What strangers send lands on somebody's desk. The account is the entry it is about, from one address.
PUBLIC_FORM = Limit(
    "public form",
    5,
    20,
    1_000,
    timedelta(hours=1),
    mark("Enough was sent from here for now; nothing was lost. Wait an hour, then send it again."),
)
# Each request may send a mail: nobody's letter box is to be filled by a stranger.
RESET = Limit(
    "reset",
    3,
    10,
    100,
    timedelta(hours=1),
    mark("Enough letters are on their way already. Wait an hour, then ask again."),
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who tries, as hashes."""

    account: bytes
    address: bytes


def attempt_by(limit: Limit, account: str, address: str) -> Attempt:
    """The attempt of an address on an account: spelling and the lower half of an IPv6 address make no difference."""
    return Attempt(_hash(limit, "account", _plain(account)), _hash(limit, "address", network(address)))


def _hash(limit: Limit, what: str, value: str) -> bytes:
    return hashlib.sha256(f"{limit.name} {what} {value}".encode("utf-8", "replace")).digest()


def _plain(account: str) -> str:
    return unicodedata.normalize("NFKC", account).strip().casefold()[:320]


def network(address: str) -> str:
    """An IPv4 address, or the network of 64 bits that one subscriber of IPv6 has for themselves."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def take(connection: Connection, limit: Limit, attempt: Attempt, now: datetime) -> UUID:
    """Count this attempt and write it down, or TooMany. The caller holds the writing transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(_ONE_BY_ONE)
    since = now - limit.within
    of_account = _count(connection, limit, since, failures.c.account == attempt.account)
    of_address = _count(connection, limit, since, failures.c.address == attempt.address)
    crowd = _count(connection, limit, since) >= limit.everybody
    own = 1 if crowd else 0
    if of_account >= (own or limit.account) or of_address >= (own or limit.address):
        raise TooMany(limit.says, rule="lock-out")
    identity = new_id()
    connection.execute(
        insert(failures).values(
            id=identity, account=attempt.account, address=attempt.address, at=now, door=limit.name
        )
    )
    return identity


def _count(connection: Connection, limit: Limit, since: datetime, *conditions: ColumnElement[bool]) -> int:
    here = (failures.c.door == limit.name, failures.c.at > since)
    query = select(func.count()).select_from(failures).where(*here, *conditions)
    return int(connection.execute(query).scalar_one())


def confirm(connection: Connection, identity: UUID) -> None:
    """It was wrong: write the attempt once more as it is, so that a failure costs a commit whoever was meant."""
    query = failures.update().where(failures.c.id == identity)
    connection.execute(query.values(at=failures.c.at))


def forgive(connection: Connection, identity: UUID, attempt: Attempt) -> None:
    """It was right: cross out this attempt and the failures of its account."""
    fits = or_(failures.c.id == identity, failures.c.account == attempt.account)
    connection.execute(delete(failures).where(fits))


def sweep(connection: Connection, now: datetime) -> None:
    """Forget what is too old to count."""
    connection.execute(delete(failures).where(failures.c.at < now - KEPT))
