"""A desk in front of a house whose history is signed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from engine.history import sealer as folder_of
from engine.history import verify
from engine.history.note import Note
from engine.history.sealer import Sealer
from engine.history.trust import Trust
from engine.history.witness import Witness, begin, request_of
from engine.sequence import sequence_all
from tests.owner import as_sealer
from tests.web.desk import Desk
from tests.world import World

ORIGIN = "nemcon.example.org/tests"


class SealedDesk:
    """A desk whose history is signed, with a witness who may look."""

    def __init__(self, world: World, folder: Path, *, quorum: int = 0) -> None:
        self.world = world
        (self.key,) = (folder_of.begin(folder / "sealer", ORIGIN),)
        self.sealer = Sealer(folder / "sealer", as_sealer(world.engine.database))
        self.witness_key = begin(folder / "witness", "agency.example.org/witness", self.key)
        self.witness = Witness(folder / "witness")
        self.trust = Trust((self.key,), (self.witness_key,) if quorum else (), quorum)
        self.desk = Desk(world, trust=self.trust)

    def seal(self) -> None:
        sequence_all(self.world.engine.database)
        self.sealer.seal(self.world.clock.now())

    def cosign(self) -> TestResponse:
        """The witness looks, as its command does over the network."""
        visitor = self.desk.stranger()
        note = Note.read(visitor.get("/api/history/checkpoint").text)
        told = verify.Checkpoint.read(str(note))
        old = self.witness.seen(told.origin).size
        lines = visitor.get(f"/api/history/consistency/{old}/{told.size}").text.split()
        answer = self.witness.add_checkpoint(
            request_of(old, [verify._base64(each) for each in lines], note), 1_358_000_000
        )
        assert answer.status == 200, answer
        return self.send(told.size, answer.text)

    def send(self, size: Any, line: Any) -> TestResponse:
        """Bring a line to the house; a machine without a session."""
        return self.desk.stranger().client.post(
            "/api/history/cosignatures", json={"size": size, "line": line}
        )

    def verified(self, package: Any, tmp_path: Path) -> verify.Report:
        path = tmp_path / "package.json"
        path.write_text(json.dumps(package), encoding="utf-8")
        report = verify.Report()
        verify.read(path, verify.Policy((verify.Key.read(str(self.key)),)), report)
        return report
