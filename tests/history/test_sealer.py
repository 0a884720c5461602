"""The sealer signs one history: no fork, no rollback, no second root of one size, wherever it is killed."""

from __future__ import annotations

import os
import random
import stat
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from engine.database import Database
from engine.errors import Refused
from engine.history import sealer as folder_of
from engine.history.checkpoints import all_sealed, newest, put_checkpoint, put_cosignature
from engine.history.keys import WITNESS, SecretKey, Unreadable
from engine.history.leaves import HistoryChanged
from engine.history.note import Checkpoint, Note
from engine.history.sealer import AT_MOST, EVERY, HistoryLost, Sealer
from engine.history.signed_list import add_to_list, last_in_list, origins_in_list
from engine.history.tree import Tree, is_consistent
from engine.history.verify import checkpoints_in
from engine.history.witness import Witness, request_of
from engine.history.witness import begin as begin_witness
from tests.history.ledger import BEGUN, POINTS, lay, leaf
from tests.owner import as_sealer, owning, unguarded
from web.command_line import proving

ORIGIN = "nemcon.example.org/tests"
TRIALS = 1000


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def sealer(database: Database, tmp_path: Path) -> Sealer:
    folder_of.begin(tmp_path / "sealer", ORIGIN)
    return Sealer(tmp_path / "sealer", as_sealer(database))


def fresh(sealer: Sealer) -> Sealer:
    """The same sealer after a restart."""
    return Sealer(sealer.folder, sealer.database)


def stored(sealer: Sealer) -> list[Checkpoint]:
    with sealer.database.read() as connection:
        return [each.checkpoint for each in all_sealed(connection)]


def signed_ever(sealer: Sealer) -> dict[int, set[bytes]]:
    """By size, the roots that ever left with a signature: in the house and in the sealer's own list."""
    found: dict[int, set[bytes]] = {}
    path = sealer.folder / folder_of.SIGNED
    for each in stored(sealer):
        found.setdefault(each.size, set()).add(each.root)
    for written in checkpoints_in(path.read_text(encoding="utf-8")) if path.exists() else []:
        found.setdefault(written.size, set()).add(written.root)
    return found


def test_it_signs_what_the_log_stands_for_and_that_once(sealer: Sealer) -> None:
    lay(sealer.database, 5)
    told = sealer.seal(BEGUN)
    assert told == Checkpoint(ORIGIN, 5, Tree.of(map(leaf, range(5))).root())
    assert sealer.seal(BEGUN) is None and fresh(sealer).seal(BEGUN) is None
    lay(sealer.database, 9)
    assert sealer.seal(BEGUN + EVERY) == Checkpoint(ORIGIN, 9, Tree.of(map(leaf, range(9))).root())
    with sealer.database.read() as connection:
        last = newest(connection, ORIGIN)
    (key,) = folder_of.public_keys(sealer.folder)
    assert last is not None and last.note.is_signed_by(key)
    assert stored(sealer) == [each for each in stored(sealer) if each.size in (5, 9)]


def test_it_signs_by_time_by_count_and_at_once_when_a_case_comes_to_a_result(sealer: Sealer) -> None:
    lay(sealer.database, 1)
    assert sealer.seal_if_due(BEGUN) is not None, "the first at once"
    lay(sealer.database, 2)
    assert sealer.seal_if_due(BEGUN + EVERY - timedelta(seconds=1)) is None
    assert sealer.seal_if_due(BEGUN + EVERY) is not None, "by time"
    assert sealer.seal_if_due(BEGUN + 5 * EVERY) is None, "nothing has grown"
    lay(sealer.database, 2 + AT_MOST - 1)
    assert sealer.seal_if_due(BEGUN + 5 * EVERY - timedelta(days=1)) is None
    lay(sealer.database, 2 + AT_MOST)
    assert sealer.seal_if_due(BEGUN + EVERY) is not None, "by count"
    lay(sealer.database, 3 + AT_MOST, closing=3 + AT_MOST)
    assert sealer.seal_if_due(BEGUN + EVERY) is not None, "a result"


