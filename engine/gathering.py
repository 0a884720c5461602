"""Gathering: a case is tied to all others that tell what it looks for, as far as all its own readers may read them."""

from __future__ import annotations

from engine.columns import new_id
from engine.definition import Gather
from engine.link import seen_from
from engine.work import Work


def gather(work: Work, effect: Gather) -> None:
    """Tie what is not tied yet, the oldest first; both ends look again, as after a tie that somebody made."""
    case = work.snapshot.case
    tied = {each.other for each in work.snapshot.links if each.type == effect.link and not each.incoming}
    wanted = (effect.definition, effect.tells.key, effect.value, case.level)
    for other in work.snapshot.need("telling", *wanted):
        if other.id in tied or other.id == case.id:
            continue
        link_id = new_id()
        row = {
            "case_id": case.id,
            "to_case": other.id,
            "type": effect.link,
            "at": work.at,
            "by": work.actor.person,
        }
        work.event.insert("links", (link_id,), row)
        work.snapshot.links.append(seen_from(link_id, effect.link, work.at, case, other, incoming=False))
        work.change.wakes += [case.id, other.id]
