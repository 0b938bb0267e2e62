"""What the tests of this room compare: parties, items, transactions, denials."""

from __future__ import annotations

from datetime import date
from typing import Any

from gateway.domain.base import Stated
from gateway.domain.denial import DecisionType, Denial
from gateway.domain.transaction import (
    Activity,
    Classification,
    Item,
    ListSource,
    Parameter,
    Party,
    PartyKind,
    Transaction,
)


def organisation(*names: str, **fields: Any) -> Party:
    return Party(names=names, kind=PartyKind.ORGANISATION, **fields)


def person(*names: str, **fields: Any) -> Party:
    return Party(names=names, kind=PartyKind.PERSON, **fields)


def item(*codes: str, description: str = "goods", **fields: Any) -> Item:
    listed = tuple(Classification(source=ListSource.ANNEX_I, code=code) for code in codes)
    return Item(
        description=description,
        classifications=listed or (Classification(source=ListSource.NON_LISTED),),
        **fields,
    )


def parameter(name: str, value: Any, unit: str = "") -> Parameter:
    return Parameter(name=name, value=value, unit=unit)


def stated(party: Party | Stated[Party] | None) -> Stated[Party]:
    if party is None:
        return Stated[Party].unknown()
    return party if isinstance(party, Stated) else Stated[Party].given(party)


def transaction(
    *items: Item,
    end_user: Party | Stated[Party] | None = None,
    consignee: Party | Stated[Party] | None = None,
    destination: str = "AE",
) -> Transaction:
    return Transaction(
        activity=Activity.EXPORT,
        items=items or (item("5A001.j"),),
        end_user=stated(end_user),
        consignee=stated(consignee),
        destination=destination,
    )


def denial(
    deal: Transaction,
    *,
    denial_id: str = "FR-2026-00001",
    decision: DecisionType = DecisionType.REFUSE,
) -> Denial:
    return Denial(
        denial_id=denial_id,
        authority=denial_id[: denial_id.index("-20")],
        national_reference=denial_id,
        decision=decision,
        decision_date=date(2026, 3, 1),
        first_notified=date(2026, 3, 2),
        transaction=deal,
    )
