"""“Can this be trusted?” beside a case as it stood, and the line at the foot of every page: what was checked, and no more."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update
from werkzeug.test import TestResponse

from engine.case import cases
from engine.commands import case as case_commands
from engine.commands import history
from engine.document import documents
from engine.history import sealer as folder_of
from engine.history.checkpoints import checkpoints, put_checkpoint
from engine.history.erasure import REMARK, Part
from engine.history.keys import SecretKey
from engine.history.leaf_code import code_of
from engine.history.leaves import leaves
from engine.history.note import Checkpoint, Note
from engine.history.tree import Tree
from engine.history.trust import Trust
from engine.log import canonical, disclosures, events, leaf_hash
from engine.sequence import log_entries, sequence_all
from tests.engine.erasing import erase, with_two_administrators
from tests.owner import owning, unguarded
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
        "What is kept of the case is what its events say",
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


# ---- what somebody with the database in hand tries


def taken_out(sealed: SealedDesk, case_id: UUID) -> int:
    """The newest event of a case goes, its entry in the log stays; gives the place of the entry."""
    with unguarded(sealed.world.engine.database) as connection:
        mine = select(events.c.id).where(events.c.stream_id == case_id).order_by(events.c.seq.desc()).limit(1)
        identity = connection.execute(mine).scalar_one()
        place = select(log_entries.c.idx).where(log_entries.c.event_id == identity)
        index = int(connection.execute(place).scalar_one())
        connection.execute(delete(disclosures).where(disclosures.c.event_id == identity))
        connection.execute(delete(events).where(events.c.id == identity))
    return index


def test_an_entry_whose_event_is_gone_speaks_against_every_case(harmed: SealedDesk) -> None:
    """Nobody can say any more of which case it was. Neither evidence nor a whole history is given out."""
    case_id, other = adopted(harmed.world), adopted(harmed.world)
    harmed.seal()
    index = taken_out(harmed, case_id)
    says = f"Entry {index} of the log has no event any more"
    for each in (case_id, other):
        told = answer(page_of(harmed, each))
        assert told.startswith("No.") and f"No event is missing does not hold {says}" in told
        refused = harmed.desk.as_("auditor").get(f"/audit/cases/{each}/evidence.json")
        assert refused.status_code == 422 and f"{says}: tell the auditors." in refused.text


def inserted(sealed: SealedDesk, like: Any, event: dict[str, Any], **columns: Any) -> None:
    """An event that was never written by an act, in the place of the one it is like."""
    body = canonical(event)
    row = {
        **dict(like._mapping),
        "id": UUID(event["id"]),
        "body": body,
        "leaf_hash": leaf_hash(body),
        **columns,
    }
    row.pop("pos")
    with unguarded(sealed.world.engine.database) as connection:
        connection.execute(events.insert().values(row))


def newest_of(sealed: SealedDesk, case_id: UUID) -> Any:
    with sealed.world.engine.database.read() as connection:
        query = select(events).where(events.c.stream_id == case_id).order_by(events.c.seq.desc()).limit(1)
        return connection.execute(query).one()


def test_an_event_that_cannot_be_followed_excuses_no_edited_row(harmed: SealedDesk) -> None:
    case_id = adopted(harmed.world)
    harmed.seal()
    last = newest_of(harmed, case_id)
    told = {
        name: value for name, value in json.loads(bytes(last.body)).items() if not name.startswith("stream_")
    }
    rows = [{"t": "cases", "k": ["0" * 32], "op": "u", "c": {"state": "x"}}]
    event = {
        **told,
        "id": "1" * 32,
        "seq": last.seq + 1,
        "prev": last.leaf_hash.hex(),
        "com": {},
        "rows": rows,
    }
    inserted(harmed, last, event, seq=last.seq + 1, closes=False)
    changed(harmed, cases, cases.c.id == case_id, result="not adopted")
    found = answer(page_of(harmed, case_id))
    assert found.startswith("No.")
    assert (
        "What is kept of the case is what its events say does not hold its events cannot be followed" in found
    )


@pytest.mark.parametrize("kind", ["person.password_set", "erasure.executed"])
def test_an_erasure_that_nobody_asked_for_and_approved_takes_nothing_away(
    harmed: SealedDesk, kind: str
) -> None:
    """One event in the right column and with a hash of its own; no two persons stand behind it."""
    case_id = adopted(harmed.world)
    harmed.seal()
    last = newest_of(harmed, case_id)
    title = (disclosures.c.name.endswith("_title"), disclosures.c.event_id.in_(_of(case_id)))
    with unguarded(harmed.world.engine.database) as connection:
        (gone,) = connection.execute(select(disclosures.c.event_id, disclosures.c.name).where(*title)).all()
        connection.execute(delete(disclosures).where(*title))
        connection.execute(update(cases).where(cases.c.id == case_id).values(title="[erased]"))
    two = {"erasure": "2" * 32, "requested_by": "3" * 32, "approved_by": "4" * 32}
    event = {
        **json.loads(bytes(last.body)),
        "id": "1" * 32,
        "kind": kind,
        "stream": ["erasure", "2" * 32],
        "seq": 1,
    }
    event |= {
        "prev": "00" * 32,
        "rows": [],
        "com": {},
        "pub": {"erased": {gone.event_id.hex: [gone.name]}, **two},
    }
    inserted(
        harmed, last, event, kind="erasure.executed", stream_kind="erasure", stream_id=UUID("2" * 32), seq=1
    )
    told = answer(page_of(harmed, case_id))
    assert told.startswith("No.") and "Every event is unchanged does not hold Not so at event 1" in told


def _of(case_id: UUID) -> Any:
    return select(events.c.id).where(events.c.stream_id == case_id)


def test_what_waits_for_a_signature_for_hours_is_not_well(sealed: SealedDesk) -> None:
    case_id = adopted(sealed.world)
    sealed.seal()
    officer = sealed.world.people["officer"]
    case_commands.comment(sealed.world.engine, case_id, "Well done.", by=officer, level=None)
    sequence_all(sealed.world.engine.database)
    assert answer(page_of(sealed, case_id)).startswith("Yes")
    sealed.world.later(hours=3)
    told = answer(page_of(sealed, case_id))
    assert told.startswith("No.") and "it waits for a signature, and for too long" in told


def test_without_any_signature_nobody_can_say(sealed: SealedDesk) -> None:
    case_id = adopted(sealed.world)
    assert answer(page_of(sealed, case_id)).startswith("Nobody can say.")
    sealed.seal()
    page = Desk(sealed.world, trust=Trust()).as_("auditor").get(f"/audit/cases/{case_id}")
    assert answer(page).startswith("Nobody can say.")


def test_a_key_that_was_handed_on_and_found_again_signs_nothing_new(
    sealed: SealedDesk, tmp_path: Path
) -> None:
    world, folder = sealed.world, tmp_path / "sealer"
    case_id = adopted(world)
    sealed.seal()
    found = SecretKey.read((folder / folder_of.KEY).read_text(encoding="utf-8"))
    statement = str(folder_of.renew(folder))
    history.announce_key(world.engine, statement, sealed.trust)
    sealed.seal()
    folder_of.retire(folder)
    before = answer(page_of(sealed, case_id))
    case_commands.comment(world.engine, case_id, "Well done.", by=world.people["officer"], level=None)
    sequence_all(world.engine.database)
    with owning(world.engine.database) as connection:
        size = connection.execute(select(func.count()).select_from(log_entries)).scalar_one()
        root = Tree.of(leaves(connection, 0, size)).root(size)
        forged = Note(str(Checkpoint(sealed.key.name, size, root))).signed(found)
        put_checkpoint(connection, forged, world.clock.now())
    told = answer(page_of(sealed, case_id))
    assert before.startswith("Yes") and "1 event waits for a signature" in told


def test_a_code_is_known_where_a_signature_that_is_believed_proves_it(harmed: SealedDesk) -> None:
    """An entry that never was, under a checkpoint of a stranger."""
    adopted(harmed.world)
    harmed.seal()
    leaf = leaf_hash(b"an event that never was")
    stranger = SecretKey.new(harmed.key.name)
    with unguarded(harmed.world.engine.database) as connection:
        row = {"idx": 99_999, "event_id": UUID("1" * 32), "leaf_hash": leaf}
        connection.execute(log_entries.insert().values(row))
        forged = Note(str(Checkpoint(harmed.key.name, 100_000, bytes(32)))).signed(stranger)
        put_checkpoint(connection, forged, harmed.world.clock.now())
    page = harmed.desk.stranger().get("/verify", query_string={"code": code_of(leaf)})
    assert "Signed" not in words(page) and "it is not signed yet" in words(page)


def test_a_text_that_was_altered_on_the_disk_is_not_shown_and_the_page_says_so(sealed: SealedDesk) -> None:
    case_id = adopted(sealed.world)
    with sealed.world.engine.database.read() as connection:
        query = select(documents).where(documents.c.case_id == case_id, documents.c.document == "text")
        version = connection.execute(query).one()
    path = sealed.world.engine.files.path(case_id, version.sha256)
    true = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(b"Another text.")
    says = "is not what was put there"
    for place in (f"/cases/{case_id}", f"/audit/cases/{case_id}"):
        page = sealed.desk.as_("auditor").get(place)
        assert page.status_code == 200 and says in words(page) and "Another text." not in page.text
    answered = sealed.desk.as_("auditor").get(f"/cases/{case_id}/documents/{version.id}")
    assert answered.status_code == 422 and says in answered.text
    path.write_bytes(true)


def test_events_that_are_not_open_to_the_reader_are_checked_and_not_counted(harmed: SealedDesk) -> None:
    """How many there are would tell that there are some."""
    world = harmed.world
    world.grant("SEAL_KEEPER", "SEC", "second officer", "principal")
    case_id, keeper = adopted(world), world.people["second officer"]
    harmed.seal()
    before = answer(page_of(harmed, case_id))
    case_commands.comment(world.engine, case_id, "Between us.", by=keeper, level="SEALED")
    assert answer(page_of(harmed, case_id)) == before, "nor that it waits for a signature"
    assert answer(page_of(harmed, case_id, "second officer")) != before
    last = newest_of(harmed, case_id)
    body = canonical({**json.loads(bytes(last.body)), "code": "another"})
    changed(harmed, events, events.c.id == last.id, body=body)
    told = answer(page_of(harmed, case_id))
    assert told.startswith("No.") and "Not so at event" in told
