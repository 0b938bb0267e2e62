"""What passes between a Member State and the Commission services for the annual report.

The call with its template, the submission and its corrections, questions on a cell or a
table, and the confidentiality round: the State's figures exactly as they would appear.
Authorities of one State send parts to its coordinator, which merges and signs them.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.annual.cells import CellBlock, CellRef, Mark
from gateway.domain.annual.codes import Key
from gateway.domain.annual.edition import PublishedTable
from gateway.domain.authority import COMPETENT, AuthorityCode
from gateway.domain.base import Day, Instant, Model, Worded
from gateway.domain.denial import FreeText
from gateway.domain.letter import Digest, LetterType
from gateway.domain.letter_rule import REPORTING, UNION, LetterRule, Opens, Sender

TemplateVersion = Annotated[str, StringConstraints(min_length=3, max_length=40)]

CollectionId = Annotated[str, StringConstraints(pattern=r"^EU-R-[0-9]{4}(-[0-9]{1,3})?$")]
"""``EU-R-2025``: the Commission services' collection of a year; a second one has a number."""


# Figures of a State go to its own coordinator and to the Commission, to no other State.
@LetterRule(
    LetterType.ANNUAL_CALL,
    "Call for the data of a year",
    UNION,
    COMPETENT,
    opens=Opens.ALWAYS,
    by=Sender.OPENER,
)
class AnnualCall(Model):
    """The Commission's call for data; part 1 of the letter is the template's file itself.

    Attributes:
        collection: Id of the collection at the Commission, e.g. ``EU-R-2025``.
        submit_by: Last day for the submission.
    """

    collection: CollectionId
    year: int = Field(ge=2000, le=2100)
    template: TemplateVersion
    template_digest: Digest
    submit_by: Day
    text: tuple[FreeText, ...] = Field(default=(), max_length=24)


class IndicatorValue(Model):
    """An answer on administration or enforcement; an empty one is "not available"."""

    key: Key
    count: int | None = Field(default=None, ge=0, le=10**12)
    euro_cents: int | None = Field(default=None, ge=0, le=10**15)
    yes: bool | None = None
    text: tuple[FreeText, ...] = Field(default=(), max_length=6)


class NarrativeText(Model):
    """A section in words, the original first."""

    key: Key
    text: tuple[FreeText, ...] = Field(min_length=1, max_length=24)


class RemarkAnswer(Model):
    """The authority's standard answer to a question that validation put."""

    remark: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    answer: Key
    text: tuple[FreeText, ...] = Field(default=(), max_length=6)


class MergedPart(Model):
    """Of a merged submission: an authority's part and the digest of its signed letter."""

    authority: AuthorityCode
    version: int = Field(ge=1, le=1000)
    digest: Digest


@LetterRule(LetterType.ANNUAL_SUBMISSION, "Submission", COMPETENT, UNION, by=Sender.OTHER)
class SubmissionHeader(Model):
    """What a submission says of itself.

    Attributes:
        version: 1, then one more with each correction.
        supersedes: Digest of the letter that it corrects.
        rates: Which exchange rates were used, e.g. ``ECB/2026-01-02``.
        parts: Of a State with several authorities: what was merged.
        records: Records that were counted; never which.
    """

    collection: CollectionId
    year: int = Field(ge=2000, le=2100)
    template: TemplateVersion
    template_digest: Digest
    authority: AuthorityCode
    version: int = Field(ge=1, le=1000)
    supersedes: Digest | None = None
    prepared_at: Instant
    rates: Annotated[str, StringConstraints(max_length=60)] = ""
    parts: tuple[MergedPart, ...] = Field(default=(), max_length=16)
    records: int = Field(default=0, ge=0, le=10**9)
    reason: tuple[FreeText, ...] = Field(default=(), max_length=6)  # of a correction
    indicators: tuple[IndicatorValue, ...] = Field(default=(), max_length=200)
    narratives: tuple[NarrativeText, ...] = Field(default=(), max_length=60)
    answers: tuple[RemarkAnswer, ...] = Field(default=(), max_length=400)

    def merged(
        self,
        *,
        records: int,
        indicators: tuple[IndicatorValue, ...],
        narratives: tuple[NarrativeText, ...],
        parts: tuple[MergedPart, ...],
    ) -> SubmissionHeader:
        """Return the header of a State's submission, to which others gave parts."""
        return self._with(
            records=records, indicators=indicators, narratives=narratives, parts=parts
        )

    @model_validator(mode="after")
    def _corrections_name_what_they_correct(self) -> Self:
        if (self.version > 1) != (self.supersedes is not None):
            raise ValueError("supersedes: a correction names what it corrects, and only that")
        return self


class Submission(Model):
    """A Member State's data for one year: a header and a block of cells for each table.

    On the wire the header is part 0; each block is a part of its own.
    """

    header: SubmissionHeader
    blocks: tuple[CellBlock, ...] = Field(max_length=60)

    def of_tables(self, tables: Container[str]) -> Submission:
        """Return the submission with its blocks of some tables alone."""
        kept = tuple(block for block in self.blocks if block.table in tables)
        return self._with(blocks=kept)

    @model_validator(mode="after")
    def _one_block_a_table(self) -> Self:
        tables = [block.table for block in self.blocks]
        if len(set(tables)) != len(tables):
            raise ValueError("blocks: a table has one block")
        return self


