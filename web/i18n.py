"""Languages: Flask-Babel behind typed names. English is the language of the message ids and complete."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from gettext import NullTranslations
from typing import Any

from babel import Locale
from flask import Flask, current_app, g, has_app_context, request
from flask_babel import Babel, force_locale, get_locale, get_translations

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
    app.jinja_env.install_gettext_callables(_sentence, _sentences, newstyle=True)  # type: ignore[attr-defined]


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


@contextmanager
def in_language(code: str | None) -> Iterator[None]:
    """Write in another reader's language, such as in a letter."""
    before = g.pop("translations", None) if has_app_context() else None
    try:
        with force_locale(code or ENGLISH):
            yield
    finally:
        if has_app_context():
            g.pop("translations", None)
        if before is not None:
            g.translations = before


def _translations() -> NullTranslations:
    """The reader's translations, looked up once a request: a page has hundreds of sentences. None outside of one."""
    if not has_app_context():
        return NullTranslations()
    found: NullTranslations | None = g.get("translations")
    if found is None:
        found = g.translations = get_translations()
    return found


def _sentence(text: str) -> str:
    return _translations().gettext(text)


def _sentences(one: str, many: str, num: int) -> str:
    return _translations().ngettext(one, many, num)


def gettext(text: str, **values: Any) -> str:
    """A sentence in the reader's language; places are written `%(name)s`."""
    words = _sentence(text)
    return words % values if values else words


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """The sentence for one or for many, in the reader's language; the number stands at `%(num)s`."""
    return _sentences(one, many, num) % {"num": num, **values}


def direction() -> str:
    """Which way the reader's language runs."""
    return str(locale().text_direction)


_ = gettext
