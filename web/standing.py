"""How the proof of the history stands, in one sentence, for the pages of the proof and at the foot of every page."""

from __future__ import annotations

from engine.history.standing import Standing, standing
from web import request as desk
from web.i18n import gettext as _
from web.i18n import ngettext
from web.present import instant


def standing_now() -> Standing:
    """Of this house, by the tree that this process keeps."""
    return standing(desk.read().connection, origin_now(), desk.site().trust, desk.site().trees)


def origin_now() -> str:
    """The name of the log."""
    return str(desk.read().register.settings.get("log_origin", ""))


def headline(told: Standing) -> tuple[str, str]:
    """The kind of note, and its sentence: of the stored hashes alone, for no event was read."""
    if told.witnessed is None:
        words = _(
            "Signed, not witnessed: no other agency has seen it. The hashes, as they were read, fit what was signed."
        )
    else:
        size = told.sealed.checkpoint.size if told.sealed else 0
        words = _(
            "Signed and witnessed, up to entry %(size)s. The hashes, as they were read, fit what was signed.",
            size=size,
        )
    return _unless(told, words)


def headline_anew(told: Standing, *, whole: bool) -> tuple[str, str]:
    """The same after every event was read; `whole` where nothing was found."""
    if not whole:
        return "stop", _no()
    if told.witnessed is None:
        return _unless(told, _("Yes, as far as signed. Signed, not witnessed: no other agency has seen it."))
    size = told.sealed.checkpoint.size if told.sealed else 0
    return _unless(told, _("Yes. Signed and witnessed, up to entry %(size)s.", size=size))


def _unless(told: Standing, words: str) -> tuple[str, str]:
    """These words, where nothing speaks against them."""
    if told.fits is False or told.signed is False:
        return "stop", _no()
    if told.sealed is None:
        return "warn", _("Nobody can say: nothing is signed yet.")
    if told.signed is None:
        return "warn", _("Signed, but this house was not told whose signature to believe.")
    if told.witnessed is False:
        return "warn", _("Signed, and not enough witnesses have put their name under it yet.")
    return "ok", words


def _no() -> str:
    return _("No. The history does not fit what was signed: tell the auditors, and change nothing.")


def foot() -> str:
    """When the history was signed and how many have witnessed it, at the foot of a page."""
    return _in_few_words(desk.site().lately.look(desk.engine().clock.now(), standing_now))


def _in_few_words(told: Standing) -> str:
    if told.fits is False or told.signed is False:
        return _("The history does not fit what was signed: tell the auditors")
    if told.sealed is None:
        return _("History not signed yet")
    at = instant(told.sealed.at)
    if told.signed is None:
        return _("History signed %(at)s, nobody knows by whom", at=at)
    if not told.cosigned:
        return _("History signed %(at)s, not witnessed", at=at)
    return ngettext(
        "History signed %(at)s, checked by %(num)s witness",
        "History signed %(at)s, checked by %(num)s witnesses",
        told.cosigned,
        at=at,
    )
