"""One client process of the benchmark: runs some review cases on a furnished database."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.database import open_database
from tests.bench.yardstick import Yardstick


def main(url: str, folder: str, cases: str) -> None:
    """Run so many cases."""
    database = open_database(url)
    stick = Yardstick(database, Path(folder), furnish=False)
    for _ in range(int(cases)):
        for act in stick.case():
            act()
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
