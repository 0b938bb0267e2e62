"""A licence has a row of its own; each that was granted before gets one from what is known."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None
step = "contract"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_GRANTED = '%"licence":[{%'
_UNKNOWN = ["valid_until", "conditions.wanted_by"]
"""What no case says of its licence: its last day, and whose answer a condition was."""

_case = sa.table("licence_case", sa.column("case_id"), sa.column("body"), sa.column("filed"))
_NAMES = ("number", "case_id", "granted", "last_day", "body")
_licence = sa.table("licence", *(sa.column(name) for name in _NAMES))
_counter = sa.table("counter", sa.column("name"), sa.column("value"))


def upgrade() -> None:
    """Add the table, and a row for each case in which a licence was granted."""
    op.create_table(
        "licence",
        key("number", sa.String(60)),
        held("case_id", sa.String(40), unique=True),
        held("granted", INSTANT),
        sa.Column("last_day", sa.Date),
        held("body", sa.Text),
    )
    op.create_index("licence_listed", "licence", ["granted", "number"])
    conn = op.get_bind()
    counted: dict[int, int] = {}
    granted = sa.select(_case.c.body).where(_case.c.body.like(_GRANTED))
    for body in conn.execute(granted.order_by(_case.c.filed, _case.c.case_id)).scalars().all():
        conn.execute(sa.insert(_licence), [_row(json.loads(body), counted)])
    for year, last in counted.items():
        conn.execute(sa.insert(_counter), [{"name": f"licence/{year}", "value": last}])


def _row(case: dict[str, Any], counted: dict[int, int]) -> dict[str, Any]:
    asked, at = case["application"]["transaction"], case["licence"][0]["at"]
    year = int(at[:4])
    counted[year] = counted.get(year, 0) + 1
    authority = case["case_id"].split("-C-")[0]
    number = f"{authority}-L-{year}-{counted[year]:05d}"
    end_user = asked["end_user"].get("value")
    decision = case.get("decision") or {}
    licence = {
        "number": number,
        "authority": authority,
        "case_id": case["case_id"],
        "reference": case["application"]["reference"],
        "kind": case["application"].get("kind", "individual"),
        "activity": asked["activity"],
        "lines": [
            {"line": line, "item": item} for line, item in enumerate(asked["items"], start=1)
        ],
        "exporter": asked["exporter"],
        "consignee": asked["consignee"],
        "end_users": [] if end_user is None else [end_user],
        "destination": asked["destination"],
        "goods_located_in": asked["goods_located_in"],
        "conditions": decision.get("proposal", {}).get("conditions", []),
        "granted_at": at,
        "valid_from": at[:10],  # where the authority is, it may have been the day after
        "unknown": _UNKNOWN,
    }
    return {
        "number": number,
        "case_id": case["case_id"],
        "granted": (datetime.fromisoformat(at) - _EPOCH) // timedelta(microseconds=1),
        "last_day": None,
        "body": json.dumps(licence, ensure_ascii=False, separators=(",", ":")),
    }
