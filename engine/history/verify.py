#!/usr/bin/env python3
"""Verify a history of Nemcon on any machine, without network, without database, with nothing but this file and two public keys.

    python3 verify.py FILE --log-key KEY [--witness-key KEY ...] [--quorum N] [--checkpoint FILE ...]

FILE is a whole history (a .zip, or the folder it was unpacked into) or an evidence package of one case (.json). Four levels:

    1  the checkpoint is signed by the log's key that you hold, and cosigned by as many witnesses as you ask for
    2  the entries are exactly those that were signed, and every older checkpoint you hold is of the same history
    3  every entry follows the one before it in its stream; every disclosed value is the one that was committed
    4  the tables say what the history says

It says one verdict, the gravest that it found, and ends with its code:

     0  OK                                  10  OK, redacted: erased in the names of two, on record
    11  OK, after a loss: entries were      12  OK, in part: the holder of this package may not
        lost, in the names of two               read everything in it
    20  UNSIGNED TAIL                       30  STATE DIFFERS: a table says something else
    31  REDACTED WITHOUT AUTHORITY          32  ALTERED
    33  TRUNCATED                           34  FORKED: two histories are signed
    35  NOT SIGNED                          36  BACK-DATED: a time long before what stands before it
     2  NOT VERIFIED: what was given cannot be read

What was not checked is said and counts as nothing. Needs Python 3.9 or later and none of its packages.
"""

from __future__ import annotations

import argparse
import binascii
import hashlib
import io
import json
import re
import sys
import zipfile
import zlib
from base64 import b64decode, b64encode
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from sys import intern
from typing import (
    IO,
    Any,
    Callable,
    Dict,
    Iterable,
    Iterator,
    List,
    NamedTuple,
    Optional,
    Sequence,
    Set,
    Tuple,
)

# Verdicts, the gravest last; the exit code of each.
OK = "OK"
PART = "OK, in part"
REDACTED = "OK, redacted"
LOST = "OK, after a loss"
TAIL = "UNSIGNED TAIL"
STATE = "STATE DIFFERS"
UNAUTHORIZED = "REDACTED WITHOUT AUTHORITY"
ALTERED = "ALTERED"
TRUNCATED = "TRUNCATED"
FORKED = "FORKED"
UNSIGNED = "NOT SIGNED"
BACKDATED = "BACK-DATED"
CODES = {
    OK: 0, PART: 12, REDACTED: 10, LOST: 11, TAIL: 20, STATE: 30, UNAUTHORIZED: 31, BACKDATED: 36, ALTERED: 32,
    TRUNCATED: 33, FORKED: 34, UNSIGNED: 35,
}  # fmt: skip
UNREADABLE = 2
GRAVITY = list(CODES)

PACKAGE = "nemcon-evidence/1"
ERASURE = "erasure.executed"
ERASURE_ASKED, ERASURE_APPROVED = "erasure.requested", "erasure.approved"
PASSWORD_SET = "person.password_set"  # noqa: S105 - the name of an event
ANNOUNCED = "history.key_announced"
EPOCH = "history.epoch_opened"
HANDED_ON = "nemcon key handed on"
HASH_BYTES = 32
TILE_HEIGHT = 8
TILE = 1 << TILE_HEIGHT
LARGEST = 2**53 - 1
LONGEST_ENTRY, LONGEST_LINE = 65_535, 32 * 2**20
# Entries take their place within seconds of each other, whatever their times; a clock that is further out is in doubt.
TOLERANCE = 5 * 60 * 1_000_000
ZERO = "00" * HASH_BYTES

Row = Dict[str, Any]
Tables = Dict[str, Dict[Tuple[Any, ...], Row]]
Opened = Dict[str, Any]


class Unreadable(Exception):
    """What was given is no history, no package, no key; nothing can be said about it."""


class Finding(NamedTuple):
    """What is wrong, where, in words. `entry` is the place in the log, where there is one."""

    verdict: str
    words: str
    entry: Optional[int] = None


class Report:
    """What was checked, with how many of each, and what was found."""

    def __init__(self, say: Callable[[str], None] = lambda words: None) -> None:
        self.findings: List[Finding] = []
        self.checked: List[str] = []
        self.unchecked: List[str] = []
        self.told: List[str] = []
        self.redacted = self.kept_back = self.lost = 0
        self.authority: List[int] = []
        self.on_record: List[int] = []
        self.progress = say

    def find(self, verdict: str, words: str, index: Optional[int] = None) -> None:
        """Note something wrong."""
        self.findings.append(Finding(verdict, words, index))

    @property
    def worst(self) -> str:
        """The gravest verdict. What went with authority, what its holder may not read and a loss on record are still well, and
        are never called plainly OK."""
        said = [each.verdict for each in self.findings] + [OK]
        said += [PART] * bool(self.kept_back) + [REDACTED] * bool(self.redacted) + [LOST] * bool(self.lost)
        return max(said, key=GRAVITY.index)

    @property
    def code(self) -> int:
        """The exit code."""
        return CODES[self.worst]

    def verdict(self) -> str:
        """The verdict as it is printed."""
        worst = self.worst
        if worst == REDACTED:
            return f"{REDACTED} ({self.redacted} fields, authority at entry {_places(self.authority)})"
        if worst == LOST:
            return f"{LOST} ({self.lost} entries, on record at entry {_places(self.on_record)})"
        if worst == PART:
            return f"{PART} ({self.kept_back} values and events are not disclosed to its holder)"
        places = [f.entry for f in self.findings if f.verdict == worst and f.entry is not None]
        if worst == TAIL:
            return next(f.words for f in self.findings if f.verdict == worst)
        return f"{worst} at entry {min(places)}" if places else worst


def _places(found: Iterable[int]) -> str:
    return ", ".join(str(index) for index in sorted(set(found)))


# Ed25519 (RFC 8032), for verifying only: slow, and small enough to be read.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)  # noqa: E741 - its name in the standard
Point = Tuple[int, int, int, int]
NEUTRAL: Point = (0, 1, 1, 0)


def _add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _double(p: Point) -> Point:
    a, b, c = p[0] * p[0] % P, p[1] * p[1] % P, 2 * p[2] * p[2] % P
    h = a + b
    e, g = h - (p[0] + p[1]) ** 2 % P, a - b
    f = c + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def _sum_of(one: int, p: Point, other: int, q: Point) -> Point:
    """One times p and other times q, in one go."""
    both = _add(p, q)
    found = NEUTRAL
    for bit in range(max(one.bit_length(), other.bit_length()) - 1, -1, -1):
        found = _double(found)
        left, right = one >> bit & 1, other >> bit & 1
        if left or right:
            found = _add(found, both if left and right else p if left else q)
    return found


def _same(p: Point, q: Point) -> bool:
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def _point(encoded: bytes) -> Optional[Point]:
    """The point of 32 bytes; nothing where they are not the one way to write a point."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * I % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = _point(bytes([0x58]) + bytes([0x66]) * 31)


@lru_cache(maxsize=4096)
def is_signature(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is the Ed25519 signature of the message by the holder of the key."""
    if len(public) != HASH_BYTES or len(signature) != 64 or BASE is None:
        return False
    key, nonce = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or nonce is None or scalar >= L:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    minus = (P - key[0], key[1], key[2], P - key[3])
    return _same(_sum_of(scalar, BASE, challenge, minus), nonce)


# Keys, notes, checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature)

SIGNATURE = re.compile("\u2014 ([^ \n+]+) ([A-Za-z0-9+/=]+)")
MOST_SIGNATURES = 100
# Of checkpoints that fit so many are checked for who has signed them, the newest first: each takes some milliseconds.
MOST_CHECKED = 200
SIZE = re.compile("0|[1-9][0-9]{0,15}")
LOG_KEY, WITNESS_KEY = 1, 4


