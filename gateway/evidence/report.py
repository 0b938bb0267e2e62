"""What a verification found: every finding is one check, in words for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from gateway.domain.base import Instant, Model
from gateway.errors import ComityError, Reason, RegisterError


class Check(Model):
    """One thing that was verified, and whether it holds."""

    name: str
    ok: bool
    detail: str


class EvidenceReport(Model):
    """Everything that was found in one evidence file.

    Attributes:
        ok: Whether every check holds.
        checks: In the order in which they were made.
        case_id: The case; empty where one consultation was exported instead.
        conversation_id: That consultation; empty where a case was exported.
        exported_at: Instant that the exporting node states.
        anchored: True where the directory was judged by an anchor that the reader gave;
            False where by the one in the file itself, which says nothing about whose keys
            they are.
        summary: Lines for people.
    """

    ok: bool
    checks: tuple[Check, ...]
    case_id: str
    conversation_id: str = ""
    authority: str
    federation_id: str
    exported_at: Instant
    rehearsal: bool
    anchored: bool
    summary: tuple[str, ...]

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that do not hold."""
        return tuple(check for check in self.checks if not check.ok)


def fault(what: str) -> RegisterError:
    """Return the error for something in an evidence file that does not hold."""
    return RegisterError(
        what,
        reason=Reason.EVIDENCE_INVALID,
        remedy="Do not rely on this file; ask the authority to export the case again.",
    )


@dataclass
class Findings:
    """Collects checks; one that fails never keeps the others from being made."""

    checks: list[Check] = field(default_factory=list)

    def add(self, name: str, *, ok: bool, detail: str) -> bool:
        """Record a check and return whether it holds."""
        self.checks.append(Check(name=name, ok=ok, detail=detail))
        return ok

    def attempt(self, name: str, check: Callable[[], str]) -> bool:
        """Make a check, which returns what it found or raises a `ComityError`."""
        try:
            detail = check()
        except ComityError as exc:
            return self.add(name, ok=False, detail=str(exc))
        except OverflowError:  # an instant at the end of time, to which something is added
            return self.add(name, ok=False, detail="an instant is out of range")
        return self.add(name, ok=True, detail=detail)

    @property
    def failed(self) -> int:
        """How many checks do not hold."""
        return sum(not check.ok for check in self.checks)
