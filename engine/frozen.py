"""Frozen records: what a case holds at an act, as canonical JSON in a document version, decided and proved by its hash.

A record is `{"case": …, "values": …, "documents": …, "rows": …, "answers": …}`, each by key. What is frozen of one item
or one task alone is just its list, so that the same rows have the same hash wherever they are frozen.
"""

from __future__ import annotations

import hashlib
from typing import Any

from engine.columns import new_id, to_micros
from engine.definition import DocumentDefinition, Field, Freeze, ItemDefinition, Part, TaskDefinition
from engine.document import Document
from engine.log import canonical
from engine.position import Position
from engine.work import Work

MEDIA_TYPE = "application/json"
KINDS = {Field: "values", DocumentDefinition: "documents", ItemDefinition: "rows", TaskDefinition: "answers"}


def freeze(work: Work, effect: Freeze) -> None:
    """Carry out a `Freeze`: the next version of its document, with the bytes for the files of the case."""
    body = canonical(_told(work, effect))
    digest = hashlib.sha256(body).digest()
    case, into, actor = work.snapshot.case, effect.into.key, work.actor
    before = work.snapshot.documents.get(into)
    version = before.version + 1 if before else 1
    name = f"{into}-{case.reference}-{version}.json"
    about = (digest, len(body), name, MEDIA_TYPE, actor.person, actor.organization, work.at)
    work.add_document(Document(new_id(), case.id, into, version, *about))
    work.change.files.append((case.id, digest, body))


def _told(work: Work, effect: Freeze) -> Any:
    task = work.snapshot.definition.task_by_key.get(work.event.facts.get("task", ""))
    parts = effect.parts(task)
    if not isinstance(effect.what, tuple):
        return _part(work, parts[0])
    record: dict[str, Any] = {"case": _head(work)}
    for part in parts:
        record.setdefault(KINDS[type(part)], {})[part.key] = _part(work, part)
    return record


def _head(work: Work) -> dict[str, Any]:
    """The case as it stood before the act; instants in microseconds."""
    case = work.snapshot.case
    return {
        "definition": case.definition,
        "version": case.version,
        "reference": case.reference,
        "number": case.number,
        "title": case.title,
        "state": case.state,
        "since": case.visits[case.state][1],
    }


def _part(work: Work, part: Part) -> Any:
    match part:
        case Field():
            return work.snapshot.case.data.get(part.key)
        case DocumentDefinition():
            return _version(work.snapshot.documents.get(part.key))
        case ItemDefinition():
            return _rows(work, part)
        case TaskDefinition():
            return _answers(work, part)


def _version(document: Document | None) -> dict[str, Any] | None:
    if document is None:
        return None
    return {"version": document.version, "sha256": document.sha256.hex(), "filename": document.filename}


def _rows(work: Work, item: ItemDefinition) -> list[Any]:
    standing = [row for row in work.snapshot.items if row.item == item.key and row.standing]
    standing.sort(key=lambda row: row.id.bytes)
    return [{"id": row.id.hex, "values": _open_values(item.columns, row.data)} for row in standing]


def _answers(work: Work, task: TaskDefinition) -> list[Any]:
    """What each party says in this round, by its name, also whoever says nothing."""
    asked = [t for t in work.snapshot.tasks if t.task == task.key]
    view, answers = work.view, work.snapshot.answers
    told = []
    for mine in (each for each in asked if each.ended_why not in ("unwanted", "replaced")):
        answer = answers.get(mine.answer) if mine.answer else None
        round_no = work.snapshot.case.shown_round(task.key)
        told.append({"party": str(view.party(mine.party)), "round": round_no, **_said(task, answer)})
    return sorted(told, key=lambda each: str(each["party"]))


def _said(task: TaskDefinition, answer: Position | None) -> dict[str, Any]:
    if answer is None:
        return dict.fromkeys(("outcome", "reason", "values", "bound", "at"))
    outcome = task.outcome(answer.outcome)
    return {
        "outcome": answer.outcome,
        "reason": answer.reason,
        "values": _open_values((*task.asks, *(outcome.asks if outcome else ())), answer.data),
        "bound": answer.bound.hex() if answer.bound else None,
        "at": to_micros(answer.at),
    }


def _open_values(fields: tuple[Field, ...], data: dict[str, Any]) -> dict[str, Any]:
    """What has a level of its own stays out of a record that others may read."""
    closed = {field.key for field in fields if field.level is not None}
    return {key: value for key, value in data.items() if key not in closed}
