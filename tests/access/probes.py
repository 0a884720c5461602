"""Requests that ask for everything a case can be asked for, and change nothing even where they are allowed.

What is allowed goes as far as the command, which is stopped before it commits; so whatever comes back that is neither
"sign in", nor "unknown", nor "denied" had the right.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from werkzeug.test import TestResponse

from engine.definition import TaskDefinition
from engine.errors import Refused
from engine.runtime import Engine
from engine.snapshot import Snapshot
from tests.access.interpreter import DOCUMENT, ITEM, TASK, Asking, Interpreter, Scene, Viewer
from tests.access.scenes import Staged

SIGNED_OUT, UNKNOWN, DENIED, ELSEWHERE, THROUGH = (
    "sign in first",
    "unknown",
    "denied",
    "not in this state",
    "through",
)
BROKEN = "broken"  # which no table says
STOPPED = "stopped-by-test"
MOST_TASKS = 3  # of one kind, in one case: of ILO, of another member, of whoever comes next
PLAIN = {
    "position": "support",
    "method": "object_to_silence",
    "view": "supports",
    "stakeholder_view": "supports",
    "turn": "decline",
    "objection": "none",
    "update": "done",
    "nominate": "nobody",
    "propose": "done",
    "place": "take",
    "invitation": "decline",
    "respond": "revised",
    "verify": "fail",
    "confirm": "confirm",
}
# What of the case the subject of a request names, where it names something that may be closed by itself.
NOUNS = {"item.edit": ITEM, "document.put": DOCUMENT, "document.read": DOCUMENT}


@dataclass(frozen=True)
class Probe:
    """One request, the action its route stands for, and what of the case it is about."""

    route: str
    method: str
    path: str
    action: str
    subject: str | None = None
    task: Asking | None = None
    also: str | None = None  # another action that opens the same route
    body: dict[str, Any] | None = None
    reads: bool = False
    noun: str | None = None  # what of the case it is, where it has a level of its own

    @property
    def names(self) -> tuple[str, str] | None:
        """The question, the table or the document of the case that the address names, if it names one."""
        if self.task is not None:
            return TASK, self.task.task
        noun = self.noun or NOUNS.get(self.action)
        return (noun, self.subject) if noun is not None and self.subject is not None else None

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")


@dataclass
class Found:
    """What a case has that addresses name."""

    staged: Staged
    scene: Scene
    rows: list[tuple[str, str]] = field(default_factory=list)  # item, row
    own: frozenset[str] = frozenset()  # the items of which everybody writes the own rows only
    versions: list[tuple[str, str]] = field(default_factory=list)  # document, version
    frozen: frozenset[str] = frozenset()  # the documents that can be read on a page
    quoted: list[tuple[str, str]] = field(default_factory=list)  # a record, and the document it quotes

    @classmethod
    def of(cls, staged: Staged) -> Found:
        snapshot = staged.world.read(staged.case_id)
        rows = {each.item: str(each.id) for each in snapshot.items}
        return cls(
            staged,
            staged.scene(),
            list(rows.items()),
            frozenset(each.key for each in snapshot.definition.items if any(way.own for way in each.edit)),
            [(k, str(d.id)) for k, d in snapshot.documents.items()],
            frozenset(snapshot.definition.frozen),
            [(name, kind) for name in snapshot.documents for kind in quoted(staged, snapshot, name)],
        )


def quoted(staged: Staged, snapshot: Snapshot, name: str) -> Iterator[str]:
    """The documents that a frozen record of the case quotes."""
    if name in snapshot.definition.frozen:
        sha256 = snapshot.documents[name].sha256
        record = json.loads(staged.world.engine.files.get(staged.case_id, sha256))
        quotes = record.get("documents", {}) if isinstance(record, dict) else {}
        yield from (kind for kind, version in quotes.items() if version is not None)


def stop_commands(engine: Engine) -> None:
    """From now on no command commits: what had the right is refused at the last moment."""

    def stop(point: str) -> None:
        if point == "written":
            raise Refused("The test stops every command here.", rule=STOPPED)

    engine.at_point = stop


def outcome(answer: TestResponse) -> str:
    """What an answer says about the right."""
    if answer.status_code == 401 or "/sign-in" in answer.headers.get("Location", ""):
        return SIGNED_OUT
    if answer.status_code in (403, 404):
        return {403: DENIED, 404: UNKNOWN}[answer.status_code]
    if answer.status_code >= 500:
        return BROKEN
    rule = (answer.json or {}).get("rule") if answer.mimetype == "application/problem+json" else None
    return ELSEWHERE if rule in ("wrong-state", "no-such-act") else THROUGH


def expected(table: Interpreter, probe: Probe, viewer: Viewer, scene: Scene) -> tuple[str, frozenset[str]]:
    """What the table says: the outcome, and the rows it rests on."""
    reading = table.reading(viewer, scene)
    known = probe.names is None or table.knows(viewer, scene, *probe.names, probe.task)
    if probe.action == "document.read" and known:
        opening = table.acting(viewer, scene, probe.action, probe.subject)
        if opening:
            return THROUGH, reading | opening
    if viewer.id is None:
        return SIGNED_OUT, frozenset()
    if not reading:
        return UNKNOWN, frozenset()
    if not known:
        return UNKNOWN, reading
    if probe.reads:
        return THROUGH, reading
    acting = table.acting(viewer, scene, probe.action, probe.subject, probe.task)
    if probe.also is not None:
        acting |= table.acting(viewer, scene, probe.also, probe.subject, probe.task)
    if acting:
        return THROUGH, reading | acting
    nowhere = probe.action == "case.move" and not table.about(scene, "case.move", probe.subject)
    return (ELSEWHERE if nowhere else DENIED), reading


# ---- the requests


def probes(found: Found) -> Iterator[Probe]:
    """Every request about one case."""
    definition = found.staged.world.read(found.staged.case_id).definition
    here, api = f"/cases/{found.staged.case_id}", f"/api/v1/cases/{found.staged.case_id}"
    yield from _reading(found, here, api)
    yield Probe("api.cases.edit", "PATCH", api, "case.edit", "case")
    yield Probe("cases.edit", "GET", f"{here}/edit", "case.edit", "case")
    yield Probe("cases.do_edit", "POST", f"{here}/edit", "case.edit", "case", body={})
    yield Probe("api.comments.create", "POST", f"{api}/comments", "case.remark", body={"body": ""})
    yield Probe("cases.remark", "POST", f"{here}/remarks", "case.remark", body={"remark": ""})
    open_here = {t.trigger for t in definition.leaving(found.scene.state) if t.by is not None}
    for trigger in sorted({t.trigger for t in definition.transitions if t.by is not None}):
        yield Probe("api.cases.move", "POST", f"{api}/transitions/{trigger}", "case.move", trigger)
        if trigger in open_here:
            yield Probe("cases.act", "GET", f"{here}/acts/{trigger}", "case.read", reads=True)
            yield Probe("cases.do_act", "POST", f"{here}/acts/{trigger}", "case.move", trigger, body={})
    for key in definition.document_by_key:
        yield Probe(
            "api.documents.put",
            "PUT",
            f"{api}/documents/{key}",
            "document.put",
            key,
            body={"file": "New words."},
        )
        yield Probe("cases.put_form", "GET", f"{here}/documents/new/{key}", "document.put", key)
        yield Probe(
            "cases.put",
            "POST",
            f"{here}/documents/new/{key}",
            "document.put",
            key,
            body={"words": "New words."},
        )
    for key in definition.item_by_key:
        yield Probe("api.items.create", "POST", f"{api}/items/{key}", "item.edit", key)
        yield Probe("cases.add_row", "GET", f"{here}/rows/new/{key}", "item.edit", key)
        yield Probe("cases.add_row", "POST", f"{here}/rows/new/{key}", "item.edit", key, body={})
    for key in definition.links:
        if not found.staged.world.engine.registry.lays(definition, key):
            itself = {"type": key, "to": str(found.staged.case_id)}
            yield Probe("api.links.create", "POST", f"{api}/links", "case.link", key, body=itself)
            yield Probe("cases.do_link", "POST", f"{here}/link", "case.link", key, body=itself)
    yield from _of_tasks(found, here)


def _read(route: str, path: str, subject: str | None = None, noun: str | None = None) -> Probe:
    return Probe(route, "GET", path, "case.read", subject, reads=True, noun=noun)


def _reading(found: Found, here: str, api: str) -> Iterator[Probe]:
    for part in ("", "/comments", "/documents", "/events", "/links", "/watching"):
        yield _read(f"api.cases{part}", api + part)
    for part in ("", "/history", "/discussion", "/why", "/link"):
        yield _read(f"cases.show{part}", here + part)
    # Whoever may know of a case may watch it, and nobody else may.
    for route, path in (("begin_watching", "/watching"), ("end_watching", "/watching/end")):
        yield Probe(f"cases.{route}", "POST", here + path, "case.read", body={}, reads=True)
    for method in ("PUT", "DELETE"):
        yield Probe("api.watching", method, f"{api}/watching", "case.read", reads=True)
    for item, row in found.rows:
        place = f"{api}/items/{item}/{row}"
        yield _read("api.items.every", f"{api}/items/{item}", item, ITEM)
        yield _read("api.items.show", place, item, ITEM)
        if item not in found.own:
            yield Probe("cases.edit_row", "GET", f"{here}/rows/{row}", "item.edit", item)
            yield Probe("api.items.edit", "PATCH", place, "item.edit", item)
            yield Probe("api.items.end", "DELETE", place, "item.edit", item)
    for document, version in found.versions:
        yield from _papers(found, document, f"{here}/documents/{version}", f"{api}/documents/{document}")


def _papers(found: Found, document: str, here: str, api: str) -> Iterator[Probe]:
    yield _read("api.documents.show", api, document, DOCUMENT)
    yield _read("api.documents.content", f"{api}/content", document, DOCUMENT)
    paper = Probe("cases.get_document", "GET", here, "document.read", document, reads=True)
    yield paper
    if document in found.frozen:
        yield replace(paper, route="cases.read_document", path=f"{here}/read")
    for kind in (kind for record, kind in found.quoted if record == document):
        yield replace(paper, route="cases.get_quoted", path=f"{here}/quoted/{kind}")


def _of_tasks(found: Found, here: str) -> Iterator[Probe]:
    snapshot = found.staged.world.read(found.staged.case_id)
    open_tasks = {t.id for t in snapshot.tasks if t.is_open}
    seen: dict[str, int] = {}
    for each in found.scene.tasks:
        seen[each.task] = seen.get(each.task, 0) + 1
        if UUID(each.id) in open_tasks and seen[each.task] <= MOST_TASKS:
            yield from _taking(each)
            if not each.task.startswith("state_"):  # an implied task: the case's own buttons answer it
                yield from _answering(each, here, snapshot.definition.task_by_key[each.task])


def _taking(each: Asking) -> Iterator[Probe]:
    api, take, to = f"/api/v1/tasks/{each.id}", "task.take", {"to": "ilo.outsider@example.org"}
    yield Probe("api.tasks.show", "GET", api, "case.read", each.task, each, reads=True)
    yield Probe("api.tasks.claim", "PUT", f"{api}/claim", take, each.task, each)
    yield Probe("api.tasks.release", "DELETE", f"{api}/claim", take, each.task, each)
    yield Probe("api.tasks.delegate", "PUT", f"{api}/delegation", take, each.task, each, body=to)
    yield Probe("api.tasks.take_back", "DELETE", f"{api}/delegation", take, each.task, each)


def _answering(each: Asking, here: str, definition: TaskDefinition) -> Iterator[Probe]:
    place, key = f"{here}/tasks/{each.id}", each.task
    yield Probe("cases.claim", "POST", f"{place}/claim", "task.take", key, each, body={})
    yield Probe("cases.release", "POST", f"{place}/release", "task.take", key, each, body={})
    yield Probe("cases.delegate", "GET", f"{place}/hand-on", "task.take", key, each)
    yield Probe("cases.do_delegate", "POST", f"{place}/hand-on", "task.take", key, each, body={})
    answer, also = "task.answer", "task.record"
    remind = f"/my-work/remind/{place.split('/')[2]}/{key}"
    yield Probe("work.remind", "POST", remind, "task.remind", key, body={}, noun=TASK)
    path, wrong = f"/api/v1/tasks/{each.id}/completion", {"outcome": "perhaps"}
    yield Probe("api.tasks.complete", "POST", path, answer, key, each, also, wrong)
    yield Probe(
        "cases.served", "POST", f"{here}/served/{key}", also, key, body={"party": each.party}, noun=TASK
    )
    if key in PLAIN and definition.outcome(PLAIN[key]) is not None:
        told = {"outcome": PLAIN[key], "reason": "Because.", "confirmed": "yes"}
        yield Probe("cases.answer", "POST", f"{place}/answer", answer, key, each, also, told)


def as_file(words: str) -> dict[str, Any]:
    """A part of a form with a file in it."""
    return {"file": (io.BytesIO(words.encode()), "words.txt")}
