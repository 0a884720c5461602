"""The icons the pages use, taken once from the sprite that Bootstrap-Flask brings.

The sprite weighs 1.1 MB; the few symbols below are written into the page where they are used instead.
"""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from markupsafe import Markup

from web.drawing.pieces import drawn, text

# Every name a template or a mark may use. A new icon is a new word here.
USED: Final[frozenset[str]] = frozenset(
    """
    archive arrow-down arrow-left arrow-repeat arrow-right arrow-up bell book box-arrow-up-right calendar-event
    chat-dots chat-left-text check-circle check-circle-fill check-lg chevron-down chevron-right circle circle-half
    clipboard-check clock clock-history copy dash-circle dash-lg diagram-3 download easel envelope
    exclamation-circle-fill exclamation-triangle eye file-earmark-text file-text flag funnel gear globe hourglass
    hourglass-split info-circle key link-45deg list lock pencil pencil-square people person play-fill plus-lg
    printer question-circle search shield-check skip-end-fill skip-start-fill slash-circle telephone unlock upload
    x-circle x-lg x-octagon-fill
    """.split()
)
# These point along the line of reading, so a right-to-left page turns them round.
_DIRECTED: Final = frozenset(
    {"arrow-left", "arrow-right", "chevron-right", "skip-start-fill", "skip-end-fill"}
)
_SYMBOL: Final = re.compile(r'<symbol[^>]*\bid="([^"]+)"[^>]*>(.*?)</symbol>', re.DOTALL)


def bootstrap_folder() -> Path:
    """Where Bootstrap-Flask keeps Bootstrap 5, found without importing it."""
    spec = find_spec("flask_bootstrap")
    if spec is None or spec.origin is None:
        raise LookupError("Bootstrap-Flask is not installed; the pages take their styles and icons from it.")
    return Path(spec.origin).parent / "static" / "bootstrap5"


@cache
def _shapes() -> dict[str, str]:
    sprite = (bootstrap_folder() / "icons" / "bootstrap-icons.svg").read_text(encoding="utf-8")
    return {name: body for name, body in _SYMBOL.findall(sprite) if name in USED}


@cache
def icon(name: str, label: str | None = None) -> Markup:
    """The icon as inline SVG. Without a label it is decoration, because a word stands beside it."""
    shape = _shapes().get(name)
    if shape is None:
        raise KeyError(f"There is no icon {name!r} among the used ones; add it to web.drawing.icons.USED.")
    voice = f'role="img" aria-label="{text(label)}"' if label else 'aria-hidden="true"'
    turned = " icon-arrow" if name in _DIRECTED else ""
    return drawn(f'<svg class="icon{turned}" viewBox="0 0 16 16" {voice}>{shape}</svg>')


@cache
def seats_mark() -> Markup:
    """The house's mark: six seats round a table, in the colour of the text around it."""
    seats = [(24, 14), (19, 5.4), (9, 5.4), (4, 14), (9, 22.6), (19, 22.6)]
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="3.2"/>' for x, y in seats)
    table = '<path fill="none" stroke="currentcolor" stroke-width="2" d="M24 14 19 5.4H9L4 14l5 8.6h10z"/>'
    head = '<svg class="seats" viewBox="0 0 28 28" fill="currentcolor" aria-hidden="true">'
    return drawn(f"{head}{table}{dots}</svg>")
