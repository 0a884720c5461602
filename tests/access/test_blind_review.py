"""A blind review: who reviews, what they declared, which conflicts are on record makes no difference to the author.

Nor does what the panel may not know yet to an expert who sits on it. Two copies of one house in which the same is done by
other people and in other words, read by the same person.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from engine.commands.token import make_token
from tests.access.panels import OTHER_PEOPLE, PLAIN, Panel, story
from tests.access.scenes import copied
from tests.access.twins import CANARY, Reader, Twins, addresses, catch_up, read_both
from tests.furnished import copy_of
from tests.people import address
from tests.workflows import reviewing
from tests.workflows.nominating import on_roster
from tests.world import World

MOST_LINKS = 40
AUTHOR, EXPERT = "author", reviewing.EXPERTS[0]


OTHER_MEMBERS = Panel(
    "OSCE alternate", ("OHCHR", "OHCHR alternate"), ("fourth expert", "first expert"), lead="first expert"
)
# One conflict is on record, of somebody and of somebody else.
AS_MANY = Panel(conflict=("third expert", "Nothing much."))
IN_CONFLICT = Panel(conflict=("fourth expert", f"Has written a part of it with {CANARY}."))
# The same panel, of which the expert may know; not why it was chosen, nor what others find before the own review.
OTHER_WORDS = Panel(why=CANARY, alternates=CANARY, remark=f"Ask {CANARY}.", conflict=("third expert", CANARY))


@dataclass
class House:
    """A house with a blind review by the partner who asked for it, about to choose its panel."""

    twins: Twins
    case_id: UUID

    @contextmanager
    def copies(self, folder: Path, who: str, *panels: Panel) -> Iterator[Iterator[tuple[str, list[Reader]]]]:
        """Somebody in a copy of the house for each of these panels, state after state."""
        worlds = [copied(self.twins.world, folder / str(number)) for number in range(len(panels))]
        try:
            yield self._told(worlds, who, panels)
        finally:
            for world in worlds:
                world.engine.database.close()

    def _told(
        self, worlds: list[World], who: str, panels: tuple[Panel, ...]
    ) -> Iterator[tuple[str, list[Reader]]]:
        readers = [Reader(self.twins, world, who) for world in worlds]
        for states in zip(
            *(story(w, self.case_id, p) for w, p in zip(worlds, panels, strict=True)), strict=True
        ):
            for world in worlds:
                assert world.state(self.case_id) == states[0]
                world.later(minutes=2)  # a session that nobody uses ends soon
                catch_up(world)
            yield states[0], readers

    def of_the_case(self, reader: Reader) -> list[str]:
        """Every address of the case, and the lists in which it may stand."""
        found = [each for each in addresses(self.twins, reader, []) if str(self.case_id) in each]
        kinds = ("panel", "conflicts", "comments")
        found += [f"/api/v1/cases/{self.case_id}/items/{kind}" for kind in kinds]
        for kind in ("declarations", "report", "answers", "product"):
            found += [f"/api/v1/cases/{self.case_id}/documents/{kind}{part}" for part in ("", "/content")]
        found += [f"/my-work?view={view}" for view in ("mine", "waiting", "all", "done")]
        found += ["/api/v1/tasks", "/api/v1/tasks?state=completed", "/messages", "/search?q=Handbook"]
        found += ["/registers/reviews", "/registers/reviews.csv", "/api/v1/cases?definition=quality-review"]
        return [*found, f"/search?q={CANARY}"]


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with copy_of(request, "sqlite", tmp_path_factory.mktemp("blind")) as world:
        reviewing.roster(world)
        world.grant("PARTNER", "ILO", AUTHOR, "alternate")
        for name in ("third expert", "fourth expert"):
            on_roster(world, name, employer=f"Practice of the {name}")
        case_id = reviewing.selecting(world, AUTHOR, origin="PARTNER", visibility="BLIND")
        tokens = {
            name: make_token(world.engine, world.people[name], "a machine") for name in (AUTHOR, EXPERT)
        }
        catch_up(world)
        yield House(Twins(world, {"review": case_id}, tokens), case_id)


def see_no_difference(house: House, folder: Path, who: str, *panels: Panel, states: tuple[str, ...]) -> None:
    """Read everything in both worlds in each of these states; what differs is told by state."""
    differing, seen = [], 0
    with house.copies(folder, who, *panels) as told:
        for state, (plain, full) in told:
            if state in states:
                read, found = read_both(plain, full, house.of_the_case(plain), MOST_LINKS)
                seen += read
                differing += [f"{state}: {each}" for each in found]
            if plain.told() != full.told():
                differing.append(f"{state}: messages or letters\n{plain.told()}\n---\n{full.told()}")
            if state == states[-1]:
                break
    print(f"{who}: {seen} answers")
    assert differing == [], f"{len(differing)} of {seen} answers:\n" + "\n\n".join(differing[:25])
    assert seen >= 60 * len(states)


def test_who_reviews_and_what_they_declared_makes_no_difference_to_the_author(
    house: House, tmp_path: Path
) -> None:
    see_no_difference(house, tmp_path, AUTHOR, PLAIN, OTHER_PEOPLE, states=("revision", "stamped"))


@pytest.mark.long
def test_nor_in_any_other_state(house: House, tmp_path: Path) -> None:
    states = ("selection", "confirmed", "reviewing", "consolidation", "verification")
    see_no_difference(house, tmp_path, AUTHOR, PLAIN, OTHER_PEOPLE, states=states)


@pytest.mark.long
def test_for_which_members_they_review_makes_none_before_the_stamp(house: House, tmp_path: Path) -> None:
    states = ("selection", "reviewing", "revision", "verification")
    see_no_difference(house, tmp_path, AUTHOR, PLAIN, OTHER_MEMBERS, states=states)


def test_which_conflicts_are_on_record_makes_no_difference_to_the_author(
    house: House, tmp_path: Path
) -> None:
    see_no_difference(house, tmp_path, AUTHOR, AS_MANY, IN_CONFLICT, states=("selection", "revision"))


def test_nor_does_how_many_they_are(house: House, tmp_path: Path) -> None:
    see_no_difference(house, tmp_path, AUTHOR, PLAIN, AS_MANY, states=("selection",))


def test_an_expert_of_the_panel_reads_what_others_find_after_the_own_review(
    house: House, tmp_path: Path
) -> None:
    see_no_difference(house, tmp_path, EXPERT, AS_MANY, OTHER_WORDS, states=("selection", "reviewing"))


def test_no_page_names_a_reviewer_to_the_author_or_to_the_public(house: House, tmp_path: Path) -> None:
    told: dict[str, list[str]] = {}
    with house.copies(tmp_path, AUTHOR, PLAIN) as states:
        for state, (author,) in states:
            stranger = author.desk.stranger()
            for path in house.of_the_case(author):
                for who, answer in ((AUTHOR, author.get(path)), ("nobody", stranger.get(path))):
                    assert answer.status_code < 500, f"{state}: {path} for {who}"
                    signed_out = "/sign-in" in answer.headers.get("Location", "")
                    assert who == "nobody" or not signed_out, f"{state}: {path}: signed out"
                    named = [each for each in marks(author.world) if each in answer.get_data(as_text=True)]
                    if named:
                        told.setdefault(f"{path.split('?')[0]} to {who} tells {named}", []).append(state)
    assert told == {}, "\n".join(f"{what}: {sorted(set(where))}" for what, where in told.items())


def marks(world: World) -> list[str]:
    """The names, the addresses and the ids of those who review."""
    ids = [world.people[name] for name in PLAIN.people]
    return [*PLAIN.people, *map(address, PLAIN.people), *(each.hex for each in ids), *map(str, ids)]


def test_the_committee_reads_all_of_it(house: House, tmp_path: Path) -> None:
    """The worlds do differ: what nobody finds out as the author, a member of the Committee reads."""
    house.twins.tokens["OSCE"] = make_token(
        house.twins.world.engine, house.twins.world.people["OSCE"], "a machine"
    )
    with house.copies(tmp_path, "OSCE", PLAIN) as states:
        _state, (member,) = next(states)
        text = member.get(f"/cases/{house.case_id}").text
        assert [name for name in PLAIN.people if name not in text] == []
