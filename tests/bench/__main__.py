"""`make bench`: every row with its figure, the raw figure beside it and the spread of the runs. Nothing is asserted."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from tests import postgres
from tests.bench import commands, deciding, history, inbox, matching, pages, writers
from tests.bench.table import heading, show

PARTS = {
    "commands": commands,
    "deciding": deciding,
    "history": history,
    "inbox": inbox,
    "matching": matching,
    "pages": pages,
    "writers": writers,
}


def main(chosen: list[str]) -> None:
    """Measure the chosen parts, or all of them."""
    folder = Path(tempfile.mkdtemp(prefix="nemcon-bench-"))
    heading()
    try:
        with postgres.own_server(folder / "postgres.lock") as server:
            _careful(server)
            for name in chosen or list(PARTS):
                for row in PARTS[name].rows(folder, server):
                    show(row)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _careful(server: str) -> None:
    """Nothing is lost in a power cut, as in production: what the tests trade for speed is taken back."""
    with psycopg.connect(server, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = on").format(sql.SQL(setting)))
        connection.execute("SELECT pg_reload_conf()")


if __name__ == "__main__":
    main(sys.argv[1:])
