"""Lists are filtered by codes, parties and references: words beside cases and consultations."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import key

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None
step = "contract"


def upgrade() -> None:
    """Make the table and fill it; add the indexes by which lists are read."""
    op.create_table(
        "list_word",
        key("noun", sa.String(12)),
        key("word", sa.String(130)),
        key("id", sa.String(40)),
    )
    conn = op.get_bind()
    _fill(conn, "case", "licence_case", "case_id", _case_words)
    _fill(conn, "consultation", "consultation", "conversation_id", _consultation_words)
    op.create_index("list_word_id", "list_word", ["id"])
    op.create_index("licence_case_state_listed", "licence_case", ["state", "filed", "case_id"])
    op.create_index("consultation_peer", "consultation", ["peer", "conversation_id"])


def _fill(conn: sa.Connection, noun: str, name: str, key_name: str, words_of: Any) -> None:
    """Write the words of each row; what is no noun of ours has none."""
    held = sa.table(name, sa.column(key_name), sa.column("body"))
    made = sa.table("list_word", *(sa.column(each) for each in ("noun", "word", "id")))
    for thing, body in conn.execute(sa.select(held.c[key_name], held.c.body)).all():
        try:
            words = set(words_of(json.loads(body)))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
        if words:
            rows = [{"noun": noun, "word": each, "id": thing} for each in sorted(words)]
            conn.execute(sa.insert(made), rows)


def _case_words(case: Any) -> Iterator[str]:
    yield from _transaction_words(case["application"]["transaction"])


def _consultation_words(talk: Any) -> Iterator[str]:
    if talk.get("assigned_to"):
        yield f"o:{talk['assigned_to']}"
    if talk.get("sealed"):
        return
    request = talk["request"]
    for each in (request["case_reference"], request.get("concerns")):
        if each:
            yield f"r:{each}"
    yield from _transaction_words(request["transaction"])


def _transaction_words(transaction: Any) -> Iterator[str]:
    for item in transaction["items"]:
        for each in item["classifications"]:
            steps = (each.get("code") or "").split(".")
            for length in range(1, len(steps) + 1):
                if code := ".".join(steps[:length]):
                    yield f"c:{code[:60]}"
    stated = (transaction.get(each) or {} for each in ("exporter", "consignee", "end_user"))
    parties = [each["value"] for each in stated if each.get("value")]
    for party in (*parties, *transaction.get("intermediaries", ())):
        for name in party["names"]:
            yield from (f"p:{each}" for each in _words(name))
        for identifier in party.get("identifiers", ()):
            if number := "".join(_words(identifier["value"]))[:60]:
                yield f"p:{number}"


def _words(text: str) -> Iterator[str]:
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(each for each in apart if not unicodedata.combining(each))
    yield from (each[:60] for each in re.findall(r"\w+", plain))
