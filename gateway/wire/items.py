"""Items, their classifications and parameters (item.proto)."""

from __future__ import annotations

from comity.v1 import item_pb2 as pb
from gateway.domain.transaction import Item, ListSource
from gateway.wire.faults import Fields
from gateway.wire.scalars import (
    read_decimal,
    read_decimal_or_none,
    same_names,
    write_decimal,
)

SOURCES = same_names(ListSource, pb.ListSource)


def to_pb(item: Item) -> pb.Item:
    """Write an item line.

    Raises:
        InputError: CONTENT_INVALID for a decimal that the contract does not hold.
    """
    return pb.Item(
        description=item.description,
        classifications=[
            pb.Classification(
                source=SOURCES.number[each.source],
                code=each.code or "",
                list_version=each.list_version,
                state=each.state or "",
                authority=each.authority or "",
            )
            for each in item.classifications
        ],
        parameters=[
            pb.Parameter(name=each.name, value=write_decimal(each.value), unit=each.unit)
            for each in item.parameters
        ],
        cn_code=item.cn_code or "",
        cas_number=item.cas_number or "",
        country_of_origin=item.country_of_origin or "",
        quantity=write_decimal(item.quantity),
        quantity_unit=item.quantity_unit,
        value=write_decimal(item.value),
        currency=item.currency or "",
        cyber_surveillance=item.cyber_surveillance,
    )


def fields(item: pb.Item) -> Fields:
    """Read the fields of an item line, not yet validated."""
    return {
        "description": item.description,
        "classifications": [
            {
                "source": SOURCES.read(each.source),
                "code": each.code or None,
                "list_version": each.list_version,
                "state": each.state or None,
                "authority": each.authority or None,
            }
            for each in item.classifications
        ],
        "parameters": [
            {"name": each.name, "value": read_decimal(each.value), "unit": each.unit}
            for each in item.parameters
        ],
        "cn_code": item.cn_code or None,
        "cas_number": item.cas_number or None,
        "country_of_origin": item.country_of_origin or None,
        "quantity": read_decimal_or_none(item.quantity),
        "quantity_unit": item.quantity_unit,
        "value": read_decimal_or_none(item.value),
        "currency": item.currency or None,
        "cyber_surveillance": item.cyber_surveillance,
    }
