"""The connection to PostgreSQL breaks anywhere: the answer is still true, and the act is there exactly once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from engine.commands import case, certainty
from engine.commands.tick import tick
from engine.database import DatabaseUnavailable, open_database
from engine.errors import Refused, Uncertain
from engine.files import Files
from engine.fold import differences
from engine.idempotency import key_of
from engine.log import events
from engine.runtime import Engine
from tests import people
from tests.errand import with_errands
from tests.faults.more_scenes import KEYED as ALL
from tests.faults.proxy import COMMITTED, Cut, Proxy, proxy_to
from tests.faults.scenes import SCENES, adopting, expiring, opening, remarking
from tests.owner import address_of
from tests.world import World

pytestmark = pytest.mark.postgresql
FEW = ("opening", "adopting", "granting")
KEYED = [
    pytest.param(name, marks=() if name in FEW else pytest.mark.long) for name in ALL if name != "expiring"
]
MAKE_NOTHING = {"replacing_the_calendar", "changing_a_person", "ending_a_mandate", "setting"}
POINTS = ["begun", "decided", "files stored", "written", "committed"]


@pytest.fixture
def kind() -> str:
    return "postgresql"


@pytest.fixture
def proxy(world: World) -> Iterator[Proxy]:
    world.engine.registry = with_errands()
    with proxy_to(address_of(world.engine.database)) as proxy:
        yield proxy


@pytest.fixture
def far(world: World, proxy: Proxy, tmp_path: Path) -> Iterator[Engine]:
    """An engine that reaches the database through the proxy."""
    database = open_database(proxy.url, wait=20, application_name="far")
    engine = Engine(database, with_errands(), world.clock, Files(tmp_path / "files"))
    yield engine
    engine.database.close()


def at_point(engine: Engine, point: str, does: Callable[[], None]) -> None:
    """Let something happen the first time this point is reached."""
    left = [does]

    def reach(name: str) -> None:
        if name == point and left:
            left.pop()()

    engine.at_point = reach


def check_once(world: World, key: str) -> None:
    """There is one event with this key, and the tables say what the log says."""
    ids = [UUID(int=key_of(key, person).int) for person in world.people.values()]
    with world.engine.database.read() as connection:
        assert connection.execute(select(func.count()).where(events.c.id.in_(ids))).scalar() == 1
        assert differences(connection) == []


# Around COMMIT


@pytest.mark.parametrize("cut", Cut, ids=lambda cut: cut.value)
@pytest.mark.parametrize("command", KEYED)
def test_cut_at_its_commit_a_command_answers_truly(
    world: World, far: Engine, proxy: Proxy, command: str, cut: Cut
) -> None:
    scene = ALL[command](world)
    at_point(far, "written", lambda: proxy.arm(cut))
    done = scene.act(far, "cut")
    assert not proxy.armed, "nothing was cut"
    assert done.case_id is not None or done.result is not None or command in MAKE_NOTHING
    if cut is not Cut.MEANWHILE:
        assert done.again is (cut in COMMITTED), (
            "what was committed is told as done before, the rest is done now"
        )
    check_once(world, "cut")
    again = scene.act(far, "cut")
    assert again.again and again.case_id == done.case_id
    assert again.result == done.result or not isinstance(done.result, UUID), "what was made has its id"
    check_once(world, "cut")


@pytest.mark.parametrize("each", [3, pytest.param(102, marks=pytest.mark.long)])
def test_cuts_at_every_place_around_commit_double_nothing_and_every_answer_is_true(
    world: World, far: Engine, proxy: Proxy, each: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """At every class of place, and inside a message or an answer at one byte after the other: five hundred and ten cuts."""
    again, scenes, before = dict.fromkeys(Cut, 0), (remarking(world), opening(world)), acted(world)
    for number in range(each * len(Cut)):
        cut, share = list(Cut)[number % len(Cut)], number / (each * len(Cut))
        at_point(far, "written", lambda cut=cut, share=share: proxy.arm(cut, share=share))  # type: ignore[misc]
        scene, key = scenes[number // len(Cut) % 2], f"cut {number}"
        done = scene.act(far, key)
        assert not proxy.armed, "nothing was cut"
        again[cut] += done.again
        once_more = scene.act(far, key)
        assert once_more.again and once_more.case_id == done.case_id
    with capsys.disabled():
        print(
            f"\n{each * len(Cut)} cuts; answered as done before: { ({cut.name: n for cut, n in again.items()}) }"
        )
    assert acted(world) - before == each * len(Cut)
    assert {cut: again[cut] for cut in Cut if cut is not Cut.MEANWHILE} == {
        cut: each if cut in COMMITTED else 0 for cut in Cut if cut is not Cut.MEANWHILE
    }


def acted(world: World) -> int:
    """How many remarks and openings there are, in a record that agrees with its log."""
    done = select(func.count()).where(events.c.kind.in_(("comment.added", "case.opened")))
    with world.engine.database.read() as connection:
        assert differences(connection) == []
        return int(connection.execute(done).scalar_one())


# Anywhere else


@pytest.mark.parametrize(
    ("cut", "step"),
    [
        (Cut.BEFORE, 9),
        (Cut.AFTER, 9),
        *(pytest.param(cut, 2, marks=pytest.mark.long) for cut in Cut if cut is not Cut.MEANWHILE),
    ],
)
def test_cut_at_any_message_a_command_is_done_once(
    world: World, far: Engine, proxy: Proxy, cut: Cut, step: int
) -> None:
    """Also in the middle of reading, of deciding and of writing: an adoption with its number and files."""
    first = adopting(world)
    proxy.count()
    first.act(far, "uncut")
    whole = proxy.messages
    assert whole > 10
    for number in range(0, whole, step):
        scene = adopting(world)
        proxy.arm(cut, words=b"", passing=number)
        done = scene.act(far, f"cut {number}")
        assert done.case_id == scene.case_id
        check_once(world, f"cut {number}")


@pytest.mark.parametrize("point", POINTS)
def test_a_server_that_ends_our_session_is_asked_again(world: World, far: Engine, point: str) -> None:
    scene = adopting(world)
    at_point(far, point, lambda: end_sessions(world))
    assert not scene.act(far, "ended").again
    check_once(world, "ended")


def end_sessions(world: World) -> None:
    """As an administrator of the database would, and as it does itself when it shuts down."""
    others = text(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND application_name = 'far'"
    )
    with world.engine.database.engine.connect() as connection:
        assert connection.execute(others).all()


def test_sessions_that_died_while_nobody_used_them_trouble_nobody(world: World, far: Engine) -> None:
    scene = remarking(world)
    scene.act(far, "first")
    end_sessions(world)
    assert not scene.act(far, "second").again
    check_once(world, "second")


def test_a_refusal_after_a_lost_connection_is_a_refusal(world: World, far: Engine, proxy: Proxy) -> None:
    case_id = world.circulated()
    at_point(far, "begun", lambda: proxy.arm(Cut.BEFORE, words=b""))
    seen, chair = world.read(case_id).case.revision, world.people[people.CHAIR]
    with pytest.raises(Refused, match="not possible while"):
        case.transition(far, case_id, "declare_consensus", data={}, revision=seen, by=chair)
    assert not proxy.armed


# When it does not come back


@pytest.mark.parametrize("cut", [Cut.BEFORE, Cut.AFTER], ids=lambda cut: cut.value)
def test_nobody_is_told_that_it_failed_while_nobody_knows(
    world: World, far: Engine, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, cut: Cut
) -> None:
    monkeypatch.setattr(certainty, "PAUSES", (0.0, 0.01))
    scene = remarking(world)

    def lose() -> None:
        proxy.arm(cut)
        proxy.closed = True

    at_point(far, "written", lose)
    with pytest.raises(Uncertain, match=r"nobody knows yet whether it was done\. Send it once more"):
        scene.act(far, "lost")
    proxy.closed = False
    assert scene.act(far, "lost").again is (cut is Cut.AFTER)
    check_once(world, "lost")


def test_when_the_database_was_away_before_anything_began_that_is_said(
    world: World, far: Engine, proxy: Proxy
) -> None:
    scene = remarking(world)
    proxy.closed = True
    with pytest.raises(DatabaseUnavailable, match="does not answer"):
        scene.act(far, "away")
    proxy.closed = False
    assert not scene.act(far, "away").again


def test_linked_cases_that_cannot_look_again_now_do_not_undo_the_act(
    world: World, far: Engine, proxy: Proxy
) -> None:
    """The connection goes after the commit, when the waiting case was to be woken: the next tick wakes it."""
    scene = SCENES["finishing"](world)
    assert scene.case_id is not None
    parent = world.read(scene.case_id).links[0].other

    def lose() -> None:
        end_sessions(world)
        proxy.closed = True

    at_point(far, "committed", lose)
    assert not scene.act(far, "finished").again
    assert (world.state(scene.case_id), world.state(parent)) == ("done", "waiting")
    proxy.closed = False
    tick(far)
    assert world.state(parent) == "done"


# Clocks


@pytest.mark.parametrize("cut", Cut, ids=lambda cut: cut.value)
def test_a_clock_whose_commit_was_cut_rings_once(world: World, far: Engine, proxy: Proxy, cut: Cut) -> None:
    scene = expiring(world)
    assert scene.case_id is not None
    at_point(far, "clock written", lambda: proxy.arm(cut))
    tick(far)
    assert not proxy.armed
    tick(far)
    with world.engine.database.read() as connection:
        rang = select(events.c.body).where(events.c.stream_id == scene.case_id, events.c.kind.like("clock.%"))
        clocks = [bytes(row.body) for row in connection.execute(rang)]
        assert differences(connection) == []
    assert len(clocks) == len(set(clocks)) > 1
    assert world.state(scene.case_id) == "adopted_no_objection"
