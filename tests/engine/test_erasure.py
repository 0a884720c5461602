"""Words leave the record under four eyes; what stands for them is what the log folds into, and every proof holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, func, select

from engine.change import SYSTEM, Change
from engine.commands import case, document, erasure, item, register
from engine.commands.sweep import remove_erased
from engine.comment import comments
from engine.document import documents
from engine.draft import drafts
from engine.errors import Denied, Invalid, Refused, Stale, Unknown
from engine.history.copies import copies_of
from engine.history.erasure import (
    ANSWER,
    DOCUMENT,
    EVENT,
    FIELD,
    PERSON,
    REMARK,
    ROW,
    TITLE,
    Part,
    uncovered,
)
from engine.history.reach import reach_of
from engine.log import disclosures
from engine.mail_queue import mails, queue_mail
from engine.party import people
from engine.position import positions
from engine.sequence import sequence_all
from engine.store import read_head, write
from tests.engine.erasing import (
    OTHER,
    REASON,
    approve,
    ask,
    erase,
    leaves,
    of_two,
    one,
    shown,
    whole,
    with_two_administrators,
)
from tests.workflows.decision.record import history
from tests.world import World

SECRET = "She was seen at the border with her brother."


@pytest.fixture
def house(world: World) -> World:
    return with_two_administrators(world)


def remark(house: World, case_id: UUID, words: str = SECRET) -> UUID:
    made = case.comment(house.engine, case_id, words, by=house.people["ILO"]).result
    assert isinstance(made, UUID)
    return made


def put(house: World, case_id: UUID, words: str, name: str = "text.txt") -> UUID:
    made = document.put(
        house.engine, case_id, "text", words.encode(), name, by=house.people["officer"]
    ).result
    assert isinstance(made, UUID)
    return made


def opened(house: World, event: UUID) -> set[str]:
    """What is disclosed of an event."""
    with house.engine.database.read() as connection:
        query = select(disclosures.c.name).where(disclosures.c.event_id == event)
        return set(connection.execute(query).scalars())


def body(house: World, comment: UUID) -> str:
    with house.engine.database.read() as connection:
        return str(connection.execute(select(comments.c.body).where(comments.c.id == comment)).scalar_one())


# What goes


def test_a_remark_goes_and_its_event_stays(house: World) -> None:
    case_id = house.deliberating()
    said, kept = remark(house, case_id), remark(house, case_id, "We agree with the text.")
    before = leaves(house)
    erase(house, Part(REMARK, said))
    assert body(house, said) == "[erased]"
    assert body(house, kept) == "We agree with the text."
    assert opened(house, said) == set()
    assert {event: leaf for event, leaf in leaves(house).items() if event in before} == before
    assert whole(house)


def test_the_event_of_an_erasure_names_what_went_on_which_ground_and_both_people(house: World) -> None:
    case_id = house.deliberating()
    said = remark(house, case_id)
    identity = erase(house, Part(REMARK, said))
    event = history(house, case_id)[-1]
    assert event["kind"] == "erasure.executed"
    assert event["pub"] == {
        "erasure": identity.hex,
        "erased": {said.hex: ["r0_body"]},
        "basis": "CONSENT_WITHDRAWN",
        "requested_by": house.people["administrator"].hex,
        "approved_by": house.people[OTHER].hex,
    }
    assert [each["kind"] for each in history(house, identity)][:2] == [
        "erasure.requested",
        "erasure.approved",
    ]
    assert REASON not in str(history(house, identity))


def test_a_title_and_a_field_go_with_all_that_they_ever_were(house: World) -> None:
    case_id = house.open(title="The matter of Ms Maria Rossi", background="First words.")
    house.edit(case_id, "officer", background="Second words.")
    erase(house, Part(TITLE, case_id), Part(FIELD, case_id, ("background",)))
    stands = house.read(case_id).case
    assert stands.title == "[erased]"
    assert "background" not in stands.data
    assert stands.data["nature"] == "DECISION"
    assert whole(house)


def test_what_was_written_after_an_erasure_stays(house: World) -> None:
    case_id = house.open(background="First words.")
    erase(house, Part(FIELD, case_id, ("background",)))
    house.edit(case_id, "officer", background="Harmless words.")
    assert house.read(case_id).case.data["background"] == "Harmless words."
    assert whole(house)


def test_a_row_goes_in_all_its_columns_or_in_those_that_are_named(house: World) -> None:
    case_id = house.open()
    rows = [each for each in house.read(case_id).items if each.item == "principles"][:2]
    by, told = house.people["officer"], {"why": SECRET, "rating": "MET"}
    for row in rows:
        item.edit(house.engine, case_id, row.id, told, revision=row.revision, by=by)
    erase(house, Part(ROW, rows[0].id), Part(ROW, rows[1].id, ("why",)))
    found = {each.id: each.data for each in house.read(case_id).items}
    assert all("why" not in found[row.id] and found[row.id]["rating"] == "MET" for row in rows)
    assert whole(house)


def test_the_words_of_an_answer_go_and_its_outcome_stays(house: World) -> None:
    case_id = house.deliberating()
    given = house.answer(case_id, "ILO", "abstain", reason=SECRET).result
    erase(house, Part(ANSWER, given))
    with house.engine.database.read() as connection:
        row = connection.execute(select(positions).where(positions.c.id == given)).one()
    assert (row.outcome, row.reason) == ("abstain", "[erased]")
    assert whole(house)


def test_a_version_of_a_document_goes_with_its_name_and_its_file(house: World) -> None:
    case_id = house.open()
    made = put(house, case_id, SECRET, "rossi.txt")
    digest = house.read(case_id).documents["text"].sha256
    erase(house, Part(DOCUMENT, made))
    version = house.read(case_id).documents["text"]
    assert (version.filename, version.sha256) == ("[erased]", digest)
    assert version.erased_at is not None
    with pytest.raises(FileNotFoundError):
        house.engine.files.get(case_id, digest)
    assert whole(house)


def test_a_file_that_another_version_names_stays(house: World) -> None:
    case_id = house.open()
    versions = [put(house, case_id, words) for words in ("One.", "Two.", "One.")]
    erase(house, Part(DOCUMENT, versions[0]))
    digest = house.read(case_id).documents["text"].sha256
    assert house.engine.files.get(case_id, digest) == b"One."
    erase(house, Part(DOCUMENT, versions[2]))
    with pytest.raises(FileNotFoundError):
        house.engine.files.get(case_id, digest)
    assert whole(house)


def test_a_file_whose_removal_failed_is_removed_later(house: World) -> None:
    case_id = house.open()
    made = put(house, case_id, "Words.")
    digest = house.read(case_id).documents["text"].sha256
    erase(house, Part(DOCUMENT, made))
    house.engine.files.put(case_id, b"Words.")
    assert remove_erased(house.engine, case_id, digest).files == 1


def test_a_person_becomes_a_pseudonym_everywhere(house: World) -> None:
    who = house.people["expert"]
    register.change_person(house.engine, who, {"active": False}, by=house.people["administrator"])
    erase(house, Part(PERSON, who))
    known = house.register_now().people[who]
    assert known.name == f"Person {who.hex[-4:]}"
    assert known.email == f"{who.hex}@erased.invalid"
    with house.engine.database.read() as connection:
        row = connection.execute(select(people).where(people.c.id == who)).one()
    assert (row.password, row.preferences) == (None, {})
    assert whole(house)


def test_named_words_of_one_event_go_alone(house: World) -> None:
    case_id = house.open(title="A matter of remedies", background="First words.")
    begun = UUID(history(house, case_id)[0]["id"])
    title = next(name for name in opened(house, begun) if name.endswith("_title"))
    before = opened(house, begun)
    erase(house, Part(EVENT, begun, (title,)))
    assert opened(house, begun) == before - {title}
    assert house.read(case_id).case.data["background"] == "First words."
    assert whole(house)


def test_more_words_than_one_event_can_name_are_named_by_several(house: World) -> None:
    case_id = house.deliberating()
    said = [remark(house, case_id, f"Remark number {number}.") for number in range(405)]
    erase(house, *(Part(REMARK, each) for each in said))
    told = [each["pub"]["erased"] for each in history(house, case_id) if each["kind"] == "erasure.executed"]
    assert sorted(len(each) for each in told) == [5, 400]
    assert whole(house)


# Copies of the words


def letter(house: World, case_id: UUID | None, words: str, to: str = "IOM", dedup: str = "one") -> None:
    somebody = house.register_now().people[house.people[to]]
    with house.engine.database.begin() as connection:
        queue_mail(
            connection,
            to=somebody,
            kind="remark",
            subject="A remark",
            body=words,
            dedup=dedup,
            at=house.engine.now(),
            case_id=case_id,
        )


def letters(house: World) -> dict[str, tuple[str, str]]:
    with house.engine.database.read() as connection:
        return {row.dedup: (row.state, row.body) for row in connection.execute(select(mails))}


def test_letters_that_say_the_words_lose_them_and_are_not_sent(house: World) -> None:
    case_id = house.deliberating()
    said = remark(house, case_id)
    letter(house, case_id, f"ILO wrote:\n\nShe was seen at the\n  {SECRET.partition('at the ')[2]}")
    letter(house, case_id, "You are asked to answer.", dedup="two")
    letter(house, None, f"Today: {SECRET}", dedup="digest")
    erase(house, Part(REMARK, said))
    assert letters(house) == {
        "one": ("failed", ""),
        "two": ("queued", "You are asked to answer."),
        "digest": ("failed", ""),
    }


def test_letters_to_a_person_who_goes_lose_their_address(house: World) -> None:
    who = house.people["expert"]
    letter(house, None, "You are invited.", to="expert")
    register.change_person(house.engine, who, {"active": False}, by=house.people["administrator"])
    erase(house, Part(PERSON, who))
    with house.engine.database.read() as connection:
        row = connection.execute(select(mails)).one()
    assert (row.state, row.body, row.address) == ("failed", "", f"{who.hex}@erased.invalid")


def test_drafts_that_say_the_words_go(house: World) -> None:
    case_id = house.deliberating()
    said = remark(house, case_id)
    with house.engine.database.begin() as connection:
        for name, words in (("IOM", f"As ILO says: {SECRET}"), ("OSCE", "We agree.")):
            row = {"person_id": house.people[name], "case_id": case_id, "task": "position", "party": name}
            connection.execute(
                drafts.insert().values(**row, words={"reason": [words]}, at=house.engine.now())
            )
    erase(house, Part(REMARK, said))
    with house.engine.database.read() as connection:
        assert connection.execute(select(drafts.c.party)).scalars().all() == ["OSCE"]


def test_a_preview_counts_what_goes(house: World) -> None:
    case_id = house.deliberating()
    said = remark(house, case_id)
    letter(house, case_id, SECRET)
    with house.engine.database.read() as connection:
        reach = reach_of(connection, [Part(REMARK, said)])
        copies = copies_of(connection, reach)
    assert (reach.count, reach.cases, len(reach.cells)) == (1, [case_id], 1)
    assert len(copies.letters) == 1
    assert body(house, said) == SECRET


# Four eyes


def test_whoever_asked_does_not_approve_nor_decline(house: World) -> None:
    identity = ask(house, Part(REMARK, remark(house, house.deliberating())))
    with pytest.raises(Refused, match="You asked for this erasure yourself"):
        approve(house, identity, by="administrator")
    with pytest.raises(Refused, match="another administrator decides"):
        erasure.decline(house.engine, identity, "It is not needed.", by=house.people["administrator"])
    assert one(house, identity).state == "asked"


@pytest.mark.parametrize("who", ["officer", "auditor", "ILO"])
def test_nobody_but_an_administrator_asks_or_decides(house: World, who: str) -> None:
    said = remark(house, house.deliberating())
    with pytest.raises(Denied, match="Only an administrator asks for an erasure"):
        ask(house, Part(REMARK, said), by=who)
    identity = ask(house, Part(REMARK, said))
    with pytest.raises(Denied, match="Only an administrator asks for an erasure"):
        approve(house, identity, by=who)
    assert body(house, said) == SECRET


def test_whoever_asked_withdraws_and_nobody_else(house: World) -> None:
    identity = ask(house, Part(REMARK, remark(house, house.deliberating())))
    with pytest.raises(Refused, match="Only whoever asked for an erasure withdraws it"):
        erasure.withdraw(house.engine, identity, by=house.people[OTHER])
    erasure.withdraw(house.engine, identity, by=house.people["administrator"])
    assert one(house, identity).state == "withdrawn"
    with pytest.raises(Refused, match="This erasure was decided already"):
        approve(house, identity)
    assert whole(house)


def test_another_administrator_declines_and_says_why(house: World) -> None:
    said = remark(house, house.deliberating())
    identity = ask(house, Part(REMARK, said))
    with pytest.raises(Invalid, match="Write why it is declined"):
        erasure.decline(house.engine, identity, "No.", by=house.people[OTHER])
    erasure.decline(house.engine, identity, "The court has asked for it.", by=house.people[OTHER])
    assert (one(house, identity).state, body(house, said)) == ("declined", SECRET)


def test_what_changed_since_the_preview_is_not_approved_blindly(house: World) -> None:
    case_id = house.open(background="First words.")
    identity = ask(house, Part(FIELD, case_id, ("background",)))
    seen = shown(house, identity)
    house.edit(case_id, "officer", background="Second words.")
    with pytest.raises(Stale, match="What would go is not what you were shown"):
        erasure.approve(house.engine, identity, shown=seen, by=house.people[OTHER])
    approve(house, identity)
    assert whole(house)


def test_approving_twice_with_one_key_happens_once(house: World) -> None:
    identity, key = ask(house, Part(REMARK, remark(house, house.deliberating()))), str(uuid4())
    seen = shown(house, identity)
    for _ in range(2):
        erasure.approve(house.engine, identity, shown=seen, by=house.people[OTHER], key=key)
    with pytest.raises(Refused, match="This erasure was decided already"):
        erasure.approve(house.engine, identity, shown=seen, by=house.people[OTHER])


def test_of_two_who_approve_at_once_one_erases_and_the_other_is_told(house: World) -> None:
    house.add_person("third administrator")
    house.grant("ADMIN", "SEC", "third administrator", "principal")
    identity = ask(house, Part(REMARK, remark(house, house.deliberating())))
    seen, both = shown(house, identity), Barrier(2)

    def attempt(name: str) -> str:
        both.wait()
        try:
            erasure.approve(house.engine, identity, shown=seen, by=house.people[name])
        except Refused as refused:
            return str(refused)
        return "erased"

    with ThreadPoolExecutor(2) as threads:
        told = list(threads.map(attempt, (OTHER, "third administrator")))
    assert sorted(told) == ["This erasure was decided already.", "erased"]
    assert whole(house)


# What is refused


def test_an_erasure_needs_a_ground_a_reason_and_something_to_erase(house: World) -> None:
    part = Part(REMARK, remark(house, house.deliberating()))
    by = house.people["administrator"]
    with pytest.raises(Invalid, match="Choose the legal ground"):
        erasure.ask(house.engine, [part], "BECAUSE", REASON, by=by)
    with pytest.raises(Invalid, match="Write why it is to be erased"):
        erasure.ask(house.engine, [part], "SAFETY", "asked", by=by)
    with pytest.raises(Invalid, match="Say what is to be erased"):
        erasure.ask(house.engine, [], "SAFETY", REASON, by=by)
    with pytest.raises(Invalid, match="Say which fields"):
        erasure.ask(house.engine, [Part(FIELD, house.open())], "SAFETY", REASON, by=by)


@pytest.mark.parametrize("what", [PERSON, TITLE, ROW, DOCUMENT, REMARK, ANSWER, EVENT])
def test_what_is_not_there_cannot_be_erased(house: World, what: str) -> None:
    with pytest.raises(Unknown, match="There is no such thing in the history"):
        ask(house, Part(what, uuid4()))


def test_what_the_history_holds_in_clear_is_said_to_stay(house: World) -> None:
    case_id = house.open()
    with pytest.raises(Refused, match="The history holds this field in clear"):
        ask(house, Part(FIELD, case_id, ("nature",)))
    with pytest.raises(Refused, match="There are no words left there"):
        ask(house, Part(FIELD, case_id, ("nothing",)))


def test_what_was_erased_cannot_be_erased_again(house: World) -> None:
    said = remark(house, house.deliberating())
    erase(house, Part(REMARK, said))
    with pytest.raises(Refused, match="There are no words left there"):
        ask(house, Part(REMARK, said))


def test_the_words_of_somebody_who_still_works_here_stay(house: World) -> None:
    with pytest.raises(Refused, match="The account of expert is open: close it first"):
        ask(house, Part(PERSON, house.people["expert"]))


# Without authority


def test_a_disclosure_that_somebody_deletes_alone_is_named(house: World) -> None:
    case_id = house.deliberating()
    said = remark(house, case_id)
    erase(house, Part(REMARK, remark(house, case_id, "Another remark.")))
    with house.engine.database.begin() as connection:
        connection.execute(delete(disclosures).where(disclosures.c.event_id == said))
    with house.engine.database.read() as connection:
        assert [(each.event_id, each.name) for each in uncovered(connection)] == [(said, "r0_body")]


def written(house: World, case_id: UUID, erased: UUID, asked_by: str, approved_by: str) -> None:
    """An event that names words as erased, written by whoever can write into the tables."""
    stream, now = ("case", case_id), house.engine.now()
    with house.engine.database.begin() as connection:
        change = Change(heads={stream: read_head(connection, *stream)})
        two = of_two(change, now, house.people[asked_by], house.people[approved_by])
        facts = {"erased": {erased.hex: ["r0_body"]}, "basis": "SAFETY", **two}
        change.event(stream, "erasure.executed", now, SYSTEM, facts=facts)
        write(connection, change, origin=house.engine.origin, build="tests", node_at=now)


def missing(house: World, *said: UUID) -> list[UUID]:
    """Delete the words of these remarks alone; which of them are named."""
    with house.engine.database.begin() as connection:
        connection.execute(delete(disclosures).where(disclosures.c.event_id.in_(said)))
    with house.engine.database.read() as connection:
        return [each.event_id for each in uncovered(connection)]


def test_an_erasure_that_one_person_asked_and_approved_alone_is_no_authority(house: World) -> None:
    case_id = house.deliberating()
    alone, both = remark(house, case_id), remark(house, case_id)
    written(house, case_id, alone, "administrator", "administrator")
    written(house, case_id, both, "administrator", OTHER)
    assert missing(house, alone, both) == [alone]


@pytest.mark.parametrize("same", [True, False])
def test_an_erasure_that_stands_before_the_words_is_no_authority(house: World, same: bool) -> None:
    """Whoever names in advance what is to go has shown nobody what it is."""
    case_id, elsewhere, key = house.deliberating(), house.deliberating(), uuid4()
    written(house, case_id if same else elsewhere, key, "administrator", OTHER)
    sequence_all(house.engine.database)
    case.comment(house.engine, case_id, SECRET, by=house.people["ILO"], key=str(key))
    sequence_all(house.engine.database)
    assert missing(house, key) == [key]
    written(house, elsewhere, key, "administrator", OTHER)
    assert missing(house) == []


def test_no_erasure_is_left_half_done_where_it_fails_before_the_commit(house: World) -> None:
    said = remark(house, house.deliberating())
    identity = ask(house, Part(REMARK, said))

    def stop(point: str) -> None:
        if point == "written":
            raise Refused("Stopped.")

    house.engine.at_point = stop
    with pytest.raises(Refused, match="Stopped"):
        approve(house, identity)
    house.engine.at_point = lambda point: None
    assert (one(house, identity).state, body(house, said), opened(house, said)) == (
        "asked",
        SECRET,
        {"r0_body"},
    )
    assert whole(house)


def test_what_is_due_in_a_case_fires_before_its_words_go(house: World) -> None:
    case_id = house.silent()
    said = remark(house, case_id)
    identity = ask(house, Part(REMARK, said))
    due = max(t.due_at for t in house.read(case_id).timers.values() if t.kind in ("move", "close", "round"))
    house.clock.move_to(due)
    approve(house, identity)
    kinds = [each["kind"] for each in history(house, case_id)]
    assert kinds.index("erasure.executed") > max(
        i for i, kind in enumerate(kinds) if kind.startswith("clock.")
    )
    assert whole(house)


def test_documents_count_as_erased_in_the_table(house: World) -> None:
    case_id = house.open()
    made = put(house, case_id, "Words.")
    erase(house, Part(DOCUMENT, made))
    with house.engine.database.read() as connection:
        gone = select(func.count()).select_from(documents).where(documents.c.erased_at.is_not(None))
        assert connection.execute(gone).scalar() == 1
