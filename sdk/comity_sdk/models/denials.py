"""Denials: denials, the search among them, and what examinations find.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.denial_parts import (
    Denial,
    DenialFound,
    DenialStatus,
    DifferingDenial,
    Hit,
    ListedDenial,
    MeaningsRead,
    MoreOfParty,
    PartnerSource,
    RegisterPosition,
    RequirementHit,
    ScopeGap,
    SetAside,
    ShownAct,
    UnlistedDenial,
)
from comity_sdk.models.denial_words import (
    AnyDenialState,
    AnyForm,
    AnySearchMode,
    AnySearchedBy,
    AnySetAsideWay,
    AnyWay,
    AnyWhose,
)
from comity_sdk.models.part_parts import (
    ReferenceInput,
    RowError,
    StatedGroundsInput,
    UnknownValueInput,
)
from comity_sdk.models.part_words import AnyPartyKind, AnyWithholding
from comity_sdk.models.parts import DocumentInput, FreeTextInput, TransactionInput
from comity_sdk.models.rulebook_words import AnyDecisionType, AnyLegalBase, AnyReviewOutcome


class DenialInput(Model):
    """One denial as its authority notified it. ``transaction.exporter`` is left out by default: it
    is not needed for matching and is commercially sensitive (docs/domain.md 2.5).
    """

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    national_reference: str
    """Reference at the authority that decided."""
    decision: AnyDecisionType
    """Whether it is a denial, an annulment or another decision of which others are told."""
    articles: list[str] = Field(default_factory=list)
    """Articles under which it was denied."""
    legal_base: AnyLegalBase = "2021/821"
    """Act under which it was decided."""
    decision_date: datetime.date
    """Day of the decision, where the deciding authority is."""
    first_notified: datetime.date
    """Day on which others were first told of it."""
    reviews_so_far: int | None = 0
    """Number of reviews before it was entered here; null: not known."""
    transaction: TransactionInput
    """Goods, parties, destination and use; null: not given."""
    grounds: StatedGroundsInput = Field(default_factory=lambda: UnknownValueInput.model_validate({"state": "unknown"}))
    """Grounds of the denial, with whether they are stated."""
    explanation: list[FreeTextInput] = Field(default_factory=list)
    """Why, in one text for each language."""
    explanation_withheld: AnyWithholding | None = None
    """Why the explanation is not given; null: it is given."""
    documents: list[DocumentInput] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""
    references: list[ReferenceInput] = Field(default_factory=list)
    """How other systems call the same."""


class DenialLine(Model):
    """A denial in a list: what the table knows without reading its content."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    origin: str
    """Code of the authority from which it comes."""
    national_reference: str
    """Reference at the authority that decided."""
    state: AnyDenialState
    """State that it is in."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    codes: list[str]
    """Codes of the control list, e.g. `5A001`."""
    end_user_withheld: bool
    """Whether the end-user's name was withheld by the authority that denied."""
    first_notified: datetime.date
    """Day on which others were first told of it."""
    review_due: datetime.date | None = None
    """Day by which the denial is to be looked at again; null: none."""
    relayed_from: str = ""
    """Code of the authority for which another entered it; empty: entered by its own."""
    partner: PartnerSource | None = None
    """Whence it comes, where it is of a State outside the Union; null: it is of a Member State."""


class DenialQuery(Model):
    """What denials are searched for; at least one of names, goods and destination."""

    names: list[str] = Field(default_factory=list)
    """Names of one end-user or consignee in any script, or a part of one."""
    kind: AnyPartyKind = "unknown"
    """Whether they are a person's or an organisation's, where known."""
    description: str = ""
    """The goods in words."""
    codes: list[str] = Field(default_factory=list)
    """Their control codes."""
    destination: str | None = None
    """Beside a name it ranks, since one end-user is listed under several countries; else it
    selects.
    """
    issuer: str | None = None
    """Only denials of this authority, or of the authorities of this State."""
    state: AnyDenialState | None = "valid"
    """Only denials that stand so; null: however they stand, also ended ones."""
    limit: int = 50
    """How many denials are shown at most."""


