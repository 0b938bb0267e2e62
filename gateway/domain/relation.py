"""How a case stands to an earlier one: amendment, replacement, renewal, project, spare parts.

The other case is named by a reference only. Whether it exists, and what follows from the
relation, is for officers to judge.
"""

from __future__ import annotations

import operator
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from gateway.domain.base import Model, Worded


class RelationKind(Worded):
    """What this case is to the other."""

    AMENDS = "amends", "Amends"
    REPLACES = "replaces", "Replaces"
    SAME_PROJECT = "same_project", "Of the same project as"
    SPARE_PARTS = "spare_parts", "Spare parts for"
    REUSES_ANSWER = "reuses_answer", "Reuses the answer in"
    RENEWS = "renews", "Renews the licence of"  # its licence, which stands until its own end


class CaseRelation(Model):
    """This case's relation to an earlier one.

    Attributes:
        kind: What this case is to the other.
        system: An authority code for a case of that authority's gateway, else the name of
            the system in which ``reference`` is known.
        reference: The other case's reference in that system.
    """

    kind: RelationKind
    system: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    reference: Annotated[str, StringConstraints(min_length=1, max_length=120)]


LaterKind: TypeAlias = RelationKind | Literal["concerns", "under_letter"]


class RelatedCase(Model):
    """A later case of this authority that names this one: the relation seen from here.

    Attributes:
        kind: What the later case is to this one; ``concerns``: it is about its licence;
            ``under_letter``: it applies for what this one's letter requires.
        case_id: The later case.
        procedure: Of one that is about its licence: which kind of case it is; else empty.
    """

    kind: LaterKind
    case_id: Annotated[str, StringConstraints(max_length=40)]
    procedure: str = Field(default="", max_length=80, exclude_if=operator.not_)
