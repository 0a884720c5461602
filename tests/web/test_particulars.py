"""The particulars of a case: who may write which, what is wrong, what is stale; and ties to other cases."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from tests.people import CHAIR
from tests.web.desk import Desk, heading
from tests.web.reading import field_value, link_to, text, words
from tests.workflows.producing import assessing, developing, idea
from tests.world import World


def edited(desk: Desk, case_id: UUID, name: str, **typed: str) -> TestResponse:
    """Somebody opens the form and sends it with other words."""
    page = desk.as_(name).get(f"/cases/{case_id}/edit")
    keys = ("revision", "title", "nature", "subject", "method", "urgency", "background")
    form = {key: field_value(page, key) for key in keys}
    return desk.as_(name).post(f"/cases/{case_id}/edit", {**form, **typed})


def test_the_form_holds_what_stands_and_what_is_written_is_recorded(desk: Desk) -> None:
    case_id = desk.world.open("A study")
    page = desk.as_("officer").get(
        link_to(desk.as_("officer").get(f"/cases/{case_id}"), "Change the particulars")
    )
    assert heading(page) == "The particulars"
    assert (field_value(page, "title"), field_value(page, "background")) == ("A study", "Because.")
    assert (
        edited(desk, case_id, "officer", title="A longer study", background="Because of it.").status_code
        == 302
    )
    after = desk.as_("officer").get(f"/cases/{case_id}")
    assert heading(after) == "A longer study"
    assert "Background Because of it." in words(after)


def test_what_is_wrong_is_said_above_what_was_typed(desk: Desk) -> None:
    case_id = desk.world.open()
    answer = edited(
        desk, case_id, "officer", title="", subject="WEATHER", meets_at="soon", background="Kept."
    )
    assert answer.status_code == 422
    for sentence in ("Choose one of the answers offered.", "Write date and time, such as"):
        assert sentence in words(answer)
    assert (field_value(answer, "background"), field_value(answer, "meets_at")) == ("Kept.", "soon")
    assert desk.world.read(case_id).case.data["background"] == "Because."


def test_a_stale_form_keeps_the_words_and_says_who_changed_what(desk: Desk) -> None:
    case_id = desk.world.open()
    desk.world.edit(case_id, "second officer", background="Theirs.")
    answer = edited(desk, case_id, "officer", background="Mine.", revision="2")
    assert answer.status_code == 412
    assert "second officer changed the particulars. Your words are kept below." in words(answer)
    assert field_value(answer, "background") == "Mine."


@pytest.mark.parametrize("name", ["ILO", "auditor", "officer"])
def test_who_may_write_nothing_now_reads_so(desk: Desk, name: str) -> None:
    case_id = desk.world.circulated()
    sentence = "Nothing of this case can be changed by you while it is “Circulated”."
    for answer in (
        desk.as_(name).get(f"/cases/{case_id}/edit"),
        desk.as_(name).post(f"/cases/{case_id}/edit"),
    ):
        assert answer.status_code == 403
        assert sentence in words(answer)


def test_fields_that_nobody_offered_are_not_taken(desk: Desk) -> None:
    case_id = desk.world.open()
    assert (
        edited(desk, case_id, "officer", expires_at="2013-02-18 17:00", state="announced").status_code == 302
    )
    case = desk.world.read(case_id).case
    assert ("expires_at" in case.data, case.state) == (False, "draft")


# ---- ties


def two(world: World) -> tuple[UUID, UUID]:
    return world.deliberating(title="A study"), world.circulated(title="A workplan")


def tied(desk: Desk, name: str, one: UUID, kind: str, to: str) -> TestResponse:
    return desk.as_(name).post(f"/cases/{one}/link", {"type": kind, "to": to})


def test_a_case_is_found_by_its_words_and_tied(desk: Desk) -> None:
    one, other = two(desk.world)
    page = desk.as_("officer").get(f"/cases/{one}/link?q=workplan")
    assert heading(page) == "Link another case"
    assert "A workplan (" in words(page)
    assert "A study (" not in words(page), "a case is not tied to itself"
    assert tied(desk, "officer", one, "informs", other.hex).headers["Location"] == f"/cases/{one}#linked"
    assert "Informs A workplan Committee decision, Circulated" in words(desk.as_("ILO").get(f"/cases/{one}"))
    assert "from: Informs A study" in words(desk.as_("ILO").get(f"/cases/{other}"))


def test_whoever_may_change_a_case_finds_where_to_tie_it(desk: Desk) -> None:
    told = {"lead": desk.world.organizations["ILO"].hex}
    one = desk.world.open("Safe coasts", "ILO", "joint-programme", **told)
    desk.world.open("A lesson", "ILO", "lesson", context="One coast, two ports.")
    me = desk.as_("ILO")
    page = me.get(link_to(me.get(f"/cases/{one}"), "Link another case"))
    assert "Responds to" in words(page)
    for by_itself in ("Decided by", "Advised by", "Held or ended by"):
        assert by_itself not in words(page), "such a tie comes about when a case is opened"


def test_who_may_not_tie_a_case_is_not_led_there(desk: Desk) -> None:
    one, _ = two(desk.world)
    assert "Link another case" not in words(desk.as_("auditor").get(f"/cases/{one}"))
    answer = desk.as_("auditor").get(f"/cases/{one}/link")
    assert "You cannot tie this case to another one now." in words(answer)


def test_where_no_case_fits_the_page_says_so(desk: Desk) -> None:
    one, _ = two(desk.world)
    assert "No case fits these words." in words(desk.as_("officer").get(f"/cases/{one}/link?q=unheard+of"))


def test_a_tie_that_cannot_be_is_refused_with_its_sentence(desk: Desk) -> None:
    one, other = two(desk.world)
    answers = {
        ("nothing", other.hex): "Choose one of these ties:",
        ("informs", one.hex): "A case is not tied to itself.",
    }
    for (kind, to), sentence in answers.items():
        answer = tied(desk, "officer", one, kind, to)
        assert answer.status_code == 422
        assert sentence in words(answer)


@pytest.mark.parametrize("to", ["", "nonsense", "0" * 32])
def test_a_case_that_is_none_is_not_found(desk: Desk, to: str) -> None:
    one, _ = two(desk.world)
    assert tied(desk, "officer", one, "informs", to).status_code == 404


def end_page(desk: Desk, one: UUID, name: str = "officer") -> TestResponse:
    """The page that ends the only tie of a case."""
    return desk.as_(name).get(link_to(desk.as_(name).get(f"/cases/{one}"), "End this link"))


def test_a_tie_is_ended_with_its_reason_and_shown_no_more(desk: Desk) -> None:
    one, other = two(desk.world)
    tied(desk, "officer", one, "informs", other.hex)
    page = end_page(desk, one)
    assert heading(page) == "End this link"
    assert "Informs: A workplan. The history of this case keeps that they were linked." in words(page)
    after = desk.as_("officer").post(page.request.path, {"reason": "The wrong case."}, follow_redirects=True)
    assert "The cases are linked no more. The history of this case keeps that they were." in after.text
    for case_id, title in ((one, "A workplan"), (other, "A study")):
        assert f"Informs {title}" not in words(desk.as_("ILO").get(f"/cases/{case_id}"))
    assert "The wrong case." in words(desk.as_("ILO").get(f"/cases/{one}/history"))


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_tie_does_not_end_without_saying_why(desk: Desk, reason: str) -> None:
    one, other = two(desk.world)
    tied(desk, "officer", one, "informs", other.hex)
    place = end_page(desk, one).request.path
    answer = desk.as_("officer").post(place, {"reason": reason})
    assert answer.status_code == 422
    assert "Write the reason: it goes on record." in words(answer)
    assert len(desk.world.read(one).links) == 1


def test_a_tie_is_not_ended_from_its_other_end_nor_by_who_only_reads(desk: Desk) -> None:
    one, other = two(desk.world)
    tied(desk, "officer", one, "informs", other.hex)
    place = end_page(desk, one).request.path
    assert "End this link" not in words(desk.as_("officer").get(f"/cases/{other}"))
    assert "End this link" not in words(desk.as_("ILO").get(f"/cases/{one}"))
    for name, there in (("officer", place.replace(str(one), str(other))), ("ILO", place)):
        visitor = desk.as_(name)
        assert visitor.get(there).status_code == 404
        assert visitor.post(there, {"reason": "No."}).status_code in (403, 404)
    assert len(desk.world.read(one).links) == 1


def test_who_only_reads_ties_nothing(desk: Desk) -> None:
    one, other = two(desk.world)
    assert "Link another case" not in words(desk.as_("ILO").get(f"/cases/{one}"))
    answer = tied(desk, "ILO", one, "informs", other.hex)
    assert answer.status_code == 403
    assert "You cannot tie this case to another one now." in words(answer)
    assert "Rule link:consensus-decision" in words(answer)


def test_what_supersedes_is_for_those_who_may_write_the_case(desk: Desk) -> None:
    one, other = two(desk.world)
    assert tied(desk, "officer", other, "supersedes", one.hex).status_code == 403
    assert tied(desk, CHAIR, one, "supersedes", other.hex).status_code == 302


def labels(page: TestResponse) -> dict[str, str]:
    """Each field of a form by its key, with its label, its mark and its hint."""
    found = re.split(r'(?=<(?:div|fieldset) class="field)', page.text)
    keys = ((re.search(r'name="([a-z_]+)"', each), text(each)) for each in found[1:])
    return {key.group(1): told for key, told in keys if key}


def test_what_a_button_wants_is_not_called_optional_and_the_form_says_which(desk: Desk) -> None:
    case_id = assessing(desk.world)
    told = labels(desk.as_("officer").get(f"/cases/{case_id}/edit"))
    assert told["assessor"].startswith(
        "Member who assesses with the Secretariat Needed to: Put it before the Committee."
    )
    assert "Needed to: Put it before the Committee." in told["why_new"]
    assert told["parent"].startswith("Part of the programme optional"), "a tie does as well"


def test_what_a_later_button_wants_is_said_beforehand_and_not_any_more_afterwards(desk: Desk) -> None:
    case_id = idea(desk.world)
    told = labels(desk.as_("officer").get(f"/cases/{case_id}/edit"))
    assert "Needed to: Put it before the Committee." in told["assessor"]
    case_id = developing(desk.world)
    told = labels(desk.as_("officer").get(f"/cases/{case_id}/edit"))
    assert "Needed to: Hand it in for review." in told["author"]
    assert "Needed to: Publish it." in told["translations"]
    assert told["consents"].startswith("Consents of survivors optional")


def test_the_page_of_a_proposed_product_leads_on_and_a_way_out_comes_last(desk: Desk) -> None:
    said = words(desk.as_("officer").get(f"/cases/{assessing(desk.world)}"))
    assert "Put it before the Committee, until Mon 28 Jan 2013, 17:00. It becomes possible when" in said
    acts = said[said.index("What you can do here") :]
    order = [
        acts.index(each) for each in ("Put it before the Committee", "Build on what exists", "Withdraw it")
    ]
    assert order == sorted(order)