class DenialReview(Model):
    """Outcome of a review under Art 16(2), or a revocation."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    outcome: AnyReviewOutcome
    """What the review came to."""
    at: datetime.date
    """Date of the outcome; the next review is counted from it."""
    grounds: list[FreeTextInput] = Field(default_factory=list)
    """Why, one text a language, the original first."""
    third_review_grounds: list[FreeTextInput] = Field(default_factory=list)
    """The grounds that Art 16(2) asks for from the third renewal on; which review it is, is the
    projection's to count.
    """
    set_aside: SetAsideInput | None = None
    """Which court or body set it aside; of a revocation for that reason only."""


class DenialsFound(Model):
    """What a search found, and what it went by."""

    searched_at: datetime.datetime
    """Instant of the search."""
    matcher_version: str
    """Version of the rules of comparison."""
    mode: AnySearchMode
    """How the search weighs what it misses against what it finds too much."""
    registers: list[RegisterPosition]
    """How far each register had been read."""
    denials_in_scope: int
    """Number of valid denials that were compared."""
    compared: list[AnySearchedBy]
    """What was given and is compared."""
    not_given: list[AnySearchedBy]
    """What was not given and is not compared."""
    total: int
    """How many were found; `found` has the nearest of them."""
    complete: bool
    """Whether those are all there are: of goods or parts of names that very many denials have,
    only the nearest are looked at.
    """
    found: list[DenialFound]
    """What was found, most alike first."""


class DueDenial(Model):
    """A valid denial and its next review."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    origin: str
    """Code of the authority from which it comes."""
    legal_base: AnyLegalBase
    """Act under which it was decided."""
    first_notified: datetime.date
    """Day on which others were first told of it."""
    reviews_done: int | None = None
    """How often it was reviewed, None where nobody knows."""
    review_due: datetime.date
    """Day by which the denial is to be looked at again; null: none."""
    grounds_needed: bool | None = None
    """Whether keeping it needs stated grounds this time; None: not known."""
    overdue: bool
    """Whether the day has passed; it stays valid nevertheless."""
    listed: bool = False
    """Whether it was in or past its time of review when it was first seen here."""


class Examination(Model):
    """The examination of all valid denials, before the decision (Art 16(5))."""

    examined_at: datetime.datetime
    """Instant of the examination."""
    matcher_version: str
    """Version of the rules of comparison."""
    mode: AnySearchMode = "index"
    """How the search weighs what it misses against what it finds too much."""
    registers: list[RegisterPosition]
    """How far each register had been read."""
    denials_in_scope: int
    """Valid denials that were searched, relayed ones among them."""
    index_position: int = 0
    """How far the search index had come in the register's feed."""
    register_position: int = 0
    """How far the feed had come; the examination waits for it."""
    gaps: list[ScopeGap] = Field(default_factory=list)
    """What could not be searched."""
    hits: list[Hit]
    """What was found, the nearest first."""
    more_of_party: list[MoreOfParty] = Field(default_factory=list)
    """How many denials of the class `MatchClass.SAME_PARTY` there are besides those among the
    hits: of a party that was denied very often the nearest are shown.
    """
    requirements: list[RequirementHit] = Field(default_factory=list)
    """Those that others have notified and that are near, the nearest first."""
    meanings: MeaningsRead | None = None
    """What was read of the meaning of goods of a party alike, with its model; None where other
    signs sufficed.
    """


class ExportRequest(Model):
    """Which denials are exported, and why."""

    whose: AnyWhose = "own"
    """Whose denials are exported."""
    state: AnyDenialState = "valid"
    """Only in this state; valid ones where nothing is said."""
    reason: str = ""
    """In words, kept on record; the Commission must give it."""


