"""“Can this be trusted?” beside a case as it stood, and the line at the foot of every page: what was checked, and no more."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update
from werkzeug.test import TestResponse

from engine.case import cases
from engine.commands import case as case_commands
from engine.history.checkpoints import checkpoints
from engine.history.erasure import REMARK, Part
from engine.history.keys import SecretKey
from engine.history.note import Note
from engine.history.trust import Trust
from engine.log import canonical, disclosures, events, leaf_hash
from engine.sequence import log_entries
from tests.engine.erasing import erase, with_two_administrators
from tests.owner import unguarded
from tests.people import CHAIR
from tests.web.desk import Desk
from tests.web.reading import text, words
from tests.web.sealed_desk import SealedDesk
from tests.workflows.decision.acts import adopted
from tests.world import World


def page_of(sealed: SealedDesk, case_id: UUID, who: str = "auditor") -> TestResponse:
    return sealed.desk.as_(who).get(f"/audit/cases/{case_id}")


def answer(page: TestResponse) -> str:
    """The panel, as it is read."""
    (part,) = re.findall(r"Can this be trusted\? (.*?) ?(?:Evidence|Facts, as of then|$)", words(page))
    return str(part)


def foot(page: TestResponse) -> str:
    (part,) = re.findall(r"(?s)<footer.*</footer>", page.text)
    return text(part)


def changed(sealed: SealedDesk, table: Any, where: Any, **values: Any) -> None:
    """By somebody with the database in hand."""
    with unguarded(sealed.world.engine.database) as connection:
        assert connection.execute(update(table).where(where).values(**values)).rowcount


def last_answer(sealed: SealedDesk, case_id: UUID) -> Any:
    with sealed.world.engine.database.read() as connection:
        query = select(events).where(events.c.stream_id == case_id, events.c.kind == "task.answered")
        return connection.execute(query.order_by(events.c.seq.desc()).limit(1)).one()


# ---- what holds


def test_of_a_case_that_nobody_touched_every_event_holds(sealed: SealedDesk) -> None:
    case_id = adopted(sealed.world)
    sealed.seal()
    page = page_of(sealed, case_id)
    told = answer(page)
    count = re.match(r"Yes, as far as checked\. (\d+) of (\d+) events hold\. 4 of 5 checks ran\.", told)
    assert count and count[1] == count[2] and int(count[1]) > 10
    for check in (
        "Every event is unchanged",
        "No event is missing",
        "Signed in the log",
        "The page says what the events say",
    ):
        assert check in told
    assert f"1 to {count[1]} without a gap" in told
    assert "Other agencies have witnessed it not run no witness is asked for" in told


def test_a_witness_that_was_asked_for_is_counted(small_world: World, tmp_path: Path) -> None:
    sealed = SealedDesk(small_world, tmp_path, quorum=1)
    case_id = adopted(small_world)
    sealed.seal()
    assert "0 of 1, 1 are asked for" in answer(page_of(sealed, case_id))
    assert "4 of 5 checks ran" in answer(page_of(sealed, case_id))
    sealed.cosign()
    assert "1 of 1, 1 are asked for" in answer(page_of(sealed, case_id))
    assert "5 of 5 checks ran" in answer(page_of(sealed, case_id))


def test_what_is_not_signed_yet_is_counted_and_speaks_against_nothing(sealed: SealedDesk) -> None:
    case_id = adopted(sealed.world)
    assert "Signed in the log not run nothing is signed yet" in answer(page_of(sealed, case_id))
    sealed.seal()
    case_commands.comment(
        sealed.world.engine, case_id, "Well done.", by=sealed.world.people["officer"], level=None
    )
    told = answer(page_of(sealed, case_id))
    assert told.startswith("Yes, as far as checked.") and "; 1 event waits for a signature" in told


def test_words_that_were_erased_on_record_are_not_missing(sealed: SealedDesk) -> None:
    world = sealed.world
    with_two_administrators(world)
    case_id = adopted(world)
    said = case_commands.comment(
        world.engine, case_id, "Her name.", by=world.people["officer"], level=None
    ).result
    erase(world, Part(REMARK, said))
    sealed.seal()
    assert answer(page_of(sealed, case_id)).startswith("Yes, as far as checked.")


def test_a_member_reads_the_same_and_is_offered_no_comparison(sealed: SealedDesk) -> None:
    case_id = adopted(sealed.world)
    sealed.seal()
    changed(sealed, cases, cases.c.id == case_id, result="not adopted")
    assert "1 value differs Compare every row" in answer(page_of(sealed, case_id))
    told = answer(page_of(sealed, case_id, CHAIR))
    assert "1 value differs" in told and "Compare every row" not in told
    changed(sealed, cases, cases.c.id == case_id, result="adopted")


# ---- what does not


def test_an_outcome_that_was_edited_is_found_while_the_page_is_drawn(sealed: SealedDesk) -> None:
    case_id, other = adopted(sealed.world), adopted(sealed.world)
    sealed.seal()
    changed(sealed, cases, cases.c.id == case_id, result="not adopted")
    told = answer(page_of(sealed, case_id))
    assert told.startswith("No.") and "Tell the auditors, and change nothing." in told
    assert "1 value differs" in told
    assert answer(page_of(sealed, other)).startswith("Yes"), "another case is not accused"
    changed(sealed, cases, cases.c.id == case_id, result="adopted")


@pytest.mark.parametrize("hashes", [False, True])
def test_an_answer_that_was_rewritten_is_named_by_its_number(harmed: SealedDesk, hashes: bool) -> None:
    case_id = adopted(harmed.world)
    harmed.seal()
    page_of(harmed, case_id)
    last = last_answer(harmed, case_id)
    body = bytes(last.body).replace(b'"support"', b'"abstain"')
    assert body != bytes(last.body)
    changed(
        harmed,
        events,
        events.c.id == last.id,
        body=body,
        **({"leaf_hash": leaf_hash(body)} if hashes else {}),
    )
    if hashes:
        changed(harmed, log_entries, log_entries.c.event_id == last.id, leaf_hash=leaf_hash(body))
    page = page_of(harmed, case_id)
    assert page.status_code == 422 and "This part of the history contradicts itself" in words(page)
    told = answer(page)
    assert told.startswith("No.")
    assert f"Every event is unchanged does not hold Not so at event {last.seq}" in told
    assert f"Signed in the log does not hold Not so at event {last.seq}" in told
    assert "not run not compared: the events are not whole" in told


@pytest.mark.parametrize("read_before", [True, False])
def test_the_last_event_written_anew_with_its_hashes_is_not_the_one_that_was_signed(
    harmed: SealedDesk, read_before: bool
) -> None:
    """Nothing comes after it that would name its hash; the row of the case is put right, too."""
    case_id = adopted(harmed.world)
    harmed.seal()
    if read_before:
        page_of(harmed, case_id)
    with unguarded(harmed.world.engine.database) as connection:
        mine = events.c.stream_id == case_id
        last = connection.execute(select(events).where(mine).order_by(events.c.seq.desc()).limit(1)).one()
        told = json.loads(bytes(last.body))
        body = canonical({**told, "code": "another"})
        leaf = leaf_hash(body)
        connection.execute(update(events).where(events.c.id == last.id).values(body=body, leaf_hash=leaf))
        placed = update(log_entries).where(log_entries.c.event_id == last.id)
        connection.execute(placed.values(leaf_hash=leaf))
        connection.execute(update(cases).where(cases.c.id == case_id).values(stream_head=leaf))
    found = answer(page_of(harmed, case_id))
    assert found.startswith("No.") and "Every event is unchanged holds" in found
    if read_before:
        assert f"Signed in the log does not hold Not so at event {last.seq}" in found
    else:
        assert (
            "The stored hashes lead to another root than the one that was signed, so nothing is proven."
            in found
        )


@pytest.mark.parametrize("column", ["at", "level"])
def test_a_time_beside_an_event_that_its_bytes_do_not_say_is_found(harmed: SealedDesk, column: str) -> None:
    """What the page is cut by stands beside the bytes; the level of a remark stands in none, and is a matter of today."""
    case_id = adopted(harmed.world)
    harmed.seal()
    last = last_answer(harmed, case_id)
    harm = {"at": last.at - timedelta(hours=1)} if column == "at" else {"level": None}
    changed(harmed, events, events.c.id == last.id, **harm)
    told = answer(page_of(harmed, case_id))
    assert (f"Not so at event {last.seq}" in told) is (column == "at")


def test_an_event_that_was_taken_out_leaves_a_gap(harmed: SealedDesk) -> None:
    case_id = adopted(harmed.world)
    harmed.seal()
    last = last_answer(harmed, case_id)
    with unguarded(harmed.world.engine.database) as connection:
        for table, column in (
            (disclosures, disclosures.c.event_id),
            (log_entries, log_entries.c.event_id),
            (events, events.c.id),
        ):
            connection.execute(delete(table).where(column == last.id))
    told = answer(page_of(harmed, case_id))
    assert told.startswith("No.") and f"No event is missing does not hold Not so at event {last.seq}" in told


def test_words_taken_away_without_an_erasure_are_named(harmed: SealedDesk) -> None:
    case_id = adopted(harmed.world)
    harmed.seal()
    with unguarded(harmed.world.engine.database) as connection:
        title = disclosures.c.name.endswith("_title")
        (first,) = connection.execute(
            select(events.c.seq)
            .join(disclosures, disclosures.c.event_id == events.c.id)
            .where(title, events.c.stream_id == case_id)
        ).scalars()
        connection.execute(delete(disclosures).where(title))
        connection.execute(update(cases).where(cases.c.id == case_id).values(title="[erased]"))
    told = answer(page_of(harmed, case_id))
    assert (
        told.startswith("No.") and f"Every event is unchanged does not hold Not so at event {first}" in told
    )


def test_a_signature_of_nobody_who_is_believed_is_none(harmed: SealedDesk) -> None:
    case_id = adopted(harmed.world)
    harmed.seal()
    with unguarded(harmed.world.engine.database) as connection:
        (written,) = connection.execute(select(checkpoints.c.note)).one()
        stranger = SecretKey.new(harmed.key.name)
        forged = Note(Note.read(written).text).signed(stranger)
        connection.execute(update(checkpoints).values(note=str(forged)))
    told = answer(page_of(harmed, case_id))
    assert (
        told.startswith("No.") and "Signed in the log does not hold No key of the log has signed it" in told
    )


def test_a_house_that_was_told_no_key_says_so(sealed: SealedDesk) -> None:
    case_id = adopted(sealed.world)
    sealed.seal()
    page = Desk(sealed.world, trust=Trust()).as_("auditor").get(f"/audit/cases/{case_id}")
    assert "Signed in the log not run this house was not told whose signature to believe" in answer(page)
    assert re.search(r"History signed .*, nobody knows by whom", foot(page))


# ---- the foot of every page


def test_the_foot_tells_when_the_history_was_signed_and_who_has_witnessed_it(
    small_world: World, tmp_path: Path
) -> None:
    sealed = SealedDesk(small_world, tmp_path, quorum=1)
    for step, told in (
        (lambda: None, r"History not signed yet"),
        (sealed.seal, r"History signed Mon 7 Jan 2013, 10:01, not witnessed"),
        (sealed.cosign, r"History signed Mon 7 Jan 2013, 10:01, checked by 1 witness"),
    ):
        step()
        small_world.later(minutes=1)
        assert told in foot(sealed.desk.as_("ILO").get("/work"))


def test_the_foot_looks_again_after_ten_seconds_and_not_before(sealed: SealedDesk) -> None:
    sealed.seal()
    assert "not witnessed" in foot(sealed.desk.as_("ILO").get("/work"))
    with unguarded(sealed.world.engine.database) as connection:
        connection.execute(delete(checkpoints))
    assert "not witnessed" in foot(sealed.desk.as_("ILO").get("/work"))
    sealed.world.later(seconds=11)
    assert "History not signed yet" in foot(sealed.desk.as_("ILO").get("/work"))


def test_a_stranger_reads_no_foot(sealed: SealedDesk) -> None:
    sealed.seal()
    assert "History signed" not in foot(sealed.desk.stranger().get("/sign-in"))
