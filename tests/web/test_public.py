"""What is open to everybody: the list of products, one product with its files, its feed, and the form about it."""

from __future__ import annotations

import hashlib
import re
from uuid import UUID
from xml.etree import ElementTree as ET

from tests.web.desk import Desk, Visitor, heading
from tests.web.reading import field_value, table_rows, text, words
from tests.workflows.producing import MODULE, developing, in_review, linked_case, published
from tests.workflows.publishing import answer_open, assessed, dispose, heard, re_reviewing, say, translated

LIST = "/public/products"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
SAID = {"useful": "FOUR", "error": "The number on page 3 is out of use."}


def page(desk: Desk, path: str, **asked: str) -> str:
    return words(desk.stranger().get(path, query_string=asked))


def test_a_stranger_finds_a_published_product_and_that_it_is_stamped(desk: Desk) -> None:
    case_id = published(desk.world)
    said = page(desk, LIST)
    assert "Training module for labour inspectors" in said
    assert "Stamp of quality, valid" in said
    said = page(desk, f"{LIST}/{case_id}")
    assert "Stamp of quality: valid until" in said
    assert hashlib.sha256(MODULE.encode()).hexdigest()[:8] in said


def test_what_is_not_published_is_nowhere(desk: Desk) -> None:
    case_id = in_review(desk.world)
    assert "Nothing is published yet" in page(desk, LIST)
    for path in (f"{LIST}/{case_id}", f"{LIST}/{case_id}/files/product", f"{LIST}/{case_id}/feedback"):
        assert desk.stranger().get(path).status_code == 404, path


def test_what_is_not_published_makes_no_difference_to_a_stranger(desk: Desk) -> None:
    published(desk.world)
    pages = (
        LIST,
        f"{LIST}?words=inspectors",
        f"{LIST}?themes=LABOUR",
        f"{LIST}.atom",
        "/public/translations",
    )

    def read() -> list[str]:
        return [re.sub(r'nonce="[^"]*"', "", desk.stranger().get(each).text) for each in pages]

    before = read()
    in_review(desk.world)
    assert read() == before


def test_the_case_behind_a_product_tells_nothing_of_itself(desk: Desk) -> None:
    case_id = published(desk.world)
    said = page(desk, f"{LIST}/{case_id}") + page(desk, LIST)
    for secret in (
        "have no module of their own",
        "None speaks to inspectors",
        "Author",
        "feedback@example.org",
    ):
        assert secret not in said
    assert desk.stranger().get(f"/cases/{case_id}").status_code in (302, 303, 401)


def test_the_list_is_searched_and_narrowed_down(desk: Desk) -> None:
    published(desk.world)
    for asked in (
        {"words": "inspectors"},
        {"themes": "LABOUR"},
        {"regions": "EAST_AFRICA"},
        {"languages": "ENGLISH"},
    ):
        assert "1 in this list" in page(desk, LIST, **asked), asked
    for asked in ({"words": "module of their own"}, {"themes": "HEALTH"}, {"languages": "FRENCH"}):
        assert "Nothing fits" in page(desk, LIST, **asked), asked
    for asked in ({"themes": "NO_SUCH"}, {"page": "99"}, {"page": "x"}, {"words": "%"}):
        assert desk.stranger().get(LIST, query_string=asked).status_code == 200


def test_the_file_is_a_download_under_a_policy_that_lets_it_do_nothing(desk: Desk) -> None:
    case_id = published(desk.world)
    answer = desk.stranger().get(f"{LIST}/{case_id}/files/product")
    assert answer.data == MODULE.encode()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert desk.stranger().get(f"{LIST}/{case_id}/files/plan").status_code == 404
    assert desk.stranger().get(f"{LIST}/{case_id}/files/nothing").status_code == 404


def test_a_suspended_stamp_is_shown_at_once(desk: Desk) -> None:
    case_id = published(desk.world)
    review_id = linked_case(desk.world, case_id, "reviewed_by")
    desk.world.press(review_id, "suspend", "officer", reason="A figure is wrong.")
    assert "Stamp is suspended" in page(desk, LIST)


def test_translations_stand_beside_their_source_and_in_a_list_of_their_own(desk: Desk) -> None:
    case_id = published(desk.world)
    translated(desk.world, case_id)
    said = page(desk, f"{LIST}/{case_id}")
    assert "Translations and tailored versions" in said
    assert "Translation · French" in said
    assert "1 in this list" in page(desk, "/public/translations", language="FRENCH")


