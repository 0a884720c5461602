"""The small house of the stories in front of a real browser, and the windows of its people.

What is not clicked is done by the commands with which `tests.workflows` tells its stories: `coast.world` is their world.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from playwright.sync_api import Page

from tests.web.desk import Desk
from tests.workflows import assessing, evaluating, programming
from tests.world import World


def furnish(world: World) -> None:
    """Governments, a checklist in use, fiduciary officers, evaluators; nothing is asked for yet."""
    assessing.furnish(world)
    programming.fiduciary_officers(world)
    evaluating.someone_independent(world)


@dataclass
class Coast:
    """A served house. Everybody has one window, which is opened when they act first."""

    world: World
    desk: Desk
    address: str
    open_window: Callable[[], Page]
    windows: dict[str, Page] = field(default_factory=dict)

    def seat(self, name: str) -> Page:
        """The window of somebody who has signed in."""
        if name not in self.windows:
            page = self.open_window()
            kept = self.desk.as_(name).client.get_cookie("nemcon")
            assert kept is not None
            page.context.add_cookies([{"name": "nemcon", "value": kept.value, "url": self.address}])
            page.goto(self.address)
            self.windows[name] = page
        return self.windows[name]

    def at(self, name: str, case_id: UUID) -> Page:
        """The window of somebody, before a case."""
        page = self.seat(name)
        page.goto(f"{self.address}/cases/{case_id}")
        return page
