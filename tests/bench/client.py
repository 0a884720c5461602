"""One client process of the benchmark: says when it is ready, waits to be told, and runs some review cases."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.database import open_database
from tests.bench.yardstick import Yardstick


def main(url: str, folder: str, cases: str) -> None:
    """Run one case to be warm, then so many."""
    database = open_database(url)
    stick = Yardstick(database, Path(folder), furnish=False)
    for number in range(int(cases) + 1):
        for act in stick.case():
            act()
        if number == 0:
            print("ready", flush=True)
            sys.stdin.readline()
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
