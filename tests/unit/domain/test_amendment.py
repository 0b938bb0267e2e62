"""Which changes of an application are another question, by the shipped rulebook."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.amendment import (
    changed_fields,
    check_part_of,
    check_same_application,
    same_party,
)
from gateway.domain.base import Stated, Withholding
from gateway.domain.case import Application, AuthorisationKind, ChangedField
from gateway.domain.rulebook import shipped_rulebooks
from gateway.domain.rulebook.acts import Material
from gateway.domain.transaction import (
    Activity,
    Address,
    Classification,
    Identifier,
    ListSource,
    Parameter,
    Party,
)
from gateway.errors import InputError
from tests.support.cases import application, surveillance_item

RULE = shipped_rulebooks().get("EU-2021-821/2026-3").amendment
BASE = application()
ITEM = surveillance_item()
END_USER = Party(names=("Amt 3", "Third Office"), country="AE")


def with_(**changes: Any) -> Application:
    return BASE.model_copy(update={"transaction": BASE.transaction.model_copy(update=changes)})


def with_item(**changes: Any) -> Application:
    return with_(items=(ITEM.model_copy(update=changes),))


def one(after: Application, before: Application = BASE) -> ChangedField:
    [change] = changed_fields(before, after, RULE)
    return change


@pytest.mark.parametrize(
    "asked",
    [
        BASE,
        with_item(quantity=ITEM.quantity and ITEM.quantity / 2),
        with_item(quantity=None, quantity_unit="", value=None, currency=None),
        with_(intermediaries=()),
        with_(end_user=Stated[Party].unknown()),
    ],
)
def test_less_than_what_was_licensed_is_a_part_of_it(asked: Application) -> None:
    check_part_of(BASE.transaction, asked.transaction, RULE)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (with_(activity=Activity.BROKERING), "activity"),
        (with_(destination="QA"), "destination"),
        (with_(end_user=Stated[Party].given(END_USER)), "end_user"),
        (with_(consignee=Stated[Party].given(END_USER)), "consignee"),
        (with_(intermediaries=(END_USER,)), "intermediaries[0]"),
        (with_item(description="Another thing altogether"), "items[0]"),
        (with_item(quantity_unit=""), "items[0]"),  # how many of what?
        (with_(items=(ITEM, ITEM.model_copy(update={"description": "More"}))), "items[1]"),
    ],
)
def test_what_was_not_licensed_is_refused_by_its_field(asked: Application, field: str) -> None:
    with pytest.raises(InputError) as refused:
        check_part_of(BASE.transaction, asked.transaction, RULE)
    assert refused.value.metadata["field"] == f"transaction.{field}"


def test_nothing_changed() -> None:
    assert changed_fields(BASE, BASE, RULE) == ()


@pytest.mark.parametrize(
    ("after", "field", "material"),
    [
        (with_(destination="QA"), "transaction.destination", True),
        (with_(stated_end_use=Stated[str].given("Lawful interception")), "stated_end_use", True),
        (with_(stated_end_use=Stated[str].unknown()), "transaction.stated_end_use", True),
        (with_(end_user=Stated[Party].given(END_USER)), "transaction.end_user", True),
        (with_(end_user=Stated[Party].withheld(Withholding.SECURITY)), "end_user", True),
        (with_(intermediaries=()), "transaction.intermediaries", True),
        (with_(items=(ITEM, ITEM)), "transaction.items", True),
        (with_item(description="Etwas ganz anderes"), "items[0].description", True),
        (with_item(description=ITEM.description.upper()), "items[0].description", False),
        (with_item(parameters=(Parameter(name="lines", value=Decimal(9)),)), "parameters", True),
        (with_item(cyber_surveillance=True), "items[0].cyber_surveillance", True),
        (with_item(currency="USD"), "items[0].currency", True),
        (with_item(cn_code="85176900"), "items[0].cn_code", False),
        (with_(goods_located_in=("NL", "FR")), "transaction.goods_located_in", False),
        (with_(customs_procedure="1040"), "transaction.customs_procedure", False),
        (BASE.model_copy(update={"documents": ()}), "documents", False),
    ],
)
def test_what_is_material(after: Application, field: str, material: bool) -> None:
    change = one(after)
    assert change.field.endswith(field)
    assert change.material is material
    assert change.reason


def test_another_code_is_another_item() -> None:
    code = Classification(source=ListSource.ANNEX_I, code="5A004.a", list_version="2025-11-15")
    assert one(with_item(classifications=(code,))).material


def test_an_item_in_place_of_another_is_compared_with_it() -> None:
    second = ITEM.model_copy(update={"description": "Sonde", "quantity": Decimal(12)})
    before = with_(items=(ITEM, second))
    more = second.model_copy(update={"quantity": Decimal(13)})
    change = one(with_(items=(ITEM, more)), before)
    assert (change.field, change.material) == ("transaction.items[1].quantity", False)
    assert one(with_(items=(ITEM,)), before).material
    reordered = one(with_(items=(second, ITEM)), before)
    assert (reordered.field, reordered.material) == ("transaction.items", False)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (Party(names=("THIRD  office",), country="AE"), True),
        (Party(names=("Amt 3",), country="AE", addresses=(Address(text="Tower 3"),)), True),
        (Party(names=("Amt 4",), country="AE"), False),
        (Party(names=("Amt 3",), country="QA"), False),
    ],
)
def test_the_same_party(other: Party, same: bool) -> None:
    assert same_party(END_USER, other) is same
    assert same_party(other, END_USER) is same


def test_another_registration_is_another_party() -> None:
    one_, two = (
        END_USER.model_copy(update={"identifiers": (Identifier(scheme="LEI", value=value),)})
        for value in ("1", "2")
    )
    assert not same_party(one_, two)
    assert same_party(END_USER, one_)


@given(
    before=st.decimals(min_value=0, max_value=10**9, places=2),
    after=st.decimals(min_value=0, max_value=10**9, places=2),
    what=st.sampled_from(["quantity", "value"]),
)
def test_more_than_ten_per_cent_more_is_another_question(
    before: Decimal, after: Decimal, what: str
) -> None:
    changes = changed_fields(with_item(**{what: before}), with_item(**{what: after}), RULE)
    if before == after:
        assert changes == ()
        return
    [change] = changes
    assert change.field == f"transaction.items[0].{what}"
    assert change.material is (after / 11 > before / 10)


@given(
    fields=st.sets(st.sampled_from(list(Material)), min_size=1),
    percent=st.integers(min_value=0, max_value=1000),
)
def test_the_rulebook_says_what_is_material(fields: set[Material], percent: int) -> None:
    """Every change stays named, whatever the rule; only whether it is material differs."""
    rule = RULE.model_copy(update={"material": tuple(fields), "increase_over_percent": percent})
    after = with_(
        destination="QA",
        end_user=Stated[Party].given(END_USER),
        stated_end_use=Stated[str].given("Other"),
        items=(ITEM.model_copy(update={"quantity": Decimal(2000), "currency": "USD"}),),
    )
    changes = {change.field: change.material for change in changed_fields(BASE, after, rule)}
    assert changes == {
        "transaction.destination": Material.DESTINATION in fields,
        "transaction.end_user": Material.PARTY in fields,
        "transaction.stated_end_use": Material.END_USE in fields,
        "transaction.items[0].quantity": Material.QUANTITY in fields,
        "transaction.items[0].currency": Material.VALUE in fields,
    }


@pytest.mark.parametrize(
    ("other", "field"),
    [
        (BASE.model_copy(update={"reference": "X"}), "reference"),
        (BASE.model_copy(update={"kind": AuthorisationKind.GLOBAL}), "kind"),
        (BASE.model_copy(update={"procedure": "transit"}), "procedure"),
        (with_(activity=Activity.BROKERING), "transaction.activity"),
    ],
)
def test_another_application_is_no_amendment(other: Application, field: str) -> None:
    check_same_application(BASE, with_(destination="QA"))
    with pytest.raises(InputError) as refused:
        check_same_application(BASE, other)
    assert refused.value.metadata["field"] == field
