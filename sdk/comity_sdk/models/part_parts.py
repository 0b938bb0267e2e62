"""Parts of parts: what the models of `parts` are made of.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.part_words import (
    AnyActivity,
    AnyConsequence,
    AnyDocumentKind,
    AnyGround,
    AnyListSource,
    AnyPartyKind,
    AnyRisk,
    AnyTranslationKind,
    AnyWithholding,
)
from comity_sdk.models.problems import AnyReason


class Address(Model):
    """A postal address as written, and its country where known."""

    text: str
    """Street and place, as they are written."""
    country: str | None = None
    """ISO 3166-1 code of the country, two letters; null or empty: unknown."""


class AddressInput(Model):
    """A postal address as written, and its country where known."""

    text: str
    """Street and place, as they are written."""
    country: str | None = None
    """ISO 3166-1 code of the country, two letters; null or empty: unknown."""


class Classification(Model):
    """One authority's classification of an item in one version of one list."""

    source: AnyListSource
    """Where it comes from."""
    code: str | None = None
    """As the list has it, e.g. 5A001.j; none for an item that is not listed."""
    list_version: str = ""
    """Version of the list, where it is known."""
    state: str | None = None
    """Of a national list: the State whose list it is, by its ISO 3166 code."""
    authority: str | None = None
    """Who classified it, where that is known."""


class ClassificationInput(Model):
    """One authority's classification of an item in one version of one list."""

    source: AnyListSource
    """Where it comes from."""
    code: str | None = None
    """As the list has it, e.g. 5A001.j; none for an item that is not listed."""
    list_version: str = ""
    """Version of the list, where it is known."""
    state: str | None = None
    """Of a national list: the State whose list it is, by its ISO 3166 code."""
    authority: str | None = None
    """Who classified it, where that is known."""


class Document(Model):
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
    replaces: DocumentReplacement | None = None
    """The older document in whose place it stands; null: none."""
    translates: DocumentTranslation | None = None
    """The document of which it is a translation; null: it is an original."""


class DocumentReplacement(Model):
    """Which document a newer one replaces; the older one stays on record."""

    of: str
    """Digest of the older one."""
    reason: str
    """Why, in words; whoever is sent the newer one reads it."""


class DocumentReplacementInput(Model):
    """Which document a newer one replaces; the older one stays on record."""

    of: str
    """Digest of the older one."""
    reason: str
    """Why, in words; whoever is sent the newer one reads it."""


class DocumentTranslation(Model):
    """Of what a document is a translation; it stands beside it, never instead of it."""

    of: str
    """Digest of the original, which is no translation itself."""
    kind: AnyTranslationKind
    """Who made it."""
    translator: str = ""
    """Name of the translator, the office or the program; may be empty."""


class DocumentTranslationInput(Model):
    """Of what a document is a translation; it stands beside it, never instead of it."""

    of: str
    """Digest of the original, which is no translation itself."""
    kind: AnyTranslationKind
    """Who made it."""
    translator: str = ""
    """Name of the translator, the office or the program; may be empty."""


