"""The proof at the desk: how it stands, evidence and receipts to take away, witnesses over HTTP, and codes on paper."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select, text, update
from werkzeug.test import TestResponse

from engine.case import cases
from engine.commands import case as case_commands
from engine.comment import comments
from engine.history import verify
from engine.history.checkpoints import checkpoints, put_checkpoint
from engine.history.keys import WITNESS, PublicKey, SecretKey
from engine.history.note import Checkpoint, Note
from engine.history.trust import Trust
from engine.log import disclosures, events, leaf_hash
from engine.sequence import log_entries
from tests.owner import owning, unguarded
from tests.people import CHAIR
from tests.web.desk import Desk
from tests.web.reading import table_rows
from tests.web.sealed_desk import ORIGIN, SealedDesk
from tests.workflows.decision.acts import adopted
from tests.world import World


def body(answer: TestResponse) -> Any:
    return answer.get_json()


# How it stands


def test_before_anything_is_signed_the_page_says_that_nobody_can_say(sealed: SealedDesk) -> None:
    page = sealed.desk.as_("auditor").get("/audit/proof")
    assert "Nobody can say: nothing is signed yet." in page.text
    assert sealed.desk.as_("auditor").get("/api/history/checkpoint").status_code == 404


def test_signed_and_not_witnessed_is_said_in_these_words(sealed: SealedDesk) -> None:
    adopted(sealed.world)
    sealed.seal()
    page = sealed.desk.as_("auditor").get("/audit/proof")
    assert (
        "Signed, not witnessed: no other agency has seen it. The hashes, as they were read, fit what was signed."
        in page.text
    )
    assert "Yes" not in heading_note(page), "nobody has read an event"
    assert "as they were when they were read first; the events themselves were not read here" in page.text
    page = rows(sealed)
    assert "Yes, as far as signed. Signed, not witnessed: no other agency has seen it." in page.text
    page = sealed.desk.as_("auditor").get("/audit/proof")
    assert str(sealed.key).replace("+", "&#43;") in page.text or str(sealed.key) in page.text
    assert "0 entries wait for a signature" in page.text


def test_what_a_witness_has_put_under_it_counts(small_world: World, tmp_path: Path) -> None:
    sealed = SealedDesk(small_world, tmp_path, quorum=1)
    adopted(small_world)
    sealed.seal()
    page = sealed.desk.as_("auditor").get("/audit/proof")
    assert "Signed, and not enough witnesses have put their name under it yet." in page.text
    for _ in range(2):  # it looks each minute, and a house need not have grown
        assert sealed.cosign().json == {"kept": 1}
    page = sealed.desk.as_("auditor").get("/audit/proof")
    assert "Signed and witnessed, up to entry" in page.text
    assert "Yes. Signed and witnessed, up to entry" in rows(sealed).text
    note = Note.read(sealed.desk.stranger().get("/api/history/checkpoint").text)
    assert note.is_signed_by(sealed.witness_key) and note.is_signed_by(sealed.key)


def test_a_stranger_s_line_is_not_kept_and_neither_is_nonsense(small_world: World, tmp_path: Path) -> None:
    sealed = SealedDesk(small_world, tmp_path, quorum=1)
    sealed.seal()
    note = Note.read(sealed.desk.stranger().get("/api/history/checkpoint").text)
    size = verify.Checkpoint.read(str(note)).size
    stranger = SecretKey.new("agency.example.org/witness", WITNESS)
    told = {
        (size, str(note.cosigned(stranger, 1).signatures[-1])): (
            403,
            "No witness that this house trusts has signed that.",
        ),
        (size, str(note.signatures[0])): (403, "No witness that this house trusts has signed that."),
        (size, "no line at all"): (422, "This is no line of a witness."),
        (size + 1, "— a b\n"): (404, "There is no checkpoint of this size."),
        ("five", "— a b\n"): (422, "Send the size of the checkpoint and the line of the witness."),
        (size, "x" * 2000): (422, "Send the size of the checkpoint and the line of the witness."),
    }
    for (asked, line), (status, says) in told.items():
        answer = sealed.send(asked, line)
        assert (answer.status_code, body(answer)["title"]) == (status, says)
    assert not Note.read(sealed.desk.stranger().get("/api/history/checkpoint").text).is_signed_by(
        sealed.witness_key
    )


def test_a_history_that_does_not_fit_its_signature_is_not_called_proven(sealed: SealedDesk) -> None:
    adopted(sealed.world)
    sealed.seal()
    with unguarded(sealed.world.engine.database) as connection:
        connection.execute(text("UPDATE log_entries SET leaf_hash = zeroblob(32) WHERE idx = 3"))
    page = sealed.desk.as_("auditor").get("/audit/proof")
    assert "No. The history does not fit what was signed: tell the auditors, and change nothing." in page.text


@pytest.mark.parametrize("path", ["/api/history/consistency/5/3", "/api/history/consistency/0/99999"])
def test_there_is_no_proof_of_what_is_not_there(sealed: SealedDesk, path: str) -> None:
    sealed.seal()
    assert sealed.desk.stranger().get(path).status_code == 404


def test_an_outcome_that_an_administrator_edits_is_named_on_the_page_with_its_case_and_field(
    sealed: SealedDesk, tmp_path: Path
) -> None:
    case_id = adopted(sealed.world, title="Priorities for 2013")
    sealed.seal()
    with unguarded(sealed.world.engine.database) as connection:
        connection.execute(update(cases).where(cases.c.id == case_id).values(result="not adopted"))
    page = rows(sealed)
    assert "The tables say something else than the history." in page.text
    ((where, field, stored, told),) = table_rows(page)
    assert (where, field, stored, told) == ("Priorities for 2013", "result", "not adopted", "adopted")
    with unguarded(sealed.world.engine.database) as connection:
        connection.execute(update(cases).where(cases.c.id == case_id).values(result="adopted"))
    page = rows(sealed)
    assert "Every row of every table is what the history says." in page.text


# Every event and every row


def rows(sealed: SealedDesk, who: str = "auditor") -> TestResponse:
    return sealed.desk.as_(who).get("/audit/proof/rows")


def heading_note(page: TestResponse) -> str:
    """The page up to the first section: what it claims."""
    return page.text.split("What was checked")[0].split("<h1")[1]


def rewrite(sealed: SealedDesk, *, hashes: bool = False) -> tuple[int, int]:
    """Somebody makes an abstention of the last answer, in the bytes of its event; with `hashes` in what is stored of them as well.
    Gives the place in the log, and how many entries it has."""
    with unguarded(sealed.world.engine.database) as connection:
        query = select(events.c.id, events.c.body).where(events.c.kind == "task.answered")
        last = connection.execute(query.order_by(events.c.pos.desc()).limit(1)).one()
        body = bytes(last.body).replace(b'"support"', b'"abstain"')
        assert body != bytes(last.body)
        mine = events.c.id == last.id
        connection.execute(update(events).where(mine).values(body=body))
        if hashes:
            connection.execute(update(events).where(mine).values(leaf_hash=leaf_hash(body)))
            placed = update(log_entries).where(log_entries.c.event_id == last.id)
            connection.execute(placed.values(leaf_hash=leaf_hash(body)))
        place = select(log_entries.c.idx).where(log_entries.c.event_id == last.id)
        size = select(func.count()).select_from(log_entries)
        return connection.execute(place).scalar_one(), connection.execute(size).scalar_one()


@pytest.mark.parametrize("hashes", [False, True])
def test_an_answer_rewritten_in_the_history_is_named_by_its_case_and_its_place(
    harmed: SealedDesk, hashes: bool
) -> None:
    """Also where the stored hashes were rewritten with it, and this process has read the old ones long ago."""
    case_id = adopted(harmed.world, title="Priorities for 2013")
    harmed.seal()
    assert "Yes, as far as signed." in rows(harmed).text
    place, size = rewrite(harmed, hashes=hashes)
    assert place < size
    page = rows(harmed)
    assert page.status_code == 200
    assert "No. The history does not fit what was signed: tell the auditors, and change nothing." in page.text
    ((where, entry, says),) = table_rows(page)
    assert where.startswith("Priorities for 2013") and str(case_id) not in where
    assert entry == str(place)
    wanted = "The event after this one was written after another." if hashes else ""
    assert says == (wanted or "What stands there is not what the stored hash was made of.")
    assert "The tables were not compared" in page.text


def test_a_history_that_was_made_anew_leads_to_another_root(harmed: SealedDesk) -> None:
    adopted(harmed.world)
    harmed.seal()
    with unguarded(harmed.world.engine.database) as connection:
        last = connection.execute(select(events).order_by(events.c.pos.desc()).limit(1)).one()
        body = bytes(last.body).replace(b'"at":1', b'"at":2')
        assert body != bytes(last.body)
        hashed = {"leaf_hash": leaf_hash(body)}
        connection.execute(update(events).where(events.c.id == last.id).values(body=body, **hashed))
        connection.execute(update(log_entries).where(log_entries.c.event_id == last.id).values(hashed))
    ((_where, _entry, says),) = table_rows(rows(harmed))
    assert says == "The events lead to another root than the one that was signed."


def test_words_that_were_not_committed_to_are_named_by_their_case(harmed: SealedDesk) -> None:
    adopted(harmed.world, title="Priorities for 2013")
    harmed.seal()
    with unguarded(harmed.world.engine.database) as connection:
        connection.execute(
            update(disclosures)
            .where(disclosures.c.value == '"Priorities for 2013"')
            .values(value='"Priorities for 2014"')
        )
    page = rows(harmed)
    assert page.status_code == 200
    ((where, _entry, says),) = table_rows(page)
    assert where.startswith("Priorities for 2013")
    assert says == "What is disclosed of it is not what it has committed to."


def test_a_value_is_shown_to_those_only_who_may_read_that_very_cell(harmed: SealedDesk) -> None:
    """A sealed remark, and a field of the case beside it, are edited in the tables."""
    world = harmed.world
    case_id = adopted(world, title="Priorities for 2013", background="As in 2012.")
    world.grant("SEAL_KEEPER", "SEC", "second officer", "principal")
    keeper = world.people["second officer"]
    case_commands.comment(world.engine, case_id, "The secret between us.", by=keeper, level="SEALED")
    harmed.seal()
    with unguarded(world.engine.database) as connection:
        connection.execute(
            update(comments).where(comments.c.level == "SEALED").values(body="The secret, edited.")
        )
        data = connection.execute(select(cases.c.data).where(cases.c.id == case_id)).scalar_one()
        edited = {**data, "background": "As in 2011."}
        connection.execute(update(cases).where(cases.c.id == case_id).values(data=edited))
    told = {who: sorted(map(tuple, table_rows(rows(harmed, who)))) for who in ("second officer", "auditor")}
    background = ("Priorities for 2013", "data: background", "As in 2011.", "As in 2012.")
    assert background in told["auditor"] and background in told["second officer"]
    (remark,) = (each for each in told["auditor"] if each != background)
    assert remark[1:] == ("body", "not shown", "not shown")
    (remark,) = (each for each in told["second officer"] if each != background)
    assert remark[1:] == ("body", "The secret, edited.", "The secret between us.")


@pytest.mark.parametrize("name", ["ILO", CHAIR])
def test_members_read_how_the_proof_stands_and_do_not_have_everything_read_anew(
    sealed: SealedDesk, name: str
) -> None:
    adopted(sealed.world)
    sealed.seal()
    page = sealed.desk.as_(name).get("/audit/proof")
    assert page.status_code == 200 and "Compare every row" not in page.text
    assert "Compare every row" in sealed.desk.as_("auditor").get("/audit/proof").text
    assert rows(sealed, name).status_code == 403


def test_a_checkpoint_that_nobody_believed_has_signed_is_passed_over_and_told(sealed: SealedDesk) -> None:
    adopted(sealed.world)
    sealed.seal()
    before = sealed.desk.stranger().get("/api/history/checkpoint").text
    told = Checkpoint(ORIGIN, 10**12, bytes(32))
    with owning(sealed.world.engine.database) as connection:
        put_checkpoint(connection, Note(str(told)).signed(SecretKey.new(ORIGIN)), sealed.world.clock.now())
    page = sealed.desk.as_("auditor").get("/audit/proof")
    assert "1 newer checkpoint is not: it is passed over; tell the auditors" in page.text
    assert "Signed, not witnessed: no other agency has seen it." in page.text
    assert sealed.desk.stranger().get("/api/history/checkpoint").text == before


# To take away


def test_the_evidence_of_a_decision_verifies_itself_and_tells_who_agreed_to_which_text(
    sealed: SealedDesk, tmp_path: Path
) -> None:
    case_id = adopted(sealed.world, title="Priorities for 2013")
    sealed.seal()
    answer = sealed.desk.as_("auditor").get(f"/audit/cases/{case_id}/evidence.json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    report = sealed.verified(answer.json, tmp_path)
    assert report.verdict() == "OK"
    assert any("up to its result is whole" in each for each in report.checked)
    told = "\n".join(report.told)
    assert "“Priorities for 2013”: adopted_consensus, result adopted" in told
    assert re.search(r"UNODC \(org:[0-9a-f]{32}\) answered support, 20", told)
    assert "only their numbers are proven" in told
    assert told.count("answered support") == 6 and "text version 1: SHA-256" in told


def test_spoilt_evidence_names_what_is_spoilt(sealed: SealedDesk, tmp_path: Path) -> None:
    case_id = adopted(sealed.world)
    sealed.seal()
    package = sealed.desk.as_("auditor").get(f"/audit/cases/{case_id}/evidence.json").get_json()
    at = next(n for n, each in enumerate(package["entries"]) if '"outcome":"support"' in each["body"])
    spoilt = json.loads(json.dumps(package))
    spoilt["entries"][at]["body"] = spoilt["entries"][at]["body"].replace(
        '"outcome":"support"', '"outcome":"concern"'
    )
    assert (
        sealed.verified(spoilt, tmp_path).verdict() == f"ALTERED at entry {package['entries'][at]['index']}"
    )
    gone = json.loads(json.dumps(package))
    del gone["entries"][at]
    assert sealed.verified(gone, tmp_path).worst == "ALTERED"
    retold = json.loads(json.dumps(package))
    retold["disclosures"][0][3] = "Another title"
    assert sealed.verified(retold, tmp_path).worst == "ALTERED"
    hidden = json.loads(json.dumps(package))
    del hidden["disclosures"][0]
    assert sealed.verified(hidden, tmp_path).worst == "REDACTED WITHOUT AUTHORITY"


def test_what_its_holder_may_not_read_is_in_the_evidence_by_its_hash_alone(
    sealed: SealedDesk, tmp_path: Path
) -> None:
    world = sealed.world
    case_id = adopted(world)
    world.grant("SEAL_KEEPER", "SEC", "second officer", "principal")
    keeper = world.people["second officer"]
    case_commands.comment(world.engine, case_id, "Between us.", by=keeper, level="SEALED")
    sealed.seal()
    packages = {
        name: body(sealed.desk.as_(name).get(f"/audit/cases/{case_id}/evidence.json"))
        for name in ("second officer", "auditor")
    }
    for name, hidden in (("second officer", 0), ("auditor", 1)):
        package = packages[name]
        assert sum("leaf" in each for each in package["entries"]) == hidden
        assert ("Between us." in json.dumps(package)) is (hidden == 0)
        report = sealed.verified(package, tmp_path)
        assert report.worst == ("OK, in part" if hidden else "OK") and not report.findings
        assert ("1 events were not disclosed to the holder of this package." in report.told) is bool(hidden)


def test_the_paper_says_what_the_package_proves_and_its_code_is_known(sealed: SealedDesk) -> None:
    case_id = adopted(sealed.world, title="Priorities for 2013")
    sealed.seal()
    answer = sealed.desk.as_("auditor").get(f"/audit/cases/{case_id}/evidence.pdf")
    assert answer.mimetype == "application/pdf"
    paper = words_of(answer)
    assert "Priorities for 2013" in paper and "Support" in paper and CHAIR in paper
    assert "left out" not in paper, "the auditor is told all"
    code = paper.split("Code")[1].split("Check")[0].strip()
    page = sealed.desk.stranger().get("/verify", query_string={"code": code})
    assert "of the history has this code." in page.text and "Priorities" not in page.text


def words_of(answer: TestResponse) -> str:
    """A paper, word after word: where its lines break says nothing."""
    pages = PdfReader(io.BytesIO(answer.data)).pages
    return " ".join("\n".join(page.extract_text() for page in pages).split())


def test_the_paper_says_how_much_was_left_out(sealed: SealedDesk) -> None:
    world = sealed.world
    case_id = adopted(world)
    world.grant("SEAL_KEEPER", "SEC", "second officer", "principal")
    keeper = world.people["second officer"]
    case_commands.comment(world.engine, case_id, "Between us.", by=keeper, level="SEALED")
    sealed.seal()
    recorded = world.deliberating()
    world.answer(recorded, "officer", "support", of="UNODC", evidence="Telephone call of 8 January.")
    sealed.seal()
    for case, name, told in (
        (case_id, "auditor", "1 event"),
        (recorded, "auditor", "1 value"),
        (case_id, "second officer", None),
    ):
        paper = words_of(sealed.desk.as_(name).get(f"/audit/cases/{case}/evidence.pdf"))
        says = f"Not open to whoever took this, and left out {told} "
        assert says in paper if told else "left out" not in paper


def test_the_paper_names_as_signers_only_those_whom_the_house_has_checked(
    small_world: World, tmp_path: Path
) -> None:
    sealed = SealedDesk(small_world, tmp_path, quorum=1)
    case_id = adopted(small_world)
    sealed.seal()
    sealed.cosign()
    path = f"/audit/cases/{case_id}/evidence.pdf"
    paper = words_of(sealed.desk.as_("auditor").get(path))
    assert f"Signed by {ORIGIN} agency.example.org/witness" in paper and "not checked here" not in paper
    without = Desk(small_world, trust=Trust((sealed.key,)))
    paper = words_of(without.as_("auditor").get(path))
    assert f"Signed by {ORIGIN} Named as signers, not checked here agency.example.org/witness" in paper
    with unguarded(small_world.engine.database) as connection:
        (written,) = connection.execute(select(checkpoints.c.note)).one()
        spoilt = str(Note.read(written).signed(SecretKey.new(ORIGIN)))
        own, forged = Note.read(spoilt).signatures
        lie = replace(own, content=forged.content)
        connection.execute(update(checkpoints).values(note=str(Note(Note.read(written).text, (lie,)))))
    paper = words_of(sealed.desk.as_("auditor").get(path))
    assert f"Named as signers, and the signature is wrong {ORIGIN} Signed by agency" in paper


def test_a_code_that_is_none_is_refused_and_one_that_is_not_known_is_not_found(sealed: SealedDesk) -> None:
    sealed.seal()
    visitor = sealed.desk.stranger()
    page = visitor.get("/verify?code=short")
    assert (
        page.status_code == 422
        and "A code has 16 to 64 characters, digits and the letters a to f." in page.text
    )
    assert "The history knows no such code." in visitor.get(f"/verify?code={'0' * 16}").text
    assert visitor.get("/verify").status_code == 200


def receipt(sealed: SealedDesk, case_id: UUID, name: str, giver: str) -> TestResponse:
    task = sealed.world.find_task(case_id, "position", giver)
    return sealed.desk.as_(name).get(f"/cases/{case_id}/answers/{task.answer}/receipt.json")


def test_whoever_answered_takes_the_receipt_and_nobody_else(sealed: SealedDesk, tmp_path: Path) -> None:
    case_id = adopted(sealed.world)
    sealed.seal()
    page = sealed.desk.as_("ILO").get(f"/cases/{case_id}")
    assert "Receipt: Take a position" in page.text
    for name in ("ILO", "ILO alternate"):
        answer = receipt(sealed, case_id, name, "ILO")
        assert sealed.verified(answer.json, tmp_path).verdict() == "OK"
    assert receipt(sealed, case_id, "IOM", "ILO").status_code == 404
    assert receipt(sealed, case_id, "auditor", "ILO").status_code == 404


def test_what_is_not_signed_yet_has_no_receipt_yet(sealed: SealedDesk) -> None:
    sealed.seal()
    case_id = adopted(sealed.world)
    assert (
        "This answer is not signed yet: try again in a minute." in receipt(sealed, case_id, "ILO", "ILO").text
    )
    answer = sealed.desk.as_("auditor").get(f"/audit/cases/{case_id}/evidence.json")
    assert "Nothing of this case is signed yet: try again in a minute." in answer.text


@pytest.mark.parametrize("name", ["ILO", "donor", "expert", "administrator"])
def test_the_evidence_of_a_whole_case_is_for_auditors_and_the_secretariat(
    sealed: SealedDesk, name: str
) -> None:
    case_id = adopted(sealed.world)
    sealed.seal()
    assert sealed.desk.as_(name).get(f"/audit/cases/{case_id}/evidence.json").status_code in (403, 404)


def test_the_verifier_can_be_taken_by_anybody(sealed: SealedDesk) -> None:
    answer = sealed.desk.stranger().get("/verify.py")
    assert answer.data == Path(verify.__file__).read_bytes()
    assert isinstance(sealed.key, PublicKey)
