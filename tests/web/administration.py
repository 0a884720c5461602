"""The administrator at the desk: pressing, and reading what the pages of the administration say."""

from __future__ import annotations

import html
import re
from typing import Any

from werkzeug.test import TestResponse

from tests.web.desk import Desk
from tests.web.reading import text, words

KEPT = "Nothing was changed. Your words are kept below."
ONLY = "Only an administrator does this."


def look(desk: Desk, path: str = "", who: str = "administrator") -> TestResponse:
    """A page of the administration."""
    return desk.as_(who).get(f"/admin{path}")


def press(desk: Desk, path: str, who: str = "administrator", **form: Any) -> TestResponse:
    """A form of the administration, sent."""
    return desk.as_(who).post(f"/admin{path}", form)


def done(desk: Desk, path: str, **form: Any) -> str:
    """A form of the administration, sent and taken: the note on the page one is led to."""
    answer = desk.as_("administrator").post(f"/admin{path}", form, follow_redirects=True)
    assert answer.status_code == 200, words(answer)
    notes = re.findall(r'class="toast-note">.*?<span>(.*?)</span>', answer.text, re.DOTALL)
    return " ".join(map(text, notes))


def problems(answer: TestResponse) -> list[str]:
    """What the note above a form says, without the words that stand below each."""
    found = re.findall(
        r'<div class="note note-warn".*?<strong>(.*?)</strong>.*?<span>(.*?)</span>', answer.text, re.DOTALL
    )
    assert all(text(kept) == KEPT for _, kept in found)
    return [html.unescape(each) for each, _ in found]


def key_of(answer: TestResponse, action: str) -> str:
    """The key that the form with this address carries."""
    forms = re.findall(rf'(<form[^>]*action="{re.escape(action)}"[^>]*>)(.*?)</form>', answer.text, re.DOTALL)
    parts = [inside for opening, inside in forms if 'method="post"' in opening]
    assert parts, f"no form {action}"
    found = re.search(r'name="idempotency_key" value="([^"]+)"', parts[0])
    assert found, f"the form {action} carries no key"
    return found.group(1)
