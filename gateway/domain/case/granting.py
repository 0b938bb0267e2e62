"""What a proposal says of the licence that it grants, or of the letter by which it informs."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from gateway.domain.base import Day, Model
from gateway.domain.transaction import Party

LicenceNumber = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$", max_length=60)
]
"""``DE-L-2026-00001`` where the gateway makes it, else as the national system numbers it."""


class LicenceTerms(Model):
    """What a proposal says of the licence that it grants; the gateway fills in the rest.

    Attributes:
        number: As the national system numbers it; empty: the gateway makes one.
        valid_from: First day; absent: the day of the decision.
        valid_until: Last day; absent: none is said.
    """

    number: LicenceNumber | None = None
    valid_from: Day | None = None
    valid_until: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError("valid_until lies before valid_from")
        return self


class InformedTerms(LicenceTerms):
    """What a proposal says of the letter that informs of a requirement.

    Attributes:
        addressee: Who is informed, where that is not the exporter of the application: the
            broker, the provider, the declarant, the carrier or the traveller.
        replaces: The letter in force whose place it takes.
    """

    addressee: Party | None = None
    replaces: LicenceNumber | None = None