def test_a_thousand_forks_rollbacks_and_restores_are_refused_by_sealer_and_witness(
    sealer: Sealer, tmp_path: Path
) -> None:
    """Each trial is a log that grew honestly, then another one in its place; sealer and witness have seen the first."""
    chance, refused = random.Random(2013), {"sealer": 0, "witness": 0}
    (key,) = folder_of.public_keys(sealer.folder)
    begin_witness(tmp_path / "witness", "agency.example.org/witness", key)
    witness = Witness(tmp_path / "witness")
    size = 0
    for trial in range(TRIALS):
        if trial % 50 == 0:  # it grows, and both see it
            old, size = size, size + chance.randrange(2, 9)
            lay(sealer.database, size)
            told = sealer.seal(BEGUN + trial * EVERY)
            assert told is not None
            assert ask(witness, sealer, old, Tree.of(map(leaf, range(size)))).status == 200
        forked_at, length = lie(chance, size)
        lay(sealer.database, length, other_from=forked_at)
        with pytest.raises((HistoryLost, HistoryChanged)):
            fresh(sealer).seal(BEGUN + trial * EVERY)
        refused["sealer"] += 1
        refused["witness"] += witness_refuses(witness, sealer, size, forked_at, length)
        assert sealer.state().size == size
        lay(sealer.database, size)
    print(f"{refused['sealer']} refused by the sealer, {refused['witness']} by the witness, of {TRIALS}")
    assert refused == {"sealer": TRIALS, "witness": TRIALS}
    assert all(len(roots) == 1 for roots in signed_ever(sealer).values())


def lie(chance: random.Random, size: int) -> tuple[int | None, int]:
    """Where another history begins, and how long it is: fewer entries, as many, or more, but never an honest growth."""
    if chance.random() < 0.3:
        return None, chance.randrange(size)
    return chance.randrange(size), size + chance.randrange(0, 5)


def ask(witness: Witness, sealer: Sealer, old: int, tree: Tree) -> Any:
    """Ask with the log's true signature: a witness must not rest on it alone."""
    note = folder_of.signed(Checkpoint(ORIGIN, tree.size, tree.root()), sealer.folder)
    return witness.add_checkpoint(request_of(old, tree.consistency(min(old, tree.size), tree.size), note), 1)


def witness_refuses(witness: Witness, sealer: Sealer, size: int, forked_at: int | None, length: int) -> bool:
    leaves = [leaf(n, "other" if forked_at is not None and n >= forked_at else "") for n in range(length)]
    tree = Tree.of(leaves)
    old = min(size, length)
    answers = {ask(witness, sealer, size, tree).status, ask(witness, sealer, old, tree).status}
    assert witness.seen(ORIGIN).size == size
    return answers <= {400, 409, 422}


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_it_never_signs_two_roots_of_one_size(sealer: Sealer, point: str) -> None:
    chance = random.Random(point)

    def die(where: str) -> None:
        if where == point:
            raise Killed

    size, honest = 0, 0
    for trial in range(60):
        size += chance.randrange(1, 6)
        lay(sealer.database, size)
        with pytest.raises(Killed):
            Sealer(sealer.folder, sealer.database, at_point=die).seal(BEGUN + trial * EVERY)
        promised = sealer.state().size
        if promised == size:  # what lies there now is another history of that size
            lay(sealer.database, size, other_from=size - 1)
            with pytest.raises(HistoryChanged):
                fresh(sealer).seal(BEGUN + trial * EVERY)
            lay(sealer.database, size)
        again = fresh(sealer).seal(BEGUN + trial * EVERY)
        honest += again is not None or point == "sealer kept"
    assert honest == 60
    roots = signed_ever(sealer)
    assert all(len(each) == 1 for each in roots.values())
    assert [each.size for each in stored(sealer)] == sorted(roots)


