"""Tables of the annual report at an authority: records, what was said, what was signed.

Imported records stay here and are never sent. A version is kept as it was proposed, so that
the second officer signs what the first has seen.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Text

from gateway.store.tables import InstantType, new_table

annual_record = new_table(
    "annual_record",  # imported; those of own cases and denials are drawn anew each time
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), primary_key=True),  # gateway.domain.annual.template.RecordKind
    Column("reference", String(120), primary_key=True),
    Column("imported", InstantType, nullable=False),
    Column("body", Text, nullable=False),  # gateway.domain.annual.records.AnnualRecord
)

annual_work = new_table(
    "annual_work",  # what officers have said beside the records
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),  # gateway.reports.annual_work.AnnualWork
)

annual_version = new_table(
    "annual_version",
    Column("collection", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # of our proposals
    Column("version", Integer, nullable=False),  # a refused one is proposed again
    Column("state", String(20), nullable=False),  # proposed, sent, accepted, refused, ledger
    Column("digest", String(64), nullable=False),  # of the body, which the second officer names
    Column("proposed", InstantType, nullable=False),
    Column("proposed_by", String(80), nullable=False),
    Column("released", InstantType),
    Column("released_by", String(80), nullable=False),
    Column("letter", String(64), nullable=False),  # message digest once it is sent
    Column("said", Text, nullable=False),  # what the receiver said of it
    Column("body", LargeBinary, nullable=False),  # gateway.domain.annual.submission.Submission
)

annual_part = new_table(
    "annual_part",  # at a coordinator: parts of the State's other authorities
    Column("digest", String(64), primary_key=True),  # message digest of the letter
    Column("collection", String(40), nullable=False),
    Column("authority", String(11), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", InstantType, nullable=False),
    Column("body", LargeBinary, nullable=False),  # gateway.domain.annual.submission.Submission
    Index("annual_part_of", "collection", "authority", "version"),
)
