"""A house that was lost and is restored: it says which signed entries are missing, signs nothing until two persons have put that
on record, and then goes on in a new epoch that an auditor can verify."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.clock import SystemClock
from engine.commands import password
from engine.history.note import Checkpoint
from engine.history.sealer import read_state
from engine.history.signed_list import last_in_list
from engine.history.trust import Trust
from engine.history.verify import CODES, LOST
from engine.session import INVITATION
from tests.conftest import NewDatabase
from tests.web.test_cli import Run, environment, runner
from tests.world import World
from web.cli import main

ORIGIN = "nemcon.example.org/tests"
WORDS = "correct horse battery staple"
TWO = ("--first", "administrator@example.org", "--second", "auditor@example.org")


@dataclass
class Scene:
    """A sealed house, and what it takes to lose it and to make it anew."""

    world: World
    path: Path
    empty: Callable[[], str]

    @property
    def sealer(self) -> Path:
        return self.path / "sealer"

    @property
    def known(self) -> dict[str, str]:
        """Where the sealer's folder and the house's trust lie; the trust is what was believed before."""
        return {"NEMCON_SEALER_DIR": str(self.sealer), "NEMCON_TRUST": str(self.path / "trust.json")}

    def house(self) -> Run:
        """The commands in the house as it is before it is lost."""
        url = f"sqlite:///{self.world.engine.database.place}"
        return runner(environment(url, self.path / "data", **self.known))

    def anew(self, **known: str) -> dict[str, str]:
        """The settings of an empty house."""
        return environment(self.empty(), self.path / "other", **known)

    def signed(self) -> Checkpoint:
        """The newest in the sealer's own list."""
        note = last_in_list(self.sealer / "checkpoints")
        assert note is not None
        return Checkpoint.read(note.text)


@pytest.fixture
def scene(small_world: World, tmp_path: Path, new_database: NewDatabase) -> Scene:
    """Signed, backed up at 'backup', and signed again after more has happened."""
    for who in ("administrator", "auditor"):
        secret = password.invite(small_world.engine, small_world.people[who], by=None)
        password.set_by_link(small_world.engine, INVITATION, secret, WORDS)
    scene = Scene(small_world, tmp_path, lambda: new_database("sqlite", empty=True))
    run = scene.house()
    assert run("sealer", "begin", "--origin", ORIGIN).exit_code == 0
    shutil.copyfile(scene.sealer / "trust.json", tmp_path / "trust.json")
    sealed(run)
    assert run("backup", str(tmp_path / "backup")).exit_code == 0
    small_world.engine.clock = SystemClock()
    small_world.open(title="What is lost")
    sealed(run)
    return scene


def sealed(run: Run) -> None:
    run("tick")
    done = run("sealer", "run", "--once")
    assert done.exit_code == 0 and done.stdout.startswith("Signed: "), done.output


def opened(settings: dict[str, str], checkpoint: Path) -> Result:
    """Both persons give their passwords."""
    told = ("open-epoch", str(checkpoint), *TWO)
    return CliRunner().invoke(main, told, env=settings, input=f"{WORDS}\n{WORDS}\n")


def test_a_restored_house_tells_what_is_lost_and_goes_on_in_a_new_epoch(scene: Scene, tmp_path: Path) -> None:
    settings, last = scene.anew(**scene.known), scene.signed()
    run, listed = runner(settings), scene.sealer / "checkpoints"
    back = run("restore", str(tmp_path / "backup"))
    assert back.exit_code == 0, back.output
    lost = int(back.stdout.split(" signed entries are missing: ")[0].rsplit("\n", 1)[1])
    assert lost > 0 and f"{last.size} were signed, and {last.size - lost} of them are here.\n" in back.stdout
    assert " promises: " in back.stdout and ", 0 are broken, " in back.stdout
    assert back.stdout.endswith(f"    nemcon open-epoch {listed} --first EMAIL --second EMAIL\n")
    refused = run("sealer", "run", "--once")
    assert refused.exit_code == 1 and "Nothing more is signed." in refused.stderr
    epoch = opened(settings, listed)
    assert epoch.exit_code == 0, epoch.output
    assert (
        f"The log goes on as {ORIGIN}/epoch-2. On the sealer's machine: nemcon sealer renew" in epoch.stdout
    )
    (tmp_path / "statement").write_text(
        run("sealer", "renew", "--origin", f"{ORIGIN}/epoch-2").stdout, encoding="utf-8"
    )
    assert run("announce-key", str(tmp_path / "statement")).exit_code == 0
    assert run("sealer", "retire").exit_code == 0
    sealed(run)
    assert read_state(scene.sealer).origin == f"{ORIGIN}/epoch-2"
    proves_with_the_key_of_before(scene, run, lost)


