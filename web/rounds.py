"""Rounds: what a house does by itself every few seconds. Clocks, the log's order, what people are told, old sessions."""

from __future__ import annotations

import logging
import time
from functools import cache
from pathlib import Path
from threading import Event

from babel.support import NullTranslations, Translations

from config.bootstrap import Settings
from engine.clock import ClockWatch
from engine.commands.session import sweep
from engine.commands.sweep import sweep as sweep_files
from engine.runtime import Engine
from engine.seal import Seal
from notifications.worker import EVERY, Summary, run_once

log = logging.getLogger("nemcon.rounds")
SWEPT_EVERY, FILES_SWEPT_EVERY = 60.0, 3600.0
TRANSLATIONS = Path(__file__).parent / "translations"


class Rounds:
    """One round at each call. It may run in several processes at once."""

    def __init__(self, engine: Engine, told: Settings) -> None:
        self._engine, self._told = engine, told
        self._watch = ClockWatch()
        self._swept, self._files_swept = -SWEPT_EVERY, -FILES_SWEPT_EVERY

    def __call__(self) -> Summary:
        if time.monotonic() - self._swept >= SWEPT_EVERY:
            sweep(self._engine)
            self._swept = time.monotonic()
        if time.monotonic() - self._files_swept >= FILES_SWEPT_EVERY:
            sweep_files(self._engine)
            self._files_swept = time.monotonic()
        told = self._told
        seal = Seal.of(told.secret_key, told.base_url)
        return run_once(
            self._engine, told.mail, told.base_url, told.demo, watch=self._watch, speak=in_language, seal=seal
        )

    def run_until(self, stop: Event, every: float = EVERY) -> None:
        """Rounds until somebody says stop. One that fails is logged, and the next one tries again."""
        while not stop.is_set():
            try:
                self()
            except Exception:
                log.exception("a round failed; the next one tries again")
            stop.wait(every)


def in_language(text: str, language: str | None) -> str:
    """A sentence of a letter in the language of its reader."""
    return str(_translations(language or "en").gettext(text))


@cache
def _translations(language: str) -> NullTranslations:
    return Translations.load(TRANSLATIONS, [language])
