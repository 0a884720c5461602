"""Lessons in public: what worked and what did not, for everybody, with the file that was validated; no stamp is awaited there."""

from __future__ import annotations

from tests.web.desk import Desk
from tests.web.reading import words
from tests.workflows import learning, proposing

LIST = "/public/lessons"


def test_everybody_finds_a_published_lesson_and_reads_its_file(desk: Desk) -> None:
    case_id = learning.published(desk.world)
    nobody = desk.stranger()
    assert "Survivors train inspectors" in words(nobody.get(LIST))
    said = words(nobody.get(f"{LIST}/{case_id}"))
    for told in (
        "What worked",
        str(learning.TOLD["worked"]),
        "What did not work",
        "Protection",
        "Evaluation",
    ):
        assert told in said
    assert str(learning.TOLD["context"]) not in said, "the list tells what it declares, and nothing else"


def test_nothing_is_said_of_a_stamp_where_there_is_none_to_be_had(desk: Desk) -> None:
    case_id = learning.published(desk.world)
    for path in (LIST, f"{LIST}/{case_id}", f"{LIST}.atom"):
        answer = desk.stranger().get(path)
        assert answer.status_code == 200, path
        assert "Bears no stamp" not in answer.text


def test_a_lesson_that_new_work_builds_on_says_so(desk: Desk) -> None:
    case_id = learning.published(desk.world)
    learning.cite(desk.world, proposing.drafted(desk.world), case_id)
    assert "New work builds on it." in words(desk.stranger().get(LIST))


def test_what_is_only_validated_is_open_to_nobody_outside(desk: Desk) -> None:
    case_id = learning.validated(desk.world)
    assert "Survivors train inspectors" not in words(desk.stranger().get(LIST))
    assert desk.stranger().get(f"{LIST}/{case_id}").status_code == 404
