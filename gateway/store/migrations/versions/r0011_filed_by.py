"""A case says which account filed it: a licensing system reads what it filed itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None
step = "contract"


def upgrade() -> None:
    """Add the column, and fill it from the act by which each case was filed."""
    kept = sa.Column("filed_by", sa.String(80), nullable=False, server_default="")
    op.add_column("licence_case", kept)
    act = sa.table("act", *(sa.column(name) for name in ("id", "actor", "verb", "subject")))
    case = sa.table("licence_case", sa.column("case_id"), sa.column("filed_by"))
    by = (
        sa.select(act.c.actor)
        .where(act.c.verb == "case.filed", act.c.subject == case.c.case_id)
        .order_by(act.c.id)
        .limit(1)
        .scalar_subquery()
    )
    conn = op.get_bind()
    conn.execute(sa.update(case).values(filed_by=sa.func.coalesce(by, "")))
    op.create_index("licence_case_filed_by", "licence_case", ["filed_by"])
