"""Words set on paper: accessible PDF, in letters that are really there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

import typst


class Sheet(Enum):
    """The layouts, each a file beside this one."""

    CERTIFICATE = "certificate.typ"
    CASE = "case.typ"


class Undrawable(Exception):
    """The fonts lack a letter of the words: nothing is printed rather than a box in its place."""


def as_pdf(sheet: Sheet, words: Mapping[str, Any], at: datetime) -> bytes:
    """The words as PDF/UA, made at this instant: the same words then give the same bytes. They enter as data: none of them
    is ever read as markup."""
    try:
        content = typst.compile(
            Path(__file__).with_name(sheet.value).read_bytes(),
            sys_inputs={"words": json.dumps(words)},
            pdf_standards=["ua-1"],
            ignore_system_fonts=True,
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as error:
        if "could not be displayed" in str(error):
            raise Undrawable(str(error)) from error
        raise
    assert isinstance(content, bytes)
    return content
