"""Erased under four eyes: the whole history and the evidence of a case still verify, and say that words are gone, and by whom."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import delete

from engine.commands import register
from engine.database import Database
from engine.history.erasure import FIELD, PERSON, TITLE, Part
from engine.history.evidence import evidence_of_case
from engine.history.grown import GrownTree
from engine.history.verify import Report
from engine.log import disclosures
from tests.engine.erasing import erase, with_two_administrators
from tests.history.sealed_house import SealedHouse
from tests.owner import owning
from tests.workflows.decision.acts import adopted
from tests.world import World


@pytest.fixture
def house(database: Database, tmp_path: Path) -> SealedHouse:
    return SealedHouse.begun(with_two_administrators(World(database, tmp_path)), tmp_path)


def sealed(house: SealedHouse) -> Report:
    house.world.later(minutes=2)
    house.seal()
    house.export()
    return house.verified()


def test_erased_words_leave_the_proof_whole_and_say_so(house: SealedHouse) -> None:
    case_id = adopted(house.world, title="About Ines Example", background="She said so.")
    assert sealed(house).verdict() == "OK"
    erase(house.world, Part(TITLE, case_id), Part(FIELD, case_id, ("background",)))
    report = sealed(house)
    assert (report.worst, report.code, report.findings) == ("OK, redacted", 10, [])
    assert report.redacted == 2 and "authority at entry" in report.verdict()
    written = b"".join(path.read_bytes() for path in house.folder.rglob("*") if path.is_file())
    assert b"Ines Example" not in written and b"She said so." not in written


def test_an_erased_person_leaves_the_tables_as_the_history_says(house: SealedHouse) -> None:
    who = house.world.people["expert"]
    closed = {"active": False}
    register.change_person(house.world.engine, who, closed, by=house.world.people["administrator"])
    erase(house.world, Part(PERSON, who))
    report = sealed(house)
    assert (report.worst, report.findings) == ("OK, redacted", [])


def test_words_that_somebody_took_alone_are_named(house: SealedHouse) -> None:
    adopted(house.world, title="About Ines Example")
    house.seal()
    with owning(house.world.engine.database) as connection:
        connection.execute(delete(disclosures).where(disclosures.c.value == '"About Ines Example"'))
    report = sealed(house)
    assert "REDACTED WITHOUT AUTHORITY" in {each.verdict for each in report.findings}


def test_the_evidence_of_a_case_carries_the_authority_for_what_is_gone(
    house: SealedHouse, tmp_path: Path
) -> None:
    case_id = adopted(house.world, title="About Ines Example")
    erase(house.world, Part(TITLE, case_id))
    sealed(house)
    with house.world.engine.reading() as (connection, register):
        auditor = house.world.people["auditor"]
        package = evidence_of_case(house.world.engine, connection, register, case_id, auditor, GrownTree())
    path = tmp_path / "evidence.json"
    path.write_text(json.dumps(package), encoding="utf-8")
    report = house.verified(path=path)
    assert (report.worst, report.findings, report.redacted) == ("OK, redacted", [], 1)
    assert "Ines" not in path.read_text(encoding="utf-8")
