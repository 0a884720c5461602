"""The demonstration's own sealer: a process beside it, with a key in a folder of its own, that ends when it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from config.bootstrap import DATABASE, FOLDER, TRUST_FILE, Settings
from engine.history.sealer import KEY, begin
from engine.history.trust import Trust

PATIENCE = 10


@contextmanager
def sealer_beside(told: Settings, origin: str) -> Iterator[None]:
    """Run a sealer of the log of this name. It gets its own two settings, and neither the secret key nor anything else."""
    folder = told.sealer_dir
    assert folder is not None, "a demonstration has a folder for its sealer"
    if not (folder / KEY).exists():
        key = begin(folder, origin)
        (folder / TRUST_FILE).write_text(str(Trust((key,))), encoding="utf-8")
    own = {name: value for name, value in os.environ.items() if not name.startswith("NEMCON_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "web.cli", "sealer", "run", "--beside"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env={**own, FOLDER: str(folder), DATABASE: told.database_url},
        start_new_session=True,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)