class Key(NamedTuple):
    """A public key that you hold, and believe."""

    name: str
    kind: int
    public: bytes

    @classmethod
    def read(cls, text: str) -> "Key":
        """The key of `name+number+base64`."""
        parts = text.strip().split("+", 2)
        content = _base64(parts[2]) if len(parts) == 3 else b""
        if len(content) != 1 + HASH_BYTES or content[0] not in (LOG_KEY, WITNESS_KEY):
            raise Unreadable(f"{text.strip()!r} is no key of a log or a witness")
        key = cls(parts[0], content[0], content[1:])
        if key.id.hex() != parts[1]:
            raise Unreadable(f"the number of the key {text.strip()!r} is not its own")
        return key

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature names the key."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]


class Checkpoint(NamedTuple):
    """A note that says: the log of this name has so many entries, and this is the root of their tree."""

    origin: str
    size: int
    root: bytes
    text: str
    signatures: Tuple[Tuple[str, bytes], ...]

    @classmethod
    def read(cls, written: str) -> "Checkpoint":
        """The checkpoint of a signed note."""
        text, gap, under = written.partition("\n\n")
        lines = text.split("\n")
        if (
            not gap
            or len(lines) != 3
            or not lines[0]
            or not SIZE.fullmatch(lines[1])
            or not under.endswith("\n")
        ):
            raise Unreadable("a checkpoint has three lines, an empty one, and signatures")
        root = _base64(lines[2])
        if len(root) != HASH_BYTES:
            raise Unreadable("the root of a checkpoint is a SHA-256")
        told = under[:-1].split("\n")
        if len(told) > MOST_SIGNATURES:
            raise Unreadable("nobody can be asked to check so many signatures under one checkpoint")
        signatures = tuple(map(signature_of, told))
        return cls(lines[0], int(lines[1]), root, text + "\n", signatures)

    def is_signed_by(self, key: Key) -> bool:
        """Whether the holder of the key has signed it, as a log or as a witness."""
        return any(
            name == key.name and content[:4] == key.id and self._accepts(key, content[4:])
            for name, content in self.signatures
        )

    def _accepts(self, key: Key, signature: bytes) -> bool:
        if key.kind == LOG_KEY:
            return is_signature(key.public, self.text.encode(), signature)
        seconds = int.from_bytes(signature[:8], "big")
        words = f"cosignature/v1\ntime {seconds}\n{self.text}"
        return len(signature) == 72 and is_signature(key.public, words.encode(), signature[8:])


def signature_of(line: str) -> Tuple[str, bytes]:
    """Who has signed, by this line, and the bytes."""
    found = SIGNATURE.fullmatch(line)
    if found is None:
        raise Unreadable("a line under a checkpoint is no signature")
    return found[1], _base64(found[2])


def _base64(text: str) -> bytes:
    try:
        content = b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable(f"{text[:80]!r} is no base64") from error
    if b64encode(content).decode() != text:
        raise Unreadable(f"{text[:80]!r} is not the one way to write it")
    return content


def checkpoints_in(text: str) -> List[Checkpoint]:
    """Every checkpoint of a file that holds one or many, one after the other; Unreadable where anything else stands there."""
    parts = text.rstrip("\n").split("\n\n")
    if len(parts) % 2:
        raise Unreadable("a file of checkpoints holds none, or a piece of one")
    return [Checkpoint.read(f"{parts[place]}\n\n{parts[place + 1]}\n") for place in range(0, len(parts), 2)]


class Policy(NamedTuple):
    """Whom you believe: never taken from what is verified, but for a key to which one you hold was handed on."""

    log_keys: Tuple[Key, ...]
    witnesses: Tuple[Key, ...] = ()
    quorum: int = 0
    older: Tuple[Checkpoint, ...] = ()
    # Each key that was handed on to one of the same name, and from how many entries on it signs no more alone.
    followed: Tuple[Tuple[Key, int], ...] = ()

    @property
    def origin(self) -> str:
        """The log they sign for, whatever its epoch."""
        return base_of(self.log_keys[0].name)

    def believes(self, checkpoint: Checkpoint) -> bool:
        """Whether a key that is believed has signed it, for the log of its own name. Where it was handed on before, the key
        that follows it has to: an old key that is stolen signs nothing new."""
        past = {key for key, size in self.followed if size < checkpoint.size}
        return any(
            key.name == checkpoint.origin and key not in past and checkpoint.is_signed_by(key)
            for key in self.log_keys
        )

    def after(self, statement: str, index: int) -> "Policy":
        """With the key to which one of these was handed on by this entry, if both have signed that."""
        text, gap, under = statement.partition("\n\n")
        lines = text.split("\n")
        if not gap or len(lines) != 3 or lines[0] != HANDED_ON:
            raise ValueError("it is no statement that a key is handed on")
        old, new = Key.read(lines[1]), Key.read(lines[2])
        written = Checkpoint(
            "", 0, b"", text + "\n", tuple(map(signature_of, under.rstrip("\n").split("\n")))
        )
        if not written.is_signed_by(old) or not written.is_signed_by(new):
            raise ValueError("not both keys have signed that one is handed on to the other")
        if old.kind != LOG_KEY or new.kind != LOG_KEY:
            raise ValueError("only the key of a log is handed on")
        if base_of(old.name) != self.origin or base_of(new.name) != self.origin or old == new:
            return self
        followed = ((old, index),) if old.name == new.name else ()
        if new in self.log_keys:
            # Whoever holds the later key believes of the earlier one what it has signed until then.
            earlier = () if old in self.log_keys else (old,)
            return self._replace(log_keys=(*self.log_keys, *earlier), followed=(*self.followed, *followed))
        if old not in self.log_keys:
            return self
        if any(old == key for key, _ in self.followed):
            raise ValueError("a key that was handed on before hands on nothing more")
        return self._replace(log_keys=(*self.log_keys, new), followed=(*self.followed, *followed))


@lru_cache(maxsize=64)
def base_of(origin: str) -> str:
    """A log keeps its name; after a loss it goes on as a new epoch of it."""
    return re.sub("/epoch-[0-9]+$", "", origin)


# The tree (RFC 6962)


