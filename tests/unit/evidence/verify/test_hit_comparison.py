"""Which denials any version of the matcher finds."""

from __future__ import annotations

import pytest

from gateway.domain.base import Stated
from gateway.domain.transaction import Classification, Identifier, ListSource, Party, Transaction
from gateway.evidence.verify.hit_comparison import certain
from tests.support.cases import transaction

OURS = Party(names=("Gulf Water Works",), country="AE")


def of(party: Party | None, code: str = "5A001.j") -> Transaction:
    given = transaction()
    found = Classification(source=ListSource.ANNEX_I, code=code)
    items = tuple(item.model_copy(update={"classifications": (found,)}) for item in given.items)
    stated = Stated[Party]() if party is None else Stated[Party].given(party)
    return given.model_copy(
        update={"items": items, "end_user": stated, "consignee": Stated[Party]()}
    )


def numbered(value: str, *, name: str = "Another Name") -> Party:
    return Party(names=(name,), identifiers=(Identifier(scheme="LEI", value=value),))


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        (of(OURS), of(OURS), True),
        (of(OURS), of(Party(names=("x", "GULF  water works"), country="AE")), True),
        (of(OURS), of(OURS, "5A002"), False),
        (of(OURS), of(Party(names=OURS.names, country="OM")), False),
        (of(OURS), of(Party(names=OURS.names)), False),
        (of(OURS), of(Party(names=("Gulf Water",), country="AE")), False),
        (of(OURS), of(None), False),
        (of(numbered("ABC 1")), of(numbered("abc1")), True),
        (of(numbered("1", name="A")), of(numbered("2", name="A")), False),
    ],
)
def test_the_same_party_under_the_same_code(
    ours: Transaction, theirs: Transaction, same: bool
) -> None:
    assert certain(ours, theirs) is same


def test_a_consignee_counts_like_an_end_user() -> None:
    theirs = of(None).model_copy(update={"consignee": Stated[Party].given(OURS)})
    assert certain(of(OURS), theirs)
