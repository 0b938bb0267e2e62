"""${message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}
step = "contract"  # "expand" where a process of the version before may go on: docs/upgrades.md


def upgrade() -> None:
    """Apply."""
    ${upgrades if upgrades else "pass"}
