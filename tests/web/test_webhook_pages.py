"""The pages of webhooks: an administrator makes one, its owner lets it begin, both end it; the secret is shown once."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.target import Place, Targets
from engine.webhook import secret_of, webhooks
from tests.web.administration import KEPT, done, look, press, problems
from tests.web.desk import KEY, Desk
from tests.web.reading import words
from tests.world import World

ADDRESS = "https://hooks.example.org/in?token=abc"
TARGETS = Targets((Place("hooks.example.org", 443),))
MINE = "/account/webhooks"


@pytest.fixture
def open_desk(small_world: World) -> Desk:
    """The desk of a house whose operator allows a host."""
    return Desk(small_world, targets=TARGETS)


def made(desk: Desk, **typed: Any) -> str:
    """Make one as the form does; the page that shows its secret."""
    answer = press(desk, "/webhooks", **{**form(), **typed})
    assert answer.status_code == 200, words(answer)
    return answer.text


def form() -> dict[str, Any]:
    return {
        "person": "ILO@example.org",
        "label": "A registry",
        "target": ADDRESS,
        "kinds": ["case.moved", "case.opened"],
    }


def row(desk: Desk) -> Any:
    with desk.world.engine.database.read() as connection:
        return connection.execute(select(webhooks)).one()


def secrets(told: str) -> list[str]:
    return re.findall(r"whsec_[\w+/=]+", told)


def test_without_an_allowed_host_the_page_says_so_and_offers_nothing(desk: Desk) -> None:
    page = look(desk, "/webhooks")
    assert "This house announces nothing." in words(page) and "NEMCON_WEBHOOK_HOSTS" in words(page)
    assert "Make the webhook" not in words(page) and "No program is told anything." in words(page)
    refused = press(desk, "/webhooks", **form())
    assert refused.status_code == 422
    assert problems(refused) == ["This house allows no webhooks: NEMCON_WEBHOOK_HOSTS names no host."]


def test_the_secret_is_shown_once_and_stands_nowhere_after(open_desk: Desk) -> None:
    told = made(open_desk)
    found = row(open_desk)
    assert secrets(told) == [secret_of(KEY, found.id, found.salt)]
    assert "It announces as soon as its owner has agreed" in told and "This is shown once." in told
    page = look(open_desk, "/webhooks")
    assert secrets(page.text) == []
    assert "A registry" in words(page) and "waits for its owner’s leave" in words(page)
    assert "Case opened, Step taken" in words(page) and "A registry ILO " + ADDRESS in words(page)


def test_the_page_of_the_secret_loaded_once_more_makes_no_second_webhook(open_desk: Desk) -> None:
    told = [made(open_desk, idempotency_key="4f1c6d0e") for _ in range(2)]
    assert secrets(told[0]) == secrets(told[1]) != []
    row(open_desk)  # there is one


def test_its_owner_lets_it_begin_and_nobody_else_sees_it(open_desk: Desk) -> None:
    assert "No program is told anything" in words(open_desk.as_("ILO").get(MINE))
    made(open_desk)
    identity = row(open_desk).id
    assert "A registry" not in words(open_desk.as_("OSCE").get(MINE))
    for name in ("OSCE", "administrator"):
        assert open_desk.as_(name).post(f"{MINE}/{identity}/agree").status_code == 404
    assert row(open_desk).agreed_at is None
    page = open_desk.as_("ILO").get(MINE)
    assert f"A registry {ADDRESS} waits for its owner’s leave" in words(page)
    after = open_desk.as_("ILO").post(f"{MINE}/{identity}/agree", follow_redirects=True)
    assert "From now on this program is told what you may see." in after.text
    assert f"A registry {ADDRESS} announces" in words(after) and "Let it begin" not in words(after)
    assert row(open_desk).agreed_at == open_desk.world.engine.now()


def test_its_owner_ends_it_and_others_cannot(open_desk: Desk) -> None:
    made(open_desk)
    identity = row(open_desk).id
    assert open_desk.as_("OSCE").post(f"{MINE}/{identity}/end").status_code == 404
    after = open_desk.as_("ILO").post(f"{MINE}/{identity}/end", follow_redirects=True)
    assert "This program is told nothing any more." in after.text
    assert row(open_desk).ended_at is not None
    assert "A registry" not in words(look(open_desk, "/webhooks"))
    refused = press(open_desk, f"/webhooks/{identity}/pause")
    assert (refused.status_code, problems(refused)) == (422, ["This webhook has ended."])


def test_it_is_paused_taken_up_and_given_another_secret(open_desk: Desk) -> None:
    first = made(open_desk)
    identity = row(open_desk).id
    open_desk.as_("ILO").post(f"{MINE}/{identity}/agree")
    assert done(open_desk, f"/webhooks/{identity}/pause") == "It is paused. What was queued waits."
    assert f"A registry ILO {ADDRESS} paused" in words(look(open_desk, "/webhooks"))
    assert done(open_desk, f"/webhooks/{identity}/resume") == "It announces again."
    told = press(open_desk, f"/webhooks/{identity}/secret").text
    assert "For a day the former secret signs as well." in told
    assert len({*secrets(first), *secrets(told)}) == 2
    assert press(open_desk, f"/webhooks/{identity}/sell").status_code == 404
    assert press(open_desk, f"/webhooks/{UUID(int=7)}/secret").status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"person": ""}, "Choose whose rights decide what is announced."),
        ({"label": " "}, "Say in at most 100 characters what it is for."),
        ({"kinds": []}, "Choose what is announced."),
        ({"target": "https://169.254.169.254/"}, "169.254.169.254, port 443, is not among the hosts that the operator allows."),
        ({"target": "http://hooks.example.org:443/"}, "The address must begin with https://."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_the_words_are_kept(
    open_desk: Desk, typed: dict[str, Any], sentence: str
) -> None:
    refused = press(open_desk, "/webhooks", **{**form(), **typed})
    assert (refused.status_code, problems(refused)) == (422, [sentence])
    assert KEPT in words(refused)
    if "label" not in typed:
        assert 'value="A registry"' in refused.text
    if "kinds" not in typed:
        assert len(re.findall(r'name="kinds" value="[^"]+" checked', refused.text)) == 2


def test_what_was_done_stands_in_the_history_without_the_address(open_desk: Desk) -> None:
    made(open_desk)
    identity = row(open_desk).id
    open_desk.as_("ILO").post(f"{MINE}/{identity}/agree")
    open_desk.as_("ILO").post(f"{MINE}/{identity}/end")
    page = words(open_desk.as_("auditor").get("/audit"))
    for sentence in (
        "administrator made a webhook for ILO.",
        "ILO agreed to a webhook.",
        "ILO ended a webhook of ILO.",
    ):
        assert sentence in page
    assert "hooks.example.org" not in page
