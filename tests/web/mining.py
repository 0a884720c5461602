"""Readers of process-mining files that know nothing of who writes them: the rules of the published schemas, written down again.

XES: the XML schema of IEEE 1849 (order of elements, attributes, types of values) and what its text adds: keys are unique in
their element, globals hold for every trace and event, classifiers name keys that are there. OCEL: the JSON schema of OCEL 2.0
and what its text adds: ids are unique, types are declared with their attributes, every reference leads to an object.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

XES = "{http://www.xes-standard.org/}"
VALUES = ("string", "date", "int", "float", "boolean", "id", "list")
DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)\Z")
NCNAME = re.compile(r"[A-Za-z_][\w.-]*\Z")
NAME = re.compile(r"[A-Za-z_:][\w.:-]*\Z")
LIFECYCLE = {
    "schedule", "assign", "withdraw", "reassign", "start", "suspend", "resume", "pi_abort", "ate_abort", "complete",
    "autoskip", "manualskip", "unknown",
}  # fmt: skip
SCALARS = {"string", "time", "integer", "float", "boolean"}
Values = dict[str, Any]


class NotRead(AssertionError):
    """The file breaks a rule of its format; says which."""


def check(holds: object, rule: str) -> None:
    """Refuse what breaks a rule."""
    if not holds:
        raise NotRead(rule)


def instant(words: object) -> datetime:
    """An instant that names its zone."""
    try:
        found = datetime.fromisoformat(str(words))
    except ValueError:
        raise NotRead(f"{words!r} is no instant") from None
    check(found.utcoffset() is not None, f"{words} names no zone")
    return found


# ---- XES


@dataclass
class XesTrace:
    """The attributes of a trace, and those of its events, in order."""

    values: Values
    events: list[Values]


@dataclass
class XesLog:
    """A log as it was read."""

    values: Values = field(default_factory=dict)
    extensions: dict[str, str] = field(default_factory=dict)
    globals: dict[str, Values] = field(default_factory=dict)
    classifiers: list[str] = field(default_factory=list)
    traces: list[XesTrace] = field(default_factory=list)


ORDER = ("extension", "global", "classifier", "", "trace", "event")


def read_xes(text: str) -> XesLog:
    """A log, or NotRead."""
    root = ET.fromstring(text)
    check(root.tag == XES + "log", "the root is a log")
    check(DECIMAL.match(root.get("xes.version", "")), "the version is a decimal number")
    check(set(root.attrib) <= {"xes.version", "xes.features"}, "a log has no other attribute")
    log, place = XesLog(), 0
    for element in root:
        tag = element.tag.removeprefix(XES)
        here = ORDER.index("" if tag in VALUES else tag)
        check(here >= place, f"{tag} stands after what follows it")
        place = here
        _part_of_log(log, tag, element)
    _check_globals(log)
    return log


def _part_of_log(log: XesLog, tag: str, element: ET.Element) -> None:
    if tag == "extension":
        check(set(element.attrib) == {"name", "prefix", "uri"}, "an extension has name, prefix and address")
        check(NCNAME.match(element.attrib["name"]) and NCNAME.match(element.attrib["prefix"]), "by its name")
        check(element.attrib["prefix"] not in log.extensions, "a prefix means one extension")
        log.extensions[element.attrib["prefix"]] = element.attrib["uri"]
    elif tag == "global":
        log.globals[element.attrib["scope"]] = _values(element)
    elif tag == "classifier":
        check(NCNAME.match(element.attrib["name"]), "a classifier has a name")
        log.classifiers.append(element.attrib["keys"])
    elif tag == "trace":
        log.traces.append(_trace(element))
    else:
        check(tag in VALUES, f"{tag} has no place in a log")
        key, value = _value(element)
        check(key not in log.values, f"{key} stands there twice")
        log.values[key] = value


def _trace(element: ET.Element) -> XesTrace:
    check(not element.attrib, "a trace has no attributes of XML")
    events = [each for each in element if each.tag == XES + "event"]
    first = [each for each in element if each.tag != XES + "event"]
    check(list(element) == first + events, "what a trace is stands before its events")
    check(all(not each.attrib for each in events), "an event has no attributes of XML")
    return XesTrace(_of(first), [_values(each) for each in events])


def _values(element: ET.Element) -> Values:
    return _of(list(element))


def _of(elements: list[ET.Element]) -> Values:
    found: Values = {}
    for each in elements:
        key, value = _value(each)
        check(key not in found, f"{key} stands there twice")
        found[key] = value
    return found


def _value(element: ET.Element) -> tuple[str, Any]:
    tag = element.tag.removeprefix(XES)
    check(tag in VALUES, f"{tag} is no kind of value")
    check(set(element.attrib) == {"key", "value"}, f"{tag} has a key and a value")
    check(NAME.match(element.attrib["key"]), "a key is a name")
    words = element.attrib["value"]
    if tag == "id":
        return element.attrib["key"], UUID(words) if words else None
    return element.attrib["key"], instant(words) if tag == "date" else int(words) if tag == "int" else words


def _check_globals(log: XesLog) -> None:
    events = [event for trace in log.traces for event in trace.events]
    for key, there in (("trace", [trace.values for trace in log.traces]), ("event", events)):
        check(all(log.globals[key].keys() <= each.keys() for each in there), f"every {key} has its globals")
    keys = {key for each in (log.values, *log.globals.values(), *events) for key in each}
    prefixes = {key.partition(":")[0] for key in keys if ":" in key}
    check(prefixes <= log.extensions.keys(), f"of {prefixes} not all are declared")
    for keys_told in log.classifiers:
        check(
            set(keys_told.split()) <= log.globals["event"].keys(), "a classifier names what every event has"
        )
    check({each["lifecycle:transition"] for each in events} <= LIFECYCLE, "the lifecycle is the standard one")
    ids = [each["identity:id"] for each in events]
    check(len(set(ids)) == len(ids), "an id means one event")
    for trace in log.traces:
        order = [each["time:timestamp"] for each in trace.events]
        check(order == sorted(order), "the events of a trace stand in their order")


# ---- OCEL


@dataclass
class OcelLog:
    """A log as it was read: events and objects by id."""

    events: dict[str, Values]
    objects: dict[str, Values]


def read_ocel(text: str) -> OcelLog:
    """A log, or NotRead."""
    told = json.loads(text)
    check(set(told) == {"eventTypes", "objectTypes", "events", "objects"}, "four lists and nothing else")
    event_types, object_types = _types(told["eventTypes"]), _types(told["objectTypes"])
    objects = _by_id(told["objects"])
    events = _by_id(told["events"])
    for each in events.values():
        instant(each["time"])
        _check_values(each, event_types, timed=False)
        _check_relations(each, objects)
        check(each["relationships"], "an event is about something")
    for each in objects.values():
        _check_values(each, object_types, timed=True)
        _check_relations(each, objects)
    for there, declared in ((events, event_types), (objects, object_types)):
        used = {each["type"] for each in there.values()}
        check(used == set(declared), "what is declared is there, and the other way round")
    return OcelLog(events, objects)


def _types(told: list[Values]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for each in told:
        check(set(each) == {"name", "attributes"}, "a type has a name and attributes")
        check(each["name"] not in found, f"{each['name']} is declared twice")
        kinds = {attribute["name"]: attribute["type"] for attribute in each["attributes"]}
        check(len(kinds) == len(each["attributes"]), "an attribute is declared once")
        check(set(kinds.values()) <= SCALARS, "an attribute has a type of the format")
        found[each["name"]] = kinds
    return found


def _by_id(told: list[Values]) -> dict[str, Values]:
    found = {each["id"]: each for each in told}
    check(len(found) == len(told), "an id means one thing")
    check(all(type(each) is str for each in found), "an id is words")
    return found


def _check_values(each: Values, types: dict[str, dict[str, str]], *, timed: bool) -> None:
    check(each["type"] in types, f"{each['type']} is not declared")
    for value in each["attributes"]:
        check(set(value) == {"name", "value", *({"time"} if timed else ())}, "an attribute is told in full")
        check(value["name"] in types[each["type"]], f"{value['name']} is not declared")
        check(type(value["value"]) is str, "a value is written as words")
        if types[each["type"]][value["name"]] == "time":
            instant(value["value"])
        if timed:
            instant(value["time"])


def _check_relations(each: Values, objects: dict[str, Values]) -> None:
    for relation in each["relationships"]:
        check(set(relation) == {"objectId", "qualifier"}, "a relation has an object and a qualifier")
        check(relation["objectId"] in objects, f"{relation['objectId']} is no object of the log")


def values_of(each: Values, name: str) -> list[str]:
    """The values of an attribute, in the order of their times."""
    found = [value for value in each["attributes"] if value["name"] == name]
    return [
        value["value"]
        for value in sorted(found, key=lambda value: instant(value.get("time", each.get("time"))))
    ]


def related(each: Values, qualifier: str) -> list[str]:
    """The ids to which something is related in this way."""
    return [relation["objectId"] for relation in each["relationships"] if relation["qualifier"] == qualifier]
