"""Reading a page as its reader does: the text without the tags, its lists, links and forms."""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from werkzeug.test import TestResponse


def text(fragment: str) -> str:
    """The words of a piece of a page, on one line."""
    bare = re.sub(r"<svg.*?</svg>", "", fragment, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def words(answer: TestResponse) -> str:
    """The words of the whole page between header and foot."""
    found = re.search(r"<main.*?</main>", answer.text, re.DOTALL)
    assert found, answer.text[:400]
    return text(found.group(0))


class Row(NamedTuple):
    """A row of My work."""

    due: str
    title: str
    href: str
    case: str
    facts: str
    button: str
    primary: bool


def _part(pattern: str, fragment: str) -> str:
    found = re.search(pattern, fragment, re.DOTALL)
    return text(found.group(1)) if found else ""


def task_rows(answer: TestResponse) -> list[Row]:
    """The rows of My work, in order."""
    rows = []
    for row in re.split(r'(?=<li class="task[ "])', answer.text)[1:]:
        link = re.search(r'class="task-link" href="([^"]+)"', row)
        assert link
        rows.append(
            Row(
                _part(r'class="task-due">(.*?)</p>', row),
                _part(r'class="task-link"[^>]*>(.*?)</a>', row),
                html.unescape(link.group(1)),
                _part(r'class="task-case">(.*?)</p>', row),
                _part(r'class="task-facts">(.*?)</ul>', row),
                _part(r'class="task-go.*?(<button.*?</button>|<span class="button.*?</span>)', row),
                row.startswith('<li class="task task-primary"'),
            )
        )
    return rows


def groups(answer: TestResponse) -> list[str]:
    """The headings of groups, each with its count."""
    return [text(each) for each in re.findall(r'class="group-title[^>]*>(.*?)</h', answer.text, re.DOTALL)]


def table_rows(answer: TestResponse) -> list[list[str]]:
    """The cells of a table's body, row by row."""
    body = re.search(r"<tbody.*?</tbody>", answer.text, re.DOTALL)
    if body is None:
        return []
    rows = re.findall(r"<tr.*?</tr>", body.group(0), re.DOTALL)
    return [[text(cell) for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.DOTALL)] for row in rows]


def link_to(answer: TestResponse, label: str) -> str:
    """The address behind a link with these words."""
    for href, inner in re.findall(r'<a[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', answer.text, re.DOTALL):
        if text(inner) == label:
            return html.unescape(href)
    raise AssertionError(f"no link {label!r}")


def field_value(answer: TestResponse, name: str) -> str:
    """What stands in a control."""
    area = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', answer.text, re.DOTALL)
    if area:
        return html.unescape(area.group(1))
    chosen = re.search(
        rf'<select[^>]*name="{name}".*?<option value="([^"]*)" selected>', answer.text, re.DOTALL
    )
    if chosen:
        return html.unescape(chosen.group(1))
    checked = re.search(
        rf'<input type="(?:radio|checkbox)"[^>]*name="{name}" value="([^"]*)" checked', answer.text
    )
    if checked:
        return html.unescape(checked.group(1))
    plain = re.search(rf'<input[^>]*name="{name}"[^>]*?value="([^"]*)"', answer.text)
    return html.unescape(plain.group(1)) if plain else ""
