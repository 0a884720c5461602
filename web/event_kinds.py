"""What each kind of event is called where one is chosen from a list."""

from __future__ import annotations

from collections.abc import Sequence

from engine.messages import mark
from engine.webhook import KINDS
from web.i18n import gettext as _

NAMES = {
    "absence.ended": mark("Absence ended"),
    "absence.recorded": mark("Absence recorded"),
    "announcement.again": mark("Announcement tried again"),
    "announcement.given_up": mark("Announcement given up"),
    "calendar.replaced": mark("Calendar replaced"),
    "calendar.set": mark("Calendar set"),
    "case.edited": mark("Particulars changed"),
    "case.moved": mark("Step taken"),
    "case.opened": mark("Case opened"),
    "case.woken": mark("A linked case changed"),
    "clock.close": mark("Time for an answer over"),
    "clock.move": mark("Step taken by the clock"),
    "clock.overdue": mark("Overdue"),
    "clock.remind": mark("Reminder sent"),
    "clock.round": mark("Asked anew by the clock"),
    "comment.added": mark("Remark added"),
    "document.put": mark("Document put"),
    "history.epoch_opened": mark("New epoch of the log opened"),
    "history.key_announced": mark("New key of the log announced"),
    "history.restored": mark("House restored from a backup"),
    "erasure.declined": mark("Erasure declined"),
    "erasure.executed": mark("Words erased"),
    "erasure.requested": mark("Erasure asked for"),
    "erasure.approved": mark("Erasure approved"),
    "erasure.swept": mark("Room of erased words swept"),
    "erasure.withdrawn": mark("Erasure withdrawn"),
    "item.added": mark("Row added"),
    "item.edited": mark("Row changed"),
    "item.lines": mark("Rows written as a sheet"),
    "item.ended": mark("Row ended"),
    "link.added": mark("Case linked"),
    "link.ended": mark("Link ended"),
    "mail.again": mark("Letter tried again"),
    "mail.arrived": mark("Arrival of a letter confirmed"),
    "mail.given_up": mark("Letter given up"),
    "mandate.ended": mark("Mandate ended"),
    "mandate.granted": mark("Mandate granted"),
    "notice.given": mark("Notice had"),
    "notice.served": mark("Told in another way"),
    "organization.added": mark("Organization added"),
    "override.begun": mark("Override opened"),
    "override.ended": mark("Override closed"),
    "person.added": mark("Person added"),
    "person.changed": mark("Account changed"),
    "person.denied": mark("Refused"),
    "person.password_set": mark("Password set"),
    "person.sighted": mark("Sealed case opened"),
    "person.sign_in_failed": mark("Sign-in failed"),
    "reminder.asked": mark("Reminded by a person"),
    "session.began": mark("Signed in"),
    "session.ended": mark("Signed out"),
    "setting.adopted": mark("Setting adopted by a decision"),
    "setting.set": mark("Setting set"),
    "task.answered": mark("Answered"),
    "task.claimed": mark("Task claimed"),
    "task.delegated": mark("Task handed on"),
    "task.handed_over": mark("Task handed over"),
    "task.reassigned": mark("Task given to another"),
    "task.released": mark("Task given back"),
    "task.stood_in": mark("Somebody stands in"),
    "token.calendar": mark("Address of a calendar made"),
    "token.invitation": mark("Invited"),
    "token.made": mark("Token made"),
    "token.reset": mark("Link to a new password made"),
    "token.revoked": mark("Token revoked"),
    "webhook.agreed": mark("Webhook agreed to"),
    "webhook.ended": mark("Webhook ended"),
    "webhook.made": mark("Webhook made"),
    "webhook.paused": mark("Webhook paused"),
    "webhook.resumed": mark("Webhook taken up again"),
    "webhook.secret": mark("Webhook given another secret"),
}


def name(kind: str) -> str:
    """A kind of event in words; one that has none by its code."""
    return _(NAMES[kind]) if kind in NAMES else kind


def names(kinds: Sequence[str]) -> str:
    """Several kinds in words; all that webhooks announce in one."""
    return _("All that happens in cases") if len(kinds) == len(KINDS) else ", ".join(map(name, kinds))
