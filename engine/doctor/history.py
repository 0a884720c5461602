"""What must hold of the log itself: bytes, hashes, order, places, disclosures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select

from engine.columns import to_micros
from engine.doctor.finding import Looked, Promise
from engine.doctor.records import Records, Stored
from engine.history.erasure import uncovered
from engine.log import commitment, leaf_hash
from engine.messages import message
from engine.sequence import log_head, lost_from_queue, unsequenced


def bytes_are_what_was_hashed(records: Records) -> Looked:
    """Leaf hash, canonical form, and the columns that repeat what the bytes say."""
    for event in records.stored:
        if leaf_hash(event.body) != event.leaf:
            yield message("{event} does not have the hash stored beside it.", event=event.name)
        elif not event.words or _told(event) != _columns(event):
            yield message("{event}: its columns are not what its bytes say.", event=event.name)
        else:
            yield None


def _told(event: Stored) -> tuple[object, ...]:
    words = event.words
    names = ("id", "stream", "seq", "kind", "actor", "for", "at")
    return tuple(words.get(name) for name in names)


def _columns(event: Stored) -> tuple[object, ...]:
    actor, organization = (each.hex if each else None for each in (event.actor, event.organization))
    stream = [event.stream[0], event.stream[1].hex]
    return event.id.hex, stream, event.seq, event.kind, actor, organization, to_micros(event.at)


def _steps(records: Records) -> Iterator[tuple[Stored | None, Stored]]:
    """Every event with the one before it in its stream."""
    for stream in records.streams.values():
        yield from zip([None, *stream], stream, strict=False)


def streams_have_no_gap(records: Records) -> Looked:
    """I2, and each names the hash of the one before it."""
    for before, event in _steps(records):
        seq, head = (before.words["seq"], before.leaf.hex()) if before else (0, bytes(32).hex())
        follows = event.words["seq"] == seq + 1 and event.words["prev"] == head
        yield None if follows else message("{event} does not follow the one before it.", event=event.name)


def time_never_runs_backwards(records: Records) -> Looked:
    """I3."""
    for before, event in _steps(records):
        later = before is None or event.words["at"] >= before.words["at"]
        yield None if later else message("{event} is earlier than the one before it.", event=event.name)


def transactions_are_whole(records: Records) -> Looked:
    """The steps of a transaction count from nothing without a gap."""
    steps: dict[str, list[Stored]] = defaultdict(list)
    for event in records.events:
        steps[event.words["tx"]].append(event)
    for together in steps.values():
        whole = sorted(each.words["step"] for each in together) == list(range(len(together)))
        says = message("{event}: others of the same act are missing.", event=together[-1].name)
        yield None if whole else says


def places_have_no_gap(records: Records) -> Looked:
    """Each place names an event and its hash, and the head of the log tells how many there are."""
    leaves = {event.id: event.leaf for event in records.stored}
    for number, row in enumerate(records.places):
        if row["idx"] != number:
            yield message("Place {place} of the log is missing.", place=number)
        elif leaves.get(row["event_id"]) != row["leaf_hash"]:
            yield message(
                "Place {place} of the log holds no event, or another hash than it has.", place=number
            )
        else:
            yield None
    size = records.connection.execute(select(log_head.c.size)).scalar()
    if size != len(records.places):
        yield message(
            "The head of the log says {size}, there are {count}.", size=size, count=len(records.places)
        )


def streams_keep_their_order_in_the_log(records: Records) -> Looked:
    """What follows in a stream follows in the log."""
    for before, event in _steps(records):
        behind = before is None or records.order[before.id] < records.order[event.id]
        yield None if behind else message("{event} stands before what it follows.", event=event.name)


def every_event_has_a_place_or_waits_for_one(records: Records) -> Looked:
    """Nothing is lost from the queue, and nothing in it was never said or stands in the log already."""
    lost = set(lost_from_queue(records.connection))
    for event in records.stored:
        yield (
            message("{event} has no place, and nobody will give it one.", event=event.name)
            if event.id in lost
            else None
        )
    leaves = {event.id: event.leaf for event in records.stored}
    placed = {row["event_id"] for row in records.places}
    for row in records.connection.execute(select(unsequenced)):
        right = leaves.get(row.event_id) == row.leaf_hash and row.event_id not in placed
        yield None if right else message("The queue of the log holds {event}, wrongly.", event=row.event_id)


def commitments_are_opened_or_erased(records: Records) -> Looked:
    """I7: by what is disclosed, or by an erasure that names it, later in the log."""
    alone = {(each.event_id, each.name) for each in uncovered(records.connection)}
    for event in records.events:
        disclosed = records.disclosed.get(event.id, {})
        for name, promised in event.words["com"].items():
            if name not in disclosed:
                covered = (event.id, name) not in alone
                yield None if covered else message("{event}: {name} is missing.", event=event.name, name=name)
                continue
            salt, value = disclosed[name]
            opens = commitment(name, value, salt).hex() == promised
            says = message("{event}: {name} is not what was committed.", event=event.name, name=name)
            yield None if opens else says


def nothing_is_disclosed_that_was_not_committed(records: Records) -> Looked:
    """Every disclosure belongs to a commitment."""
    committed = {event.id: event.words["com"] for event in records.events}
    for identity, names in records.disclosed.items():
        for name in names:
            known = name in committed.get(identity, {})
            yield (
                None
                if known
                else message("{event}: nobody has committed to {name}.", event=identity, name=name)
            )


HISTORY = (
    Promise("bytes", message("An event's bytes have the hash stored beside them, and its columns say the same."),
            bytes_are_what_was_hashed, "I1"),
    Promise("gapless", message("Every stream counts its events without a gap, each after the one before it."),
            streams_have_no_gap, "I2"),
    Promise("forward", message("In no stream does time run backwards."), time_never_runs_backwards, "I3"),
    Promise("transactions", message("Of what was written together nothing is missing."), transactions_are_whole, "I1"),
    Promise("places", message("The places of the log are gapless, and each holds an event and its hash."),
            places_have_no_gap, "I2"),
    Promise("order", message("In the log each stream keeps its order."), streams_keep_their_order_in_the_log),
    Promise("queue", message("Every event has its place in the log or waits for one."),
            every_event_has_a_place_or_waits_for_one),
    Promise("disclosures", message("Every commitment is opened by what is disclosed, or was erased on record."),
            commitments_are_opened_or_erased, "I7"),
    Promise("committed", message("Nothing is disclosed that nobody committed to."),
            nothing_is_disclosed_that_was_not_committed, "I7"),
)  # fmt: skip