@LetterRule(
    LetterType.ANNUAL_PART,
    "Part of a submission",
    COMPETENT,
    COMPETENT,
    opens=Opens.MAY,
    by=Sender.OPENER,
    own_state=True,
)
class SubmissionPart(Model):
    """An authority's part for its State's coordinator; its blocks follow as a submission's."""

    header: SubmissionHeader


class OutcomeKind(Worded):
    """What can become of a submission or part."""

    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Refused"
    # it came after the freeze and waits for a person's decision
    LEDGER = "ledger", "Came after the freeze; a person decides"


@LetterRule(
    LetterType.ANNUAL_OUTCOME, "Outcome of a submission", REPORTING, COMPETENT, replies=True
)
class SubmissionOutcome(Model):
    """What became of a submission or part; its receiver says so at once.

    Attributes:
        submission: Digest of the letter.
        reason: Reason code of a refusal; empty where it was accepted.
        counts: Digest of the submission that counts now, if there is one.
        text: What is wrong, and what to do.
    """

    collection: CollectionId
    submission: Digest
    outcome: OutcomeKind
    reason: Annotated[str, StringConstraints(max_length=60)] = ""
    counts: Digest | None = None
    text: tuple[FreeText, ...] = Field(default=(), max_length=6)

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if (self.outcome is OutcomeKind.ACCEPTED) == bool(self.reason):
            raise ValueError("reason: what was not accepted says why, and only that")
        return self


@LetterRule(LetterType.ANNUAL_QUESTION, "Question about a submission", REPORTING, REPORTING)
class AnnualQuestion(Model):
    """A question on a cell or a table of a submission, or its closing.

    Attributes:
        thread: Number of the question in its collection.
        submission: Digest of the submission that it is about.
        answer_by: Until when; of a question.
        closed: Who asked has what was needed.
    """

    collection: CollectionId
    thread: int = Field(ge=1, le=10**6)
    about: CellRef
    submission: Digest
    answer_by: Day | None = None
    closed: bool = False
    text: tuple[FreeText, ...] = Field(min_length=1, max_length=6)

    @model_validator(mode="after")
    def _asks_or_closes(self) -> Self:
        if self.closed == (self.answer_by is not None):
            raise ValueError("answer_by: a question says until when, a closing does not")
        return self


@LetterRule(
    LetterType.ANNUAL_ANSWER, "Answer about a submission", REPORTING, REPORTING, replies=True
)
class AnnualAnswer(Model):
    """An answer to a question, from what lies at the authority.

    Attributes:
        answer: A standard answer, if one fits: confirmed, corrected, explained.
    """

    collection: CollectionId
    thread: int = Field(ge=1, le=10**6)
    answer: Key | None = None
    text: tuple[FreeText, ...] = Field(min_length=1, max_length=6)


@LetterRule(LetterType.ANNUAL_TABLES, "Tables to be cleared", UNION, COMPETENT, by=Sender.OPENER)
class AppearingTables(Model):
    """The confidentiality round: a State's tables exactly as they would appear.

    Attributes:
        draft: Digest of the draft consolidation that they were taken from.
        until: What is not cleared by then is not published.
        parts: Tables follow in parts 1 and on of the letter.
    """

    collection: CollectionId
    draft: Digest
    until: Day
    tables: tuple[PublishedTable, ...] = Field(default=(), max_length=100)

    def with_tables(self, tables: tuple[PublishedTable, ...]) -> AppearingTables:
        """Return the round with the tables that came in the further parts of its letter."""
        return self._with(tables=tables)


class ClearanceAct(Worded):
    """What a Member State says of a cell that would appear."""

    CLEAR = "clear", "Cleared"
    MARK = "mark", "Confidential"
    MERGE = "merge", "Only in a larger group"


class ClearedCell(Model):
    """What is said of one cell or table; a mark or merge names its ground and group."""

    about: CellRef
    act: ClearanceAct
    mark: Mark | None = None

    @model_validator(mode="after")
    def _marks_say_why(self) -> Self:
        if (self.act is ClearanceAct.CLEAR) == (self.mark is not None):
            raise ValueError("mark: confidentiality says why, clearing does not")
        if self.act is ClearanceAct.MERGE and (self.mark is None or self.mark.group is None):
            raise ValueError("mark: merging names the larger group")
        return self


@LetterRule(
    LetterType.ANNUAL_CLEARANCE,
    "Clearance of tables",
    COMPETENT,
    UNION,
    by=Sender.OTHER,
    replies=True,
)
class Clearance(Model):
    """A Member State's answer in the confidentiality round.

    Attributes:
        all_else: Everything that is not named is cleared; without it, it is not published.
    """

    collection: CollectionId
    draft: Digest
    all_else: bool
    cells: tuple[ClearedCell, ...] = Field(default=(), max_length=5000)
