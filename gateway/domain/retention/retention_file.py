"""How long what the gateway holds is kept: classes and periods, each with its reason and source.

Data, as the law is: a class with a period is deleted by the program when it is older, one without
is kept, and says why. What the program can delete at all is `Deleted`; a file may name no other.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Annotated, Self

from pydantic import Field, model_validator

from gateway.domain.base import Instant, Model, Worded
from gateway.domain.case import CaseId
from gateway.domain.denial import FreeText
from gateway.domain.lawfile import parse_law, read_bytes, shipped
from gateway.domain.rulebook.procedure import Key, Rule, Sentence
from gateway.errors import Reason


class Deleted(StrEnum):
    """What the program deletes: no envelope, receipt, act or entry of a register."""

    CLOSED_TASKS = "closed_tasks"
    ENDED_TOKENS = "ended_tokens"
    ENDED_ACCESSES = "ended_accesses"
    CASE_FILES = "case_files"


class WhyKept(Worded):
    """Why the file of a case that is older than its period is kept all the same."""

    HELD = "held", "An officer holds it"  # an officer holds it
    # a question, an answer or a letter is still open
    CONVERSATION = "conversation", "A question, an answer or a letter is open"
    DENIAL = "denial", "Its denial stands"  # a denial that was decided in it stands
    # a court has suspended that denial, and may restore it
    PROCEEDINGS = "proceedings", "A court has suspended its denial"
    # a licence that was granted in it counts, or a letter that informs
    LICENCE = "licence", "Its licence, or its letter that informs, counts"
    TASK = "task", "Something is still to be done"  # something is still to be done
    LATER_CASE = "later_case", "A later case rests on it"  # a later case that is kept names it


class HoldReason(Worded):
    """Why an officer holds the file of a case."""

    PROCEEDINGS = "proceedings", "Proceedings"  # a court, a prosecutor, an appeal
    AUDIT = "audit", "An audit"
    ARCHIVE_LAW = "archive_law", "Law on archives"
    REQUEST = "request", "A request"  # of a person whose data it is, or of another authority


class HoldDraft(FreeText):
    """That the file of a case is to be held, and why."""

    reason_class: HoldReason


class HeldFile(Model):
    """A file that an officer holds back from deletion.

    Attributes:
        since: When he said so.
    """

    case_id: CaseId
    reason_class: HoldReason
    by: str
    since: Instant


class KeptFile(Model):
    """The file of a case that is older than its period, and why it is kept."""

    case_id: CaseId
    why: WhyKept


class RetentionClass(Rule):
    """One kind of what is held.

    Attributes:
        source: Where the period comes from.
        sure: How sure the reading is.
        keep_days: Days after which it is deleted; None: it is kept.
    """

    code: Key
    title: Sentence
    source: Sentence
    sure: Sentence
    keep_days: Annotated[int, Field(ge=1, le=36_600)] | None = None

    @model_validator(mode="after")
    def _deletable(self) -> Self:
        if (self.keep_days is not None) != (self.code in set(Deleted)):
            known = ", ".join(Deleted)
            raise ValueError(f"keep_days: goes with what the program deletes, and only it: {known}")
        return self


class RetentionFile(Model):
    """A version of the periods."""

    version: Annotated[str, Field(pattern=r"^retention/[0-9]{4}-[0-9]+$")]
    classes: tuple[RetentionClass, ...] = Field(alias="class", min_length=1)
    digest: str = Field(default="", exclude=True)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        codes = [each.code for each in self.classes]
        if len(codes) != len(set(codes)) or not set(Deleted) <= set(codes):
            raise ValueError("class: each is there once, and none of what is deleted is missing")
        return self


class RetentionLine(Model):
    """A class as it stands at this node.

    Attributes:
        due: How much of it is older than its period now.
        next_due: When the oldest that is left will be; None where nothing is, or all is kept, and
            of files of cases, whose period begins with their end.
        held_back: How much is older and is kept all the same.
        kept: Some of it, each with why.
    """

    rule: RetentionClass
    due: int = 0
    next_due: Instant | None = None
    held_back: int = 0
    kept: tuple[KeptFile, ...] = ()


class RetentionShown(Model):
    """What is kept how long, and what would be deleted now.

    Attributes:
        deleted: Whether it was: a rehearsal deletes nothing.
    """

    version: str
    at: Instant
    lines: tuple[RetentionLine, ...]
    deleted: bool = False

    def carried_out(self) -> RetentionShown:
        """Return the same, once it was deleted."""
        return self._with(deleted=True)


@cache
def shipped_retention() -> RetentionFile:
    """Return the newest periods that come with Comity.

    Raises:
        LawError: The file is wrong (a defect of this version).
    """
    file = shipped(__package__, "retention-")[-1]
    raw = read_bytes(file, reason=Reason.RETENTION_INVALID)
    return parse_law(file.name, raw, RetentionFile, reason=Reason.RETENTION_INVALID)
