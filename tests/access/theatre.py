"""The theatre: every scene with the house it plays in, and everybody signed in there, by cookie and by token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.commands.token import make_token
from tests.access.probes import Probe, as_file, stop_commands
from tests.access.scenes import WHO, Staged
from tests.web.desk import Desk, Visitor
from tests.world import World


class House:
    """The app of one world, with everybody signed in. No command commits any more."""

    def __init__(self, world: World) -> None:
        self.desk = Desk(world)
        self.visitors: dict[str | None, Visitor] = {None: self.desk.stranger()}
        self.tokens: dict[str | None, str] = {}
        self.machine: FlaskClient = self.desk.app.test_client(use_cookies=False)
        for name in WHO:
            if name is not None:
                self.visitors[name] = self.desk.as_(name)
                self.tokens[name] = make_token(world.engine, world.people[name], "a machine")
        stop_commands(world.engine)

    def send(self, probe: Probe, who: str | None) -> TestResponse:
        """One probe by somebody."""
        if not probe.is_api:
            visitor = self.visitors[who]
            return visitor.get(probe.path) if probe.method == "GET" else visitor.post(probe.path, probe.body)
        sent: dict[str, Any] = {} if probe.body is None else {"json": probe.body}
        if probe.body and "file" in probe.body:
            sent = {"data": as_file(probe.body["file"]), "content_type": "multipart/form-data"}
        return self.machine.open(probe.path, method=probe.method, headers=self._token(who), **sent)

    def raw(self, method: str, path: str, who: str | None, headers: Mapping[str, str]) -> TestResponse:
        """Any method on any address."""
        if path.lower().startswith("/api/"):
            return self.machine.open(path, method=method, headers={**self._token(who), **headers})
        return self.visitors[who].client.open(path, method=method, headers=dict(headers))

    def _token(self, who: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}


@dataclass
class Theatre:
    """All scenes, with the houses they play in."""

    staged: list[Staged]
    houses: dict[int, House] = field(default_factory=dict)

    def house(self, staged: Staged) -> House:
        if id(staged.world) not in self.houses:
            self.houses[id(staged.world)] = House(staged.world)
        return self.houses[id(staged.world)]

    def scene(self, name: str) -> Staged:
        return next(each for each in self.staged if each.name == name)
