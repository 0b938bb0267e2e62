"""Who may do what: officers, roles and the acts that each role allows.

The table is total: a role that is not listed for an act may not do it (least privilege).
A *system* is a national licensing system with a token of its own.
"""

from __future__ import annotations

from enum import StrEnum

from gateway.domain.base import Instant, Model
from gateway.errors import PermissionRefusedError, Reason, StateError


class OfficerRole(StrEnum):
    """Roles at one authority."""

    OFFICER = "officer"  # assesses, answers, proposes
    DECIDER = "decider"  # may also be the second officer
    SYSTEM = "system"  # national licensing system: files and reads
    READER = "reader"  # Commission desk, auditor: reads what this node holds
    ADMINISTRATOR = "administrator"  # accounts, imports, health; no case


class Permission(StrEnum):
    """Acts that a role may or may not do."""

    FILE = "file"
    READ = "read"
    READ_DENIALS = "read_denials"
    READ_SENSITIVE = "read_sensitive"  # sensitive parties that a case reminds of
    ASSESS = "assess"
    ANSWER = "answer"
    PROPOSE = "propose"
    DECIDE = "decide"
    KEEP_DENIALS = "keep_denials"
    NOTIFY = "notify"
    IMPORT = "import"
    REPORT = "report"  # the annual report: prepare, import, ask, answer, read its figures
    RELEASE = "release"  # its second person: sign off, freeze, publish
    ADMINISTER = "administer"


_OFFICER = frozenset(
    {
        Permission.FILE,
        Permission.READ,
        Permission.READ_DENIALS,
        Permission.READ_SENSITIVE,
        Permission.ASSESS,
        Permission.ANSWER,
        Permission.PROPOSE,
        Permission.KEEP_DENIALS,
        Permission.NOTIFY,
        Permission.IMPORT,
        Permission.REPORT,
    }
)

GRANTS: dict[OfficerRole, frozenset[Permission]] = {
    OfficerRole.OFFICER: _OFFICER,
    OfficerRole.DECIDER: _OFFICER | {Permission.DECIDE, Permission.RELEASE},
    OfficerRole.SYSTEM: frozenset({Permission.FILE, Permission.READ}),
    OfficerRole.READER: frozenset({Permission.READ_DENIALS}),
    OfficerRole.ADMINISTRATOR: frozenset({Permission.ADMINISTER, Permission.IMPORT}),
}
"""What each role may do."""


_ASK_ANOTHER = "Ask a second officer with the role decider."


class Officer(Model):
    """An account at this authority."""

    name: str
    role: OfficerRole
    active: bool = True
    created: Instant

    def may(self, permission: Permission) -> bool:
        """Say whether the account is active and its role allows the act."""
        return self.active and permission in GRANTS[self.role]

    def require(self, permission: Permission) -> None:
        """Check that the role allows the act.

        Raises:
            PermissionRefusedError: The role does not allow it; names role and act.
        """
        if not self.may(permission):
            raise PermissionRefusedError(
                f"the role {self.role} may not {permission.replace('_', ' ')}",
                remedy=_who_may(permission) if self.active else "The account is withdrawn.",
                role=str(self.role),
                permission=str(permission),
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
            raise StateError(refusal, reason=Reason.SECOND_OFFICER_NEEDED, remedy=remedy)


def _who_may(permission: Permission) -> str:
    roles = [str(role) for role, granted in GRANTS.items() if permission in granted]
    return f"Ask an officer with the role {' or '.join(roles)}."
