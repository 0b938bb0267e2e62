"""Who may read and do what: one table of roles, nouns, verbs and scopes.

The table is total: a role that is not named for an act may not do it (least privilege).
`docs/permissions.md` is made from it (by its test), and a walk over every route
asks it (`tests/node/api/test_who_reads_what.py`).

A *system* is a national licensing system with a token of its own. *Own* is a case that was
filed by the very account: an account that returns keeps its name, and so its cases. What
others ask this authority, and what they write to it, belongs to no system.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pydantic import Field

from gateway.domain.base import Instant, Model
from gateway.domain.rulebook.acts import NoticeRule
from gateway.errors import NotFoundError, PermissionRefusedError, Reason


class OfficerRole(StrEnum):
    """Roles at one authority."""

    OFFICER = "officer"  # assesses, answers, proposes
    DECIDER = "decider"  # may also be the second officer
    SYSTEM = "system"  # national licensing system: files, and reads what it filed
    READER = "reader"  # Commission desk: reads denials, notices and registers, and no case
    AUDITOR = "auditor"  # reads every case, denial and report, and changes nothing
    ADMINISTRATOR = "administrator"  # accounts, imports, health; no case
    ENFORCEMENT = "enforcement"  # customs investigation, prosecutors: notices of its kinds alone


class Scope(StrEnum):
    """Of which things a role may do what a permission allows."""

    ALL = "all"
    OWN = "own"  # cases that this account filed, and what we ask others about them
    RELEASED = "released"  # our own, and what other authorities released to this one
    ROLE = "role"  # notices of the kinds that the law keeps to this role, and tasks for it alone


class Permission(StrEnum):
    """Acts that a role may or may not do."""

    FILE = "file"
    READ_CASES = "read_cases"
    READ_HITS = "read_hits"
    READ_EVIDENCE = "read_evidence"
    READ_CONSULTATIONS = "read_consultations"
    READ_REQUESTS = "read_requests"
    READ_LETTERS = "read_letters"
    READ_TASKS = "read_tasks"
    CLOSE_TASKS = "close_tasks"
    READ_INBOX = "read_inbox"
    KEEP_INBOX = "keep_inbox"
    READ_QUEUES = "read_queues"
    KEEP_QUEUES = "keep_queues"
    READ_WAITING = "read_waiting"
    READ_CHANGES = "read_changes"
    SUBSCRIBE = "subscribe"
    READ_FIGURES = "read_figures"
    READ_LICENCES = "read_licences"
    TELL_USES = "tell_uses"
    READ_DENIALS = "read_denials"
    READ_NOTICES = "read_notices"
    READ_SENSITIVE = "read_sensitive"
    READ_REPORT = "read_report"
    READ_ACCOUNTS = "read_accounts"
    ASSESS = "assess"
    ANSWER = "answer"
    PROPOSE = "propose"
    DECIDE = "decide"
    RESTRICT = "restrict"
    READ_RESTRICTIONS = "read_restrictions"
    OPEN_RESTRICTED = "open_restricted"
    READ_RESTRICTED = "read_restricted"
    KEEP_DENIALS = "keep_denials"
    KEEP_REGISTERS = "keep_registers"
    NOTIFY = "notify"
    WRITE_NOTICES = "write_notices"
    IMPORT = "import"
    SEND_RECORDS = "send_records"
    REPORT = "report"
    RELEASE = "release"
    ADMINISTER = "administer"


@dataclass(frozen=True, slots=True)
class Right:
    """One line of the table.

    Attributes:
        noun: What is read or changed.
        verb: What is done to it.
        scopes: Of which of it, for each role that may.
        needs: What must be allowed as well, since it is shown or given with it.
        within: What allows it as well: a token that was made for that may do this.
    """

    noun: str
    verb: str
    scopes: Mapping[OfficerRole, Scope]
    needs: tuple[Permission, ...] = ()
    within: Permission | None = None


_ROLE, _P = OfficerRole, Permission


def _all(*roles: OfficerRole) -> dict[OfficerRole, Scope]:
    return dict.fromkeys(roles, Scope.ALL)


_WORKING: Final = _all(_ROLE.OFFICER, _ROLE.DECIDER)
_SECOND: Final = _all(_ROLE.DECIDER)
_READING: Final = _WORKING | _all(_ROLE.AUDITOR)
_OWN: Final = {_ROLE.SYSTEM: Scope.OWN}
_HELD: Final = dict.fromkeys([*_READING, _ROLE.READER], Scope.RELEASED)
_KEPT: Final = {_ROLE.ENFORCEMENT: Scope.ROLE}

RIGHTS: Final[Mapping[Permission, Right]] = {
    _P.READ_CASES: Right("case, its licence, its letter that informs", "read", _READING | _OWN),
    _P.FILE: Right("case", "file, amend, add an end-user", _WORKING | _OWN, needs=(_P.READ_CASES,)),
    _P.ASSESS: Right(
        "case",
        "assess, judge hits, withdraw, ask others (in rounds as well), write to them",
        _WORKING,
        needs=(_P.READ_HITS, _P.READ_LETTERS),
    ),
    _P.PROPOSE: Right(
        "case", "propose a decision; that a letter is lifted", _WORKING, needs=(_P.READ_HITS,)
    ),
    _P.DECIDE: Right(
        "case",
        "decide, lift, agree to what waits, as the second officer; confirm answers and silences",
        _SECOND,
        needs=(_P.READ_HITS, _P.READ_LETTERS),
    ),
    _P.RESTRICT: Right(
        "restricted case or consultation",
        "restrict, name who needs to know",
        _WORKING,
        needs=(_P.READ_EVIDENCE,),
    ),
    _P.READ_RESTRICTIONS: Right(
        "restricted case or consultation",
        "read by number alone",
        _SECOND | _all(_ROLE.AUDITOR),
        needs=(_P.READ_EVIDENCE,),
    ),
    _P.OPEN_RESTRICTED: Right(
        "restricted case or consultation",
        "open for a bounded time, on record",
        _SECOND,
        needs=(_P.RESTRICT, _P.READ_RESTRICTIONS),
    ),
    _P.READ_RESTRICTED: Right(
        "restricted case or consultation",
        "read without being named, each time on record",
        _all(_ROLE.AUDITOR),
        needs=(_P.READ_RESTRICTIONS,),
    ),
    _P.READ_HITS: Right(
        "examination with its hits, judgements, the watch",
        "read",
        _READING,
        needs=(_P.READ_CASES, _P.READ_DENIALS),
    ),
    _P.READ_CONSULTATIONS: Right("consultation that we opened", "read", _READING | _OWN),
    _P.READ_REQUESTS: Right(
        "consultation that others ask of us", "read", _READING, needs=(_P.READ_CONSULTATIONS,)
    ),
    _P.ANSWER: Right(
        "consultation, round on a classification that others ask of us",
        "answer",
        _WORKING,
        needs=(_P.READ_LETTERS,),
    ),
    _P.READ_LETTERS: Right(
        "letter, standing answer, round on a classification, precedent",
        "read",
        _READING,
        needs=(_P.READ_REQUESTS, _P.READ_DENIALS),
    ),
    _P.READ_EVIDENCE: Right(
        "page and evidence of a case or consultation",
        "read, on record",
        _READING,
        needs=(_P.READ_HITS, _P.READ_LETTERS),
    ),
    _P.READ_TASKS: Right(
        "task", "read", _READING | _OWN | _KEPT | {_ROLE.ADMINISTRATOR: Scope.ROLE}
    ),
    _P.CLOSE_TASKS: Right("task", "close with a note", _WORKING | _KEPT, within=_P.ASSESS),
    _P.READ_INBOX: Right(
        "inbox of open work",
        "read, count",
        _READING,
        needs=(_P.READ_TASKS, _P.READ_HITS, _P.READ_LETTERS, _P.READ_QUEUES),
    ),
    _P.KEEP_INBOX: Right(
        "inbox of open work",
        "mark as seen; keep its own views; name who stands in for itself",
        _WORKING,
        needs=(_P.READ_INBOX,),
    ),
    _P.READ_QUEUES: Right("queue of open work", "read", _READING | _all(_ROLE.ADMINISTRATOR)),
    _P.KEEP_QUEUES: Right(
        "queue of open work; who stands in for anybody",
        "make, change; name, end",
        _all(_ROLE.ADMINISTRATOR),
        needs=(_P.READ_QUEUES,),
    ),
    _P.READ_WAITING: Right(
        "act that waits for a second officer",
        "read",
        _READING | {_ROLE.ADMINISTRATOR: Scope.OWN},
    ),
    _P.READ_CHANGES: Right("feed of events", "read", _READING | _OWN),
    _P.SUBSCRIBE: Right(
        "webhook of its own account",
        "make, read, replay, end",
        _WORKING | _OWN,
        needs=(_P.READ_CHANGES,),
    ),
    _P.READ_DENIALS: Right("denial, review, register", "read, search, verify", _HELD),
    _P.READ_NOTICES: Right("notice", "read", _HELD | _KEPT, within=_P.READ_DENIALS),
    _P.KEEP_DENIALS: Right("denial", "amend, revoke, review", _WORKING, needs=(_P.READ_DENIALS,)),
    _P.KEEP_REGISTERS: Right(
        "register",
        "synchronise, recompute, repair, follow",
        _WORKING,
        needs=(_P.READ_DENIALS,),
    ),
    _P.NOTIFY: Right(
        "review, notice that is due",
        "find, publish; leave out",
        _WORKING,
        needs=(_P.READ_DENIALS,),
    ),
    _P.WRITE_NOTICES: Right(
        "notice",
        "publish, amend, withdraw, comment",
        _WORKING | _KEPT,
        needs=(_P.READ_NOTICES,),
        within=_P.NOTIFY,
    ),
    _P.READ_SENSITIVE: Right("sensitive party that a case reminds of", "read", _READING),
    _P.IMPORT: Right("denial", "import", _WORKING | _all(_ROLE.ADMINISTRATOR)),
    _P.READ_LICENCES: Right(
        "licence, as far as openness.toml gives it to customs",
        "read",
        _READING | _all(_ROLE.SYSTEM),
    ),
    _P.TELL_USES: Right(
        "use of a licence, of another's as far as openness.toml gives that to customs",
        "tell, reverse what was told",
        _WORKING | _all(_ROLE.SYSTEM),
        needs=(_P.READ_LICENCES,),
    ),
    _P.READ_FIGURES: Right("figures of all our cases", "count", _READING),
    _P.READ_REPORT: Right("annual report", "read", _READING),
    _P.SEND_RECORDS: Right("record for the annual report", "send", _WORKING | _all(_ROLE.SYSTEM)),
    _P.REPORT: Right("annual report", "prepare, ask, answer", _WORKING, needs=(_P.READ_REPORT,)),
    _P.RELEASE: Right("annual report", "sign off, freeze, publish as the second person", _SECOND),
    _P.READ_ACCOUNTS: Right("account", "read", _all(_ROLE.AUDITOR, _ROLE.ADMINISTRATOR)),
    _P.ADMINISTER: Right(
        "account; webhook of any",
        "make, change, withdraw; read, end",
        _all(_ROLE.ADMINISTRATOR),
        needs=(_P.READ_ACCOUNTS,),
    ),
}
"""Who may do what of which things. There is no other table."""

GRANTS: Final[Mapping[OfficerRole, Mapping[Permission, Scope]]] = {
    role: {each: right.scopes[role] for each, right in RIGHTS.items() if role in right.scopes}
    for role in OfficerRole
}
"""The same by role."""


_ASK_ANOTHER = "Ask a second officer with the role decider."
_WHO_MAY = "Ask an officer with the role {roles}."
_SCOPE_MISSING = "Use a token with this scope; an administrator makes one."


class Officer(Model):
    """An account at this authority, as far as the token goes that it shows.

    Attributes:
        scopes: What its token may; all that its role may if empty.
        absent: The error for what its request names and is not there for it
            (`gateway.casework.cases.need_to_know`).
    """

    name: str
    role: OfficerRole
    active: bool = True
    created: Instant
    scopes: tuple[Permission, ...] = ()
    absent: Callable[[], NotFoundError] | None = Field(default=None, exclude=True, repr=False)

    def asking_for(self, absent: Callable[[], NotFoundError]) -> Officer:
        """Return the officer of a request that names what is not there for him."""
        return self._with(absent=absent)

    def may(self, permission: Permission) -> bool:
        """Say whether the account is active and its role allows the act, and what it needs."""
        return (
            self.active
            and permission in GRANTS[self.role]
            and (
                not self.scopes
                or not {permission, RIGHTS[permission].within}.isdisjoint(self.scopes)
            )
            and all(self.may(each) for each in RIGHTS[permission].needs)
        )

    def scope(self, permission: Permission) -> Scope:
        """Return of which things the account may do it.

        Raises:
            PermissionRefusedError: The role does not allow it; names role and act.
        """
        self.require(permission)
        return GRANTS[self.role][permission]

    def require(self, permission: Permission) -> None:
        """Check that the role allows the act, and that what it is about is there for the account.

        In this order: who may not do it learns nothing of what there is.

        Raises:
            PermissionRefusedError: The role does not allow it; names role and act.
            NotFoundError: The request names something that the account need not know of.
        """
        if not self.may(permission):
            scoped = self.active and self.scopes and permission in GRANTS[self.role]
            remedy = "The account is withdrawn." if not self.active else _WHO_MAY
            raise PermissionRefusedError(
                "this token may not {act}" if scoped else "the role {role} may not {act}",
                remedy=_SCOPE_MISSING if scoped else remedy,
                role=self.role,
                roles=" or ".join(role for role, its in GRANTS.items() if permission in its),
                permission=permission,
                act=permission.replace("_", " "),
            )
        if self.absent is not None:
            raise self.absent()

    def reads_kind(self, rule: NoticeRule | None) -> bool:
        """Say whether notices of a kind are for the account, which reads notices.

        Args:
            rule: The kind; None where it is not known here, or not what a notice says.

        Raises:
            PermissionRefusedError: It reads none.
        """
        alone = self.scope(Permission.READ_NOTICES) is Scope.ROLE
        sight = None if rule is None else rule.sight
        return not alone if sight is None else self.role == sight.value

    def require_kind(self, rule: NoticeRule) -> None:
        """Check that the account may write notices of a kind, as it may write notices.

        Raises:
            PermissionRefusedError: The kind is for accounts of another role, or its own role
                writes other kinds; names role and kind.
        """
        if not self.reads_kind(rule):
            raise PermissionRefusedError(
                "the role {role} does not write notices under {kind}",
                remedy="Ask an account with the role {sight}.",
                role=self.role,
                kind=rule.code,
                sight=rule.sight or OfficerRole.OFFICER,
            )

    def require_second(
        self, first: str, refusal: str, *, needed: bool = True, remedy: str = _ASK_ANOTHER
    ) -> None:
        """Check that the officer is another one than who took the first step.

        Args:
            first: Name of who proposed, froze or prepared what is now decided.
            refusal: What one officer does not do alone, as a sentence.
            needed: Whether the law wants two officers here.
            remedy: What to do instead, where no second officer can do this act.

        Raises:
            StateError: SECOND_OFFICER_NEEDED; two are needed, and it is the same officer.
        """
        if needed and self.name == first:
            raise Reason.SECOND_OFFICER_NEEDED.error(refusal, remedy=remedy)