def proves_with_the_key_of_before(scene: Scene, run: Run, lost: int) -> None:
    """Whoever holds the first key and all that was ever signed learns that entries were lost, and that nothing else is wrong."""
    file = scene.path / "history.zip"
    assert run("export-history", str(file)).exit_code == 0
    key = str(Trust.read(scene.path / "trust.json").log_keys[0])
    kept = ("--log-key", key, "--checkpoint", str(scene.sealer / "checkpoints"))
    done = run("verify", str(file), *kept)
    assert done.exit_code == CODES[LOST] and done.stdout.startswith("OK, after a loss ("), done.output
    assert f"{lost} entries were lost before entry" in done.stdout
    assert "is of a history that was lost; a new epoch says so." in done.stdout


def test_where_nothing_is_lost_that_is_said_and_no_epoch_is_opened(scene: Scene, tmp_path: Path) -> None:
    assert scene.house()("backup", str(tmp_path / "newest")).exit_code == 0
    settings, last = scene.anew(**scene.known), scene.signed()
    back = runner(settings)("restore", str(tmp_path / "newest"))
    assert back.exit_code == 0, back.output
    assert back.stdout.endswith(
        f"No signed entry is missing: all {last.size} that were signed last are here.\n"
    )
    refused = opened(settings, scene.sealer / "checkpoints")
    assert (
        refused.exit_code == 1 and f"Nothing is lost: {last.size} entries were signed, and" in refused.stderr
    )
    sealed(runner(settings))


def test_a_checkpoint_that_somebody_has_kept_does_as_well(scene: Scene, tmp_path: Path) -> None:
    note = last_in_list(scene.sealer / "checkpoints")
    (tmp_path / "kept").write_text(str(note), encoding="utf-8")
    run = runner(scene.anew(NEMCON_TRUST=scene.known["NEMCON_TRUST"]))
    back = run("restore", str(tmp_path / "backup"), "--checkpoint", str(tmp_path / "kept"))
    assert back.exit_code == 0 and " signed entries are missing: " in back.stdout
    assert f"nemcon open-epoch {tmp_path / 'kept'} --first" in back.stdout


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ((), "no checkpoint was given, and NEMCON_SEALER_DIR is not set."),
        (
            ("NEMCON_SEALER_DIR",),
            "this house believes no key of the log; NEMCON_TRUST names the file with them.",
        ),
    ],
)
def test_what_was_signed_last_may_not_be_known_and_that_is_said(
    scene: Scene, tmp_path: Path, known: tuple[str, ...], why: str
) -> None:
    run = runner(scene.anew(**{name: scene.known[name] for name in known}))
    back = run("restore", str(tmp_path / "backup"))
    assert back.exit_code == 0
    assert f"Whether signed entries are missing is not known: {why}\n" in back.stdout


def test_a_file_that_holds_no_checkpoint_is_refused_before_anything_is_restored(
    scene: Scene, tmp_path: Path
) -> None:
    (tmp_path / "kept").write_text("nothing", encoding="utf-8")
    run = runner(scene.anew(**scene.known))
    told = ("restore", str(tmp_path / "backup"), "--checkpoint", str(tmp_path / "kept"))
    refused = run(*told)
    assert refused.exit_code == 1
    assert refused.stderr == f"{tmp_path / 'kept'}: this is no note: the signatures are missing.\n"
    assert run("person", "list").exit_code == 1, "there are no tables"


def test_a_checkpoint_of_another_key_tells_nothing(scene: Scene, tmp_path: Path) -> None:
    other = runner(
        {**environment("sqlite:///x", tmp_path / "x"), "NEMCON_SEALER_DIR": str(tmp_path / "theirs")}
    )
    assert other("sealer", "begin", "--origin", ORIGIN).exit_code == 0
    run = runner(scene.anew(**{**scene.known, "NEMCON_TRUST": str(tmp_path / "theirs" / "trust.json")}))
    back = run("restore", str(tmp_path / "backup"))
    assert "the checkpoint is not signed by a key that this house believes." in back.stdout
