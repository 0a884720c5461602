"""A fresh clone becomes a working house with Python, make and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("config", "engine", "migrations", "notifications", "web", "workflows")


@pytest.mark.long
def test_make_setup_in_a_fresh_folder_gives_the_command(tmp_path: Path) -> None:
    clone = tmp_path / "a house"
    clone.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "LICENSE"):
        shutil.copy(ROOT / name, clone)
    for room in ROOMS:
        shutil.copytree(ROOT / room, clone / room, ignore=shutil.ignore_patterns("__pycache__"))
    # Started by make, this test would hand that make's own flags on to the inner one.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}

    subprocess.run(["make", "setup"], cwd=clone, env=environment, stdin=subprocess.DEVNULL, check=True)

    question = [str(clone / ".venv/bin/python"), "-c", "import web; print(web.__file__)"]
    found = subprocess.run(question, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert found.strip() == str(clone / "web" / "__init__.py")
    assert (clone / ".venv/bin/nemcon").exists()
