"""Officers sign in at the console: passwords, one-time codes, links, sessions, failures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Make the tables; nobody has signed in before."""
    op.create_table(
        "console_account",
        key("name", sa.String(80)),
        held("language", sa.String(20)),
        held("password", sa.Text()),
        held("code_key", sa.String(100)),
        held("code_secret", sa.LargeBinary()),
        held("code_step", sa.BigInteger()),
        sa.Column("enrolled", INSTANT),
    )
    op.create_table(
        "console_link",
        key("digest", sa.LargeBinary()),
        held("name", sa.String(80), unique=True),
        held("until", INSTANT),
        held("code_key", sa.String(100)),
        held("code_secret", sa.LargeBinary()),
    )
    op.create_table(
        "console_session",
        key("digest", sa.LargeBinary()),
        held("name", sa.String(80)),
        held("way", sa.String(20)),
        held("agent", sa.String(200)),
        held("made", INSTANT),
        held("seen", INSTANT),
        held("until", INSTANT),
        held("proved", INSTANT),
    )
    op.create_index("console_session_name", "console_session", ["name"])
    op.create_table(
        "console_failure",
        key("bucket", sa.LargeBinary()),
        held("failures", sa.Integer()),
        held("at", INSTANT),
        held("wait_until", INSTANT),
    )
    op.create_table(
        "console_browser",
        key("digest", sa.LargeBinary()),
        key("name", sa.String(80)),
        held("seen", INSTANT),
    )
