"""What machines that watch over the house are told: alive, ready or why not, and figures that name nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text, update

from engine.heartbeat import TICK, beat
from engine.mail_queue import mails
from engine.sequence import sequence_all
from notifications.worker import run_once
from tests.furnished import copy_of
from tests.owner import owning
from tests.web.desk import Desk
from tests.world import World
from web.health import free_share

TOKEN = "a token for tests that is long enough to be one"
SHOWN = {"Authorization": f"Bearer {TOKEN}"}
BASE = "https://desk.example.org"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A house in which everything is done that was to be done."""
    with copy_of(request, request.param, tmp_path) as world:
        run_once(world.engine, None, BASE, demo=True)
        yield world


@pytest.fixture
def watch(world: World) -> Desk:
    return Desk(world, metrics_token=TOKEN)


def reasons(watch: Desk) -> list[str]:
    answer = watch.stranger().get("/ready")
    told: dict[str, Any] = answer.json or {}
    assert (answer.status_code == 200) == told["ready"] == (told["reasons"] == [])
    assert answer.status_code in (200, 503)
    return list(told["reasons"])


def figures(watch: Desk) -> dict[str, float]:
    answer = watch.stranger().get("/metrics", headers=SHOWN)
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_a_process_that_answers_is_alive_and_looks_at_nothing(watch: Desk) -> None:
    watch.world.engine.database = None  # type: ignore[assignment]  # whoever looks falls over it
    answer = watch.stranger().get("/live")
    assert (answer.status_code, answer.json) == (200, {"live": True})


def test_a_house_in_which_everything_is_done_is_ready(watch: Desk) -> None:
    assert reasons(watch) == []


def test_nothing_is_ready_where_nothing_ticks(watch: Desk) -> None:
    watch.world.clock.advance(timedelta(minutes=3))
    assert reasons(watch) == ["Clocks do not fire in time: no worker runs, or it cannot keep up."]


def test_nor_where_events_wait_for_their_place_or_to_be_read(watch: Desk) -> None:
    world = watch.world
    world.circulated()
    world.clock.advance(timedelta(minutes=3))
    tick_only(world)
    assert reasons(watch) == ["Events wait for their place in the log."]
    sequence_all(world.engine.database)
    assert reasons(watch) == [
        "What happens is not told: something that follows the log lags behind.",
    ]


def tick_only(world: World) -> None:
    with world.engine.database.begin() as connection:
        beat(connection, TICK, world.clock.now())


def test_nor_while_the_clock_is_in_doubt(watch: Desk) -> None:
    watch.world.engine.suspect = lambda: True
    assert reasons(watch) == ["The clock is in doubt: reminders go, and what closes or moves waits."]


def test_nor_before_the_tables_fit(watch: Desk) -> None:
    words = ["The tables do not fit this program; nemcon migrate makes them fit."]
    for statement in ("UPDATE alembic_version SET version_num = 'older'", "DROP TABLE alembic_version"):
        with owning(watch.world.engine.database) as connection:
            connection.execute(text(statement))
        assert reasons(watch) == words


def test_nor_without_its_tables_and_the_trouble_is_not_spelt_out(watch: Desk) -> None:
    with owning(watch.world.engine.database) as connection:
        connection.execute(text("DROP TABLE heartbeats"))
    assert reasons(watch) == ["The database does not answer, or its tables are not there."]


def test_nor_without_a_database(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    with copy_of(request, "sqlite", tmp_path) as world:
        watch = Desk(world)
        world.engine.database.close()
        file = Path(world.engine.database.place)
        file.rename(file.with_suffix(".away"))
        assert reasons(watch) == ["The database does not answer, or its tables are not there."]
        assert not file.exists(), "nothing is made by looking"
        file.with_suffix(".away").rename(file)


def test_nor_on_a_full_disk(watch: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.health.LEAST_FREE", 1.1)
    assert reasons(watch) == ["The disk that keeps the files is nearly full."]
    assert 0 < free_share(Path("/nowhere/at/all")) <= 1


def test_figures_say_how_late_and_how_old_everything_is(watch: Desk) -> None:
    world = watch.world
    before = figures(watch)
    assert (before["nemcon_well"], before["nemcon_timers_late"], before["nemcon_timer_lag_seconds"]) == (
        1,
        0,
        0,
    )
    assert before["nemcon_heartbeat_age_seconds tick"] == 0
    case_id = world.silent()
    ends = world.view(case_id).expires_at
    world.clock.move_to(ends + timedelta(seconds=90))
    seen = figures(watch)
    assert seen["nemcon_timers_late"] >= 3
    assert seen["nemcon_timer_lag_seconds"] > 24 * 3600
    assert seen["nemcon_events_unsequenced"] > 0
    assert seen["nemcon_sequencing_delay_seconds"] > 24 * 3600
    assert seen["nemcon_well"] == 0
    sequence_all(world.engine.database)
    seen = figures(watch)
    assert seen["nemcon_events_unsequenced"] == seen["nemcon_sequencing_delay_seconds"] == 0
    assert seen["nemcon_consumer_behind notifications"] > 0
    assert seen["nemcon_consumer_delay_seconds"] > 24 * 3600


def test_letters_that_wait_have_an_age_and_those_that_have_left_have_none(watch: Desk) -> None:
    world = watch.world
    world.circulated()
    run_once(world.engine, None, BASE, demo=True)
    kept = figures(watch)
    assert kept["nemcon_mails kept"] > 0
    assert "nemcon_mail_age_seconds kept" not in kept
    with world.engine.database.begin() as connection:
        connection.execute(update(mails).values(state="queued"))
    world.clock.advance(timedelta(minutes=10))
    assert figures(watch)["nemcon_mail_age_seconds queued"] == 600


def test_figures_name_nobody(watch: Desk) -> None:
    world = watch.world
    case_id = world.silent(title="Canary of a title")
    world.clock.advance(timedelta(days=30))
    told = watch.stranger().get("/metrics", headers=SHOWN).text + watch.stranger().get("/ready").text
    for canary in ("Canary", str(case_id), case_id.hex, "example.org", "ILO", "position"):
        assert canary not in told


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp5"}])
def test_figures_are_for_whoever_shows_the_token(watch: Desk, header: dict[str, str]) -> None:
    answer = watch.stranger().get("/metrics", headers=header)
    assert (answer.status_code, answer.text) == (401, "Show the token.\n")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_without_a_token_in_the_settings_there_are_none_for_anybody(world: World) -> None:
    desk = Desk(world)
    for header in ({}, SHOWN, {"Authorization": "Bearer "}):
        assert desk.stranger().get("/metrics", headers=header).status_code == 404
    assert desk.as_("administrator").get("/metrics").status_code == 404
