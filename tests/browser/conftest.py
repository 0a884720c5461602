"""The demonstration, filled once for the whole run, and its visitors: each has a window of their own."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import coast as coasts
from tests.browser.coast import Coast
from tests.browser.house import House, at_a_port, fill_house, served
from tests.furnished import copy_of
from tests.web.desk import Desk

Seat = Callable[..., Page]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of a filled house that nobody has open. Workers of one run share it."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    folder, done = shared / "demonstration", shared / "demonstration.done"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            fill_house(folder)
            done.touch()
    return folder


@pytest.fixture
def house(filled: Path, tmp_path: Path) -> Iterator[House]:
    """A house of one's own, to act in."""
    with served(filled, tmp_path / "house") as house:
        yield house


@pytest.fixture(scope="module")
def standing(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house for tests that only read."""
    with served(filled, tmp_path_factory.mktemp("standing")) as house:
        yield house


@pytest.fixture
def window(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Callable[..., Page]]:
    """Opens windows, each with cookies of its own; whatever a policy stopped or a script broke fails the test."""
    complaints: list[str] = []
    contexts = []

    def open_window(**more: Any) -> Page:
        settings = {
            "viewport": {"width": 1280, "height": 900},
            "locale": "en-GB",
            **browser_context_args,
            **more,
        }
        context = browser.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on(
            "console", lambda told: complaints.append(f"{page.url}: {told.text}") if _serious(told) else None
        )
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == []


def _serious(told: Any) -> bool:
    """A refused page is written into the console too; that is no complaint."""
    return told.type in ("error", "warning") and not told.text.startswith("Failed to load resource")


@pytest.fixture
def seat(house: House, window: Callable[..., Page]) -> Seat:
    """`seat("IOM focal point")` signs somebody in and gives their window."""

    def enter(name: str, **more: Any) -> Page:
        return house.enter(window(**more), name)

    return enter


@pytest.fixture
def coast(request: pytest.FixtureRequest, tmp_path: Path, window: Callable[..., Page]) -> Iterator[Coast]:
    """The house in which assessments and programmes are told, served."""
    with copy_of(request, "sqlite", tmp_path) as world:
        coasts.furnish(world)
        desk = Desk(world)
        with at_a_port(desk.app) as address:
            yield Coast(world, desk, address, window)
