"""A house in which something is published, on either database; its copies, which differ in what is not; what one may ask there.

On the list stand a stamped module with its French version, one beside which a corrigendum stands, with a version that is out
of date since, and a law of the first phase. A module that is not published waits for its panel, which reviews it blind.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from engine.commands.token import make_token
from engine.database import open_database
from engine.definition import PublicList
from engine.queries.published import forms_about, public_lists
from tests.access.twins import CANARY, NOWHERE, Twins, catch_up
from tests.furnished import Furnished, database_like
from tests.workflows import reviewing
from tests.workflows.nominating import on_roster
from tests.workflows.producing import MODULE, idea, in_review, linked_case, published
from tests.workflows.publishing import assessed, re_reviewing, translated
from tests.world import World

CORRIGENDUM, LAW, FRENCH = "Page 3: the number is 112.", "The model law.", "Le module."
# Of a file that nobody publishes: what a draft holds in the world that is full.
DRAFT = f"The second edition, with a chapter by {CANARY}."
FILES = (MODULE, CORRIGENDUM, LAW, FRENCH, DRAFT)
WORDS = ("", "module", "inspectors", "KPR", "2013/00", "%", "_", CANARY, CANARY[:4].lower())
STAMPS = [f"GIFT/STAMP/2013/00{number}" for number in range(1, 5)]
SIGNED_IN = ("OSCE", "UNICEF alternate", "officer")


@dataclass
class Shelf:
    """The house before it is copied, with nobody in it."""

    url: str
    world: World
    kind: str
    request: Any
    cases: dict[str, UUID] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def twins(self, folder: Path) -> Iterator[tuple[Twins, Twins]]:
        """Two copies of it."""
        with ExitStack() as open_things:
            yield tuple(self._copy(open_things, folder / name) for name in ("plain", "full"))  # type: ignore[misc]

    def _copy(self, open_things: ExitStack, folder: Path) -> Twins:
        folder.mkdir()
        url = open_things.enter_context(database_like(self.request, self.kind, self.url, folder))
        database = open_database(url)
        open_things.callback(database.close)
        shutil.copytree(self.world.engine.files.root, folder / "files")
        world = World(database, folder, at=self.world.clock.now(), like=self.world)
        return Twins(world, self.cases, self.tokens)


@contextmanager
def shelf(request: Any, kind: str, folder: Path) -> Iterator[Shelf]:
    """The house, on a database that nobody has open while it is copied."""
    furnished: Furnished = request.getfixturevalue(f"furnished_{kind}")
    with database_like(request, kind, furnished.url, folder) as url:
        with furnished.copied(url, folder) as world:
            cases = _put_on(world)
            tokens = {name: make_token(world.engine, world.people[name], "a machine") for name in SIGNED_IN}
            catch_up(world)
        yield Shelf(url, world, kind, request, cases, tokens)


def _put_on(world: World) -> dict[str, UUID]:
    module = published(world)
    found = {"module": module, "French": translated(world, module), "law": _law(world)}
    found["corrected"] = corrected = published(world)
    found["outdated"] = translated(world, corrected)
    review = re_reviewing(world, corrected)
    assessed(world, review, "update")
    world.put(corrected, CORRIGENDUM, "corrigendum")
    world.press(review, "update", "officer", interval="YEAR", reason="One number.")
    for name in ("third expert", "fourth expert"):
        on_roster(world, name, employer=f"Practice of the {name}")
    found["awaited"] = in_review(world)
    found["review"] = _about_to_choose(world, found["awaited"])
    return found


def _law(world: World) -> UUID:
    case_id = idea(world, audience="Parliaments")
    world.put(case_id, LAW, "product", "officer")
    told: dict[str, Any] = {"issued_in": "2009", "review_by": "2013-12-30"}
    world.press(case_id, "enter", "officer", reason="Published in 2009.", **told)
    return case_id


def _about_to_choose(world: World, product_id: UUID) -> UUID:
    review_id = linked_case(world, product_id, "reviewed_by")
    world.edit(review_id, "officer", visibility="BLIND", **reviewing.PLAN)
    world.press(review_id, "select", "officer")
    return review_id


# ---- what anybody may ask


def open_to_all(world: World, cases: list[UUID]) -> Iterator[str]:
    """Every public list and feed by every filter and with words, every entry with its files and forms, every certificate."""
    for definition in public_lists(world.engine):
        told = definition.public_list
        assert told is not None
        for asked in _narrowed(told):
            yield from (f"/public/{told.path}{kind}?{asked}" for kind in ("", ".atom"))
        forms = [form.path for _type, form in forms_about(world.engine, definition)]
        for case_id in (*cases, NOWHERE):
            here = f"/public/{told.path}/{case_id}"
            yield from (here, *(f"{here}/files/{each.key}" for each in definition.documents))
            yield from (f"{here}/{form}{then}" for form in forms for then in ("", "/thanks"))
    yield from _certificates()


def _narrowed(told: PublicList) -> Iterator[str]:
    yield from (f"words={quote(words)}" for words in WORDS)
    yield from (f"page={number}" for number in (1, 2, 99))
    for each in told.filters:
        yield from (f"{each.key}={choice.name}" for choice in each.options or ())


def _certificates() -> Iterator[str]:
    here = "/certificates/stamps"
    for number in STAMPS:
        yield f"{here}?number={number}"
        yield from (f"{here}/certificate{kind}?number={number}" for kind in ("", ".json", ".pdf"))
    yield from (f"{here}?sha256={hashlib.sha256(words.encode()).hexdigest()}" for words in FILES)


# A page is made anew for each reader in these places and nowhere else: the ids that it names are the same in both worlds.
MADE_UP = re.compile(
    r'(?<=nonce-)[\w+/=-]+|(?<=nonce=")[^"]+|(?<=name="csrf_token" value=")[^"]+|(?<=name="csrf-token" content=")[^"]+'
    r'|(?<=name="idempotency_key" value=")[^"]+'
)


def byte_for_byte(text: str) -> str:
    """A text but for what is made up for the one reading."""
    return MADE_UP.sub("#", text)
