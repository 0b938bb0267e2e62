"""Certificates by which systems show themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Make the table; no account had a certificate before."""
    op.create_table(
        "officer_certificate",
        key("spki", sa.LargeBinary),
        held("name", sa.String(80)),
        held("with_token", sa.Boolean),
        held("scopes", sa.Text),
        held("subject", sa.Text),
        held("made", INSTANT),
        held("until", INSTANT),
        sa.Column("used", INSTANT),
    )
    op.create_index("officer_certificate_name", "officer_certificate", ["name"])
