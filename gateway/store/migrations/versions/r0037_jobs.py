"""Long work as jobs: what was asked, how far it is, what was answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Make the table; nobody has a job yet."""
    op.create_table(
        "job",
        key("job_id", sa.String(36)),
        held("account", sa.String(80)),
        held("scopes", sa.Text),
        held("operation", sa.String(80)),
        held("permission", sa.String(40)),
        held("again", sa.Boolean),
        held("method", sa.String(8)),
        held("path", sa.Text),
        held("query", sa.Text),
        held("headers", sa.Text),
        sa.Column("body", sa.LargeBinary),
        held("state", sa.String(12)),
        held("asked", INSTANT),
        sa.Column("begun", INSTANT),
        sa.Column("ended", INSTANT),
        sa.Column("kept_until", INSTANT),
        held("times_begun", sa.Integer),
        held("wrote", sa.Boolean),
        held("done", sa.Integer),
        sa.Column("total", sa.Integer),
        held("unit", sa.String(8)),
        held("interruption", sa.String(16)),
        sa.Column("status", sa.Integer),
        held("answer_headers", sa.Text),
        sa.Column("answer", sa.LargeBinary),
        held("errors", sa.Text),
        held("errors_in_all", sa.Integer),
    )
    op.create_index("job_state", "job", ["state"])
    op.create_index("job_account", "job", ["account", "asked", "job_id"])
    op.create_index("job_kept_until", "job", ["kept_until"])
