"""Both databases through their one door, with real files, real processes and a real server."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, exc, update

from engine import sqlite_engine
from engine.database import (
    Database,
    DatabaseUnavailable,
    open_database,
)
from engine.sqlite_engine import is_wal_safe
from tests.careless_sqlite import SAFE
from tests.engine.little_house import (
    FORK,
    SQLITES,
    add_one,
    count,
    counter,
    filled,
    run_threads,
    sqlite_at,
)


def test_a_missing_file_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match="There is no database at"):
        open_database(f"sqlite:///{tmp_path}/typo.db")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "house.db").touch()
    with pytest.raises(DatabaseUnavailable, match="There is no database"):
        open_database(f"sqlite:///{tmp_path}/house.db")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:///{folder}/none/house.db", "There is no folder"),
        ("sqlite://", "is a file"),
        ("sqlite:///:memory:", "is a file"),
        ("mysql://host/name", "begins with"),
        ("postgresql+psycopg2://host/name", "begins with"),
    ],
)
def test_an_address_that_cannot_serve_is_refused_with_a_sentence(
    url: str, words: str, tmp_path: Path
) -> None:
    with pytest.raises(DatabaseUnavailable, match=words):
        open_database(url.format(folder=tmp_path), create=True)


def test_a_file_that_is_no_database_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "house.db").write_text("a letter, not a database" * 100)
    with pytest.raises(DatabaseUnavailable, match="cannot be opened"):
        open_database(f"sqlite:///{tmp_path}/house.db")


def test_a_new_database_and_its_locks_belong_to_their_owner_alone(tmp_path: Path) -> None:
    url = URL.create("sqlite", database=str(tmp_path / "a house? #1 %20.db"))
    open_database(url, create=True).close()
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    names = [f"a house? #1 %20.db{end}" for end in ("", ".gate", ".main")]
    assert modes == dict.fromkeys(names, 0o600)


def test_a_file_that_vanished_while_open_is_not_made_anew(sqlite: Database) -> None:
    sqlite.close()
    for path in Path(sqlite.place).parent.iterdir():
        path.unlink()
    with pytest.raises(DatabaseUnavailable), sqlite.begin():
        pass
    assert not Path(sqlite.place).exists()


def test_every_sqlite_connection_has_the_safe_settings(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_engine, "PRAGMAS", SAFE)
    sqlite.close()  # what is opened from here on is opened as outside of tests
    settings = {
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "secure_delete": 1,
    }
    for transaction in (sqlite.begin, sqlite.read):
        with transaction() as connection:
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in settings}
        assert found == settings


def test_wal_is_used_only_where_the_version_is_sound(sqlite: Database) -> None:
    with sqlite.read() as connection:
        version = connection.exec_driver_sql("select sqlite_version()").scalar_one()
        journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    assert journal == ("wal" if is_wal_safe(tuple(map(int, version.split(".")))) else "delete")


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
        ((4, 0, 0), True),
    ],
)
def test_the_versions_without_the_wal_reset_fault_are_known(version: tuple[int, ...], safe: bool) -> None:
    assert is_wal_safe(version) is safe


def stay_open(path: Path, ready: Any, end: Any) -> None:
    with sqlite_at(path, SQLITES[0]).read() as connection:
        count(connection)
        ready.set()
        end.wait(30)


def test_two_versions_of_sqlite_do_not_use_a_file_with_different_journals_at_once(tmp_path: Path) -> None:
    path = tmp_path / "house.db"
    with filled(sqlite_at(path, SQLITES[0], create=True)):
        pass
    ready, end = FORK.Event(), FORK.Event()
    newer = FORK.Process(target=stay_open, args=(path, ready, end))
    newer.start()
    assert ready.wait(30)
    with pytest.raises(DatabaseUnavailable, match=r"another version|locked"):
        sqlite_at(path, SQLITES[1], wait=0.2)
    end.set()
    newer.join()
    older = sqlite_at(path, SQLITES[1])  # the other one has gone: the file changes its journal
    with older.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "delete"
    older.close()


# transactions


def test_a_transaction_commits_at_its_end(opened: Database) -> None:
    with opened.begin() as connection:
        add_one(connection)
    with opened.begin() as connection:
        assert count(connection) == 1


def test_a_transaction_that_raises_leaves_nothing_and_frees_its_turn(opened: Database) -> None:
    def fail() -> None:
        with opened.begin() as connection:
            add_one(connection)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with opened.begin() as connection:
        assert count(connection) == 0


def test_a_read_transaction_refuses_to_write(opened: Database) -> None:
    with pytest.raises(exc.DBAPIError, match=r"read-?only"), opened.read() as connection:
        connection.execute(update(counter).values(n=7))
    with opened.begin() as connection:
        add_one(connection)
        assert count(connection) == 1


def test_transactions_of_one_thread_never_nest(opened: Database) -> None:
    for outer in (opened.begin, opened.read):
        for inner in (opened.begin, opened.read):
            with outer() as connection:
                with pytest.raises(RuntimeError, match="never nest"), inner():
                    pass
                count(connection)


def test_a_reader_sees_one_moment_while_others_write(opened: Database) -> None:
    def write() -> None:
        with opened.begin() as connection:
            add_one(connection)

    writer = threading.Thread(target=write)
    with opened.read() as connection:
        before = count(connection)
        writer.start()
        writer.join(0.3)  # with the rollback journal it waits for us; else it has committed
        assert count(connection) == before == 0
    writer.join()
    with opened.read() as connection:
        assert count(connection) == 1


def test_readers_do_not_wait_for_each_other(opened: Database) -> None:
    together = threading.Barrier(4)

    def look() -> None:
        with opened.read() as connection:
            count(connection)
            together.wait(10)

    run_threads(4, look)


def test_eight_threads_read_then_write_and_none_is_told_locked(opened: Database) -> None:
    def work() -> None:
        for _ in range(25):
            with opened.begin() as connection:
                add_one(connection)

    run_threads(8, work)
    with opened.read() as connection:
        assert count(connection) == 200


def test_readers_and_writers_in_one_house_are_never_told_locked(opened: Database) -> None:
    done = threading.Event()

    def look() -> None:
        seen = 0
        while not done.is_set():
            with opened.read() as connection:
                now = count(connection)
            assert now >= seen
            seen = now

    def work() -> None:
        try:
            for _ in range(50):
                with opened.begin() as connection:
                    add_one(connection)
        finally:
            done.set()

    roles = iter([look, look, look, work])

    def take_a_role() -> None:
        next(roles)()

    run_threads(4, take_a_role)


def test_a_forked_child_opens_its_own_connections(opened: Database) -> None:
    child = os.fork()
    if child == 0:
        try:
            with opened.begin() as connection:
                add_one(connection)
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    with opened.begin() as connection:
        add_one(connection)
        assert count(connection) == 2
