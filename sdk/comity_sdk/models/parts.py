"""Parts: what things of many nouns are made of: parties, items, texts, documents, views.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.part_parts import (
    DocumentReplacementInput,
    DocumentTranslationInput,
    ItemInput,
    PartyInput,
    RowError,
    StatedPartyInput,
    StatedTextInput,
    UnknownValueInput,
)
from comity_sdk.models.part_words import (
    AnyActivity,
    AnyConsequence,
    AnyDocumentKind,
    AnyInterruption,
    AnyJobState,
    AnyProgressUnit,
    AnyRisk,
)


class DocumentInput(Model):
    """A supporting document, by its digest; its contents are put and read apart from it."""

    kind: AnyDocumentKind
    """Which kind it is."""
    title: str
    """Title, in words."""
    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    sha256: str
    """SHA-256 of the contents, 64 hexadecimal digits."""
    size_bytes: int
    """Size of the contents in octets."""
    media_type: str = "application/octet-stream"
    """Media type of the contents, e.g. `application/pdf`."""
    replaces: DocumentReplacementInput | None = None
    """The older document in whose place it stands; null: none."""
    translates: DocumentTranslationInput | None = None
    """The document of which it is a translation; null: it is an original."""


class FreeTextInput(Model):
    """Free text with its language; the original is authentic."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """The words, in the language that is named."""


class HumanRightsAssessmentInput(Model):
    """The human-rights risk as a considered, recorded part of the decision (Arts 5, 15). Required
    before a case on a cyber-surveillance item can be decided. The three harms are those of
    Article 5(1); each authority answers for its own assessment and edits no other.
    """

    risk: AnyRisk
    """How large the risk is."""
    internal_repression: bool
    """Whether use in internal repression is to be feared."""
    serious_violations: bool
    """Whether serious violations of human rights or of international humanitarian law are to be
    feared: either of the next two, where they are said.
    """
    human_rights_violations: bool | None = None
    """Of human rights; None where it was not looked at apart."""
    humanitarian_law_violations: bool | None = None
    """Of international humanitarian law; None likewise."""
    sources: list[str]
    """What the assessment rests on, one a line."""
    reasoning: str
    """Why the risk is judged so, in words."""
    due_diligence: str = ""
    """The exporter's own findings (Article 5(2)), or empty."""
    follows: list[AnyConsequence] = Field(default_factory=list)
    """What follows from it, coded."""
    follows_text: str = ""
    """The same in words: which conditions, what monitoring, or empty."""
    summary: str = ""
    """What may be released in place of the whole, or empty."""
    summary_only: bool = False
    """The whole was not released: the reasoning is the summary, and sources and due diligence are
    left out.
    """
    language: str = "en"
    """BCP 47 tag of the language, e.g. `de`."""


class Job(Model):
    """A job as its own account sees it."""

    job_id: str
    """By which it is looked at."""
    operation: str
    """What is done, as the contract calls the operation."""
    state: AnyJobState
    """Where it stands."""
    begun_by: str
    """Account that asked for it."""
    asked_at: datetime.datetime
    """When it was asked for."""
    begun_at: datetime.datetime | None = None
    """When it was last begun; null: it waits."""
    ended_at: datetime.datetime | None = None
    """When it ended; null: it has not."""
    kept_until: datetime.datetime | None = None
    """When its answer and the job itself are removed; null: it has not ended."""
    times_begun: int = 0
    """How often it was begun: once more after each end of the node in its middle. What an earlier
    beginning has written counts as unchanged in the answer.
    """
    done: int = 0
    """How much of it is done."""
    of: int | None = None
    """How much there is in all; null: not known yet."""
    unit: AnyProgressUnit = "steps"
    """What `done` and `of` count."""
    interruption: AnyInterruption | None = None
    """Why it has no answer; null: it was not interrupted."""
    status: int | None = None
    """HTTP status of the answer; null: there is none."""
    errors: list[RowError] = Field(default_factory=list)
    """The first 100 of the errors, row by row, as they stand in the answer."""
    errors_in_all: int = 0
    """How many errors of rows the answer has."""
    remedy: str = ""
    """What to do where it was interrupted; else empty."""
    result: str | None = None
    """Where the answer is read; null: there is none."""


class TransactionInput(Model):
    """What is to be exported, brokered, transferred, to whom and for what. All its texts have at
    most 850,000 characters together, in any script: so many fit into a letter. More is refused
    as it is filed.
    """

    activity: AnyActivity
    """What is done with the goods, e.g. an export."""
    items: list[ItemInput]
    """Goods, software and technology of the transaction, each on a line of its own."""
    exporter: StatedPartyInput = Field(default_factory=lambda: UnknownValueInput.model_validate({"state": "unknown"}))
    """Who exports, or brokers, or assists (box 1)."""
    consignee: StatedPartyInput = Field(default_factory=lambda: UnknownValueInput.model_validate({"state": "unknown"}))
    """Who receives the goods (box 7)."""
    intermediaries: list[PartyInput] = Field(default_factory=list)
    """Agents and others in between (box 6)."""
    end_user: StatedPartyInput = Field(default_factory=lambda: UnknownValueInput.model_validate({"state": "unknown"}))
    """Who uses them in the end (box 12)."""
    destination: str
    """Country of destination, by its ISO 3166 code."""
    country_of_consignment: str | None = None
    """From where they are sent (box 8)."""
    goods_located_in: list[str] = Field(default_factory=list)
    """Where they are (box 10): countries by their ISO 3166 codes. Those of another Member State
    are asked there (Article 14(1)).
    """
    goods_regions: list[str] = Field(default_factory=list)
    """In which regions of these countries, where it is stated: a State whose regions have
    authorities of their own has one answer, and wants to know whose goods they are.
    """
    state_of_declaration: str | None = None
    """Where customs are declared to (box 11)."""
    transit_countries: list[str] = Field(default_factory=list)
    """On the way."""
    stated_end_use: StatedTextInput = Field(default_factory=lambda: UnknownValueInput.model_validate({"state": "unknown"}))
    """What they are for, as the applicant states it."""
    contract_date: datetime.date | None = None
    """Of the contract (box 20)."""
    customs_procedure: str = ""
    """Its code (box 21)."""
    national_data: str = ""
    """Box 22: for this authority alone, never sent."""
    service_description: str = ""
    """Of brokering and technical assistance, in words."""
    third_country_of_location: str | None = None
    """Where brokered goods are."""
    human_rights: HumanRightsAssessmentInput | None = None
    """The assessment; asked for where an item serves cyber-surveillance."""
