"""What every test may ask for: a fresh migrated database of either kind, and a browser.

What cannot run here says "not run" and why. Under CI=true that is a failure: nobody reads skips there.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NoReturn

import pytest
from alembic import command
from argon2 import PasswordHasher
from hypothesis import settings

from engine import passwords
from engine.database import Database, open_database
from migrations import alembic_config
from tests import browser_setup, postgres
from tests.careless_sqlite import careless
from tests.furnished import furnished_postgresql, furnished_sqlite, world
from tests.remembered import remember

__all__ = ["furnished_postgresql", "furnished_sqlite", "world"]

KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))

# Each test says its own settings; those of the person who runs them must not leak in.
for name in [name for name in os.environ if name.startswith("NEMCON_")]:
    del os.environ[name]

careless()
remember()

# A slow machine is no bug; a found example must be repeatable from the log.
settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")


def not_run(why: str) -> NoReturn:
    """Say that this test did not run, loudly where somebody relies on it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"not run: {why}", pytrace=False)
    pytest.skip(f"not run: {why}")


FOLDER = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """What tests write lies in memory, where there is plenty of it: thousands of small databases wait for no disk."""
    memory = postgres.in_memory()
    if memory and config.option.basetemp is None and not hasattr(config, "workerinput"):
        config.stash[FOLDER] = Path(tempfile.mkdtemp(prefix="nemcon-tests-", dir=memory))
        config.option.basetemp = str(config.stash[FOLDER] / "run")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing stays in memory."""
    if folder := config.stash.get(FOLDER, None):
        shutil.rmtree(folder, ignore_errors=True)


# What takes minutes begins first, so that no worker is left alone with it at the end.
SLOWEST_FIRST = (
    "test_decision_model", "test_closing_races", "test_lost_connection", "test_killed", "test_task_races",
    "test_twin_worlds", "test_accessibility", "test_register_races", "test_matrix", "test_linked_races",
)  # fmt: skip

# What takes minutes on the second database or in one of several ways, of sweeps that every landing asks on the first.
SECOND_TIMES = {
    "test_killed_at_any_point_a_command_is_done_or_not_and_its_key_does_it_once[postgresql-expiring]",
    "test_killed_at_any_point_a_command_is_done_or_not_and_its_key_does_it_once[postgresql-finishing]",
    "test_the_house_agrees_with_the_model_for_a_long_time[postgresql]",
    "test_no_way_breaks_a_promise_and_every_way_can_end[IMPLEMENT_ACTIVITY-SILENCE]",
}

# Then the folders where a single test takes seconds; after them the files with the most tests, so that the end is short.
SLOW_FOLDERS = ("access", "browser", "faults", "races")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for a page or a browser is a browser test, a story told again a long one; the slowest files come first,
    the shortest last."""
    for item in items:
        if {"page", "context", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
        if _told_again(item):
            item.add_marker(pytest.mark.long)
        if item.name in SECOND_TIMES:
            item.add_marker(pytest.mark.night)
    places = {name: place for place, name in enumerate(SLOWEST_FIRST)}
    tests = Counter(item.path for item in items)

    def turn(item: pytest.Item) -> tuple[int, bool, int]:
        named = places.get(item.path.stem, len(places))
        return named, item.path.parent.name not in SLOW_FOLDERS, -tests[item.path]

    items.sort(key=turn)


# ---- databases -------------------------------------------------------------------------------------------------------


def by_night(*values: object) -> list[object]:
    """Values of a long sweep that `make test-all` has no time for; `make test-night` asks them."""
    return [pytest.param(each, marks=pytest.mark.night) for each in values]


def _told_again(item: pytest.Item) -> bool:
    """A story of a case type on the second database. The engine, the scenarios, races and faults run on both every time."""
    story = "workflows" in item.path.parts and not item.name.startswith("test_scenario_")
    return story and item.get_closest_marker("postgresql") is not None


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server where databases may be made."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    lock = tmp_path_factory.getbasetemp().parent / "postgres.lock"
    with ExitStack() as server:
        try:
            url = server.enter_context(postgres.own_server(lock))
        except Exception as error:  # noqa: BLE001  # whatever keeps it from starting, its tests did not run
            not_run(f"no PostgreSQL ({type(error).__name__}: {error}); TEST_DATABASE_URL may name one")
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    """A migrated database that others are copied from; nobody stays connected to it."""
    url = postgres.create(postgres_url)
    command.upgrade(alembic_config(url), "head")
    yield url
    postgres.drop(postgres_url, url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that others are copied from."""
    path = tmp_path_factory.mktemp("template") / "nemcon.sqlite3"
    command.upgrade(alembic_config(f"sqlite:///{path}"), "head")
    return path


NewDatabase = Callable[..., str]


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> NewDatabase:
    """Makes databases: `new_database("sqlite")` gives the address of a fresh migrated one, `empty=True` of a bare one."""

    def sqlite(*, empty: bool) -> str:
        path = tmp_path / f"nemcon-{len(list(tmp_path.iterdir()))}.sqlite3"
        if not empty:
            shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"

    def postgresql(*, empty: bool) -> str:
        server: str = request.getfixturevalue("postgres_url")
        url = (
            postgres.create(server)
            if empty
            else postgres.create(server, request.getfixturevalue("postgres_template"))
        )
        request.addfinalizer(lambda: postgres.drop(server, url))
        return url

    def make(kind: str, *, empty: bool = False) -> str:
        return (sqlite if kind == "sqlite" else postgresql)(empty=empty)

    return make


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Both databases, one after the other."""
    return str(request.param)


@pytest.fixture
def database_url(kind: str, new_database: NewDatabase) -> str:
    """The address of a fresh migrated database, once of each kind."""
    return new_database(kind)


@pytest.fixture
def empty_url(kind: str, new_database: NewDatabase) -> str:
    """The address of a database without tables, once of each kind."""
    return new_database(kind, empty=True)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh migrated database, opened; once of each kind."""
    database = open_database(database_url)
    yield database
    database.close()


# ---- browser ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, which speaks to nobody but us."""
    path = browser_setup.find_browser()
    if path is None:
        not_run(browser_setup.HOW)
    return browser_type_launch_args | {"executable_path": path, "args": browser_setup.launch_arguments()}


# ---- passwords -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """The same argon2id at a tenth of a thousandth of its cost: hundreds of people sign in here."""
    passwords.use(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
