"""What a cell holds, as text; and text that no spreadsheet takes for a formula.

A spreadsheet takes a text that begins with ``=``, ``+``, ``-`` or ``@`` for a formula. In a CSV
file that we write such a text stands behind an apostrophe, which is taken away where we read.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

Value = str | int | float | bool | date | datetime | None
"""What a cell holds."""

Read = Value | time | timedelta
"""What the reader of workbooks gives for a cell."""

_GUARD = "'"
_LOOKS_ACTIVE = re.compile(f"{_GUARD}*[=+\\-@\\t\\r]")


def guarded(text: str) -> str:
    """Return text that no spreadsheet takes for a formula, for a CSV file that we write."""
    return _GUARD + text if _LOOKS_ACTIVE.match(text) else text


def unguarded(text: str) -> str:
    """Return text without our own guard against formulas."""
    if text.startswith(_GUARD) and _LOOKS_ACTIVE.match(text):
        return text.removeprefix(_GUARD)
    return text


def as_text(value: Read) -> str:
    """Return what a cell holds as text: a day as 2026-03-17, a whole number without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value).strip()
