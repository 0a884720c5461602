"""The history of the tables, one step a file. `alembic_config` is how the program and the tests reach it."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config

HERE = Path(__file__).parent


def alembic_config(url: str) -> Config:
    """What Alembic needs to move the database at that address, independent of the folder one stands in."""
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["url"] = url  # an attribute and no option: a password may contain %
    return config
