"""Machines that speak for people: `api.as_("ILO").get("/tasks")`, and the stories that tests begin with.

`api.press(case, "circulate", "officer")` reads the case first and sends its revision, as a careful client does.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from engine.commands.tick import tick
from engine.commands.token import make_token
from tests import people
from tests.world import DECISION, World
from web.app import create_app

KEY = "a key for tests that is long enough to be one"
BASE = "/api/v1"
Case = dict[str, Any]


class Machine:
    """A client with the bearer token of one person, or with none."""

    def __init__(self, app: APIFlask, token: str | None) -> None:
        self.client: FlaskClient = app.test_client(use_cookies=False)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> TestResponse:
        """One request; `path` begins below /api/v1, unless it is a whole one."""
        place = path if path.startswith("/api/") else BASE + path
        if body is not None:
            more["json"] = body
        return self.client.open(place, method=method, headers={**self.headers, **(headers or {})}, **more)

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.send("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.send("POST", path, body, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.send("PUT", path, body, **more)

    def patch(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.send("PATCH", path, body, **more)

    def delete(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.send("DELETE", path, body, **more)

    def upload(
        self, path: str, content: bytes, name: str, *, method: str = "PUT", **form: Any
    ) -> TestResponse:
        """A file as a part of a form. The form is written in memory: a large one would be left open on the disk."""
        headers = form.pop("headers", None)
        parts = {"file": FileStorage(io.BytesIO(content), name), **form}
        boundary, body = encode_multipart(parts)
        kind = f"multipart/form-data; boundary={boundary}"
        return self.send(method, path, headers=headers, data=body, content_type=kind)


class Api:
    """The app of a world, a machine for each of its people, and what happens to cases through them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.app = create_app(world.engine, secret_key=KEY)
        self.app.testing = False  # errors are answered as machines would read them
        self._machines: dict[str, Machine] = {}

    def as_(self, name: str) -> Machine:
        """The machine of somebody."""
        if name not in self._machines:
            token = make_token(self.world.engine, self.world.people[name], f"a machine of {name}")
            self._machines[name] = Machine(self.app, token)
        return self._machines[name]

    def stranger(self) -> Machine:
        """A machine without a token."""
        return Machine(self.app, None)

    # Cases

    def open(
        self,
        by: str = "officer",
        *,
        definition: str = "consensus-decision",
        title: str = "A matter",
        **data: Any,
    ) -> Case:
        values = {**DECISION, **data} if definition == "consensus-decision" else data
        answer = self.as_(by).post("/cases", {"definition": definition, "title": title, "data": values})
        assert answer.status_code == 201, answer.text
        return dict(answer.json)  # type: ignore[arg-type]

    def read(self, case: Case, by: str = "officer") -> Case:
        answer = self.as_(by).get(f"/cases/{case['id']}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json)  # type: ignore[arg-type]

    def put(
        self, case: Case, words: str = "The Committee decides.", document: str = "text", by: str = "officer"
    ) -> None:
        answer = self.as_(by).upload(
            f"/cases/{case['id']}/documents/{document}", words.encode(), f"{document}.txt"
        )
        assert answer.status_code == 201, answer.text

    def try_press(
        self,
        case: Case,
        trigger: str,
        by: str,
        *,
        reason: str | None = None,
        revision: int | None = None,
        **data: Any,
    ) -> TestResponse:
        seen = self.read(case, by)["revision"] if revision is None else revision
        body = {"data": data, **({"reason": reason} if reason else {})}
        path = f"/cases/{case['id']}/transitions/{trigger}"
        return self.as_(by).post(path, body, headers={"If-Match": f'"{seen}"'})

    def press(self, case: Case, trigger: str, by: str, **more: Any) -> Case:
        answer = self.try_press(case, trigger, by, **more)
        assert answer.status_code == 200, answer.text
        return dict(answer.json)  # type: ignore[arg-type]

    def edit(self, case: Case, by: str = "officer", **data: Any) -> Case:
        headers = {"If-Match": f'"{self.read(case, by)["revision"]}"'}
        answer = self.as_(by).patch(f"/cases/{case['id']}", {"data": data}, headers=headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json)  # type: ignore[arg-type]

    # Tasks

    def task(self, case: Case, key: str, party: str | None = None, by: str = "officer") -> dict[str, Any]:
        """The task of the present round with this key (of this party)."""
        found = [t for t in self.read(case, by)["tasks"] if t["task"] == key and t["present"]]
        found = [t for t in found if party is None or t["party"]["name"] == party]
        assert found, f"no task {key} for {party}"
        return dict(found[0])

    def try_answer(
        self, case: Case, who: str, outcome: str, key: str = "position", *, of: str | None = None, **body: Any
    ) -> TestResponse:
        """Somebody answers a task as they find it; `of` names the seat when it is not their own."""
        seat = of or (who if who in people.MEMBERS else None)
        task = self.task(
            case, key, seat if key in ("position", "method", "explain", "extension") else None, who
        )
        told = {"outcome": outcome, "bound": task["bound"], **body}
        return self.as_(who).post(f"/tasks/{task['id']}/completion", told)

    def answer(
        self, case: Case, who: str, outcome: str, key: str = "position", **body: Any
    ) -> dict[str, Any]:
        answer = self.try_answer(case, who, outcome, key, **body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json)  # type: ignore[arg-type]

    def all_answer(self, case: Case, outcome: str, *who: str) -> None:
        for name in who or people.MEMBERS:
            self.answer(case, name, outcome)

    # Time

    def at(self, instant: datetime) -> None:
        """Move the clock and fire what is due."""
        self.world.clock.move_to(instant)
        tick(self.world.engine)

    def later(self, **delta: float) -> None:
        self.at(self.world.clock.now() + timedelta(**delta))

    # Stories that other stories begin with

    def circulated(self, **data: Any) -> Case:
        case = self.open(**data)
        self.put(case)
        return self.press(case, "circulate", "officer")

    def deliberating(self, **data: Any) -> Case:
        return self.press(self.circulated(**data), "deliberate", people.CHAIR)

    def silent(self, **data: Any) -> Case:
        """A running silence of which every member has notice, because its machine has read the case."""
        self.world.enable_silence()
        case = self.circulated(method="SILENCE", **data)
        self.press(case, "open_silence", people.CHAIR)
        for name in people.MEMBERS:
            self.read(case, name)
        return self.read(case)


def problem(answer: TestResponse, status: int, rule: str | None = None) -> dict[str, Any]:
    """The problem document of an answer, which must have this status (and name this rule)."""
    assert answer.status_code == status, f"{answer.status_code}: {answer.text}"
    assert answer.mimetype == "application/problem+json"
    told: dict[str, Any] = dict(answer.json)  # type: ignore[arg-type]
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]
    assert "Traceback" not in answer.text
    if rule is not None:
        assert told.get("rule") == rule, told
    return told
