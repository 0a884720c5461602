"""What is open to everybody is checked before anybody reads it: each contradiction of a public list or form, one by one."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Any

import pytest

from engine.definition import (
    DATE,
    INSTANT,
    LONG,
    NOBODY,
    TEXT,
    CaseDefinition,
    DocumentDefinition,
    Edit,
    Field,
    House,
    Level,
    PublicForm,
    PublicList,
    State,
    guard,
    role,
)
from engine.errors import DefinitionError
from engine.registry import Registry


class Size(StrEnum):
    SMALL = "Small"
    LARGE = "Large"


CLERK = role("CLERK", "Clerk")
SAFE, CLOSED = Level("SAFE", "Safe", CLERK), Level("CLOSED", "Closed", CLERK)
HOUSE = House(levels=(SAFE, CLOSED), roles=(CLERK,))
DRAFT, DONE = State("draft", "Draft", waits="its author"), State("done", "Done", final=True)
ELSEWHERE = State("elsewhere", "Elsewhere", final=True)
words, size = Field("words", "Words", LONG, required=True), Field("size", "Size", Size)
since, sha256, version = (
    Field("published_on", "Published on", DATE),
    Field("sha256", "File"),
    Field("version", "Version"),
)
secret = Field("secret", "Secret", TEXT, level=CLOSED.key)
stranger = Field("stranger", "Stranger")
at_last = Field("at_last", "Changed at last", INSTANT)
PAPER, SHEET = DocumentDefinition("paper", "Paper"), DocumentDefinition("sheet", "Sheet")
SHOWN = (size, since, sha256)
LIST = PublicList("Letters", "letters", {PAPER: sha256}, since, tells=(size,), filters=(size,))
ASKED = guard("Say what it is about.")(lambda _case, answer: bool(answer.words))
FORM = PublicForm("Answer it", "answer", ("letter",), "answers", (words,), version)


def case_type(**words_of: Any) -> CaseDefinition:
    """A small case type in order."""
    told: dict[str, Any] = {
        "key": "letter",
        "version": 1,
        "code": "LET",
        "title": "Letter",
        "opened_by": CLERK,
        "initial": DRAFT,
        "level": SAFE,
        "fields": (words, size, since, sha256, version, secret),
        "documents": (PAPER,),
        "links": {"answers": "Answers"},
        "publishes": (*SHOWN, secret),
        "edit": (Edit(CLERK, (DRAFT,), (words, size)),),
        "transitions": [DRAFT.to(DONE, "finish", by=CLERK)],
    }
    return CaseDefinition(**{**told, **words_of})


def problems(**words_of: Any) -> list[str]:
    """What the definition says against itself."""
    with pytest.raises(DefinitionError) as caught:
        case_type(**words_of)
    return str(caught.value).removeprefix("letter: ").split("; ")


def meeting(*definitions: CaseDefinition) -> list[str]:
    """What the definitions say against each other."""
    with pytest.raises(DefinitionError) as caught:
        Registry(definitions, HOUSE)
    return str(caught.value).split("; ")


def test_a_type_with_a_list_and_a_form_in_order_imports() -> None:
    definition = case_type(public_list=LIST, public_form=FORM, opens_with=(words,))
    assert definition.public_list is not None
    assert definition.public_list.listed is sha256
    Registry([definition], HOUSE)


# The list


@pytest.mark.parametrize(
    ("changed", "sentences"),
    [
        ({"tells": (words,)}, ["the public list shows words, which is not published"]),
        ({"tells": (stranger,)}, ["the public list shows stranger, which is not published"]),
        ({"since": stranger}, ["the public list shows stranger, which is not published"]),
        ({"tells": (secret,)}, ["the public list shows secret, which has a level of its own"]),
        ({"says": {stranger: "A."}}, ["the public list shows stranger, which is not published"]),
        ({"warns": {secret: "A."}}, ["the public list shows secret, which has a level of its own"]),
        ({"filters": (since,)}, ["the public list filters by published_on, which is no closed list"]),
        ({"files": {SHEET: sha256}}, ["the public list has no document sheet"]),
        ({"notes": {ELSEWHERE: "Gone."}}, ["the public list has an unknown state elsewhere"]),
    ],
)
def test_a_list_shows_what_is_published_to_all_readers(changed: dict[str, Any], sentences: list[str]) -> None:
    assert problems(public_list=replace(LIST, **changed)) == sentences


@pytest.mark.parametrize("written", [sha256, since])
def test_nobody_types_which_file_is_public_or_since_when(written: Field) -> None:
    sentence = f"people write {written.key}, which says what is public"
    assert problems(public_list=LIST, edit=(Edit(CLERK, (DRAFT,), (written,)),)) == [sentence]


def test_nobody_types_when_what_is_public_changed() -> None:
    told = replace(LIST, changed=at_last)
    assert problems(public_list=told) == ["the public list has no field at_last"]
    fields = (words, size, since, sha256, version, secret, at_last)
    sentence = "people write at_last, which says when what is public changed"
    edit = (Edit(CLERK, (DRAFT,), (at_last,)),)
    assert problems(public_list=told, fields=fields, edit=edit) == [sentence]


def test_nobody_may_write_everything_where_a_file_is_public() -> None:
    found = problems(public_list=LIST, edit=(Edit(CLERK, (DRAFT,)),))
    assert found == [f"people write {key}, which says what is public" for key in ("sha256", "published_on")]


# The form


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"asks": (words, stranger)}, "the public form asks for stranger, which is no field"),
        ({"version": stranger}, "the public form asks for stranger, which is no field"),
        ({"tie": "informs"}, "the public form ties by informs, which is not declared"),
        ({"asks": (size,)}, "the public form never asks for words"),
        ({"checks": {size: ASKED}}, "the public form speaks of size, which it does not ask for"),
        ({"thanks_for": {size: "At once."}}, "the public form speaks of size, which it does not ask for"),
    ],
)
def test_a_form_asks_for_what_the_case_it_opens_has_and_needs(changed: dict[str, Any], sentence: str) -> None:
    assert problems(public_form=replace(FORM, **changed), opens_with=(words,)) == [sentence]


# Lists and forms that meet


def test_two_lists_stand_at_two_places() -> None:
    both = (case_type(public_list=LIST), case_type(key="note", code="NOT", public_list=LIST))
    assert meeting(*both) == ["two public lists stand at letters"]
    other = replace(LIST, path="notes")
    Registry([both[0], case_type(key="note", code="NOT", public_list=other)], HOUSE)


def test_two_forms_about_one_thing_stand_at_two_places() -> None:
    letter = case_type(public_list=LIST)
    first = case_type(key="praise", code="PRA", public_form=FORM)
    second = case_type(key="blame", code="BLA", public_form=FORM)
    assert meeting(letter, first, second) == ["two forms about letter stand at answer"]
    moved = replace(FORM, path="blame")
    Registry([letter, first, case_type(key="blame", code="BLA", public_form=moved)], HOUSE)


def test_a_form_is_about_what_everybody_may_read_of() -> None:
    about = case_type(key="praise", code="PRA", public_form=FORM)
    sentence = "praise has a form about letter, of which nobody may read"
    assert meeting(case_type(), about) == [sentence]
    Registry([about], HOUSE)  # a type that is not built yet is no contradiction


# Opened by nobody


def test_a_type_that_nobody_opens_holds_no_right_to_open_it() -> None:
    definition = case_type(opened_by=NOBODY)
    assert [*definition.opened_by.alternatives()] == []
    assert [*definition.opened_by.roles()] == []
    Registry([definition], HOUSE)
