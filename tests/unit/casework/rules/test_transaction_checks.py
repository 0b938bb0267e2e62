"""What an application must fit, as far as that needs no office."""

from __future__ import annotations

import pytest

from gateway.casework.rules.transaction_checks import (
    check_names,
    check_places_of_goods,
)
from gateway.domain.transaction import Activity, Identifier
from gateway.errors import InputError
from tests.support.member_states import HERE
from tests.unit.matching.cases import organisation, transaction


@pytest.mark.parametrize("name", ["Unknown", "to be confirmed", "confidentiel", "---"])
def test_an_application_names_whom_denials_are_searched_for(name: str) -> None:
    with pytest.raises(InputError, match="is no name that can be searched") as caught:
        check_names(transaction(end_user=organisation("Vega"), consignee=organisation(name)))
    assert caught.value.metadata["field"] == "transaction.consignee.names"


def test_a_party_that_is_left_out_or_has_a_number_passes() -> None:
    number = Identifier(scheme="INN", value="7707083893")
    check_names(transaction(end_user=organisation("Unknown", identifiers=(number,))))
    check_names(transaction())


def test_goods_that_leave_the_union_are_said_to_be_in_it() -> None:
    """Found in use: officer m7."""
    located = transaction().model_copy(update={"goods_located_in": ("NL", "US")})
    with pytest.raises(InputError, match="US is no Member State") as caught:
        check_places_of_goods(located, HERE)
    assert caught.value.metadata["field"] == "transaction.goods_located_in[1]"
    assert "third_country_of_location" in caught.value.remedy


@pytest.mark.parametrize(
    ("activity", "countries"),
    [
        (Activity.EXPORT, ("DE", "GR", "XI")),
        (Activity.BROKERING, ("US",)),
        (Activity.EXPORT, ()),
    ],
)
def test_goods_where_they_can_be_pass(activity: Activity, countries: tuple[str, ...]) -> None:
    check_places_of_goods(
        transaction().model_copy(update={"activity": activity, "goods_located_in": countries}), HERE
    )
