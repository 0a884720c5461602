"""Verbs on a draft: keep what was written so far, throw it away. Neither is an act of the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.columns import to_json
from engine.draft import Words, drafts, of_task
from engine.errors import Denied, Refused, Unknown
from engine.runtime import Engine
from engine.task import Task, tasks
from engine.whom import is_asked

LARGEST = 500_000
"""Characters that a draft may hold, names of controls included."""
KEYS = ("person_id", "case_id", "task", "party")
INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def keep(engine: Engine, task_id: UUID, words: Words, *, by: UUID) -> None:
    """Keep what somebody has written of an answer in place of what was kept before; only for whom the task asks."""
    told = {name: list(values) for name, values in words.items()}
    if len(to_json(told)) > LARGEST:
        raise Refused("This is too long to be kept as a draft; put it into a document.", rule="draft-size")
    with engine.reading() as (connection, register):
        task = _task(connection, task_id)
        if not is_asked(task, register, by, engine.now()):
            raise Denied("This task is not offered to you.", rule="task-candidate")
        if not task.is_open:
            raise Refused("This task is done or closed already.", rule="task-open")
    mine = (by, task.case_id, task.task, task.party)
    with engine.database.begin() as connection:
        row = dict(zip(KEYS, mine, strict=True)) | {"words": told, "at": engine.now()}
        statement = INSERTS[connection.dialect.name](drafts).values(row)
        again = {"words": statement.excluded.words, "at": statement.excluded.at}
        connection.execute(statement.on_conflict_do_update(index_elements=KEYS, set_=again))


def throw_away(engine: Engine, task_id: UUID, *, by: UUID) -> None:
    """Nothing is kept any more; where nothing was, nothing happens."""
    with engine.database.begin() as connection:
        task = _task(connection, task_id)
        connection.execute(delete(drafts).where(of_task(by, task.case_id, task.task, task.party)))


def _task(connection: Connection, task_id: UUID) -> Task:
    row = connection.execute(select(tasks).where(tasks.c.id == task_id)).first()
    if row is None:
        raise Unknown("There is no such task, or it is not open to you.")
    return Task(*row)
