"""What a driver's error means for a command: done already, outcome unknown, or simply once more.

Errors of both databases, bare or wrapped by SQLAlchemy (in a psycopg pipeline they arrive bare).
"""

from __future__ import annotations

import psycopg
from sqlalchemy import exc

SQLITE_UNIQUE_CODES = {1555, 2067, 2579}  # primary key, unique, rowid
LOST_STATES = {"40003", "57P01", "57P02", "57P03", "57P05", "25P03"}  # and all of class 08
RETRYABLE_STATES = {"40001", "40P01"}
LOCK_TIMEOUT = "55P03"


class DatabaseUnavailable(Exception):
    """The database is missing, does not answer, or did not give us a turn in time; the message says which.

    Nothing was written by the transaction that could not begin.
    """


def is_unique_violation(error: BaseException) -> bool:
    """A key was there already (also the refusal of a second row by an append-only guard)."""
    cause = _driver_error(error)
    if _state(cause):
        return _state(cause) == "23505"
    by_code = getattr(cause, "sqlite_errorcode", None) in SQLITE_UNIQUE_CODES
    return by_code or str(cause).startswith("UNIQUE constraint failed")


def is_connection_lost(error: BaseException) -> bool:
    """The connection broke: around COMMIT nobody knows the outcome, so look the idempotency key up."""
    cause = _driver_error(error)
    if getattr(error, "connection_invalidated", False):
        return True
    state = _state(cause)
    if state:
        return state.startswith("08") or state in LOST_STATES
    # psycopg's own OperationalError without a state: the server went away and could not say why.
    return isinstance(cause, psycopg.OperationalError)


def is_retryable(error: BaseException) -> bool:
    """Rolled back for the sake of another transaction: the same command may simply run again."""
    return _state(_driver_error(error)) in RETRYABLE_STATES


def is_lock_timeout(error: BaseException) -> bool:
    """Another transaction kept a row for longer than we wait; nothing was written."""
    return _state(_driver_error(error)) == LOCK_TIMEOUT


def violated(error: BaseException) -> str:
    """The name of the constraint that a PostgreSQL error names; empty where there is none."""
    return getattr(getattr(_driver_error(error), "diag", None), "constraint_name", None) or ""


def _driver_error(error: BaseException) -> BaseException:
    original = error.orig if isinstance(error, exc.DBAPIError) else None
    return original or error


def _state(error: BaseException) -> str:
    return getattr(error, "sqlstate", None) or ""
