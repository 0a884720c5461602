"""The verifier stands alone: nothing of ours in it, nothing installed, and the words of Python 3.9."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from engine.history import verify
from engine.tables import OWNERS, RECORD

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
