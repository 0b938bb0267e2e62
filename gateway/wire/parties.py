"""Parties (party.proto)."""

from __future__ import annotations

from comity.v1 import party_pb2 as pb
from gateway.domain.transaction import Party, PartyKind
from gateway.wire.faults import Fields
from gateway.wire.scalars import same_names

KINDS = same_names(PartyKind, pb.PartyKind)


def to_pb(party: Party) -> pb.Party:
    """Write a party."""
    return pb.Party(
        names=party.names,
        kind=KINDS.number[party.kind],
        addresses=[
            pb.Address(text=each.text, country=each.country or "") for each in party.addresses
        ],
        country=party.country or "",
        identifiers=[
            pb.Identifier(scheme=each.scheme, value=each.value) for each in party.identifiers
        ],
    )


def fields(party: pb.Party) -> Fields:
    """Read the fields of a party, not yet validated."""
    return {
        "names": list(party.names),
        "kind": KINDS.read(party.kind),
        "addresses": [
            {"text": each.text, "country": each.country or None} for each in party.addresses
        ],
        "country": party.country or None,
        "identifiers": [{"scheme": each.scheme, "value": each.value} for each in party.identifiers],
    }
