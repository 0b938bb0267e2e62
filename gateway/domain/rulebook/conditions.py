"""Conditions of a trigger, as a rulebook file names them.

A trigger is a list of conditions that must all hold. The file says which conditions and
with what values; `gateway.domain.triggers` says how each named one is evaluated. A kind
that is not listed here is refused when the file is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from gateway.domain.base import Model
from gateway.domain.case import AuthorisationKind
from gateway.domain.denial import DecisionType, LegalBase
from gateway.domain.transaction import Activity


class AuthorisationIs(Model):
    """Holds for an application of one of these kinds."""

    condition: Literal["authorisation_is"]
    kinds: tuple[AuthorisationKind, ...] = Field(min_length=1)


class ActivityIs(Model):
    """Holds for one of these controlled activities."""

    condition: Literal["activity_is"]
    activities: tuple[Activity, ...] = Field(min_length=1)


class TerritoriesCount(StrEnum):
    """Whether a group that names a State means its territories with codes of their own."""

    OUTSIDE = "outside"  # only the codes that the group names
    WITH_STATE = "with_state"


class DestinationOutside(Model):
    """Holds when the final destination is not in the named group of destinations."""

    condition: Literal["destination_outside"]
    group: str = Field(min_length=1)
    territories: TerritoriesCount = TerritoriesCount.OUTSIDE


class DestinationIn(Model):
    """Holds when the final destination is in the named group of destinations."""

    condition: Literal["destination_in"]
    group: str = Field(min_length=1)


class ListDoubt(StrEnum):
    """What follows while it cannot be told whether an item stands in a list."""

    PASSES = "passes"  # it is taken for one that does not
    HOLDS = "holds"  # it is taken for one that does, until it is classified further


class ItemListedIn(Model):
    """Holds when an item has a code in the named list, in whole or in part.

    Attributes:
        doubt: Of a code that is too short to tell, or a limit whose parameter is not stated.
    """

    condition: Literal["item_listed_in"]
    list: str = Field(min_length=1)
    doubt: ListDoubt = ListDoubt.PASSES


class AssessmentBasis(StrEnum):
    """What makes an item one of cyber-surveillance, which needs a human-rights assessment."""

    LISTED_GROUP = "listed_group"  # a code of a cyber-surveillance group
    RELATED_CODE = "related_code"  # a code that is only related to such a group
    FLAG = "flag"  # the officer or the exporter marked it as cyber-surveillance


class CyberSurveillance(Model):
    """Holds when an item is one of cyber-surveillance on one of these bases."""

    condition: Literal["cyber_surveillance"]
    bases: tuple[AssessmentBasis, ...] = Field(min_length=1)


class ProcedureApplies(Model):
    """Holds when one of these procedures applies to the same case: this one goes beside it."""

    condition: Literal["procedure_applies"]
    procedures: tuple[str, ...] = Field(min_length=1)


class GoodsElsewhere(Model):
    """Holds when goods are or will be in a Member State other than the asking one.

    Attributes:
        also: Places that are no Member State, each with the State whose authority is asked about
            goods there: ``XI:UK`` for Northern Ireland.
    """

    condition: Literal["goods_elsewhere"]
    also: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}:[A-Z]{2}$")], ...] = ()

    @property
    def asked_for(self) -> Mapping[str, str]:
        """The State that is asked, by the place of the goods."""
        return {place: state for place, _, state in (each.partition(":") for each in self.also)}


class AnyOf(Model):
    """Holds when at least one of its conditions does."""

    condition: Literal["any_of"]
    conditions: tuple[Condition, ...] = Field(min_length=1)


class ValidDenialMatches(Model):
    """Holds when the examination of all valid denials finds one to be consulted about.

    Attributes:
        decisions: Decisions that open a consultation; others are shown as information.
        own_state: Denials of the asking authority's own State open none: no other is known here.
        relayed: Nor do those of a State that is not a member, which nobody here can answer for.
        legal_bases: The laws whose denials alone are meant; empty: of any that no other
            procedure of the case names.
    """

    condition: Literal["valid_denial_matches"]
    decisions: tuple[DecisionType, ...] = Field(min_length=1)
    own_state: Literal[False]
    relayed: Literal[False]
    legal_bases: tuple[LegalBase, ...] = ()


class OpenedByOfficer(Model):
    """Never holds by itself: an officer opens it, on a judgement that no application shows."""

    condition: Literal["opened_by_officer"]


Condition = Annotated[
    AuthorisationIs
    | ActivityIs
    | DestinationOutside
    | DestinationIn
    | ItemListedIn
    | CyberSurveillance
    | ProcedureApplies
    | GoodsElsewhere
    | AnyOf
    | ValidDenialMatches
    | OpenedByOfficer,
    Field(discriminator="condition"),
]
"""One named condition with its values."""

AnyOf.model_rebuild()


def each_of(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """Yield conditions, and those of which one must hold in their place."""
    for condition in conditions:
        if isinstance(condition, AnyOf):
            yield from each_of(condition.conditions)
        else:
            yield condition
