"""Tasks and acts are kept as data; their sentences are read a last time, here.

What code told from sentences of before is written down as data: which denial a task is about,
which notice is due, whom an officer asked by hand, what an act of an officer decided. All
others stay sentences, for people.
"""

from __future__ import annotations

import json
import re

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
step = "contract"

_DETERMINED = "not to be authorised, as determined"
_BY_HAND = re.compile(r"(?P<procedure>[^:]+): (?P<authority>[A-Z]{2}(-[A-Z0-9]+)?) (?P<asked>.*)")
_NAMED = re.compile(r"([A-Z]{2}(?:-[A-Z0-9]{2,8})?-[0-9]{4}-[0-9]{5,}) \((\w+)\)")

_KEYS = {
    "denial.unseen": re.compile(r"(\S+) "),
    "consult.again": re.compile(r".* (\S+)"),
    "notice.due": re.compile(r"([^:]+):.*"),
    "round.failed": re.compile(r"(.*) of \S+ could not be followed .*"),
}
"""Where the sentence of an open task named what tells it from others."""


def upgrade() -> None:
    """Add the columns, and fill them where somebody asks for them."""
    for name in ("task", "act"):
        op.add_column(name, sa.Column("messages", sa.Text, nullable=False, server_default="[]"))
        op.add_column(name, sa.Column("data", sa.Text, nullable=False, server_default="{}"))
    op.add_column("task", sa.Column("key", sa.String(200), nullable=False, server_default=""))
    conn = op.get_bind()
    _tasks(conn)
    _acts(conn)


def _tasks(conn: sa.Connection) -> None:
    task = sa.table(
        "task", *(sa.column(name) for name in ("id", "kind", "text", "key", "data", "closed"))
    )
    by_hand = "consult.by_hand"
    query = sa.select(task.c.id, task.c.kind, task.c.text).where(task.c.closed.is_(None))
    for row in conn.execute(query.where(task.c.kind.in_([*_KEYS, by_hand]))).all():
        kept: dict[str, str] = {}
        if row.kind == by_hand and (asked := _asked(row.text)):
            kept["data"] = json.dumps(asked)
        elif row.kind in _KEYS and (found := _KEYS[row.kind].match(row.text)):
            kept["key"] = found[1][:200]
        if kept:
            conn.execute(sa.update(task).where(task.c.id == row.id).values(**kept))
    # Of the others each stays one of its own, as its sentence made it.
    its_number = sa.cast(task.c.id, sa.String(20))
    conn.execute(sa.update(task).where(task.c.key == "").values(key=its_number))


def _acts(conn: sa.Connection) -> None:
    act = sa.table("act", *(sa.column(name) for name in ("id", "verb", "text", "data")))
    wanted = ["case.amended", "case.withdrawn", "suspension.ended", "notice.referenced"]
    query = sa.select(act).where(act.c.verb.in_([*wanted, "task.closed"]))
    for row in conn.execute(query).all():
        if data := _data(row.verb, row.text):
            told = json.dumps(data)
            conn.execute(sa.update(act).where(act.c.id == row.id).values(data=told))


def _data(verb: str, text: str) -> dict[str, object]:
    match verb:
        case "case.amended":
            return {"material": text.startswith("material: ")}
        case "case.withdrawn":
            return {"determined": text == _DETERMINED} if text else {}
        case "suspension.ended":
            return {"outcome": text}
        case "notice.referenced":
            return {"digest": text}
        case _:
            asked = _asked(text)
            return {"task": "consult.by_hand", **asked} if asked else {}


def _asked(text: str) -> dict[str, object]:
    """Return what a sentence says of asking by hand, and of nothing else."""
    found = _BY_HAND.match(text)
    if found is None or not found["asked"].startswith("must be "):
        return {}
    named = _NAMED.findall(found["asked"].partition(": ")[0])
    return {
        "procedure": found["procedure"],
        "authority": found["authority"],
        "denials": [denial for denial, _ in named],
        "match_classes": [match_class for _, match_class in named],
    }