def test_what_was_promised_is_signed_also_where_the_log_has_lost_it_since(sealer: Sealer) -> None:
    """Else nobody could show the loss, and no epoch could be opened."""

    def die(where: str) -> None:
        if where == "sealer promised":
            raise Killed

    lay(sealer.database, 5)
    sealer.seal(BEGUN)
    lay(sealer.database, 9)
    with pytest.raises(Killed):
        Sealer(sealer.folder, sealer.database, at_point=die).seal(BEGUN + EVERY)
    promised = sealer.state()
    lay(sealer.database, 7)
    for _ in range(2):
        with pytest.raises(HistoryLost, match="The log has 7 entries, and 9 are signed"):
            fresh(sealer).seal(BEGUN + EVERY)
    last = last_in_list(sealer.folder / folder_of.SIGNED)
    (key,) = folder_of.public_keys(sealer.folder)
    assert last is not None and last.is_signed_by(key) and Checkpoint.read(last.text) == promised
    written = checkpoints_in((sealer.folder / folder_of.SIGNED).read_text(encoding="utf-8"))
    assert [each.size for each in written] == [5, 9], "once"


def test_of_two_sealers_in_one_folder_the_second_waits_and_goes_on_from_what_the_first_has_signed(
    sealer: Sealer,
) -> None:
    """Between what the first has read and its promise, the log becomes another one, and a second sealer starts."""
    refused: list[Exception] = []

    def seal_too() -> None:
        try:
            fresh(sealer).seal(BEGUN)
        except HistoryChanged as error:
            refused.append(error)

    second = Thread(target=seal_too)

    def meanwhile(point: str) -> None:
        if point == "sealer read":
            lay(sealer.database, 9, other_from=8)
            second.start()
            second.join(1)  # long enough for it to sign, if nobody holds it back

    lay(sealer.database, 9)
    Sealer(sealer.folder, sealer.database, at_point=meanwhile).seal(BEGUN)
    second.join()
    assert len(refused) == 1
    assert {size: len(roots) for size, roots in signed_ever(sealer).items()} == {9: 1}


def test_every_checkpoint_goes_on_from_the_one_before(sealer: Sealer) -> None:
    chance, size = random.Random(5), 0
    for trial in range(30):
        size += chance.randrange(1, 20)
        lay(sealer.database, size)
        sealer.seal(BEGUN + trial * EVERY)
    told, tree = stored(sealer), Tree.of(map(leaf, range(size)))
    for one, two in pairwise(told):
        assert is_consistent(one.size, one.root, two.size, two.root, tree.consistency(one.size, two.size))
    assert len(told) == 30


def test_an_entry_changed_long_ago_is_found_when_the_log_is_read_again(sealer: Sealer) -> None:
    lay(sealer.database, 20)
    sealer.seal(BEGUN)
    lay(sealer.database, 30, other_from=3)
    with pytest.raises(HistoryChanged, match="The first 20 entries of the log are not those that are signed"):
        sealer.seal(BEGUN + folder_of.REREAD)


def test_a_gap_in_the_log_is_not_signed(sealer: Sealer) -> None:
    lay(sealer.database, 5)
    with unguarded(sealer.database) as connection:
        connection.exec_driver_sql("DELETE FROM log_entries WHERE idx = 2")
    with pytest.raises(HistoryChanged, match="Entry 2 of the log is missing"):
        sealer.seal(BEGUN)


def test_without_its_memory_it_signs_nothing(sealer: Sealer) -> None:
    lay(sealer.database, 5)
    sealer.seal(BEGUN)
    (sealer.folder / folder_of.STATE).unlink()
    lay(sealer.database, 6)
    with pytest.raises(Unreadable, match="does not say what was signed last"):
        fresh(sealer).seal(BEGUN + EVERY)


def test_a_key_that_others_may_read_signs_nothing(sealer: Sealer) -> None:
    lay(sealer.database, 5)
    path = sealer.folder / folder_of.KEY
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    with pytest.raises(Refused, match="Others may read the key"):
        sealer.seal(BEGUN)


