"""Risks by likelihood and impact: drawn on the page of a risk, over the rows of a case, and on the register, each with a table."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

from engine.commands import handing, register
from engine.definition import Band, CaseDefinition, Heat, HeatMapPanel
from engine.definition.meeting import laying_out
from engine.errors import DefinitionError
from tests.web.desk import Desk
from tests.web.reading import words
from tests.workflows import risking
from tests.workflows.sampling import definitions
from web.drawing.heat_map import HeatWords, Spot, heat_map
from workflows import risk
from workflows._shared import HEAT

REGISTER = "/registers/risks"


def opened(desk: Desk, case_id: UUID, who: str = "officer") -> str:
    answer = desk.as_(who).get(f"/cases/{case_id}")
    assert answer.status_code == 200
    return str(answer.text)


def drawing(page: str) -> ET.Element:
    """The one drawing of this kind on a page; a fault in it fails here."""
    [found] = re.findall(r'<svg class="heat".*?</svg>\s*', page, re.DOTALL)
    return ET.fromstring(found)


def lying(tree: ET.Element) -> list[str]:
    return [node.text or "" for node in tree.iter("text") if node.get("class") == "heat-here"]


# The drawing


def tone(score: int) -> str:
    return "stop" if score > 15 else "warn" if score > 9 else "run" if score > 4 else "ok"


def draw(*spots: Spot, rtl: bool = False, alternative: str = "High: 1.") -> ET.Element:
    told = HeatWords("Likelihood", "Impact", lambda number: f"{number} here", alternative)
    return ET.fromstring(heat_map(spots, (5, 5), tone, words=told, rtl=rtl))


def place(tree: ET.Element) -> tuple[float, float]:
    [found] = [node for node in tree.iter("text") if node.get("class") == "heat-here"]
    return float(found.get("x", "").rstrip("%")), float(found.get("y", ""))


def test_the_most_likely_lies_at_the_top_and_the_worst_at_the_end_of_the_line() -> None:
    rare_and_severe, certain_and_small = draw(Spot(1, 1, 5)), draw(Spot(1, 5, 1))
    assert place(rare_and_severe)[0] > place(certain_and_small)[0]
    assert place(rare_and_severe)[1] > place(certain_and_small)[1]


def test_each_square_says_its_score_and_the_worst_are_hatched_as_well() -> None:
    tree = draw()
    scores = [int(node.text or 0) for node in tree.iter("text") if node.get("class") == "heat-score"]
    assert sorted(scores) == sorted(a * b for a in range(1, 6) for b in range(1, 6))
    hatched = [node for node in tree.iter("rect") if node.get("fill") == "url(#heat-hatch)"]
    assert len(hatched) == len([score for score in scores if score > 15]) == 4


def test_what_lies_in_one_square_stands_there_by_number_or_is_counted() -> None:
    assert lying(draw(Spot(1, 3, 3), Spot(2, 3, 3), Spot(3, 4, 4))) == ["3", "1 2"]
    assert lying(draw(*[Spot(number, 2, 2) for number in range(1, 8)])) == ["7 here"]


def test_a_right_to_left_page_mirrors_the_field() -> None:
    left, right = draw(Spot(1, 2, 4)), draw(Spot(1, 2, 4), rtl=True)
    assert place(left)[0] + place(right)[0] == pytest.approx(100)
    for ltr, rtl in zip(left.iter("rect"), right.iter("rect"), strict=True):
        if ltr.get("class") and ltr.get("x"):
            shares = [
                float(each.get(key, "").rstrip("%")) for each, key in ((ltr, "x"), (rtl, "x"), (ltr, "width"))
            ]
            assert sum(shares) == pytest.approx(100, abs=0.5)


def test_the_field_reflows_and_names_from_outside_never_become_markup() -> None:
    tree = draw(Spot(1, 2, 2), alternative="<script>&'\"")
    assert (tree.get("viewBox"), tree.get("role"), tree.get("aria-label")) == (None, "img", "<script>&'\"")
    assert not [node for node in tree.iter() if node.get("style")]


# On a case


def test_a_risk_shows_where_it_lies_in_a_drawing_and_in_words(desk: Desk) -> None:
    page = opened(desk, risking.assessed(desk.world, how=risking.HIGH))
    tree = drawing(page)
    assert lying(tree) == ["1"]
    assert tree.get("aria-label") == "By level, the greatest first. High: 1."
    for said in ("Where it lies", "3, possible", "4, major", "High, 10 to 15", "Very high, 16 to 25"):
        assert said in page


def test_a_risk_that_nobody_has_assessed_is_not_drawn(desk: Desk) -> None:
    assert 'class="heat"' not in opened(desk, risking.identified(desk.world))


def test_the_bounds_that_the_house_has_set_are_drawn(desk: Desk) -> None:
    case_id = risking.assessed(desk.world)
    register.set_setting(desk.world.engine, "risk_high_from", 8, by=None)
    page = opened(desk, case_id)
    assert "High, 8 to 15" in page
    assert drawing(page).get("aria-label") == "By level, the greatest first. High: 1."


def test_the_rows_of_a_table_are_laid_out_by_its_columns(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """No case type has such a table yet: the actions against a risk, laid out by their progress, stand in for one."""
    over_rows = HeatMapPanel(
        "By progress", replace(HEAT, likelihood=risk.progress, impact=risk.progress), risk.ACTIONS
    )
    monkeypatch.setitem(risk.definition.__dict__, "panels", (over_rows,))
    case_id = risking.assessed(desk.world)
    risking.act(desk.world, case_id)
    risking.act(desk.world, case_id, action="One appeal for all", progress="DONE")
    page = opened(desk, case_id)
    assert drawing(page).get("aria-label") == "By level, the greatest first. Medium: 1, Low: 1."
    assert page.index("One appeal for all") < page.index("One calendar for all donors"), "the greatest first"


# On the register


def test_the_register_lays_out_every_open_risk_that_the_reader_may_know_of(desk: Desk) -> None:
    world = desk.world
    risking.assessed(world)
    risking.escalated(world)
    risking.identified(world)
    gone = risking.identified(world)
    world.press(gone, "dismiss", "officer", reason="It cannot happen.")
    page = desk.as_("IOM").get(REGISTER).text
    assert drawing(page).get("aria-label") == "By level, the greatest first. Very high: 1, Medium: 1."
    assert "1 is not assessed yet." in page
    assert "Open risks by likelihood and impact" in page


def test_a_risk_that_somebody_may_not_know_of_is_neither_drawn_nor_counted(desk: Desk) -> None:
    world = desk.world
    shown = risking.monitored(world)
    risking.escalated(world)
    world.add_person("colleague")
    world.grant("RESEARCHER", "UNODC", "colleague", "principal")
    assert 'class="heat"' not in desk.as_("colleague").get(REGISTER).text
    found = world.find_task(shown, "review")
    handing.delegate(world.engine, found.id, world.people["colleague"], by=world.people["UNODC"])
    assert drawing(desk.as_("colleague").get(REGISTER).text).get("aria-label") == (
        "By level, the greatest first. Medium: 1."
    )


def test_the_drawing_follows_the_filters(desk: Desk) -> None:
    risking.assessed(desk.world)
    risking.escalated(desk.world)
    page = desk.as_("IOM").get(f"{REGISTER}?risk_is=MEDIUM").text
    assert drawing(page).get("aria-label") == "By level, the greatest first. Medium: 1."
    assert 'class="heat"' not in desk.as_("IOM").get(f"{REGISTER}?state=settled").text


def test_the_table_beside_the_drawing_leads_to_each_risk(desk: Desk) -> None:
    case_id = risking.assessed(desk.world)
    answer = desk.as_("IOM").get(REGISTER)
    assert f'href="/cases/{case_id}"' in answer.text
    assert "3, possible" in words(answer)


# A definition that contradicts itself


def contradicted(heat: Heat) -> str:
    told = {name: getattr(risk.definition, name) for name in risk.definition.__dataclass_fields__}
    panels = (HeatMapPanel("Where it lies", heat),)
    with pytest.raises(DefinitionError) as caught:
        CaseDefinition(**{**told, "panels": panels})
    return str(caught.value)


def test_a_page_lays_out_linked_cases_only_where_something_tied_tells_where_it_lies() -> None:
    told = {name: getattr(risk.definition, name) for name in risk.definition.__dataclass_fields__}
    silent = CaseDefinition(**{**told, "publishes": ()})
    project = next(d for d in definitions() if d.key == "thematic-project")
    sentence = (
        "thematic-project lays out what is tied by threatens, and nothing tied so publishes where it lies"
    )
    assert list(laying_out(project, {"risk": silent})) == [sentence]
    assert list(laying_out(project, {"risk": risk.definition})) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"impact": risk.score}, "a heat map is drawn by score, which is no closed list"),
        ({"impact": risk.progress}, "a heat map is drawn by progress, which is not there"),
        ({"bands": (Band("Low", 1, "pink"),)}, "a heat map has no tone “pink”"),
        ({"bands": (Band("Low", 2, "ok"),)}, "the first band of a heat map begins at 1"),
    ],
)
def test_a_field_of_risks_is_made_of_closed_lists_and_known_tones(
    change: dict[str, Any], sentence: str
) -> None:
    assert sentence in contradicted(replace(HEAT, **change))
