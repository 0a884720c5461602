"""Every table, gathered: what migrations compare with, and in which order rows are written."""

from __future__ import annotations

from sqlalchemy import Table

from engine.absence import absences
from engine.announcement import announcements
from engine.case import cases
from engine.columns import metadata
from engine.comment import comments
from engine.document import documents
from engine.draft import drafts
from engine.heartbeat import heartbeats
from engine.history.checkpoints import checkpoints, cosignatures
from engine.history.erasure import erasures
from engine.item import items
from engine.letter_choice import letter_choices
from engine.link import links, wakes
from engine.log import disclosures, events
from engine.mail_queue import mails
from engine.message_box import messages
from engine.notice import notices
from engine.number import numbers
from engine.override import overrides
from engine.party import mandates, organizations, people
from engine.position import positions
from engine.sequence import consumers, log_entries, log_head, unsequenced
from engine.session import sessions, sign_in_failures, tokens
from engine.setting import register_stamp, settings
from engine.sighting import sightings
from engine.stored_calendar import calendars
from engine.task import tasks
from engine.timer import timers
from engine.watching import watching
from engine.webhook import webhooks

# Tables of record: what the log rebuilds. Parents stand before their children.
RECORD: dict[str, Table] = {
    table.name: table
    for table in (
        organizations,
        people,
        mandates,
        absences,
        settings,
        calendars,
        sessions,
        tokens,
        webhooks,
        cases,
        numbers,
        items,
        documents,
        links,
        tasks,
        positions,
        notices,
        timers,
        comments,
        overrides,
        erasures,
        sightings,
    )
}
# Those of them whose rows the history of a case writes, and no other.
OF_A_CASE: dict[str, Table] = {
    name: RECORD[name]
    for name in (
        "cases", "numbers", "items", "documents", "links", "tasks", "positions", "notices", "timers", "comments", "overrides",
    )
}  # fmt: skip
# Queues, cursors, counters and the log itself: they stand in no event.
BESIDE: dict[str, Table] = {
    table.name: table
    for table in (
        events,
        disclosures,
        unsequenced,
        log_entries,
        log_head,
        consumers,
        wakes,
        register_stamp,
        sign_in_failures,
        mails,
        messages,
        heartbeats,
        drafts,
        announcements,
        watching,
        letter_choices,
        checkpoints,
        cosignatures,
    )
}
# Which table a stream belongs to: its row carries where the stream stands.
OWNERS: dict[str, str] = {
    "case": "cases",
    "organization": "organizations",
    "person": "people",
    "setting": "settings",
    "calendar": "calendars",
    "session": "sessions",
    "erasure": "erasures",
}

__all__ = ["BESIDE", "OF_A_CASE", "OWNERS", "RECORD", "metadata"]
