"""A4: killed at any call of the operating system, on a full disk and on a broken one, sealer and witness put their names under
one tree of each size, remember it, and go on."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import delete

from engine import sqlite_engine
from engine.database import open_database
from engine.history import sealer as folder_of
from engine.history.checkpoints import all_sealed, checkpoints
from engine.history.leaves import HistoryChanged
from engine.history.note import Checkpoint
from engine.history.sealer import EVERY, Sealer
from engine.history.tree import Tree
from engine.history.verify import checkpoints_in
from engine.history.witness import Answer, Witness, request_of
from engine.history.witness import begin as begin_witness
from tests.careless_sqlite import SAFE
from tests.history.ledger import BEGUN, lay, leaf
from tests.history.traced import FAILED, KILL, Act, Call, Ended, rehearse, strike, strikes
from tests.owner import unguarded

pytestmark = pytest.mark.long
ORIGIN = "nemcon.example.org/tests"
# So many entries were signed before, so many are to be signed, so many there are afterwards.
BEFORE, THEN, LATER = 5, 9, 12
# Fewer calls than this and the rehearsal has not looked where it should.
FEWEST = {"sqlite": 150, "postgresql": 40, "witness": 20}


@dataclass
class Ledger:
    """A log on a database, and a sealer's folder beside it; both can be put back to where they were."""

    url: str
    path: Path

    @property
    def folder(self) -> Path:
        return self.path / "sealer"

    @property
    def file(self) -> Path | None:
        """Where the log lies, on SQLite."""
        return Path(self.url.removeprefix("sqlite:///")) if self.url.startswith("sqlite") else None

    @property
    def paths(self) -> list[Path]:
        """What the sealer touches: its folder, and on SQLite the log."""
        names = (folder_of.KEY, folder_of.NEXT_KEY, folder_of.STATE, folder_of.SIGNED)
        ends = ("", "-wal", "-shm", "-journal", ".gate", ".main")
        log = [Path(f"{self.file}{end}") for end in ends] if self.file else []
        return [*whole_or_new(self.folder, names), *log]

    def seal(self) -> None:
        with closing(open_database(self.url, as_sealer=True)) as database:
            Sealer(self.folder, database).seal(BEGUN)

    def keep(self) -> None:
        shutil.copytree(self.folder, self.path / "kept")
        if self.file:
            shutil.copyfile(self.file, self.path / "kept.sqlite3")

    def put_back(self) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self.path / "kept", self.folder)
        if self.file:
            for path in self.file.parent.glob(f"{self.file.name}*"):
                path.unlink()
            shutil.copyfile(self.path / "kept.sqlite3", self.file)
            return
        with closing(open_database(self.url)) as database:
            with unguarded(database) as connection:
                connection.execute(delete(checkpoints).where(checkpoints.c.size > BEFORE))
            lay(database, THEN)


def whole_or_new(folder: Path, names: Sequence[str]) -> list[Path]:
    """A folder, its files, and those that take their place."""
    return [folder, *(folder / f"{name}{end}" for name in names for end in ("", ".new"))]