class FreeText(Model):
    """Free text with its language; the original is authentic."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """The words, in the language that is named."""


class GivenGrounds(Model):
    """It is stated."""

    state: Literal["given"]
    """It is stated."""
    value: list[AnyGround]
    """What is stated."""
    reason: None = None
    """There is none."""


class GivenGroundsInput(Model):
    """It is stated."""

    state: Literal["given"]
    """It is stated."""
    value: list[AnyGround]
    """What is stated."""


class GivenParty(Model):
    """It is stated."""

    state: Literal["given"]
    """It is stated."""
    value: Party
    """What is stated."""
    reason: None = None
    """There is none."""


class GivenPartyInput(Model):
    """It is stated."""

    state: Literal["given"]
    """It is stated."""
    value: PartyInput
    """What is stated."""


class GivenText(Model):
    """It is stated."""

    state: Literal["given"]
    """It is stated."""
    value: str
    """What is stated."""
    reason: None = None
    """There is none."""


class GivenTextInput(Model):
    """It is stated."""

    state: Literal["given"]
    """It is stated."""
    value: str
    """What is stated."""


class HumanRightsAssessment(Model):
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


class Identifier(Model):
    """A registration of a party: ``scheme`` such as EORI, LEI, VAT, INN, or free."""

    scheme: str
    """Which kind of identifier it is, e.g. a register of companies."""
    value: str
    """The identifier, as its register writes it."""


class IdentifierInput(Model):
    """A registration of a party: ``scheme`` such as EORI, LEI, VAT, INN, or free."""

    scheme: str
    """Which kind of identifier it is, e.g. a register of companies."""
    value: str
    """The identifier, as its register writes it."""


class Item(Model):
    """One item line (boxes 13 to 18 of form A)."""

    description: str
    """The goods, software or technology in words (box 13)."""
    classifications: list[Classification]
    """On which list it stands; one entry for each authority that said so."""
    parameters: list[Parameter] = Field(default_factory=list)
    """What can be measured, for the comparison with denials."""
    cn_code: str | None = None
    """Box 15."""
    cas_number: str | None = None
    """CAS Registry Number of a substance; null: none."""
    country_of_origin: str | None = None
    """By its ISO 3166 code (box 14)."""
    quantity: str | None = None
    """How much (box 17), in `quantity_unit`."""
    quantity_unit: str = ""
    """Unit of the quantity."""
    value: str | None = None
    """Its value (box 18), in `currency`."""
    currency: str | None = None
    """Of the value."""
    cyber_surveillance: bool = False
    """Whether it is a cyber-surveillance item under Article 2(20)."""


class ItemInput(Model):
    """One item line (boxes 13 to 18 of form A)."""

    description: str
    """The goods, software or technology in words (box 13)."""
    classifications: list[ClassificationInput]
    """On which list it stands; one entry for each authority that said so."""
    parameters: list[ParameterInput] = Field(default_factory=list)
    """What can be measured, for the comparison with denials."""
    cn_code: str | None = None
    """Box 15."""
    cas_number: str | None = None
    """CAS Registry Number of a substance; null: none."""
    country_of_origin: str | None = None
    """By its ISO 3166 code (box 14)."""
    quantity: str | None = None
    """How much (box 17), in `quantity_unit`."""
    quantity_unit: str = ""
    """Unit of the quantity."""
    value: str | None = None
    """Its value (box 18), in `currency`."""
    currency: str | None = None
    """Of the value."""
    cyber_surveillance: bool = False
    """Whether it is a cyber-surveillance item under Article 2(20)."""


class NotApplicableValue(Model):
    """There is none."""

    state: Literal["not_applicable"]
    """There is none."""
    value: None = None
    """There is none."""
    reason: None = None
    """There is none."""


class NotApplicableValueInput(Model):
    """There is none."""

    state: Literal["not_applicable"]
    """There is none."""


class Parameter(Model):
    """A technical parameter: name, value and unit (``max_intercepted_lines``, 4000, '1')."""

    name: str
    """Name of it."""
    value: str
    """The value, in `unit` where it has one."""
    unit: str = ""
    """Unit of the number; or empty."""


class ParameterInput(Model):
    """A technical parameter: name, value and unit (``max_intercepted_lines``, 4000, '1')."""

    name: str
    """Name of it."""
    value: str
    """The value, in `unit` where it has one."""
    unit: str = ""
    """Unit of the number; or empty."""


class Party(Model):
    """A party under every name that is known, in any script; the first is the principal."""

    names: list[str]
    """Every name and spelling; the first is the one that it goes by."""
    kind: AnyPartyKind = "unknown"
    """Which kind it is."""
    addresses: list[Address] = Field(default_factory=list)
    """As they are written."""
    country: str | None = None
    """Where it is, by its ISO 3166 code."""
    identifiers: list[Identifier] = Field(default_factory=list)
    """Numbers of registers, such as EORI, LEI, VAT."""


class PartyInput(Model):
    """A party under every name that is known, in any script; the first is the principal."""

    names: list[str]
    """Every name and spelling; the first is the one that it goes by."""
    kind: AnyPartyKind = "unknown"
    """Which kind it is."""
    addresses: list[AddressInput] = Field(default_factory=list)
    """As they are written."""
    country: str | None = None
    """Where it is, by its ISO 3166 code."""
    identifiers: list[IdentifierInput] = Field(default_factory=list)
    """Numbers of registers, such as EORI, LEI, VAT."""


class Reference(Model):
    """How another system calls the same thing (national licensing system, DUeS, regime)."""

    system: str
    """System that uses the reference."""
    value: str
    """The reference, as the system writes it."""


class ReferenceInput(Model):
    """How another system calls the same thing (national licensing system, DUeS, regime)."""

    system: str
    """System that uses the reference."""
    value: str
    """The reference, as the system writes it."""


class RowError(Model):
    """One thing that is wrong with one row."""

    row: int
    """Number of the row as a spreadsheet shows it; the header is row 1."""
    column: str
    """Column as the form calls it, or "" when the row as a whole is meant."""
    reason: AnyReason
    """Why it is so, in words."""
    message: str
    """What is wrong, for a person."""
    remedy: str
    """What a person can do about it."""


class Transaction(Model):
    """What is to be exported, brokered, transferred, to whom and for what. All its texts have at
    most 850,000 characters together, in any script: so many fit into a letter. More is refused
    as it is filed.
    """

    activity: AnyActivity
    """What is done with the goods, e.g. an export."""
    items: list[Item]
    """Goods, software and technology of the transaction, each on a line of its own."""
    exporter: StatedParty = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """Who exports, or brokers, or assists (box 1)."""
    consignee: StatedParty = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """Who receives the goods (box 7)."""
    intermediaries: list[Party] = Field(default_factory=list)
    """Agents and others in between (box 6)."""
    end_user: StatedParty = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
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
    stated_end_use: StatedText = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
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
    human_rights: HumanRightsAssessment | None = None
    """The assessment; asked for where an item serves cyber-surveillance."""


class UnknownValue(Model):
    """It is not known."""

    state: Literal["unknown"]
    """It is not known."""
    value: None = None
    """There is none."""
    reason: None = None
    """There is none."""


class UnknownValueInput(Model):
    """It is not known."""

    state: Literal["unknown"]
    """It is not known."""


class WithheldValue(Model):
    """There is one, not shown."""

    state: Literal["withheld"]
    """There is one, not shown."""
    value: None = None
    """There is none."""
    reason: AnyWithholding
    """Why it is not shown."""


class WithheldValueInput(Model):
    """There is one, not shown."""

    state: Literal["withheld"]
    """There is one, not shown."""
    reason: AnyWithholding
    """Why it is not shown."""


JsonValue = Any


StatedGrounds = Annotated[GivenGrounds | WithheldValue | UnknownValue | NotApplicableValue | dict[str, Any], Field(union_mode="left_to_right")]


StatedGroundsInput = list[AnyGround] | GivenGroundsInput | WithheldValueInput | UnknownValueInput | NotApplicableValueInput


StatedParty = Annotated[GivenParty | WithheldValue | UnknownValue | NotApplicableValue | dict[str, Any], Field(union_mode="left_to_right")]


StatedPartyInput = PartyInput | GivenPartyInput | WithheldValueInput | UnknownValueInput | NotApplicableValueInput


StatedText = Annotated[GivenText | WithheldValue | UnknownValue | NotApplicableValue | dict[str, Any], Field(union_mode="left_to_right")]


StatedTextInput = str | GivenTextInput | WithheldValueInput | UnknownValueInput | NotApplicableValueInput
