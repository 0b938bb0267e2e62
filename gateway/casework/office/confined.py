"""What the law keeps to accounts of one role: notices of some kinds, and the letters of them.

The kind says so in the rulebook (`sight`); nothing here knows an article. What is kept so is
written down in the transaction in which it is first here, and never taken out: when a letter of
ours is written, when one that came is journalled. Who sees it is `gateway.casework.office.sight`'s
to say.
"""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from gateway.casework.office.law import Law
from gateway.casework.office.notice_rules import rule_of
from gateway.domain.notice import Notice
from gateway.domain.rulebook.acts import NoticeSight
from gateway.store.tables_casework import act
from gateway.store.tables_casework import confined as table


def confine(conn: Connection, role: NoticeSight, *subjects: str) -> None:
    """Keep what has these numbers or ids to the accounts of a role, from now on."""
    known = set(conn.scalars(select(table.c.subject).where(table.c.subject.in_(subjects))))
    rows = [{"subject": each, "role": str(role)} for each in subjects if each not in known]
    if rows:
        conn.execute(insert(table), rows)


def confine_letter(
    conn: Connection, law: Law, content: object, *, sender: str, conversation_id: str
) -> NoticeSight | None:
    """Keep a letter, and all of its conversation, to the accounts for which its content is.

    The number of the notice is kept so as well, but no other authority's: a letter does not hide
    what somebody else has told all.

    Args:
        conn: The transaction in which it is written, or journalled.
        law: The rulebooks that are held.
        content: What it says.
        sender: Who sends it.
        conversation_id: In which it goes.

    Returns:
        For which role it is; None: for everybody who reads letters.
    """
    rule = rule_of(law, content) if isinstance(content, Notice) else None
    if not isinstance(content, Notice) or rule is None or rule.sight is None:
        return None
    confine(conn, rule.sight, conversation_id)
    if content.number.startswith(f"{sender}-N-") and not _is_told(conn, content.number):
        confine(conn, rule.sight, content.number)
    return rule.sight


def is_confined(conn: Connection, subject: str) -> bool:
    """Say whether something is for accounts of one role alone."""
    return conn.scalar(select(table.c.role).where(table.c.subject == subject)) is not None


def _is_told(conn: Connection, number: str) -> bool:
    """Say whether something was done here under a number that is kept to nobody."""
    told = select(act.c.id).where(act.c.subject == number).limit(1)
    return not is_confined(conn, number) and conn.execute(told).first() is not None
