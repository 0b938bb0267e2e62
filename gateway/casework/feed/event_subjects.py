"""What events say of their subjects and actors: case, consultation, letter, and who by kind.

A line of the journal names one thing; the rest is read beside it, for a whole batch at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Self

from sqlalchemy import Connection, Row, or_, select

from gateway.casework.office.permissions import OfficerRole
from gateway.domain.feed.events import ActorKind
from gateway.store.tables_casework import classification, licence, officer
from gateway.store.tables_casework import consultation as talk
from gateway.store.tables_casework import correspondence as letter
from gateway.store.tables_casework import informed_letter as informed
from gateway.store.tables_casework import licence_case as case


class Names(NamedTuple):
    """What a subject is, or belongs to."""

    case_id: str | None = None
    conversation_id: str | None = None
    message_id: str | None = None


NO_NAMES: Final = Names()

_NO_ACCOUNTS: Final = {"gateway": ActorKind.GATEWAY, "operator": ActorKind.OPERATOR}
_NUMBERED: Final = (case.c.case_id, licence.c.number, informed.c.number, classification.c.number)


@dataclass(frozen=True, slots=True)
class EventSubjects:
    """What is known of the subjects and actors of some lines.

    Attributes:
        names: Of each subject that is, or belongs to, a case or a conversation.
        roles: Of each actor that is an account.
    """

    names: Mapping[str, Names]
    roles: Mapping[str, str]

    @classmethod
    def of(cls, conn: Connection, lines: Sequence[Row[*tuple[Any, ...]]]) -> Self:
        """Read what is known; nothing where there is no line."""
        if not lines:
            return cls({}, {})
        actors = {line.actor for line in lines} - set(_NO_ACCOUNTS)
        accounts = select(officer.c.name, officer.c.role).where(officer.c.name.in_(actors))
        roles = {row.name: row.role for row in conn.execute(accounts)}
        return cls(_names(conn, {line.subject for line in lines}), roles)

    def actor(self, name: str) -> ActorKind | None:
        """Return what kind of actor a name is; None where none was kept."""
        if not name:
            return None
        if name in _NO_ACCOUNTS:
            return _NO_ACCOUNTS[name]
        role = self.roles.get(name)
        if role is None:
            return ActorKind.AUTHORITY
        return ActorKind.SYSTEM if role == OfficerRole.SYSTEM else ActorKind.PERSON


def _names(conn: Connection, about: Collection[str]) -> dict[str, Names]:
    found: dict[str, Names] = {}
    for number in _NUMBERED:
        owned = select(number, number.table.c.case_id.label("of_case")).where(number.in_(about))
        found |= {row[0]: Names(row.of_case) for row in conn.execute(owned)}
    asked = select(letter.c.message_id, letter.c.conversation_id, letter.c.case_id).where(
        or_(letter.c.message_id.in_(about), letter.c.conversation_id.in_(about))
    )
    for row in conn.execute(asked):
        found[row.message_id] = Names(row.case_id, row.conversation_id, row.message_id)
        found[row.conversation_id] = Names(row.case_id, row.conversation_id)
    conversations = {each.conversation_id for each in found.values() if each.conversation_id}
    talks = select(talk.c.conversation_id, talk.c.case_id).where(
        talk.c.conversation_id.in_(conversations | set(about))
    )
    cases = {row.conversation_id: row.case_id for row in conn.execute(talks)}
    found |= {each: Names(of_case, each) for each, of_case in cases.items()}
    return {
        subject: each._replace(case_id=each.case_id or cases.get(each.conversation_id))
        for subject, each in found.items()
    }
