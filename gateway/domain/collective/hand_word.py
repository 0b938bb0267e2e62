"""The word of a Member State without a gateway, as whoever publishes has recorded it.

It travels as a notice of a kind that the rulebook names (`by_hand_notice`), so every member
counts it, and reads by whose word and by which proof. The State, who spoke for it and by what
it came are references of that notice; the proof is its documents, by their digests.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Self

from pydantic import Field, StringConstraints

from gateway.domain.base import Model
from gateway.domain.consultation import Means
from gateway.domain.notice import Notice
from gateway.domain.transaction import Document, Reference

_STATE, _GIVEN_BY, _MEANS = "comity:state", "comity:given_by", "comity:means"

MOST_PROOFS: Final = 10


class HandWord(Model):
    """What a State notified outside the gateway, and what shows it.

    Attributes:
        state: The Member State, e.g. ``AT``.
        on: Day on which it notified.
        given_by: Who notified it there, e.g. the ministry's unit.
        means: By what it came.
        proof: What shows it, by digest; the papers lie with whoever recorded it.
    """

    state: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    on: date
    given_by: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    means: Means
    proof: tuple[Document, ...] = Field(min_length=1, max_length=MOST_PROOFS)

    @classmethod
    def of(cls, notice: Notice) -> Self | None:
        """Read it from its notice; None where the notice does not say it."""
        said = {each.system: each.value for each in notice.references}
        wanted = (said.get(_STATE), said.get(_GIVEN_BY), said.get(_MEANS))
        try:
            return cls.model_validate(
                dict(zip(("state", "given_by", "means"), wanted, strict=True))
                | {"on": notice.at, "proof": notice.documents}
            )
        except ValueError:
            return None

    @property
    def references(self) -> tuple[Reference, ...]:
        """The references of a notice that says it."""
        values = {_STATE: self.state, _GIVEN_BY: self.given_by, _MEANS: str(self.means)}
        return tuple(Reference(system=key, value=value) for key, value in values.items())
