"""What an authority prepares: the models that its officers see and change."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from gateway.domain.annual.cells import CellRef, Figures, Mark
from gateway.domain.annual.codes import Key
from gateway.domain.annual.records import Year
from gateway.domain.annual.submission import (
    IndicatorValue,
    MergedPart,
    NarrativeText,
    RemarkAnswer,
)
from gateway.domain.annual.template import RecordKind
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Day, Instant, Model
from gateway.domain.denial import FreeText
from gateway.domain.letter import Digest
from gateway.reports.remarks import Remark


class MarkedCell(Model):
    """A cell or table, and what is said of it; no mark: it is free again."""

    about: CellRef
    mark: Mark | None = None


class AnnualWork(Model):
    """What officers have said of a year, beside its records.

    Attributes:
        without: Tables for which the authority has no data.
    """

    marks: tuple[MarkedCell, ...] = ()
    without: tuple[Key, ...] = ()
    answers: tuple[RemarkAnswer, ...] = ()
    indicators: tuple[IndicatorValue, ...] = ()
    narratives: tuple[NarrativeText, ...] = ()


class WorkChange(Model):
    """A change of it: each entry replaces the one of the same key.

    Attributes:
        without: In place of those that were named before.
    """

    marks: tuple[MarkedCell, ...] = Field(default=(), max_length=5000)
    without: tuple[Key, ...] | None = Field(default=None, max_length=60)
    answers: tuple[RemarkAnswer, ...] = Field(default=(), max_length=400)
    indicators: tuple[IndicatorValue, ...] = Field(default=(), max_length=200)
    narratives: tuple[NarrativeText, ...] = Field(default=(), max_length=60)


class AnsweredRemark(Model):
    """A remark with the answer that was given, if one was."""

    remark: Remark
    answer: RemarkAnswer | None = None


class RecordCount(Model):
    """How many records there are of a kind, from where."""

    kind: RecordKind
    source: str
    records: int


class YearTable(Model):
    """A table in sum.

    Attributes:
        total: None: it is not available.
    """

    table: Key
    title: str
    cells: int
    marked: int
    total: Figures | None


class VersionState(StrEnum):
    """How far a version has come."""

    PROPOSED = "proposed"
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LEDGER = "ledger"


class VersionLine(Model):
    """A version in a list.

    Attributes:
        number: Of our proposals, from 1.
        version: As the submission says; a refused one is proposed again under the same.
        digest: Of what the first officer has seen; the second names it.
        letter: Digest of the signed letter, once it is sent.
        said: What its receiver said of it.
    """

    collection: str
    number: int
    version: int
    state: VersionState
    digest: Digest
    proposed: Instant
    proposed_by: str
    released: Instant | None = None
    released_by: str = ""
    letter: str = ""
    said: str = ""


class ChangedFigures(Model):
    """A cell that differs from the version before; None: it was not there, or not available."""

    about: CellRef
    before: Figures | None
    after: Figures | None


class Proposal(Model):
    """What the first officer proposes to send.

    Attributes:
        reason: Why a version is corrected; needed from the second on.
        without_parts: Of a coordinator: authorities whose part is left out on record.
    """

    reason: tuple[FreeText, ...] = Field(default=(), max_length=6)
    without_parts: tuple[AuthorityCode, ...] = Field(default=(), max_length=16)


class Release(Model):
    """What the second officer signs off: the digest of what was proposed."""

    digest: Digest


class ShownVersion(Model):
    """A version with what it says of itself, and its difference to the one before.

    Attributes:
        more: Changed cells beyond those that are shown.
    """

    line: VersionLine
    records: int
    parts: tuple[MergedPart, ...]
    reason: tuple[FreeText, ...]
    changes: tuple[ChangedFigures, ...]
    more: int = 0


class PreparedYear(Model):
    """Where the preparation of a year stands.

    Attributes:
        submit_by: As the Commission services have called; None: no call has come yet.
        to: Who receives it: the Commission services, or the State's coordinator.
        unread: Records of own cases that cannot be counted, and why.
        ready: Nothing is left to put right or to answer.
        version: Of what was said and sent of the year here; figures follow the records.
    """

    year: Year
    collection: str
    template: str
    template_digest: Digest
    submit_by: Day | None
    to: AuthorityCode
    rates: str
    records: tuple[RecordCount, ...]
    unread: tuple[str, ...]
    tables: tuple[YearTable, ...]
    remarks: tuple[AnsweredRemark, ...]
    work: AnnualWork
    parts: tuple[MergedPart, ...]
    parts_missing: tuple[AuthorityCode, ...]
    versions: tuple[VersionLine, ...]
    ready: bool
    version: str = ""
