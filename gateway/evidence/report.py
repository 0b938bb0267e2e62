"""What a verification found: every finding is one check, in words for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from gateway.domain.base import Instant, Model
from gateway.errors import ComityError, Reason, RegisterError

T = TypeVar("T")


class Result(StrEnum):
    """What all checks together come to."""

    HOLDS = "holds"
    # What was checked holds, and something could not be: it is not here to be compared with,
    # or it rests on the word of one side alone.
    NOT_COMPARED = "not_compared"
    DOES_NOT_HOLD = "does_not_hold"


class EvidenceCheck(Model):
    """One thing that was verified, and whether it holds.

    Attributes:
        made: False where the check could not be made here: then nothing is known, and it is
            not ok.
    """

    name: str
    ok: bool
    detail: str
    made: bool = True


def result_of(checks: Iterable[EvidenceCheck]) -> Result:
    """Return what checks come to: one that fails outweighs one that could not be made."""
    wrong = [check for check in checks if not check.ok]
    if not wrong:
        return Result.HOLDS
    return Result.DOES_NOT_HOLD if any(check.made for check in wrong) else Result.NOT_COMPARED


class EvidenceReport(Model):
    """Everything that was found in one evidence file.

    Attributes:
        ok: Whether every check was made and holds.
        result: The same in three words.
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
    result: Result
    checks: tuple[EvidenceCheck, ...]
    case_id: str
    conversation_id: str = ""
    authority: str
    federation_id: str
    exported_at: Instant
    rehearsal: bool
    anchored: bool
    summary: tuple[str, ...]

    def with_checks(self, more: Iterable[EvidenceCheck], lines: Iterable[str]) -> EvidenceReport:
        """Return the report with further checks, what all of them come to, and further lines."""
        checks = (*self.checks, *more)
        result = result_of(checks)
        return self._with(
            ok=result is Result.HOLDS, result=result, checks=checks, summary=(*self.summary, *lines)
        )

    @property
    def failed(self) -> tuple[EvidenceCheck, ...]:
        """The checks that do not hold."""
        return tuple(check for check in self.checks if check.made and not check.ok)

    @property
    def not_made(self) -> tuple[EvidenceCheck, ...]:
        """The checks that could not be made here."""
        return tuple(check for check in self.checks if not check.made)


def fault(what: str, **values: Any) -> ComityError:
    """Return the error for something in an evidence file that does not hold."""
    return Reason.EVIDENCE_INVALID.error(
        what,
        remedy="Do not rely on this file; ask the authority to export the case again.",
        **values,
    )


class OneSidedError(RegisterError):
    """What a check came to that rests on one side's word: nothing that is here proves it."""

    reason = Reason.EVIDENCE_INVALID


def one_sided(what: str, **values: Any) -> OneSidedError:
    """Return what ends a check that nobody can make from what both sides have signed.

    Raised last in a check: what can be compared in it holds.
    """
    return OneSidedError(
        what, remedy="Ask the other side for its own evidence of the consultation.", **values
    )


@dataclass
class Findings:
    """Collects checks; one that fails never keeps the others from being made."""

    checks: list[EvidenceCheck] = field(default_factory=list)

    def add(self, name: str, *, ok: bool, detail: str) -> None:
        """Record a check."""
        self.checks.append(EvidenceCheck(name=name, ok=ok, detail=detail))

    def attempt(self, name: str, check: Callable[[], str]) -> str:
        """Make a check, which returns what it found or raises a `ComityError`.

        One that raises `one_sided` was not made.

        Returns:
            What was found; empty where it does not hold or was not made.
        """
        return self.obtain(name, lambda: (found := check(), found)) or ""

    def obtain(self, name: str, check: Callable[[], tuple[T, str]]) -> T | None:
        """Make a check that finds something, as `attempt`; None where it does not hold."""
        try:
            found, detail = check()
        except OneSidedError as exc:
            self.not_made(name, str(exc))
        except ComityError as exc:
            self.add(name, ok=False, detail=str(exc))
        except OverflowError:  # an instant at the end of time, to which something is added
            self.add(name, ok=False, detail="an instant is out of range")
        else:
            self.add(name, ok=True, detail=detail)
            return found
        return None

    def take_from(self, other: Findings, how: str) -> None:
        """Take what does not hold in another judgement and was not found in this one."""
        known = {(each.name, each.made) for each in self.checks if not each.ok}
        for each in other.checks:
            if not each.ok and (each.name, each.made) not in known:
                name = f"{each.name}, {how}"
                self.checks.append(
                    EvidenceCheck(name=name, ok=False, detail=each.detail, made=each.made)
                )

    def not_made(self, name: str, why: str) -> None:
        """Record a check that cannot be made here."""
        self.checks.append(EvidenceCheck(name=name, ok=False, detail=why, made=False))

    @property
    def failed(self) -> int:
        """How many checks do not hold."""
        return sum(check.made and not check.ok for check in self.checks)

    @property
    def result(self) -> Result:
        """What the checks so far come to."""
        return result_of(self.checks)
