"""What each command leaves in the log: the command, the scene that does it, and the kinds of its events, in their order.

A command that stands here without a kind writes into working tables alone; below is said why. One that does not stand
here fails `test_declared_leaves.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.runtime import Engine
from engine.sequence import sequence_all
from notifications.daily import DailyLetters
from notifications.letter import english
from tests.faults.erasing_scenes import CLEARING, ERASING
from tests.faults.history_scenes import PROVING
from tests.faults.lone_scenes import ALONE, BASE, Alone
from tests.faults.more_scenes import KEYED
from tests.faults.outward_scenes import AWAY, OUTWARD
from tests.faults.scenes import Scene
from tests.world import World


def placing_events(world: World) -> Alone:
    """The pass that gives events their place in the log."""
    world.circulated()
    return Alone(lambda e: sequence_all(e.database))


def writing_daily_letters(world: World) -> Alone:
    """The pass that gathers what was told in a day."""
    world.circulated()
    return Alone(lambda e: DailyLetters(e, BASE, english).write())


PASSES: dict[str, Callable[[World], Alone]] = {
    scene.__name__: scene for scene in (placing_events, writing_daily_letters)
}
EVERY: dict[str, Callable[[World], Scene | Alone]] = {
    **KEYED, **AWAY, **ERASING, **ALONE, **OUTWARD, **CLEARING, **PROVING, **PASSES,
}  # fmt: skip

# Command, scene, kinds.
DECLARED: tuple[tuple[str, ...], ...] = (
    ("case.open", "opening", "case.opened"),
    ("case.edit", "editing", "case.edited"),
    ("case.transition", "adopting", "case.moved"),
    ("case.transition", "sending_on", "case.moved", "case.opened"),
    ("case.transition", "finishing", "case.moved", "mandate.granted", "mandate.granted", "setting.adopted", "case.woken", "case.moved"),
    ("task.complete", "answering", "task.answered", "case.moved", "case.moved", "case.opened"),
    ("task.claim", "claiming", "task.claimed"),
    ("case.comment", "remarking", "comment.added"),
    ("document.put", "putting", "document.put"),
    ("item.edit", "rating", "item.edited"),
    ("link.add", "tying", "link.added"),
    ("register.grant", "granting", "mandate.granted"),
    ("register.set_calendar", "replacing_the_calendar", "calendar.set", "calendar.replaced"),
    ("tick.tick", "expiring", "clock.remind", "clock.remind", "clock.move", "case.moved"),
    ("task.release", "releasing", "task.released"),
    ("handing.delegate", "delegating", "task.delegated"),
    ("handing.reassign", "reassigning", "task.reassigned"),
    ("item.add", "adding_a_row", "item.added"),
    ("item.end", "ending_a_row", "item.ended"),
    ("lines.write", "writing_a_sheet", "item.lines"),
    ("link.end", "untying", "link.ended"),
    ("notice.serve", "serving_notice", "notice.served"),
    ("remind.remind", "asking_again", "reminder.asked"),
    ("override.begin", "opening_an_override", "override.begun"),
    ("override.end", "closing_an_override", "override.ended"),
    ("register.add_organization", "adding_an_organization", "organization.added"),
    ("register.add_person", "adding_a_person", "person.added"),
    ("register.change_person", "changing_a_person", "person.changed"),
    ("register.end_mandate", "ending_a_mandate", "mandate.ended"),
    ("register.set_setting", "setting", "setting.set"),
    ("absence.record", "going_away", "absence.recorded"),
    ("absence.end", "coming_back", "absence.ended"),
    ("erasure.ask", "asking_for_an_erasure", "erasure.requested"),
    ("erasure.withdraw", "withdrawing_an_erasure", "erasure.withdrawn"),
    ("erasure.decline", "declining_an_erasure", "erasure.declined"),
    ("erasure.approve", "erasing", "erasure.approved", "erasure.executed", "erasure.executed", "erasure.swept"),
    ("notice.page_opened", "opening_a_page", "notice.given"),
    ("sighting.sight", "seeing_what_is_open_by_an_override", "person.sighted"),
    ("denial.deny", "being_refused", "person.denied"),
    ("notice.delivered", "hearing_that_a_letter_arrived", "notice.given"),
    ("handing.hand_over", "handing_over", "task.handed_over", "task.handed_over"),
    ("draft.keep", "keeping_a_draft"),
    ("draft.throw_away", "throwing_a_draft_away"),
    ("public.send", "sending_a_public_form", "case.opened", "case.woken"),
    ("importing.import_lines", "importing_people", "organization.added", "person.added", "mandate.granted"),
    ("password.invite", "inviting", "token.invitation"),
    ("password.ask_for_reset", "asking_for_a_new_password", "token.reset"),
    ("password.reset_link", "making_a_link_by_hand", "token.reset"),
    ("password.set_by_link", "setting_a_password", "person.password_set", "session.began"),
    ("password.change_own", "changing_a_password", "person.password_set", "session.ended", "session.began"),
    ("session.sign_in", "signing_in", "session.began"),
    ("session.begin", "beginning_a_session", "session.began"),
    ("session.enter_demonstration", "entering_a_demonstration", "session.began"),
    ("session.end", "signing_out", "session.ended"),
    ("session.note_use", "using_a_session"),
    ("session.sweep", "sweeping_sessions", "session.ended"),
    ("token.make_token", "making_a_token", "token.made"),
    ("token.revoke_token", "revoking_a_token", "token.revoked"),
    ("calendar_feed.make_calendar", "making_a_calendar", "token.calendar"),
    ("calendar_feed.end_calendar", "ending_a_calendar", "token.revoked"),
    ("register.move_clock", "moving_the_clock_of_a_demonstration"),
    ("mail.send_again", "sending_a_letter_again", "mail.again"),
    ("message.mark_read", "reading_a_message"),
    ("message.mark_all_read", "reading_everything"),
    ("Consumer.run", "telling_people"),
    ("keep_letters", "keeping_letters"),
    ("sweep.sweep", "sweeping_files"),
    ("watching.watch", "watching_a_case"),
    ("watching.stop_watching", "looking_away"),
    ("letter_choice.choose_letters", "choosing_letters"),
    ("letter_choice.end_letters", "ending_letters"),
    ("webhook.make_webhook", "making_a_webhook", "webhook.made"),
    ("webhook.agree", "agreeing_to_a_webhook", "webhook.agreed"),
    ("webhook.pause", "pausing_a_webhook", "webhook.paused"),
    ("webhook.resume", "resuming_a_webhook", "webhook.resumed"),
    ("webhook.renew_secret", "renewing_a_secret", "webhook.secret"),
    ("webhook.end_webhook", "ending_a_webhook", "webhook.ended"),
    ("webhook.end_own_webhook", "ending_ones_own_webhook", "webhook.ended"),
    ("Announcer.run", "announcing"),
    ("announcement.announce_again", "announcing_again", "announcement.again"),
    ("announcement.give_up_announcement", "giving_up_an_announcement", "announcement.given_up"),
    ("mail.give_up", "giving_up_a_letter", "mail.given_up"),
    ("mail.arrived", "saying_that_a_letter_arrived", "mail.arrived"),
    ("clearing.clear", "sweeping_the_room_of_erased_words", "erasure.swept"),
    ("sweep.remove_erased", "removing_a_file_that_was_erased"),
    ("history.announce_key", "announcing_a_key", "history.key_announced"),
    ("history.open_epoch", "opening_an_epoch", "history.epoch_opened"),
    ("history.put_restore_on_record", "recording_a_restore", "history.restored"),
    ("sequence_all", "placing_events"),
    ("DailyLetters.write", "writing_daily_letters"),
)  # fmt: skip

# What changes no table of record, and why.
WORKING = {
    "Announcer.run": "what programs are told follows from the log",
    "Consumer.run": "letters and messages follow from the log",
    "DailyLetters.write": "letters follow from the log",
    "draft.keep": "a draft is not yet anybody's answer",
    "draft.throw_away": "a draft is not yet anybody's answer",
    "keep_letters": "a letter of a demonstration stays in its outbox",
    "letter_choice.choose_letters": "what somebody wants to be written is nobody's record",
    "letter_choice.end_letters": "what somebody wants to be written is nobody's record",
    "message.mark_all_read": "a message is a copy of what the log says",
    "message.mark_read": "a message is a copy of what the log says",
    "register.move_clock": "only a demonstration has a clock that is moved",
    "sequence_all": "the place of an event is the log itself",
    "session.note_use": "when a session was last used stands in a column outside history",
    "sweep.remove_erased": "the event that erased the file came before",
    "sweep.sweep": "files that no row names were never put",
    "watching.stop_watching": "who watches a case is nobody's record",
    "watching.watch": "who watches a case is nobody's record",
}
# On PostgreSQL the owner of the tables sweeps the room of erased words in a quiet hour: not within this command.
AT_ONCE_ON_SQLITE = {"erasure.approve": "erasure.swept"}
# What stays although the event could not be kept: tries are counted first and alone, so that nobody can guess for ever.
COUNTED_FIRST = {"public.send", "password.change_own", "session.sign_in"}
# A house that has not begun, from the command line.
FOUNDED = (
    "setting.set", "setting.set", "setting.set", "calendar.set", "organization.added", "person.added", "mandate.granted",
    "token.invitation",
)  # fmt: skip


def act_of(scene: Scene | Alone, key: str) -> Callable[[Engine], object]:
    """What the scene does."""
    return scene.act if isinstance(scene, Alone) else lambda engine: scene.act(engine, key)
