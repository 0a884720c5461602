"""An import is one change or none: what is there already is left, what is wrong is said line by line."""

from __future__ import annotations

import pytest

from engine.commands.importing import Imported, Line, Unimportable, import_lines
from tests.engine.proven_house import house, who
from tests.refusing import refused
from tests.world import World

__all__ = ["house"]

EXPERT = Line(2, organization="EXPERTS", email="new@example.org", name="New", role="ROSTER_EXPERT")


def told(house: World, *lines: Line) -> list[tuple[int, str]]:
    """What is wrong with these lines, each by its number."""
    with pytest.raises(Unimportable) as caught:
        import_lines(house.engine, lines)
    return [(number, str(says)) for number, says in caught.value.lines]


def test_what_a_line_enters_the_next_line_may_name(house: World) -> None:
    done = import_lines(
        house.engine,
        [
            Line(
                2, organization="WHO", organization_name="World Health", attributes={"scope": "INTERNATIONAL"}
            ),
            Line(3, organization="WHO", role="SC_FOCAL_POINT"),
            Line(4, organization="WHO", email="who@example.org", name="WHO", role="SC_FOCAL_POINT"),
        ],
    )
    assert (done.organizations, len(done.people), done.mandates) == (1, 1, 2)
    asked = house.register_now().people_in("SC_FOCAL_POINT", house.engine.now(), None)
    assert "WHO" in [str(person) for person in asked]


def test_the_same_lines_again_enter_nothing(house: World) -> None:
    import_lines(house.engine, [EXPERT])
    assert import_lines(house.engine, [EXPERT]) == Imported()


def test_a_mandate_without_a_beginning_begins_now_and_a_day_means_its_first_moment(house: World) -> None:
    dated = Line(3, organization="SEC", email="new@example.org", role="AUDITOR", since="2013-02-01")
    import_lines(house.engine, [EXPERT, dated])
    person = house.register_now().by_email["new@example.org"].id
    since = {m.role: m.since.isoformat() for m in house.register_now().mandates_of(person)}
    assert since == {"ROSTER_EXPERT": "2013-01-07T09:00:00+00:00", "AUDITOR": "2013-01-31T23:00:00+00:00"}


def test_one_wrong_line_keeps_out_all_others(house: World) -> None:
    assert told(house, EXPERT, Line(3, role="AUDITOR")) == [
        (3, "The line names neither an organization nor a person.")
    ]
    assert "new@example.org" not in house.register_now().by_email


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (Line(2, email="ilo@example.org", name="Not ILO"), "There is an account ilo@example.org already, with another name."),
        (Line(2, email="new@example.org", name="New", zone="Vienna"), "There is no zone Vienna; write one such as Europe/Vienna."),
        (Line(2, email="new@example.org", name="New", role="AUDITOR"), "A mandate needs an organization."),
        (Line(2, organization="ILO", attributes={"scope": "REGIONAL"}), "There is an organization ILO already, with other particulars."),
        (Line(2, organization="OSCE", role="SC_CHAIR"), "A regional organization never presides: OSCE."),
        (Line(2, organization="SEC", email="ilo@example.org", role="AUDITOR", since="2013-01-07 09:00"),
         "“2013-01-07 09:00” is no day; write one such as 2013-02-11."),
        (Line(2, organization="SEC", email="ilo@example.org", role="AUDITOR", since="0001-01-01"),
         "“0001-01-01” is no day; write one such as 2013-02-11."),
        (Line(2, organization="IOM", email="iom@example.org", role="SC_FOCAL_POINT", since="2012-05-01"),
         "IOM has this mandate already; end it first, or let the other begin when it ends."),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_register_is_said(house: World, line: Line, sentence: str) -> None:
    assert told(house, line) == [(2, sentence)]


def test_how_much_must_be_corrected_is_counted(house: World) -> None:
    lines = [Line(2, email="ilo@example.org", name="Not ILO"), Line(3, email="nobody", name="X", zone="Y")]
    with refused(house, "Nothing was imported: 2 things must be corrected.", error=Unimportable):
        import_lines(house.engine, lines)
    assert who(house, "ILO").name == "ILO"
