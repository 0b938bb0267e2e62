"""What an account may see: all or its own, but what others alone need to know.

Everything that is shown or changed asks here; what hangs on a case follows it: the consultations
in which it asks, those in which others ask about it, and the letters of both. What an account may
not see is not there: the answer is that of a case that does not exist. What a request names is
looked at before its use case begins (`gateway.casework.cases.need_to_know`); lists, and whatever
finds a case by something else than its number, ask here themselves.

What the law keeps to accounts of one role (`confined`: a notice under Article 25(2), with the
letters by which it went) is hidden from every other account by the same means. It has no mark that
could be taken off, nobody opens it, and an auditor does not read it.

What the law keeps to accounts of one role: notices of some kinds, and the letters of them.

The kind says so in the rulebook (`sight`); nothing here knows an article. What is kept so is
written down in the transaction in which it is first here, and never taken out: when a letter of
ours is written, when one that came is journalled. Who sees it is `gateway.casework.visibility`'s
to say.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    and_,
    insert,
    or_,
    select,
    union,
)

from gateway.casework.law.law import Law
from gateway.casework.law.notice_rules import rule_of
from gateway.casework.permissions import Officer, Permission, Scope
from gateway.domain.base import version_in_part
from gateway.domain.notice import Notice
from gateway.domain.rulebook.acts import NoticeSight
from gateway.store import held_versions
from gateway.store.held_versions import HeldVersion
from gateway.store.tables_casework import act, classification, confined, licence
from gateway.store.tables_casework import confined as table
from gateway.store.tables_casework import consultation as talk
from gateway.store.tables_casework import correspondence as letter
from gateway.store.tables_casework import informed_letter as informed
from gateway.store.tables_casework import licence_case as case
from gateway.store.tables_casework import restriction as mark
from gateway.store.tables_casework import restriction_account as access
from gateway.store.tables_exchange import journal

_HELD = {
    "case_id": (case.c.case_id,),
    "conversation_id": (
        talk.c.conversation_id,
        journal.c.conversation_id,
        letter.c.conversation_id,
    ),
    "message_id": (journal.c.message_id, letter.c.message_id),
}
"""Where what a request names stands, by what its parameter is called."""


@dataclass(frozen=True, slots=True)
class Visibility:
    """What an account sees of that of which its role may do something, at one instant."""

    officer: Officer
    permission: Permission
    at: datetime

    def case(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """Say for a column of case ids which of them the account finds in lists."""
        own, known = self._own(), column.not_in(self._hidden_roots())
        return known if own is None else and_(column.in_(own), known)

    def subject(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """Say for a column of what acts and tasks are about which of it is on lists.

        Those are cases, their licences, the consultations that we opened for them and, for who
        sees all, whatever else there is.
        """
        if self.officer.scope(self.permission) is Scope.ROLE:
            return column.in_(_confined_to(confined.c.role == str(self.officer.role)))
        own, known = self._own(), column.not_in(self.hidden())
        if own is None:
            return known
        asked = talk.c.ours.is_(True) & talk.c.case_id.in_(own)
        talks = select(talk.c.conversation_id).where(asked)
        return and_(column.in_(union(own, talks, _licences_of(own))), known)

    @property
    def reads_hits(self) -> bool:
        """Whether the account is shown what is said of denials."""
        return self.officer.may(Permission.READ_HITS)

    @property
    def only_own(self) -> bool:
        """Whether it sees its own alone, as a system does."""
        return self.officer.scope(self.permission) is Scope.OWN

    def sees(self, conn: Connection, case_id: str | None) -> bool:
        """Say whether a case that was named is there for the account."""
        own = self._own()
        if own is not None and conn.execute(own.where(case.c.case_id == case_id)).first() is None:
            return False
        return case_id is None or self.knows(conn, case_id)

    def knows(self, conn: Connection, name: str) -> bool:
        """Say whether nothing restricted keeps the account from a case, talk or letter.

        An auditor reads what he names, on record; not what is for accounts of another role.
        """
        if self._is_confined(conn, name):
            return False
        if self.officer.may(Permission.READ_RESTRICTED):
            return True
        roots = self.restricted_among(conn, [name])
        hidden = self._hidden_roots().where(mark.c.subject.in_(roots))
        return not roots or conn.execute(hidden).first() is None

    def finds(self, conn: Connection, noun: str, name: str) -> bool:
        """Say whether what a request names is there, and for the account.

        Args:
            conn: A transaction.
            noun: What the parameter is called.
            name: Number or id.
        """
        for column in _HELD[noun]:
            if conn.execute(select(column).where(column == name).limit(1)).first() is not None:
                return self.knows(conn, name)
        return False

    def hidden(self) -> CompoundSelect[str]:
        """Select all that acts and tasks may be about and that is not for the account."""
        roots = self._hidden_roots()
        talks = select(talk.c.conversation_id).where(talk.c.case_id.in_(roots))
        about, within = letter.c.case_id.in_(roots), letter.c.conversation_id
        return union(  # no OR in it: each part finds its rows by an index
            roots,
            talks,
            select(letter.c.message_id).where(about),
            select(letter.c.message_id).where(within.in_(roots)),
            select(letter.c.message_id).where(within.in_(talks)),
            select(within).where(about),
            _licences_of(roots),
            *self._confined().selects,
        )

    def hidden_references(self, conn: Connection) -> frozenset[str]:
        """Return under which references cases were filed that are not for the account."""
        return frozenset(conn.scalars(self._references()))

    def _references(self) -> Select[str]:
        return select(case.c.reference).where(case.c.case_id.in_(self._hidden_roots()))

    def hidden_names(self, conn: Connection) -> frozenset[str]:
        """Return by which numbers, ids and references something speaks of what is not shown.

        Nothing is kept from an auditor who reads what he names, but what is for another role.
        """
        if self.officer.may(Permission.READ_RESTRICTED):
            return frozenset(conn.scalars(self._confined()))
        return frozenset(conn.scalars(union(self._references(), *self.hidden().selects)))

    def notices(self, conn: Connection) -> Callable[[str], bool]:
        """Return what says of a number whether that notice is there for the account."""
        role_of = {row.subject: row.role for row in conn.execute(select(confined))}
        alone = self.officer.scope(self.permission) is Scope.ROLE
        otherwise = None if alone else self.officer.role
        return lambda number: role_of.get(number, otherwise) == self.officer.role

    @staticmethod
    def restricted_among(conn: Connection, names: Collection[str]) -> frozenset[str]:
        """Return the restricted things that are named, or on which hangs what is named.

        Args:
            conn: A transaction.
            names: Numbers of cases, licences, rounds and letters that inform; ids of
                conversations and of letters.
        """
        of_letters = select(journal.c.conversation_id).where(journal.c.message_id.in_(names))
        meant = union(
            select(talk.c.case_id).where(
                or_(talk.c.conversation_id.in_(names), talk.c.conversation_id.in_(of_letters))
            ),
            select(letter.c.case_id).where(
                or_(letter.c.conversation_id.in_(names), letter.c.message_id.in_(names))
            ),
            of_letters,
            select(licence.c.case_id).where(licence.c.number.in_(names)),
            select(informed.c.case_id).where(informed.c.number.in_(names)),
            select(classification.c.case_id).where(classification.c.number.in_(names)),
        )
        subject = mark.c.subject
        found = conn.scalars(select(subject).where(or_(subject.in_(names), subject.in_(meant))))
        return frozenset(found)

    def _confined(self) -> CompoundSelect[str]:
        """Select what is for accounts of another role."""
        return _confined_to(confined.c.role != str(self.officer.role))

    def _is_confined(self, conn: Connection, name: str) -> bool:
        """Say whether a name is that of something for accounts of another role."""
        others = confined.c.role != str(self.officer.role)
        came = journal.c.conversation_id == confined.c.subject
        letters = select(journal.c.message_id).join(confined, came).where(others)
        kept = select(confined.c.subject).where(others, confined.c.subject == name)
        letter = letters.where(journal.c.message_id == name)
        return conn.execute(kept.union(letter)).first() is not None

    def _own(self) -> Select[str] | None:
        if not self.only_own:
            return None
        return select(case.c.case_id).where(case.c.filed_by == self.officer.name)

    def _hidden_roots(self) -> Select[str]:
        """Select what is restricted and not for the account."""
        lasts = or_(access.c.until.is_(None), access.c.until > self.at)
        named = select(access.c.subject).where(access.c.account == self.officer.name, lasts)
        return select(mark.c.subject).where(mark.c.subject.not_in(named))


def _confined_to(whom: ColumnElement[bool]) -> CompoundSelect[str]:
    """Select what accounts of some roles alone see, with each letter of its conversations."""
    of_it = journal.c.conversation_id == confined.c.subject
    letters = select(journal.c.message_id).join(confined, of_it).where(whom)
    return union(select(confined.c.subject).where(whom), letters)


def _licences_of(cases: Select[str]) -> Select[str]:
    """Select the numbers of the licences of some cases."""
    return select(licence.c.number).where(licence.c.case_id.in_(cases))


def held_case(conn: Connection, sight: Visibility, case_id: str) -> HeldVersion | None:
    """Return which version of a case an account is shown, None where it is shown none."""
    if not sight.officer.may(sight.permission) or not sight.sees(conn, case_id):
        return None
    version = held_versions.of_case(conn, case_id)
    if version is None:
        return None
    if not sight.reads_hits:
        return HeldVersion(version_in_part(version))
    talks = conn.scalars(select(talk.c.conversation_id).where(talk.c.case_id == case_id))
    return HeldVersion(version, (case_id, *talks))


def held_consultation(conn: Connection, sight: Visibility, name: str) -> HeldVersion | None:
    """Return which version of a consultation an account is shown, None where it is shown none."""
    row = conn.execute(
        select(talk.c.case_id, talk.c.ours).where(talk.c.conversation_id == name)
    ).first()
    if row is None or not sight.officer.may(sight.permission):
        return None
    if row.ours:
        seen = sight.sees(conn, row.case_id)
    else:
        seen = sight.officer.may(Permission.READ_REQUESTS) and sight.knows(conn, name)
    if not seen:
        return None
    version = held_versions.of_consultations(conn, [name])[name]
    if not sight.officer.may(Permission.READ_DENIALS):
        return HeldVersion(version_in_part(version))
    return HeldVersion(version, (name,))


# --- what is kept to accounts of one role ----------------------------------------------------


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
