"""What was classified before is found by whoever has an item like it, and by nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

from gateway.domain.consultation.classification import (
    ClassificationOutcome,
    ClassificationRound,
    ClassifiedItem,
    MeasuredParameter,
    PrecedentQuery,
    RoundState,
    round_number,
)
from gateway.domain.denial import FreeText
from gateway.domain.transaction import Classification, Item, ListSource
from gateway.matching.precedents import MOST_COMPARED, find_precedents, precedents_of

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
WHY = (FreeText(language="en", text="By its parameters."),)


def precedent(place: int = 1, code: str | None = "6A005.b", **item: object) -> ClassificationRound:
    described = {"description": "Fibre laser for cutting sheet metal", **item}
    return ClassificationRound(
        number=round_number("DE", 2026, place),
        ours=True,
        state=RoundState.CLOSED,
        opened=NOON,
        closed=NOON,
        item=ClassifiedItem.model_validate(described),
        asked=(),
        outcome=ClassificationOutcome(
            code=code, list_version="2025-11-15", reason=WHY, closed_on=date(2026, 3, 4)
        ),
    )


def stays(code: str, _version: str) -> frozenset[str]:
    """No code has moved."""
    return frozenset({code})


def of_words(description: str, code: str | None = None) -> Item:
    source = ListSource.NON_LISTED if code is None else ListSource.ANNEX_I
    return Item(
        description=description, classifications=(Classification(source=source, code=code),)
    )


def test_the_nearest_comes_first_with_its_line_and_reasons() -> None:
    near = precedent(1, designation="FL-3000")
    other = precedent(2, code=None, description="Cheese, grated")
    lines = (of_words("Spare parts, various"), of_words("Fibre laser FL 3000 for cutting metal"))
    found = precedents_of(lines, [other, near], stays).found
    assert [(each.number, each.line) for each in found] == [(near.number, 2)]
    assert found[0].likeness.score == 1
    assert "the manufacturer calls it FL-3000" in found[0].likeness.reasons


def test_a_short_designation_stands_in_every_text() -> None:
    short = precedent(designation="X1", description="Valve of a pump")
    assert precedents_of([of_words("Boiler X1000, gas")], [short], stays).found == ()


def test_two_values_within_their_tolerances_are_the_same() -> None:
    def power(value: str, tolerance: str | None) -> MeasuredParameter:
        most = None if tolerance is None else Decimal(tolerance)
        return MeasuredParameter(
            name="average_output_power", value=Decimal(value), unit="W", tolerance=most
        )

    held = precedent(parameters=(power("3000", "400"),))
    within = PrecedentQuery(parameters=(power("2500", "100"),))
    beyond = PrecedentQuery(parameters=(power("900", "100"),))
    assert find_precedents(within, [held], stays).found[0].likeness.score > 0.4
    assert find_precedents(beyond, [held], stays).found == ()


def test_a_code_that_has_moved_is_found_where_it_stands_now() -> None:
    def moved(code: str, version: str) -> frozenset[str]:
        return frozenset({code, "6A995"}) if code == "6A005.b" else frozenset({code})

    held = [precedent()]
    query = PrecedentQuery(code="6A995")
    assert find_precedents(query, held, stays).found == ()
    assert [each.number for each in find_precedents(query, held, moved).found] == [held[0].number]


def test_of_very_many_only_the_newest_are_looked_at_and_it_says_so() -> None:
    read = 0

    def many() -> Iterator[ClassificationRound]:
        nonlocal read
        other = precedent(1, code=None, description="Cheese, grated")
        while True:
            read += 1
            yield other

    found = find_precedents(PrecedentQuery(code="6A005"), many(), stays)
    assert (found.found, found.complete, read) == ((), False, MOST_COMPARED + 1)
