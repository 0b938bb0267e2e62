"""A list of cases is read from an index alone, with what stood within the cases so far."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None
step = "contract"


def upgrade() -> None:
    """Add the column, fill it from each case, and add the index."""
    kept = sa.Column("procedure", sa.String(80), nullable=False, server_default="")
    op.add_column("licence_case", kept)
    names = ("case_id", "body", "procedure")
    case = sa.table("licence_case", *(sa.column(name) for name in names))
    conn = op.get_bind()
    for case_id, body in conn.execute(sa.select(case.c.case_id, case.c.body)).all():
        if procedure := _procedure(body):
            this = sa.update(case).where(case.c.case_id == case_id)
            conn.execute(this.values(procedure=procedure))
    op.create_index(
        "licence_case_listed",
        "licence_case",
        ["filed", "case_id", "state", "reference", "procedure", "destination"],
    )


def _procedure(body: str) -> str:
    """Return what a case says of itself; "application" where it was filed before it had to."""
    try:
        said = json.loads(body)["application"].get("procedure", "application")
    except (ValueError, KeyError, TypeError):
        return ""  # no case of ours
    return str(said)[:80]
