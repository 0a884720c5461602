"""Who makes a webhook, who lets it begin, who ends it; and what is refused, with its sentence."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands import register
from engine.commands.webhook import (
    MOST,
    agree,
    end_own_webhook,
    end_webhook,
    make_webhook,
    pause,
    renew_secret,
    resume,
)
from engine.errors import Denied, Invalid, Refused, Unknown
from engine.log import events
from engine.target import Place, Targets
from engine.webhook import KINDS, secret_of, webhooks
from tests.world import World

TARGETS = Targets((Place("hooks.example.org", 443),))
ADDRESS = "https://hooks.example.org/in"


def made(world: World, by: str | None = "administrator", who: str = "ILO", **words: Any) -> UUID:
    told: dict[str, Any] = {"label": "A registry", "target": ADDRESS, "kinds": ["case.moved"], **words}
    keeper = world.people[by] if by else None
    return make_webhook(world.engine, world.people[who], **told, targets=TARGETS, by=keeper).webhook


def row(world: World, webhook: UUID) -> Any:
    with world.engine.database.read() as connection:
        return connection.execute(select(webhooks).where(webhooks.c.id == webhook)).one()


def kinds(world: World) -> list[str]:
    """What the log holds of webhooks, in order."""
    with world.engine.database.read() as connection:
        query = select(events.c.kind).where(events.c.kind.startswith("webhook.")).order_by(events.c.pos)
        return list(connection.execute(query).scalars())


def test_an_administrator_makes_it_and_only_its_owner_lets_it_begin(world: World) -> None:
    """Else an administrator, who reads no case, would read every case of everybody by a machine."""
    webhook = made(world)
    assert row(world, webhook).agreed_at is None
    for name in ("administrator", "officer", "ILO alternate"):
        with pytest.raises(Unknown, match="There is no such webhook"):
            agree(world.engine, webhook, by=world.people[name])
    agree(world.engine, webhook, by=world.people["ILO"])
    agree(world.engine, webhook, by=world.people["ILO"])
    assert row(world, webhook).agreed_at == world.engine.now()
    assert kinds(world) == ["webhook.made", "webhook.agreed"]


def test_whoever_runs_the_machine_and_an_administrator_for_oneself_need_no_leave(world: World) -> None:
    assert row(world, made(world, by=None)).agreed_at is not None
    assert row(world, made(world, who="administrator")).agreed_at is not None


def test_sent_twice_it_is_made_once_with_one_secret(world: World) -> None:
    told: dict[str, Any] = {
        "label": "A registry",
        "target": ADDRESS,
        "kinds": ["case.moved"],
        "targets": TARGETS,
    }
    by, who = world.people["administrator"], world.people["ILO"]
    first, again, other = (make_webhook(world.engine, who, **told, by=by, key=key) for key in ("a", "a", "b"))
    assert first == again != other
    assert kinds(world) == ["webhook.made"] * 2
    world.later(hours=1)
    renew_secret(world.engine, first.webhook, by=by)
    with pytest.raises(Refused, match="is made already, and its secret is another one by now"):
        make_webhook(world.engine, who, **told, by=by, key="a")
    end_webhook(world.engine, other.webhook, by=by)
    with pytest.raises(Refused, match="This webhook has ended"):
        make_webhook(world.engine, who, **told, by=by, key="b")


def test_nobody_but_an_administrator_looks_after_webhooks(world: World) -> None:
    webhook = made(world)
    for name in ("officer", "ILO", "manager"):
        by = world.people[name]
        with pytest.raises(Denied, match="Only an administrator looks after webhooks"):
            made(world, by=name)
        for act in (pause, resume, renew_secret, end_webhook):
            with pytest.raises(Denied, match="Only an administrator looks after webhooks"):
                act(world.engine, webhook, by=by)
    for name in ("officer", "ILO alternate", "administrator"):
        with pytest.raises(Unknown, match="There is no such webhook"):
            end_own_webhook(world.engine, webhook, by=world.people[name])
    assert kinds(world) == ["webhook.made"]


def test_its_owner_ends_it_and_what_has_ended_stays_so(world: World) -> None:
    webhook, other = made(world), made(world)
    end_own_webhook(world.engine, webhook, by=world.people["ILO"])
    end_webhook(world.engine, other, by=world.people["administrator"])
    for act in (pause, resume, renew_secret, end_webhook):
        with pytest.raises(Refused, match="This webhook has ended"):
            act(world.engine, webhook, by=world.people["administrator"])
    for own in (agree, end_own_webhook):
        with pytest.raises(Refused, match="This webhook has ended"):
            own(world.engine, webhook, by=world.people["ILO"])


def test_it_is_paused_and_taken_up_again_each_once(world: World) -> None:
    webhook = made(world)
    for act in (pause, pause, resume, resume):
        act(world.engine, webhook, by=world.people["administrator"])
    assert kinds(world) == ["webhook.made", "webhook.paused", "webhook.resumed"]


def test_another_secret_is_another_one_and_the_key_of_the_house_is_in_it(world: World) -> None:
    webhook = made(world)
    salts = [row(world, webhook).salt]
    salts += [renew_secret(world.engine, webhook, by=world.people["administrator"]).salt for _ in range(2)]
    assert (row(world, webhook).salt, row(world, webhook).former_salt) == (salts[2], salts[1])
    secrets = {
        secret_of(key, each, salt) for key in "ab" for each in (webhook, made(world)) for salt in salts
    }
    assert len(secrets) == 12 and all(each.startswith("whsec_") for each in secrets)


@pytest.mark.parametrize(
    ("words", "field", "sentence"),
    [
        ({"label": "  "}, "label", "Say in at most 100 characters what it is for."),
        ({"label": "x" * 101}, "label", "Say in at most 100 characters what it is for."),
        ({"kinds": []}, "kinds", "Choose what is announced."),
        ({"kinds": ["session.began"]}, "kinds", "Choose what is announced."),
        ({"kinds": ["case.moved", "person.added"]}, "kinds", "Choose what is announced."),
        ({"target": "https://evil.example/"}, "target", "evil.example, port 443, is not among the hosts"),
        ({"target": "http://hooks.example.org:443/"}, "target", "The address must begin with https://."),
    ],
)
def test_what_is_missing_or_wrong_is_said(
    world: World, words: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(Invalid) as refused:
        made(world, **words)
    assert str(refused.value.problems[field]).startswith(sentence)


def test_nobody_has_more_than_one_looks_after(world: World) -> None:
    for _ in range(MOST):
        made(world)
    with pytest.raises(Refused, match=f"This person has {MOST} webhooks already: end one of them first"):
        made(world)


def test_a_closed_account_and_nobody_get_none(world: World) -> None:
    register.change_person(
        world.engine, world.people["donor"], {"active": False}, by=world.people["administrator"]
    )
    with pytest.raises(Unknown, match="There is no such account, or it is closed"):
        made(world, who="donor")
    for act in (pause, end_webhook, renew_secret):
        with pytest.raises(Unknown, match="There is no such webhook"):
            act(world.engine, UUID(int=7), by=world.people["administrator"])


def test_every_kind_of_event_of_a_case_can_be_announced_and_no_other() -> None:
    from web.event_kinds import NAMES

    ours = (
        "absence.",
        "calendar.",
        "mandate.",
        "organization.",
        "person.",
        "session.",
        "setting.",
        "token.",
        "webhook.",
        "announcement.",
        "mail.",
        "erasure.",
        "history.",
    )
    of_a_case = {kind for kind in NAMES if not kind.startswith(ours)}
    assert of_a_case | {"erasure.executed"} == set(KINDS)  # in the history of the case whose words went
