"""What a house is told from outside: the environment, read once, checked as a whole, then passed on as values.

Only the bootstrap and the migrations read this module. A start with something wrong is refused with every problem at
once, so that nobody mends one line to meet the next.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import SplitResult, urlsplit

from config.environment import Environment, SettingsError, is_loopback
from config.mail import Mail, read_mail
from config.sealing import TRUST_FILE, sealer_folder
from config.webhooks import Place, read_webhook_hosts

Mode = Literal["production", "demo"]

SHORTEST_KEY = 32


class Variable(NamedTuple):
    """One line of the table in the README."""

    name: str
    meaning: str
    default: str


# fmt: off
SETTINGS = (
    Variable("NEMCON_MODE", "`production`, or `demo`: example cases, one-click sign-in, a movable clock", "`production`"),
    Variable("NEMCON_DATA_DIR", "folder of files and of the embedded database", "required; demo: `.data`"),
    Variable("NEMCON_DATABASE_URL", "`sqlite:///file` or `postgresql://…`", "`nemcon.sqlite3` in the data folder"),
    Variable("NEMCON_SECRET_KEY", "signs sessions and forms; at least 32 characters", "required; demo: made once and kept"),
    Variable("NEMCON_HOST", "address to listen on; the demo keeps to this machine", "`127.0.0.1`"),
    Variable("NEMCON_PORT", "port to listen on", "`8000`"),
    Variable("NEMCON_BASE_URL", "address that people use, for links in mail", "host and port; required in production with mail"),
    Variable("NEMCON_PROXIES", "how many reverse proxies stand in front and are believed", "`0`"),
    Variable("NEMCON_MAX_UPLOAD_MB", "largest file that is taken, in megabytes", "`25`"),
    Variable("NEMCON_SMTP_HOST", "mail server; without one, nothing is mailed", "none"),
    Variable("NEMCON_SMTP_PORT", "port of the mail server", "`587`"),
    Variable("NEMCON_SMTP_STARTTLS", "`yes` to encrypt the way to the mail server", "`yes`"),
    Variable("NEMCON_SMTP_USER", "name at the mail server", "none"),
    Variable("NEMCON_SMTP_PASSWORD", "password at the mail server", "none"),
    Variable("NEMCON_SMTP_FROM", "sender of every mail", "required with a mail server"),
    Variable("NEMCON_METRICS_TOKEN", "bearer token of whoever reads `/metrics`; at least 32 characters", "none: no metrics"),
    Variable("NEMCON_WEBHOOK_HOSTS", "hosts that webhooks may tell; with `=private` also in the own network", "none: no webhooks"),
    Variable("NEMCON_SEALER_DIR", "folder of the sealer, outside the data folder; only the sealer needs it", "demo: `.data-sealer`"),
    Variable("NEMCON_TRUST", "file with the public keys of log and witnesses (`nemcon sealer trust`)", "demo: in the sealer’s folder"),
    Variable("NEMCON_NOW", "demo only: the instant at which its clock starts, with a zone", "the demo's own date"),
)
# fmt: on


@dataclass(frozen=True)
class Settings:
    """Everything that differs from one house to the next. Secrets never show in a log of this object."""

    mode: Mode
    data_dir: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    host: str
    port: int
    base_url: str
    proxies: int
    max_upload_mb: int
    mail: Mail | None
    metrics_token: str = field(repr=False)
    now: datetime | None
    webhook_hosts: tuple[Place, ...] = ()
    sealer_dir: Path | None = None
    trust: Path | None = None

    @property
    def demo(self) -> bool:
        """Whether this is an example house, which says so on every page."""
        return self.mode == "demo"

    @property
    def https(self) -> bool:
        """Whether people come by an encrypted way, so that cookies may insist on it."""
        return self.base_url.startswith("https:")

    @property
    def max_upload_bytes(self) -> int:
        """The largest file that is taken."""
        return self.max_upload_mb * 1024 * 1024

    @classmethod
    def from_environment(cls, values: Mapping[str, str]) -> Settings:
        """Read and check all of it; one error names every problem. The demo's first start keeps a new secret key."""
        environment = Environment(values, "NEMCON_")
        environment.refuse_unknown([variable.name for variable in SETTINGS])
        settings = _read(environment)
        environment.check()
        return settings if settings.secret_key else _with_kept_key(settings)


def _read(environment: Environment) -> Settings:
    mode = _mode(environment)
    data_dir = _data_dir(environment, mode)
    host = _host(environment, mode)
    port = environment.number("NEMCON_PORT", 8000, 1, 65535)
    mail = read_mail(environment)
    sealer_dir = sealer_folder(environment, data_dir)
    if sealer_dir is None and mode == "demo":
        sealer_dir = data_dir.with_name(f"{data_dir.name}-sealer")
    must_link = mode == "production" and mail is not None
    return Settings(
        mode=mode,
        data_dir=data_dir,
        database_url=_database_url(environment, data_dir),
        secret_key=_secret_key(environment, mode),
        host=host,
        port=port,
        base_url=_base_url(environment, required=must_link) or f"http://{_bracketed(host)}:{port}",
        proxies=environment.number("NEMCON_PROXIES", 0, 0, 10),
        max_upload_mb=environment.number("NEMCON_MAX_UPLOAD_MB", 25, 1, 1024),
        mail=mail,
        metrics_token=_metrics_token(environment),
        now=_now(environment, mode),
        webhook_hosts=read_webhook_hosts(environment),
        sealer_dir=sealer_dir,
        trust=_trust(environment, mode, sealer_dir),
    )


