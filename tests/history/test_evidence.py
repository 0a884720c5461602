"""Honest evidence convicts nobody: what is gone under four eyes, and a key that was handed on, it answers for by itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from engine.commands import history
from engine.database import Database
from engine.errors import Refused
from engine.history import sealer as folder_of
from engine.history.erasure import ANSWER, TITLE, Part
from engine.history.evidence import evidence_of_case, receipt_of_answer
from engine.history.grown import GrownTree
from engine.history.sealer import Sealer
from engine.history.trust import Trust
from engine.history.verify import Policy, Report, read
from engine.log import disclosures, events
from engine.position import positions
from engine.sequence import log_entries, sequence_all
from tests.engine.erasing import OTHER, ask, erase, with_two_administrators
from tests.history.sealed_house import SealedHouse
from tests.owner import as_sealer, unguarded
from tests.refusing import refused
from tests.world import World

MOMENT = "Words of this case were erased a moment ago, and that is not signed yet: try again in a minute."
REASON = "It costs far too much money."


@pytest.fixture
def house(database: Database, tmp_path: Path) -> SealedHouse:
    return SealedHouse.begun(with_two_administrators(World(database, tmp_path)), tmp_path)


@pytest.fixture
def case_id(house: SealedHouse) -> UUID:
    """ILO has a concern, and gave its reason; that is signed."""
    case_id = house.world.deliberating(title="About Ines Example")
    house.world.answer(case_id, "ILO", "concern", reason=REASON)
    house.seal()
    return case_id


def answer(house: SealedHouse, case_id: UUID) -> Any:
    with house.world.engine.reading() as (connection, _):
        return connection.execute(select(positions).where(positions.c.case_id == case_id)).one()


def receipt(house: SealedHouse, case_id: UUID) -> dict[str, Any]:
    given, engine = answer(house, case_id), house.world.engine
    with engine.reading() as (connection, register):
        return receipt_of_answer(engine, connection, register, case_id, given.id, given.by, GrownTree())


def evidence(house: SealedHouse, case_id: UUID) -> dict[str, Any]:
    engine, auditor = house.world.engine, house.world.people["auditor"]
    with engine.reading() as (connection, register):
        return evidence_of_case(engine, connection, register, case_id, auditor, GrownTree())


def verified(house: SealedHouse, package: dict[str, Any], policy: Policy | None = None) -> Report:
    path = house.path / "package.json"
    path.write_text(json.dumps(package), encoding="utf-8")
    report = Report()
    read(path, policy or house.policy, report)
    return report


def signed_again(house: SealedHouse) -> None:
    house.world.later(minutes=2)
    house.seal()


def authority(package: dict[str, Any]) -> list[dict[str, Any]]:
    return [json.loads(each["body"]) for each in package["authority"]]


def test_the_receipt_of_an_answer_whose_words_were_erased_says_so(house: SealedHouse, case_id: UUID) -> None:
    erase(house.world, Part(ANSWER, answer(house, case_id).id))
    signed_again(house)
    package = receipt(house, case_id)
    report = verified(house, package)
    assert (report.worst, report.code, report.findings, report.redacted) == ("OK, redacted", 10, [], 1)
    assert REASON not in json.dumps(package)


def test_a_receipt_and_evidence_are_believed_by_whoever_holds_the_key_before(
    house: SealedHouse, case_id: UUID
) -> None:
    before, known = house.policy, Trust(folder_of.public_keys(house.path / "sealer"))
    history.announce_key(house.world.engine, str(folder_of.renew(house.path / "sealer")), known)
    signed_again(house)
    folder_of.retire(house.path / "sealer")
    house.sealer = Sealer(house.path / "sealer", as_sealer(house.world.engine.database))
    house.world.circulated()
    signed_again(house)
    for package in (receipt(house, case_id), evidence(house, case_id)):
        report = verified(house, package, before)
        assert (report.verdict(), report.findings) == ("OK", [])


def test_until_an_erasure_is_signed_there_is_no_evidence_of_what_it_touched(
    house: SealedHouse, case_id: UUID
) -> None:
    other = house.world.deliberating(title="Another matter")
    signed_again(house)
    erase(house.world, Part(ANSWER, answer(house, case_id).id))
    for placed in (False, True):
        if placed:
            sequence_all(house.world.engine.database)
        with refused(house.world, MOMENT):
            evidence(house, case_id)
        with refused(house.world, MOMENT):
            receipt(house, case_id)
    assert verified(house, evidence(house, other)).verdict() == "OK", "nothing of that case is gone"
    signed_again(house)
    assert verified(house, evidence(house, case_id)).worst == "OK, redacted"


def test_an_erasure_of_other_words_of_the_case_does_not_keep_a_receipt_back(
    house: SealedHouse, case_id: UUID
) -> None:
    erase(house.world, Part(TITLE, case_id))
    assert verified(house, receipt(house, case_id)).verdict() == "OK"
    with refused(house.world, MOMENT):
        evidence(house, case_id)


def test_an_erasure_is_sealed_at_once(house: SealedHouse, case_id: UUID) -> None:
    house.world.circulated()
    sequence_all(house.world.engine.database)
    assert house.sealer.seal_if_due(house.world.clock.now()) is None, "nothing presses"
    erase(house.world, Part(ANSWER, answer(house, case_id).id))
    sequence_all(house.world.engine.database)
    assert house.sealer.seal_if_due(house.world.clock.now()) is not None
    assert verified(house, receipt(house, case_id)).worst == "OK, redacted"


def test_evidence_tells_who_asked_for_an_erasure_and_who_approved_it(
    house: SealedHouse, case_id: UUID
) -> None:
    """Out of the erasure's own history, where each of the two acted; not what came later there, or another erasure."""
    ask(house.world, Part(TITLE, case_id))
    erase(house.world, Part(ANSWER, answer(house, case_id).id))
    signed_again(house)
    people = house.world.people
    for package in (evidence(house, case_id), receipt(house, case_id)):
        told = [each for each in authority(package) if each["stream"][0] == "erasure"]
        assert [(each["kind"], each["actor"]) for each in told] == [
            ("erasure.requested", people["administrator"].hex),
            ("erasure.approved", people[OTHER].hex),
        ]
        assert len({each["stream"][1] for each in told}) == 1
        indices = [each["index"] for each in package["authority"]]
        assert indices == sorted(indices)
        executed = [json.loads(each["body"]) for each in package["entries"] if "body" in each]
        executed += authority(package)
        (done,) = [each for each in executed if each["kind"] == "erasure.executed"]
        assert (done["pub"]["requested_by"], done["pub"]["approved_by"]) == tuple(e["actor"] for e in told)


# What no history is given out of


def test_no_history_is_given_out_while_an_erasure_is_not_signed(house: SealedHouse, case_id: UUID) -> None:
    """Words that are gone before their erasure is signed would look as if somebody had taken them alone."""
    erase(with_two_administrators(house.world), Part(TITLE, case_id))
    sequence_all(house.world.engine.database)
    with pytest.raises(Refused, match="Something was erased or a loss put on record a moment ago"):
        house.export()
    house.seal()
    house.export()
    assert house.verified().worst == "OK, redacted"


def test_no_history_is_given_out_of_which_an_event_is_missing(house: SealedHouse, case_id: UUID) -> None:
    with unguarded(house.world.engine.database) as connection:
        mine = select(events.c.id).where(events.c.stream_id == case_id).order_by(events.c.seq.desc()).limit(1)
        identity = connection.execute(mine).scalar_one()
        place = select(log_entries.c.idx).where(log_entries.c.event_id == identity)
        index = connection.execute(place).scalar_one()
        connection.execute(delete(disclosures).where(disclosures.c.event_id == identity))
        connection.execute(delete(events).where(events.c.id == identity))
    with pytest.raises(Refused, match=f"Entry {index} of the log has no event any more: tell the auditors."):
        house.export()
