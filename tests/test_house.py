"""The rules of the house that no other tool keeps. Each test names every breach at once."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")
ROOMS = ("engine", "workflows", "web", "notifications", "migrations", "config")
LONGEST_LINE = 140
LONGEST_FILE = 500  # aim at 80 to 300; this is where a file has certainly become two
ALONE = {"engine/history/verify.py"}  # goes to an auditor by itself, as one file

# Words of one committee, which the engine must not know. Comments and docstrings may use them as examples.
WORDS = {"committee", "secretariat", "chair", "chairs", "cochair", "objection", "objections", "objector"}
AGENCIES = {"ilo", "iom", "ohchr", "osce", "undp", "unicef", "unodc", "icat"}


def python_files(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from sorted((ROOT / room).rglob("*.py"))


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_imports_go_down() -> None:
    """In a process of its own: import-linter sets up logging and thereby silences every logger that is there already."""
    told = subprocess.run([LINT_IMPORTS, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout


def test_the_engine_names_no_agency_no_committee_and_no_case_type() -> None:
    case_types = {path.stem for path in (ROOT / "workflows").iterdir() if not path.stem.startswith("_")}
    forbidden = WORDS | AGENCIES | case_types
    breaches = [
        f"{shown(path)}:{line}: {said}"
        for path in python_files("engine")
        for line, said in said_in_code(ast.parse(path.read_text(encoding="utf-8")))
        if forbidden & (set(words(said)) | {said})
    ]
    assert breaches == []


def said_in_code(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every name and every text of a file with its line, but for docstrings."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value
        for name in ("id", "attr", "arg", "name", "module"):
            if isinstance(value := getattr(node, name, None), str):
                yield getattr(node, "lineno", 0), value


def words(said: str) -> list[str]:
    """The words of a name or a text: `ask_theChair` has three."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", said)]


def test_words_are_found_inside_names() -> None:
    tree = ast.parse(
        '"""The chair."""\ndef ask_theChair(UNODCOffice): "The committee."; return "no objection"'
    )
    found = [word for _, said in said_in_code(tree) for word in words(said)]
    assert found == ["ask", "the", "chair", "unodc", "office", "no", "objection"]


def test_no_file_is_two_files(capsys: pytest.CaptureFixture[str]) -> None:
    lengths = {
        shown(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files(*ROOMS)
        if "versions" not in path.parts  # a step is as long as the tables are many
    }
    with capsys.disabled():
        for name, lines in sorted(lengths.items()):
            if lines > 300:
                print(f"\n{name} has {lines} lines; look for its second noun", end="")
    assert {name for name, lines in lengths.items() if lines > LONGEST_FILE} == ALONE


def test_no_line_is_longer_than_a_page() -> None:
    breaches = [
        f"{shown(path)}:{number}"
        for path in python_files(*ROOMS, "tests")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]
    assert breaches == []


@pytest.mark.parametrize("room", [*ROOMS, "tests"])
def test_no_package_from_outside_stands_before_ours(room: str) -> None:
    found = importlib.util.find_spec(room)
    assert found is not None
    assert found.origin == str(ROOT / room / "__init__.py")


class TestLock:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.findall(
        r"^([a-z0-9.-]+)==(\S+)((?:.*\\\n)(?: +--hash=sha256:[0-9a-f]{64}.*\n)+)", text, re.MULTILINE
    )

    def test_says_what_and_not_where_from(self) -> None:
        assert not re.search(r"://|--index|--find-links|^-e | @ ", self.text, re.MULTILINE)

    def test_holds_a_hash_for_each_package(self) -> None:
        assert len(self.entries) == len(re.findall(r"^\w", self.text, re.MULTILINE)) > 50

    def test_locks_everything_we_ask_for(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        groups = [project["project"]["dependencies"], *project["dependency-groups"].values()]
        names = {re.split(r"[^A-Za-z0-9._-]", line)[0].lower() for group in groups for line in group}
        assert names - {name for name, _, _ in self.entries} == set()
