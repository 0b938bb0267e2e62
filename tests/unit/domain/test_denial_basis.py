"""How items stand to the lists, and under which articles a decision is notified so."""

from __future__ import annotations

import pytest

from gateway.domain.denial import DecisionType
from gateway.domain.denial_basis import items_are
from gateway.domain.rulebook import shipped_rulebooks
from gateway.domain.rulebook.general import ItemsAre
from gateway.domain.transaction import Activity, Classification, Item, ListSource
from tests.support.cases import transaction

LISTED = Classification(source=ListSource.ANNEX_I, code="5A001.j")
UNLISTED = Classification(source=ListSource.NON_LISTED)
OURS = Classification(source=ListSource.NATIONAL, state="GR", code="3A901")
THEIRS = Classification(source=ListSource.NATIONAL, state="ES", code="3A901")
RULE = shipped_rulebooks().get("EU-2021-821/2026-3").notification


def item(*classifications: Classification, cyber: bool = False) -> Item:
    return Item(description="x", classifications=classifications, cyber_surveillance=cyber)


@pytest.mark.parametrize(
    ("items", "are"),
    [
        ((item(LISTED),), ItemsAre.ANNEX_I),
        ((item(UNLISTED), item(LISTED)), ItemsAre.ANNEX_I),
        ((item(UNLISTED, LISTED),), ItemsAre.ANNEX_I),  # a doubt about a code is no way around
        ((item(OURS),), ItemsAre.OWN_LIST),  # EL's list is Greece's
        ((item(THEIRS), item(OURS)), ItemsAre.OWN_LIST),
        ((item(THEIRS),), ItemsAre.OTHER_LIST),
        ((item(UNLISTED),), ItemsAre.NON_LISTED),
        ((item(THEIRS), item(UNLISTED)), ItemsAre.NON_LISTED),
        ((item(UNLISTED, cyber=True),), ItemsAre.CYBER_NON_LISTED),
        ((item(UNLISTED), item(UNLISTED, cyber=True)), ItemsAre.CYBER_NON_LISTED),
        ((item(THEIRS, cyber=True),), ItemsAre.OTHER_LIST),
    ],
)
def test_how_items_stand_to_the_lists(items: tuple[Item, ...], are: ItemsAre) -> None:
    asked = transaction().model_copy(update={"items": items})
    assert items_are(asked, "EL") is are


def test_every_decision_is_notified_under_some_article() -> None:
    for decision in RULE.decisions:
        for activity in Activity:
            for items in ItemsAre:
                basis = RULE.basis_of(decision, activity, items)
                assert basis is not None
                assert basis.articles
                assert basis.notified_as in (None, *RULE.decisions)


def test_only_a_refusal_is_notified_as_one_under_a_national_list() -> None:
    refusal = RULE.basis_of(DecisionType.REFUSE, Activity.EXPORT, ItemsAre.OTHER_LIST)
    assert refusal is not None
    assert refusal.notified_as is DecisionType.NATIONAL_LIST_REFUSAL
    revoked = RULE.basis_of(DecisionType.REVOKE, Activity.EXPORT, ItemsAre.OTHER_LIST)
    assert revoked is not None
    assert (revoked.notified_as, revoked.articles) == (None, ("16(1)",))
