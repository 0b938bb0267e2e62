"""What an application must fit, as far as that needs no office."""

from __future__ import annotations

import pytest

from gateway.casework.office.transaction_checks import check_names
from gateway.domain.transaction import Identifier
from gateway.errors import InputError
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
