"""What is not published makes no difference to whoever comes by, nor confidential words to a member who may not read them.

Two copies of one house. In the second something is written, said, drafted or answered for which the first has nothing, or
other words; then the same person reads all of both.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from engine.commands import case as case_commands
from engine.commands import document
from engine.errors import EngineError
from tests.access.panels import OTHER_PEOPLE, PLAIN, Panel, story
from tests.access.public_twins import DRAFT, FILES, Shelf, byte_for_byte, open_to_all, shelf
from tests.access.twins import CANARY, Mask, Reader, Twins, addresses, catch_up, masked, read_both, shown
from tests.workflows import publishing
from tests.workflows.producing import MODULE, developing, idea, in_review, planned
from tests.workflows.publishing import SAID, assessed, in_production, re_reviewing, say
from tests.world import World

MOST_LINKS = 60
ELSEWHERE = "198.51.100.7"


@pytest.fixture(
    scope="module",
    params=[
        "sqlite",
        pytest.param("postgresql", marks=[pytest.mark.postgresql, pytest.mark.long, pytest.mark.night]),
    ],
)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with shelf(request, request.param, tmp_path_factory.mktemp("shelf")) as found:
        yield found


# ---- what is hidden from whoever comes by; each gives the cases that are nowhere for them


def unpublished(world: World, cases: dict[str, UUID]) -> list[UUID]:
    """Products and a translation on their way, one given up, one that the Committee did not want."""
    begun = world.open(f"The module of {CANARY}", "ILO", "knowledge-product", gap=f"{CANARY} has none.")
    gone = idea(world, audience=f"{CANARY} and others")
    world.press(gone, "withdraw", "ILO", reason=f"{CANARY} has one.")
    written = developing(world)
    world.edit(written, "officer", author=world.people["author"].hex)
    world.put(written, DRAFT, "product", "author")
    reviewed = in_review(world, identifiers=CANARY)
    in_swahili = in_production(world, cases["module"], meant_for=CANARY)
    world.put(in_swahili, DRAFT, "product", "author")
    return [begun, gone, written, reviewed, in_swahili]


def said_in_confidence(world: World, cases: dict[str, UUID]) -> list[UUID]:
    """Feedback of every kind, answered, kept, found to be of no danger."""
    told = {"error": f"{CANARY} is dead.", "contact": f"{CANARY}@example.org", "country": CANARY}
    said = [say(world, cases[name], ELSEWHERE, **told) for name in ("module", "law", "corrected")]
    said.append(say(world, cases["module"], ELSEWHERE, safety="yes", **told))
    for case_id in said:
        world.press(case_id, "triage", "officer", topic="ERROR")
    world.press(said[0], "answer", "officer", reply=f"{CANARY} lives.")
    world.press(said[1], "keep", "officer")
    publishing.answer_open(world, said[3], "safety", "safe", "officer", reason=f"Not even {CANARY}.")
    return said


def re_reviewed(world: World, cases: dict[str, UUID]) -> list[UUID]:
    """The law and the corrected module are looked at again, and those who are asked want them retired; nothing is concluded."""
    found = []
    for name in ("law", "corrected"):
        review = re_reviewing(world, cases[name])
        assessed(world, review, "retire")
        found.append(review)
    case_commands.comment(world.engine, found[0], f"{CANARY} does not use it.", by=world.people["officer"])
    return found


def drafted_anew(world: World, cases: dict[str, UUID]) -> list[UUID]:
    """A second edition of the module and of a French version is being written, under another title and for others."""
    module, in_french = cases["module"], cases["outdated"]
    review = re_reviewing(world, module)
    assessed(world, review, "revise")
    world.press(review, "revise", "officer", reason=f"{CANARY} knows better.")
    world.put(module, DRAFT, "product", "author")
    # The very file that is public, put there once more under another name.
    document.put(world.engine, module, "product", MODULE.encode(), f"{CANARY}.md", by=world.people["author"])
    world.press(in_french, "again", "officer")
    world.press(in_french, "begin", "officer")
    world.put(in_french, DRAFT, "product", "author")
    for case_id, told in ((module, {"feedback_channel": CANARY}), (in_french, {"region": "WEST_AFRICA"})):
        change_as_far_as_possible(world, case_id, told)
    return [review]


def change_as_far_as_possible(world: World, case_id: UUID, told: dict[str, str]) -> None:
    """The Secretariat writes another title and these fields; what the house refuses is not written."""
    changes: tuple[dict[str, Any], ...] = (
        {"title": f"The module of {CANARY}", "data": {}},
        {"title": None, "data": told},
    )
    for change in changes:
        with suppress(EngineError):
            case_commands.edit(
                world.engine,
                case_id,
                change["data"],
                title=change["title"],
                revision=world.read(case_id).case.revision,
                by=world.people["officer"],
            )


HIDDEN = (unpublished, drafted_anew, re_reviewed, said_in_confidence)


def see_no_difference(
    who: str | None, plain: Twins, full: Twins, hidden: list[UUID]
) -> tuple[Reader, Reader]:
    """Time passes, and all that both houses tell this reader is alike."""
    for each in (plain, full):
        each.world.later(days=4)
        catch_up(each.world)
    readers = Reader(plain, plain.world, who), Reader(full, full.world, who)
    mask: Mask = masked if who else byte_for_byte
    asked = [*addresses(full, readers[1], hidden)]
    if who is None:
        asked += open_to_all(full.world, [*full.cases.values(), *hidden])
    read, differing = read_both(*readers, asked, MOST_LINKS, mask)
    assert differing == [], f"{len(differing)} of {read} answers:\n" + "\n\n".join(differing[:25])
    print(f"{who or 'a visitor'}: {read} answers, none different")
    assert read >= 300
    return readers


def test_what_is_not_public_makes_no_difference_to_a_visitor(house: Shelf, tmp_path: Path) -> None:
    with house.twins(tmp_path) as (plain, full):
        hidden = [hide(full.world, full.cases) for hide in HIDDEN]
        readers = see_no_difference(None, plain, full, [each for some in hidden for each in some])
        send_to_both(*readers)
        for some in hidden:
            assert CANARY in everything(full, "officer", some), "the worlds do differ"


def everything(house: Twins, who: str, cases: list[UUID]) -> str:
    """What somebody reads on the pages of these cases."""
    reader = Reader(house, house.world, who)
    return "\n".join(reader.get(f"/cases/{case_id}").text for case_id in cases)


def send_to_both(plain: Reader, full: Reader) -> None:
    """A visitor sends files to be checked and forms about everything: both houses answer alike."""
    for words in FILES:
        told = [
            sent(each, "/certificates/stamps", {"file": (io.BytesIO(words.encode()), "it.txt")})
            for each in (plain, full)
        ]
        assert told[0] == told[1], words
    for name, case_id in full.twins.cases.items():
        for form in (SAID, {"error": "Page 3."}):
            told = [sent(each, f"/public/products/{case_id}/feedback", dict(form)) for each in (plain, full)]
            assert told[0] == told[1], (name, form)


def sent(reader: Reader, path: str, form: dict[str, object]) -> str:
    answer = reader.visitor.post(path, form, content_type="multipart/form-data")
    assert answer.status_code < 500
    return shown(answer, byte_for_byte)


# ---- who has reviewed what everybody reads


PANELS = (PLAIN, replace(OTHER_PEOPLE, conflict=("second expert", f"{CANARY} pays for it.")))


def published_by(panel: Panel, world: World, cases: dict[str, UUID]) -> None:
    """The module that waits for its panel is reviewed by this one, and published."""
    for _state in story(world, cases["review"], panel):
        pass
    planned(world, cases["awaited"])
    world.press(cases["awaited"], "publish", "officer")


def test_who_has_reviewed_it_and_what_they_declared_makes_no_difference_to_a_visitor(
    house: Shelf, tmp_path: Path
) -> None:
    with house.twins(tmp_path) as both:
        for each, panel in zip(both, PANELS, strict=True):
            published_by(panel, each.world, each.cases)
        see_no_difference(None, *both, [])
        awaited, review = both[1].cases["awaited"], both[1].cases["review"]
        assert "Handbook" not in public_words(both[1], awaited)
        assert "Training module" in public_words(both[1], awaited)
        assert CANARY in everything(both[1], "officer", [review]), "the worlds do differ"


def public_words(house: Twins, case_id: UUID) -> str:
    return Reader(house, house.world, None).get(f"/public/products/{case_id}").text


# ---- a member, who reads more, but not everything


def said_by_whom(world: World, cases: dict[str, UUID], words: str) -> UUID:
    """How to reach the sender of feedback is between the sender and the Secretariat."""
    said = say(world, cases["module"], ELSEWHERE, contact=f"{words} lane")
    world.press(said, "triage", "officer", topic="ERROR")
    return said


def found_by_a_reviewer(world: World, cases: dict[str, UUID], words: str) -> UUID:
    """What one of the panel has delivered nobody beside the panel reads before all have."""
    for state in story(world, cases["review"], replace(PLAIN, remark=f"{words} is not said.")):
        if state == "reviewing":
            break
    return cases["review"]


# What is said, and who may not know it.
CONFIDENTIAL = ((said_by_whom, "OSCE"), (found_by_a_reviewer, "UNICEF alternate"))


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("secret", "who"), CONFIDENTIAL, ids=("contact", "review"))
def test_confidential_words_make_no_difference_to_a_member(
    house: Shelf, tmp_path: Path, secret: Callable[[World, dict[str, UUID], str], UUID], who: str
) -> None:
    with house.twins(tmp_path) as (plain, full):
        secret(plain.world, plain.cases, "Nobody")
        case_id = secret(full.world, full.cases, CANARY)
        for each in (plain, full):  # what it is about, and no other: each has a hundred addresses
            each.cases = {key: each.cases[key] for key in ("module", "review")}
        see_no_difference(who, plain, full, [])
        assert CANARY in everything(full, "officer", [case_id]), "the worlds do differ"
