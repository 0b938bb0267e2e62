"""What a licence, a denial and a consultation speak of: parties, items, a transaction.

Field names follow the boxes of Annex III, form A (exports) and form B (brokering and
technical assistance); docs/domain.md section 2.2 maps them.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from gateway.domain.authority import AuthorityCode, CountryCode, RegionCode
from gateway.domain.base import Day, Model, Stated, Worded
from gateway.domain.controls.codes import normalise_code
from gateway.domain.letter import Digest
from gateway.errors import InputError

Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""BCP 47, e.g. ``de`` or ``zh-Hans``."""
ShortNames = tuple[Annotated[str, StringConstraints(max_length=40)], ...]
"""Articles, numbers of denials, keys of general authorisations."""


def _normal(value: object) -> object:
    """Bring a code into its one spelling; what is no code is refused by the pattern."""
    if not isinstance(value, str):
        return value
    try:
        return normalise_code(value)
    except InputError:
        return value


ControlCode = Annotated[
    str,
    BeforeValidator(_normal),
    StringConstraints(pattern=r"^[0-9][A-E][0-9]{3}(\.([a-z]|[0-9]{1,2}))*$"),
]
"""Annex I code, e.g. ``5A001.j.1.a`` (docs/domain.md 6.3), taken in any spelling (``5A001j1a``)
and kept in this one; membership is checked against the versioned list, not here."""


class PartyRole(Worded):
    """The part that a party has in a transaction."""

    EXPORTER = "exporter", "Exporter"
    CONSIGNEE = "consignee", "Consignee"
    INTERMEDIARY = "intermediary", "Intermediary"
    END_USER = "end_user", "End-user"


class PartyKind(Worded):
    """A natural person, an organisation, or not known which."""

    PERSON = "person", "Person"
    ORGANISATION = "organisation", "Organisation"
    UNKNOWN = "unknown", ""


class Identifier(Model):
    """A registration of a party: ``scheme`` such as EORI, LEI, VAT, INN, or free."""

    scheme: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    value: Annotated[str, StringConstraints(min_length=1, max_length=80)]


class Address(Model):
    """A postal address as written, and its country where known."""

    text: Name
    country: CountryCode | None = None


class Party(Model):
    """A party under every name that is known, in any script; the first is the principal.

    Attributes:
        names: Every name and spelling; the first is the one that it goes by.
        addresses: As they are written.
        country: Where it is, by its ISO 3166 code.
        identifiers: Numbers of registers, such as EORI, LEI, VAT.
    """

    names: tuple[Name, ...] = Field(min_length=1, max_length=60)
    kind: PartyKind = PartyKind.UNKNOWN
    addresses: tuple[Address, ...] = Field(default=(), max_length=20)
    country: CountryCode | None = None
    identifiers: tuple[Identifier, ...] = Field(default=(), max_length=20)


