"""What a sealer is told: its own folder and the database, and nothing else of the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.environment import Environment

TRUST_FILE = "trust.json"
FOLDER, DATABASE = "NEMCON_SEALER_DIR", "NEMCON_DATABASE_URL"


@dataclass(frozen=True)
class SealerSettings:
    """The sealer's own few settings; it knows no key of the house, and works as another user of the database. Without the address
    of one it makes and hands on keys, and signs nothing."""

    folder: Path
    database_url: str = field(repr=False)

    @classmethod
    def from_environment(cls, values: Mapping[str, str]) -> SealerSettings:
        """Read and check them; SettingsError with every problem at once."""
        environment = Environment(values, "NEMCON_")
        folder = sealer_folder(environment)
        url = environment.text(DATABASE)
        if folder is None:
            environment.refuse(f"{FOLDER} is required: the sealer's own folder, outside the data folder.")
        if url and not url.startswith(("sqlite:///", "postgresql://")):
            environment.refuse(f"{DATABASE} must start with sqlite:/// or postgresql://.")
        environment.check()
        assert folder is not None
        return cls(folder, url)


def sealer_folder(environment: Environment, data_dir: Path | None = None) -> Path | None:
    """The sealer's folder, absolute. It lies outside the data folder: whoever may write there must not find the key."""
    text = environment.text(FOLDER)
    if not text:
        return None
    path = Path(text).absolute()
    data = environment.text("NEMCON_DATA_DIR")
    outside = data_dir or (Path(data).absolute() if data else None)
    if outside is not None and path.is_relative_to(outside):
        environment.refuse(
            f"{FOLDER} must lie outside the data folder: the key must not be where the house may write."
        )
    return path
