"""Tables of what an authority shows: classes of end use, and releases of the open register."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, String, Table, Text

from gateway.store.tables import InstantType, metadata

open_class = Table(
    "open_class",  # the class of end use that an officer gave to a case
    metadata,
    Column("case_id", String(40), primary_key=True),
    Column("end_use", String(40), nullable=False),
    Column("officer", String(80), nullable=False),
    Column("at", InstantType, nullable=False),
)

open_release = Table(
    "open_release",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),  # last day of the last month that it holds
    Column("released", InstantType),  # None: prepared, and nobody sees it
    Column("body", Text, nullable=False),  # gateway.domain.openness.OpenRelease
)
