"""The engine is told of consultations in which we ask, and of no others.

The officers of a consulted authority are reminded by the sweep of deadlines. What the engine
was still to be told of its conversations is gone, and with it the column that told both sides
apart. Pokes keep their rows under the name that they have now.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None
step = "contract"


def upgrade() -> None:
    """Remove the rows, then the column."""
    wake = sa.table("engine_wake", sa.column("kind"), sa.column("ours", sa.Boolean))
    poke = wake.c.kind == "poke_conversation"
    op.execute(wake.delete().where((wake.c.kind == "start_consulted") | (poke & ~wake.c.ours)))
    op.execute(wake.update().where(poke).values(kind="poke_consultation"))
    with op.batch_alter_table("engine_wake") as changed:
        changed.drop_column("ours")
