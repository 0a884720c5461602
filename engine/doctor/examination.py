"""An examination: every promise looked at, one after the other, in one transaction that only reads."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from engine.doctor.acts import ACTS
from engine.doctor.answers import ANSWERS
from engine.doctor.finding import BROKEN, Finding, NotRun, Promise
from engine.doctor.guards import GUARDS
from engine.doctor.history import HISTORY
from engine.doctor.proof import PROOF
from engine.doctor.record import RECORD_PROMISES
from engine.doctor.records import Records, Say
from engine.history.trust import Trust
from engine.messages import Message, message
from engine.runtime import Engine

PROMISES: tuple[Promise, ...] = (*HISTORY, *GUARDS, *PROOF, *RECORD_PROMISES, *ANSWERS, *ACTS)
SHOWN = 20
"""How many cases of a broken promise are told; all are counted."""


def examine(
    engine: Engine, *, say: Say = lambda words: None, trust: Trust | None = None
) -> Iterator[Finding]:
    """Look at a house, a promise at a time. Nothing is written. `trust`: whose signatures the house believes."""
    with engine.reading() as (connection, _):
        records = Records(
            connection, engine.files, engine.registry, engine.now(), engine.clock.now(), say, trust
        )  # fmt: skip
        yield from examine_records(records)


def examine_records(records: Records) -> Iterator[Finding]:
    """The same of what somebody has opened already. It may take longer than a command would be left to idle."""
    if records.connection.dialect.name == "postgresql":
        records.connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
    broken: set[str] = set()
    for promise in PROMISES:
        finding = _looked_at(promise, records, broken)
        if finding.verdict == BROKEN:
            broken.add(promise.key)
        yield finding


def _looked_at(promise: Promise, records: Records, broken: set[str]) -> Finding:
    because = [each.says for each in PROMISES if each.key in broken and each.key in promise.after]
    if because:
        why = message("Nothing can be said while this does not hold: {promise}", promise=because[0])
        return Finding(promise, why=why)
    try:
        return _counted(promise, records)
    except NotRun as error:
        return Finding(promise, why=error.why)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        # What stands there is nothing that the program writes.
        cases = (message("What stands there cannot be read: {error}", error=repr(error)),)
        return Finding(promise, 0, 1, cases)


def _counted(promise: Promise, records: Records) -> Finding:
    looked, wrong = 0, 0
    cases: list[Message] = []
    for says in promise.look(records):
        looked += 1
        if says is not None:
            wrong += 1
            cases += islice([says], SHOWN - len(cases))
    if not looked:
        return Finding(promise, why=message("There is nothing of the kind here."))
    return Finding(promise, looked, wrong, tuple(cases))
