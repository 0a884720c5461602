"""What runs beside the rounds of a worker: never twice at once, never in their way, and a failure ends nothing."""

from __future__ import annotations

from threading import Event

from config.settings import Settings
from notifications.aside import Aside
from tests.notifications.listening import KEY, Program, hook
from tests.world import World
from web.rounds import Rounds


def test_whoever_calls_while_it_runs_finds_it_at_work() -> None:
    begun, go_on, calls = Event(), Event(), [0]

    def act() -> None:
        calls[0] += 1
        begun.set()
        assert go_on.wait(20)

    aside = Aside(act)
    aside()
    assert begun.wait(20)
    aside()
    aside()
    assert calls == [1]
    go_on.set()
    aside.wait()
    aside()
    aside.wait()
    assert calls == [2]


def test_a_failure_is_logged_and_the_next_call_tries_again() -> None:
    calls = [0]

    def act() -> None:
        calls[0] += 1
        raise OSError("once")

    aside = Aside(act)
    aside.wait()
    for _ in range(2):
        aside()
        aside.wait()
    assert calls == [2]


def test_a_round_does_not_wait_for_a_program_that_is_slow(world: World, program: Program) -> None:
    said = {
        "NEMCON_MODE": "demo",
        "NEMCON_SECRET_KEY": KEY,
        "NEMCON_WEBHOOK_HOSTS": f"127.0.0.1:{program.port}=private",
    }
    hook(world, program, kinds=["case.opened"])
    world.open()
    program.answers = ["fall silent"]
    rounds = Rounds(world.engine, Settings.from_environment(said))
    rounds()
    world.open("Another")
    assert rounds().placed > 0, "it goes on while the program is silent"
    rounds.wait()
    rounds()
    rounds.wait()
    assert sorted(each.told["data"]["case"]["title"] for each in program.heard) == ["A matter", "Another"]