def test_a_key_is_never_written_over(sealer: Sealer) -> None:
    with pytest.raises(Refused, match="There is a key in"):
        folder_of.begin(sealer.folder, ORIGIN)


def test_the_promise_is_on_the_disk_before_the_signature_leaves(
    sealer: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order of the calls: the promise is written, flushed to the disk with its folder, and only then it is signed."""
    calls: list[str] = []
    real_sync, real_sign = os.fsync, folder_of.signed

    def sync(descriptor: int) -> None:
        calls.append("fsync")
        real_sync(descriptor)

    def sign(told: Checkpoint, folder: Path) -> Note:
        calls.append("sign")
        return real_sign(told, folder)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(folder_of, "signed", sign)
    lay(sealer.database, 3)
    sealer.seal(BEGUN)
    assert calls[:3] == ["fsync", "fsync", "sign"]


def test_a_memory_out_of_an_older_backup_is_not_believed_where_the_list_or_the_house_holds_more(
    sealer: Sealer,
) -> None:
    lay(sealer.database, 5)
    sealer.seal(BEGUN)
    older = (sealer.folder / folder_of.STATE).read_bytes()
    lay(sealer.database, 9)
    sealer.seal(BEGUN + EVERY)
    (sealer.folder / folder_of.STATE).write_bytes(older)
    lay(sealer.database, 9, other_from=6)
    more = r"This sealer has signed more than .*state\.json remembers: a tree of 9 entries\. Nothing more is signed\."
    with pytest.raises(Refused, match=more):
        fresh(sealer).seal(BEGUN + 2 * EVERY)
    (sealer.folder / folder_of.SIGNED).unlink()  # the house still holds what was signed
    with pytest.raises(Refused, match=more):
        fresh(sealer).seal_if_due(BEGUN + 2 * EVERY)
    assert all(len(roots) == 1 for roots in signed_ever(sealer).values())


def test_a_memory_of_another_tree_of_that_size_is_not_believed_either(sealer: Sealer) -> None:
    lay(sealer.database, 5)
    sealer.seal(BEGUN)
    other = Checkpoint(ORIGIN, 5, Tree.of(leaf(n, "other") for n in range(5)).root())
    folder_of.write_state(sealer.folder, other)
    lay(sealer.database, 5, other_from=0)
    with pytest.raises(Refused, match="a tree of 5 entries"):
        fresh(sealer).seal(BEGUN + EVERY)
    assert len(signed_ever(sealer)[5]) == 1


def test_a_larger_tree_that_somebody_else_has_put_into_the_house_does_not_stop_it(sealer: Sealer) -> None:
    lay(sealer.database, 5)
    told = Checkpoint(ORIGIN, 10**12, bytes(32))
    with sealer.database.begin() as connection:
        put_checkpoint(connection, Note(str(told)).signed(SecretKey.new(ORIGIN)), BEGUN)
    assert sealer.seal_if_due(BEGUN) == Checkpoint(ORIGIN, 5, Tree.of(map(leaf, range(5))).root())
    assert sealer.seal_if_due(BEGUN + EVERY) is None
    lay(sealer.database, 6)
    assert sealer.seal_if_due(BEGUN + EVERY) is not None


def test_where_the_house_keeps_another_tree_of_that_size_it_says_so_and_signs_once(sealer: Sealer) -> None:
    lay(sealer.database, 5)
    told = Checkpoint(ORIGIN, 5, bytes(32))
    with sealer.database.begin() as connection:
        put_checkpoint(connection, Note(str(told)).signed(SecretKey.new(ORIGIN)), BEGUN)
    for _ in range(2):
        with pytest.raises(Refused, match="The house keeps another checkpoint of 5 entries"):
            fresh(sealer).seal(BEGUN)
    written = checkpoints_in((sealer.folder / folder_of.SIGNED).read_text(encoding="utf-8"))
    assert [each.size for each in written] == [5]


def test_what_is_kept_already_is_kept_once_more_without_a_word(sealer: Sealer) -> None:
    lay(sealer.database, 5)
    told = sealer.seal(BEGUN)
    assert told is not None
    note = folder_of.signed(told, sealer.folder)
    line = note.cosigned(SecretKey.new("agency.example.org/witness", WITNESS), 1).signatures[-1]
    with sealer.database.begin() as connection:
        put_checkpoint(connection, note, BEGUN)
    with owning(sealer.database) as connection:
        assert [put_cosignature(connection, told, line, BEGUN) for _ in range(2)] == [True, False]
    assert stored(sealer) == [told]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_database_that_does_not_take_what_is_signed_is_told_of_and_the_sealer_goes_on(
    sealer: Sealer, database: Database, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Here it came in as the application does, which adds no checkpoint."""
    lay(sealer.database, 5)
    stop = Event()
    proving._run(Sealer(sealer.folder, database, at_point=lambda _: stop.set()), stop)
    assert capsys.readouterr().err.startswith("The database does not take what is signed: not authorized")
    assert stored(sealer) == []
    assert sealer.seal_if_due(BEGUN) is not None, "as it should come in"


# Renewing


def test_a_log_goes_on_under_its_own_name_or_that_of_its_next_epoch(sealer: Sealer) -> None:
    lay(sealer.database, 5)
    sealer.seal(BEGUN)
    for other in (f"{ORIGIN}/epoch-3", "another.example.org/log"):
        with pytest.raises(Refused, match=f"its next epoch is {ORIGIN}/epoch-2: it cannot go on as {other}"):
            folder_of.renew(sealer.folder, other)
    with pytest.raises(Refused, match="No key is being handed on: renew the old one first"):
        folder_of.retire(sealer.folder)
    folder_of.renew(sealer.folder, f"{ORIGIN}/epoch-2")
    folder_of.retire(sealer.folder)
    with pytest.raises(Refused, match=f"its next epoch is {ORIGIN}/epoch-3: it cannot go on as {ORIGIN}\\."):
        folder_of.renew(sealer.folder, ORIGIN)
    lay(sealer.database, 5, other_from=2)
    told = fresh(sealer).seal(BEGUN + EVERY)
    assert told is not None and told.origin == f"{ORIGIN}/epoch-2"


def test_an_epoch_in_which_something_is_signed_is_not_begun_again(sealer: Sealer) -> None:
    """Somebody brings the folder of before back, all but the list."""
    kept = {name: (sealer.folder / name).read_bytes() for name in (folder_of.KEY, folder_of.STATE)}
    lay(sealer.database, 5)
    folder_of.renew(sealer.folder, f"{ORIGIN}/epoch-2")
    folder_of.retire(sealer.folder)
    fresh(sealer).seal(BEGUN)
    for name, content in kept.items():
        (sealer.folder / name).write_bytes(content)
    says = f"This sealer has signed as {ORIGIN}/epoch-2 before: it begins no other log of this name"
    with pytest.raises(Refused, match=says):
        folder_of.renew(sealer.folder, f"{ORIGIN}/epoch-2")
    (sealer.folder / folder_of.NEXT_KEY).write_text(
        f"{SecretKey.new(f'{ORIGIN}/epoch-2').secret()}\n", encoding="utf-8"
    )
    (sealer.folder / folder_of.NEXT_KEY).chmod(0o600)
    with pytest.raises(Refused, match=says):
        folder_of.retire(sealer.folder)


def test_the_list_tells_under_which_names_it_was_signed(sealer: Sealer) -> None:
    path = sealer.folder / folder_of.SIGNED
    assert origins_in_list(path) == set()
    for origin in (ORIGIN, "another.example.org/log", ORIGIN):
        add_to_list(path, Note(str(Checkpoint(origin, 3, bytes(32)))).signed(SecretKey.new(origin)))
    assert origins_in_list(path) == {ORIGIN, "another.example.org/log"}
