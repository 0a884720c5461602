"""The server of the page benchmark: gunicorn as in production, and beside our app an empty page of Flask."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from config.settings import Settings
from web.serving import Server

KEY = "b" * 40


def settings(database_url: str, folder: Path, port: int) -> Settings:
    """A house in production on this machine."""
    return Settings(
        mode="production",
        data_dir=folder,
        database_url=database_url,
        secret_key=KEY,
        host="127.0.0.1",
        port=port,
        base_url=f"http://127.0.0.1:{port}",
        proxies=0,
        max_upload_mb=25,
        mail=None,
        metrics_token="",
        now=None,
    )


class Beside(Server):
    """Our app, and an empty page under /empty."""

    def load(self) -> Any:
        """Both behind one door."""
        empty = Flask("empty")
        empty.add_url_rule("/", "empty", lambda: "nothing")
        return DispatcherMiddleware(super().load(), {"/empty": empty})


if __name__ == "__main__":
    url, place, port = sys.argv[1:]
    told = settings(url, Path(place), int(port))
    Beside(told, workers=1, rounds=False, ready=lambda: print("ready", flush=True)).run()
