"""The first look at items leaves out nothing that a full comparison finds alike."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.item_pairs import read_item_pairs
from gateway.domain.transaction import Item
from gateway.matching.index.cards import make_card, read_card, write_card
from gateway.matching.index.documents import mask_fields, mask_of
from gateway.matching.items.goods import MASK_BITS, goods_mask, look_at, names_mask, our_goods
from gateway.matching.items.item import ITEM_POSSIBLE, match_items
from lab.synthetic_denials import SEED, draw_item
from tests.unit.matching.cases import item, parameter

PAIRS = 6_000


@pytest.fixture(scope="module")
def stated() -> list[Item]:
    """Give every labelled statement, and items as licence practice has them."""
    dice = random.Random(SEED)
    labelled = {id(each): each for pair in read_item_pairs() for each in (pair.ours, pair.theirs)}
    return [*labelled.values(), *(draw_item(dice) for _ in range(150))]


def passes(ours: Sequence[Item], theirs: Sequence[Item], *, known: bool = False) -> bool:
    """Say whether a look passes; its mask lets through whatever it does."""
    goods, look = our_goods(ours), look_at(theirs)
    if known:
        passed, by_mask = goods.may_be_known(look), goods.may_pass_as_known(goods_mask(look))
    else:
        passed, by_mask = goods.may_be_alike(look), goods.may_pass(names_mask(look))
    assert by_mask >= passed
    return passed


def test_what_is_alike_passes(stated: list[Item]) -> None:
    dice = random.Random(SEED + 1)
    alike = 0
    for _ in range(PAIRS):
        ours, theirs = dice.choice(stated), dice.choice(stated)
        match = match_items(ours, theirs)
        if match.score >= ITEM_POSSIBLE:
            alike += 1
            known = not match.unknown
            assert passes([ours], [theirs], known=known), (ours, theirs)
            # More items beside them change nothing.
            more = [dice.choice(stated) for _ in range(3)]
            assert passes([*more, ours], [theirs, *more], known=known)
    assert alike > PAIRS // 20


def test_every_labelled_pair_that_is_alike_passes() -> None:
    for pair in read_item_pairs():
        match = match_items(pair.ours, pair.theirs)
        if match.score >= ITEM_POSSIBLE:
            known = not match.unknown
            assert passes([pair.ours], [pair.theirs], known=known), (pair.ours, pair.theirs)


def test_most_of_what_is_unlike_does_not_pass() -> None:
    dice = random.Random(SEED + 2)
    drawn = [(draw_item(dice), draw_item(dice)) for _ in range(1_000)]
    unlike = [pair for pair in drawn if match_items(*pair).score < ITEM_POSSIBLE]

    assert sum(passes([a], [b]) for a, b in unlike) < len(unlike) * 0.35


@pytest.mark.parametrize(
    ("theirs", "why"),
    [
        (item("5D001.a", description="software"), "software of the entry"),
        (item("3A001.a", description="Netzwerkgerät", cas_number="111-48-8"), "substance"),
        (item("3A001.a", description="Netzwerkgerät", cn_code="85176200"), "tariff heading"),
        (item("3A001.a", description="x", parameters=(parameter("lines", 9),)), "parameter"),
        (item("3A001.a", description="Encrypted telephone exchanges"), "words, one misspelt"),
        (item(description="anything"), "not listed"),
    ],
)
def test_one_sign_is_enough(theirs: Item, why: str) -> None:
    ours = item(
        "5A001.j",
        description="Encryptd telephone exchange",
        cn_code="85171100",
        cas_number="111-48-8",
        parameters=(parameter("lines", 4000),),
    )

    assert passes([ours], [theirs]), why
    assert passes([theirs], [ours]), why


def test_nothing_in_common_does_not_pass() -> None:
    assert not passes([item("5A001.j", description="Telephone")], [item("2B350.g")])


def test_of_items_that_are_not_listed_something_must_be_known_where_no_party_speaks() -> None:
    ours, theirs = item(description="Switchboard"), item(description="Centrifuge rotor")

    assert passes([ours], [theirs])
    assert not passes([ours], [theirs], known=True)
    assert passes([ours], [item(description="Switchboards, used")], known=True)


def test_most_of_what_does_not_pass_is_seen_by_the_mask() -> None:
    dice = random.Random(SEED + 3)
    drawn = [(our_goods([draw_item(dice)]), look_at([draw_item(dice)])) for _ in range(1_000)]
    unlike = [(ours, theirs) for ours, theirs in drawn if not ours.may_be_alike(theirs)]

    assert sum(ours.may_pass(names_mask(theirs)) for ours, theirs in unlike) < len(unlike) * 0.2


@given(st.integers(0, (1 << MASK_BITS) - 1))
def test_a_mask_is_put_together_from_its_fields(mask: int) -> None:
    fields = mask_fields(mask)

    assert all(0 <= part < 1 << 63 for part in fields.values())
    assert mask_of(fields.values()) == mask


def test_a_card_keeps_the_look() -> None:
    look = look_at([item("5A001.j", description="Вышка связи", cn_code="85171100")])

    assert read_card(write_card(make_card("FR-2026-00001", goods=look))).goods == look