def test_a_translation_leads_back_to_its_source_which_bears_the_stamp(desk: Desk) -> None:
    case_id = published(desk.world)
    translation_id = translated(desk.world, case_id)
    answer = desk.stranger().get(f"/public/translations/{translation_id}")
    assert "Source" in words(answer)
    assert f'href="{LIST}/{case_id}"' in answer.text


def test_the_feed_tells_of_what_is_published(desk: Desk) -> None:
    case_id = published(desk.world)
    answer = desk.stranger().get(f"{LIST}.atom", query_string={"themes": "LABOUR"})
    assert answer.mimetype == "application/atom+xml"
    root = ET.fromstring(answer.data)
    entries = root.findall("a:entry", ATOM)
    assert [each.findtext("a:title", "", ATOM) for each in entries] == [
        "Training module for labour inspectors"
    ]
    assert entries[0].findtext("a:id", "", ATOM) == f"urn:uuid:{case_id}"
    told = entries[0].find("a:link", ATOM)
    assert told is not None and told.get("href") == f"http://localhost{LIST}/{case_id}"
    assert "Stamp of quality, valid" in entries[0].findtext("a:summary", "", ATOM)


def updated(desk: Desk) -> tuple[str, str]:
    """When the feed changed, and its one entry."""
    root = ET.fromstring(desk.stranger().get(f"{LIST}.atom").data)
    return root.findtext("a:updated", "", ATOM), root.findtext("a:entry/a:updated", "", ATOM)


def test_whoever_follows_the_feed_learns_that_a_stamp_is_suspended(desk: Desk) -> None:
    case_id = published(desk.world)
    assert updated(desk) == ("2013-01-07T10:00:00+01:00",) * 2
    desk.world.later(days=3)
    desk.as_("officer").post(f"/cases/{case_id}/remarks", {"remark": "Read by two ministries."})
    desk.world.press(case_id, "look_again", "officer", reason="A new law.")
    assert updated(desk) == ("2013-01-07T10:00:00+01:00",) * 2, "what nobody outside sees moves nothing"
    review_id = linked_case(desk.world, case_id, "reviewed_by")
    desk.world.press(review_id, "suspend", "officer", reason="A figure is wrong.")
    assert updated(desk) == ("2013-01-10T10:00:00+01:00",) * 2


def test_whoever_follows_the_feed_learns_of_a_warning(desk: Desk) -> None:
    case_id = published(desk.world)
    in_french = translated(desk.world, case_id)
    desk.world.later(days=3)
    feedback = say(desk.world, case_id, safety="yes")
    answer_open(desk.world, feedback, "safety", "unsafe", "officer", reason="It names a shelter.")
    assert updated(desk) == ("2013-01-10T10:00:00+01:00",) * 2
    root = ET.fromstring(desk.stranger().get("/public/translations.atom").data)
    entry = root.find("a:entry", ATOM)
    assert entry is not None and entry.findtext("a:id", "", ATOM) == f"urn:uuid:{in_french}"
    assert "Somebody could come to harm" in entry.findtext("a:summary", "", ATOM)
    assert entry.findtext("a:updated", "", ATOM) == "2013-01-10T10:00:00+01:00"


def test_a_stranger_sends_feedback_and_reads_what_becomes_of_it(desk: Desk) -> None:
    case_id = published(desk.world)
    visitor = desk.stranger()
    assert heading(visitor.get(f"{LIST}/{case_id}/feedback")) == "Give feedback"
    answer = visitor.post(f"{LIST}/{case_id}/feedback", SAID)
    assert answer.status_code == 303
    assert "is read within five working days" in words(visitor.get(answer.location))
    assert heard(desk.world, case_id) == ["GIFT/FBK/2013/001"]


def test_a_report_of_harm_without_words_is_refused_at_the_field_that_wants_them(desk: Desk) -> None:
    case_id = published(desk.world)
    answer = desk.stranger().post(f"{LIST}/{case_id}/feedback", {"useful": "ONE", "safety": "yes"})
    assert answer.status_code == 422
    assert "What is wrong or missing With the page" in words(answer), "what is asked for is not optional"
    assert '<a href="#f-error">Say what could harm somebody, and where it stands.</a>' in answer.text
    assert not heard(desk.world, case_id)


