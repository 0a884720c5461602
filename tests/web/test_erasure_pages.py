"""Erasures at the desk: one administrator asks, another looks at what would go and decides. Nobody is shown the words."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine.commands import case, document, register
from engine.history.erasure import DOCUMENT, PERSON, REMARK, TITLE, Part, read_erasures
from tests.engine.erasing import OTHER, REASON, ask, erase, one, shown, with_two_administrators
from tests.web.administration import ONLY, done, look, press, problems
from tests.web.desk import Desk
from tests.web.reading import words
from tests.world import World

SECRET = "She was seen at the border with her brother."


@pytest.fixture
def case_id(small_world: World) -> UUID:
    with_two_administrators(small_world)
    return small_world.deliberating(title="A study of remedies")


@pytest.fixture
def said(small_world: World, case_id: UUID) -> UUID:
    made = case.comment(small_world.engine, case_id, SECRET, by=small_world.people["ILO"]).result
    assert isinstance(made, UUID)
    return made


def newest(desk: Desk) -> UUID:
    with desk.world.engine.database.read() as connection:
        return read_erasures(connection)[0].id


def form(what: str, of: str, **more: str) -> dict[str, str]:
    return {"what": what, "of": of, "basis": "CONSENT_WITHDRAWN", "reason": REASON, **more}


def test_one_asks_and_another_approves(desk: Desk, said: UUID, case_id: UUID) -> None:
    assert "Another administrator decides on it." in done(desk, "/erasures", **form(REMARK, str(said)))
    listed = words(look(desk, "/erasures"))
    assert "A remark" in listed
    assert "Consent was withdrawn" in listed
    identity = newest(desk)
    page = words(look(desk, f"/erasures/{identity}", OTHER))
    assert "1 disclosure, in 1 event" in page
    assert SECRET not in page
    print_ = shown(desk.world, identity)
    answer = desk.as_(OTHER).post(
        f"/admin/erasures/{identity}/approve", {"shown": print_}, follow_redirects=True
    )
    assert "It is erased." in answer.text
    assert "[erased]" in words(desk.as_("ILO").get(f"/cases/{case_id}/discussion"))
    assert SECRET not in words(desk.as_("ILO").get(f"/cases/{case_id}/discussion"))


def test_whoever_asked_is_offered_to_withdraw_only(desk: Desk, said: UUID) -> None:
    identity = ask(desk.world, Part(REMARK, said))
    page = words(look(desk, f"/erasures/{identity}"))
    assert "Withdraw it" in page
    assert "Approve and erase" not in page
    refused = press(desk, f"/erasures/{identity}/approve", shown=shown(desk.world, identity))
    assert problems(refused) == ["You asked for this erasure yourself: another administrator decides on it."]
    assert "It is withdrawn" in done(desk, f"/erasures/{identity}/withdraw")
    assert one(desk.world, identity).state == "withdrawn"


def test_declining_needs_a_reason_and_erases_nothing(desk: Desk, said: UUID) -> None:
    identity = ask(desk.world, Part(REMARK, said))
    refused = press(desk, f"/erasures/{identity}/decline", OTHER, reason="No.")
    assert problems(refused) == ["Write why it is declined."]
    press(desk, f"/erasures/{identity}/decline", OTHER, reason="The court has asked for it.")
    assert one(desk.world, identity).state == "declined"


@pytest.mark.parametrize(
    ("what", "of", "sentence"),
    [
        ("person", "nobody@example.org", "There is no account nobody@example.org."),
        ("title", "DEC-000000", "There is no case with this reference or number."),
        ("remark", "the second one", "Write its id, as its address or the export of the history has it."),
        ("everything", "all", "Choose what is to be erased."),
    ],
)
def test_what_cannot_be_found_is_said(desk: Desk, case_id: UUID, what: str, of: str, sentence: str) -> None:
    assert problems(press(desk, "/erasures", **form(what, of))) == [sentence]


def test_a_title_and_fields_are_named_by_the_reference_of_the_case(desk: Desk, case_id: UUID) -> None:
    reference = desk.world.read(case_id).case.reference
    done(desk, "/erasures", **form(TITLE, reference))
    done(desk, "/erasures", **form("field", reference, names="background, options"))
    assert "background, options" in words(look(desk, f"/erasures/{newest(desk)}"))


@pytest.mark.parametrize("who", ["auditor", "officer", "ILO"])
def test_nobody_else_sees_the_page(desk: Desk, case_id: UUID, who: str) -> None:
    assert ONLY in words(look(desk, "/erasures", who))


def test_the_history_says_that_words_went_on_which_ground_and_who_saw_to_it(desk: Desk, said: UUID, case_id: UUID) -> None:  # fmt: skip
    erase(desk.world, Part(REMARK, said))
    sentence = (
        "Erased (1): Consent was withdrawn. Asked for by administrator, approved by second administrator."
    )
    assert sentence in words(desk.as_("ILO").get(f"/cases/{case_id}/history"))
    found = words(desk.as_("auditor").get("/audit"))
    assert sentence in found
    assert "second administrator approved an erasure" in found
    assert "asked that words be erased" not in words(desk.as_("ILO").get("/audit"))


def test_no_export_of_the_history_holds_what_was_erased(desk: Desk, said: UUID) -> None:
    exports = [f"/audit/export.{form}" for form in ("csv", "jsonl")]
    erase(desk.world, Part(REMARK, said))
    for path in exports:
        answer = desk.as_("auditor").get(path)
        assert answer.status_code == 200
        assert "erasure.executed" in answer.text
        assert SECRET not in answer.text


def test_whoever_may_not_read_a_remark_is_not_told_that_it_was_erased(desk: Desk, case_id: UUID) -> None:
    world = desk.world
    by = world.people["officer"]
    said = case.comment(world.engine, case_id, SECRET, by=by, level="CASE_TEAM").result
    erase(world, Part(REMARK, said))
    assert "Erased (1)" in words(desk.as_("officer").get(f"/cases/{case_id}/history"))
    assert "Erased (1)" not in words(desk.as_("ILO").get(f"/cases/{case_id}/history"))
    assert said.hex not in desk.as_("ILO").get("/audit/export.jsonl").text


def test_files_that_say_the_same_words_are_named_before_anybody_approves(desk: Desk, case_id: UUID) -> None:
    world = desk.world
    draft = world.open(title="The matter of Ms Maria Rossi", background="Because.")
    by = world.people["officer"]
    record = b'{"case": {"title": "The matter of\\u0020Ms Maria Rossi"}}'
    kept = document.put(world.engine, draft, "text", record, "record.json", by=by).result
    identity = ask(world, Part(TITLE, draft))
    page = words(look(desk, f"/erasures/{identity}", OTHER))
    assert f"id {kept}" in page
    assert "Rossi" not in page
    both = ask(world, Part(TITLE, draft), Part(DOCUMENT, kept))
    assert "no copy that is known" in words(look(desk, f"/erasures/{both}", OTHER))


def test_a_file_that_was_erased_is_said_to_be_gone(desk: Desk, case_id: UUID) -> None:
    draft = desk.world.open()
    put = document.put(
        desk.world.engine, draft, "text", SECRET.encode(), "a.txt", by=desk.world.people["officer"]
    )
    erase(desk.world, Part(DOCUMENT, put.result))
    answer = desk.as_("officer").get(f"/cases/{draft}/documents/{put.result}")
    assert answer.status_code == 410
    assert "The content of this file was erased." in words(answer)
    for path in (f"/cases/{draft}", f"/cases/{draft}/documents/new/text", f"/api/v1/cases/{draft}/documents"):
        assert desk.as_("officer").get(path).status_code == 200
    assert desk.as_("officer").get(f"/api/v1/cases/{draft}/documents/text/content").status_code == 410


def test_pages_name_a_person_who_went_by_a_pseudonym(desk: Desk, case_id: UUID) -> None:
    world = desk.world
    who = world.people["ILO"]
    case.comment(world.engine, case_id, "We agree.", by=who)
    world.answer(case_id, "ILO", "support")
    register.change_person(world.engine, who, {"active": False}, by=world.people["administrator"])
    erase(world, Part(PERSON, who))
    name = f"Person {who.hex[-4:]}"
    for path in (f"/cases/{case_id}/discussion", f"/cases/{case_id}/history", f"/cases/{case_id}"):
        answer = desk.as_("officer").get(path)
        assert answer.status_code == 200
    assert name in words(desk.as_("officer").get(f"/cases/{case_id}/discussion"))
    assert name in words(look(desk, "/people"))
    assert look(desk, f"/people/{who}").status_code == 200
