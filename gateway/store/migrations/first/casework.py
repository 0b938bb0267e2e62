"""Tables of the case work: cases, letters, acts, examinations."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, LargeBinary, String, Text

from gateway.store.migrations.columns import INSTANT, held, key, number


def create() -> None:
    """Create the tables of the case work."""
    _cases()
    _letters()
    _acts()
    _examinations()


def _cases() -> None:
    op.create_table(
        "officer",
        key("name", String(80)),
        held("role", String(40)),
        held("token_hash", LargeBinary, unique=True),
        held("active", Boolean),
        held("created", INSTANT),
    )
    op.create_table(
        "counter",
        key("name", String(80)),
        held("value", Integer),
    )
    op.create_table(
        "licence_case",
        key("case_id", String(40)),
        held("reference", String(120), unique=True),
        held("state", String(20)),
        held("destination", String(2)),
        held("filed", INSTANT),
        held("settled", Boolean),
        held("body", Text),
    )
    op.create_index("licence_case_state", "licence_case", ["state"])
    op.create_table(
        "consultation",
        key("conversation_id", String(36)),
        Column("case_id", String(40)),
        held("ours", Boolean),
        held("procedure", String(20)),
        held("peer", String(11)),
        held("state", String(20)),
        Column("due", INSTANT),
        Column("reminded", INSTANT),
        held("request_message", String(36)),
        Column("request_digest", LargeBinary),
        Column("closing_message", String(36)),
        Column("closing_asked", INSTANT),
        held("body", Text),
    )
    op.create_index("consultation_case", "consultation", ["case_id"])
    op.create_index("consultation_due", "consultation", ["state", "due"])
    op.create_table(
        "import_reference",
        key("kind", String(20)),
        key("national_reference", String(120)),
        held("denial_id", String(40)),
        held("digest", LargeBinary),
    )


def _letters() -> None:
    op.create_table(
        "correspondence",
        key("message_id", String(36)),
        held("conversation_id", String(36)),
        Column("case_id", String(40)),
        held("ours", Boolean),
        held("peer", String(11)),
        held("type", String(40)),
        held("digest", LargeBinary),
        held("at", INSTANT),
        held("state", String(20)),
        Column("replies_to", String(36)),
        held("rulebook", String(100)),
        held("body", Text),
    )
    op.create_index("correspondence_case", "correspondence", ["case_id"])
    op.create_index("correspondence_conversation", "correspondence", ["conversation_id"])
    op.create_table(
        "letter_opened",
        number("id"),
        held("message_id", String(36)),
        held("role", String(40)),
        held("at", INSTANT),
    )
    op.create_index("letter_opened_message", "letter_opened", ["message_id"])
    op.create_table(
        "standing_answer",
        key("message_id", String(36)),
        held("conversation_id", String(36)),
        held("ours", Boolean),
        held("peer", String(11)),
        held("procedure", String(20)),
        held("until", Date),
        Column("withdrawn", INSTANT),
        held("body", Text),
    )
    op.create_index("standing_answer_peer", "standing_answer", ["peer", "procedure"])


def _acts() -> None:
    op.create_table(
        "due_date",
        key("kind", String(40)),
        key("subject", String(60)),
        held("at", INSTANT),
        held("set", INSTANT),
        held("note", Text),
    )
    op.create_index("due_date_at", "due_date", ["at"])
    op.create_table(
        "act",
        number("id"),
        held("at", INSTANT),
        held("actor", String(80)),
        held("verb", String(60)),
        held("text", Text),
        held("subject", String(60)),
        held("reference", String(120)),
    )
    op.create_index("act_subject", "act", ["subject"])
    op.create_table(
        "task",
        number("id"),
        held("kind", String(40)),
        held("subject", String(60)),
        held("text", Text),
        held("opened", INSTANT),
        Column("closed", INSTANT),
        Column("closed_by", String(80)),
    )
    op.create_index("task_subject", "task", ["subject", "kind"])
    op.create_table(
        "change",
        number("cursor"),
        held("at", INSTANT),
        held("kind", String(40)),
        held("subject", String(60)),
    )


def _examinations() -> None:
    op.create_table(
        "examination",
        key("case_id", String(40)),
        key("number", Integer),
        held("at", INSTANT),
        held("digest", LargeBinary),
        held("envelope", LargeBinary),
        held("body", LargeBinary),
    )
    op.create_table(
        "hit_judgement",
        number("id"),
        held("case_id", String(40)),
        held("denial_id", String(60)),
        held("party", String(64)),
        held("question", String(64)),
        held("at", INSTANT),
        held("body", Text),
    )
    op.create_index("hit_judgement_case", "hit_judgement", ["case_id", "denial_id"])
    op.create_index("hit_judgement_denial", "hit_judgement", ["denial_id", "party"])
    op.create_table(
        "licence_match",
        key("case_id", String(40)),
        key("denial_id", String(60)),
        held("at", INSTANT),
        Column("seen", INSTANT),
        held("said", Text),
        held("body", Text),
    )
    op.create_table(
        "watch_position",
        key("id", Integer),
        held("value", BigInteger),
    )
    op.create_table(
        "watch_again",
        key("case_id", String(40)),
    )
    op.create_table(
        "sensitive_looked",
        key("case_id", String(40)),
        key("number", String(60)),
        key("version", String(64)),
        held("at", INSTANT),
        held("body", Text),
    )
