"""Officers sign in at their authority's own provider: identities, and who is on her way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Make the tables; nobody has signed in so before."""
    op.create_table(
        "console_identity",
        key("issuer", sa.String(400)),
        key("subject", sa.String(255)),
        held("name", sa.String(80), unique=True),
        held("made", INSTANT),
    )
    op.create_table(
        "console_flight",
        key("digest", sa.LargeBinary()),
        held("state", sa.String(64)),
        held("nonce", sa.String(64)),
        held("verifier", sa.String(64)),
        held("target", sa.Text()),
        held("fresh", sa.Boolean()),
        held("link", sa.String(64)),
        held("until", INSTANT),
    )
