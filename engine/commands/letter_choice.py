"""Verbs on letters that one gets: choose, by group, how they come; end some by an address in a letter."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from engine.errors import Invalid, Unknown
from engine.letter_choice import ALLOWED, OFF, can_end, keep_choices
from engine.messages import Message, message
from engine.runtime import Engine
from engine.seal import Seal


def choose_letters(engine: Engine, choices: Mapping[str, str], *, by: UUID) -> None:
    """From now on letters of these groups come as chosen; what was written already goes out as it was."""
    problems: dict[str, Message] = {}
    for about, choice in choices.items():
        if choice not in ALLOWED.get(about, ()):
            problems[about] = message("Choose one of the ways that are listed here.")
    if problems:
        raise Invalid(problems, rule="letters")
    with engine.database.begin() as connection:
        engine.register(connection)
        keep_choices(connection, by, choices, engine.now())


def end_letters(engine: Engine, seal: Seal, token: str) -> tuple[str, ...]:
    """Switch off the letters that a token names, whoever holds it; gives which. It can do nothing else."""
    named = seal.read(token)
    if named is None or not can_end(named[1]):
        raise no_such_address()
    person, groups = named
    with engine.database.begin() as connection:
        known = engine.register(connection).people.get(person)
        if known is None or not known.active:
            raise no_such_address()
        keep_choices(connection, person, dict.fromkeys(groups, OFF), engine.now())
    return groups


def no_such_address() -> Unknown:
    """Whatever is wrong with a token: nobody is told what."""
    return Unknown("This address ends no letters.", rule="letters-end")
