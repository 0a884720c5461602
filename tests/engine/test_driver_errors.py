"""What an error of the database means, and what a PostgreSQL session is told to prevent some."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine, exc, insert, make_url, text, update

from engine import postgresql_engine
from engine.database import (
    Database,
    DatabaseUnavailable,
    is_connection_lost,
    is_retryable,
    is_unique_violation,
    new_id,
    open_database,
)
from tests.engine.little_house import (
    add_one,
    count,
    counter,
    run_threads,
    things,
)


def test_a_broken_reference_is_neither_unique_nor_retryable_nor_lost(opened: Database) -> None:
    with pytest.raises(exc.IntegrityError) as caught, opened.begin() as connection:
        connection.execute(insert(things).values(id=new_id(), counter=404))
    assert not is_unique_violation(caught.value)
    assert not is_retryable(caught.value)
    assert not is_connection_lost(caught.value)


def test_a_plain_unique_violation_is_known(opened: Database) -> None:
    with pytest.raises(exc.IntegrityError) as caught, opened.begin() as connection:
        connection.execute(insert(counter).values(id=1, n=5))
    assert is_unique_violation(caught.value)
    assert is_unique_violation(caught.value.orig or ValueError())
    assert not is_unique_violation(ValueError("UNIQUE"))


def test_a_deadlock_may_be_retried(postgresql: Database) -> None:
    with postgresql.begin() as connection:
        connection.execute(insert(counter).values(id=2, n=0))
    both_hold_one = threading.Barrier(2)
    caught: list[Exception] = []

    def cross(first: int, second: int) -> None:
        try:
            with postgresql.begin() as connection:
                connection.execute(update(counter).where(counter.c.id == first).values(n=1))
                both_hold_one.wait(10)
                connection.execute(update(counter).where(counter.c.id == second).values(n=1))
        except exc.DBAPIError as error:
            caught.append(error)

    ways = iter([(1, 2), (2, 1)])
    run_threads(2, lambda: cross(*next(ways)))
    assert [is_retryable(error) for error in caught] == [True]
    assert not is_connection_lost(caught[0])


def end_all_others(url: str) -> None:
    """What an administrator's restart does to our sessions."""
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    others = "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
    with admin.connect() as connection:
        connection.execute(text(f"{others} where datname = current_database() and pid <> pg_backend_pid()"))
    admin.dispose()


def test_a_lost_connection_is_known_and_the_next_transaction_works(
    postgresql: Database, postgresql_url: str
) -> None:
    def interrupted() -> None:
        with postgresql.begin() as connection:
            add_one(connection)
            end_all_others(postgresql_url)
            count(connection)

    with pytest.raises(exc.DBAPIError) as caught:
        interrupted()
    assert is_connection_lost(caught.value)
    assert not is_retryable(caught.value)
    with postgresql.begin() as connection:
        assert count(connection) == 0


def test_a_connection_lost_at_the_commit_is_known(postgresql: Database, postgresql_url: str) -> None:
    def interrupted() -> None:
        with postgresql.begin() as connection:
            add_one(connection)
            end_all_others(postgresql_url)

    with pytest.raises(exc.DBAPIError) as caught:
        interrupted()
    assert is_connection_lost(caught.value)


def test_a_connection_lost_inside_a_pipeline_is_known(postgresql: Database, postgresql_url: str) -> None:
    def interrupted() -> None:
        with postgresql.begin() as connection:
            add_one(connection)
            driver: Any = connection.connection.driver_connection
            with driver.pipeline():
                end_all_others(postgresql_url)
                driver.execute("update counter set n = 7")
                driver.commit()

    with pytest.raises((psycopg.Error, exc.DBAPIError)) as caught:
        interrupted()
    assert is_connection_lost(caught.value)
    with postgresql.begin() as connection:
        assert count(connection) == 0


def test_a_connection_that_died_in_the_pool_is_replaced_unnoticed(
    postgresql: Database, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_engine, "PING_AFTER", 0.0)
    end_all_others(postgresql_url)
    for transaction in (postgresql.begin, postgresql.read):
        with transaction() as connection:
            assert count(connection) == 0


# what a PostgreSQL session is told


def test_a_session_that_idles_in_a_transaction_is_ended(postgresql_url: str) -> None:
    hasty = open_database(postgresql_url, idle_timeout=0.1)

    def idle() -> None:
        with hasty.begin() as connection:
            connection.execute(text("select 1"))
            time.sleep(0.4)
            connection.execute(text("select 1"))

    with pytest.raises(exc.DBAPIError) as caught:
        idle()
    assert is_connection_lost(caught.value)
    hasty.close()


def test_a_lock_is_not_awaited_for_ever(postgresql: Database, postgresql_url: str) -> None:
    hasty = open_database(postgresql_url, wait=0.2)
    with postgresql.begin() as connection:
        add_one(connection)
        with pytest.raises(exc.OperationalError, match="lock timeout"), hasty.begin() as other:
            add_one(other)
    hasty.close()


def test_a_session_names_itself_and_answers_only_from_the_disk(postgresql_url: str) -> None:
    url = make_url(postgresql_url).update_query_dict({"options": "-c synchronous_commit=off -c work_mem=5MB"})
    database = open_database(url, application_name="nemcon worker")
    settings = ("application_name", "synchronous_commit", "work_mem", "transaction_isolation")
    with database.begin() as connection:
        found = [connection.execute(text(f"show {name}")).scalar_one() for name in settings]
    assert found == ["nemcon worker", "on", "5MB", "read committed"]
    with database.read() as connection:
        assert connection.execute(text("show transaction_isolation")).scalar_one() == "repeatable read"
        assert connection.execute(text("show transaction_read_only")).scalar_one() == "on"
    with database.begin() as connection:
        assert connection.execute(text("show transaction_isolation")).scalar_one() == "read committed"
    database.close()


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    database = open_database(f"postgresql://clerk:secret@/house?host={tmp_path}")
    with pytest.raises(DatabaseUnavailable, match="does not answer") as caught, database.begin():
        pass
    assert "secret" not in str(caught.value)
    with pytest.raises(DatabaseUnavailable), database.read():
        pass
