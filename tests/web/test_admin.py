"""The administration's own pages: health, letters, case types with their diagrams, the policy; and whom they let in."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from engine.commands import password
from engine.heartbeat import TICK, beat
from engine.mail_queue import mails
from notifications.delivery import keep_letters
from tests.people import CHAIR
from tests.web.administration import ONLY, done, look, press, problems
from tests.web.desk import Desk, heading
from tests.web.reading import link_to, table_rows, words
from tests.world import World

PAGES = (
    "", "/people", "/mandates", "/organizations", "/settings", "/calendars", "/definitions",
    "/definitions/consensus-decision", "/policy", "/letters", "/previews", "/previews/asked", "/overrides",
)  # fmt: skip
NOBODY = "00000000-0000-0000-0000-000000000000"
FORMS = (
    "/people", f"/people/{NOBODY}", f"/people/{NOBODY}/invitation", f"/people/{NOBODY}/hand-over", "/mandates",
    f"/mandates/{NOBODY}/end", "/organizations", "/settings/house_name", "/calendars", "/overrides",
    f"/overrides/{NOBODY}/end",
)  # fmt: skip


# Whom it lets in


@pytest.mark.parametrize("who", ["officer", "manager", "ILO", CHAIR, "auditor", "donor", "expert"])
def test_nobody_but_an_administrator_opens_or_sends_anything_here(desk: Desk, who: str) -> None:
    before = desk.world.register_now()
    for answer in [look(desk, path, who) for path in PAGES] + [press(desk, path, who) for path in FORMS]:
        assert (answer.status_code, heading(answer)) == (403, ONLY)
    assert desk.world.register_now().version == before.version
    assert "/admin" not in desk.as_(who).get("/my-work").text


def test_a_stranger_signs_in_first(desk: Desk) -> None:
    for path in PAGES:
        assert desk.stranger().get(f"/admin{path}").status_code == 303
    for path in FORMS:
        assert desk.stranger().post(f"/admin{path}").status_code == 401


def test_every_page_leads_to_every_other(desk: Desk) -> None:
    labels = "Overview People Mandates Organizations Settings Calendars Policy Letters Overrides".split()
    for path in PAGES:
        page = look(desk, path)
        assert page.status_code == 200
        assert {link_to(page, label).removeprefix("/admin") for label in labels} <= set(PAGES)
    assert link_to(desk.as_("administrator").get("/my-work"), "Administration") == "/admin"


@pytest.mark.parametrize("path", ["/definitions/nothing", f"/people/{NOBODY}", "/people/nobody", "/nothing"])
def test_what_is_not_there_is_not_found(desk: Desk, path: str) -> None:
    assert look(desk, path).status_code == 404


# Health


def ticked(world: World) -> None:
    """As a worker does after each of its rounds."""
    with world.engine.database.begin() as connection:
        beat(connection, TICK, world.clock.now())


def test_a_house_in_which_nothing_ticks_needs_care(desk: Desk) -> None:
    page = words(look(desk))
    assert "Something needs care. As of Mon 7 Jan 2013, 10:00:00." in page
    assert "nothing has ticked yet" in page


def test_a_house_that_ticks_is_well(desk: Desk) -> None:
    ticked(desk.world)
    page = words(look(desk))
    assert "The house is well." in page
    assert "last 0 minutes ago" in page
    desk.world.clock.advance(timedelta(minutes=3))
    assert "Something needs care." in words(look(desk)), "and is not when nothing has ticked for a while"


def test_the_oldest_late_clock_is_named_with_its_time(desk: Desk) -> None:
    world = desk.world
    world.silent()
    ticked(world)
    world.clock.advance(timedelta(days=60))
    page = words(look(desk))
    assert "The oldest late clock" in page
    assert "Something needs care." in page
    assert re.search(r"Late clocks [1-9]", page)
    assert re.search(r"Clocks fire in time .*\d+ seconds late", page)


# Letters


def invited(world: World) -> None:
    def write(person: object, secret: str, until: object) -> password.Letter:
        return password.Letter("Your account", f"Choose a password here: {secret}")

    password.invite(world.engine, world.people["ILO"], by=None, writes=write)


def test_letters_that_did_not_go_out_are_listed_without_their_words(desk: Desk) -> None:
    assert "None." in words(look(desk, "/letters"))
    invited(desk.world)
    with desk.world.engine.database.begin() as connection:
        connection.execute(update(mails).values(state="failed", error="No such box"))
    page = look(desk, "/letters")
    assert table_rows(page) == [
        [
            "Mon 7 Jan 2013, 10:00",
            "ilo@example.org",
            "invitation",
            "failed",
            "No such box",
            "Send it again Let it be",
        ]
    ]
    assert "Choose a password here" not in page.text
    assert "failed 1" in words(look(desk))


def failed_letter(desk: Desk) -> UUID:
    """An invitation that no server took."""
    invited(desk.world)
    with desk.world.engine.database.begin() as connection:
        connection.execute(update(mails).values(state="failed", error="No such box"))
        found: UUID = connection.execute(select(mails.c.id)).scalar_one()
    return found


def state_of(desk: Desk, letter: UUID) -> tuple[str, bool]:
    with desk.world.engine.database.read() as connection:
        row = connection.execute(select(mails.c.state, mails.c.body).where(mails.c.id == letter)).one()
    return row.state, bool(row.body)


def test_a_letter_that_failed_is_sent_again(desk: Desk) -> None:
    letter = failed_letter(desk)
    assert done(desk, f"/letters/{letter}/again") == "It waits to be sent again."
    assert state_of(desk, letter) == ("queued", True)
    assert "None." in words(look(desk, "/letters"))
    again = press(desk, f"/letters/{letter}/again")
    assert (again.status_code, problems(again)) == (
        422, ["This letter needs nobody: it is on its way or has arrived."],
    )  # fmt: skip


def test_a_letter_that_failed_is_let_be(desk: Desk) -> None:
    letter = failed_letter(desk)
    assert done(desk, f"/letters/{letter}/let-be") == "It is not sent any more; its words are gone."
    assert state_of(desk, letter) == ("failed", False)
    page = words(look(desk, "/letters"))
    assert "Its words are gone." in page
    assert "Send it again" not in page


@pytest.mark.parametrize("what", ["again", "let-be"])
def test_only_an_administrator_looks_after_letters(desk: Desk, what: str) -> None:
    letter = failed_letter(desk)
    assert press(desk, f"/letters/{letter}/{what}", who="officer").status_code == 403
    assert press(desk, f"/letters/{UUID(int=7)}/{what}").status_code == 404
    assert state_of(desk, letter) == ("failed", True)


def test_in_production_no_letter_is_read_here(desk: Desk) -> None:
    invited(desk.world)
    page = look(desk, "/letters").text
    assert "Outbox" not in page
    assert "Choose a password here" not in page


def test_a_demonstration_shows_its_outbox(demo_desk: Desk) -> None:
    assert "Nothing has been written yet." in words(look(demo_desk, "/letters"))
    invited(demo_desk.world)
    keep_letters(demo_desk.world.engine)
    shown = words(look(demo_desk, "/letters"))
    assert "Mon 7 Jan 2013, 10:00, ilo@example.org: Your account" in shown
    assert "Choose a password here" in shown


# Case types and the policy


def test_every_case_type_stands_with_its_version_and_fingerprint(desk: Desk) -> None:
    registry = desk.world.engine.registry
    found = {row[0]: row for row in table_rows(look(desk, "/definitions"))}
    assert set(found) == {definition.code for definition in registry}
    for definition in registry:
        row = found[definition.code]
        assert row[1].startswith(definition.title)
        assert row[2:] == [str(definition.version), f"{registry.fingerprint(definition)[:12]}…"]


def test_a_case_type_is_shown_with_its_diagram_its_ways_and_its_questions(desk: Desk) -> None:
    for definition in desk.world.engine.registry:
        page = look(desk, f"/definitions/{definition.key}")
        assert heading(page) == definition.title
        drawing = re.search(r"<svg.*?</svg>", page.text, re.DOTALL)
        assert drawing, "a diagram"
        shown = words(page)
        missing = [s.label for s in definition.states if s.label not in page.text]
        missing += [each.label for each in definition.tasks if each.label not in shown]
        assert missing == []


def test_the_policy_shows_every_row(desk: Desk) -> None:
    page = look(desk, "/policy")
    rows = table_rows(page)
    assert f"{len(rows)} rows." in words(page)
    ours = [row for row in rows if row[0].startswith("admin.")]
    assert [(row[0], row[1], row[3]) for row in ours] == [
        ("admin.read", "ADMIN holds the role", "admin-read.ADMIN"),
        ("admin.change", "ADMIN holds the role", "admin-change.ADMIN"),
    ]
