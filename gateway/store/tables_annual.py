"""Tables of the annual report at the Commission services: collections and what came in.

A submission itself is the signed letter in the journal; a row here says whether it counts.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
)

from gateway.store.tables import InstantType, new_table

annual_collection = new_table(
    "annual_collection",
    Column("collection", String(40), primary_key=True),  # EU-R-2025
    Column("year", Integer, nullable=False),
    Column("template", String(40), nullable=False),  # its version
    Column("template_file", LargeBinary, nullable=False),
    Column("submit_by", Date, nullable=False),
    Column("called", InstantType, nullable=False),
    Column("stage", String(20), nullable=False),  # gateway.domain.annual.collection.Stage
)

annual_called = new_table(
    "annual_called",  # who was called
    Column("collection", String(40), primary_key=True),
    Column("authority", String(11), primary_key=True),
    Column("submits", Boolean, nullable=False),  # its State's one submission comes from it
    Column("conversation_id", String(36), nullable=False, unique=True),
)

annual_submission = new_table(
    "annual_submission",  # every submission that came, whatever became of it
    Column("digest", String(64), primary_key=True),  # message digest of the letter
    Column("collection", String(40), nullable=False),
    Column("state", String(2), nullable=False),
    Column("authority", String(11), nullable=False),
    Column("version", Integer, nullable=False),
    Column("message_id", String(36), nullable=False),
    Column("at", InstantType, nullable=False),
    # gateway.domain.annual.collection.CollectionStanding
    Column("standing", String(20), nullable=False),
    Column("reason", String(60), nullable=False),
    Column("words", Text, nullable=False),
    Index("annual_submission_of", "collection", "state", "at"),
)

annual_question = new_table(
    "annual_question",
    Column("collection", String(40), primary_key=True),
    Column("thread", Integer, primary_key=True, autoincrement=False),
    Column("authority", String(11), nullable=False),
    Column("conversation_id", String(36), nullable=False),
    Column("state", String(20), nullable=False),  # open, answered, closed
    Column("asked", InstantType, nullable=False),
    Column("asked_by", String(80), nullable=False),
    Column("body", Text, nullable=False),  # gateway.domain.annual.submission.AnnualQuestion
)

annual_round = new_table(
    "annual_round",  # a State's tables in the confidentiality round, the newest counts
    Column("id", Integer, primary_key=True, autoincrement=True),  # the order of sending
    Column("message_id", String(36), nullable=False, unique=True),  # of the letter with them
    Column("collection", String(40), nullable=False),
    Column("state", String(2), nullable=False),
    Column("draft", String(64), nullable=False),
    Column("submission", String(64), nullable=False),  # digest of what was shown
    Column("until", Date, nullable=False),
    Column("sent", InstantType, nullable=False),
    Column("cleared", InstantType),
    Column("clearance", Text, nullable=False),  # gateway.domain.annual.submission.Clearance
    Index("annual_round_of", "collection", "state"),
)

annual_edition = new_table(
    "annual_edition",
    Column("collection", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False),  # of the body
    Column("frozen", InstantType, nullable=False),
    Column("frozen_by", String(80), nullable=False),
    Column("embargo", InstantType),
    Column("released", InstantType),
    Column("released_by", String(80), nullable=False),
    Column("consulted", Date),  # the Coordination Group
    Column("published", InstantType),
    Column("envelope", LargeBinary, nullable=False),  # comity.v1.Envelope, signed by this node
    Column("body", LargeBinary, nullable=False),  # canonical JSON of the Edition
)