def leaf_hash(body: bytes) -> bytes:
    """The hash of an entry."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Edge:
    """A growing tree of which only its edge is kept, and every eighth level above the leaves, as the tiles have them."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: List[bytes] = []
        self.above: Dict[str, bytearray] = {}

    def append(self, leaf: bytes) -> None:
        """One entry more."""
        size, node, height = self.size, leaf, 0
        while size & 1:
            node, size, height = node_hash(self.peaks.pop(), node), size >> 1, height + 1
            if height % TILE_HEIGHT == 0:
                self.above.setdefault(str(height // TILE_HEIGHT), bytearray()).extend(node)
        self.peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The root of all so far."""
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root of the tree of these leaf hashes."""
    edge = Edge()
    for leaf in leaves:
        edge.append(leaf)
    return edge.root()


def root_by(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> Optional[bytes]:
    """The root to which a proof of inclusion leads; nothing where it has the wrong length."""
    if not 0 <= index < size:
        return None
    node, last, found = index, size - 1, leaf
    for each in proof:
        if last == 0 or len(each) != HASH_BYTES:
            return None
        if node & 1 or node == last:
            found = node_hash(each, found)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, each)
        node, last = node >> 1, last >> 1
    return found if last == 0 else None


# Entries: canonical bytes (RFC 8785 without floats), committed values

PLAIN_KEY = re.compile("[a-z0-9_]+")
KNOWN_KEYS: Set[str] = set()


def _no_float(text: str) -> Any:
    raise ValueError(f"{text} is no whole number")


def _whole(text: str) -> int:
    number = int(text)
    if not -LARGEST <= number <= LARGEST:
        raise ValueError(f"{text} is too large")
    return number


def _object(found: Dict[str, Any]) -> Dict[str, Any]:
    if not KNOWN_KEYS.issuperset(found):
        for key in found:
            if not PLAIN_KEY.fullmatch(key):
                raise ValueError(f"{key!r} is no key of an entry")
        KNOWN_KEYS.update(found)
    return found


def _once(pairs: List[Tuple[str, Any]]) -> Dict[str, Any]:
    """An object in which every key stands once: of two, each reader might believe another."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands there twice")
    return found


# What stands around a value is not looked for: the bytes are compared as a whole, and a line ends where it ends.
_begin = json.JSONDecoder(object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float).raw_decode
_begin_entry = json.JSONDecoder(
    object_hook=_object, parse_float=_no_float, parse_int=_whole, parse_constant=_no_float
).raw_decode
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode


def _line(text: str) -> Any:
    """The value of a line."""
    value, end = _begin(text)
    if text[end:] not in ("\n", ""):
        raise ValueError("there is more than one value on a line")
    return value


def parse(body: bytes) -> Dict[str, Any]:
    """The event of these bytes; ValueError where they are not the one way to write it (a key that is there twice is not)."""
    text = body.decode()
    value, _ = _begin_entry(text)
    if _encode(value) != text:
        raise ValueError("the bytes are not canonical")
    if type(value) is not dict:
        raise ValueError("an entry is an object")
    return value


def commitment(name: str, value: Any, salt: bytes) -> str:
    """What an entry holds in place of a value."""
    return hashlib.sha256(b"\x02" + salt + _encode([name, value]).encode()).hexdigest()


class Stream:
    """Where a stream stands: how many events, the hash of the last, its time, and whether it is still whole."""

    __slots__ = ("at", "head", "index", "leaves", "seq")

    def __init__(self) -> None:
        self.seq, self.head, self.at, self.index = 0, ZERO, 0, -1
        self.leaves = bytearray()

    def follow(self, event: Dict[str, Any], leaf: bytes, index: int) -> Optional[str]:
        """Take the next event; what is wrong with its place, in words."""
        wrong = self._wrong(event)
        self.seq, self.head, self.at, self.index = event["seq"], leaf.hex(), event["at"], index
        self.leaves += leaf
        return wrong

    def _wrong(self, event: Dict[str, Any]) -> Optional[str]:
        if event["seq"] != self.seq + 1:
            return f"it is number {event['seq']} of its stream and follows number {self.seq}"
        if event["prev"] != self.head:
            return f"it does not follow what stands before it in its stream (entry {self.index})"
        if event["at"] < self.at:
            return "its time lies before that of the event before it"
        if "stream_root" in event and not self._is_whole(event):
            return "it says another history of its case than stands before it"
        return None

    def _is_whole(self, event: Dict[str, Any]) -> bool:
        hashes = (bytes(self.leaves[at : at + HASH_BYTES]) for at in range(0, len(self.leaves), HASH_BYTES))
        known = len(self.leaves) // HASH_BYTES
        return bool(event.get("stream_events") == known and event["stream_root"] == root_of(hashes).hex())


# Rows that say themselves when they were written and by whom; a document may be carried on from another case.
DATED = ("positions", "comments", "documents")
NAMED = ("positions", "comments")


def compare_answers(index: int, event: Dict[str, Any], report: "Report") -> None:
    """An answer, a remark and a document are of the time of the event that writes them, and by the person who acted in it; what
    somebody has recorded for another organization says so."""
    for row in event["rows"]:
        name, told = row["t"], row["c"]
        if name in NAMED and row["op"] != "i":
            report.find(ALTERED, f"Entry {index} changes a row of {name}, which is written once.", index)
        if row["op"] != "i" or name not in DATED:
            continue
        if told.get("at") != event["at"]:
            words = f"Entry {index} writes a row of {name} for another time than its own."
            report.find(BACKDATED, words, index)
        same = told.get("by") == event.get("actor")
        same = same and (told.get("recorded") is True or told.get("for_organization") == event.get("for"))
        if name in NAMED and not same:
            words = f"Entry {index} writes a row of {name} in another name than its own."
            report.find(ALTERED, words, index)


class Missing(NamedTuple):
    """A value that is committed to and not disclosed: of which entry, in which stream, and whether it is a password."""

    entry: int
    stream: Tuple[str, str]
    is_password: bool


class Claim(NamedTuple):
    """An erasure as it was executed: whom it names, by which erasure, in which act."""

    entry: int
    erasure: Any
    act: Any
    asked_by: Any
    approved_by: Any


NOBODY = (None, -1)


class Entries:
    """Reads entry after entry: parses, follows its stream, opens what is disclosed."""

    def __init__(self, report: Report, policy: Policy, signed: int) -> None:
        self.report, self.policy = report, policy
        self.signed = signed  # how many entries are: what stands behind them answers for nothing
        self.openings: List[Tuple[int, Dict[str, Any]]] = []  # entries that say that an epoch begins
        self.epochs: List[Tuple[int, Checkpoint]] = []  # how many entries were left, and what was signed last
        self.streams: Dict[Tuple[str, str], Stream] = {}
        self.missing: Dict[Tuple[str, str], Missing] = {}
        self.claims: List[Claim] = []
        self.asked: Dict[str, Tuple[Any, int]] = {}  # who asked for an erasure and where, by its stream
        self.approved: Dict[
            Tuple[str, Any], Tuple[Any, int]
        ] = {}  # who approved it and where, by its stream and the act
        self.named: List[Tuple[int, str]] = []  # in whose names history is taken away
        self.born: Dict[str, int] = {}  # where the account of each person was made
        self.withheld = self.passed = self.values = self.late = 0
        self._newest = 0

    def read(
        self,
        index: int,
        body: bytes,
        leaf: bytes,
        disclosed: Dict[str, Tuple[bytes, Any]],
        withheld: Iterable[str] = (),
    ) -> Optional[Tuple[Dict[str, Any], Opened]]:
        """The event and its opened values; nothing where it cannot be read."""
        try:
            event = parse(body)
            stream = self.streams.setdefault((event["stream"][0], event["stream"][1]), Stream())
            wrong = stream.follow(event, leaf, index)
            if base_of(event["log"]) != self.policy.origin:
                wrong = wrong or f"it belongs to another log, {event['log']}"
            opened = self._open(index, event, disclosed, withheld)
            compare_answers(index, event, self.report)
        except (ValueError, KeyError, IndexError, TypeError, UnicodeError) as error:
            self.report.find(ALTERED, f"Entry {index} cannot be read: {error}.", index)
            return None
        if wrong:
            self.report.find(ALTERED, f"Entry {index}: {wrong}.", index)
        self._compare_times(index, event)
        self.heed(index, event)
        return event, opened

    def _compare_times(self, index: int, event: Dict[str, Any]) -> None:
        """What stands later in the log did not happen long before: an order that no clock of a house excuses. What a clock of the
        house has done by itself is dated by when it was due, however late that was noticed: it is counted, and convicts nobody."""
        at = event["at"]
        of_a_clock = "actor" not in event and event.get("capacity") == "system"
        of_a_clock = of_a_clock and not any(row["t"] in NAMED for row in event["rows"])  # no clock answers
        if at < self._newest - TOLERANCE and of_a_clock:
            self.late += 1
            return
        if at < self._newest - TOLERANCE:
            minutes = (self._newest - at) // 60_000_000
            words = (
                f"Entry {index} says a time {minutes} minutes before that of an entry which stands before it."
            )
            self.report.find(BACKDATED, words, index)
        self._newest = max(self._newest, at)

    def heed(self, index: int, event: Dict[str, Any]) -> None:
        """What an event says about the history itself. A password that was set anew takes the old one away in a moment; all
        else is heeded where it is signed."""
        try:
            kind, stream = event["kind"], event["stream"]
            if index >= self.signed and kind != PASSWORD_SET:
                return
            if stream[0] == "person":
                self.born.setdefault(stream[1], index)
            if kind == ERASURE:
                self.erase(index, event)
            elif kind == ERASURE_ASKED and stream[0] == "erasure":
                self.asked[stream[1]] = event.get("actor"), index
            elif kind == ERASURE_APPROVED and stream[0] == "erasure":
                self.approved[stream[1], event["tx"]] = event.get("actor"), index
            elif kind == PASSWORD_SET:
                self._forget_passwords(index, event)
            elif kind == ANNOUNCED:
                self.policy = self.policy.after(event["pub"]["statement"], index)
            elif kind == EPOCH:
                self.openings.append((index, event))
        except (Unreadable, ValueError, KeyError, TypeError, AttributeError) as error:
            self.report.find(ALTERED, f"Entry {index} says what cannot be: {error}.", index)

    def know_epochs(self) -> None:
        """When all is read: a key of an earlier epoch may be known by what a later one has signed only."""
        for index, event in self.openings:
            try:
                self._begin_epoch(index, event)
            except (Unreadable, ValueError, KeyError, TypeError, AttributeError) as error:
                self.report.find(ALTERED, f"Entry {index} says what cannot be: {error}.", index)

    def _begin_epoch(self, index: int, event: Dict[str, Any]) -> None:
        """Two persons say that entries were lost, and which were signed last."""
        told = event["pub"]
        last = Checkpoint.read(told["checkpoint"])
        left, lost, by = told["entries"], told["lost"], told["opened_by"]
        in_two_names = type(by) is list and len(set(by)) == len(by) >= 2 and event.get("actor") in by
        fits = 0 <= left <= index and lost > 0 and left + lost == last.size
        if not in_two_names or not fits or event["stream"][0] != "setting" or not self.policy.believes(last):
            raise ValueError("an epoch begins in the names of two, after a checkpoint that was signed")
        self.epochs.append((left, last))
        self.named += [(index, each) for each in by]
        self.report.lost += lost
        self.report.on_record.append(index)
        self.report.told.append(
            f"{lost} entries were lost before entry {index}, as two persons put on record there."
        )

    def has_lost(self, checkpoint: Checkpoint) -> bool:
        """Whether a checkpoint is of entries that were lost, and that is on record."""
        return any(
            checkpoint.origin == last.origin and left < checkpoint.size <= last.size
            for left, last in self.epochs
        )

    def pass_over(self, index: int, leaf: bytes, stream: Tuple[str, str]) -> None:
        """An event of which only the hash is given: what follows it still has to follow."""
        known = self.streams.setdefault(stream, Stream())
        known.seq, known.head, known.index = known.seq + 1, leaf.hex(), index
        known.leaves += leaf
        self.passed += 1

    def begin_at(self, event: Dict[str, Any]) -> None:
        """An event out of its stream: what stands before it there is not looked at."""
        if "stream_root" in event:
            raise Unreadable("a receipt is of an answer, not of the end of a case")
        stream = self.streams[event["stream"][0], event["stream"][1]] = Stream()
        stream.seq, stream.head = event["seq"] - 1, event["prev"]

    def _open(
        self,
        index: int,
        event: Dict[str, Any],
        disclosed: Dict[str, Tuple[bytes, Any]],
        withheld: Iterable[str],
    ) -> Opened:
        opened: Opened = {}
        promised = event["com"]
        for name in disclosed.keys() - promised.keys():
            self.report.find(ALTERED, f"Entry {index} never committed to a value named {name}.", index)
        for name, hashed in promised.items():
            if name in disclosed:
                salt, value = disclosed[name]
                if len(salt) != HASH_BYTES or commitment(name, value, salt) != hashed:
                    self.report.find(
                        ALTERED, f"Entry {index}: {name} is not the value that was committed.", index
                    )
                opened[name] = value
                self.values += 1
            elif name in withheld:
                self.withheld += 1
            else:
                cell = _put_marker(opened, event, name)
                stream = (event["stream"][0], event["stream"][1])
                self.missing[event["id"], name] = Missing(index, stream, cell == PASSWORD)
        return opened

    def erase(self, index: int, event: Dict[str, Any]) -> None:
        """An erasure answers for what is missing of the events before it, in the names of two."""
        told = event["pub"]
        by = (told.get("requested_by"), told.get("approved_by"))
        if None in by or by[0] == by[1] or event.get("actor") != by[1]:
            self.report.find(UNAUTHORIZED, f"The erasure of entry {index} is not that of two persons.", index)
            return
        self.claims.append(Claim(index, told.get("erasure"), event["tx"], *by))
        self.named += [(index, each) for each in by]
        for event_id, names in told["erased"].items():
            for name in names:
                self._answer_for(index, event_id, name)

    def _forget_passwords(self, index: int, event: Dict[str, Any]) -> None:
        """A new password takes the old one of the same person out of the record; nobody else need agree."""
        stream = (event["stream"][0], event["stream"][1])
        for event_id, names in event["pub"].get("erased", {}).items():
            for name in names:
                missing = self.missing.get((event_id, name))
                if missing is not None and missing.is_password and missing.stream == stream:
                    self._answer_for(index, event_id, name)

    def _answer_for(self, index: int, event_id: str, name: str) -> None:
        if self.missing.pop((event_id, name), None) is not None:
            self.report.redacted += 1
            self.report.authority.append(index)

    def close(self) -> None:
        """What is missing and nobody answers for, and erasures that two persons did not first ask for and then approve."""
        self.know_epochs()
        for each in self.claims:
            asked, approved = (
                self.asked.get(each.erasure, NOBODY),
                self.approved.get((each.erasure, each.act), NOBODY),
            )
            in_order = asked[1] < approved[1] < each.entry
            if (asked[0], approved[0]) != (each.asked_by, each.approved_by) or not in_order:
                words = f"The erasure of entry {each.entry} was not asked for and approved by those whom it names."
                self.report.find(UNAUTHORIZED, words, each.entry)
        for (_, name), gone in sorted(self.missing.items(), key=lambda each: (each[1].entry, each[0])):
            words = f"Entry {gone.entry}: the value named {name} is missing, and no erasure says so."
            self.report.find(UNAUTHORIZED, words, gone.entry)
        self.report.kept_back += self.withheld + self.passed
        if self.late:
            words = f"{self.late} entries of clocks stand behind later ones: it was noticed late that they were due."
            self.report.told.append(words)


# The tables, folded out of the entries

OWNERS = {
    "case": "cases",
    "organization": "organizations",
    "person": "people",
    "setting": "settings",
    "calendar": "calendars",
    "session": "sessions",
    "erasure": "erasures",
}
# The columns that name a row. What an export says of itself is not believed: a column that it called a part of the key
# would be compared with nothing.
KEYS = {
    "numbers": ["series", "year", "no"],
    "notices": ["case_id", "task", "round", "party"],
    "timers": ["case_id", "key"],
    "sightings": ["person_id", "case_id", "day"],
}
ID_ALONE = ["id"]
# Columns that an entry changes key by key.
PATCHED = {"cases": ("data", "visits", "rounds"), "items": ("data",), "positions": ("data",)}
# What stands in a table beside the history: when a session was last used.
BESIDE = {("sessions", "used_at")}
# What stands in a cell whose words were erased; what is not named here is words. A key of a patched column is simply gone.
ERASED = "[erased]"
PASSWORD = ("people", "password")
MARKERS: Dict[Tuple[str, str], Callable[[str], Any]] = {
    ("people", "name"): lambda key: f"Person {key[-4:]}",
    ("people", "email"): lambda key: f"{key}@erased.invalid",
    PASSWORD: lambda key: None,
    ("people", "preferences"): lambda key: {},
    ("absences", "since"): lambda key: 0,
    ("absences", "until"): lambda key: 0,
    ("absences", "scope"): lambda key: [],
    ("sessions", "secret"): lambda key: hashlib.sha256(f"erased {key}".encode()).hexdigest(),
    ("tokens", "secret"): lambda key: hashlib.sha256(f"erased {key}".encode()).hexdigest(),
    ("webhooks", "target"): lambda key: "https://erased.invalid/",
    ("webhooks", "salt"): lambda key: hashlib.sha256(f"erased {key}".encode()).hexdigest(),
    ("webhooks", "former_salt"): lambda key: None,
}
CELL = re.compile("r([0-9]+)_(.+)")


def _put_marker(opened: Opened, event: Dict[str, Any], name: str) -> Optional[Tuple[str, str]]:
    """What stands for a value that is gone, beside the values that are opened; gives the table and the column that it is of."""
    found = CELL.fullmatch(name)
    if found is None:
        return None
    row, column = event["rows"][int(found[1])], found[2]
    if not any(column.startswith(each + "_") for each in PATCHED.get(row["t"], ())):
        marker = MARKERS.get((row["t"], column))
        opened[name] = ERASED if marker is None else marker(row["k"][0])
    return row["t"], column


def fold(tables: Tables, event: Dict[str, Any], opened: Opened, leaf: bytes) -> None:
    """Make the row changes of an event."""
    parts: Dict[int, Opened] = {}
    for name, value in opened.items():
        found = CELL.fullmatch(name)
        if found:
            parts.setdefault(int(found[1]), {})[found[2]] = value
    for number, row in enumerate(event["rows"]):
        _apply(tables.setdefault(row["t"], {}), row, parts.get(number, {}))
    kind, identity = event["stream"]
    owner = tables.setdefault(OWNERS[kind], {}).setdefault((identity,), {})
    owner.update(stream_seq=event["seq"], stream_head=leaf.hex(), stream_at=event["at"])


def _apply(table: Dict[Tuple[Any, ...], Row], row: Dict[str, Any], opened: Opened) -> None:
    into = table.setdefault(tuple(row["k"]), {})
    if row["op"] == "i":
        into.clear()
    patched = PATCHED.get(row["t"])
    told = {**row["c"], **opened} if patched is None else _apply_patches(into, patched, row["c"], opened)
    for column, value in told.items():
        if value is None:
            into.pop(column, None)
        else:  # the same words stand in many rows: each is kept once, or a long history would not fit a laptop
            into[intern(column)] = intern(value) if type(value) is str else value


def _apply_patches(into: Row, patched: Sequence[str], told: Row, opened: Opened) -> Row:
    """Make the changes of patched columns; what is left are values of other columns."""
    left: Row = {}
    for column, value in told.items():
        if column in patched:
            _patch(into, column, value)
        else:
            left[column] = value
    for name, value in opened.items():
        column = next((each for each in patched if name.startswith(each + "_")), "")
        if column:
            _patch(into, column, {name[len(column) + 1 :]: value})
        else:
            left[name] = value
    return left


def _patch(into: Row, column: str, values: Optional[Dict[str, Any]]) -> None:
    merged = {**(into.get(column) or {}), **(values or {})}
    into[column] = {key: value for key, value in merged.items() if value is not None}


def differences(
    name: str, keys: Sequence[str], stored: Iterator[List[Any]], folded: Dict[Tuple[Any, ...], Row]
) -> Iterator[str]:
    """How a table differs from what the history says, in words. Empties `folded`."""
    for stored_key, columns in stored:
        key = tuple(stored_key)
        told = folded.pop(key, None)
        if type(columns) is not dict:
            raise Unreadable(f"a row of {name} has no columns")
        if told is not None and _is_same(told, columns):
            continue
        where = f"{name} {'/'.join(str(part) for part in key)}{_called(told or columns)}"
        if told is None:
            yield f"{where}: only the table has this row"
            continue
        for column in sorted(told.keys() | columns.keys()):
            if (name, column) in BESIDE or (column in keys and column not in columns):
                continue
            here, there = columns.get(column), told.get(column)
            nothing: Tuple[Any, ...] = (None, {}) if column in PATCHED.get(name, ()) else (None,)
            if _encode(here) != _encode(there) and not (here in nothing and there in nothing):
                yield f"{where}: {column} is {_short(here)}, the history says {_short(there)}"
    for key in folded:
        yield f"{name} {'/'.join(str(part) for part in key)}: only the history has this row"


def _is_same(told: Row, columns: Row) -> bool:
    """Whether two rows say the same in the same kinds of values: to Python yes is the number one."""
    if told != columns:
        return False
    for column, value in told.items():
        kind, other = type(value), columns[column]
        if kind is not type(other):
            return False
        if (kind is dict or kind is list) and value and _encode(value) != _encode(other):
            return False
    return True


def _called(row: Row) -> str:
    """What people call it, where it has a number or a title."""
    names = [str(row[each]) for each in ("number", "title") if row.get(each)]
    return f" ({', '.join(names)})" if names else ""


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:119] + "\u2026"


# Whole histories: a folder or a .zip of tiles (C2SP tlog-tiles) with what is disclosed, and the tables


# What a file that is spoilt, cut off or made by somebody else does to whoever reads it.
BROKEN = (
    OSError, ValueError, EOFError, RuntimeError, NotImplementedError, RecursionError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


WIDTH = re.compile("[1-9][0-9]{0,2}")


def len_then_text(name: str) -> Tuple[int, str]:
    """The order of numbers that are written without noughts before them."""
    return len(name), name


class Files:
    """The files of an export, packed or unpacked."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path) if path.is_file() else None
        self._folder = path
        if self._zip:
            self._refuse_other_packing(self._zip)
            names = [name for name in self._zip.namelist() if not name.endswith("/")]
        else:
            names = [each.relative_to(path).as_posix() for each in path.rglob("*") if each.is_file()]
        self.names = frozenset(names)
        self.opened: Set[str] = set()
        if len(self.names) < len(names):
            raise Unreadable("the history holds two files of one name")

    @staticmethod
    def _refuse_other_packing(packed: zipfile.ZipFile) -> None:
        """The one packing that an export uses, and none at all; others fail in ways of their own."""
        if any(
            each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for each in packed.infolist()
        ):
            raise Unreadable("the history is packed in a way that no export is")

    def read(self, name: str, most: int = LONGEST_LINE) -> bytes:
        """The content of a file; Unreadable where it is longer than such a file can be."""
        with self._open(name) as file:
            content = file.read(most + 1)
        if len(content) > most:
            raise Unreadable(f"{name} of the history is too long")
        return content

    def lines(self, name: str) -> Iterator[Any]:
        """The values of a file with one on each line."""
        with self._open(name) as file, io.TextIOWrapper(file, "utf-8", newline="\n") as text:
            try:
                for line in iter(lambda: text.readline(LONGEST_LINE), ""):
                    yield _line(line)
            except BROKEN as error:
                raise Unreadable(f"{name} of the history cannot be read") from error

    @contextmanager
    def _open(self, name: str) -> Iterator[IO[bytes]]:
        self.opened.add(name)
        try:
            with self._zip.open(name) if self._zip else (self._folder / name).open("rb") as file:
                yield file
        except (KeyError, *BROKEN) as error:
            raise Unreadable(f"{name} of the history cannot be read") from error

    def tiles(self, kind: str) -> Iterator[bytes]:
        """The tiles of level 0 or of entries, in their order; the last may be partial."""
        number, most = 0, TILE * (2 + LONGEST_ENTRY if kind == "entries" else HASH_BYTES)
        while f"tile/{kind}/{tile_path(number)}" in self.names:
            yield self.read(f"tile/{kind}/{tile_path(number)}", most)
            number += 1
        begins = f"tile/{kind}/{tile_path(number)}.p/"
        widths = [name[len(begins) :] for name in self.names if name.startswith(begins)]
        widest = max(
            (begins + width for width in widths if WIDTH.fullmatch(width)), key=len_then_text, default=None
        )
        if widest is not None:
            yield self.read(widest, most)


def tile_path(number: int) -> str:
    """The place of a tile: groups of three digits, all but the last with an x."""
    digits = f"{number:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])


def bodies(files: Files) -> Iterator[bytes]:
    """The entries: each after its length in two bytes."""
    for tile in files.tiles("entries"):
        place = 0
        while place < len(tile):
            length = int.from_bytes(tile[place : place + 2], "big")
            body = tile[place + 2 : place + 2 + length]
            if len(body) != length:
                raise Unreadable("an entry is cut off")
            yield body
            place += 2 + length


def hashes(files: Files) -> Iterator[bytes]:
    """The leaf hashes that the export says."""
    for tile in files.tiles("0"):
        for place in range(0, len(tile), HASH_BYTES):
            yield tile[place : place + HASH_BYTES]


def disclosed_in(files: Files) -> Iterator[Tuple[int, str, bytes, Any]]:
    """What is disclosed, by entry: index, name, salt, value."""
    if "disclosures.jsonl" in files.names:
        for index, name, salt, value in files.lines("disclosures.jsonl"):
            if type(index) is not int or type(name) is not str or type(salt) is not str:
                raise Unreadable("a line of disclosures.jsonl names no entry, no value or no salt")
            salted = bytes.fromhex(salt)
            if salted.hex() != salt:
                raise Unreadable("a salt of disclosures.jsonl is not written in the one way")
            yield index, name, salted, value


class ByEntry:
    """Hands out what is disclosed of one entry after the other; what is disclosed of none is found, not passed over."""

    def __init__(self, told: Iterator[Tuple[int, str, bytes, Any]], report: Report) -> None:
        self._told, self._next, self._report = told, next(told, None), report

    def of(self, index: int) -> Dict[str, Tuple[bytes, Any]]:
        """Of this entry; those before it are past."""
        found: Dict[str, Tuple[bytes, Any]] = {}
        while self._next is not None and self._next[0] <= index:
            place, name, salt, value = self._next
            if place < index:
                words = f"A value named {name} is disclosed of entry {place}, and not in its place."
                self._report.find(ALTERED, words, place)
            elif name in found:
                self._report.find(
                    ALTERED, f"Entry {index}: the value named {name} is disclosed twice.", index
                )
            else:
                found[name] = (salt, value)
            self._next = next(self._told, None)
        return found

    def close(self) -> None:
        """There are no more entries."""
        if self._next is not None:
            words = f"Values are disclosed of entries that are not there, such as entry {self._next[0]}."
            self._report.find(ALTERED, words)


def verify_history(files: Files, policy: Policy, report: Report) -> None:
    """Levels 1 to 4 over a whole history."""
    if "checkpoint" not in files.names:
        raise Unreadable("this is no history: it has no checkpoint")
    signed = Checkpoint.read(files.read("checkpoint").decode())
    known = _known_checkpoints(files, signed, policy)
    tables: Tables = {}
    entries, size = _read_entries(files, signed, known, policy, report, tables)
    check_signatures(signed, entries.policy, report)
    _compare_sizes(size, signed, known, entries, report)
    _know_persons(entries, report)
    _compare_tables(files, tables, report)
    _tell_unknown(files, report)


def check_signatures(signed: Checkpoint, policy: Policy, report: Report) -> None:
    """Level 1: the log's key that is held, and so many of the witnesses."""
    if not policy.believes(signed):
        report.find(
            UNSIGNED,
            f"The checkpoint of {signed.origin} is not signed by the key of {policy.origin} that you hold.",
        )
    else:
        report.checked.append(f"1  signed by {signed.origin} for {signed.size} entries")
    witnesses = {key.public: key.name for key in policy.witnesses if signed.is_signed_by(key)}.values()
    if len(witnesses) < policy.quorum:
        words = f"{len(witnesses)} of the witnesses that you know have cosigned; you ask for {policy.quorum}."
        report.find(UNSIGNED, words)
    elif witnesses:
        report.checked.append(f"1  cosigned by {', '.join(witnesses)}")
    else:
        report.unchecked.append("1  signed, not witnessed: no witness was asked for")


def _known_checkpoints(files: Files, signed: Checkpoint, policy: Policy) -> Dict[int, List[Checkpoint]]:
    """Every checkpoint to compare with, by its size: those in the export, the newest, and those that the reader holds."""
    told = checkpoints_in(files.read("checkpoints").decode()) if "checkpoints" in files.names else []
    known: Dict[int, List[Checkpoint]] = {}
    for each in (*told, signed, *policy.older):
        known.setdefault(each.size, []).append(each)
    return known


def _read_entries(
    files: Files,
    signed: Checkpoint,
    known: Dict[int, List[Checkpoint]],
    policy: Policy,
    report: Report,
    tables: Tables,
) -> Tuple[Entries, int]:
    """Levels 2 and 3, entry by entry; gives how many there are."""
    edge, stored, by_entry = Edge(), hashes(files), ByEntry(disclosed_in(files), report)
    entries, beside = Entries(report, policy, signed.size), Beside(files, report)
    roots = {0: edge.root()}
    for index, body in enumerate(bodies(files)):
        leaf = leaf_hash(body)
        if next(stored, None) != leaf:
            report.find(ALTERED, f"Entry {index} is not the one whose hash was placed there.", index)
        edge.append(leaf)
        if edge.size in known:
            roots[edge.size] = edge.root()
        found = entries.read(index, body, leaf, by_entry.of(index))
        beside.compare(index, found)
        if found is not None:
            _fold(tables, found, leaf, index, report)
        if index % 10_000 == 9_999:
            report.progress(f"{index + 1} entries read")
    for each in (entries, by_entry, beside):
        each.close()
    _compare_tiles(files, edge, next(stored, None), report)
    well = _compare_roots(roots, signed, known, entries, report)
    report.checked.append(f"2  {edge.size} entries, {well} checkpoints lead to the roots that were signed")
    report.checked.append(
        f"3  {len(entries.streams)} streams without a gap, {entries.values} disclosed values open"
    )
    return entries, edge.size


def _fold(
    tables: Tables, found: Tuple[Dict[str, Any], Opened], leaf: bytes, index: int, report: Report
) -> None:
    try:
        fold(tables, found[0], found[1], leaf)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        report.find(ALTERED, f"Entry {index} changes rows in a way that cannot be followed: {error}.", index)


def _compare_roots(
    roots: Dict[int, bytes],
    signed: Checkpoint,
    known: Dict[int, List[Checkpoint]],
    entries: Entries,
    report: Report,
) -> int:
    """Which checkpoints are of this history; gives how many are. Where the newest is and another one is not, two histories
    are signed; where the newest is not, the entries are not those that were signed."""
    is_newest = roots.get(signed.size) == signed.root
    well = passed = 0
    for size, each in sorted(((size, each) for size, many in known.items() for each in many), reverse=True):
        fits = roots.get(size) == each.root
        if well >= MOST_CHECKED and fits and each not in entries.policy.older:
            passed += 1  # what it says is so, whoever says it
        elif not entries.policy.believes(each):
            report.find(
                UNSIGNED, f"A checkpoint of {size} entries is not signed by the key of the log that you hold."
            )
        elif fits:
            well += 1
        elif entries.has_lost(each):
            words = f"A checkpoint of {size} entries is of a history that was lost; a new epoch says so."
            report.told.append(words)
        elif size not in roots:
            continue  # the history ends before it, which is said elsewhere
        elif is_newest:
            report.find(
                FORKED, f"Two histories are signed: a checkpoint of {size} entries is of another one.", size
            )
        else:
            report.find(ALTERED, f"The first {size} entries are not those that were signed.")
    if passed:
        report.unchecked.append(
            f"1  who has signed {passed} older checkpoints: they fit, and the newest says as much"
        )
    return well


class Beside:
    """What the columns beside the entries say, by which people search them."""

    def __init__(self, files: Files, report: Report) -> None:
        self._there, self._ended, self._report = "index.jsonl" in files.names, False, report
        self._told = files.lines("index.jsonl") if self._there else iter(())

    def compare(self, index: int, found: Optional[Tuple[Dict[str, Any], Opened]]) -> None:
        """Take the columns of the next entry. Where there are none, that is found once; an entry that cannot be read says
        nothing about them."""
        told = next(self._told, None)
        if found is None or not self._there or self._ended:
            return
        if told is None:
            self._ended = True
            self._report.find(STATE, f"The columns beside the entries end before entry {index}.", index)
        elif told != _columns(found[0]):
            words = f"The columns beside entry {index} say something else than the entry."
            self._report.find(STATE, words, index)

    def close(self) -> None:
        """There are no more entries."""
        if not self._there:
            self._report.unchecked.append("3  the columns beside the entries: they are not in this history")
        elif next(self._told, self) is not self:
            self._report.find(STATE, "The columns beside the entries go on after the last entry.")


def _columns(event: Dict[str, Any]) -> List[Any]:
    place = (event.get("id"), *event["stream"], event["seq"])
    return [*place, event.get("kind"), event.get("actor"), event.get("for"), event["at"]]


def _compare_tiles(files: Files, edge: Edge, further: Optional[bytes], report: Report) -> None:
    """No leaf hash stands after the last entry, and the tiles above the leaves are what the leaves give: whoever checks a
    proof against the tiles alone must not be told otherwise."""
    if further is not None:
        report.find(ALTERED, "The leaf hashes go on after the last entry.")
    there = {name.split("/")[1] for name in files.names if name.startswith("tile/")} - {"entries", "0"}
    for level in sorted(there):
        if b"".join(files.tiles(level)) != edge.above.get(level, b""):
            report.find(ALTERED, f"The tiles of level {level} are not those of the entries.")
    for level in sorted(edge.above.keys() - there):
        report.unchecked.append(f"2  the tiles of level {level}: they are not in this history")


def _compare_sizes(
    size: int, signed: Checkpoint, known: Dict[int, List[Checkpoint]], entries: Entries, report: Report
) -> None:
    longer = [each for many in known.values() for each in many if each.size > max(size, signed.size)]
    longer = [each for each in longer if entries.policy.believes(each) and not entries.has_lost(each)]
    most = max([signed.size, *(each.size for each in longer)])
    if size < most:
        report.find(TRUNCATED, f"The history has {size} entries; a checkpoint of {most} is signed.", size)
    elif size > signed.size:
        report.find(TAIL, f"{TAIL} ({size - signed.size} leaves)", signed.size)


def _know_persons(entries: Entries, report: Report) -> None:
    """Nobody takes history away in the name of somebody who had no account then."""
    for index, person in entries.named:
        if entries.born.get(person, index) >= index:
            words = f"Entry {index} acts in the name of somebody whom the history does not know by then."
            report.find(UNAUTHORIZED, words, index)


def _tell_unknown(files: Files, report: Report) -> None:
    """What lies in the export and was not looked at."""
    unknown = sorted(files.names - files.opened)
    if unknown:
        more = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
        report.unchecked.append(f"-  files that are no part of a history: {', '.join(unknown[:5])}{more}")


def _compare_tables(files: Files, tables: Tables, report: Report) -> None:
    """Level 4."""
    names = sorted(name for name in files.names if name.startswith("tables/") and name.endswith(".jsonl"))
    if not names:
        report.unchecked.append("4  the tables: they are not in this history")
        return
    rows = 0
    for path in names:
        name, lines = path[len("tables/") : -len(".jsonl")], files.lines(path)
        keys = KEYS.get(name, ID_ALONE)
        if next(lines, None) != keys:
            report.find(STATE, f"{name}: its file names rows otherwise than by {', '.join(keys)}")
        folded = tables.pop(name, {})
        rows += len(folded)
        for words in differences(name, keys, lines, folded):
            report.find(STATE, words)
    for name, folded in tables.items():
        for key in folded:
            report.find(STATE, f"{name} {'/'.join(map(str, key))}: only the history has this row")
    report.checked.append(f"4  {rows} rows of {len(names)} tables compared with the history")


# Evidence packages: one case, with proofs


def verify_package(package: Dict[str, Any], policy: Policy, report: Report) -> None:
    """Levels 1 to 3 over the history of one case; level 4 says what it comes to."""
    if not isinstance(package, dict) or package.get("format") != PACKAGE:
        raise Unreadable("this is no evidence package that this verifier knows")
    if not package.get("entries") or type(package.get("whole")) is not bool:
        raise Unreadable("the package is not whole: it holds no entry, or does not say what it is of")
    if not package["whole"] and len(package["entries"]) != 1:
        raise Unreadable("a receipt is of one act, and this one holds several")
    try:
        signed = Checkpoint.read(package["checkpoint"])
        _compare_with_older(signed, policy, report)
        entries, tables = _read_package(package, signed, policy, report)
        check_signatures(signed, entries.policy, report)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(f"the package is not whole: {error!r}") from error
    _tell(package, tables, entries, report)


def _compare_with_older(signed: Checkpoint, policy: Policy, report: Report) -> None:
    """A package holds no tree: only checkpoints of the same size can be compared."""
    for each in policy.older:
        if each.size != signed.size or each.origin != signed.origin:
            words = f"2  your checkpoint of {each.size} entries: that needs the whole history"
            report.unchecked.append(words)
        elif each.root != signed.root:
            report.find(FORKED, f"Two histories of {each.size} entries are signed.", each.size)


def _read_package(
    package: Dict[str, Any], signed: Checkpoint, policy: Policy, report: Report
) -> Tuple[Entries, Tables]:
    told = ((each[0], each[1], bytes.fromhex(each[2]), each[3]) for each in package["disclosures"])
    by_entry = ByEntry(iter(sorted(told, key=lambda each: (each[0], each[1]))), report)
    withheld: Dict[int, List[str]] = {}
    for index, name in package.get("withheld", ()):
        withheld.setdefault(index, []).append(name)
    entries = Entries(report, policy, signed.size)
    tables: Tables = {}
    for each in package["entries"]:
        index, body = each["index"], each["body"].encode() if "body" in each else None
        leaf = bytes.fromhex(each["leaf"]) if body is None else leaf_hash(body)
        if root_by(leaf, index, signed.size, [_base64(step) for step in each["proof"]]) != signed.root:
            report.find(ALTERED, f"Entry {index} is not in the history that was signed.", index)
        if body is None:
            entries.pass_over(index, leaf, tuple(package["stream"]))
            continue
        if not package["whole"]:
            entries.begin_at(json.loads(body))
        found = entries.read(index, body, leaf, by_entry.of(index), withheld.get(index, ()))
        if found is not None and found[0]["stream"] != package["stream"]:
            report.find(ALTERED, f"Entry {index} is of another stream than the package says.", index)
        elif found is not None:
            _fold(tables, found, leaf, index, report)
    for each in package.get("authority", ()):
        _read_authority(each, signed, entries, report)
    by_entry.close()
    entries.close()
    _say_package(package, entries, report)
    return entries, tables


def _read_authority(each: Dict[str, Any], signed: Checkpoint, entries: Entries, report: Report) -> None:
    """An event out of another stream: an erasure that answers for values missing here, or a key handed on."""
    index, body = each["index"], each["body"].encode()
    if root_by(leaf_hash(body), index, signed.size, [_base64(step) for step in each["proof"]]) != signed.root:
        report.find(ALTERED, f"Entry {index} is not in the history that was signed.", index)
        return
    event = parse(body)
    if event["kind"] in (ERASURE, ERASURE_ASKED, ERASURE_APPROVED, ANNOUNCED):
        entries.heed(index, event)


def _say_package(package: Dict[str, Any], entries: Entries, report: Report) -> None:
    count = len(package["entries"])
    if report.findings:
        report.told.append("What follows is what the package says, and not all of it is true.")
    else:
        report.checked.append(f"2  {count} entries are in the history that was signed")
        report.checked.append(f"3  {entries.values} disclosed values open")
    if entries.withheld:
        report.told.append(f"{entries.withheld} values were not disclosed to the holder of this package.")
    if entries.passed:
        report.told.append(f"{entries.passed} events were not disclosed to the holder of this package.")
    report.unchecked.append(
        "3  whether its times fit those of the entries around it: only the whole history can say so"
    )
    if not package["whole"]:
        report.unchecked.append("3  what came before and after: this is a receipt of one act")
        return
    ends = [n for n, each in enumerate(package["entries"]) if '"stream_root":' in each.get("body", "")]
    if ends and not report.findings:
        after = count - 1 - ends[-1]
        report.checked.append(
            f"3  the history of this case up to its result is whole; {after} events after it"
        )
    report.unchecked.append(
        "3  whether the log holds more of this case, or another history of it: only the whole history can say so"
    )


def _tell(package: Dict[str, Any], tables: Tables, entries: Entries, report: Report) -> None:
    """Level 4 of a package: what the events come to. Where some are not disclosed, nothing is said of where the case stands."""
    for key, case in tables.get("cases", {}).items() if package["whole"] else ():
        title = f" \u201c{case['title']}\u201d" if "title" in case else ""
        stands = f"{case.get('state')}, result {case.get('result') or 'none'}"
        if entries.passed:
            stands = "not every event is disclosed, so nothing is said of its state"
        report.told.append(f"Case {case.get('number') or key[0]}{title}: {stands}.")
    names = package.get("names") or {}
    for position in tables.get("positions", {}).values():
        party = position.get("party")
        late = ", late and not counted" if position.get("late") else ""
        who = f"{names[party]} ({party})" if type(names) is dict and party in names else party
        answer = f"{position.get('outcome')}{late}, {_instant(position.get('at'))}"
        report.told.append(f"  {position.get('task')}: {who} answered {answer}.")
    if names:
        report.told.append(
            "  Organizations are called as the house wrote beside it; only their numbers are proven."
        )
    for document in tables.get("documents", {}).values():
        report.told.append(
            f"  {document.get('document')} version {document.get('version')}: SHA-256 {document.get('sha256')}."
        )
    report.unchecked.append("4  the tables: a package holds none")


def _instant(at: Any) -> str:
    """Microseconds since 1970 as people write them."""
    if type(at) is not int:
        return "at no known time"
    told = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(microseconds=at)
    return told.strftime("%Y-%m-%d %H:%M UTC")


# The command line


def read(path: Path, policy: Policy, report: Report) -> None:
    """Verify what lies at this path."""
    if not path.exists():
        raise Unreadable(f"there is nothing at {path}")
    try:
        if path.suffix == ".json":
            verify_package(_read_once(path), policy, report)
        else:
            verify_history(Files(path), policy, report)
    except zipfile.BadZipFile as error:
        raise Unreadable(f"{path} is no packed history, or only a piece of one") from error
    except (*BROKEN, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Unreadable(f"{path} cannot be read: {error}") from error


def _read_once(path: Path) -> Any:
    """The JSON of a file in which every key stands once."""
    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_once)


def policy_of(arguments: argparse.Namespace) -> Policy:
    """Whom the reader believes, from the command line and the policy file."""
    told: Dict[str, Any] = {}
    if arguments.policy:
        told = _read_once(Path(arguments.policy))
    log_keys = _keys([*told.get("log_keys", ()), *arguments.log_key], LOG_KEY)
    witnesses = _keys([*told.get("witnesses", ()), *arguments.witness_key], WITNESS_KEY)
    quorum = arguments.quorum
    if quorum is None:
        quorum = told.get("quorum", len({key.public for key in witnesses}))
    if type(quorum) is not int or quorum < 0:
        raise Unreadable("the policy asks for a number of witnesses that is none")
    if not log_keys:
        raise Unreadable("name the key of the log that you hold: --log-key, or a policy with log_keys")
    older = tuple(
        each
        for path in arguments.checkpoint
        for each in checkpoints_in(Path(path).read_text(encoding="utf-8"))
    )
    base = Policy(log_keys)
    unsigned = [each.size for each in older if base_of(each.origin) != base.origin]
    if unsigned:
        raise Unreadable(f"your checkpoint of {unsigned[0]} entries is of another log")
    return Policy(log_keys, witnesses, quorum, older)


def _keys(written: Iterable[str], kind: int) -> Tuple[Key, ...]:
    keys = tuple(map(Key.read, written))
    if any(key.kind != kind for key in keys):
        raise Unreadable("the key of a witness is given as that of the log, or the other way round")
    return keys


def _arguments(given: Optional[Sequence[str]], called: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=called, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", metavar="FILE", type=Path)
    parser.add_argument(
        "--log-key", action="append", default=[], help="public key of the log, as name+number+base64"
    )
    parser.add_argument("--witness-key", action="append", default=[], help="public key of a witness")
    parser.add_argument(
        "--quorum", type=int, help="how many witnesses must have cosigned; all that are named without it"
    )
    parser.add_argument("--policy", help="a JSON file with log_keys, witnesses and quorum")
    parser.add_argument(
        "--checkpoint", action="append", default=[], help="a file with checkpoints that you kept"
    )
    parser.add_argument("--json", action="store_true", help="say it for programs")
    return parser.parse_args(given)


def main(given: Optional[Sequence[str]] = None, called: str = "verify.py") -> int:
    """Verify, print, and give the exit code."""
    arguments = _arguments(given, called)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a title in letters that this screen does not have
    report = Report(lambda words: print(words, file=sys.stderr))
    try:
        read(arguments.path, policy_of(arguments), report)
    except (Unreadable, *BROKEN, TypeError, AttributeError) as error:
        print(_plain(f"NOT VERIFIED: {error}."), file=sys.stderr)
        return UNREADABLE
    print(as_json(report) if arguments.json else as_text(report))
    return report.code


def as_text(report: Report) -> str:
    """The report for people. What was written to deceive a screen is shown as what it is."""
    lines = [report.verdict()]
    lines += [f"  found    {each.words}" for each in report.findings[:50]]
    if len(report.findings) > 50:
        lines.append(f"  found    and {len(report.findings) - 50} more")
    lines += [f"  checked  {each}" for each in sorted(report.checked)]
    lines += [f"  not run  {each}" for each in sorted(report.unchecked)]
    return "\n".join(map(_plain, [*lines, *report.told]))


def _plain(line: str) -> str:
    """One line, in letters that can be seen: no end of a line, no command to a screen, no turning round of a text."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in line)


def as_json(report: Report) -> str:
    """The report for programs."""
    told = {
        "verdict": report.worst,
        "code": report.code,
        "redacted": report.redacted,
        "findings": [each._asdict() for each in report.findings],
        "checked": sorted(report.checked),
        "unchecked": sorted(report.unchecked),
        "told": report.told,
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


if __name__ == "__main__":
    sys.exit(main())
