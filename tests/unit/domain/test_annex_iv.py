"""Article 14(1) and Annex IV by its entries: limits, exceptions, codes too short (E5, E6, D10)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from gateway.domain.case import Application, ClaimedException, Trigger
from gateway.domain.controls import Limit, shipped_controls
from gateway.domain.rulebook import Rulebook, load_rulebook
from gateway.domain.rulebook.conditions import DestinationOutside, TerritoriesCount
from gateway.domain.transaction import (
    Activity,
    Classification,
    Item,
    ListSource,
    Parameter,
    Transaction,
)
from gateway.domain.triggers import consultation_triggers
from tests.support.member_states import HERE

BOOK = load_rulebook("EU-2021-821/2026-3")
LISTS = shipped_controls()
PAYLOAD = Parameter(name="payload", value=Decimal(600), unit="kg")
RANGE = Parameter(name="range", value=Decimal(400), unit="km")


def asked(
    code: str,
    *parameters: Parameter,
    destination: str = "US",
    exceptions: tuple[ClaimedException, ...] = (),
    book: Rulebook = BOOK,
) -> Trigger:
    """What Article 14(1) comes to for goods that lie in France."""
    item = Item(
        description="Goods",
        classifications=(Classification(source=ListSource.ANNEX_I, code=code),),
        parameters=parameters,
    )
    transaction = Transaction(
        activity=Activity.EXPORT, destination=destination, goods_located_in=("FR",), items=(item,)
    )
    application = Application(reference="1", transaction=transaction, exceptions=exceptions)
    (found,) = consultation_triggers(application, "DE", book, LISTS, HERE)
    return found


def stated(parameter: Parameter, value: str, unit: str = "") -> Parameter:
    return Parameter(name=parameter.name, value=Decimal(value), unit=unit or parameter.unit)


def test_a_satellite_to_the_united_states_asks_nobody() -> None:
    for code in ("9A004.b", "9A004.c", "9A004.h"):
        assert asked(code).consult == ()
    assert asked("9A004.b", destination="AE").consult == ("FR",)  # outside EU001, whatever it is


def test_a_launcher_of_600_kg_and_400_km_asks() -> None:
    found = asked("9A004.a", PAYLOAD, RANGE)
    assert found.consult == ("FR",)
    assert any("9A004.a is in Annex IV. Only launchers" in each for each in found.reasons)


@pytest.mark.parametrize(
    ("payload", "reach", "asks"),
    [
        (stated(PAYLOAD, "500"), stated(RANGE, "300"), True),
        (stated(PAYLOAD, "499"), stated(RANGE, "300"), False),
        (stated(PAYLOAD, "500"), stated(RANGE, "299"), False),
        (stated(PAYLOAD, "0.6", "t"), stated(RANGE, "400000", "m"), True),
        (stated(PAYLOAD, "0.4", "t"), stated(RANGE, "400000", "m"), False),
        (stated(PAYLOAD, "1", "barrel"), stated(RANGE, "400"), True),  # a unit nobody reads
    ],
)
def test_the_limits_of_the_annex_are_kept_to(
    payload: Parameter, reach: Parameter, *, asks: bool
) -> None:
    """ "... capable of delivering at least a 500 kg payload to a range of at least 300 km"."""
    found = asked("9A004.a", payload, reach)
    assert found.applies is asks
    if not asks:
        assert any("is in Annex IV only with" in each for each in found.reasons)


def test_of_two_values_of_one_parameter_one_within_the_limit_is_enough() -> None:
    low = Parameter(name="Maximum_Payload", value=Decimal(100), unit="kg")
    assert not asked("9A004.a", low, RANGE).applies
    assert asked("9A004.a", low, PAYLOAD, RANGE).applies


def test_a_limit_that_is_not_stated_asks() -> None:
    found = asked("9A004.a", PAYLOAD)
    assert found.consult == ("FR",)
    assert any("the application does not say it" in each for each in found.reasons)
    other = Parameter(name="range accuracy", value=Decimal(1), unit="km")  # another parameter
    assert asked("9A004.a", PAYLOAD, other).applies


@pytest.mark.parametrize("code", ["5A004", "9A004", "6A001.a.2", "6A203"])
def test_a_code_that_is_too_short_to_tell_asks(code: str) -> None:
    found = asked(code)
    assert found.consult == ("FR",)
    assert any("classify the item further" in each for each in found.reasons)


@pytest.mark.parametrize(
    "code", ["5A004.b", "6A203.a.2", "6A203.c", "3A228.c", "3A231.b.2", "6A001.a.1.b.2", "5A001"]
)
def test_what_the_annex_leaves_out_asks_nobody(code: str) -> None:
    assert asked(code).consult == ()


def test_an_exception_that_an_officer_claims_with_a_reason_is_none_of_annex_iv() -> None:
    claimed = ClaimedException(key="esa", reason="Order 4000/12 of ESA, Ariane")
    found = asked("9A004.a", PAYLOAD, RANGE, exceptions=(claimed,))
    assert not found.applies
    assert any("exception esa is claimed (Order 4000/12" in each for each in found.reasons)
    # It is for missile technology only, and a reason is compulsory.
    assert asked("5A004.a", exceptions=(claimed,)).consult == ("FR",)
    with pytest.raises(ValidationError):
        ClaimedException(key="esa", reason="")


def test_every_missile_entry_knows_the_four_exceptions() -> None:
    listing = LISTS.code_list("annex_iv")
    missile = {rule.code for rule in listing.rule if rule.unless}
    assert {code[:2] for code in missile} == {"7A", "7B", "7D", "7E", "9A", "9B", "9D", "9E"}
    assert len(missile) == 25
    assert all(len(rule.unless) in (0, 4) for rule in listing.rule)
    assert all(rule.note for rule in listing.rule if rule.in_part or rule.limit)


def test_a_limit_has_one_bound() -> None:
    with pytest.raises(ValidationError, match="not both"):
        Limit(names=("range",), at_least=Decimal(1), below=Decimal(2), unit="km")


def test_a_territory_with_a_code_of_its_own_is_asked_until_it_is_decided_otherwise() -> None:
    assert asked("3A001.a", destination="PR").applies
    (rule, *others) = BOOK.procedures
    text = rule.model_dump_json(by_alias=True)
    assert '"territories":"outside"' in text
    other = type(rule).model_validate_json(text.replace('"outside"', '"with_state"'))
    with_state = BOOK.model_copy(update={"procedures": (other, *others)})
    assert not asked("3A001.a", destination="PR", book=with_state).applies
    assert DestinationOutside(condition="destination_outside", group="EU001").territories is (
        TerritoriesCount.OUTSIDE
    )


def test_the_general_authorisations_003_and_004_reach_the_same_countries() -> None:
    assert len(LISTS.destination_group("EU003").countries) == 28
    assert LISTS.destination_group("EU003").countries == LISTS.destination_group("EU004").countries
