"""Rounds: what a house does by itself. Clocks, the log's order, what people are told, old sessions.

They come when somebody says so, when a clock is due, and every few seconds in case nobody did.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from functools import cache
from pathlib import Path
from threading import Event, Lock

from babel.support import NullTranslations, Translations

from config.bootstrap import Settings, webhook_targets
from engine.clock import ClockWatch
from engine.commands.clearing import clear_at_once
from engine.commands.session import sweep
from engine.commands.sweep import sweep as sweep_files
from engine.commands.tick import next_due
from engine.runtime import Engine
from engine.seal import Seal
from notifications.aside import Aside
from notifications.waking import sweep_wakes, take_wakes
from notifications.webhooks import Webhooks
from notifications.worker import EVERY, Summary, run_once

log = logging.getLogger("nemcon.rounds")
SWEPT_EVERY, FILES_SWEPT_EVERY = 60.0, 3600.0
TRANSLATIONS = Path(__file__).parent / "translations"


class Rounds:
    """One round at each call, and one at a time. Other processes may have theirs meanwhile."""

    def __init__(self, engine: Engine, told: Settings) -> None:
        self._engine, self._told = engine, told
        self._watch = ClockWatch()
        self._swept, self._files_swept = -SWEPT_EVERY, -FILES_SWEPT_EVERY
        self._one_at_a_time = Lock()
        self._targets, self._seal = webhook_targets(told), Seal.of(told.secret_key, told.base_url)
        self._announcing = Aside(self._announce)

    def __call__(self) -> Summary:
        with self._one_at_a_time:
            self._sweep()
            take_wakes(self._engine.database)
            told, targets = self._told, self._targets
            done = run_once(
                self._engine,
                told.mail,
                told.base_url,
                told.demo,
                watch=self._watch,
                speak=in_language,
                targets=targets,
                seal=self._seal,
            )
        if targets.places:
            self._announcing()
        if words := in_words(done):
            log.info("%s", words)
        return done

    def _sweep(self) -> None:
        if time.monotonic() - self._swept >= SWEPT_EVERY:
            sweep(self._engine)
            sweep_wakes(self._engine.database)
            self._swept = time.monotonic()
        if time.monotonic() - self._files_swept >= FILES_SWEPT_EVERY:
            sweep_files(self._engine)
            clear_at_once(self._engine)
            self._files_swept = time.monotonic()

    def _announce(self) -> None:
        told = self._told
        Webhooks(self._engine, self._targets, told.secret_key, told.base_url, in_language).run()

    def wait(self) -> None:
        """Until what is on its way to programs has arrived or not."""
        self._announcing.wait()

    def run_until(self, stop: Event, every: float = EVERY) -> None:
        """Rounds until somebody says stop. One that fails is logged, and the next one tries again."""
        while not stop.is_set():
            wait = every
            try:
                self()
                wait = self._rest(every)
            except Exception:
                log.exception("a round failed; the next one tries again")
            stop.wait(wait)
        self.wait()

    def _rest(self, longest: float) -> float:
        """Seconds until the next clock is due, so that it fires in time; what is late waits its turn like all else."""
        due = next_due(self._engine)
        left = (due - self._engine.now()) / timedelta(seconds=1) if due is not None else longest
        return min(left, longest) if left > 0 else longest


def in_words(done: Summary) -> str:
    """What a round did, for the log; nothing where nothing was to be done."""
    counts = {
        "clocks fired": done.fired,
        "cases looked again": done.woken,
        "events placed": done.placed,
        "messages told": done.told,
        **{f"letters {fate}": count for fate, count in done.letters.items()},
        "cases failed": len(done.failed),
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)


def in_language(text: str, language: str | None) -> str:
    """A sentence of a letter in the language of its reader."""
    return str(_translations(language or "en").gettext(text))


@cache
def _translations(language: str) -> NullTranslations:
    return Translations.load(TRANSLATIONS, [language])
