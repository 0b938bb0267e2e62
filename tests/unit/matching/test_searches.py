"""What searches have found is kept while the register stands, and within a bound."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.denial import DecisionType
from gateway.domain.lists.denial_search import DenialFound, DenialQuery
from gateway.matching.lookup import LookedUp
from gateway.matching.searches import Searches

FOUND = DenialFound(
    denial_id="FR-2024-00001",
    authority="FR",
    match_class=None,
    parties=("Firm",),
    goods=("Pump",),
    destination="AE",
    decision=DecisionType.REFUSE,
    decision_date=date(2024, 5, 13),
)


def at(position: int, name: str) -> tuple[int, int, DenialQuery]:
    return position, position, DenialQuery(names=(name,), limit=1)


def found(count: int) -> LookedUp:
    return LookedUp((FOUND,) * count, complete=True)


def test_the_same_search_is_found_again_and_no_other_register_is() -> None:
    kept = Searches()
    kept.put(at(7, "Falcon"), found(3))
    assert kept.get(at(7, "Falcon")) == found(3)
    assert kept.get(at(8, "Falcon")) is None
    assert kept.get(at(7, "Falco")) is None
    kept.clear(8)
    assert kept.get(at(7, "Falcon")) is None


def test_a_search_that_ends_after_the_register_has_moved_is_not_kept() -> None:
    """What it found may have been erased meanwhile."""
    kept = Searches()
    kept.clear(8)
    kept.put(at(7, "Falcon"), found(3))
    kept.put(at(8, "Falcon"), found(2))
    assert (kept.get(at(7, "Falcon")), kept.get(at(8, "Falcon"))) == (None, found(2))
    kept.clear(0)  # the index was built anew
    kept.put(at(1, "Falcon"), found(1))
    assert kept.get(at(1, "Falcon")) == found(1)


def test_what_was_asked_for_last_stays() -> None:
    kept = Searches(most=10)
    kept.put(at(1, "first"), found(4))
    kept.put(at(1, "second"), found(3))
    kept.get(at(1, "first"))
    kept.put(at(1, "third"), found(4))
    held = [name for name in ("first", "second", "third") if kept.get(at(1, name))]
    assert held == ["first", "third"]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 30))))
def test_no_more_is_held_than_the_bound(puts: list[tuple[str, int]]) -> None:
    kept = Searches(most=40)
    for name, count in puts:
        kept.put(at(1, name), found(count))
        total = sum(
            len(each.found) + 1 for name in "abcdef" if (each := kept.get(at(1, name))) is not None
        )
        assert total <= 40
        assert kept.get(at(1, name)) == found(count)
