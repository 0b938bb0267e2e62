"""Tokens have rows of their own: scopes, an end, the last use; two of an account at a time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None
step = "contract"


def upgrade() -> None:
    """Add the table; tokens of before go on without an end, as nobody was told of one."""
    op.create_table(
        "officer_token",
        key("digest", sa.LargeBinary),
        held("name", sa.String(80)),
        held("scopes", sa.Text),
        held("made", INSTANT),
        sa.Column("until", INSTANT),
        sa.Column("used", INSTANT),
    )
    op.create_index("officer_token_name", "officer_token", ["name"])
    names = ("name", "token_hash", "active", "created")
    account = sa.table("officer", *(sa.column(name) for name in names))
    columns = ("digest", "name", "scopes", "made")
    token = sa.table("officer_token", *(sa.column(name) for name in columns))
    held_now = sa.select(account.c.token_hash, account.c.name, sa.literal("[]"), account.c.created)
    op.execute(
        sa.insert(token).from_select(columns, held_now.where(account.c.active.is_(sa.true())))
    )
