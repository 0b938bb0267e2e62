"""What has left under a licence, as the licensing system or customs tell it (declaration by MRN).

What is told is what has happened: it is kept though the licence did not allow it, and a person
is told so (Regulation (EU) 2022/2399, quantity management: docs/domain.md 9.2).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.base import Instant, Model
from gateway.domain.denial import FreeText

UseReference = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$", max_length=60)
]
"""The declaration's number (MRN), or what else the customs or the licensing system call it."""

Amount = Annotated[Decimal, Field(gt=0, max_digits=24, decimal_places=6)]


class UsedLine(Model):
    """How much of one line of a licence has left.

    Attributes:
        line: Its number on the licence.
        unit: Of the quantity; that of the licence if empty, and no other.
        currency: Of the value; that of the licence if absent, and no other.
    """

    line: int = Field(ge=1)
    quantity: Amount | None = None
    unit: str = Field(default="", max_length=20)
    value: Amount | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None

    @model_validator(mode="after")
    def _says_how_much(self) -> Self:
        if self.quantity is None and self.value is None:
            raise ValueError("quantity: say how much has left, by quantity or by value")
        return self


class LicenceUse(Model):
    """One use of a licence: one declaration under it.

    Attributes:
        reference: By which a use is told once: the same again is the same use.
        at: When the goods were released or, of what is not goods, sent.
    """

    reference: UseReference
    at: Instant
    lines: tuple[UsedLine, ...] = Field(min_length=1, max_length=200)

    @model_validator(mode="after")
    def _names_a_line_once(self) -> Self:
        if len({each.line for each in self.lines}) != len(self.lines):
            raise ValueError("lines: a line stands there twice; add the two up")
        return self


class ReversedUse(Model):
    """That what a use told did not leave: the declaration was invalidated or corrected."""

    by: str
    at: Instant
    reason: FreeText


class RecordedUse(LicenceUse):
    """A use as it was recorded.

    Attributes:
        told_by: The account that told it.
        stood: Whether the licence allowed anything to leave on the day of the use.
        exceeded: Lines of which more had left with it than is licensed.
        reversal: None: it counts.
    """

    told_by: str
    told_at: Instant
    stood: bool
    exceeded: tuple[int, ...] = ()
    reversal: ReversedUse | None = None

    @property
    def told(self) -> LicenceUse:
        """What was told, without what became of it."""
        return LicenceUse(reference=self.reference, at=self.at, lines=self.lines)

    def reversed(self, reversal: ReversedUse) -> RecordedUse:
        """Return the use as one that does not count."""
        return self._with(reversal=reversal)


class LineLeft(Model):
    """What is left of one line; below nothing, more has left than was licensed.

    Attributes:
        quantity: None where the licence says none.
        value: Likewise.
    """

    line: int = Field(ge=1)
    quantity: Decimal | None = None
    unit: str = ""
    value: Decimal | None = None
    currency: str | None = None

    @property
    def exceeded(self) -> bool:
        """Whether more has left than was licensed."""
        return any(each is not None and each < 0 for each in (self.quantity, self.value))
