"""What a signed history promises: every checkpoint is of the log that is there, and goes on from the one before."""

from __future__ import annotations

from sqlalchemy import select

from engine.doctor.finding import Looked, NotRun, Promise
from engine.doctor.records import Records
from engine.history.checkpoints import all_sealed
from engine.history.leaves import HistoryChanged, leaves
from engine.history.tree import Tree
from engine.messages import message
from engine.sequence import log_head


def checkpoints_are_of_this_log(records: Records) -> Looked:
    """I5, I6: one tree, which every signature stands under; what was signed before a loss on record is of its own epoch."""
    size = records.connection.execute(select(log_head.c.size)).scalar_one()
    sealed = list(all_sealed(records.connection))
    if not sealed:
        raise NotRun(message("Nothing is signed yet."))
    newest = sealed[-1].checkpoint.origin
    try:
        tree = Tree.of(leaves(records.connection, 0, size))
    except HistoryChanged as error:
        yield error.says
        return
    for told in (each.checkpoint for each in sealed):
        if told.size > size and told.origin == newest:
            yield message("{signed} entries are signed, and {size} are there.", signed=told.size, size=size)
        elif told.size <= size and tree.root(told.size) != told.root:
            yield message("The first {signed} entries are not those that are signed.", signed=told.size)
        else:
            yield None


PROOF = (
    Promise(
        "checkpoints",
        message("Every checkpoint is of the log that is there."),
        checkpoints_are_of_this_log,
        "I5",
        after=("places",),
    ),
)