class Parameter(Model):
    """A technical parameter: name, value and unit (``max_intercepted_lines``, 4000, '1')."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    value: Decimal
    unit: Annotated[str, StringConstraints(max_length=20)] = ""


class ListSource(Worded):
    """Which list a classification refers to."""

    ANNEX_I = "annex_i", "Annex I"
    NATIONAL = "national", "National list"
    NON_LISTED = "non_listed", "Not listed"


class Classification(Model):
    """One authority's classification of an item in one version of one list.

    Attributes:
        code: As the list has it, e.g. 5A001.j; none for an item that is not listed.
        list_version: Version of the list, where it is known.
        state: Of a national list: the State whose list it is, by its ISO 3166 code.
        authority: Who classified it, where that is known.
    """

    source: ListSource
    code: ControlCode | None = None
    list_version: str = Field(default="", max_length=40)
    state: CountryCode | None = None  # whose national list
    authority: AuthorityCode | None = None  # who classified, where known

    @model_validator(mode="after")
    def _code_iff_listed(self) -> Self:
        if (self.source is ListSource.NON_LISTED) == (self.code is not None):
            raise ValueError("a listed item has a control code, a non-listed item has none")
        return self


class Item(Model):
    """One item line (boxes 13 to 18 of form A).

    Attributes:
        description: The goods, software or technology in words (box 13).
        classifications: On which list it stands; one entry for each authority that said so.
        parameters: What can be measured, for the comparison with denials.
        cn_code: Box 15.
        country_of_origin: By its ISO 3166 code (box 14).
        quantity: How much (box 17), in `quantity_unit`.
        value: Its value (box 18), in `currency`.
        currency: Of the value.
        cyber_surveillance: Whether it is a cyber-surveillance item under Article 2(20).
    """

    description: Text
    classifications: tuple[Classification, ...] = Field(min_length=1, max_length=10)
    parameters: tuple[Parameter, ...] = Field(default=(), max_length=60)
    cn_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6,10}$")] | None = None
    cas_number: Annotated[str, StringConstraints(pattern=r"^[0-9]{2,7}-[0-9]{2}-[0-9]$")] | None = (
        None
    )
    country_of_origin: CountryCode | None = None
    quantity: Decimal | None = Field(default=None, ge=0)
    quantity_unit: str = Field(default="", max_length=20)
    value: Decimal | None = Field(default=None, ge=0)
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    cyber_surveillance: bool = False  # Art 2(20); listed groups are computed, see cyber.py

    @property
    def codes(self) -> tuple[str, ...]:
        """Every control code that any authority gave, without repeats, in order."""
        return tuple(dict.fromkeys(c.code for c in self.classifications if c.code is not None))

    def also_classified(self, added: Iterable[Classification]) -> Item:
        """Return the item with further classifications."""
        return self._with(classifications=(*self.classifications, *added))

    def measured(self, parameters: tuple[Parameter, ...]) -> Item:
        """Return the item with other parameters, e.g. with values within a tolerance."""
        return self._with(parameters=parameters)

    def reduced(self, quantity: Decimal | None, value: Decimal | None) -> Item:
        """Return the item with the quantity and value of a part of it."""
        return self._with(quantity=quantity, value=value)

    def with_amounts_of(self, other: Item) -> Item:
        """Return the item with the quantity, value and currency of another where it has none.

        A quantity comes with its unit.
        """
        unit = other.quantity_unit if self.quantity is None else ""
        return self._with(
            quantity=other.quantity if self.quantity is None else self.quantity,
            quantity_unit=self.quantity_unit or unit,
            value=other.value if self.value is None else self.value,
            currency=other.currency if self.currency is None else self.currency,
        )


class Activity(Worded):
    """The controlled activity."""

    EXPORT = "export", "Export"
    BROKERING = "brokering", "Brokering"
    TECHNICAL_ASSISTANCE = "technical_assistance", "Technical assistance"
    TRANSIT = "transit", "Transit"
    TRANSFER = "transfer", "Transfer"


class Consequence(Worded):
    """What follows from a human-rights assessment."""

    NONE = "none", "Nothing"
    CONDITIONS = "conditions", "Conditions"
    MONITORING = "monitoring", "Monitoring"  # reports, visits, end-use checks after the export
    REFUSAL = "refusal", "Refusal"


class AssessmentRelease(Worded):
    """What consulted authorities see of an assessment: the deciding authority's choice."""

    WHOLE = "whole", "The whole"
    SUMMARY = "summary", "The summary only"


class HumanRightsAssessment(Model):
    """The human-rights risk as a considered, recorded part of the decision (Arts 5, 15).

    Required before a case on a cyber-surveillance item can be decided. The three harms are
    those of Article 5(1); each authority answers for its own assessment and edits no other.

    Attributes:
        internal_repression: Whether use in internal repression is to be feared.
        serious_violations: Whether serious violations of human rights or of international
            humanitarian law are to be feared: either of the next two, where they are said.
        human_rights_violations: Of human rights; None where it was not looked at apart.
        humanitarian_law_violations: Of international humanitarian law; None likewise.
        due_diligence: The exporter's own findings (Article 5(2)), or empty.
        follows: What follows from it, coded.
        follows_text: The same in words: which conditions, what monitoring, or empty.
        summary: What may be released in place of the whole, or empty.
        summary_only: The whole was not released: the reasoning is the summary, and sources
            and due diligence are left out.
    """

    risk: Annotated[str, StringConstraints(pattern=r"^(low|moderate|high|unacceptable)$")]
    internal_repression: bool
    serious_violations: bool
    human_rights_violations: bool | None = None
    humanitarian_law_violations: bool | None = None
    sources: tuple[Name, ...] = Field(max_length=40)
    reasoning: Text
    due_diligence: Annotated[str, StringConstraints(max_length=4000)] = ""
    follows: tuple[Consequence, ...] = Field(default=(), max_length=4)
    follows_text: Annotated[str, StringConstraints(max_length=4000)] = ""
    summary: Annotated[str, StringConstraints(max_length=4000)] = ""
    summary_only: bool = False
    language: Language = "en"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.sources and not self.summary_only:
            raise ValueError("sources: an assessment names what it rests on")
        if self.summary_only and (self.sources or self.due_diligence or self.summary):
            raise ValueError("summary_only: a released summary holds the summary alone")
        apart = (self.human_rights_violations, self.humanitarian_law_violations)
        if True in apart and not self.serious_violations:
            raise ValueError("serious_violations: one of its two kinds is to be feared")
        if self.serious_violations and apart == (False, False):
            raise ValueError("serious_violations: neither of its two kinds is to be feared")
        if Consequence.NONE in self.follows and len(self.follows) > 1:
            raise ValueError("follows: nothing follows, or something does")
        return self

    def released(self, release: AssessmentRelease) -> HumanRightsAssessment:
        """Return what is released of it: the whole, or the summary with the coded findings.

        Raises:
            ValueError: The summary is to be released and there is none.
        """
        if release is AssessmentRelease.WHOLE or self.summary_only:
            return self
        if not self.summary:
            raise ValueError("summary: it is to be released and was not written")
        changes = {
            "sources": (),
            "reasoning": self.summary,
            "due_diligence": "",
            "follows_text": "",
            "summary": "",
            "summary_only": True,
        }
        return HumanRightsAssessment.model_validate({**self.model_dump(), **changes})


