"""The command that looks at a house: every promise about its record, held or broken or not looked at, and how many."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import click

from config.bootstrap import trust
from engine.doctor.examination import examine
from engine.doctor.finding import BROKEN, HOLDS, NOT_RUN, Finding
from engine.history.trust import Trust
from engine.messages import Message
from engine.runtime import Engine
from web.command_line.house import REFUSED, opened, spoken
from web.command_line.proving import unreadable_refused


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object.")
@spoken
def doctor(as_json: bool) -> None:
    """Look whether the record of the house is whole: the log, the tables, the files, what was asked and answered.

    It only reads, and people may work on meanwhile. Of each promise it says how many rows it looked at. Codes: 0 where
    none is broken, 1 where one is.
    """
    with opened() as (told, engine), unreadable_refused():
        findings = list(_examined(engine, trust(told), quiet=as_json))
    if as_json:
        click.echo(json.dumps(_as_json(findings), ensure_ascii=False, indent=2))
    else:
        click.echo(summary(findings))
    if any(each.verdict == BROKEN for each in findings):
        raise SystemExit(REFUSED)


def _examined(engine: Engine, believed: Trust, *, quiet: bool) -> Iterator[Finding]:
    """Each finding, told as soon as it is there; how far it is goes where errors go."""
    for finding in examine(engine, say=_say, trust=believed):
        if not quiet:
            click.echo("\n".join(lines(finding)))
        yield finding


def _say(words: Message) -> None:
    click.echo(words.english(), err=True)


def lines(finding: Finding) -> Iterator[str]:
    """A finding in words: the verdict, the promise, how many rows; then what is broken, or why nobody looked."""
    looked = "" if finding.verdict == NOT_RUN else f"  ({finding.looked} looked at)"
    number = finding.promise.number or "-"
    yield f"{finding.verdict:8}{number:4} {finding.promise.says.english()}{looked}"
    if finding.why is not None:
        yield f"             {finding.why.english()}"
    for case in finding.cases:
        yield f"             {case.english()}"
    if finding.wrong > len(finding.cases):
        yield f"             and {finding.wrong - len(finding.cases)} more"


def summary(findings: Iterable[Finding]) -> str:
    """How many of which verdict."""
    counts = Counter(each.verdict for each in findings)
    total = sum(counts.values())
    return f"{total} promises: {counts[HOLDS]} hold, {counts[BROKEN]} are broken, {counts[NOT_RUN]} were not looked at."


def _as_json(findings: list[Finding]) -> dict[str, Any]:
    counts = Counter(each.verdict for each in findings)
    return {
        "holds": counts[HOLDS],
        "broken": counts[BROKEN],
        "not_run": counts[NOT_RUN],
        "promises": [_one(each) for each in findings],
    }


def _one(finding: Finding) -> dict[str, Any]:
    return {
        "key": finding.promise.key,
        "number": finding.promise.number or None,
        "says": finding.promise.says.english(),
        "verdict": finding.verdict,
        "looked": finding.looked,
        "wrong": finding.wrong,
        "cases": [each.english() for each in finding.cases],
        "why": finding.why.english() if finding.why is not None else None,
    }
