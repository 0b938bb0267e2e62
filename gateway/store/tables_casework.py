"""Tables of the case work: officers, cases, consultations, acts, tasks, changes.

A case and a consultation are kept as the domain's JSON beside the columns that are
searched or locked; the JSON is what `gateway.domain` reads back.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, String, Table, Text

from gateway.store.tables import InstantType, metadata

officer = Table(
    "officer",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("role", String(40), nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("active", Boolean, nullable=False),
    Column("created", InstantType, nullable=False),
)

counter = Table(
    "counter",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("value", Integer, nullable=False),
)

licence_case = Table(
    "licence_case",
    metadata,
    Column("case_id", String(40), primary_key=True),
    Column("reference", String(120), nullable=False, unique=True),
    Column("state", String(20), nullable=False),
    Column("destination", String(2), nullable=False),
    Column("filed", InstantType, nullable=False),
    Column("settled", Boolean, nullable=False),  # the acts after the decision are written
    Column("body", Text, nullable=False),  # gateway.domain.case.Case without joined parts
    Index("licence_case_state", "state"),
)

consultation = Table(
    "consultation",
    metadata,
    Column("conversation_id", String(36), primary_key=True),
    Column("case_id", String(40)),
    Column("ours", Boolean, nullable=False),  # True at the asking authority
    Column("procedure", String(20), nullable=False),
    Column("peer", String(11), nullable=False),
    Column("state", String(20), nullable=False),
    Column("due", InstantType),  # last instant, exclusive; None while none runs
    Column("reminded", InstantType),
    Column("request_message", String(36), nullable=False),
    Column("request_digest", LargeBinary),
    Column("closing_message", String(36)),
    Column("closing_asked", InstantType),
    Column("body", Text, nullable=False),  # gateway.domain.consultation.Consultation
    Index("consultation_case", "case_id"),
    Index("consultation_due", "state", "due"),
)

act = Table(
    "act",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", InstantType, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("verb", String(60), nullable=False),
    Column("text", Text, nullable=False),
    Column("subject", String(60), nullable=False),  # case id, conversation id or denial id
    Column("reference", String(120), nullable=False),
    Index("act_subject", "subject"),
)

task = Table(
    "task",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(40), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("text", Text, nullable=False),
    Column("opened", InstantType, nullable=False),
    Column("closed", InstantType),
    Column("closed_by", String(80)),
    Index("task_subject", "subject", "kind"),
)

change = Table(
    "change",
    metadata,
    Column("cursor", Integer, primary_key=True, autoincrement=True),
    Column("at", InstantType, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("subject", String(60), nullable=False),
)

import_reference = Table(
    "import_reference",
    metadata,
    Column("kind", String(20), primary_key=True),  # own, initial, relayed:<source>
    Column("national_reference", String(120), primary_key=True),
    Column("denial_id", String(40), nullable=False),
    Column("digest", LargeBinary, nullable=False),  # of the row, so that a changed row is told
)
