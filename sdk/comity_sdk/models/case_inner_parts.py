"""Inner parts of cases: what the models of `case_parts` are made of.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.part_parts import FreeText, Item, Party


class AcceptedRegister(Model):
    """A register that is not fresh and that an officer accepts as it stood when proposing."""

    origin: str
    """Code of the authority from which it comes."""
    size: int
    """Entries that were held of it."""
    synced_at: datetime.datetime | None = None
    """When it was last found to be all that its authority has."""


class ChangedField(Model):
    """One field that an amendment changed."""

    field: str
    """Its path, e.g. `transaction.end_user`."""
    material: bool
    """Whether the change makes it another question."""
    reason: str
    """Why, in words."""


class ClaimedException(Model):
    """An exception of a control list that is claimed for an application, and why it holds."""

    key: str
    """As the control lists have it, e.g. `esa` (`comity controls show 9A004.a`)."""
    reason: str
    """The contract or the act on which it rests."""


class CodeMove(Model):
    """A code that was put elsewhere, and since when."""

    old: str
    """As it was until then."""
    new: str
    """As it is from then on."""
    since: datetime.date
    """Day from which it is so."""


class CodeNow(Model):
    """A code of a case that stands elsewhere in the newer list, or nowhere."""

    item: int
    """Which item, the first is 1."""
    code: str
    """As it was classified."""
    now: list[str] = Field(default_factory=list)
    """Where its items stand; empty: the newer list has no such code."""


class CodePlaces(Model):
    """All that codes are carried by, so that a comparison can be made again without the lists."""

    versions: dict[str, datetime.date]
    """First day of each version of a list that is known."""
    moved: list[CodeMove] = Field(default_factory=list)
    """Codes that were put elsewhere."""


class Consideration(Model):
    """How the answer of an authority was considered, where the rulebook has it said."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    text: FreeText
    """What is said, in words."""


class DecisionParts(Model):
    """What is granted and what is refused: by line, quantity, value, end-user or time."""

    granted: list[LinePart]
    """Lines that are granted, whole or in part."""
    refused: list[LinePart]
    """Lines that are refused, whole or in part."""
    refused_end_user: Party | None = None
    """For whom alone the lines are refused, where the application leaves open who its end-users
    are; a line may then be granted, too.
    """
    refused_from: datetime.date | None = None
    """From which day on alone they are refused; the licence ends the day before."""


class EvidenceUpload(Model):
    """EvidenceUpload of the interface."""

    file: bytes
    """The file that an export wrote."""


class InformedTerms(Model):
    """What a proposal says of the letter that informs of a requirement."""

    number: str | None = None
    """As the national system numbers it; empty: the gateway makes one."""
    valid_from: datetime.date | None = None
    """First day; absent: the day of the decision."""
    valid_until: datetime.date | None = None
    """Last day; absent: none is said."""
    addressee: Party | None = None
    """Who is informed, where that is not the exporter of the application: the broker, the
    provider, the declarant, the carrier or the traveller.
    """
    replaces: str | None = None
    """The letter in force whose place it takes."""


class LicenceCondition(Model):
    """A condition of a licence."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    wanted_by: list[str] = Field(default_factory=list)
    """Authorities whose binding answer it is (Article 14(1)): it is theirs to lift."""


class LicenceTerms(Model):
    """What a proposal says of the licence that it grants; the gateway fills in the rest."""

    number: str | None = None
    """As the national system numbers it; empty: the gateway makes one."""
    valid_from: datetime.date | None = None
    """First day; absent: the day of the decision."""
    valid_until: datetime.date | None = None
    """Last day; absent: none is said."""


class LicensedLine(Model):
    """One line of a licence."""

    line: int
    """Its place in the application, from 1."""
    item: Item
    """What is licensed of it, with the quantity and value that are granted."""
    widened_by: str | None = None
    """The later case that granted it, or more of it; None: the licence's own."""
    used_quantity: str = "0"
    """What of it has left, as far as was told; in the unit of the item."""
    used_value: str = "0"
    """Likewise, in its currency."""


class Lifting(Model):
    """That a letter is lifted: said by one officer, and decided by a second one."""

    reason: FreeText
    """Why it is so, in words."""
    proposed_by: str
    """Account that proposed it; or empty."""
    proposed_at: datetime.datetime
    """Instant of the proposal; null: none yet."""
    decided_by: str = ""
    """The second officer; empty as long as it waits."""
    decided_at: datetime.datetime | None = None
    """Instant of the decision; null: not yet decided."""


class LinePart(Model):
    """One line of the application, or a part of it."""

    line: int
    """Its place in the application, from 1."""
    quantity: str | None = None
    """Of its quantity, where the line is divided; absent: all of it."""
    value: str | None = None
    """Of its value likewise; absent where a quantity is given: in proportion."""


class LinePartInput(Model):
    """One line of the application, or a part of it."""

    line: int
    """Its place in the application, from 1."""
    quantity: str | None = None
    """Of its quantity, where the line is divided; absent: all of it."""
    value: str | None = None
    """Of its value likewise; absent where a quantity is given: in proportion."""


class NearCode(Model):
    """A code that may have been meant."""

    code: str
    """As the list has it."""
    label: str = ""
    """Our label of it, or nothing."""
