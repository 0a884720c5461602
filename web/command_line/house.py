"""What every command starts from: the settings, the engine, sentences in place of traces, and codes for scripts.

0: done. 1: refused, with a sentence. 2: used wrongly, or settings with which nothing starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, NoReturn, TypeVar
from uuid import UUID

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from config.bootstrap import Settings, SettingsError, build_engine, read_settings
from engine.commands.importing import Unimportable
from engine.database import DatabaseUnavailable, open_database
from engine.errors import DefinitionError, EngineError, Invalid, Unknown
from engine.runtime import Engine
from web.accounts.letters import Letters
from web.app import create_app

REFUSED, MISUSED = 1, 2
Command = TypeVar("Command", bound=Callable[..., Any])


def refuse(words: str, code: int = REFUSED) -> NoReturn:
    """End with a sentence and a code."""
    click.echo(words, err=True)
    raise SystemExit(code)


def spoken(command: Command) -> Command:
    """Let a command end with a sentence where the engine refuses."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        try:
            return command(*arguments, **options)
        except SettingsError as error:
            refuse(str(error), MISUSED)
        except Unimportable as error:
            for number, says in error.lines:
                click.echo(f"line {number}: {says}", err=True)
            refuse(str(error.says))
        except Invalid as error:
            refuse("\n".join(str(says) for says in error.problems.values()))
        except EngineError as error:
            refuse(str(error.says))
        except (DatabaseUnavailable, DefinitionError) as error:
            refuse(str(error))
        except ProgrammingError as error:
            refuse(f"The tables do not fit this program; nemcon migrate makes them fit. ({error.orig})")
        except OperationalError as error:
            refuse(f"The database cannot be used as it is; perhaps it needs nemcon migrate. ({error.orig})")

    return run  # type: ignore[return-value]


def settings() -> Settings:
    """The settings of this process."""
    return read_settings()


@contextmanager
def opened(*, as_owner: bool = False) -> Iterator[tuple[Settings, Engine]]:
    """The engine, its register read once, so that the clock and the log's name are known. `as_owner`: to fill the tables."""
    told = settings()
    engine = build_engine(told, open_database(told.database_url, as_owner=True) if as_owner else None)
    try:
        with engine.reading():
            pass
        yield told, engine
    finally:
        engine.database.close()


def person_of(engine: Engine, email: str) -> UUID:
    """Somebody by e-mail address."""
    with engine.reading() as (_, register):
        found = register.by_email.get(email.strip().lower())
    if found is None:
        raise Unknown("There is no account {email}.", email=email)
    return found.id


@contextmanager
def writing(told: Settings, engine: Engine) -> Iterator[Letters]:
    """Letters and links, made of the address that people use."""
    app = create_app(engine, secret_key=told.secret_key, base_url=told.base_url)
    with engine.reading() as (_, register):
        pass
    with app.test_request_context("/", base_url=told.base_url):
        yield Letters(register)
