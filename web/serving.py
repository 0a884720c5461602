"""Serving: gunicorn with threads, and beside the embedded database the rounds in the same process."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from config.bootstrap import Settings, build_engine, trust, webhook_targets
from engine.runtime import Engine
from notifications.ticker import Ticker
from web.app import create_app
from web.rounds import Rounds

log = logging.getLogger("nemcon.web")
THREADS = 6


def app_of(told: Settings, engine: Engine) -> Flask:
    """The app, as the settings want it."""
    return create_app(
        engine,
        secret_key=told.secret_key,
        base_url=told.base_url,
        max_upload_bytes=told.max_upload_bytes,
        proxies=told.proxies,
        mails=told.mail is not None or told.demo,
        metrics_token=told.metrics_token,
        targets=webhook_targets(told),
        trust=trust(told),
    )


class Server(BaseApplication):
    """Gunicorn, told everything here; nothing is read from files or its own variables."""

    def __init__(self, told: Settings, *, workers: int, rounds: bool, ready: Callable[[], None]) -> None:
        self._told, self._workers, self._rounds, self._ready = told, workers, rounds, ready
        self._ticker: Ticker | None = None
        self._engine: Engine | None = None
        super().__init__()

    def load_config(self) -> None:
        """What gunicorn is told."""
        host = f"[{self._told.host}]" if ":" in self._told.host else self._told.host
        said: dict[str, Any] = {
            "bind": [f"{host}:{self._told.port}"],
            "worker_class": "gthread",
            "workers": self._workers,
            "threads": THREADS,
            "timeout": 60,
            "graceful_timeout": 10,
            "keepalive": 5,
            "loglevel": "warning",
            "proc_name": "nemcon",
            # What proxies say is believed by the app, as far as NEMCON_PROXIES goes, and by nobody before it.
            "forwarded_allow_ips": "",
            "control_socket_disable": True,
            "when_ready": lambda _server: self._ready(),
            "worker_exit": lambda _server, _worker: self._stop(),
        }
        for name, value in said.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The app of one worker process: its own connections, its own ticker."""
        self._engine = build_engine(self._told)
        with self._engine.reading():
            pass
        app = app_of(self._told, self._engine)
        if self._rounds:
            self._ticker = Ticker(Rounds(self._engine, self._told))
            self._ticker.start()
        return app

    def _stop(self) -> None:
        if self._ticker is not None:
            self._ticker.stop()
        if self._engine is not None:
            self._engine.database.close()


def embedded(told: Settings) -> bool:
    """Whether the database lives in a file beside the program."""
    return told.database_url.startswith("sqlite:")


def serve(told: Settings, *, workers: int, rounds: bool, ready: Callable[[], None]) -> None:
    """Serve until told to stop."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    Server(told, workers=1 if embedded(told) else workers, rounds=rounds, ready=ready).run()