@pytest.fixture
def ledger(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """Signed once, and grown since. Here SQLite is as careful with the disk as it is in production."""
    monkeypatch.setattr(sqlite_engine, "PRAGMAS", SAFE)
    ledger = Ledger(database_url, tmp_path)
    folder_of.begin(ledger.folder, ORIGIN)
    with closing(open_database(database_url, as_sealer=True)) as database:
        lay(database, BEFORE)
        Sealer(ledger.folder, database).seal(BEGUN)
        lay(database, THEN)
    ledger.keep()
    return ledger


def test_struck_at_any_call_the_sealer_never_signs_two_roots_of_one_size(
    ledger: Ledger, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def trial(hit: Callable[[Act], Ended]) -> None:
        ledger.put_back()
        ended = hit(ledger.seal)
        goes_on_honestly(ledger, kept=ended.code == 0)

    struck_everywhere(f"the sealer on {kind}", FEWEST[kind], ledger.seal, ledger.paths, trial, capsys)


def struck_everywhere(
    who: str,
    fewest: int,
    act: Act,
    paths: Sequence[Path],
    trial: Callable[[Callable[[Act], Ended]], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One trial for each call that the rehearsal found, and each fault."""
    calls = rehearse(act, paths)
    planned, died, failed = strikes(calls), 0, 0
    for call, fault in planned:
        ended: list[Ended] = []

        def hit(act: Act, call: Call = call, fault: str = fault, ended: list[Ended] = ended) -> Ended:
            ended.append(strike(act, paths, call, fault))
            return ended[0]

        trial(hit)
        died += fault == KILL and ended[0].signal == 9
        failed += fault != KILL and ended[0].struck and ended[0].code in (0, FAILED)
    writing = sum(call.writes for call in calls)
    with capsys.disabled():
        print(
            f"\n{who}: {len(calls)} calls, killed at {died}; {writing} of them write, failed {failed} times"
        )
    assert (died, failed) == (len(calls), 2 * writing)
    assert len(calls) >= fewest


def goes_on_honestly(ledger: Ledger, *, kept: bool) -> None:
    """Its memory is whole, what it has promised binds it, and it signs what is true."""
    with closing(open_database(ledger.url, as_sealer=True)) as database:
        sealer = Sealer(ledger.folder, database)
        before = signed_ever(sealer)
        assert sealer.state().size in (BEFORE, THEN)
        assert set(before) <= {BEFORE, sealer.state().size}, "nothing is signed that was not promised"
        assert not kept or set(before) == {BEFORE, THEN}, "who says that it is kept has kept it"
        if sealer.state().size == THEN:
            lay(database, THEN, other_from=THEN - 2)
            with pytest.raises(HistoryChanged, match="are not those that are signed"):
                Sealer(ledger.folder, database).seal(BEGUN + EVERY)
            lay(database, THEN)
        Sealer(ledger.folder, database).seal(BEGUN + EVERY)
        lay(database, LATER)
        assert Sealer(ledger.folder, database).seal(BEGUN + 2 * EVERY) is not None
        after = signed_ever(sealer)
        assert after == {size: {root(size)} for size in (BEFORE, THEN, LATER)}
        assert all(roots <= after[size] for size, roots in before.items())
        assert [each.size for each in stored(sealer)] == [BEFORE, THEN, LATER]


def root(size: int) -> bytes:
    return Tree.of(map(leaf, range(size))).root()


def stored(sealer: Sealer) -> list[Checkpoint]:
    with sealer.database.read() as connection:
        return [each.checkpoint for each in all_sealed(connection)]


def signed_ever(sealer: Sealer) -> dict[int, set[bytes]]:
    """By size, the roots under a signature: in the house and in the sealer's own list, which can be read."""
    found: dict[int, set[bytes]] = {}
    for each in stored(sealer):
        found.setdefault(each.size, set()).add(each.root)
    for written in checkpoints_in((sealer.folder / folder_of.SIGNED).read_text(encoding="utf-8")):
        found.setdefault(written.size, set()).add(written.root)
    return found


# The witness


@dataclass
class Watcher:
    """A witness of another agency, and the log's key to ask it with."""

    path: Path

    @property
    def folder(self) -> Path:
        return self.path / "witness"

    @property
    def paths(self) -> list[Path]:
        return whole_or_new(self.folder, ("key", "logs", "seen.json"))

    def ask(self, old: int, size: int, *, other_from: int | None = None) -> Answer:
        """Ask with the log's true signature."""
        return Witness(self.folder).add_checkpoint(self.request(old, size, other_from=other_from), 1)

    def request(self, old: int, size: int, *, other_from: int | None = None) -> str:
        tree = self.tree(size, other_from)
        note = folder_of.signed(Checkpoint(ORIGIN, size, tree.root()), self.path / "sealer")
        return request_of(old, tree.consistency(old, size), note)

    def tree(self, size: int, other_from: int | None = None) -> Tree:
        end = size if other_from is None else other_from
        return Tree.of([leaf(n, "" if n < end else "other") for n in range(size)])


@pytest.fixture
def watcher(tmp_path: Path) -> Watcher:
    key = folder_of.begin(tmp_path / "sealer", ORIGIN)
    begin_witness(tmp_path / "witness", "agency.example.org/witness", key)
    watcher = Watcher(tmp_path)
    assert watcher.ask(0, BEFORE).status == 200
    shutil.copytree(watcher.folder, tmp_path / "kept")
    return watcher


def test_struck_at_any_call_a_witness_never_puts_its_name_under_two_roots_of_one_size(
    watcher: Watcher, capsys: pytest.CaptureFixture[str]
) -> None:
    request, word = watcher.request(BEFORE, THEN), watcher.path / "word"

    def cosign() -> None:
        word.write_text(str(Witness(watcher.folder).add_checkpoint(request, 1).status), encoding="ascii")

    def trial(hit: Callable[[Act], Ended]) -> None:
        shutil.rmtree(watcher.folder)
        shutil.copytree(watcher.path / "kept", watcher.folder)
        word.unlink(missing_ok=True)
        ended = hit(cosign)
        keeps_its_word(watcher, given=ended.code == 0 and word.read_text(encoding="ascii") == "200")

    struck_everywhere("a witness", FEWEST["witness"], cosign, watcher.paths, trial, capsys)


def keeps_its_word(watcher: Watcher, *, given: bool) -> None:
    """It remembers one tree; once it has, another of that size is refused, whatever it is said to go on from."""
    seen = Witness(watcher.folder).seen(ORIGIN)
    assert (seen.size, seen.root) in {(size, root(size)) for size in (BEFORE, THEN)}
    assert not given or seen.size == THEN, "its word left, and it does not remember"
    assert watcher.ask(seen.size, THEN).status == 200, "the same may be asked again"
    for old in (BEFORE, THEN):
        assert watcher.ask(old, THEN, other_from=THEN - 1).status == 409
    assert watcher.ask(THEN, LATER, other_from=THEN - 1).status == 422
    assert watcher.ask(THEN, LATER).status == 200
    assert Witness(watcher.folder).seen(ORIGIN).root == root(LATER)
