"""The page that says who fits: what is looked for stands in the address, a shortlist too, and every reason in words."""

from __future__ import annotations

from urllib.parse import quote

from tests.web.counting import FRAME, queries_of
from tests.web.desk import Desk, heading
from tests.web.reading import link_to, words
from tests.workflows.nominating import on_roster

HERE = "/registers/roster/fitting"


def test_candidates_stand_in_order_with_their_reasons(desk: Desk) -> None:
    on_roster(desk.world, "Anna", skills=["DATA"])
    on_roster(desk.world, "Bert", skills=["LABOUR"])
    page = desk.as_("officer").get(f"{HERE}?skills=LABOUR&languages=FRENCH")
    assert heading(page) == "Find who fits"
    said = words(page)
    assert "Looked for: Skills: Labour and exploitation; Languages: French." in said
    assert said.index("Bert Legal clinic") < said.index("Anna Legal clinic")
    assert (
        "Need: nothing of what is wanted Language: French Other work now: none Last answered: never" in said
    )


def test_beyond_the_first_25_a_page_leads_to_the_next_and_back(desk: Desk) -> None:
    for number in range(26):
        on_roster(desk.world, f"Expert {number:02}")
    me = desk.as_("officer")
    first = me.get(f"{HERE}?skills=LABOUR")
    assert "Expert 24" in words(first)
    assert "Expert 25" not in words(first)
    second = me.get(link_to(first, "Next 25"))
    assert "Expert 25" in words(second)
    assert "Expert 24" in words(me.get(link_to(second, "Before")))


def test_the_register_leads_there_and_other_registers_have_no_such_page(desk: Desk) -> None:
    assert link_to(desk.as_("officer").get("/registers/roster"), "Find who fits") == HERE
    assert desk.as_("officer").get("/registers/decisions/fitting").status_code == 404
    assert desk.as_("officer").get("/registers/nothing/fitting").status_code == 404
    assert desk.stranger().get(HERE).status_code == 303


def test_a_shortlist_is_kept_in_the_address_and_people_are_taken_out_again(desk: Desk) -> None:
    for name in ("Anna", "Bert"):
        on_roster(desk.world, name, gender="WOMAN")
    me, anna = desk.as_("officer"), desk.world.people["Anna"].hex
    page = me.get(f"{HERE}?skills=LABOUR")
    added = link_to(page, "Add Anna")
    assert added == f"{HERE}?skills=LABOUR&with={anna}"
    page = me.get(added)
    assert "Gender: Woman, 1 of 1 chosen" in words(page)
    assert "Chosen already" in words(page)
    assert link_to(page, "Take out Anna") == f"{HERE}?skills=LABOUR"
    assert f'name="with" value="{anna}"' in page.text, "looking for something else keeps the shortlist"


def test_what_cannot_be_read_is_said_and_what_is_nobody_is_not_looked_at(desk: Desk) -> None:
    on_roster(desk.world, "Anna")
    me = desk.as_("officer")
    page = me.get(f"{HERE}?from=soon&with=nobody&with={'0' * 32}&skip=-4")
    assert page.status_code == 422
    assert "Write the date as year-month-day, such as 2013-02-18." in words(page)
    assert "Shortlist" not in words(page)
    assert me.get(f"{HERE}?skills={quote('<b>')}").status_code == 422
    assert me.get(f"{HERE}?skip=99999999999999999999").status_code == 200
    assert me.get(f"{HERE}?path=x&endpoint=y&_anchor=z&_scheme=ftp").status_code == 200
    page = me.get(f"{HERE}?from=2013-03-02&to=2013-03-01")
    assert (page.status_code, "It lies before the first day." in words(page)) == (422, True)


def test_who_may_not_read_the_roster_finds_nobody(desk: Desk) -> None:
    on_roster(desk.world, "Anna")
    page = desk.as_("donor").get(HERE)
    assert page.status_code == 200
    assert "Nobody here" in words(page)
    assert "Anna" not in words(page)


def test_the_page_asks_the_database_as_often_for_many_as_for_few(desk: Desk) -> None:
    on_roster(desk.world, "Anna")
    few = queries_of(desk, "officer", f"{HERE}?skills=LABOUR")
    for name in ("Bert", "Cleo", "Dora"):
        on_roster(desk.world, name)
    many = queries_of(desk, "officer", f"{HERE}?skills=LABOUR")
    assert len(many) == len(few)
    assert len(many) <= FRAME + 3, "\n\n".join(many)
