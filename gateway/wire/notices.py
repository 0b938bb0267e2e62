"""Notices to all members that are not denials (notice.proto)."""

from __future__ import annotations

from comity.v1 import notice_pb2 as pb
from gateway.domain.notice import Erasure, ErasureGround, GrantKind, GrantNotice
from gateway.wire import transactions
from gateway.wire.faults import Fields
from gateway.wire.scalars import read_date, same_names, write_date
from gateway.wire.statements import texts_fields, texts_to_pb

KINDS = same_names(GrantKind, pb.GrantKind)
ERASURE_GROUNDS = same_names(ErasureGround, pb.ErasureGround)


def grant_to_pb(notice: GrantNotice) -> pb.GrantNotice:
    """Write the notice of a grant after a consultation."""
    transaction = notice.transaction
    return pb.GrantNotice(
        authority=notice.authority,
        case_reference=notice.case_reference,
        kind=KINDS.number[notice.kind],
        decision_date=write_date(notice.decision_date),
        denials=notice.denials,
        consulted=notice.consulted,
        transaction=None if transaction is None else transactions.to_pb(transaction),
        explanation=texts_to_pb(notice.explanation),
        conditions=texts_to_pb(notice.conditions),
    )


def grant_fields(notice: pb.GrantNotice) -> Fields:
    """Read the fields of the notice of a grant, not yet validated."""
    transaction = notice.transaction if notice.HasField("transaction") else None
    return {
        "authority": notice.authority,
        "case_reference": notice.case_reference,
        "kind": KINDS.read(notice.kind),
        "decision_date": read_date(notice.decision_date),
        "denials": list(notice.denials),
        "consulted": list(notice.consulted),
        "transaction": None if transaction is None else transactions.fields(transaction),
        "explanation": texts_fields(notice.explanation),
        "conditions": texts_fields(notice.conditions),
    }


def erasure_to_pb(erasure: Erasure) -> pb.Erasure:
    """Write an order to erase."""
    return pb.Erasure(
        index=erasure.index,
        ground=ERASURE_GROUNDS.number[erasure.ground],
        article=erasure.article,
        officer_role=erasure.officer_role,
    )


def erasure_fields(erasure: pb.Erasure) -> Fields:
    """Read the fields of an order to erase, not yet validated."""
    return {
        "index": erasure.index,
        "ground": ERASURE_GROUNDS.read(erasure.ground),
        "article": erasure.article,
        "officer_role": erasure.officer_role,
    }
