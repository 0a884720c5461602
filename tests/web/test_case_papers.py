"""Documents of a case: a new version in words or as a file, what is not taken, and the download that nothing runs."""

from __future__ import annotations

import io
from uuid import UUID

from werkzeug.test import TestResponse

from tests.web.desk import Desk
from tests.web.reading import text
from web.headers import SANDBOX

PDF = b"%PDF-1.4 A plain page."


def sent(desk: Desk, case_id: UUID, content: bytes, filename: str, **more: str) -> TestResponse:
    """The officer sends a file as the newest text."""
    form = {"file": (io.BytesIO(content), filename), **more}
    there = f"/cases/{case_id}/documents/new/text"
    return desk.as_("officer").post(there, form, content_type="multipart/form-data")


def written(desk: Desk, case_id: UUID, name: str, said: str, kind: str = "text", **more: str) -> TestResponse:
    return desk.as_(name).post(f"/cases/{case_id}/documents/new/{kind}", {"words": said, **more})


def versions(desk: Desk, case_id: UUID) -> int:
    found = desk.world.read(case_id).documents.get("text")
    return found.version if found else 0


def sheet(desk: Desk, case_id: UUID, name: str = "ILO") -> str:
    page = desk.as_(name).get(f"/cases/{case_id}").text
    return text(page.split('id="text"')[1].split("</section>")[0].split(">", 1)[1])


def test_a_download_is_an_attachment_in_a_sandbox_and_is_not_kept(desk: Desk) -> None:
    case_id = desk.world.open()
    sent(desk, case_id, PDF, "decision.pdf")
    document = desk.world.read(case_id).documents["text"]
    answer = desk.as_("ILO").get(f"/cases/{case_id}/documents/{document.id}")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="decision.pdf";')
    assert answer.headers["Content-Security-Policy"] == SANDBOX
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