class Transaction(Model):
    """What is to be exported, brokered, transferred, to whom and for what.

    All its texts have at most 850,000 characters together, in any script: so many fit into a
    letter. More is refused as it is filed.

    Attributes:
        exporter: Who exports, or brokers, or assists (box 1).
        consignee: Who receives the goods (box 7).
        intermediaries: Agents and others in between (box 6).
        end_user: Who uses them in the end (box 12).
        destination: Country of destination, by its ISO 3166 code.
        country_of_consignment: From where they are sent (box 8).
        goods_located_in: Where they are (box 10): countries by their ISO 3166 codes. Those of
            another Member State are asked there (Article 14(1)).
        goods_regions: In which regions of these countries, where it is stated: a State whose
            regions have authorities of their own has one answer, and wants to know whose goods
            they are.
        state_of_declaration: Where customs are declared to (box 11).
        transit_countries: On the way.
        stated_end_use: What they are for, as the applicant states it.
        contract_date: Of the contract (box 20).
        customs_procedure: Its code (box 21).
        national_data: Box 22: for this authority alone, never sent.
        service_description: Of brokering and technical assistance, in words.
        third_country_of_location: Where brokered goods are.
        human_rights: The assessment; asked for where an item serves cyber-surveillance.
    """

    activity: Activity
    items: tuple[Item, ...] = Field(min_length=1, max_length=200)
    exporter: Stated[Party] = Stated[Party]()
    consignee: Stated[Party] = Stated[Party]()
    intermediaries: tuple[Party, ...] = Field(default=(), max_length=40)
    end_user: Stated[Party] = Stated[Party]()
    destination: CountryCode
    country_of_consignment: CountryCode | None = None  # box 8
    goods_located_in: tuple[CountryCode, ...] = Field(default=(), max_length=27)  # box 10
    goods_regions: tuple[RegionCode, ...] = Field(
        default=(), max_length=40, exclude_if=operator.not_
    )
    state_of_declaration: CountryCode | None = None  # box 11
    transit_countries: tuple[CountryCode, ...] = Field(default=(), max_length=40)
    stated_end_use: Stated[Text] = Stated[Text]()
    contract_date: Day | None = None  # box 20
    customs_procedure: str = Field(default="", max_length=20)  # box 21
    national_data: str = Field(default="", max_length=2000)  # box 22
    service_description: str = Field(default="", max_length=4000)  # form B
    third_country_of_location: CountryCode | None = None  # form B: where brokered goods are
    human_rights: HumanRightsAssessment | None = None

    def regions_in(self, country: str) -> tuple[str, ...]:
        """Return the regions of a country in which the goods are said to be."""
        return tuple(each for each in self.goods_regions if each.startswith(f"{country}-"))

    def with_items(self, items: tuple[Item, ...]) -> Transaction:
        """Return the transaction with other items, or with the same ones classified anew."""
        return self._with(items=items)

    def with_party(self, role: PartyRole, party: Stated[Party]) -> Transaction:
        """Return the transaction with another party in a role, or with what is said of it.

        Raises:
            ValueError: The role is the intermediary's, of whom there may be several.
        """
        if role is PartyRole.INTERMEDIARY:
            raise ValueError("a transaction has several intermediaries")
        return self._with(**{role.value: party})

    def with_end_use(self, stated: str) -> Transaction:
        """Return the transaction with another end-use."""
        return self._with(stated_end_use=Stated[str].given(stated))

    def with_assessment(self, assessment: HumanRightsAssessment | None) -> Transaction:
        """Return the transaction with a human-rights assessment, or without any."""
        return self._with(human_rights=assessment)

    def without_national_data(self) -> Transaction:
        """Return the transaction without what is for its own authority alone (box 22)."""
        return self._with(national_data="")