class ExportedDenial(Model):
    """A denial as rows of our form."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    origin: str
    """Authority whose log it is in, or that wrote it down."""
    relayed_from: str = ""
    """State that is not a member, of a relayed one."""
    rows: list[dict[str, str]]
    """Its item lines, by column of our form."""
    unsaid: list[str] = Field(default_factory=list)
    """Ways to what it says and no column holds."""
    missing: list[str] = Field(default_factory=list)
    """Contents that were released to this authority and have not come, or that cannot be read:
    what stands in their place is not what was notified.
    """


class ImportReport(Model):
    """The counts at the end of an import, and what is wrong row by row. ``denials`` is the sum of
    ``written``, ``unchanged`` and ``refused``; one denial may have several rows.
    """

    way: AnyWay
    """In which way it is done."""
    filename: str = ""
    """Name of the file as it came."""
    form: AnyForm = "comity"
    """Form of the file."""
    dry_run: bool = False
    """Whether it was only tried: nothing was kept."""
    rows: int
    """Rows with data, the header and empty rows not counted."""
    rows_refused: int = 0
    """Rows of the denials that were refused."""
    denials: int
    """Number of denials that were read."""
    written: int
    """Denials written; for a dry run, those that would have been."""
    unchanged: int
    """Denials that an earlier import wrote with the same content."""
    refused: int
    """Number of rows that were refused."""
    errors: list[RowError] = Field(default_factory=list)
    """Faults, row by row."""
    first_id: str = ""
    """First number given, or "" when none was."""
    last_id: str = ""
    """Last number given, or ""."""


class PageOfDenials(Model):
    """PageOfDenials of the interface."""

    items: list[DenialLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfDueDenialReviews(Model):
    """PageOfDueDenialReviews of the interface."""

    items: list[DueDenial]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfExportedDenials(Model):
    """PageOfExportedDenials of the interface."""

    items: list[ExportedDenial]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class Reconciliation(Model):
    """What the two sides have."""

    rows: int
    """Rows of the file with data."""
    listed: int
    """Denials of the file."""
    held: int
    """Denials of the register that it was compared with."""
    same: int
    """How many both have, with the same content in the columns of the file."""
    same_by_content: list[ListedDenial] = Field(default_factory=list)
    """Those of them that no reference names on both sides."""
    differing: list[DifferingDenial] = Field(default_factory=list)
    """What both have and says something else."""
    only_here: list[UnlistedDenial] = Field(default_factory=list)
    """What the register alone has; no revoked ones."""
    only_there: list[ListedDenial] = Field(default_factory=list)
    """What the file alone has."""
    errors: list[RowError] = Field(default_factory=list)
    """Rows that could not be compared."""


class SetAsideInput(Model):
    """What a court, or a body that hears appeals, did to a denial."""

    denial_id: str
    """Number of the denial, e.g. `FR-2026-00001`."""
    way: AnySetAsideWay
    """In which way it is done."""
    body: str
    """Name of the court or body."""
    reference: str
    """Its reference, e.g. the file number of the judgment."""
    at: datetime.date
    """Date of its decision."""
    text: list[FreeTextInput] = Field(default_factory=list)
    """What it said, one text a language."""


class ShownDenial(Model):
    """A denial with its status, its acts, and who has not yet received the newest."""

    denial: Denial
    """The denial."""
    status: DenialStatus
    """What the register's entries make of it."""
    overdue: bool = False
    """Whether its review was missed, by its authority's day; it stays valid."""
    relayed_from: str = ""
    """Code of the authority for which another entered it; empty: entered by its own."""
    not_yet_received: list[str] = Field(default_factory=list)
    """Of the own denials; where another authority's entry has arrived is known at that authority's
    node.
    """
    missing: list[str] = Field(default_factory=list)
    """Contents that were released to this authority and have not come yet: what is shown without
    them is not withheld.
    """
    acts: list[ShownAct] = Field(default_factory=list)
    """Its entries in order; none of a relayed denial, which is in no log."""
    set_aside: list[SetAside] = Field(default_factory=list)
    """What courts and appeal bodies did to it, in order."""
    version: str = ""
    """Which version this is: its ETag."""
