"""What changed since an instant: before and after, in a case and in the house, with the act that did it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from engine.commands import case as case_commands
from engine.commands import item, link, register
from tests.people import CHAIR
from tests.web.desk import Desk, heading
from tests.web.reading import field_value, link_to, text, words
from tests.web.test_as_of import noted
from tests.workflows import proposing
from tests.world import MORNING, World


def changes(
    desk: Desk, case_id: UUID | None, since: datetime, until: datetime | None = None, name: str = "auditor"
) -> TestResponse:
    asked = {"since": since.isoformat(), **({"until": until.isoformat()} if until else {})}
    place = f"/audit/cases/{case_id}/changes" if case_id else "/audit/changes"
    return desk.as_(name).get(f"{place}?{urlencode(asked)}")


def group(answer: TestResponse, key: str) -> list[str]:
    """The rows of one group, in words."""
    found = re.search(rf'id="changed-{key}".*?<ul class="plain changes">(.*?)</ul>', answer.text, re.DOTALL)
    return [text(row) for row in found.group(1).split("<li>")[1:]] if found else []


def draft(world: World) -> UUID:
    """A case with a text, as it stood after its first hour."""
    case_id = world.open("A study of remedies")
    world.put(case_id)
    world.later(hours=1)
    return case_id


WHEN = "Mon 7 Jan 2013, 11:00:00"


# ---- in a case


def test_a_value_that_was_changed_is_told_before_and_after_with_who_did_it(desk: Desk) -> None:
    case_id = draft(desk.world)
    desk.world.edit(case_id, "officer", background="Because of something else.", urgency="URGENT")
    page = changes(desk, case_id, MORNING)
    assert heading(page) == "A study of remedies"
    (row,) = group(page, "cases")
    assert "Background [taken out:] Because. [end] [new:] Because of something else. [end of new]" in row
    assert "Urgency [taken out:] Normal [end] [new:] Urgent [end of new]" in row
    assert row.endswith(f"{WHEN}. officer changed the particulars.")
    assert row.count("officer changed the particulars.") == 1, "one act, told once"


def test_what_was_changed_and_changed_back_stands_in_the_history_alone(desk: Desk) -> None:
    case_id = draft(desk.world)
    desk.world.edit(case_id, "officer", background="Something else.")
    desk.world.edit(case_id, "officer", background="Because.")
    page = changes(desk, case_id, MORNING)
    assert group(page, "cases") == []
    assert words(page).count("officer changed the particulars.") == 2


def test_each_value_names_the_act_that_wrote_it_last(desk: Desk) -> None:
    case_id = draft(desk.world)
    world = desk.world
    world.edit(case_id, "officer", background="First.")
    world.later(hours=1)
    world.edit(case_id, "officer", background="Second.")
    world.press(case_id, "circulate", "officer")
    (row,) = group(changes(desk, case_id, MORNING), "cases")
    assert (
        "State [taken out:] Draft [end] [new:] Circulated [end of new] Mon 7 Jan 2013, 12:00:00. officer : Circulate"
        in row
    )
    assert "[new:] Second. [end of new] Mon 7 Jan 2013, 12:00:00. officer changed the particulars." in row
    assert "First." not in row


def test_a_row_that_was_changed_names_its_columns(desk: Desk) -> None:
    world = desk.world
    case_id = world.open(subject="IMPLEMENT_ACTIVITY")
    world.later(hours=1)
    first = next(each for each in world.read(case_id).items if each.item == "principles")
    told = {"rating": "MET", "evidence": "It is."}
    officer = world.people["officer"]
    item.edit(world.engine, case_id, first.id, told, by=officer, revision=first.revision)
    (row,) = group(changes(desk, case_id, MORNING), "items")
    assert row.startswith("Principles review, ")
    assert "changed Rating [new:] Met [end of new] Evidence [new:] It is. [end of new]" in row
    assert row.endswith("officer changed “Principles review”.")


def test_rows_are_added_and_ended(desk: Desk) -> None:
    world = desk.world
    case_id, officer = proposing.drafted(world), world.people["officer"]
    expert = {"person": world.people["expert"].hex, "concern": "Knows the sector."}
    world.later(hours=1)
    row_id = item.add(world.engine, case_id, "stakeholders", expert, by=officer).result
    added_at = world.clock.now()
    (added,) = group(changes(desk, case_id, MORNING), "items")
    assert "added" in added and "[new:] Knows the sector. [end of new]" in added
    world.later(hours=1)
    revision = next(each for each in world.read(case_id).items if each.id == row_id).revision
    item.end(world.engine, case_id, row_id, by=officer, revision=revision)
    (ended,) = group(changes(desk, case_id, added_at), "items")
    assert "ended" in ended and "Knows the sector." not in ended
    assert "Mon 7 Jan 2013, 12:00:00. officer changed" in ended


def test_papers_answers_and_ties_are_told_with_version_and_reason(desk: Desk) -> None:
    world = desk.world
    case_id = draft(world)
    world.put(case_id, "The Committee decides otherwise.")
    world.press(case_id, "circulate", "officer")
    world.press(case_id, "deliberate", CHAIR)
    world.answer(case_id, "ILO", "concern", reason="It is unclear.")
    other = world.open("Another")
    link.add(world.engine, case_id, "informs", other, by=world.people["officer"])
    page = changes(desk, case_id, MORNING)
    (paper,), (answer,), (tie,) = (group(page, key) for key in ("documents", "positions", "links"))
    assert "Decision text new version Version [new:] version 2, text.txt," in paper
    assert "Take a position, ILO answered Answer [new:] Concern" in answer
    assert "Reason [new:] It is unclear. [end of new]" in answer
    assert tie.startswith("Informs: Another tied")
    asked = next(row for row in group(page, "tasks") if row.startswith("Take a position: IOM"))
    assert asked.startswith("Take a position: IOM, OHCHR, OSCE, UNICEF, UNODC offered State [new:] offered")


def test_nothing_from_after_the_end_is_told(desk: Desk) -> None:
    case_id = draft(desk.world)
    desk.world.edit(case_id, "officer", background="First.")
    desk.world.later(hours=1)
    desk.world.edit(case_id, "officer", background="Second.")
    page = changes(desk, case_id, MORNING, MORNING + timedelta(hours=1))
    assert "[new:] First. [end of new]" in group(page, "cases")[0]
    assert "Second." not in page.text
    assert f"After Mon 7 Jan 2013, 10:00:00, up to and with {WHEN}, in Vienna." in words(page)


def test_of_a_case_that_was_opened_meanwhile_all_is_new(desk: Desk) -> None:
    case_id = draft(desk.world)
    page = changes(desk, case_id, MORNING - timedelta(hours=1))
    assert "The case was opened in this time: all of it is new." in words(page)
    assert (
        "A study of remedies opened Title [new:] A study of remedies [end of new]" in group(page, "cases")[0]
    )


def test_where_nothing_changed_the_page_says_so(desk: Desk) -> None:
    case_id = draft(desk.world)
    page = changes(desk, case_id, MORNING)
    assert "Nothing that you may read stands otherwise than before." in words(page)
    assert link_to(page, "The case today") == f"/cases/{case_id}"


def test_an_as_of_page_leads_to_what_changed_since(desk: Desk) -> None:
    case_id = draft(desk.world)
    desk.world.edit(case_id, "officer", background="Something else.")
    page = desk.as_("auditor").get(f"/audit/cases/{case_id}?at={MORNING.isoformat().replace('+', '%2B')}")
    since = desk.as_("auditor").get(link_to(page, "What changed since"))
    assert "Something else." in group(since, "cases")[0]


@pytest.mark.parametrize(
    "asked", [{"since": "yesterday"}, {"since": "2013-01-07 12:00", "until": "2013-01-07 11:00"}]
)
def test_a_span_that_is_none_is_asked_for_again_and_kept(desk: Desk, asked: dict[str, str]) -> None:
    case_id = draft(desk.world)
    for place in (f"/audit/cases/{case_id}/changes", "/audit/changes"):
        page = desk.as_("auditor").get(f"{place}?{urlencode(asked)}")
        assert page.status_code == 422
        sentence = "The end lies after the beginning." if "until" in asked else "Write day and time, such as"
        assert sentence in words(page)
        assert field_value(page, "since") == asked["since"]


# ---- who may read what


def test_a_note_among_the_team_is_told_to_the_team_alone(desk: Desk) -> None:
    case_id, since = noted(desk), MORNING - timedelta(hours=1)
    whole, part = changes(desk, case_id, since), changes(desk, case_id, since, name="ILO")
    assert "Note new version" in group(whole, "documents")[0]
    assert group(part, "documents") == []
    for secret in ("note.txt", "“Note”"):
        assert secret not in part.text


def test_a_remark_among_the_team_is_told_to_the_team_alone(desk: Desk) -> None:
    world = desk.world
    case_id = world.deliberating()
    world.later(hours=1)
    case_commands.comment(world.engine, case_id, "Among us.", by=world.people["officer"], level="CASE_TEAM")
    whole, part = changes(desk, case_id, MORNING), changes(desk, case_id, MORNING, name="ILO")
    assert "Remark [new:] Among us. [end of new]" in group(whole, "comments")[0]
    assert group(part, "comments") == []
    for secret in ("Among us.", "added a remark"):
        assert secret not in part.text


def test_a_case_that_somebody_may_not_know_of_has_no_changes(desk: Desk) -> None:
    draft(desk.world)
    assert changes(desk, UUID(int=0), MORNING).status_code == 404
    assert changes(desk, None, MORNING, name="donor").status_code == 403


# ---- in the house


def test_the_house_tells_its_settings_before_and_after_and_the_cases_that_changed(desk: Desk) -> None:
    world = desk.world
    case_id, quiet = draft(world), world.open("Nobody touched it")
    world.later(hours=1)
    register.set_setting(world.engine, "risk_high_from", 12, by=world.people["administrator"])
    world.edit(case_id, "officer", background="Something else.")
    page = changes(desk, None, MORNING + timedelta(hours=1))
    (setting,) = group(page, "settings")
    assert "[new:] 12 [end of new]" in setting
    assert setting.endswith("administrator set it.")
    assert "A study of remedies" in words(page)
    assert "[taken out:] Because. [end] [new:] Something else. [end of new]" in words(page)
    assert "Nobody touched it" not in words(page)
    assert str(quiet) not in page.text
    assert str(case_id) in link_to(page, "A study of remedies")


def test_a_mandate_that_ended_is_told_with_its_end(desk: Desk) -> None:
    world = desk.world
    world.later(hours=1)
    mandate = next(m for m in world.register_now().mandates if m.role == "SC_COCHAIR")
    register.end_mandate(world.engine, mandate.id, by=world.people["administrator"])
    (row,) = group(changes(desk, None, MORNING, name="ILO"), "mandates")
    assert row.startswith(f"Co-chair: OHCHR ended Until [new:] {WHEN} [end of new]")
    assert row.endswith("administrator ended a mandate of OHCHR: Co-chair.")


def test_accounts_are_for_auditors_alone_and_passwords_for_nobody(desk: Desk) -> None:
    world = desk.world
    world.later(hours=1)
    world.add_person("newcomer")
    told, kept = changes(desk, None, MORNING), changes(desk, None, MORNING, name="ILO")
    assert "newcomer added Name [new:] newcomer [end of new]" in group(told, "people")[0]
    assert group(kept, "people") == [] and "newcomer" not in kept.text
    assert "Nothing changed in the register that is open to you." in words(kept)


def test_twenty_cases_stand_on_a_page_and_the_next_are_one_link_away(desk: Desk) -> None:
    for number in range(22):
        desk.world.open(f"Matter {number}")
    first = changes(desk, None, MORNING - timedelta(hours=1))
    second = desk.as_("auditor").get(link_to(first, "Next cases"))
    assert [len(re.findall(r">Matter \d+</a>", page.text)) for page in (first, second)] == [20, 2]
