"""Tables of the examinations: what was searched and found, and what officers said of it.

An examination is kept as it was signed; the newest one of a case also stands in the case.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Text

from gateway.store.tables import InstantType, new_table

examination = new_table(
    "examination",
    Column("case_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # from 1, in order
    Column("at", InstantType, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),  # message digest of the envelope
    Column("envelope", LargeBinary, nullable=False),  # comity.v1.Envelope, signed by this node
    Column("body", LargeBinary, nullable=False),  # JSON of the Examination, as digested in it
)

hit_judgement = new_table(
    "hit_judgement",  # every word on a hit; the newest of a case and denial counts
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("case_id", String(40), nullable=False),
    Column("denial_id", String(60), nullable=False),
    Column("party", String(64), nullable=False),  # digest of our parties, to offer it again
    Column("question", String(64), nullable=False),  # digest of both transactions as judged
    Column("at", InstantType, nullable=False),
    Column("body", Text, nullable=False),  # gateway.domain.examination.Judgement
    Index("hit_judgement_case", "case_id", "denial_id"),
    Index("hit_judgement_denial", "denial_id", "party"),
)

licence_match = new_table(
    "licence_match",  # a licence in force that a denial matches which came after the decision
    Column("case_id", String(40), primary_key=True),
    Column("denial_id", String(60), primary_key=True),
    Column("at", InstantType, nullable=False),
    Column("seen", InstantType),  # None: not yet as near as it is now
    Column(
        "said", Text, nullable=False
    ),  # list of SeenWord (gateway.domain.case.watch), oldest first
    Column("body", Text, nullable=False),  # gateway.domain.examination.Hit
)

watch_position = new_table(
    "watch_position",  # how far the watch has come in the register's feed
    Column("id", Integer, primary_key=True, autoincrement=False),  # the one row, 1
    Column("value", BigInteger, nullable=False),
)

watch_again = new_table(
    "watch_again",  # cases that the watch could not follow and tries again each round
    Column("case_id", String(40), primary_key=True),
)

sensitive_looked = new_table(
    "sensitive_looked",  # apart from the acts: who may not see one must not learn that it is there
    Column("case_id", String(40), primary_key=True),
    Column("number", String(60), primary_key=True),  # of the notice
    Column("version", String(64), primary_key=True),  # digest of the notice and of what it met
    Column("at", InstantType, nullable=False),
    Column("body", Text, nullable=False),  # gateway.domain.sensitive.Looked
)
