"""Languages: Flask-Babel behind typed names. English is the language of the message ids and complete."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from babel import Locale
from flask import Flask, current_app, request
from flask_babel import Babel, force_locale, get_locale
from flask_babel import gettext as _gettext
from flask_babel import ngettext as _ngettext

from web import request as desk

ENGLISH = "en"
_babel = Babel()


def install(app: Flask) -> None:
    """Let every page be read in the language of its reader."""
    app.config["BABEL_DEFAULT_LOCALE"] = ENGLISH
    _babel.init_app(app, locale_selector=_language)
    with app.app_context():
        translated = {str(each) for each in _babel.list_translations()}
    app.extensions["languages"] = sorted(translated | {ENGLISH})


def languages() -> list[str]:
    """The codes of the languages there are translations for."""
    found: list[str] = current_app.extensions["languages"]
    return found


def _language() -> str:
    """The person's choice, else the best of what the browser asks for."""
    who = desk.person() if desk.viewer() else None
    if who is not None and who.language in languages():
        return str(who.language)
    return request.accept_languages.best_match(languages(), ENGLISH)


def locale() -> Locale:
    """The locale of this reader; English outside a request."""
    found: Locale | None = get_locale()
    return found or Locale(ENGLISH)


def in_language(code: str | None) -> AbstractContextManager[None]:
    """Write in another reader's language, such as in a letter."""
    forced: AbstractContextManager[None] = force_locale(code or ENGLISH)
    return forced


def gettext(text: str, **values: Any) -> str:
    """A sentence in the reader's language; places are written `%(name)s`."""
    return str(_gettext(text, **values))


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """The sentence for one or for many, in the reader's language; the number stands at `%(num)s`."""
    return str(_ngettext(one, many, num, **values))


def direction() -> str:
    """Which way the reader's language runs."""
    return str(locale().text_direction)


_ = gettext
