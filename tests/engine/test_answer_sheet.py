"""An answer sheet: several people of several organizations write at once, and none overwrites what it has not seen."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from engine.commands import item, lines
from engine.commands.lines import Line
from engine.errors import Invalid, Stale
from engine.item import Item
from engine.log import events
from tests.engine.questionnaire import CODES, asked, standing, with_questionnaires
from tests.furnished import furnished_postgresql, furnished_sqlite, on_both, world
from tests.refusing import Denied, refused
from tests.workflows.decision.record import proven
from tests.world import World

__all__ = ["furnished_postgresql", "furnished_sqlite", "world"]
pytestmark = on_both


@pytest.fixture
def house(world: World) -> World:
    world.engine.registry = with_questionnaires()
    return world


def write(world: World, case_id: object, by: str, *given_lines: Line) -> object:
    return lines.write(world.engine, case_id, "answers", given_lines, by=world.people[by]).result  # type: ignore[arg-type]


def scores(world: World, case_id: object) -> dict[tuple[str, str], object]:
    return {key: row.data.get("score") for key, row in standing(world, case_id).items()}  # type: ignore[arg-type]


def test_each_organization_has_a_line_of_its_own_for_each_question(house: World) -> None:
    case_id = asked(house)
    for who, score in (("ILO", "1"), ("IOM", "3")):
        write(house, case_id, who, *(Line({"code": code, "score": score}) for code in CODES))
    assert scores(house, case_id) == {(who, code): n for who, n in (("ILO", 1), ("IOM", 3)) for code in CODES}
    assert proven(house)


def test_what_is_not_asked_is_not_answered(house: World) -> None:
    case_id = asked(house)
    says = "There is no “Z” in “Questions”."
    with refused(house, says, rule="answer-sheet"):
        item.add(house.engine, case_id, "answers", {"code": "Z", "score": "1"}, by=house.people["ILO"])


def test_an_answer_that_came_while_none_was_to_be_seen_is_not_overwritten(house: World) -> None:
    case_id = asked(house)
    write(house, case_id, "ILO", Line({"code": "A", "score": "1"}, revision=0))
    says = "Somebody has changed these rows since you opened the page: A. Your words are kept."
    with refused(house, says, error=Stale):
        write(house, case_id, "ILO alternate", Line({"code": "A", "score": "3"}, revision=0))
    assert write(house, case_id, "ILO alternate", Line({"code": "A", "score": "1"}, revision=0)) == (0, 0)
    assert write(house, case_id, "IOM", Line({"code": "A", "score": "3"}, revision=0)) == (1, 0)


def test_an_answer_that_was_ended_meanwhile_is_not_taken_for_one_that_stands(house: World) -> None:
    case_id = asked(house)
    write(house, case_id, "ILO", Line({"code": "A", "score": "1"}))
    row = standing(house, case_id)["ILO", "A"]
    item.end(house.engine, case_id, row.id, revision=1, by=house.people["ILO alternate"])
    says = "Somebody has changed these rows since you opened the page: A. Your words are kept."
    with refused(house, says, error=Stale):
        write(house, case_id, "ILO", Line({"score": "1"}, row.id, 1))


def test_the_rule_of_a_line_is_asked_of_every_line(house: World) -> None:
    case_id = asked(house)
    with pytest.raises(Invalid) as caught:
        write(house, case_id, "ILO", *(Line({"code": c, "score": str(n)}) for n, c in enumerate(CODES, 2)))
    assert {place: str(says) for place, says in caught.value.problems.items()} == {
        "3": "A score is from 0 to 3."
    }
    assert scores(house, case_id) == {}


def test_nobody_fills_in_the_line_of_another_organization(house: World) -> None:
    case_id = asked(house)
    write(house, case_id, "ILO", Line({"code": "A", "score": "1"}))
    row = standing(house, case_id)["ILO", "A"]
    says = "You cannot change “Answers” while the case is “Asking”."
    with refused(house, says, rule="edit:answers", error=Denied):
        item.edit(house.engine, case_id, row.id, {"score": "3"}, revision=1, by=house.people["IOM"])
    with pytest.raises(Invalid) as caught:
        write(house, case_id, "IOM", Line({"score": "3"}, row.id, 1))
    assert str(caught.value.problems["1-score"]) == "You cannot fill in “score” here."
    assert scores(house, case_id) == {("ILO", "A"): 1}


# Several people, in any order


WHO = ("ILO", "ILO alternate", "IOM", "IOM alternate")


@dataclass
class Answer:
    """A line as the model has it: which of them it is, what it says, how often it was written."""

    serial: int
    score: int
    revision: int = 1


@dataclass
class Model:
    """What ought to stand, and what each person has on the screen; knows nothing of the engine."""

    lines: dict[tuple[str, str], Answer] = field(default_factory=dict)
    screens: dict[str, dict[str, tuple[int, int]]] = field(default_factory=lambda: {who: {} for who in WHO})
    events: int = 0
    made: int = 0

    def look(self, who: str) -> None:
        mine = {code: each for (org, code), each in self.lines.items() if org == agency(who)}
        self.screens[who] = {code: (each.serial, each.revision) for code, each in mine.items()}

    def write(self, who: str, said: dict[str, int]) -> bool:
        """Whether it is taken: nothing of it overwrites what this person has not seen."""
        news = {code: score for code, score in said.items() if not self._stands(who, code, score)}
        if any(self.screens[who].get(code) != self._now(who, code) for code in news):
            return False
        for code, score in news.items():
            self._put(who, code, score)
        self.events += bool(news)
        return True

    def end(self, who: str, code: str) -> bool:
        if code not in self.screens[who] or self.screens[who][code] != self._now(who, code):
            return False
        del self.lines[agency(who), code]
        self.events += 1
        return True

    def _now(self, who: str, code: str) -> tuple[int, int] | None:
        line = self.lines.get((agency(who), code))
        return (line.serial, line.revision) if line else None

    def _stands(self, who: str, code: str, score: int) -> bool:
        """It says what stands already, in the line that is on the screen or where none is."""
        line, seen = self.lines.get((agency(who), code)), self.screens[who].get(code)
        return line is not None and line.score == score and (seen is None or seen[0] == line.serial)

    def _put(self, who: str, code: str, score: int) -> None:
        line = self.lines.get((agency(who), code))
        if line is None:
            self.made += 1
            self.lines[agency(who), code] = Answer(self.made, score)
        else:
            line.score, line.revision = score, line.revision + 1


def agency(who: str) -> str:
    return who.partition(" ")[0]


PEOPLE = st.sampled_from(WHO)
SAID = st.dictionaries(st.sampled_from(CODES), st.integers(0, 3), min_size=1)
ACTS = st.one_of(
    st.tuples(st.just("look"), PEOPLE, st.none()),
    st.tuples(st.just("write"), PEOPLE, SAID),
    st.tuples(st.just("end"), PEOPLE, st.sampled_from(CODES)),
)


class Desk:
    """The same acts on the real thing, each with the rows and revisions that the person has on the screen."""

    def __init__(self, world: World) -> None:
        self.world, self.case_id = world, asked(world)
        self.screens: dict[str, dict[str, Item]] = {who: {} for who in WHO}

    def look(self, who: str) -> None:
        now = standing(self.world, self.case_id)
        self.screens[who] = {code: row for (org, code), row in now.items() if org == agency(who)}

    def write(self, who: str, said: dict[str, int]) -> bool:
        return self._taken(lambda: write(self.world, self.case_id, who, *self._lines(who, said)))

    def _lines(self, who: str, said: dict[str, int]) -> list[Line]:
        seen = self.screens[who]
        return [
            Line({"score": str(score)}, seen[code].id, seen[code].revision)
            if code in seen
            else Line({"code": code, "score": str(score)}, revision=0)
            for code, score in said.items()
        ]

    def end(self, who: str, code: str) -> bool:
        row = self.screens[who].get(code)
        by = self.world.people[who]
        return row is not None and self._taken(
            lambda: item.end(self.world.engine, self.case_id, row.id, revision=row.revision, by=by)
        )

    def _taken(self, act: object) -> bool:
        try:
            act()  # type: ignore[operator]
        except Stale:
            return False
        return True

    def told(self) -> dict[tuple[str, str], tuple[object, int]]:
        now = standing(self.world, self.case_id)
        return {key: (row.data.get("score"), row.revision) for key, row in now.items()}

    def events(self) -> int:
        """How many acts of members are on record."""
        query = select(func.count()).select_from(events)
        query = query.where(
            events.c.stream_id == self.case_id, events.c.kind.in_(("item.lines", "item.ended"))
        )
        with self.world.engine.database.read() as connection:
            return int(connection.execute(query).scalar_one())


def play(world: World, acts: list[tuple[str, str, object]]) -> None:
    """Every act on the model and on the real thing, which agree after each of them."""
    model, desk = Model(), Desk(world)
    for kind, who, what in acts:
        arguments = (who,) if what is None else (who, what)
        assert getattr(model, kind)(*arguments) == getattr(desk, kind)(*arguments), (kind, who, what)
        assert desk.told() == {key: (each.score, each.revision) for key, each in model.lines.items()}
    assert desk.events() == model.events


@given(acts=st.lists(ACTS, min_size=4, max_size=14))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_whoever_writes_when_no_answer_is_lost(house: World, acts: list[tuple[str, str, object]]) -> None:
    play(house, acts)
