"""What an authority counts: licences, applications, denials, with who stands behind them.

Records stay at the authority. They are drawn from the node's own cases and denials, and
from imports of the national licensing system; the submission holds figures only.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.annual.codes import Code
from gateway.domain.annual.template import RecordKind
from gateway.domain.base import Day, Model

MAX_FORM_BYTES = 32 * 1024 * 1024
"""Of a file of records; a hundred thousand rows of ours are about a fifth of it."""

Year = Annotated[int, Field(ge=2000, le=2100)]
"""A year of a report."""

Reference = Annotated[str, StringConstraints(min_length=1, max_length=120)]
ExporterKey = Annotated[str, StringConstraints(min_length=1, max_length=120)]
"""What tells exporters apart at one authority: EORI or national number, else the name."""


class RecordSource(StrEnum):
    """Where a record comes from."""

    CASE = "case"  # a case of this node
    DENIAL = "denial"  # a denial in the authority's own log
    IMPORT = "import"


class RecordLine(Model):
    """One line of a record: an item group to a destination, with its value.

    Attributes:
        code: Control code as decided, or empty for a non-listed item.
        item_group: Group of the template; computed from the code where it is left out.
        destination: Code of the template's destinations.
        value: In the currency; None: no value was stated (technology, services).
    """

    code: Annotated[str, StringConstraints(max_length=60)] = ""
    item_group: Code | None = None
    destination: Code
    value: Decimal | None = Field(default=None, ge=0)
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "EUR"
    cyber_group: Code | None = None

    def classified(self, code: str, item_group: str | None, cyber_group: str | None) -> RecordLine:
        """Return the line with its code as the lists spell it, and the groups that follow."""
        return self._with(code=code, item_group=item_group, cyber_group=cyber_group)

    def worth(self, value: Decimal | None) -> RecordLine:
        """Return the line with another value."""
        return self._with(value=value)


class AnnualRecord(Model):
    """One licence, application, registration, denial or prohibition of an authority.

    Attributes:
        reference: The authority's own; a record with the same kind and reference replaces it.
        exporter: Counted, never sent; None where there is no single one.
        licence_kind: Code of the template: individual, global, EU001, ...
        decision: Code of the template, of applications and denials.
        grounds: Codes of the template, of denials.
        received: Of an application: when it was filed.
        decided: Day of the decision; of an application that waits for one, of its receipt.
        notified: Of a denial: when it was first notified.
        licence: Number of the licence that was granted. It is for who looks a figure up here;
            it is counted by nobody and never sent.
        amended: The record says what holds after an amendment within the year.
        annulled: It was annulled within the year.
        source_id: Case or denial from which it was drawn.
    """

    kind: RecordKind
    reference: Reference
    exporter: ExporterKey | None = None
    licence_kind: Code | None = None
    decision: Code | None = None
    grounds: tuple[Code, ...] = Field(default=(), max_length=20)
    received: Day | None = None
    decided: Day
    notified: Day | None = None
    licence: Annotated[str, StringConstraints(max_length=60)] = ""
    lines: tuple[RecordLine, ...] = Field(default=(), max_length=2000)
    amended: bool = False
    annulled: bool = False
    source: RecordSource = RecordSource.IMPORT
    source_id: Annotated[str, StringConstraints(max_length=60)] = ""

    def with_lines(self, lines: tuple[RecordLine, ...]) -> AnnualRecord:
        """Return the record with other lines: classified, or those that lie in one cell."""
        return self._with(lines=lines)

    def licensed_as(self, number: str) -> AnnualRecord:
        """Return the record with the number of the licence that was granted; empty: none was."""
        return self._with(licence=number)

    def imported(self) -> AnnualRecord:
        """Return the record as one that a file brought, whatever it says of itself."""
        return self._with(source=RecordSource.IMPORT)

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        if self.kind is not RecordKind.REGISTRATION and not self.lines:
            raise ValueError("lines: a record has at least one item line")
        if self.received is not None and self.decided < self.received:
            raise ValueError("decided lies before received")
        if self.notified is not None and self.notified < self.decided:
            raise ValueError("notified lies before decided")
        return self