def thanked(desk: Desk, case_id: UUID, **more: str) -> tuple[str, Visitor, str]:
    """What somebody reads who has sent feedback, the browser, and where it stands."""
    visitor = desk.stranger()
    answer = visitor.post(f"{LIST}/{case_id}/feedback", {**SAID, **more})
    return words(visitor.get(answer.location)), visitor, answer.location


def test_whoever_reports_harm_reads_that_it_is_looked_at_within_a_day(desk: Desk) -> None:
    case_id = published(desk.world)
    said, _visitor, _place = thanked(desk, case_id, safety="yes")
    assert "within 24 hours somebody looks whether it is so" in said
    assert "five working days" not in said
    said, _visitor, _place = thanked(desk, case_id, safety="no")
    assert "five working days" in said and "24 hours" not in said


def test_whoever_sends_is_told_a_reference_once_that_tells_nothing_of_others(desk: Desk) -> None:
    case_id = published(desk.world)
    said, visitor, place = thanked(desk, case_id)
    feedback = desk.world.read(linked_case(desk.world, case_id, "responds_to")).case
    assert f"Its reference is {feedback.reference}." in said
    assert feedback.number and feedback.number not in said, "a number would tell how much others have sent"
    assert "Found 1 case" in words(desk.as_("officer").get(f"/search?q={feedback.reference}"))
    assert desk.stranger().get(f"/cases/{feedback.id}").status_code in (302, 303, 401)
    for other in (visitor, desk.stranger()):
        again = words(other.get(place))
        assert "is read within five working days" in again and "reference" not in again


def test_the_reference_is_not_told_on_the_page_of_another_product(desk: Desk) -> None:
    case_id, other = published(desk.world), published(desk.world)
    visitor = desk.stranger()
    visitor.post(f"{LIST}/{case_id}/feedback", {**SAID, "safety": "yes"})
    said = words(visitor.get(f"{LIST}/{other}/feedback/thanks"))
    assert "reference" not in said and "five working days" in said


def test_a_second_press_sends_it_once(desk: Desk) -> None:
    case_id = published(desk.world)
    visitor = desk.stranger()
    key = {"idempotency_key": "0195b1f0-0000-7000-8000-000000000001"}
    for _ in range(2):
        assert visitor.post(f"{LIST}/{case_id}/feedback", {**SAID, **key}).status_code == 303
    assert len(heard(desk.world, case_id)) == 1


def test_a_form_that_is_refused_keeps_every_word(desk: Desk) -> None:
    case_id = published(desk.world)
    answer = desk.stranger().post(f"{LIST}/{case_id}/feedback", {"error": SAID["error"]})
    assert answer.status_code == 422
    assert "Fill in: How useful it was to you." in words(answer)
    assert SAID["error"] in answer.text


def test_too_much_from_one_place_is_refused_with_a_sentence_and_the_words_stay(desk: Desk) -> None:
    case_id = published(desk.world)
    visitor = desk.stranger()
    answers = [visitor.post(f"{LIST}/{case_id}/feedback", SAID) for _ in range(6)]
    assert [each.status_code for each in answers] == [303] * 5 + [429]
    assert "Enough was sent from here for now; nothing was lost." in words(answers[-1])
    assert SAID["error"] in answers[-1].text


def test_a_form_of_another_site_is_not_taken(desk: Desk) -> None:
    case_id = published(desk.world)
    answer = desk.stranger().client.post(f"{LIST}/{case_id}/feedback", data=SAID)
    assert answer.status_code == 400
    assert not heard(desk.world, case_id)


def test_the_secretariat_reads_feedback_and_nobody_else_how_to_reach_the_sender(desk: Desk) -> None:
    case_id = published(desk.world)
    desk.stranger().post(f"{LIST}/{case_id}/feedback", {**SAID, "contact": "reader@example.org"})
    feedback = next(x.other for x in desk.world.read(case_id).links if x.type == "responds_to")
    assert "reader@example.org" in words(desk.as_("officer").get(f"/cases/{feedback}"))
    said = words(desk.as_("ILO").get(f"/cases/{feedback}"))
    assert "The number on page 3 is out of use." in said
    assert "reader@example.org" not in said


def test_the_product_page_of_the_desk_has_its_whole_history(desk: Desk) -> None:
    case_id = published(desk.world)
    translated(desk.world, case_id)
    desk.stranger().post(f"{LIST}/{case_id}/feedback", SAID)
    said = words(desk.as_("officer").get(f"/cases/{case_id}"))
    for part in ("Reviews", "GIFT/STAMP/2013/001", "Translations and tailored versions", "Feedback of users"):
        assert part in said


