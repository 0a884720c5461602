"""Being away, as people record it: one's own, a colleague's who is ill, and what each of the people concerned reads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from engine.absence import Absence
from engine.mail_queue import mails
from tests.web.desk import Desk
from tests.web.reading import words
from tests.world import MORNING, World

PAGE = "/account/absences"
WEEK = {"since": "7 January 2013", "until": "14.1.2013"}


def away(desk: Desk, name: str, page: str = PAGE, **told: Any) -> Any:
    return desk.as_(name).post(page, {**WEEK, "substitute": "", **told})


def recorded(world: World) -> list[Absence]:
    return list(world.register_now().absences)


def test_a_member_records_an_absence_and_the_stand_in_reads_of_it(desk: Desk) -> None:
    world = desk.world
    standing_in = world.people["ILO alternate"]
    answer = away(desk, "ILO", substitute=standing_in.hex, scope=["quality-review"])
    assert answer.status_code == 303
    (one,) = recorded(world)
    assert (one.person_id, one.substitute_id, one.scope) == (
        world.people["ILO"],
        standing_in,
        ("quality-review",),
    )
    assert one.since == MORNING  # the day has begun already
    assert one.until.isoformat() == "2013-01-13T23:00:00+00:00"
    page = desk.as_("ILO").get(PAGE)
    assert "Recorded. What is asked from then on goes to whoever stands in." in page.text
    mine = words(page)
    assert "back Mon 14 Jan 2013, now ILO alternate stands in: Quality review" in mine
    assert "For ILO From" in words(desk.as_("ILO alternate").get(PAGE))
    with world.engine.database.read() as connection:
        (letter,) = connection.execute(select(mails).where(mails.c.kind == "standing_in")).all()
    assert letter.person_id == standing_in
    assert "ILO is away from" in letter.body


def test_who_is_back_early_ends_the_absence(desk: Desk) -> None:
    away(desk, "ILO")
    (one,) = recorded(desk.world)
    assert desk.as_("ILO").post(f"{PAGE}/{one.id}/end").status_code == 303
    page = desk.as_("ILO").get(PAGE)
    assert "The absence is over." in page.text
    assert "No absence is recorded." in words(page)
    assert desk.as_("ILO").post(f"{PAGE}/{one.id}/end").status_code == 422


def test_nobody_ends_the_absence_of_another_at_their_own_address(desk: Desk) -> None:
    away(desk, "ILO")
    (one,) = recorded(desk.world)
    assert desk.as_("OSCE").post(f"{PAGE}/{one.id}/end").status_code == 404
    assert recorded(desk.world) == [one]


def test_the_secretariat_records_for_somebody_who_is_ill_and_sees_who_is_away(desk: Desk) -> None:
    world = desk.world
    page = f"/people/{world.people['OSCE']}/absences"
    assert away(desk, "manager", page, substitute=world.people["OSCE alternate"].hex).status_code == 303
    shown = words(desk.as_("manager").get(page))
    assert "When OSCE is away" in shown
    everybody = words(desk.as_("manager").get("/absences"))
    assert "OSCE , away now" in everybody
    assert "OSCE alternate stands in" in everybody
    (one,) = recorded(world)
    assert desk.as_("manager").post(f"{page}/{one.id}/end").status_code == 303
    assert "Nobody is away" in words(desk.as_("manager").get("/absences"))
    assert desk.as_("ILO").get(page).status_code == 403
    assert desk.as_("ILO").get("/absences").status_code == 403


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_is_kept(desk: Desk) -> None:
    answer = away(desk, "ILO", since="some day", until="14 January 2013")
    assert answer.status_code == 422
    shown = words(answer)
    assert "Write a day, such as 2013-01-01, or day and time." in shown
    assert 'value="14 January 2013"' in answer.text
    other = away(desk, "ILO", substitute=desk.world.people["OSCE"].hex)
    assert "OSCE does not act for an organization of ILO." in words(other)
    nobody = away(desk, "ILO", substitute="somebody")
    assert "Choose a colleague from the list." in words(nobody)
    assert recorded(desk.world) == []


def test_a_seat_that_is_away_is_answered_in_its_place_and_the_pages_say_so(desk: Desk) -> None:
    world = desk.world
    world.add_person("ILO desk officer")
    world.grant("DONOR_OBSERVER", "ILO", "ILO desk officer", "principal")
    for name in ("ILO", "ILO alternate"):
        away(desk, name, substitute=world.people["ILO desk officer"].hex)
    case_id = world.deliberating()
    assert "You do this in place of ILO" in words(desk.as_("ILO desk officer").get("/my-work"))
    assert "With ILO desk officer, in place of ILO" in words(desk.as_("OSCE").get(f"/cases/{case_id}"))
    world.clock.move_to(MORNING + timedelta(hours=1))
    task = world.find_task(case_id, "position", "ILO")
    form = {"outcome": "support", "bound": world.bound(case_id, "position"), "confirmed": "yes"}
    answer = desk.as_("ILO desk officer").post(f"/cases/{case_id}/tasks/{task.id}/answer", form)
    assert answer.status_code == 302
    shown = words(desk.as_("OSCE").get(f"/cases/{case_id}"))
    assert "ILO desk officer in place of ILO" in shown
    exported = desk.as_("auditor").get(f"/audit/export.csv?case={case_id}").text
    assert ",named/delegate,ILO," in exported
    told = desk.as_("OSCE").get(f"/api/v1/cases/{case_id}").json["positions"]  # type: ignore[index]
    (mine,) = [each for each in told if each["instead_of"] is not None]
    assert (mine["by"]["name"], mine["instead_of"]["name"]) == ("ILO desk officer", "ILO")


def test_whoever_chooses_a_colleague_sees_who_is_away(desk: Desk) -> None:
    away(desk, "ILO alternate")
    assert "ILO alternate, away until Mon 14 Jan 2013" in words(desk.as_("ILO").get(PAGE))