def _mode(environment: Environment) -> Mode:
    text = environment.text("NEMCON_MODE")
    if text and text not in {"production", "demo"}:
        environment.refuse(f"NEMCON_MODE must be production or demo, not {text!r}.")
    return "demo" if text == "demo" else "production"


def _data_dir(environment: Environment, mode: Mode) -> Path:
    text = environment.text("NEMCON_DATA_DIR")
    path = Path(text or ".data")
    if mode == "production" and not text:
        environment.refuse("NEMCON_DATA_DIR is required in production: the folder that keeps the files.")
    elif mode == "production" and not path.is_absolute():
        environment.refuse(
            "NEMCON_DATA_DIR must be an absolute path in production; it must not move with the start folder."
        )
    elif path.exists() and not path.is_dir():
        environment.refuse("NEMCON_DATA_DIR must be a folder; there is a file of that name.")
    return path.absolute()


def _database_url(environment: Environment, data_dir: Path) -> str:
    """The address is never repeated in a refusal: it may hold a password."""
    url = environment.text("NEMCON_DATABASE_URL")
    if not url:
        return f"sqlite:///{data_dir / 'nemcon.sqlite3'}"
    parts = _split(url)
    if parts is None or parts.scheme not in {"sqlite", "postgresql"}:
        environment.refuse("NEMCON_DATABASE_URL must start with sqlite:/// or postgresql://.")
    elif parts.scheme == "sqlite" and (parts.netloc or parts.path in {"", "/", "/:memory:"}):
        environment.refuse(
            "NEMCON_DATABASE_URL must name a file after sqlite:///; several processes share it."
        )
    elif parts.scheme == "postgresql" and not parts.path.strip("/"):
        environment.refuse("NEMCON_DATABASE_URL must name a database after the last slash.")
    return url


def _secret_key(environment: Environment, mode: Mode) -> str:
    """Empty means: the demo's own key, looked up once everything else is right."""
    key = environment.text("NEMCON_SECRET_KEY")
    if key and len(key) < SHORTEST_KEY:
        environment.refuse(
            f"NEMCON_SECRET_KEY must have at least {SHORTEST_KEY} characters; it has {len(key)}."
        )
    if not key and mode == "production":
        recipe = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        environment.refuse(f"NEMCON_SECRET_KEY is required in production; make one with: {recipe}")
    return key


def _metrics_token(environment: Environment) -> str:
    token = environment.text("NEMCON_METRICS_TOKEN")
    if token and len(token) < SHORTEST_KEY:
        environment.refuse(
            f"NEMCON_METRICS_TOKEN must have at least {SHORTEST_KEY} characters; it has {len(token)}."
        )
    return token


def _host(environment: Environment, mode: Mode) -> str:
    host = environment.text("NEMCON_HOST") or "127.0.0.1"
    if mode == "demo" and not is_loopback(host):
        environment.refuse(
            f"NEMCON_HOST must be this machine itself in demo mode, where anybody may be anybody, not {host!r}."
        )
    return host


def _base_url(environment: Environment, *, required: bool) -> str:
    """Links are made of this and never of a request's Host header, which a stranger may write."""
    url = environment.text("NEMCON_BASE_URL").rstrip("/")
    parts = _split(url)
    if not url:
        if required:
            environment.refuse(
                "NEMCON_BASE_URL is required in production with mail: every link in a mail starts with it."
            )
    elif parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        environment.refuse(
            f"NEMCON_BASE_URL must start with http:// or https:// and name a host, not {url!r}."
        )
    elif parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        environment.refuse(
            f"NEMCON_BASE_URL must be a host and perhaps a port, with nothing around them, not {url!r}."
        )
    return url


def _trust(environment: Environment, mode: Mode, sealer_dir: Path | None) -> Path | None:
    """The demonstration believes its own sealer; a house is told whom to believe."""
    text = environment.text("NEMCON_TRUST")
    if text and not Path(text).is_file():
        environment.refuse(
            f"NEMCON_TRUST must be a file: the public keys of the log and of the witnesses, not {text!r}."
        )
    if text:
        return Path(text).absolute()
    return sealer_dir / TRUST_FILE if mode == "demo" and sealer_dir is not None else None


def _now(environment: Environment, mode: Mode) -> datetime | None:
    text = environment.text("NEMCON_NOW")
    if text and mode == "production":
        environment.refuse("NEMCON_NOW moves the clock, which only demo mode allows.")
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is not None and instant.tzinfo is not None:
        return instant.astimezone(UTC)
    if text:
        environment.refuse(
            f"NEMCON_NOW must be an instant with its zone, such as 2013-02-11T09:00:00Z, not {text!r}."
        )
    return None


def _split(url: str) -> SplitResult | None:
    """The parts of an address, or nothing when it has none."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # a port that is no number shows only when asked for
    except ValueError:
        return None
    return parts


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _with_kept_key(settings: Settings) -> Settings:
    """The demo makes its key at the first start and keeps it, so that a restart signs nobody out."""
    path = settings.data_dir / "secret_key"
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        path.touch(mode=0o600, exist_ok=False)  # its owner's only, from its first moment
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    key = path.read_text(encoding="utf-8").strip()
    if len(key) < SHORTEST_KEY:
        raise SettingsError([f"{path} holds no usable key; remove the file and a new one will be made."])
    return replace(settings, secret_key=key)


def markdown_table() -> str:
    """The settings as the README shows them."""
    rows = [f"| `{variable.name}` | {variable.meaning} | {variable.default} |" for variable in SETTINGS]
    return "\n".join(["| variable | meaning | default |", "|---|---|---|", *rows])
