"""The verifier stands alone: nothing of ours in it, nothing installed, and the words of Python 3.9."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.history import sealer, verify
from engine.history.verify import CODES
from engine.tables import OWNERS, RECORD
from tests.conftest import not_run
from tests.history.sealed_house import SealedHouse

SOURCE = Path(verify.__file__).read_text(encoding="utf-8")


def test_it_is_written_in_the_words_of_python_3_9() -> None:
    assert ast.parse(SOURCE, feature_version=(3, 9)).body


def test_it_imports_the_standard_library_and_nothing_else() -> None:
    named = set()
    for node in ast.walk(ast.parse(SOURCE)):
        if isinstance(node, ast.Import):
            named |= {each.name.partition(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            named.add(str(node.module).partition(".")[0])
    assert named <= sys.stdlib_module_names


def test_it_says_each_verdict_with_a_code_of_its_own() -> None:
    codes = [*verify.CODES.values(), verify.UNREADABLE]
    assert len(codes) == len(set(codes))


def test_it_knows_which_columns_name_a_row_and_which_table_a_stream_belongs_to() -> None:
    named = {name: [column.name for column in table.primary_key] for name, table in RECORD.items()}
    assert {name: verify.KEYS.get(name, verify.ID_ALONE) for name in named} == named
    assert verify.OWNERS == OWNERS


# On the oldest Python that it is written for


@pytest.fixture
def old_python() -> str:
    """A Python 3.9: by its own name, or as the pypy3 that Debian has."""
    there = filter(None, map(shutil.which, ("python3.9", "pypy3")))
    found = next((each for each in there if _version(each) == "3.9"), None)
    return found or not_run("no Python 3.9 is here; on Debian 12: apt-get install pypy3")


def _version(program: str) -> str:
    asked = [program, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()


def verified(program: str, house: SealedHouse) -> tuple[int, str]:
    """Another Python reads the whole history: its code, and the verdict that it gives."""
    (key,) = sealer.public_keys(house.path / "sealer")
    command = [program, "-I", verify.__file__, str(house.folder), "--log-key", str(key), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, str(json.loads(done.stdout)["verdict"])


def test_a_real_python_3_9_finds_a_history_whole_and_a_bit_that_was_turned(
    small_house: SealedHouse, old_python: str
) -> None:
    assert verified(old_python, small_house) == (0, "OK")
    tables = small_house.folder / "tables" / "cases.jsonl"
    told = tables.read_text(encoding="utf-8")
    tables.write_text(told.replace('"title":"', '"title":"Not the ', 1), encoding="utf-8")
    assert tables.read_text(encoding="utf-8") != told
    assert verified(old_python, small_house) == (CODES["STATE DIFFERS"], "STATE DIFFERS")
    tables.write_text(told, encoding="utf-8")
    path = next((small_house.folder / "tile" / "entries").rglob("*.p/*"))
    bundle = bytearray(path.read_bytes())
    bundle[len(bundle) // 2] ^= 1
    path.write_bytes(bundle)
    code, verdict = verified(old_python, small_house)
    assert code == CODES["ALTERED"] and verdict.startswith("ALTERED")
