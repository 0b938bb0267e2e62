"""The form in which a room says what waits in its tables: about what, since when, for whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, literal, select

Waits = Select[str, datetime, str]
"""Rows of `subject`, `since` and `whom`; whoever counts them adds conditions of its own."""

_NOBODY = literal("")


def waits(
    subject: ColumnElement[str],
    since: ColumnElement[datetime],
    whom: ColumnElement[str] = _NOBODY,
) -> Waits:
    """Select what waits.

    Args:
        subject: The case, the conversation, the member or whatever waits.
        since: Since when it has not moved.
        whom: The member that it waits for, where it waits for one.
    """
    return select(subject.label("subject"), since.label("since"), whom.label("whom"))
