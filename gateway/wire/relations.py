"""Relations between cases (relation.proto)."""

from __future__ import annotations

from comity.v1 import relation_pb2 as pb
from gateway.domain.relation import CaseRelation, RelationKind
from gateway.wire.faults import Fields
from gateway.wire.scalars import same_names

KINDS = same_names(RelationKind, pb.RelationKind)


def to_pb(relation: CaseRelation) -> pb.CaseRelation:
    """Write a relation."""
    return pb.CaseRelation(
        kind=KINDS.number[relation.kind], system=relation.system, reference=relation.reference
    )


def fields(relation: pb.CaseRelation) -> Fields:
    """Read the fields of a relation, not yet validated."""
    return {
        "kind": KINDS.read(relation.kind),
        "system": relation.system,
        "reference": relation.reference,
    }