class DocumentKind(Worded):
    """Kinds of supporting document."""

    END_USE_STATEMENT = "end_use_statement", "End-use statement"
    CONTRACT = "contract", "Contract"
    TECHNICAL = "technical", "Technical document"
    ASSESSMENT = "assessment", "Assessment"
    OTHER = "other", "Other document"


class TranslationKind(Worded):
    """Who makes translations."""

    PERSON = "person", "by a person"
    MACHINE = "machine", "by a program, read by nobody"  # a program, unread by any person
    CERTIFIED = "certified", "certified"  # sworn or certified: a person answers for it


class DocumentReplacement(Model):
    """Which document a newer one replaces; the older one stays on record.

    Attributes:
        of: Digest of the older one.
        reason: Why, in words; whoever is sent the newer one reads it.
    """

    of: Digest
    reason: Text


class DocumentTranslation(Model):
    """Of what a document is a translation; it stands beside it, never instead of it.

    Attributes:
        of: Digest of the original, which is no translation itself.
        kind: Who made it.
        translator: Name of the translator, the office or the program; may be empty.
    """

    of: Digest
    kind: TranslationKind
    translator: Annotated[str, StringConstraints(max_length=400)] = ""


class Document(Model):
    """A supporting document, by its digest; its contents are put and read apart from it.

    Attributes:
        replaces: The older document in whose place it stands; null: none.
        translates: The document of which it is a translation; null: it is an original.
    """

    kind: DocumentKind
    title: Name
    language: Language
    sha256: Digest
    size_bytes: int = Field(ge=0)
    media_type: str = Field(default="application/octet-stream", max_length=100)
    replaces: DocumentReplacement | None = Field(default=None, exclude_if=operator.not_)
    translates: DocumentTranslation | None = Field(default=None, exclude_if=operator.not_)

    @model_validator(mode="after")
    def _another_than_itself(self) -> Self:
        for name, other in (("replaces", self.replaces), ("translates", self.translates)):
            if other is not None and other.of == self.sha256:
                raise ValueError(f"{name}: a document does not stand for itself")
        return self


def originals_first(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Return documents with the translations of each right behind it, the others as they stand."""
    given = tuple(documents)
    named = {each.sha256 for each in given}
    found = []
    for each in given:
        if each.translates is None or each.translates.of not in named:
            found += [each, *translations_of(each.sha256, given)]
    return tuple(found)


def translations_of(sha256: str, among: Iterable[Document]) -> tuple[Document, ...]:
    """Return the translations of a document, by its digest."""
    return tuple(
        each for each in among if each.translates is not None and each.translates.of == sha256
    )


def _hold_together(documents: tuple[Document, ...]) -> tuple[Document, ...]:
    """Check that translations that are named together are of originals, in another language."""
    known = {each.sha256: each for each in documents}
    for number, each in enumerate(documents):
        original = None if each.translates is None else known.get(each.translates.of)
        if original is not None and original.translates is not None:
            raise ValueError(f"[{number}].translates.of: that is a translation itself")
        if original is not None and original.language == each.language:
            raise ValueError(f"[{number}].language: the original is in {each.language} already")
    return documents


NamedDocuments = Annotated[tuple[Document, ...], AfterValidator(_hold_together)]
"""Documents as one application, letter or entry names them."""


class Reference(Model):
    """How another system calls the same thing (national licensing system, DUeS, regime)."""

    system: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    value: Annotated[str, StringConstraints(min_length=1, max_length=120)]

    @property
    def names_record(self) -> bool:
        """Whether it names one record of its system, and does not only say what a thing is.

        A regime's number of an item (``NSG item``) stands on many denials, and so does a note.
        """
        return self.system not in _DESCRIBING and not self.system.endswith(" item")


_DESCRIBING = frozenset({"note", "code as written"})
