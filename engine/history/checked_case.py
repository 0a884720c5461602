"""What can be checked of one case while its page is drawn: its events read anew, each proven to be where the signed log has it, and
its rows compared with what its events say."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from engine.columns import to_micros
from engine.fold import BrokenLog, Difference, differing_of_case, fold
from engine.history.erasure import uncovered
from engine.history.grown import GrownTree
from engine.history.leaves import HistoryChanged, orphan
from engine.history.note import Checkpoint
from engine.history.tree import Tree, is_included
from engine.history.verify import Report, compare_answers
from engine.log import commitment, events, leaf_hash, parse
from engine.queries.streams import Told, of_cases, read_streams
from engine.sequence import log_entries, lost_from_queue

Numbers = frozenset[int]
# In place of the number of an event that is not open to whoever asks.
NOT_SHOWN = 0


@dataclass(frozen=True, slots=True)
class CheckedCase:
    """What came of it. Events are named by their number in the history of the case; the first is 1."""

    ids: tuple[UUID, ...]
    altered: Numbers
    """Those whose bytes or words are not what was hashed, or whose words were taken away without authority."""
    missing: Numbers
    """Those before which something is not there, or that do not stand in their order."""
    orphan: int | None
    """An entry of the log that has no event any more; of which case it was, nobody can say."""
    misplaced: Numbers
    """Those that the signed log does not have where they are said to be."""
    waiting: Numbers
    """Those that are not signed yet."""
    leads: bool | None
    """Whether the stored hashes lead to the root that was signed: where they do not, no place is proven. Nothing where nothing is."""
    differing: tuple[Difference, ...] | None
    """What the rows say otherwise; nothing where the events cannot be followed."""

    @property
    def whole(self) -> bool:
        """Whether every event is what it was, and follows the one before it."""
        return not self.altered and not self.missing

    @property
    def events(self) -> int:
        """How many there are."""
        return len(self.ids)

    @property
    def holding(self) -> int:
        """How many events nothing speaks against."""
        return self.events - len((self.altered | self.missing | self.misplaced) - {NOT_SHOWN})

    def without(self, hidden: Container[UUID]) -> CheckedCase:
        """The same for somebody to whom these events are not open: they are not counted, and others have their numbers among
        those that are."""
        shown = [number for number, each in enumerate(self.ids, 1) if each not in hidden]
        rank = {number: place for place, number in enumerate(shown, 1)}

        def told(numbers: Numbers) -> Numbers:
            return frozenset(rank.get(each, NOT_SHOWN) for each in numbers)

        return replace(
            self,
            ids=tuple(self.ids[number - 1] for number in shown),
            altered=told(self.altered),
            missing=told(self.missing),
            misplaced=told(self.misplaced),
            waiting=told(self.waiting) - {NOT_SHOWN},
        )


def checked_case(
    connection: Connection, case_id: UUID, signed: Checkpoint | None, trees: GrownTree
) -> CheckedCase:
    """Check one case against what was signed; about a millisecond for each three events."""
    told = read_streams(connection, of_cases([case_id]))
    altered, missing = _read_anew(told)
    tree = _tree(connection, signed, trees)
    misplaced, waiting = _in_the_log(connection, case_id, told, signed, tree)
    if not altered and not missing:
        altered = _taken_away(connection, case_id, told)
    differing = None if altered or missing else _differing(connection, case_id, told)
    leads = None if signed is None else tree is not None
    ids = tuple(each.id for each in told)
    return CheckedCase(ids, altered, missing, orphan(connection), misplaced, waiting, leads, differing)


def _read_anew(told: list[Told]) -> tuple[Numbers, Numbers]:
    """Which events are not what was hashed, and before which of them one is missing."""
    altered = {number for number, each in enumerate(told, 1) if not _is_whole(each)}
    missing, seq, head, at = set(), 0, bytes(32), 0
    for number, each in enumerate(told, 1):
        says = _said(each)
        if says is None:
            seq, head = seq + 1, each.leaf
            continue
        if says["seq"] != seq + 1 or says["at"] < at:
            missing.add(number)
        elif says["prev"] != head.hex():
            # Of two that do not go together the first was written anew: the second names what stood there.
            altered.add(max(1, number - 1))
        seq, head, at = says["seq"], each.leaf, says["at"]
    return frozenset(altered), frozenset(missing)


def _said(each: Told) -> dict[str, Any] | None:
    """What an event says, where what lies there is one at all."""
    try:
        says = parse(each.body)
        compare_answers(0, says, Report())
        known = isinstance(says["seq"], int) and isinstance(says["at"], int) and isinstance(says["com"], dict)
        return says if known and says["prev"] and says["id"] else None
    except (ValueError, LookupError, TypeError):
        return None


def _is_whole(each: Told) -> bool:
    """Whether its bytes have its hash, its columns say what they say, and each word that is disclosed is what was committed to."""
    says = _said(each)
    if says is None or leaf_hash(each.body) != each.leaf:
        return False
    if says["id"] != each.id.hex or says["at"] != to_micros(each.at):
        return False
    report = Report()
    compare_answers(0, says, report)
    return not report.findings and all(
        says["com"].get(name) == commitment(name, value, salt).hex()
        for name, (salt, value) in each.disclosed.items()
    )


def _taken_away(connection: Connection, case_id: UUID, told: list[Told]) -> Numbers:
    """Which events lack words that nobody erased on record."""
    gone = {each.event_id for each in uncovered(connection, case_id)}
    return frozenset(number for number, each in enumerate(told, 1) if each.id in gone)


def _tree(connection: Connection, signed: Checkpoint | None, trees: GrownTree) -> Tree | None:
    """The tree that was signed; nothing where the stored hashes do not lead to its root."""
    if signed is None:
        return None
    try:
        tree = trees.of(connection, signed.size)
    except HistoryChanged:
        return None
    return tree if tree.root(signed.size) == signed.root else None


def _in_the_log(
    connection: Connection, case_id: UUID, told: list[Told], signed: Checkpoint | None, tree: Tree | None
) -> tuple[Numbers, Numbers]:
    """Which events are not where the signed tree has them, and which are not signed yet."""
    places = _places(connection, case_id)
    size = signed.size if signed is not None else 0
    last = max((number for number, each in enumerate(told, 1) if places.get(each.id, size) < size), default=0)
    wrong = {
        number
        for number, each in enumerate(told[:last], 1)
        if tree is not None and signed is not None and not _is_there(tree, signed, each, places.get(each.id))
    }
    behind = {each.id: number for number, each in enumerate(told, 1) if each.id not in places}
    # What has no place is about to get one; where nobody will give it one, somebody has taken it out of the queue.
    lost = lost_from_queue(connection) if behind else []
    wrong |= {behind[each] for each in lost if each in behind}
    return frozenset(wrong), frozenset(range(last + 1, len(told) + 1))


def _is_there(tree: Tree, signed: Checkpoint, each: Told, index: int | None) -> bool:
    """Whether the signed tree has this event at this place."""
    if index is None or not 0 <= index < signed.size:
        return False
    proof = tree.inclusion(index, signed.size)
    return is_included(leaf_hash(each.body), index, signed.size, proof, signed.root)


def _places(connection: Connection, case_id: UUID) -> dict[UUID, int]:
    query = select(log_entries.c.event_id, log_entries.c.idx)
    query = query.join(events, events.c.id == log_entries.c.event_id).where(of_cases([case_id]))
    return {row.event_id: row.idx for row in connection.execute(query)}


def _differing(connection: Connection, case_id: UUID, told: list[Told]) -> tuple[Difference, ...] | None:
    try:
        folded = fold((each.body, each.leaf, each.disclosed) for each in told)
    except (BrokenLog, ValueError, LookupError, TypeError):
        return None
    return tuple(differing_of_case(connection, case_id, folded))
