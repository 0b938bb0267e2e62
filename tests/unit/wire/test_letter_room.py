"""What fits into a letter is counted in characters: Greek has what Latin has."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gateway.domain.base import Model, Stated
from gateway.domain.transaction import (
    Activity,
    Address,
    Classification,
    HumanRightsAssessment,
    Identifier,
    Item,
    ListSource,
    Parameter,
    Party,
    Transaction,
)
from gateway.errors import InputError, Reason
from gateway.wire.letter_room import (
    _STRUCTURE_BYTES,
    _TRANSACTION,
    _TRANSACTION_BYTES,
    TRANSACTION_CHARACTERS,
    check_room,
    texts_of,
)
from gateway.wire.limits import MAX_BODY_BYTES, MAX_PACKAGE_BYTES
from gateway.wire.packages import check_bodies
from tests.support.raising import refuses

SCRIPTS = {"latin": "a", "greek": "α", "bulgarian": "ж", "georgian": "ა", "chinese": "字"}
BEYOND = "𠮷"  # four octets


def transaction(letter: str, lines: int = 200, characters: int = 3900) -> Transaction:
    item = Item(
        description=letter * characters,
        classifications=(Classification(source=ListSource.NON_LISTED),),
    )
    return Transaction(activity=Activity.EXPORT, items=(item,) * lines, destination="TR")


def characters(content: Model) -> int:
    return sum(each.characters for each in texts_of(content))


@pytest.mark.parametrize("letter", SCRIPTS.values(), ids=SCRIPTS)
def test_b5_two_hundred_lines_with_long_descriptions_fit_in_every_script(letter: str) -> None:
    check_room(transaction(letter))


@pytest.mark.parametrize("letter", SCRIPTS.values(), ids=SCRIPTS)
def test_the_limit_is_the_same_for_every_script(letter: str) -> None:
    """Found in use: officer B5."""
    least = transaction(letter, characters=4000).model_copy(update={"national_data": "n" * 2000})
    words = characters(least)
    room = TRANSACTION_CHARACTERS - words
    party = Party(names=(letter * 400,) * 60, addresses=(Address(text=letter * 400),) * 20)
    extra = room // characters(party)
    fits = least.model_copy(update={"intermediaries": (party,) * extra})
    check_room(fits)
    with refuses(InputError, Reason.MESSAGE_TOO_LARGE) as caught:
        check_room(least.model_copy(update={"intermediaries": (party,) * (extra + 1)}))
    said = caught.value.metadata
    assert said["field"] == "transaction.items[0].description"
    assert said["limit"] == str(TRANSACTION_CHARACTERS)
    assert int(said["characters"]) > TRANSACTION_CHARACTERS
    for each in (said["characters"], said["limit"], said["field"], "4000"):
        assert each in str(caught.value)
    assert letter * 9 not in str(caught.value)


def test_characters_with_four_octets_are_refused_where_they_do_not_fit() -> None:
    check_room(transaction(BEYOND, lines=150))
    with refuses(InputError, Reason.MESSAGE_TOO_LARGE):
        check_room(transaction(BEYOND, lines=200))


def test_what_is_no_text_takes_less_than_is_kept_for_it() -> None:
    code = Classification(
        source=ListSource.ANNEX_I, code="5A001.j.1.a", list_version="v", state="DE", authority="DE"
    )
    parameter = Parameter(name="n", value=Decimal("-" + "9" * 20 + "." + "9" * 10), unit="u")
    item = Item(
        description="d",
        classifications=(code,) * 10,
        parameters=(parameter,) * 60,
        cn_code="8543700000",
        cas_number="7732-18-5",
        country_of_origin="DE",
        quantity=Decimal("9" * 20),
        quantity_unit="u",
        value=Decimal("9" * 20),
        currency="EUR",
        cyber_surveillance=True,
    )
    party = Party(
        names=("n",) * 60,
        addresses=(Address(text="a", country="TR"),) * 20,
        identifiers=(Identifier(scheme="s", value="v"),) * 20,
        country="TR",
    )
    full = Transaction(
        activity=Activity.EXPORT,
        items=(item,) * 200,
        exporter=Stated[Party].given(party),
        consignee=Stated[Party].given(party),
        end_user=Stated[Party].given(party),
        intermediaries=(party,) * 40,
        destination="TR",
        human_rights=HumanRightsAssessment(
            risk="low",
            internal_repression=False,
            serious_violations=False,
            sources=("s",) * 40,
            reasoning="r",
        ),
    )
    octets = _TRANSACTION.to_pb(full).ByteSize()
    assert octets - characters(full) < _STRUCTURE_BYTES
    assert _TRANSACTION_BYTES < MAX_BODY_BYTES < MAX_PACKAGE_BYTES


def test_bodies_that_fill_more_than_a_package_are_refused_before_they_are_signed() -> None:
    check_bodies([MAX_BODY_BYTES])
    check_bodies([])
    for sizes in ([MAX_BODY_BYTES + 1], [MAX_BODY_BYTES, 0], [2**20] * 3):
        with refuses(InputError, Reason.MESSAGE_TOO_LARGE, field="parts"):
            check_bodies(sizes)
