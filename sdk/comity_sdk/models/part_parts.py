"""Parts of parts: what the models of `parts` are made of.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.part_inner_parts import (
    ClassificationInput,
    GivenPartyInput,
    GivenTextInput,
    NotApplicableValueInput,
    ParameterInput,
    PartyInput,
    UnknownValueInput,
    ViewPart,
    WithheldValueInput,
)
from comity_sdk.models.part_words import AnyTranslationKind
from comity_sdk.models.problems import AnyReason


class DocumentReplacementInput(Model):
    """Which document a newer one replaces; the older one stays on record."""

    of: str
    """Digest of the older one."""
    reason: str
    """Why, in words; whoever is sent the newer one reads it."""


class DocumentTranslationInput(Model):
    """Of what a document is a translation; it stands beside it, never instead of it."""

    of: str
    """Digest of the original, which is no translation itself."""
    kind: AnyTranslationKind
    """Who made it."""
    translator: str = ""
    """Name of the translator, the office or the program; may be empty."""


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


class ViewSection(Model):
    """One question of the reader, answered."""

    heading: str
    """Heading, in words; or empty."""
    parts: list[ViewPart]
    """Parts of the section, in order of reading."""


StatedPartyInput = PartyInput | GivenPartyInput | WithheldValueInput | UnknownValueInput | NotApplicableValueInput


StatedTextInput = str | GivenTextInput | WithheldValueInput | UnknownValueInput | NotApplicableValueInput