def test_earlier_versions_of_a_product_stand_on_its_page(desk: Desk) -> None:
    case_id = developing(desk.world)
    desk.world.edit(case_id, "officer", author=desk.world.people["author"].hex)
    for words_of_it in ("First draft.", "Second draft.", "Third draft."):
        desk.world.put(case_id, words_of_it, "product", "author")
    answer = desk.as_("officer").get(f"/cases/{case_id}")
    said = words(answer)
    assert "2 earlier versions" in said
    assert said.index("Version 2,") < said.index("Version 1,")
    earlier = re.findall(r'href="(/cases/[^"]+/documents/[^"/]+)"', answer.text)
    assert {desk.as_("officer").get(each).text for each in earlier} >= {"First draft.", "Second draft."}


def said_in_re_review(desk: Desk) -> UUID:
    """A re-review with one piece of feedback that speaks of harm on its list."""
    product_id = published(desk.world)
    say(desk.world, product_id, safety="yes")
    review_id = re_reviewing(desk.world, product_id)
    assessed(desk.world, review_id)
    return review_id


def test_the_register_of_re_reviews_tells_how_much_feedback_is_open(desk: Desk) -> None:
    review_id = said_in_re_review(desk)
    answer = desk.as_("officer").get("/registers/re-reviews")
    heads = [text(each) for each in re.findall(r"<th scope=\"col\".*?</th>", answer.text, re.DOTALL)]
    (row,) = table_rows(answer)
    assert row[heads.index("Open feedback")] == "1"
    dispose(desk.world, review_id)
    (row,) = table_rows(desk.as_("officer").get("/registers/re-reviews"))
    assert row[heads.index("Open feedback")] == "0"


def test_the_page_of_a_row_tells_days_and_answers_in_words(desk: Desk) -> None:
    review_id = said_in_re_review(desk)
    row = next(each for each in desk.world.read(review_id).items if each.item == "feedback")
    said = words(desk.as_("officer").get(f"/cases/{review_id}/rows/{row.id}"))
    assert "Received Mon 7 Jan 2013" in said and "Somebody may come to harm Yes" in said
    assert "True" not in said and "2013-01-07" not in said
    assert "optional" not in said, "nobody concludes without a disposition"


def test_a_day_in_a_table_of_a_case_stands_on_one_line(desk: Desk) -> None:
    answer = desk.as_("officer").get(f"/cases/{said_in_re_review(desk)}")
    assert re.search(r'<td role="cell" data-label="Received" class="short"><span>Mon 7 Jan 2013', answer.text)


def test_a_reason_that_every_answer_needs_is_not_called_optional(desk: Desk) -> None:
    case_id = say(desk.world, published(desk.world), safety="yes")
    answer = desk.as_("officer").get(f"/cases/{case_id}")
    assert re.search(r'<textarea [^>]*name="reason"[^>]* required', answer.text)
    assert "Reason Kept on record." in words(answer)


def test_what_was_said_is_read_before_the_question_whether_it_harms(desk: Desk) -> None:
    product_id = published(desk.world)
    case_id = say(desk.world, product_id, safety="yes", used_for="A training.", suggestion="Take it out.")
    said = words(desk.as_("officer").get(f"/cases/{case_id}"))
    order = [
        "What was said",
        "The phone number on page 3",
        "Take it out.",
        "A training.",
        "Somebody could come to harm",
    ]
    found = [said.rindex(each) if each == order[-1] else said.index(each) for each in order]
    assert found == sorted(found)
    assert said.count("The phone number on page 3") == 1


def test_the_form_of_the_particulars_asks_for_no_title_that_everybody_reads(desk: Desk) -> None:
    case_id = published(desk.world)
    review_id = re_reviewing(desk.world, case_id)
    assessed(desk.world, review_id, "revise")
    desk.world.press(review_id, "revise", "officer", reason="The law is another one.")
    officer = desk.as_("officer")
    form = officer.get(f"/cases/{case_id}/edit")
    assert 'name="feedback_channel"' in form.text
    assert 'name="title"' not in form.text
    told = {"feedback_channel": "By mail.", "revision": field_value(form, "revision")}
    assert officer.post(f"/cases/{case_id}/edit", told).status_code == 302
