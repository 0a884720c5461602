"""What a signed history promises: every checkpoint is of the log that is there, and goes on from the one before."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from engine.doctor.finding import Looked, NotRun, Promise
from engine.doctor.records import Records
from engine.history.believed import believed_keys
from engine.history.checkpoints import all_sealed
from engine.history.epoch import OPENED
from engine.history.leaves import HistoryChanged, leaves
from engine.history.note import Checkpoint, Note
from engine.history.tree import Tree
from engine.messages import message
from engine.sequence import log_head


def checkpoints_are_of_this_log(records: Records) -> Looked:
    """I5, I6: one tree, which every signature stands under; what was signed before a loss on record is of its own epoch."""
    size = records.connection.execute(select(log_head.c.size)).scalar_one()
    sealed = list(all_sealed(records.connection))
    if not sealed:
        raise NotRun(message("Nothing is signed yet."))
    lost = dict(_lost(records))
    try:
        tree = Tree.of(leaves(records.connection, 0, size))
    except HistoryChanged as error:
        yield error.says
        return
    for told in (each.checkpoint for each in sealed):
        if told.origin in lost and told.size > lost[told.origin]:
            yield None
        elif told.size > size:
            yield message("{signed} entries are signed, and {size} are there.", signed=told.size, size=size)
        elif tree.root(told.size) != told.root:
            yield message("The first {signed} entries are not those that are signed.", signed=told.size)
        else:
            yield None


def _lost(records: Records) -> Iterator[tuple[str, int]]:
    """Under which names the log had another end than it has now, and up to which entry they are the same: epochs tell."""
    for event in records.events:
        if event.kind == OPENED:
            facts = event.words["pub"]
            yield Checkpoint.read(Note.read(facts["checkpoint"]).text).origin, int(facts["entries"])


def checkpoints_are_signed(records: Records) -> Looked:
    """By a key that this house believes, or by one that was handed on to it or from it, on record."""
    given = records.trust.log_keys if records.trust is not None else ()
    if not given:
        raise NotRun(message("This house was not told whose signature to believe."))
    keys = believed_keys(records.connection, given)
    for each in all_sealed(records.connection):
        told = each.checkpoint
        signed = keys.have_signed(each.note, told)
        says = message(
            "No key that this house believes has signed the checkpoint of {size} entries.", size=told.size
        )
        yield None if signed else says


PROOF = (
    Promise(
        "checkpoints",
        message("Every checkpoint is of the log that is there."),
        checkpoints_are_of_this_log,
        "I5",
        after=("places",),
    ),
    Promise(
        "signatures",
        message("Every checkpoint is signed by a key of the log."),
        checkpoints_are_signed,
        "I5",
    ),
)
