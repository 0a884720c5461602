"""The administration's own pages: health, case types with their diagrams, the policy; and whom they let in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from engine.heartbeat import TICK, beat
from tests.people import CHAIR
from tests.web.administration import ONLY, look, press
from tests.web.desk import Desk, heading
from tests.web.reading import link_to, table_rows, words
from tests.world import World

PAGES = (
    "", "/people", "/mandates", "/organizations", "/settings", "/calendars", "/definitions",
    "/definitions/consensus-decision", "/policy", "/delivery", "/delivery?way=announcements", "/webhooks",
    "/previews", "/previews/asked", "/overrides",
)  # fmt: skip
NOBODY = "00000000-0000-0000-0000-000000000000"
FORMS = (
    "/people", f"/people/{NOBODY}", f"/people/{NOBODY}/invitation", f"/people/{NOBODY}/hand-over", "/mandates",
    f"/mandates/{NOBODY}/end", "/organizations", "/settings/house_name", "/calendars", "/overrides",
    f"/overrides/{NOBODY}/end", f"/delivery/letters/{NOBODY}/again", f"/delivery/letters/{NOBODY}/give-up",
    f"/delivery/letters/{NOBODY}/arrived", f"/delivery/announcements/{NOBODY}/again",
    f"/delivery/announcements/{NOBODY}/give-up", "/webhooks", f"/webhooks/{NOBODY}/secret", f"/webhooks/{NOBODY}/end",
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
    labels = (
        "Overview People Mandates Organizations Settings Calendars Policy Delivery Webhooks Overrides".split()
    )
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
    assert "nothing has ticked yet. No worker runs: start nemcon worker." in page


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


def test_each_figure_that_is_not_as_it_should_be_says_what_would_help(desk: Desk) -> None:
    ticked(desk.world)
    desk.world.engine.suspect = lambda: True
    page = words(look(desk))
    assert "it is in doubt. Set the time of the machines right and start them again" in page
    assert "Something needs care." in page
    assert re.search(r"There is room for files .*\d+ % of the disk are free", page)


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
