"""Proofs and signatures from outside, right and wrong ones, which lie beside the project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "vectors"


def vectors(name: str) -> Any:
    """The content of a file of vectors; where it is missing the test says that it was not run."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"not run: {name} does not lie beside the project")
    return json.loads(path.read_text(encoding="utf-8"))
