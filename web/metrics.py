"""The figures of a house in the text format of Prometheus: gauges of the present moment, with few and known labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from engine.queries.health import Health

FORMAT = CONTENT_TYPE_LATEST


def written(told: Health, *, doubtful: bool) -> bytes:
    """One reading."""
    registry = CollectorRegistry()
    registry.register(_Figures(told, doubtful))
    return generate_latest(registry)


class _Figures(Collector):
    """What one look has found."""

    def __init__(self, told: Health, doubtful: bool) -> None:
        self._told, self._doubtful = told, doubtful

    def collect(self) -> Iterator[GaugeMetricFamily]:
        told = self._told
        yield _one("nemcon_timers_late", "Clocks that are due and have not fired", told.late_timers)
        yield _one("nemcon_timer_lag_seconds", "How long the oldest of them has been due", told.lag)
        yield _one("nemcon_events_unsequenced", "Events without a place in the log", told.unsequenced)
        yield _one(
            "nemcon_sequencing_delay_seconds", "How long the oldest of them has waited for one", told.placing
        )
        yield _many("nemcon_consumer_behind", "Entries of the log still to be read", "consumer", told.behind)
        yield _one("nemcon_consumer_delay_seconds", "How long the oldest of them has waited", told.reading)
        yield _one("nemcon_wakes", "Cases that have to look again", told.wakes)
        waited = told.at - told.wakes_since if told.wakes_since else timedelta(0)
        yield _one("nemcon_wake_delay_seconds", "How long the oldest of them has waited", waited)
        yield _many("nemcon_mails", "Letters by state", "state", told.mails)
        ages = {state: told.at - since for state, since in told.mails_since.items()}
        yield _many("nemcon_mail_age_seconds", "Age of the oldest letter by state", "state", ages)
        yield _many("nemcon_announcements", "Announcements of webhooks by state", "state", told.announcements)
        ages = {state: told.at - since for state, since in told.announcements_since.items()}
        yield _many(
            "nemcon_announcement_age_seconds", "Age of the oldest announcement by state", "state", ages
        )
        beats = {name: told.node_at - at for name, at in told.beats.items()}
        yield _many("nemcon_heartbeat_age_seconds", "Since something was last alive", "name", beats)
        yield _one("nemcon_clock_suspect", "1 while the clock is in doubt", int(self._doubtful))
        yield _one("nemcon_well", "1 while clocks fire and what happens is told", int(told.is_well()))


Figure = int | timedelta


def _one(name: str, meaning: str, value: Figure) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, value=_number(value))


def _many(name: str, meaning: str, label: str, values: Mapping[str, Figure]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, meaning, labels=[label])
    for each, value in sorted(values.items()):
        family.add_metric([each], _number(value))
    return family


def _number(value: Figure) -> float:
    return value.total_seconds() if isinstance(value, timedelta) else value
