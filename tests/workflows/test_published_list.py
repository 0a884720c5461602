"""The public lists: whoever asks is told what a list declares of what is published, and nothing of any other case."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from engine.commands import case as case_commands
from engine.commands import document
from engine.queries.published import (
    PAGE,
    PublicPage,
    Published,
    Wanted,
    file_of,
    list_at,
    public_lists,
    published_page,
    related,
)
from engine.queries.published import published as entry_of
from tests.furnished import on_both
from tests.refusing import Denied, Invalid, refused
from tests.workflows.decision.record import field, proven
from tests.workflows.producing import (
    MODULE,
    cleared,
    developing,
    idea,
    in_review,
    linked_case,
    published,
    stamp,
)
from tests.workflows.publishing import (
    answer_open,
    assessed,
    dispose,
    in_production,
    re_reviewing,
    say,
    translated,
)
from tests.world import World

pytestmark = on_both


def listed(
    world: World,
    words: str = "",
    kind: str = "knowledge-product",
    page: int = 1,
    filters: dict[str, str] | None = None,
) -> PublicPage:
    """A page of a list, as anybody reads it."""
    definition, wanted = world.engine.registry.newest[kind], Wanted(words, filters or {}, page)
    with world.engine.reading() as (connection, register):
        return published_page(world.engine, connection, register, definition, wanted)


def ids(found: PublicPage) -> list[UUID]:
    return [each.case_id for each in found.entries]


def entry(world: World, case_id: UUID, kind: str = "knowledge-product") -> Published | None:
    definition = world.engine.registry.newest[kind]
    with world.engine.reading() as (connection, register):
        return entry_of(world.engine, connection, register, definition, case_id)


def there(world: World, case_id: UUID, kind: str = "knowledge-product") -> Published:
    found = entry(world, case_id, kind)
    assert found is not None
    return found


def content(world: World, case_id: UUID, document: str = "product") -> bytes | None:
    public = there(world, case_id)
    with world.engine.database.read() as connection:
        found = file_of(connection, public, document)
    return world.engine.files.get(found.case_id, found.sha256) if found is not None else None


def entered(world: World, **data: str) -> UUID:
    """A product of the first phase, which is quickly made."""
    case_id = idea(world, **data)
    world.put(case_id, "The model law.", "product", "officer")
    world.press(
        case_id, "enter", "officer", reason="Published in 2009.", issued_in="2009", review_by="2013-06-30"
    )
    return case_id


# What is told


def test_two_types_have_a_list_each_at_a_place_of_its_own(world: World) -> None:
    engine = world.engine
    assert {each.key for each in public_lists(engine)} == {"knowledge-product", "translation"}
    assert [
        getattr(list_at(engine, path), "code", None) for path in ("products", "translations", "cases")
    ] == [
        "KPR",
        "TRN",
        None,
    ]


def test_an_entry_tells_what_its_list_declares_and_nothing_else(world: World) -> None:
    case_id = published(world)
    found = there(world, case_id)
    assert set(found.told) == {
        *("product_type", "audience", "themes", "regions", "languages", "lead", "identifiers", "review_by"),
        *("published_hash", "corrigendum_hash", "published_on"),
    }
    assert (found.title, found.number) == ("Training module for labour inspectors", "GIFT/KPR/2013/001")
    assert (found.sha256, found.since) == (field(world, case_id, "published_hash"), "2013-01-07")
    assert (found.notes, found.certified is not None) == ((), True)


def test_nothing_is_listed_before_it_is_published(world: World) -> None:
    hidden = [idea(world), developing(world), in_review(world), cleared(world)]
    assert (ids(listed(world)), listed(world).fitting, listed(world).pages) == ([], 0, 1)
    assert [entry(world, each) for each in (*hidden, uuid4())] == [None] * 5


def test_a_case_of_another_type_is_no_entry_of_this_list(world: World) -> None:
    case_id = published(world)
    assert entry(world, case_id, "translation") is None
    assert ids(listed(world, kind="translation")) == []


def test_what_is_retired_leaves_the_list_and_its_file_is_given_to_nobody(world: World) -> None:
    case_id = published(world)
    before = there(world, case_id)
    world.press(case_id, "retire", "officer", reason="It is wrong.")
    assert (ids(listed(world)), entry(world, case_id)) == ([], None)
    assert before.told["published_hash"]


def test_it_is_kept_when_what_anybody_reads_of_an_entry_changed_and_nothing_else_moves_it(
    world: World,
) -> None:
    case_id = published(world)
    came = there(world, case_id).changed
    assert came == world.read(case_id).at
    world.later(days=1)
    review_id = re_reviewing(world, case_id)
    say(world, case_id)
    assert there(world, case_id).changed == came, (
        "nobody outside learns of the re-review, or of what others say"
    )
    world.later(days=1)
    unsafe = say(world, case_id, safety="yes")
    answer_open(world, unsafe, "safety", "unsafe", "officer", reason="It names a shelter.")
    warned = there(world, case_id)
    assert (warned.warnings != (), warned.changed) == (True, world.read(case_id).at)
    world.later(days=1)
    assessed(world, review_id, "update")
    for each in (unsafe, linked_case(world, case_id, "responds_to")):
        if world.state(each) == "received":
            world.press(each, "triage", "officer", topic="ERROR")
    dispose(world, review_id)
    world.put(case_id, "Page 31 is taken out.", "corrigendum")
    assert there(world, case_id).changed == warned.changed
    world.press(review_id, "update", "officer", interval="YEAR", reason="Page 31.")
    corrected = there(world, case_id)
    assert (corrected.warnings, corrected.changed) == ((), world.read(case_id).at)
    assert proven(world)


def test_a_certificate_tells_since_when_it_stands_as_it_does(world: World) -> None:
    case_id = published(world)
    stamp_id = linked_case(world, case_id, "reviewed_by")

    def stands() -> tuple[str, datetime]:
        found = there(world, case_id).certified
        assert found is not None
        return found.validity.value, found.since

    stamped_at = stands()[1]
    world.later(days=2)
    assert stands() == ("valid", stamped_at)
    world.press(stamp_id, "suspend", "officer", reason="A figure is wrong.")
    assert stands() == ("suspended", world.read(stamp_id).at)
    world.later(days=2)
    world.press(stamp_id, "restore", "manager", reason="It was right.")
    assert stands() == ("valid", world.read(stamp_id).at)
    until = field(world, stamp_id, "valid_until")
    world.at(datetime(until.year, until.month, until.day, 12, tzinfo=UTC))
    first_moment = datetime(until.year, until.month, until.day, tzinfo=ZoneInfo("Europe/Vienna"))
    assert stands() == ("expired", first_moment)


def test_what_bears_no_stamp_says_so(world: World) -> None:
    found = there(world, entered(world))
    assert found.notes == ("It was published before there was a quality review.",)
    assert found.certified is None


# The file


def test_the_file_that_is_public_is_the_one_of_its_hash_while_another_is_being_written(world: World) -> None:
    case_id = published(world)
    review_id = re_reviewing(world, case_id)
    assessed(world, review_id, "revise")
    world.press(review_id, "revise", "officer", reason="The law is another one.")
    world.put(case_id, "The module, second edition.", "product", "author")
    assert content(world, case_id) == MODULE.encode()


def test_no_other_file_of_the_case_is_given(world: World) -> None:
    case_id = published(world)
    for key in ("plan", "corrigendum", "note", "reviewed", ""):
        assert content(world, case_id, key) is None


def test_a_corrigendum_is_given_when_its_re_review_has_published_it_and_not_before(world: World) -> None:
    case_id = published(world)
    review_id = re_reviewing(world, case_id)
    assessed(world, review_id, "update")
    world.put(case_id, "Page 3: the number is 112.", "corrigendum")
    assert content(world, case_id, "corrigendum") is None
    world.press(review_id, "update", "officer", interval="YEAR", reason="It stands.")
    assert content(world, case_id, "corrigendum") == b"Page 3: the number is 112."
    assert there(world, case_id).notes == ("A corrigendum stands beside it.",)


def test_a_name_under_which_the_very_file_is_put_there_once_more_is_nobodys_to_read(world: World) -> None:
    case_id = being_revised(world)
    world.put(case_id, "The module, second edition.", "product", "author")
    document.put(
        world.engine, case_id, "product", MODULE.encode(), "Not yet decided.md", by=world.people["author"]
    )
    entry = there(world, case_id)
    with world.engine.database.read() as connection:
        found = file_of(connection, entry, "product")
    assert found is not None
    assert (found.filename, found.media_type) == ("product.txt", "text/plain")


# While another edition is being written


def being_revised(world: World) -> UUID:
    """A published module that its re-review has sent back to its author."""
    case_id = published(world)
    review_id = re_reviewing(world, case_id)
    assessed(world, review_id, "revise")
    world.press(review_id, "revise", "officer", reason="The law is another one.")
    return case_id


def retitle(world: World, case_id: UUID, title: str = "Module, second edition") -> None:
    revision = world.read(case_id).case.revision
    case_commands.edit(world.engine, case_id, {}, title=title, revision=revision, by=world.people["officer"])


def test_the_title_that_everybody_reads_stays_until_the_rest_may_change(world: World) -> None:
    case_id = being_revised(world)
    sentence = "Everybody reads this title. It can be changed with the rest of what everybody reads."
    with refused(world, sentence, rule="title", error=Denied):
        retitle(world, case_id)
    retitle(world, case_id, "Training module for labour inspectors")  # what a form sends that leaves it alone
    world.put(case_id, "The module, second edition.", "product", "author")
    world.press(case_id, "hand_in", "officer")
    stamp(world, linked_case(world, case_id, "reviewed_by"))
    retitle(world, case_id)
    assert there(world, case_id).title == "Module, second edition"


def test_the_title_of_what_nobody_reads_yet_may_change(world: World) -> None:
    case_id = developing(world)
    retitle(world, case_id)
    assert world.read(case_id).case.title == "Module, second edition"


def test_the_region_of_a_version_stays_while_a_newer_one_is_being_made(world: World) -> None:
    case_id = published(world)
    in_french = translated(world, case_id)
    review_id = re_reviewing(world, case_id)
    assessed(world, review_id, "update")
    world.put(case_id, "Page 3: the number is 112.", "corrigendum")
    world.press(review_id, "update", "officer", interval="YEAR", reason="One number.")
    world.press(in_french, "again", "officer")
    with pytest.raises(Invalid, match="There is no field “region” to fill in here"):
        world.edit(in_french, "officer", region="WEST_AFRICA")
    assert there(world, in_french, "translation").told["region"] is None


def test_what_stands_beside_it_is_said_whether_it_is_being_reviewed_again_or_not(world: World) -> None:
    case_id = entered(world)
    said = ("It was published before there was a quality review.",)
    assert there(world, case_id).notes == said
    review_id = re_reviewing(world, case_id)
    assert there(world, case_id).notes == said, "nobody learns from it that a re-review has begun"
    assessed(world, review_id, "update")
    world.put(case_id, "Page 3: the number is 112.", "corrigendum")
    world.press(review_id, "update", "officer", interval="YEAR", reason="One number.")
    both = (*said, "A corrigendum stands beside it.")
    assert there(world, case_id).notes == both
    re_reviewing(world, case_id)
    assert there(world, case_id).notes == both


# Looking for it


def test_it_is_found_by_words_of_what_is_public_and_by_no_others(world: World) -> None:
    case_id = entered(world, gap="Nobody but Zeisig has a module of their own.")
    for words in ("module", "MODULE labour", "inspectors", "KPR/2013", "  training  "):
        assert ids(listed(world, words)) == [case_id], words
    for words in ("own", "gap", "Zeisig", "%", "_", "module Zeisig", "GIFT/QRV", '"', "\\"):
        assert ids(listed(world, words)) == [], words


FILTERS: tuple[tuple[dict[str, str], bool], ...] = (
    ({"themes": "LABOUR"}, True),
    ({"themes": "HEALTH"}, False),
    ({"regions": "EAST_AFRICA"}, True),
    ({"regions": "SOUTH_ASIA"}, False),
    ({"languages": "ENGLISH"}, True),
    ({"languages": "FRENCH"}, False),
    ({"product_type": "TRAINING"}, True),
    ({"product_type": "HANDBOOK"}, False),
    ({"themes": "LABOUR", "languages": "FRENCH"}, False),
    ({"themes": "NO_SUCH_THEME"}, False),
    ({"stamp": "x", "state": "idea", "gap": "y"}, True),
)


def test_it_is_narrowed_down_by_what_the_list_declares_and_by_nothing_else(world: World) -> None:
    case_id = entered(world)
    for filters, fits in FILTERS:
        assert ids(listed(world, filters=filters)) == ([case_id] if fits else []), filters


def test_the_newest_stands_first_and_no_page_leads_beyond_the_last(world: World) -> None:
    made = []
    for _ in range(PAGE + 1):
        made.append(entered(world))
        world.later(days=1)
    first, second, beyond = (listed(world, page=number) for number in (1, 2, 99))
    assert ids(first) == made[:0:-1]
    assert ids(second) == ids(beyond) == made[:1]
    assert (first.fitting, first.pages) == (PAGE + 1, 2)
    assert ids(listed(world, page=0)) == ids(listed(world, page=-3)) == ids(first)


# What is tied to it


def test_translations_that_are_published_stand_beside_their_source_and_no_others(world: World) -> None:
    case_id, other = published(world), entered(world)
    in_french = translated(world, case_id)
    in_production(world, case_id)

    def beside(case: UUID) -> list[UUID]:
        public = there(world, case)
        with world.engine.reading() as (connection, register):
            found = related(world.engine, connection, register, public)
        return [each.case_id for each in found]

    assert (beside(case_id), beside(other)) == ([in_french], [])
    assert ids(listed(world, kind="translation", filters={"language": "FRENCH"})) == [in_french]
    world.press(in_french, "retire", "officer", reason="Nobody uses it.")
    assert beside(case_id) == []


def test_a_translation_that_is_out_of_date_says_so(world: World) -> None:
    case_id = published(world)
    in_french = translated(world, case_id)
    review_id = re_reviewing(world, case_id)
    assessed(world, review_id, "update")
    world.put(case_id, "Page 3: the number is 112.", "corrigendum")
    world.press(review_id, "update", "officer", interval="YEAR", reason="One number.")
    found = there(world, in_french, "translation")
    assert found.notes == ("Its source has changed since; a newer version is to be made.",)
