"""A house with decisions in it, sealed and exported: what the liars of these tests start from."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from sqlalchemy import func, select

from engine import log as log_of
from engine.history import sealer
from engine.history.export import export_history
from engine.history.sealer import Sealer
from engine.history.verify import Checkpoint, Files, Key, Policy, Report, bodies, disclosed_in, read
from engine.sequence import sequence_all
from tests.owner import as_sealer
from tests.people import MEMBERS
from tests.world import World

ORIGIN = "nemcon.example.org/tests"


@dataclass
class SealedHouse:
    """The world, its sealer, and the newest export, unpacked in `folder`."""

    world: World
    path: Path
    sealer: Sealer

    @classmethod
    def begun(cls, world: World, path: Path) -> SealedHouse:
        """With a new key."""
        sealer.begin(path / "sealer", ORIGIN)
        return cls(world, path, Sealer(path / "sealer", as_sealer(world.engine.database)))

    @property
    def folder(self) -> Path:
        return self.path / "history"

    @property
    def policy(self) -> Policy:
        """What an auditor holds: the log's key."""
        return Policy(tuple(Key.read(str(key)) for key in sealer.public_keys(self.path / "sealer")))

    def seal(self) -> None:
        sequence_all(self.world.engine.database)
        self.sealer.seal(self.world.clock.now())

    def export(self, origin: str = ORIGIN) -> Path:
        """The whole history as one file; gives it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        packed = self.path / "history.zip"
        packed.unlink(missing_ok=True)
        with self.world.engine.reading() as (connection, _):
            export_history(connection, packed, origin, lambda words: None)
        with ZipFile(packed) as file:
            file.extractall(self.folder)
        return packed

    def verified(self, *older: Checkpoint, path: Path | None = None) -> Report:
        report = Report()
        read(path or self.folder, self.policy._replace(older=older), report)
        return report

    def entries(self) -> list[bytes]:
        return list(bodies(Files(self.folder)))

    def disclosed(self) -> list[tuple[int, str, bytes, object]]:
        return list(disclosed_in(Files(self.folder)))

    def checkpoint(self) -> Checkpoint:
        return Checkpoint.read((self.folder / "checkpoint").read_text(encoding="utf-8"))


def busy(world: World, events: int) -> None:
    """Decisions, one after the other, until so much has happened: adopted, broken, withdrawn, with reasons and remarks."""
    number = 0
    while happened(world) < events:
        case_id = world.deliberating(title=f"Matter {number}", background=f"Because of {number}.")
        for code in MEMBERS:
            world.answer(
                case_id,
                code,
                "concern" if number % 3 == 1 and code == "ILO" else "support",
                **reason(number, code),
            )
        number += 1


def happened(world: World) -> int:
    """How many events there are."""
    with world.engine.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(log_of.events)).scalar_one())


def reason(number: int, code: str) -> dict[str, str]:
    return {"reason": "It costs too much."} if number % 3 == 1 and code == "ILO" else {}
