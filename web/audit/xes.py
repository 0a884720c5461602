"""XES 2.0 (IEEE 1849): one trace for each case and each other stream, one event for each thing that happened and for what
became of each task."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from uuid import uuid5
from xml.sax.saxutils import quoteattr

from engine.queries.traces import Step, Trace, Traced
from web.audit.activities import COMPLETE, activity, definition_of, is_step, task_name, told, trace_name

NAMESPACE = "http://www.xes-standard.org/"
EXTENSIONS = (
    ("Concept", "concept"),
    ("Lifecycle", "lifecycle"),
    ("Time", "time"),
    ("Organizational", "org"),
    ("Identity", "identity"),
)
# What XML cannot hold at all.
UNSAYABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
AS_ORG = {"actor": "org:resource", "organization": "org:group", "capacity": "org:role"}


def head(name: str) -> Iterator[str]:
    """The beginning of a log: what its attributes mean, and which of them every trace and event has."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<log xes.version="2.0" xes.features="" xmlns="{NAMESPACE}">\n'
    for title, prefix in EXTENSIONS:
        yield f'<extension name="{title}" prefix="{prefix}" uri="{NAMESPACE}{prefix}.xesext"/>\n'
    yield f'<global scope="trace">{_string("concept:name", "")}{_id("identity:id", "")}</global>\n'
    common = ("concept:name", "lifecycle:transition", "kind", "event", "hash")
    date = '<date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>'
    yield f'<global scope="event">{"".join(_string(key, "") for key in common)}{_id("identity:id", "")}{date}</global>\n'
    yield '<classifier name="Activity" scope="event" keys="concept:name lifecycle:transition"/>\n'
    yield _string("concept:name", name) + _string("lifecycle:model", "standard") + "\n"


def tail() -> str:
    """The end of a log."""
    return "</log>\n"


def written(traces: Iterable[Trace]) -> Iterator[str]:
    """These traces, one piece of text each."""
    for trace in traces:
        events = "".join(piece for each in trace.events for piece in _events(trace, each))
        yield f"<trace>{''.join(_about(trace))}\n{events}</trace>\n"


def _about(trace: Trace) -> Iterator[str]:
    yield _string("concept:name", trace_name(trace))
    yield _id("identity:id", str(trace.id))
    yield _string("stream", trace.kind)
    if trace.case is not None:
        yield _string("type", trace.case.definition)
        yield _string("title", trace.case.title)
        yield _string("reference", trace.case.reference)


def _events(trace: Trace, traced: Traced) -> Iterator[str]:
    definition, happening = definition_of(trace.case), traced.happening
    steps = traced.steps
    if not is_step(happening, steps):
        yield _event(traced, activity(definition, happening), COMPLETE, None)
    for step in steps:
        yield _event(traced, task_name(definition, step.key), step.lifecycle, step)


def _event(traced: Traced, name: str, lifecycle: str, step: Step | None) -> str:
    happening = traced.happening
    own = step is None or (is_step(happening, traced.steps) and step is traced.steps[0])
    identity = happening.event_id if own or step is None else uuid5(happening.event_id, step.task.hex)
    parts = [
        _string("concept:name", name),
        _string("lifecycle:transition", lifecycle),
        f'<date key="time:timestamp" value="{happening.at.isoformat()}"/>',
        _id("identity:id", str(identity)),
        _string("kind", happening.kind),
        _string("event", str(happening.event_id)),
        _string("hash", happening.leaf),
    ]
    if step is not None:
        parts.append(_string("concept:instance", str(step.task)))
    parts += [_string(AS_ORG.get(key, key), words) for key, words in told(happening).items()]
    if happening.due is not None:
        parts.append(f'<date key="due" value="{happening.due.isoformat()}"/>')
    return f"<event>{''.join(parts)}</event>\n"


def _string(key: str, words: str) -> str:
    return f'<string key="{key}" value={_quoted(words)}/>'


def _id(key: str, words: str) -> str:
    return f'<id key="{key}" value={_quoted(words)}/>'


def _quoted(words: str) -> str:
    return quoteattr(UNSAYABLE.sub("\ufffd", words))
