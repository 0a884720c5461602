"""Waking: on PostgreSQL a command that leaves something to do leaves a job as well, and NOTIFY wakes a worker for it.

Procrastinate carries the job and nothing rests on it. What is to be done stands in tables of ours, where the next round
finds it; a round takes every job that was committed before it began, so that they neither pile up nor run in vain.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

from procrastinate import App, PsycopgConnector
from sqlalchemy import TextClause, make_url, text

from engine.database import Database

log = logging.getLogger(__name__)
SCHEMA, QUEUE, ROUND = "procrastinate", "house", "round"
PAUSE = 2.0
"""Seconds until a waker whose connection broke tries again; the rounds go on meanwhile."""
LOOKS = 60.0
"""Seconds after which a waker looks for jobs without being told. What is told while it fetches one is lost: the rounds that
come by themselves look more often, and find all that is to be done."""

# Its own triggers know its tables by their bare names.
_there = text(f"SET LOCAL search_path TO {SCHEMA}")
_take = text(
    "DELETE FROM procrastinate_jobs WHERE id IN (SELECT id FROM procrastinate_jobs "
    "WHERE queue_name = :queue AND status = 'todo' FOR UPDATE SKIP LOCKED)"
)
# A worker that was killed finishes no job, and when its heartbeat has stopped nobody will.
_sweep = text(
    "DELETE FROM procrastinate_jobs AS job WHERE queue_name = :queue AND status <> 'todo' AND NOT EXISTS ("
    "SELECT 1 FROM procrastinate_workers AS worker WHERE worker.id = job.worker_id "
    "AND worker.last_heartbeat > now() - interval '2 minutes')"
)


def take_wakes(database: Database) -> int:
    """Take what was enqueued until now, for the round that begins: it finds all that was committed with it."""
    return _delete(database, _take)


def sweep_wakes(database: Database) -> int:
    """Remove the jobs of workers that are no more."""
    return _delete(database, _sweep)


def _delete(database: Database, statement: TextClause) -> int:
    if database.kind == "sqlite":
        return 0
    with database.begin() as connection:
        connection.execute(_there)
        return connection.execute(statement, {"queue": QUEUE}).rowcount


class Waker:
    """Runs a round whenever a job is there, in a thread beside the rounds that come by themselves."""

    def __init__(self, url: str, round_: Callable[[], object]) -> None:
        self._address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._round = round_
        self._loop = asyncio.new_event_loop()
        self._serving = self._loop.create_task(self._serve())
        self._thread = Thread(target=self._run, name="waker", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """End, when the round that runs is over."""
        self._loop.call_soon_threadsafe(self._serving.cancel)
        self._thread.join()

    def _run(self) -> None:
        with suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._serving)
        self._loop.close()

    async def _serve(self) -> None:
        while True:
            try:
                await self._listen()
            except Exception as error:  # noqa: BLE001  # whatever it is, the rounds that come by themselves go on
                log.warning("workers are not woken for the moment (%s)", type(error).__name__)
            await asyncio.sleep(PAUSE)

    async def _listen(self) -> None:
        app = App(connector=_connector(self._address))
        app.task(name=ROUND, queue=QUEUE)(self._once)
        async with app.open_async():
            await app.run_worker_async(
                queues=[QUEUE],
                concurrency=1,
                listen_notify=True,
                fetch_job_polling_interval=LOOKS,
                delete_jobs="always",
                install_signal_handlers=False,
            )

    def _once(self) -> None:
        try:
            self._round()
        except Exception:
            log.exception("a round failed; the next one tries again")


def _connector(address: str) -> PsycopgConnector:
    settings = {
        "options": f"-c search_path={SCHEMA}",
        "application_name": "nemcon-waker",
        "connect_timeout": 10,
    }
    return PsycopgConnector(conninfo=address, kwargs=settings, min_size=1, max_size=3)
