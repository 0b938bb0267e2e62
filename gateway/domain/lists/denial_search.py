"""A search of the denials by what an officer has: a name or a part of it, goods, a destination.

It is no examination (Art 16(5)): that compares a whole transaction. Here what was given is
compared, and what was not is not.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from gateway.domain.authority import AuthorityCode, CountryCode
from gateway.domain.base import Day, Instant, Model
from gateway.domain.denial import DecisionType, DenialId, DenialState
from gateway.domain.examination import MatchClass, Reasoned, RegisterPosition, SearchMode
from gateway.domain.transaction import ControlCode, Name, PartyKind


class SearchedBy(StrEnum):
    """What denials can be searched by."""

    NAME = "name"
    GOODS = "goods"
    DESTINATION = "destination"


class DenialQuery(Model):
    """What denials are searched for; at least one of names, goods and destination.

    Attributes:
        names: Names of one end-user or consignee in any script, or a part of one.
        kind: Whether they are a person's or an organisation's, where known.
        description: The goods in words.
        codes: Their control codes.
        destination: Beside a name it ranks, since one end-user is listed under several
            countries; else it selects.
        issuer: Only denials of this authority, or of the authorities of this State.
        state: Only denials that stand so; null: however they stand, also ended ones.
        limit: How many denials are shown at most.
    """

    names: tuple[Name, ...] = Field(default=(), max_length=20)
    kind: PartyKind = PartyKind.UNKNOWN
    description: Annotated[str, StringConstraints(max_length=4000)] = ""
    codes: tuple[ControlCode, ...] = Field(default=(), max_length=10)
    destination: CountryCode | None = None
    issuer: AuthorityCode | None = None
    state: DenialState | None = DenialState.VALID
    limit: int = Field(default=50, ge=1, le=1000)

    @property
    def given(self) -> tuple[SearchedBy, ...]:
        """What of it was given."""
        has = {
            SearchedBy.NAME: bool(self.names),
            SearchedBy.GOODS: bool(self.description or self.codes),
            SearchedBy.DESTINATION: self.destination is not None,
        }
        return tuple(each for each in SearchedBy if has[each])


class DenialFound(Model):
    """A denial that a search found.

    Attributes:
        match_class: How near it is by what was compared; None where a part of a name or the
            destination alone found it.
        part_of_name: Whether a name of the denial holds the one that was given.
        score: Of what was compared; None of a destination alone.
        party: None where no name was given.
        item: None where no goods were given.
        same_destination: None where no destination was given.
        parties: Principal names of its end-user and consignee, as far as they are recorded.
        goods: Descriptions of its items.
        state: How it stands.
        note: What is to be known of it, or empty.
    """

    denial_id: DenialId
    authority: AuthorityCode
    relayed_from: str = ""
    transcribed_by: AuthorityCode | None = None
    match_class: MatchClass | None
    part_of_name: bool = False
    score: float | None = Field(default=None, ge=0, le=1)
    party: Reasoned | None = None
    item: Reasoned | None = None
    same_destination: bool | None = None
    parties: tuple[str, ...]
    goods: tuple[str, ...]
    destination: CountryCode
    decision: DecisionType
    decision_date: Day
    state: DenialState = DenialState.VALID
    note: str = ""

    def standing(self, state: DenialState) -> DenialFound:
        """Return it with how it stands."""
        return self._with(state=state)

    def is_by(self, issuer: str) -> bool:
        """Say whether it is of an authority, or of an authority of a State, by its code."""
        return self.authority.partition("-")[0] == issuer or self.authority == issuer


class DenialsFound(Model):
    """What a search found, and what it went by.

    Attributes:
        compared: What was given and is compared.
        not_given: What was not given and is not compared.
        total: How many were found; `found` has the nearest of them.
        complete: Whether those are all there are: of goods or parts of names that very many
            denials have, only the nearest are looked at.
    """

    searched_at: Instant
    matcher_version: str
    mode: SearchMode
    registers: tuple[RegisterPosition, ...]
    denials_in_scope: int
    compared: tuple[SearchedBy, ...]
    not_given: tuple[SearchedBy, ...]
    total: int
    complete: bool
    found: tuple[DenialFound, ...]
