"""The fuse box: the one place where the parts meet. Settings become values; definitions are found and meet each other."""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import ModuleType

from alembic import command
from alembic.script import ScriptDirectory

import workflows
from config.environment import SettingsError
from config.sealing import DATABASE, FOLDER, TRUST_FILE, SealerSettings
from config.settings import Settings
from engine.clock import SystemClock
from engine.database import Database, open_database
from engine.doubt import ClockDoubt
from engine.files import Files
from engine.history.trust import Trust
from engine.registry import Registry, discover
from engine.runtime import Engine
from engine.target import Place, Targets
from migrations import alembic_config
from workflows import _shared

__all__ = [
    "Settings",
    "SettingsError",
    "DATABASE",
    "FOLDER",
    "TRUST_FILE",
    "SealerSettings",
    "sealer_settings",
    "trust",
    "build_engine",
    "migrate",
    "newest_revision",
    "read_settings",
    "registry",
    "webhook_targets",
]


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process; SettingsError with every problem at once."""
    return Settings.from_environment(os.environ if environment is None else environment)


@cache
def registry() -> Registry:
    """Every case type of `workflows`, past versions included, checked against each other."""
    return discover(_modules(workflows), _shared.HOUSE, _shared)


def _modules(package: ModuleType) -> list[ModuleType]:
    """The modules of case types: every file or folder that is not private, and `_past` for versions that still run."""
    found = []
    for info in pkgutil.iter_modules(package.__path__):
        if info.name == "_past":
            found += _modules(importlib.import_module(f"{package.__name__}._past"))
        elif not info.name.startswith("_"):
            found.append(importlib.import_module(f"{package.__name__}.{info.name}"))
    return found


def migrate(settings: Settings) -> None:
    """Bring the database to the newest tables; on the embedded database this also makes the file."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    command.upgrade(alembic_config(settings.database_url), "head")


@cache
def newest_revision() -> str:
    """The newest step of the tables that this program knows."""
    return ScriptDirectory.from_config(alembic_config("")).get_current_head() or ""


def build_engine(settings: Settings, database: Database | None = None) -> Engine:
    """The engine of this process. The database must be there: nothing is made by looking."""
    clock, opened = SystemClock(), database or open_database(settings.database_url)
    return Engine(
        opened,
        registry(),
        clock,
        Files(settings.data_dir / "files"),
        demo=settings.mode == "demo",
        suspect=ClockDoubt(opened, clock),
    )


def sealer_settings() -> SealerSettings:
    """The settings of a sealer; SettingsError with every problem at once."""
    return SealerSettings.from_environment(os.environ)


def trust(settings: Settings) -> Trust:
    """Whom this house believes about its own history; nobody where it was not told, or its demonstration has no key yet."""
    if settings.trust is None or not settings.trust.is_file():
        return Trust()
    return Trust.read(settings.trust)


def webhook_targets(settings: Settings) -> Targets:
    """Where webhooks may lead."""
    return Targets(tuple(Place(*each) for each in settings.webhook_hosts), demo=settings.demo)
