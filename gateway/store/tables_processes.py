"""Tables of a gateway of several processes: which there are, and what one of them does for all."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String

from gateway.store.tables import InstantType, new_table

process = new_table(
    "process",  # empty where one process does everything
    Column("name", String(40), primary_key=True),
    Column("host", String(255), nullable=False),
    Column("pid", BigInteger, nullable=False),
    Column("roles", String(200), nullable=False),  # gateway.app.several.roles, parted by spaces
    Column("version", String(80), nullable=False),  # of the program
    Column("begun", InstantType, nullable=False),  # by the database's clock, as the next
    Column("seen", InstantType, nullable=False),
)

lease = new_table(
    "lease",  # one row for each duty that was ever taken
    Column("duty", String(40), primary_key=True),  # gateway.app.several.leased_jobs.Duty
    Column("holder", String(40), nullable=False),  # name of a process
    # Grows with each holder: what an earlier one would still write is refused by it.
    Column("fence", BigInteger, nullable=False),
    Column("until", InstantType, nullable=False),  # by the database's clock
)
