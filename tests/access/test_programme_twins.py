"""What a team keeps to itself, and cases that are hidden, make no difference to whoever may not read them: not in the progress
of a checklist, the drawing of risks, the table of who raises what, a sheet, a search, a feed or a message."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from tests.access.programme_twins import (
    Programmes,
    asked,
    beyond_the_committee,
    hidden_cases,
    not_published,
    said_besides,
    said_otherwise,
)
from tests.access.public_twins import byte_for_byte, open_to_all
from tests.access.twins import CANARY, catch_up, masked, read_both, shown
from tests.conftest import by_night
from tests.furnished import copy_of
from tests.notifications.listening import hook, listening
from tests.world import World
from web.sheets.writing import XLSX
from workflows._shared import CASE_TEAM, SEALED

AUDITOR = "auditor"
COMMITTEE = ("OSCE", "UNICEF alternate", AUDITOR)
OUTSIDE = ("neighbour", "donor", "survivors' group", "administrator")
MOST_LINKS = 30


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programmes]:
    folder = tmp_path_factory.mktemp("programmes")
    with copy_of(request, "sqlite", folder) as world, listening() as program:
        found = Programmes.furnish(world)
        found.twins.program = program
        yield found


def hide(plain: World, full: World, cases: dict[str, UUID], who: str | None) -> list[UUID]:
    """All that this reader may not know of; gives the cases that are nowhere for them."""
    hidden = hidden_cases(full, cases, SEALED)
    if who != AUDITOR:
        said_otherwise(plain, cases, "Nobody", "PARTIAL")
        said_otherwise(full, cases, CANARY, "ABSENT")
        said_besides(full, cases)
        hidden += hidden_cases(full, cases, CASE_TEAM)
    if who not in COMMITTEE:
        hidden += beyond_the_committee(full, cases)
    return hidden


def see_no_difference(
    house: Programmes, folder: Path, who: str | None, *names: str, thorough: bool = False
) -> None:
    """Somebody reads all of both worlds, of these cases (of all of them where none is named) every address."""
    cases = house.twins.cases
    with house.parted(folder) as (plain, full):
        for world in (plain, full) if who is not None else ():
            assert house.twins.program is not None
            hook(world, house.twins.program, who or "")
        hidden = hide(plain, full, cases, who)
        wanted = [cases[name] for name in names or cases] + hidden[: 4 if thorough else 1]
        read_all(house, (plain, full), who, wanted, thorough=thorough)


def read_all(
    house: Programmes, worlds: tuple[World, World], who: str | None, wanted: list[UUID], *, thorough: bool
) -> None:
    """Time passes, people are told, and all that both houses tell this reader is alike."""
    for world in worlds:
        world.later(days=4)
        catch_up(world)
    plain, full = (house.at(world, who) for world in worlds)
    paths = [*asked(house, full, wanted, thorough=thorough)]
    if who is None:
        paths += open_to_all(full.world, wanted)
    read, differing = read_both(plain, full, paths, MOST_LINKS, masked if who else byte_for_byte)
    print(f"{who or 'a visitor'}: {read} answers, {len(differing)} different")
    assert differing == [], f"{len(differing)} of {read} answers:\n" + "\n\n".join(differing[:25])
    assert who is None or plain.told() == full.told()
    assert who is None or plain.announced() == full.announced()
    assert read >= 250


def test_what_is_hidden_makes_no_difference_to_a_member_that_is_not_on_the_team(
    house: Programmes, tmp_path: Path
) -> None:
    see_no_difference(house, tmp_path, "OSCE", "answering", "drafted", "programme", "contribution", "risk")


def test_what_agencies_keep_to_themselves_makes_no_difference_to_the_government_that_asked(
    house: Programmes, tmp_path: Path
) -> None:
    see_no_difference(house, tmp_path, "counterpart", "answering", "drafted")


@pytest.mark.long
@pytest.mark.night
@pytest.mark.parametrize("who", ["OSCE", "counterpart", AUDITOR])
def test_what_is_hidden_makes_no_difference_at_any_address(
    house: Programmes, tmp_path: Path, who: str
) -> None:
    see_no_difference(house, tmp_path, who, thorough=True)


@pytest.mark.long
@pytest.mark.parametrize(
    "who", ["neighbour", "donor", AUDITOR, None, *by_night("UNICEF alternate", *OUTSIDE[2:])]
)
def test_what_is_hidden_makes_no_difference_to_anybody_else(
    house: Programmes, tmp_path: Path, who: str | None
) -> None:
    see_no_difference(house, tmp_path, who)


def test_what_is_not_published_makes_no_difference_to_a_visitor(house: Programmes, tmp_path: Path) -> None:
    with house.parted(tmp_path) as (plain, full):
        hidden = not_published(full, house.twins.cases)
        public = [house.twins.cases[name] for name in ("lesson", "public evaluation")]
        read_all(house, (plain, full), None, public + hidden, thorough=False)
        officer = house.at(full, "officer")
        assert [each for each in hidden if officer.get(f"/cases/{each}").status_code != 200] == []


# ---- the worlds do differ


def test_whoever_works_on_the_case_reads_what_its_team_keeps_to_itself(
    house: Programmes, tmp_path: Path
) -> None:
    with house.parted(tmp_path) as (plain, full):
        cases = house.twins.cases
        hide(plain, full, cases, "OSCE")
        places = {
            f"/api/v1/cases/{cases['validating']}/documents/annex/content",
            f"/api/v1/cases/{cases['drafted']}/documents/annex",
            f"/cases/{cases['answering']}/tables/answers.csv",
            f"/cases/{cases['answering']}/tables/answers.xlsx",
            f"/cases/{cases['answering']}/discussion",
            f"/cases/{cases['programme']}/discussion",
        }
        for world, told in ((plain, set()), (full, places)):
            member = house.at(world, "IOM")
            assert {each for each in places if CANARY.encode() in unpacked(member.get(each))} == told


def unpacked(answer: TestResponse) -> bytes:
    """What an answer holds; of a workbook the sheets in it."""
    if answer.mimetype != XLSX:
        return bytes(answer.data)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        return b"\n".join(packed.read(name) for name in packed.namelist())


def test_whoever_may_know_of_hidden_cases_finds_them_where_they_are_counted_and_drawn(
    house: Programmes, tmp_path: Path
) -> None:
    """What looks alike to a member in both worlds does not to the Secretariat: in the drawings of risks, in the table of who
    raises what, in the tables and the chains of linked cases."""
    cases = house.twins.cases
    drawn = [
        f"/cases/{cases[name]}"
        for name in ("programme", "project", "contribution", "validating", "risk", "answering", "result")
    ]
    drawn += [
        "/registers/risks",
        "/registers/contributions",
        "/registers/programmes",
        "/registers/lessons.csv",
        "/registers/results",
        "/registers/programmes/iati.xml",
        f"/cases/{cases['programme']}/printouts/programme-document.pdf",
    ]
    with house.parted(tmp_path) as (plain, full):
        hidden_cases(full, cases, CASE_TEAM)
        for who, differing in (("officer", drawn), ("OSCE", [])):
            readers = house.at(plain, who), house.at(full, who)
            told = [[shown(reader.get(path)) for reader in readers] for path in drawn]
            assert [path for path, (one, other) in zip(drawn, told, strict=True) if one != other] == differing
