"""Search: every word, anywhere in what the reader may see, and nothing of what the reader may not."""

from __future__ import annotations

import pytest

from engine.commands import case as case_commands
from engine.commands import document, item
from tests.web.counting import FRAME, queries_of
from tests.web.desk import Desk, heading
from tests.web.reading import link_to, text, words
from tests.world import World

HERE = "/search"


def found(desk: Desk, query: str, name: str = "ILO") -> list[str]:
    page = desk.as_(name).get(f"{HERE}?q={query}").text
    parts = (
        page.split('class="rows hits"')[1].split("</ul>")[0].split("<li")[1:]
        if 'class="rows hits"' in page
        else []
    )
    return [text(part.split("<a ")[1].split("</a>")[0].split(">", 1)[1]) for part in parts]


def remark(world: World, case_id: object, body: str, by: str = "ILO") -> None:
    case_commands.comment(world.engine, case_id, body, by=world.people[by])  # type: ignore[arg-type]


def test_every_word_must_stand_somewhere_in_the_same_case(desk: Desk) -> None:
    world = desk.world
    first = world.open(title="A study of remedies", background="The partners asked for it.")
    second = world.open(title="A workplan", background="It has remedies in line 7.")
    assert sorted(found(desk, "remedies")) == ["A study of remedies", "A workplan"]
    assert found(desk, "REMEDIES+partner") == ["A study of remedies"]
    assert found(desk, "remedies+workplan") == ["A workplan"]
    assert found(desk, "remedies+nothing") == []
    assert found(desk, world.read(second).case.reference) == ["A workplan"]
    remark(world, first, "What about seafarers?")
    assert found(desk, "seafarers") == ["A study of remedies"]


def test_the_words_of_answers_of_rows_and_the_names_of_papers_are_found(desk: Desk) -> None:
    world = desk.world
    case_id = world.deliberating(title="A matter of words")
    world.answer(case_id, "OSCE", "concern", reason="Ombudspersons are missing.")
    row = next(each for each in world.read(case_id).items if each.data["no"] == 8)
    told = {"rating": "NOT_MET", "why": "Nobody maintains it."}
    item.edit(world.engine, case_id, row.id, told, revision=row.revision, by=world.people["officer"])
    by = world.people["officer"]
    document.put(world.engine, case_id, "paper", b"Numbers.", "Baseline survey.txt", by=by)
    for word in ("ombudspersons", "maintains", "baseline"):
        assert found(desk, word) == ["A matter of words"], word


def test_words_of_every_script_are_found_in_capitals_and_small_letters(desk: Desk) -> None:
    desk.world.open(title="Öffentlichkeit ÉTUDE Ωμέγα")
    for word in ("öffentlichkeit", "Öffentlichkeit", "étude", "ÉTUDE", "ωμέγα"):
        assert found(desk, word) == ["Öffentlichkeit ÉTUDE Ωμέγα"], word


def test_the_place_where_the_words_stand_is_shown_and_they_are_marked(desk: Desk) -> None:
    world = desk.world
    case_id = world.open(
        title="A workplan", background="Long words before it. " * 8 + "It has remedies in line 7."
    )
    remark(world, case_id, "What about seafarers?")
    page = desk.as_("ILO").get(f"{HERE}?q=remedies")
    assert "<mark>remedies</mark>" in page.text
    assert "Background: …" in words(page)
    assert "It has remedies in line 7." in words(page)
    assert "In its tables or its discussion" in words(desk.as_("ILO").get(f"{HERE}?q=seafarers"))
    title = desk.as_("ILO").get(f"{HERE}?q=work")
    assert "A <mark>work</mark>plan" in title.text
    assert "Background" not in words(title)


def test_words_are_words_and_never_markup_or_wild_cards(desk: Desk) -> None:
    desk.world.open(title="A <b>bold</b> plan & more")
    page = desk.as_("ILO").get(f"{HERE}?q=%3Cb%3Ebold")
    assert "<mark>&lt;b&gt;bold</mark>&lt;/b&gt; plan &amp; more" in page.text
    for query in ("%25", "_", "b.ld", "%5C"):
        assert found(desk, query) == []
    page = desk.as_("ILO").get(f'{HERE}?q="><script>')
    assert "<script>" not in page.text.split("<main")[1]


def test_what_is_not_open_to_the_reader_is_not_found(desk: Desk) -> None:
    world = desk.world
    case_id = world.open(title="A workplan")
    remark(world, case_id, "What about seafarers?")
    for query in ("workplan", "seafarers", world.read(case_id).case.reference):
        page = desk.as_("donor").get(f"{HERE}?q={query}")
        assert "Nothing fits" in words(page)
    assert desk.stranger().get(f"{HERE}?q=workplan").status_code == 303


def test_a_remark_at_a_closer_level_is_found_by_those_who_may_read_it(desk: Desk) -> None:
    world = desk.world
    case_id = world.open(title="A workplan")
    case_commands.comment(
        world.engine, case_id, "About seafarers.", level="CASE_TEAM", by=world.people["officer"]
    )
    assert found(desk, "seafarers", "officer") == ["A workplan"]
    assert found(desk, "seafarers", "ILO") == []


def test_the_type_narrows_and_stays_in_the_address(desk: Desk) -> None:
    world = desk.world
    world.open(title="A plan to decide")
    world.open("A plan to propose", definition="activity-proposal", by="ILO")
    page = desk.as_("ILO").get(f"{HERE}?q=plan&type=activity-proposal")
    assert "A plan to propose" in text(page.text)
    assert "to decide" not in words(page)
    none = desk.as_("ILO").get(f"{HERE}?q=decide&type=activity-proposal")
    assert link_to(none, "Clear the filters") == f"{HERE}?q=decide"


def test_without_words_the_page_asks_for_some(desk: Desk) -> None:
    desk.world.open(title="A workplan")
    page = desk.as_("ILO").get(HERE)
    assert heading(page) == "Search"
    assert "What are you looking for?" in words(page)
    assert found(desk, "++") == []


def test_fifty_at_once_then_the_next_fifty(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    world = desk.world
    for number in range(3):
        world.open(title=f"Plan {number}")
        world.later(minutes=1)
    real = __import__("engine.queries.listing", fromlist=["list_cases"]).list_cases
    monkeypatch.setattr("web.search.list_cases", lambda *rest, **more: real(*rest, **more, most=2))
    page = desk.as_("ILO").get(f"{HERE}?q=plan")
    assert "Plan 2" in words(page) and "Plan 0" not in words(page)
    following = words(desk.as_("ILO").get(link_to(page, "Next 50")))
    assert "Plan 0" in following and "Plan 2" not in following


def test_a_search_takes_one_query(desk: Desk) -> None:
    desk.world.open(title="A workplan")
    assert len(queries_of(desk, "ILO", f"{HERE}?q=workplan")) <= FRAME + 1
