"""Registers: what their rows say, how they are narrowed and ordered, the desk of those who preside, what runs, CSV."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from uuid import UUID

import pytest

from tests.people import CHAIR, COCHAIR, MEMBERS
from tests.web.counting import FRAME, queries_of
from tests.web.desk import Desk, heading
from tests.web.reading import link_to, table_rows, text, words
from tests.world import World

HERE = "/registers/decisions"


def adopted(world: World, title: str, **data: str) -> UUID:
    case_id = world.deliberating(title=title, **data)
    for code in MEMBERS:
        world.answer(case_id, code, "support")
    world.press(case_id, "declare_consensus", CHAIR)
    return case_id


def titles(desk: Desk, query: str = "", name: str = "ILO") -> list[str]:
    """The second cell begins with the title; the subject follows it."""
    rows = table_rows(desk.as_(name).get(f"{HERE}{query}"))
    return [row[1].removesuffix(" Priority").removesuffix(" Workplan") for row in rows]


# ---- rows


def test_every_definition_with_a_register_has_its_page_and_others_have_none(desk: Desk) -> None:
    for definition in desk.world.engine.registry:
        if definition.register is not None:
            page = desk.as_("officer").get(f"/registers/{definition.register.path}")
            assert heading(page) == definition.register.label
            assert "Nothing here yet" in words(page)
    assert desk.as_("officer").get("/registers/secrets").status_code == 404
    assert desk.stranger().get(HERE).status_code == 303


def test_a_row_says_number_title_state_date_and_what_each_seat_says(desk: Desk) -> None:
    world = desk.world
    adopted(world, "Adopted one")
    world.at(datetime(2013, 1, 14, 9, tzinfo=UTC))
    second = world.deliberating(title="Open one")
    world.answer(second, "ILO", "support")
    world.answer(second, "OSCE", "strong_objection", reason="It harms.")
    world.answer(second, "IOM", "support_with_comment", comment="Well done.")
    page = desk.as_("ILO").get(HERE)
    assert table_rows(page) == [
        [
            "no number yet",
            "Open one Priority",
            "In deliberation",
            "since Mon 14 Jan",
            "2 support, 1 strong objection, 3 without an answer",
        ],
        [
            "GIFT/DEC/2013/001",
            "Adopted one Priority",
            "Adopted by consensus",
            "Mon 7 Jan 2013",
            "6 support",
        ],
    ]
    assert "2 in this list, open ones first, then the newest." in words(page)
    assert "Marks stand for ILO, IOM, OHCHR, OSCE, UNICEF, UNODC, in this order." in words(page)
    key = text(page.text.split('class="mark-key"')[1].split("</ul>")[0].split(">", 1)[1])
    assert key == "Support Support, with comment Strong objection No position"
    assert link_to(page, "Open one") == f"/cases/{second}"


def test_what_follows_the_adoption_does_not_hide_how_it_was_adopted(desk: Desk) -> None:
    world = desk.world
    case_id = adopted(world, "Adopted one")
    world.at(datetime(2013, 1, 14, 9, tzinfo=UTC))
    world.press(case_id, "announce", "officer")
    ((_number, _title, state, date, _positions),) = table_rows(desk.as_("ILO").get(HERE))
    assert state == "Adopted by consensus Announced"
    assert date == "Mon 7 Jan 2013"


def test_what_was_withdrawn_has_no_number_and_a_draft_asks_nobody_yet(desk: Desk) -> None:
    world = desk.world
    world.press(world.circulated(title="Gone"), "withdraw", "officer", reason="It is no longer needed.")
    world.open(title="Begun")
    rows = {row[1].removesuffix(" Priority"): row for row in table_rows(desk.as_("ILO").get(HERE))}
    assert rows["Gone"][0] == "no number"
    assert rows["Begun"][0] == "no number yet"
    assert rows["Begun"][4] == "nobody is asked yet"


def test_a_definition_chooses_its_own_columns(desk: Desk) -> None:
    desk.world.open("An idea", definition="activity-proposal", by="ILO")
    page = desk.as_("officer").get("/registers/proposals")
    (row,) = table_rows(page)
    assert row[1].startswith("An idea")
    assert "not filled in" in row, "a blank is never left where a fact is missing"
    heads = [text(each) for each in page.text.split("<thead")[1].split("</thead>")[0].split("</th>")]
    assert "Lead organization" in heads


# ---- narrowing and order


def test_state_subject_words_and_year_narrow_the_list(desk: Desk) -> None:
    world = desk.world
    adopted(world, "Adopted one")
    world.circulated(title="Open one", subject="WORKPLAN")
    assert titles(desk, "?state=open") == ["Open one"]
    assert titles(desk, "?state=settled") == ["Adopted one"]
    assert titles(desk, "?state=adopted_consensus") == ["Adopted one"]
    assert titles(desk, "?subject=WORKPLAN") == ["Open one"]
    assert titles(desk, "?words=ADOPT") == ["Adopted one"]
    assert titles(desk, "?year=2012") == ["Open one"], "what is open always stands in the register"
    assert titles(desk, "?year=2013") == ["Open one", "Adopted one"]
    none = desk.as_("ILO").get(f"{HERE}?words=unheard+of&sort=title")
    assert "Nothing fits" in words(none)
    assert link_to(none, "Clear the filters") == HERE
    assert 'value="unheard of"' in none.text


def test_heads_sort_and_say_so(desk: Desk) -> None:
    world = desk.world
    for title in ("Beta", "Alpha"):
        world.circulated(title=title)
        world.later(hours=1)
    page = desk.as_("ILO").get(HERE)
    assert 'aria-sort="descending"' in page.text
    by_title = link_to(page, "Decision")
    assert by_title == f"{HERE}?sort=title"
    page = desk.as_("ILO").get(by_title)
    assert [row[1].removesuffix(" Priority") for row in table_rows(page)] == ["Alpha", "Beta"]
    assert 'aria-sort="ascending"' in page.text
    assert titles(desk, "?sort=number") == ["Alpha", "Beta"]


def test_strange_addresses_show_the_plain_register(desk: Desk) -> None:
    desk.world.circulated(title="One")
    for query in ("?sort=x&after=%00&year=20x3", "?year=99999", "?after=W10=", "?_scheme=gopher&_anchor=x"):
        assert titles(desk, query) == ["One"]
    for query in ("?state=nothing", "?subject=%27%3B--"):
        assert titles(desk, query) == []


def test_fifty_rows_then_the_next_fifty(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    world = desk.world
    for number in range(5):
        world.circulated(title=f"Matter {number}")
        world.later(minutes=1)
    real = __import__("engine.queries.case_register", fromlist=["register_page"]).register_page
    monkeypatch.setattr("web.registers.register_page", lambda *rest: real(*rest, most=2))
    page = desk.as_("ILO").get(f"{HERE}?words=matter")
    assert "2 of 5 shown" in words(page)
    seen = [row[1] for row in table_rows(page)]
    while "Next 50" in page.text:
        page = desk.as_("ILO").get(link_to(page, "Next 50"))
        seen += [row[1] for row in table_rows(page)]
    assert seen == [f"Matter {number} Priority" for number in (4, 3, 2, 1, 0)]


def test_who_may_not_see_the_cases_sees_an_empty_register(desk: Desk) -> None:
    desk.world.circulated(title="Not for everybody")
    page = desk.as_("donor").get(HERE)
    assert "Nothing here yet" in words(page)
    assert "Not for everybody" not in page.text
    assert "Save as CSV" not in page.text


# ---- the desk of those who preside


def desk_words(desk: Desk, name: str) -> str:
    page = desk.as_(name).get(HERE).text
    if 'aria-labelledby="desk-title"' not in page:
        return ""
    return text(page.split('aria-labelledby="desk-title"')[1].split("</section>")[0].split(">", 1)[1])


def test_only_those_who_preside_have_a_desk(desk: Desk) -> None:
    desk.world.deliberating()
    for name in (CHAIR, COCHAIR, "IOM alternate"):
        assert "Chair’s desk" in desk_words(desk, name)
    for name in ("ILO", "officer", "auditor"):
        assert desk_words(desk, name) == ""


def test_the_desk_says_who_has_not_answered_what_is_needed_and_what_closes_when(desk: Desk) -> None:
    world = desk.world
    case_id = world.circulated(title="A study")
    world.press(case_id, "deliberate", CHAIR, expires_at="2013-01-18T16:00:00+00:00")
    for code in ("ILO", "IOM", "OHCHR", "OSCE"):
        world.answer(case_id, code, "support")
    told = desk_words(desk, CHAIR)
    assert told.startswith("Chair’s desk IOM, Chair. 1 thing needs you. By ")
    assert "Take the next step A study . It is “In deliberation”." in told
    assert "Not answered: UNICEF, UNODC." in told


def test_an_objection_stands_on_the_desk_with_its_member_and_its_words(desk: Desk) -> None:
    world = desk.world
    case_id = world.deliberating(title="A study")
    world.answer(case_id, "OSCE", "strong_objection", reason="It harms those it should help.")
    told = desk_words(desk, CHAIR)
    assert "Mediate the objection: OSCE A study . “It harms those it should help.”" in told
    assert "2 things need you." in told


def test_three_things_at_most_then_how_many_more(desk: Desk) -> None:
    for number in range(5):
        desk.world.circulated(title=f"Matter {number}")
    page = desk.as_(CHAIR).get(HERE)
    assert link_to(page, "2 more") == "/my-work?type=consensus-decision"
    assert desk_words(desk, CHAIR).count("Open it") == 3


def test_an_empty_desk_says_so(desk: Desk) -> None:
    assert "Nothing needs you now." in desk_words(desk, CHAIR)


# ---- what runs


def test_running_silences_are_drawn_on_one_time_line_and_told_in_words(desk: Desk) -> None:
    world = desk.world
    first = world.silent(title="A study on the impact of remedies for trafficked persons")
    world.answer(first, "ILO", "support")
    world.silent(title="A workplan")
    world.later(hours=20)
    page = desk.as_("ILO").get(HERE)
    assert "Silence running now 2 periods" in words(page)
    assert 'class="silences"' in page.text
    assert "2 periods run. The first to end is A study on the impact of reme…" in page.text
    assert "5 working days left" in page.text or "4 working days left" in page.text
    rows = table_rows(page)
    assert rows[0][2] == "Silence period"
    assert rows[0][3] == "ends Mon 14 Jan, 17:00"


def test_when_nothing_runs_there_is_no_time_line(desk: Desk) -> None:
    desk.world.deliberating()
    page = desk.as_("ILO").get(HERE)
    assert "Silence running now" not in page.text


# ---- a new case, and CSV


def test_whoever_may_open_a_case_finds_the_button(desk: Desk) -> None:
    assert link_to(desk.as_("officer").get(HERE), "Prepare a decision") == "/cases/new/consensus-decision"
    assert "Prepare a decision" not in desk.as_("auditor").get(HERE).text


def sheet(desk: Desk, query: str = "", name: str = "ILO") -> list[list[str]]:
    answer = desk.as_(name).get(f"{HERE}.csv{query}")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.reader(io.StringIO(answer.text)))


def test_the_sheet_holds_what_the_page_holds_as_it_is_narrowed(desk: Desk) -> None:
    world = desk.world
    adopted(world, "Adopted one")
    second = world.deliberating(title="Open one")
    world.answer(second, "ILO", "abstain")
    head, *rows = sheet(desk)
    assert head == ["Number", "Reference", "Title", "State", "Opened", "Settled", "Positions"]
    assert [row[2] for row in rows] == ["Open one", "Adopted one"]
    assert rows[0][6] == (
        "ILO: Abstain; IOM: no answer; OHCHR: no answer; OSCE: no answer; UNICEF: no answer; UNODC: no answer"
    )
    assert rows[1][5] == "2013-01-07T09:00:00+00:00"
    assert [row[2] for row in sheet(desk, "?state=settled")[1:]] == ["Adopted one"]
    assert sheet(desk, name="donor")[1:] == []
    assert desk.stranger().get(f"{HERE}.csv").status_code == 303


def test_a_title_that_looks_like_a_formula_stays_words(desk: Desk) -> None:
    desk.world.circulated(title='=HYPERLINK("https://example.org")')
    assert sheet(desk)[1][2] == '\'=HYPERLINK("https://example.org")'
    assert "=HYPERLINK(&#34;" in desk.as_("ILO").get(HERE).text


# ---- the budget


def test_a_register_takes_three_queries_however_long_it_is(desk: Desk) -> None:
    world = desk.world
    world.silent(title="Running")
    few = queries_of(desk, "ILO", HERE)
    for number in range(4):
        adopted(world, f"Matter {number}")
    many = queries_of(desk, "ILO", HERE)
    assert len(many) == len(few)
    assert len(many) <= FRAME + 3, "\n\n".join(many)


def test_the_desk_of_those_who_preside_takes_three_more_however_much_lies_on_it(desk: Desk) -> None:
    world = desk.world
    world.deliberating(title="One")
    few = queries_of(desk, CHAIR, HERE)
    for number in range(4):
        world.deliberating(title=f"Matter {number}")
    many = queries_of(desk, CHAIR, HERE)
    assert len(many) == len(few)
    assert len(many) <= FRAME + 6, "\n\n".join(many)
