"""The templates of letters: a closed list of files and of places, and nothing that is put into them becomes more than words."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from notifications.stationery import FOLDER, PLACES, SHEETS, BadTemplate, in_html, in_text, read_stationery


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of our templates, to be spoilt."""
    return Path(shutil.copytree(FOLDER, tmp_path / "templates"))


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    words = (folder / name).read_text(encoding="utf-8")
    assert old in words
    (folder / name).write_text(words.replace(old, new), encoding="utf-8")


def test_our_own_templates_are_read_at_the_start(folder: Path) -> None:
    assert read_stationery(folder).keys() == SHEETS.keys() == PLACES.keys()


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("letter.txt", "$house", "$hous", "letter.txt: missing or unknown places: hous, house"),
        ("case.html", "$title", "$title $secret", "case.html: missing or unknown places: secret"),
        ("line.html", "$words", "words", "line.html: missing or unknown places: words"),
        ("line.txt", "$words", "$words for $ 5", "line.txt: a $ that begins no place"),
        ("style.css", "body", "body $words", "style.css: missing or unknown places: words"),
    ],
)
def test_a_place_that_is_missing_or_unknown_refuses_the_start(
    folder: Path, name: str, old: str, new: str, says: str
) -> None:
    spoil(folder, name, old, new)
    with pytest.raises(BadTemplate, match=re.escape(says)):
        read_stationery(folder)


def test_a_file_that_is_missing_or_unknown_refuses_the_start(folder: Path) -> None:
    (folder / "extra.html").write_text("$words")
    with pytest.raises(BadTemplate, match=r"missing or unknown: extra\.html"):
        read_stationery(folder)
    (folder / "extra.html").rename(folder / "line.html")
    (folder / "line.txt").unlink()
    with pytest.raises(BadTemplate, match=r"missing or unknown: line\.txt"):
        read_stationery(folder)


def test_what_is_put_into_a_place_stays_words() -> None:
    hostile = '<script>alert("$words")</script> & $title'
    assert in_html("line", words=hostile) == (
        "<li>&lt;script&gt;alert(&#34;$words&#34;)&lt;/script&gt; &amp; $title</li>"
    )
    assert in_text("line", words=hostile) == f"- {hostile}"


def test_no_template_loads_anything_from_elsewhere() -> None:
    for sheet in SHEETS.values():
        assert not re.search(r"https?:|src=|@import|url\(|<img|<link|<script|style=", sheet.template)
