"""What one authority asks another of a licence, and what that one's node says by its policy.

Customs of another State ask at night whether goods may leave; no officer need be awake to say
what the policy of the licence's authority lets its node say (docs/openness.md).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints

from gateway.domain.base import Day, Model, Worded
from gateway.domain.case.granting import LicenceNumber
from gateway.domain.case.states import LicenceState


class LicenceQuestion(Model):
    """Asks whether goods may leave under a licence of the authority that is asked.

    Attributes:
        on: The day on which they are to leave; None: the day of the answer.
    """

    number: LicenceNumber
    on: Day | None = None

    @property
    def words(self) -> str:
        """The same as a sentence, for a node that does not know the question."""
        day = "today" if self.on is None else f"on {self.on.isoformat()}"
        return f"May goods leave {day} under your licence {self.number}?"


class LicenceAnswer(Worded):
    """What can be said of a licence on a day."""

    STANDS = "stands", "Goods may leave under it"
    STANDS_NOT = "stands_not", "Nothing may leave under it"
    UNKNOWN = "unknown", "There is no such licence"


class CustomsItem(Model):
    """One line of a licence, as customs writes it off.

    Attributes:
        quantity: As granted.
        quantity_left: What is left of it, as far as was told what has left.
    """

    line: int = Field(ge=1)
    codes: tuple[Annotated[str, StringConstraints(max_length=30)], ...] = Field(max_length=10)
    cn_code: str | None = None
    description: str
    quantity: Decimal | None = None
    unit: str = ""
    value: Decimal | None = None
    currency: str | None = None
    quantity_left: Decimal | None = None
    value_left: Decimal | None = None


class LicenceStatement(Model):
    """How a licence stands, as far as its authority's policy tells the asker.

    Attributes:
        on: The day of which it speaks.
        state: None: that is not told.
        valid_from: None: that is not told.
        valid_until: None: that is not told, or none was said.
        lines: None are told where there is none.
    """

    number: LicenceNumber
    on: Day
    answer: LicenceAnswer
    state: LicenceState | None = None
    valid_from: Day | None = None
    valid_until: Day | None = None
    lines: tuple[CustomsItem, ...] = Field(default=(), max_length=200)
