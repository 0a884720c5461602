"""A definition that contradicts itself does not import: each contradiction in a case type that is otherwise in order."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Any

import pytest

from engine.definition import (
    ANYONE,
    ANYWHERE,
    DATE,
    HERE,
    INSTANT,
    LONG,
    NUMBER,
    OPENER,
    ORGANIZATION,
    PERSON,
    SETTING,
    THIS_TASK,
    VALUE,
    YES_NO,
    AdoptSetting,
    BudgetPanel,
    CaseDefinition,
    CopyColumns,
    CopyDocument,
    CopyRows,
    DocumentDefinition,
    Edit,
    Effect,
    EndMandates,
    EndRow,
    Field,
    Freeze,
    Grant,
    House,
    ItemDefinition,
    Level,
    Lookup,
    Offer,
    Open,
    Outcome,
    RankingPanel,
    Register,
    Reminder,
    Reopen,
    Set,
    Shares,
    State,
    TaskDefinition,
    at,
    days,
    each_answer,
    each_row,
    guard,
    percent,
    role,
)
from engine.definition.check import RESERVED
from engine.definition.meeting import filling_in
from engine.errors import DefinitionError
from engine.registry import Registry
from engine.view import CaseView


class Size(StrEnum):
    SMALL = "Small"
    LARGE = "Large"


CLERK = role("CLERK", "Clerk")
SAFE = Level("SAFE", "Safe", CLERK)
HOUSE = House(levels=(SAFE,), roles=(CLERK,))

DRAFT, DONE = State("draft", "Draft", waits="its author"), State("done", "Done", final=True)
STRANGE = State("strange", "Strange", waits="nobody knows whom")
words, size, day = Field("words", "Words", LONG), Field("size", "Size", Size), Field("day", "Day", DATE)
stranger = Field("stranger", "Stranger", INSTANT)
LINES = ItemDefinition("lines", "Lines", (words,))
PAPER = DocumentDefinition("paper", "Paper")
YES, NO = Outcome("yes", "Yes"), Outcome("no", "No")
ASK = TaskDefinition("ask", "Ask", CLERK, during=(DRAFT,), outcomes=(YES, NO))
OTHER = TaskDefinition("other", "Other", CLERK, during=(DRAFT,), outcomes=(YES,))
FINISH = DRAFT.to(DONE, "finish", by=CLERK)


def case_type(*more: Any, **words_of: Any) -> CaseDefinition:
    """A small case type in order, with `more` transitions and other words."""
    told: dict[str, Any] = {
        "key": "letter",
        "version": 1,
        "code": "LET",
        "title": "Letter",
        "opened_by": CLERK,
        "initial": DRAFT,
        "level": SAFE,
        "fields": (words, size, day),
        "items": (LINES,),
        "documents": (PAPER,),
        "tasks": (ASK,),
        "links": {"answers": "Answers"},
        "transitions": [FINISH, *more],
    }
    return CaseDefinition(**{**told, **words_of})


def problems(*more: Any, **words_of: Any) -> list[str]:
    """What the definition says against itself."""
    with pytest.raises(DefinitionError) as caught:
        case_type(*more, **words_of)
    return str(caught.value).removeprefix("letter: ").split("; ")


def test_a_case_type_in_order_imports() -> None:
    assert [state.key for state in case_type().states] == ["draft", "done"]


# Names


@pytest.mark.parametrize(
    ("doubled", "sentence"),
    [
        ({"fields": (words, size, day, Field("size", "Size again"))}, "two fields are called size"),
        ({"tasks": (ASK, replace(ASK))}, "two tasks are called ask"),
        ({"items": (LINES, replace(LINES))}, "two items are called lines"),
        ({"documents": (PAPER, replace(PAPER))}, "two documents are called paper"),
    ],
)
def test_two_things_have_two_names(doubled: dict[str, Any], sentence: str) -> None:
    assert problems(**doubled) == [sentence]


def test_two_states_have_two_names() -> None:
    twin = State("done", "Done again", final=True)
    assert problems(DRAFT.to(twin, "finish_again", by=CLERK)) == ["two states are called done"]


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_field_does_not_hide_a_word_of_the_case_view(word: str) -> None:
    fields = (words, size, day, Field(word, "Hidden"))
    assert problems(fields=fields) == [f"the field {word} uses a word of the case view"]


def test_every_word_of_the_case_view_is_kept_from_fields() -> None:
    told = {name for name in vars(CaseView) if not name.startswith("_")} - {"register", "case", "party"}
    assert told <= RESERVED


@pytest.mark.parametrize("key", ["Size", "größe", "two words", "dash-ed"])
def test_keys_are_plain(key: str) -> None:
    fields = (words, size, day, Field(key, "A field"))
    assert problems(fields=fields) == [f"{key} is no key: lower-case ASCII letters, digits and _"]


def test_everything_has_a_label() -> None:
    assert problems(fields=(words, size, day, Field("bare", ""))) == ["bare has no label"]
    assert problems(documents=(PAPER, DocumentDefinition("bare", ""))) == ["bare has no label"]


# States and ways


def test_a_state_that_nothing_leads_to_is_unreachable() -> None:
    assert problems(STRANGE.to(DONE, "leave", by=CLERK)) == ["strange is unreachable"]


def test_nobody_leaves_a_final_state_but_by_itself() -> None:
    more = [DONE.to(DRAFT, "take_up_again", by=CLERK)]
    assert problems(*more) == ["somebody can leave the final state done"]
    archived = State("archived", "Archived", final=True)
    case_type(DONE.to(archived, "archive", after=days(90)))


def test_a_state_without_a_way_on_is_a_dead_end() -> None:
    dead = State("dead", "Dead", due=days(3))
    assert problems(DRAFT.to(dead, "bury", by=CLERK)) == ["dead is a dead end"]
    assert problems(DRAFT.to(dead, "bury", by=CLERK), dead.to(HERE, "turn", by=CLERK)) == [
        "dead is a dead end"
    ]


def test_a_trigger_leads_one_way() -> None:
    more = [DRAFT.to(STRANGE, "finish", by=CLERK), STRANGE.to(DONE, "leave", by=CLERK)]
    assert problems(*more) == ["two ways from draft are called finish"]
    anywhere = ANYWHERE.to(DONE, "finish", by=CLERK)
    assert problems(anywhere) == ["two ways from draft are called finish"]


def test_somebody_is_asked_to_leave_a_state_or_it_says_for_whom_it_waits() -> None:
    silent = State("silent", "Silent")
    ways = [DRAFT.to(silent, "wait", by=CLERK), silent.to(DONE, "leave", by=CLERK)]
    assert problems(*ways) == ["nobody is asked to leave silent, and it does not say for whom it waits"]
    case_type(*ways, tasks=(ASK, replace(OTHER, during=(silent,))))
    case_type(*ways, silent.to(DONE, "time_over", after=days(3)))
    optional = replace(OTHER, during=(silent,), optional=True)
    assert len(problems(*ways, tasks=(ASK, optional))) == 1


# Transitions


@guard("Never.")
def never(case: Any) -> bool:
    return False


def test_a_way_has_a_cause() -> None:
    assert problems(DRAFT.to(DONE, "drift")) == ["drift has no cause: nobody, no time and no guard"]


@pytest.mark.parametrize("form", [{"asks": (words,)}, {"reason": True}])
def test_what_happens_by_itself_asks_nobody(form: dict[str, Any]) -> None:
    assert problems(DRAFT.to(DONE, "drift", after=days(3), **form)) == ["drift asks a form of nobody"]


def test_a_refusal_people_read_is_never_an_inverted_sentence() -> None:
    way = DRAFT.to(DONE, "force", by=CLERK, when=[~never])
    assert problems(way) == ["force refuses with the sentence of an inverted guard: say it with unless()"]
    case_type(DRAFT.to(DONE, "drift", when=[~never]))


def test_a_form_fills_fields_of_the_case() -> None:
    way = DRAFT.to(DONE, "sign", by=CLERK, asks=(words, stranger))
    assert problems(way) == ["sign asks for stranger, which is no field of the case"]


# Clocks


@pytest.mark.parametrize("moment", [at(stranger), at(stranger) - days(3), percent(50, since=stranger)])
def test_clocks_wait_for_fields_of_the_case(moment: Any) -> None:
    says = "waits for stranger, which is no field of the case"
    due = State("due", "Due", due=moment)
    on_time, told = Reminder("Soon.", moment), Reminder("Soon.", moment, to=CLERK, during=(DRAFT,))
    assert problems(DRAFT.to(DONE, "expire", after=moment)) == [f"expire {says}"]
    assert problems(DRAFT.to(due, "wait", by=CLERK), due.to(DONE, "end", by=CLERK)) == [f"due {says}"]
    for late in ({"due": moment}, {"closes": moment}, {"remind": (on_time,)}):
        assert problems(tasks=(replace(ASK, **late),)) == [f"ask {says}"]
    assert problems(reminders=(told,)) == [f"a reminder {says}"]


def test_a_reminder_is_due_in_a_state_of_the_case() -> None:
    lost = Reminder("Where are you?", days(3), to=CLERK, during=(STRANGE,))
    assert problems(reminders=(lost,)) == ["a reminder is due in an unknown state strange"]


def test_no_reminder_is_told_at_once() -> None:
    hurried = Reminder("Now.", days(0), to=CLERK, during=(DRAFT,))
    never = ["“Now.” is told at once: its clock never rings"]
    assert problems(reminders=(hurried,)) == never
    assert problems(tasks=(replace(ASK, remind=(hurried,)),)) == never


# Tasks


def test_a_task_is_asked_in_a_state_of_the_case() -> None:
    assert problems(tasks=(replace(ASK, during=(DRAFT, STRANGE)),)) == [
        "ask is asked in an unknown state strange"
    ]


def test_a_task_has_answers_and_each_its_own_name() -> None:
    assert problems(tasks=(replace(ASK, outcomes=()),)) == ["ask has no answers"]
    twice = replace(ASK, outcomes=(YES, Outcome("yes", "Yes, really")))
    assert problems(tasks=(twice,)) == ["two answers of ask have one key"]


@pytest.mark.parametrize(
    "thing",
    [
        stranger,
        DocumentDefinition("stranger", "Strange"),
        ItemDefinition("stranger", "Strange", (words,)),
        ItemDefinition("stranger", "Strange", (words,)).without(words),
    ],
)
def test_an_answer_is_bound_to_what_the_case_has(thing: Any) -> None:
    assert problems(tasks=(replace(ASK, binds=(thing,)),)) == ["ask is bound to an unknown stranger"]


def test_who_may_take_a_task_is_judged_by_the_person() -> None:
    anybody = guard("Not now.")(lambda case: True)
    assert problems(tasks=(replace(ASK, eligible=(anybody,)),)) == [
        "ask judges who may take it by a rule that looks at no person"
    ]


def test_a_task_follows_answers_and_rows_of_the_case() -> None:
    following = replace(ASK, to=each_answer(OTHER, CLERK))
    assert problems(tasks=(following,)) == ["ask follows the answers of an unknown task"]
    rows = ItemDefinition("stranger", "Strange", (words,))
    for_rows = replace(ASK, to=each_row(rows, words))
    assert problems(tasks=(for_rows,)) == ["ask is asked for the rows of an unknown item"]


# Effects

person = Field("person", "Person", ORGANIZATION)
key, value = Field("key", "Key", SETTING), Field("value", "Value", VALUE)
SHEET = DocumentDefinition("sheet", "Sheet")
TABLE = ItemDefinition("table", "Table", (words,))


@pytest.mark.parametrize(
    ("effect", "sentences"),
    [
        (Set(stranger, None), ["an effect sets an unknown field stranger"]),
        (AdoptSetting(key, words), ["a setting is adopted from unknown fields"]),
        (AdoptSetting(words, value), ["a setting is adopted from unknown fields"]),
        (Freeze(LINES, SHEET), ["an effect freezes lines into sheet, and one of them is unknown"]),
        (Freeze(TABLE, PAPER), ["an effect freezes table into paper, and one of them is unknown"]),
        (Freeze(OTHER, PAPER), ["an effect freezes other into paper, and one of them is unknown"]),
        (Freeze((words, OTHER), PAPER), ["an effect freezes other into paper, and one of them is unknown"]),
        (
            Freeze((replace(words, level="SEALED"),), PAPER),
            [
                "an effect freezes words into paper, and one of them is unknown",
                "words has a level of its own, and is frozen into paper",
            ],
        ),
        (
            Freeze((replace(OTHER, level="SEALED"),), PAPER),
            [
                "an effect freezes other into paper, and one of them is unknown",
                "other has a level of its own, and is frozen into paper",
            ],
        ),
        (Reopen(OTHER), ["an effect asks an unknown task other again"]),
        (CopyRows(TABLE, "answers", "lines"), ["an effect copies into an unknown item table"]),
        (CopyRows(LINES, "informs", "lines"), ["an effect uses an undeclared link informs"]),
        (
            CopyColumns(TABLE, "answers", "lines", {stranger: "x"}, "x", lambda case: None),
            [
                "an effect copies into an unknown item table",
                "an effect fills stranger of table, which is no column",
            ],
        ),
        (CopyDocument(SHEET, "answers", "paper"), ["an effect copies into an unknown document sheet"]),
        (CopyDocument(PAPER, "informs", "paper"), ["an effect uses an undeclared link informs"]),
        (
            Open("letter", "answers", following={"answers": "informs"}),
            ["an effect follows an undeclared link of informs"],
        ),
        (Open("letter", "answers", each=TABLE), ["an effect takes table, which is not in the case"]),
        (
            Open("letter", "answers", each=LINES, title=stranger),
            ["an effect takes stranger, which is not in the case"],
        ),
        (Open("letter", "informs"), ["an effect uses an undeclared link informs"]),
        (Grant(CLERK, person, day, day), ["an effect takes person, which is not in the case"]),
        (Grant(CLERK, words, stranger, day), ["an effect takes stranger, which is not in the case"]),
        (EndMandates(CLERK, person), ["an effect takes person, which is not in the case"]),
        (
            Open("letter", "answers", carry={"words": stranger}),
            ["an effect takes stranger, which is not in the case"],
        ),
        (
            Open("letter", "answers", rows={"lines": TABLE}, documents={"paper": SHEET}),
            [
                "an effect takes table, which is not in the case",
                "an effect takes sheet, which is not in the case",
            ],
        ),
        (
            Open({Size.SMALL: "letter"}, "answers", chosen_by=stranger),
            ["an effect takes stranger, which is not in the case"],
        ),
        (Open("letter", "answers", title=stranger), ["an effect takes stranger, which is not in the case"]),
    ],
)
def test_an_effect_works_on_what_the_case_has(effect: Any, sentences: list[str]) -> None:
    assert problems(DRAFT.to(DONE, "act", by=CLERK, then=[effect])) == sentences
    answer = Outcome("maybe", "Maybe", then=(effect,))
    assert problems(tasks=(replace(ASK, outcomes=(YES, answer)),)) == sentences


def test_only_an_answer_given_for_a_row_ends_it() -> None:
    effect = EndRow(LINES)
    says = "an effect ends a row of lines, and is not that of an answer given for one"
    assert problems(DRAFT.to(DONE, "act", by=CLERK, then=[effect])) == [says]
    answer = Outcome("maybe", "Maybe", then=(effect,))
    assert problems(tasks=(replace(ASK, outcomes=(YES, answer)),)) == [says]
    case_type(tasks=(replace(ASK, to=each_row(LINES, to=CLERK), outcomes=(YES, answer)),))


def test_people_are_offered_from_a_ranking_of_the_page_for_an_answer_that_names_one() -> None:
    lookup = Lookup("who", "Who fits", "letter", "person", results=("ready",), criteria=())
    ranking = RankingPanel("Who fits", lookup, LINES, words)
    naming = Outcome("naming", "I name somebody", asks=(words,))
    astray = replace(ASK, offers=Offer(ranking, naming, words))
    assert problems(tasks=(astray,)) == [
        "ask offers people whom none of its answers names",
        "ask offers people from a ranking that the page does not show",
    ]


def test_only_the_answer_to_a_task_freezes_the_answers_to_this_task() -> None:
    effect = Freeze(THIS_TASK, PAPER)
    says = "an act freezes the answers to “this task” into paper, and answers none"
    assert problems(DRAFT.to(DONE, "act", by=CLERK, then=[effect])) == [says]
    astray = Outcome("maybe", "Maybe", then=(Freeze(THIS_TASK, SHEET),))
    assert problems(tasks=(replace(ASK, outcomes=(YES, astray)),)) == [
        "an effect freezes into sheet, which is unknown"
    ]


def test_what_is_frozen_is_nobodys_to_write() -> None:
    written = replace(PAPER, edit=(Edit(CLERK),))
    act = DRAFT.to(DONE, "act", by=CLERK, then=[Freeze(LINES, written)])
    says = "people edit paper, into which an effect freezes: what is frozen is nobody's to write"
    assert problems(act, documents=(written,)) == [says]


def test_a_record_holds_something() -> None:
    act = DRAFT.to(DONE, "act", by=CLERK, then=[Freeze((), PAPER)])
    assert problems(act) == ["an effect freezes nothing into paper"]


def test_a_list_that_is_frozen_alone_is_of_one_thing() -> None:
    alone = (Freeze(LINES, PAPER), Freeze(ASK, PAPER))
    acts = [DRAFT.to(DONE, f"act_{n}", by=CLERK, then=[each]) for n, each in enumerate(alone)]
    says = "two different things are each frozen alone into paper: freeze them as one record"
    assert problems(*acts) == [says]


def test_columns_are_filled_in_from_columns_that_some_type_has() -> None:
    effect = CopyColumns(LINES, "answers", "rows", {LINES.columns[0]: "told"}, "code", lambda case: None)
    ours = case_type(DRAFT.to(DONE, "act", by=CLERK, then=[effect]))
    code = Field("code", "Code", LINES.columns[0].kind)
    whole = ItemDefinition("rows", "Rows", (code, replace(code, key="told")))
    says = "letter fills in rows from rows, where no such columns are"
    for rows, found in (
        (whole, []),
        (replace(whole, columns=(code,)), [says]),
        (replace(whole, columns=(code, replace(code, key="told", kind=YES_NO))), [says]),
        (replace(whole, columns=(replace(code, key="told"),)), [says]),
    ):
        theirs = replace(case_type(items=(rows,)), key="answer")
        assert list(filling_in(ours, effect, {"answer": theirs})) == found
    assert list(filling_in(ours, effect, {})) == [], "a type that is not built yet is no contradiction"


def test_what_is_drawn_of_a_table_is_there_and_open_to_all_who_read_it() -> None:
    kept = replace(LINES.columns[0], key="kept", level="SEALED")
    item = replace(LINES, columns=(*LINES.columns, kept))
    amount = LINES.columns[0]
    for panel, sentence in (
        (BudgetPanel("Sums", item, kept, ()), "a panel draws kept, which has a level of its own"),
        (BudgetPanel("Sums", item, amount, (kept,)), "a panel draws kept, which has a level of its own"),
        (BudgetPanel("Sums", item, stranger, ()), "a panel draws stranger, which is not there"),
        (BudgetPanel("Sums", TABLE, TABLE.columns[0], ()), "a panel draws an unknown item table"),
    ):
        assert problems(items=(item,), panels=(panel,)) == [sentence]


# Rights, what is published, what it opens with, its register


def test_rights_name_states_and_columns_of_the_case() -> None:
    says = "is edited in an unknown state strange"
    lost = Edit(CLERK, (STRANGE,))
    assert problems(edit=(lost,)) == [f"the case {says}"]
    assert problems(items=(replace(LINES, edit=(lost,)),)) == [f"lines {says}"]
    assert problems(documents=(replace(PAPER, edit=(lost,)),)) == [f"paper {says}"]
    narrow = Edit(CLERK, (DRAFT,), columns=(stranger,))
    assert problems(edit=(narrow,)) == ["the case has no column stranger"]
    assert problems(items=(replace(LINES, edit=(narrow,)),)) == ["lines has no column stranger"]


def test_it_publishes_and_opens_with_its_own_fields() -> None:
    assert problems(publishes=(stranger,)) == ["it publishes stranger, which is no field"]
    assert problems(opens_with=(stranger,)) == ["it opens with stranger, which is no required field"]
    assert problems(opens_with=(words,)) == ["it opens with words, which is no required field"]
    needed = Field("needed", "Needed", LONG, required=True)
    case_type(fields=(words, size, day, needed), opens_with=(needed,))


def test_a_register_shows_what_there_is() -> None:
    def register(*columns: str, **more: Any) -> list[str]:
        return problems(register=Register("Letters", "letters", columns, **more))

    assert register("title", "stranger") == ["the register shows stranger, which is no field"]
    assert register("title", second="stranger") == ["the register shows stranger, which is no field"]
    assert register("title", filters=("state", "words")) == [
        "the register filters by words, which is no closed list"
    ]
    assert register("title", desk=("nobody",), presides=CLERK) == [
        "the desk names nobody, which nobody is asked"
    ]
    assert register("title", desk=("ask",)) == ["the desk stands before nobody: say who presides"]


def test_every_contradiction_is_told_at_once() -> None:
    found = problems(DRAFT.to(DONE, "drift"), publishes=(stranger,), tasks=(replace(ASK, outcomes=()),))
    assert found == [
        "drift has no cause: nobody, no time and no guard",
        "ask has no answers",
        "it publishes stranger, which is no field",
    ]


# Definitions that meet each other


def meeting(*definitions: CaseDefinition) -> list[str]:
    """What the definitions say against each other."""
    with pytest.raises(DefinitionError) as caught:
        Registry(definitions, HOUSE)
    return str(caught.value).split("; ")


def opens(*effects: Effect, **words_of: Any) -> CaseDefinition:
    """A type whose cases open others."""
    return case_type(DRAFT.to(DONE, "open", by=CLERK, then=list(effects)), key="opener", **words_of)


def test_definitions_in_order_meet_without_a_word() -> None:
    takes = case_type(accepts={"opener": {"words": "words"}})
    publishes = opens(
        Open("letter", "answers", carry={"size": "SMALL", "words": words, "day": lambda case: None}),
        Open({Size.SMALL: "letter", Size.LARGE: "not-built-yet"}, "answers", chosen_by=size),
        Open("not-built-yet", "answers", carry={"anything": words}),
        publishes=(words,),
    )
    assert list(Registry([takes, publishes], HOUSE).newest) == ["letter", "opener"]


def test_a_type_and_version_stands_once() -> None:
    assert meeting(case_type(), case_type()) == ["two definitions are called letter, version 1"]


def test_levels_and_roles_are_those_of_the_house() -> None:
    assert meeting(case_type(level=Level("ODD", "Odd", CLERK))) == [
        "letter has a level of confidentiality that the house does not know"
    ]
    ghost = role("GHOST", "Ghost")
    sentence = "letter names the role GHOST, which nobody in this house can hold"
    assert meeting(case_type(opened_by=CLERK | ghost)) == [sentence]
    assert meeting(case_type(DRAFT.to(DONE, "haunt", by=ghost))) == [sentence]
    assert meeting(case_type(tasks=(replace(ASK, to=ghost),))) == [sentence]
    Registry([case_type(opened_by=ANYONE)], HOUSE)


def test_a_level_within_a_case_is_one_of_the_house() -> None:
    sentence = "letter keeps {key} at the level ODD, which this house does not have"
    odd = replace(ASK, level="ODD")
    assert meeting(case_type(tasks=(odd,))) == [sentence.format(key="ask")]
    secret = Field("secret", "Secret", LONG, level="ODD")
    assert meeting(case_type(fields=(words, size, day, secret))) == [sentence.format(key="secret")]
    assert meeting(case_type(tasks=(replace(ASK, asks=(secret,)),))) == [sentence.format(key="secret")]
    assert meeting(case_type(items=(replace(LINES, columns=(words, secret)),))) == [
        sentence.format(key="secret")
    ]
    Registry([case_type(tasks=(replace(ASK, level=SAFE.key),))], HOUSE)


def looking(**changed: Any) -> CaseDefinition:
    """A type whose register looks up the letters of its own kind."""
    told: dict[str, Any] = {
        "person": "writer",
        "results": ("done",),
        "criteria": (Shares("Size", "size", size),),
    }
    lookup = Lookup("fitting", "Who fits", "letter", **{**told, **changed})
    ended = State("ended", "Ended", result="done", final=True)
    way = DRAFT.to(ended, "end", by=CLERK)
    fields, published = (words, size, day, WRITER, KEPT), (size, WRITER, KEPT)
    register = Register("Letters", "letters", ("title",), lookup=lookup)
    return case_type(way, fields=fields, publishes=published, register=register)


WRITER = Field("writer", "Writer", PERSON)
KEPT = Field("kept", "Kept", LONG, level=SAFE.key)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"person": "lost"}, "letter looks up lost, which letter does not publish to all its readers"),
        ({"second": "kept"}, "letter looks up kept, which letter does not publish to all its readers"),
        ({"aside": ("gone",)}, "letter looks up the result gone, which no state of letter has"),
        (
            {"criteria": (Shares("Day", "size", day),)},
            "letter compares day with size, which holds something else",
        ),
    ],
)
def test_a_lookup_sees_what_is_published_to_all_readers(changed: dict[str, Any], sentence: str) -> None:
    Registry([looking()], HOUSE)
    assert meeting(looking(**changed)) == [sentence]


@pytest.mark.parametrize(
    ("handed", "sentence"),
    [
        ({"carry": {"lost": words}}, "opener hands lost to letter, which has no such thing"),
        ({"rows": {"lost": LINES}}, "opener hands lost to letter, which has no such thing"),
        ({"documents": {"lost": PAPER}}, "opener hands lost to letter, which has no such thing"),
        ({"carry": {"day": words}}, "opener hands letter a day that it cannot take"),
        ({"carry": {"size": "HUGE"}}, "opener hands letter a size that it cannot take"),
    ],
)
def test_what_is_handed_over_can_be_taken(handed: dict[str, Any], sentence: str) -> None:
    assert meeting(case_type(), opens(Open("letter", "answers", **handed))) == [sentence]


def test_a_case_is_opened_with_what_it_needs() -> None:
    needed = Field("needed", "Needed", NUMBER, required=True)
    needs = case_type(fields=(words, size, day, needed), opens_with=(needed,))
    assert meeting(needs, opens(Open("letter", "answers"))) == ["opener opens letter without its needed"]
    Registry([needs, opens(Open("letter", "answers", carry={"needed": 3}))], HOUSE)


def test_what_turns_into_another_type_is_accepted_there() -> None:
    chosen = Open({Size.SMALL: "letter"}, "answers", chosen_by=size)
    assert meeting(case_type(), opens(chosen)) == ["opener may turn into letter, which does not accept it"]


@pytest.mark.parametrize(
    ("taken", "sentence"),
    [
        ({"lost": "words"}, "letter takes over into lost, which is no field of its own"),
        ({"words": "size"}, "letter takes over size, which opener does not publish"),
        ({"day": "words"}, "letter takes over words into day, which holds something else"),
    ],
)
def test_what_is_taken_over_is_published_and_fits(taken: dict[str, str], sentence: str) -> None:
    takes = case_type(accepts={"opener": taken, "not-built-yet": {"lost": "nothing"}})
    assert meeting(takes, opens(publishes=(words,))) == [sentence]


def test_a_tie_back_is_declared_by_the_type_it_starts_from() -> None:
    back = Open("letter", "responds_to", back=True)
    sentence = "opener is tied by responds_to from letter, which does not declare it"
    assert meeting(case_type(), opens(back)) == [sentence]
    Registry([case_type(links={"responds_to": "Responds to"}), opens(back)], HOUSE)


def test_a_case_that_follows_another_is_tied_by_what_its_type_declares() -> None:
    follows = Open("letter", "answers", following={"supersedes": "answers"})
    sentence = "opener is tied by supersedes from letter, which does not declare it"
    assert meeting(case_type(), opens(follows)) == [sentence]
    Registry([case_type(links={"supersedes": "Supersedes"}), opens(follows)], HOUSE)


def test_a_guard_takes_a_case_or_a_case_and_a_thing() -> None:
    with pytest.raises(TypeError, match=r"a guard takes \(case\) or \(case, thing\), too_much takes 3"):

        @guard("Too much.")
        def too_much(case: Any, row: Any, weather: Any) -> bool:
            return True


# Levels of the house


@pytest.mark.parametrize(
    ("levels", "sentence"),
    [
        (
            (SAFE, Level("OPEN", "Open", ANYONE)),
            "a level that is open to all stands behind a narrower one: the widest comes first",
        ),
        (
            (SAFE, Level("MINE", "Mine", OPENER)),
            "the level MINE is read by others than plain roles, which lists could not tell",
        ),
        (
            (SAFE, Level("LESS", "Less", CLERK.but_not(OPENER))),
            "the level LESS is read by others than plain roles, which lists could not tell",
        ),
    ],
)
def test_levels_are_read_by_roles_or_by_all_the_widest_first(levels: Any, sentence: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        Registry([case_type()], House(levels=levels, roles=(CLERK,)))
    assert str(caught.value) == sentence


def test_what_is_taken_over_from_a_case_opened_from_here_is_there() -> None:
    takes = opens(Open("letter", "answers"), CopyDocument(PAPER, "answers", "no_such_paper"))
    says = "opener takes over no_such_paper of letter, which has no such thing"
    assert meeting(takes, case_type()) == [says]
