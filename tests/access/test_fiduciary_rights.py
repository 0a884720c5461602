"""Only the fiduciary officer of the organization that receives the money says that it is there, takes it in and certifies
what was spent: by every way in, and nobody else is shown a button for it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from engine.commands.token import make_token
from engine.item import Item
from tests.access.scenes import copied
from tests.furnished import copy_of
from tests.web.desk import Desk
from tests.web.reading import words
from tests.web.test_many_rows import form_of
from tests.workflows import contributing, programming
from tests.world import World

RECEIVER = "IOM fiduciary"
# In whose place each of them could be thought to act: another receiver, the member itself, who leads, who pays, who signs.
OTHERS = (
    "UNODC fiduciary", "IOM", "IOM alternate", "ILO", "OSCE", "officer", "manager", "auditor", "administrator", "donor", "counterpart",
    "neighbour", None,
)  # fmt: skip
TRAINING, AMOUNT = "Training", "30000"


@dataclass
class Till:
    """A house in which money of IOM waits to be confirmed, to be taken in and to be certified."""

    world: World
    programme: UUID
    expected: UUID
    spent: UUID
    desk: Desk = field(init=False)
    tokens: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.desk = Desk(self.world)
        for name in (RECEIVER, *OTHERS):
            if name is not None:
                self.tokens[name] = make_token(self.world.engine, self.world.people[name], "a machine")

    def post(self, who: str | None, path: str, form: dict[str, Any], **more: Any) -> TestResponse:
        visitor = self.desk.as_(who) if who else self.desk.stranger()
        return visitor.post(path, form, **more)

    def call(self, who: str | None, method: str, path: str, body: Any, **headers: str) -> TestResponse:
        if who is not None:
            headers["Authorization"] = f"Bearer {self.tokens[who]}"
        machine = self.desk.app.test_client(use_cookies=False)
        return machine.open(f"/api/v1{path}", method=method, json=body, headers=headers)

    def line(self) -> Item:
        return programming.line(self.world, self.programme, TRAINING)

    def stands(self) -> tuple[Any, ...]:
        """What nobody but the receiver changes."""
        return (
            self.line(), self.world.state(self.expected), self.world.state(self.spent),
            *(len(self.world.read(each).answers) for each in (self.programme, self.expected, self.spent)),
        )  # fmt: skip


Way = Callable[[Till, str | None], TestResponse]


def confirm_on_the_page(till: Till, who: str | None) -> TestResponse:
    asked = programming.asked_for(till.world, till.programme, TRAINING)
    told = {
        "outcome": "confirmed",
        "there": AMOUNT,
        "confirmed": "yes",
        "bound": till.world.bound(till.programme, "confirm"),
    }
    return till.post(who, f"/cases/{till.programme}/tasks/{asked.id}/answer", told)


def confirm_by_machine(till: Till, who: str | None) -> TestResponse:
    asked = programming.asked_for(till.world, till.programme, TRAINING)
    told = {
        "outcome": "confirmed",
        "data": {"there": AMOUNT},
        "bound": till.world.bound(till.programme, "confirm"),
    }
    return till.call(who, "POST", f"/tasks/{asked.id}/completion", told)


def write_the_row(till: Till, who: str | None) -> TestResponse:
    row = till.line()
    return till.post(
        who, f"/cases/{till.programme}/rows/{row.id}", {"confirmed": AMOUNT, "revision": str(row.revision)}
    )


def write_the_row_by_machine(till: Till, who: str | None) -> TestResponse:
    row = till.line()
    path = f"/cases/{till.programme}/items/budget/{row.id}"
    return till.call(who, "PATCH", path, {"data": {"confirmed": AMOUNT}}, **{"If-Match": f'"{row.revision}"'})


def write_many_rows(till: Till, who: str | None) -> TestResponse:
    """As the form stands for this person, with the line of IOM filled in, whether it is shown or not."""
    path = f"/cases/{till.programme}/tables/budget/write"
    shown = (till.desk.as_(who) if who else till.desk.stranger()).get(path)
    row = till.line()
    named = {f"r{row.id.hex}-confirmed": AMOUNT, f"r{row.id.hex}-revision": str(row.revision)}
    return till.post(who, path, {**(form_of(shown) if shown.status_code == 200 else {}), **named})


def bring_in_a_sheet(till: Till, who: str | None) -> TestResponse:
    sheet = f"Line,Phase,Confirmed\n{TRAINING},1,{AMOUNT}\n".encode()
    path = f"/cases/{till.programme}/tables/budget/sheet"
    return till.post(
        who, path, {"file": (io.BytesIO(sheet), "sheet.csv")}, content_type="multipart/form-data"
    )


def receive_on_the_page(till: Till, who: str | None) -> TestResponse:
    told = {
        **contributing.CAME,
        "revision": str(till.world.read(till.expected).case.revision),
        "confirmed": "yes",
    }
    return till.post(who, f"/cases/{till.expected}/acts/receive", told)


def receive_by_machine(till: Till, who: str | None) -> TestResponse:
    tag = {"If-Match": f'"{till.world.read(till.expected).case.revision}"'}
    return till.call(
        who, "POST", f"/cases/{till.expected}/transitions/receive", {"data": contributing.CAME}, **tag
    )


def certify_on_the_page(till: Till, who: str | None) -> TestResponse:
    asked = till.world.find_task(till.spent, "certify")
    told = {"outcome": "certify", "confirmed": "yes", "bound": till.world.bound(till.spent, "certify")}
    return till.post(who, f"/cases/{till.spent}/tasks/{asked.id}/answer", told)


def certify_by_machine(till: Till, who: str | None) -> TestResponse:
    asked = till.world.find_task(till.spent, "certify")
    told = {"outcome": "certify", "bound": till.world.bound(till.spent, "certify")}
    return till.call(who, "POST", f"/tasks/{asked.id}/completion", told)


WAYS: tuple[Way, ...] = (
    confirm_on_the_page, confirm_by_machine, write_the_row, write_the_row_by_machine, write_many_rows, bring_in_a_sheet,
    receive_on_the_page, receive_by_machine, certify_on_the_page, certify_by_machine,
)  # fmt: skip


@pytest.fixture(scope="module")
def till(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    with copy_of(request, "sqlite", tmp_path_factory.mktemp("till")) as world:
        programming.furnish(world)
        yield Till(
            world, programming.approved(world), contributing.expected(world), contributing.spent(world)
        )


# What each way says to whoever knows of the case and is not the one.
NOT_OFFERED = (403, "This task is not offered to you.")
REFUSED: dict[Way, tuple[int, str]] = {
    confirm_on_the_page: NOT_OFFERED,
    confirm_by_machine: NOT_OFFERED,
    write_the_row: (403, "“Budget” cannot be changed by you while the case is “Approved”."),
    write_the_row_by_machine: (403, "You cannot change “Budget” while the case is “Approved”."),
    write_many_rows: (403, "You may not do this."),
    bring_in_a_sheet: (403, "You cannot change “Budget” while the case is “Approved”."),
    receive_on_the_page: (403, "You cannot do this here: It is here."),
    receive_by_machine: (403, "You cannot do this here: It is here."),
    certify_on_the_page: NOT_OFFERED,
    certify_by_machine: NOT_OFFERED,
}
# Who receives other money of the same budget has a form for it, in which this line is not; a sheet with it is not taken.
OTHERWISE: dict[tuple[Way, str | None], tuple[int, str]] = {
    (write_many_rows, "UNODC fiduciary"): (302, ""),
    (bring_in_a_sheet, "UNODC fiduciary"): (
        422,
        "Line 2, Confirmed: You cannot fill in “confirmed” here.",
    ),
}
OF_PROGRAMME = WAYS[:6]
UNAWARE = {
    True: ("administrator", "donor"),
    False: ("administrator", "donor", "UNODC fiduciary", "counterpart", "neighbour"),
}
SIGNED_OUT, UNKNOWN = (401, ""), (404, "open to you.")


def expected(way: Way, who: str | None) -> tuple[int, str]:
    if who is None:
        return SIGNED_OUT
    if who in UNAWARE[way in OF_PROGRAMME]:
        return UNKNOWN
    return OTHERWISE.get((way, who), REFUSED[way])


def said(answer: TestResponse) -> str:
    if answer.is_json:
        return str((answer.json or {}).get("detail"))
    return words(answer) if "<main" in answer.text else ""


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_nobody_else_confirms_receives_or_certifies(till: Till, way: Way) -> None:
    before, differing = till.stands(), []
    for who in OTHERS:
        answer = way(till, who)
        status, sentence = expected(way, who)
        if answer.status_code != status or sentence not in said(answer):
            differing.append(f"{who}: {answer.status_code} {said(answer)[:900]}, and not {status} {sentence}")
        assert till.stands() == before, f"{who} has changed it"
    assert differing == [], "\n".join(differing)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_officer_of_the_receiving_organization_does(till: Till, way: Way, tmp_path: Path) -> None:
    """On a copy of its own: each of these acts is done once."""
    mine = replace(till, world=copied(till.world, tmp_path))
    before = mine.stands()
    answer = way(mine, RECEIVER)
    # What is received asks its officer nothing until it is spent, and is not open to them meanwhile.
    done = (404,) if way is receive_by_machine else (200, 302)
    assert answer.status_code in done, said(answer)
    assert mine.stands() != before
    mine.world.engine.database.close()


def test_whoever_closes_a_case_to_themselves_by_an_act_reads_what_was_recorded(
    till: Till, tmp_path: Path
) -> None:
    """What has come asks its officer nothing until it is spent: the answer leads to their work, and not to a page that is not
    there."""
    mine = replace(till, world=copied(till.world, tmp_path))
    answer = receive_on_the_page(mine, RECEIVER)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/my-work")
    page = mine.desk.as_(RECEIVER).get("/my-work")
    assert page.status_code == 200 and "It is here: For seafarers" in said(page)
    mine.world.engine.database.close()


def buttons(till: Till, who: str) -> set[str]:
    """Which of these acts the pages of the three cases offer somebody: by the address to which a form or a link leads."""
    asked = programming.asked_for(till.world, till.programme, TRAINING)
    certificate = till.world.find_task(till.spent, "certify")
    places = {
        "confirm": f"/cases/{till.programme}/tasks/{asked.id}",
        "row": f"/cases/{till.programme}/rows/{till.line().id}",
        "rows": f"/cases/{till.programme}/tables/budget/write",
        "sheet": f"/cases/{till.programme}/tables/budget/sheet",
        "receive": f'action="/cases/{till.expected}/acts/receive"',
        "certify": f"/cases/{till.spent}/tasks/{certificate.id}",
    }
    pages = (
        f"/cases/{till.programme}", f"/cases/{till.programme}/tables/budget", f"/cases/{till.expected}",
        f"/cases/{till.expected}/acts/receive", f"/cases/{till.spent}", "/my-work?view=all",
    )  # fmt: skip
    text = "\n".join(till.desk.as_(who).get(each).text for each in pages)
    return {name for name, place in places.items() if place in text}


def test_only_the_officer_is_shown_a_button_for_it(till: Till) -> None:
    shown = {who: buttons(till, who) for who in (RECEIVER, *OTHERS) if who is not None}
    assert shown.pop(RECEIVER) == {"confirm", "row", "rows", "sheet", "receive", "certify"}
    assert shown.pop("UNODC fiduciary") == {"rows", "sheet"}, "for the line of UNODC, in the same table"
    assert {who: each for who, each in shown.items() if each} == {}
