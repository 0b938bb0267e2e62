"""A first look at the items of two transactions: whether they can be alike at all.

Most of an end-user's denials, and of those of parties with a like name, are of other goods,
and to see that costs a fraction of comparing names. So the index keeps of each denial what
the look takes in (`cards`). It errs on one side only: items that `best_items` finds alike pass
it; tests/unit/matching/items/test_goods.py compares.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import NamedTuple
from zlib import crc32

from gateway.domain.transaction import Item
from gateway.matching.items.codes import twins_of
from gateway.matching.items.descriptions import NEAR_LETTERS
from gateway.matching.items.item import TELLING_LEAST
from gateway.matching.items.item_words import read_words
from gateway.matching.items.parameters import UNNAMED, statements
from gateway.matching.items.substances import substances

_HEADING = 4  # digits of a tariff code below which two are of different goods

_MARK_BITS, _BEGIN_BITS = 124, 124
MASK_BITS = _MARK_BITS + _BEGIN_BITS
"""Size of a mask: with a dozen words on each side, one word in ten is taken for another."""

_ALL = (1 << MASK_BITS) - 1
_ROUNDING = 1e-9


class GoodsLook(NamedTuple):
    """What a first look at the items of one transaction takes in.

    Attributes:
        listed: Whether every item has a control code; one without may be like any.
        marks: Signs of which one in common is enough to compare: entries of control codes
            whatever their group, substances, headings of the tariff, names of parameters,
            units.
        begins: How the words of the descriptions begin, as far as misspelt ones agree.
    """

    listed: bool = False
    marks: frozenset[str] = frozenset()
    begins: frozenset[str] = frozenset()


ANY_GOODS = GoodsLook()
"""Of items of which nothing is known: they may be like any."""


class OurGoods(NamedTuple):
    """The items that are searched for.

    Attributes:
        look: What a first look takes in.
        telling: How much the words say that begin in one way.
        marks: The bits of the marks in a mask.
        begins: Bit and worth of the words.
    """

    look: GoodsLook
    telling: dict[str, float]
    marks: int
    begins: tuple[tuple[int, float], ...]

    def may_be_alike(self, theirs: GoodsLook) -> bool:
        """Whether a full comparison may find an item of theirs like one of ours.

        It may also find nothing to compare where an item is not listed.
        """
        return not (self.look.listed and theirs.listed) or self.may_be_known(theirs)

    def may_pass(self, mask: int) -> bool:
        """Whether `may_be_alike` may hold for items of which only the mask is known."""
        return not self.look.listed or self.may_pass_as_known(mask)

    def may_pass_as_known(self, mask: int) -> bool:
        """Whether `may_be_known` may hold for items of which only the mask is known."""
        if mask & self.marks:
            return True
        worth = sum(worth for bit, worth in self.begins if mask & bit)
        return worth >= TELLING_LEAST - _ROUNDING

    def may_be_known(self, theirs: GoodsLook) -> bool:
        """Whether a full comparison may find something that makes two items alike."""
        ours = self.look
        if not ours.marks.isdisjoint(theirs.marks):
            return True
        # Words make items alike only if they say enough.
        common = ours.begins & theirs.begins
        return sum(self.telling[begin] for begin in common) >= TELLING_LEAST


def look_at(items: Iterable[Item]) -> GoodsLook:
    """Return what a first look at items takes in."""
    listed, marks, begins = True, set[str](), set[str]()
    for item in items:
        listed = listed and bool(item.codes)
        marks |= _marks(item)
        begins.update(word[:NEAR_LETTERS] for word in read_words(item.description).weights)
    return GoodsLook(listed, frozenset(marks), frozenset(begins))


def our_goods(items: Iterable[Item]) -> OurGoods:
    """Make the look that others are held against."""
    kept = tuple(items)
    telling: dict[str, float] = {}
    for item in kept:
        own: dict[str, float] = {}
        for word, weight in read_words(item.description).weights.items():
            begin = word[:NEAR_LETTERS]
            own[begin] = own.get(begin, 0.0) + weight
        # Only one pair of items makes two transactions alike.
        telling |= {begin: max(worth, telling.get(begin, 0.0)) for begin, worth in own.items()}
    look = look_at(kept)
    begins = tuple((_begin_bit(begin), worth) for begin, worth in telling.items())
    return OurGoods(look, telling, _mark_bits(look), begins)


def goods_mask(look: GoodsLook) -> int:
    """Return a look as a number of `MASK_BITS` bits, with a bit for each mark and word."""
    return _mark_bits(look) | reduce(or_, map(_begin_bit, look.begins), 0)


def names_mask(look: GoodsLook) -> int:
    """Return the mask beside names: items that are not listed may be like any."""
    return goods_mask(look) if look.listed else _ALL


def _mark_bits(look: GoodsLook) -> int:
    return reduce(or_, (1 << crc32(mark.encode()) % _MARK_BITS for mark in look.marks), 0)


def _begin_bit(begin: str) -> int:
    return 1 << _MARK_BITS + crc32(begin.encode()) % _BEGIN_BITS


def _marks(item: Item) -> set[str]:
    # 5A001, 5D001 and 5E001 are one entry with its software and technology.
    found = {f"e:{code[0]}{code[2:5]}" for code in item.codes}
    found.update(f"e:{each[0]}{each[2:5]}" for code in item.codes for each in twins_of(code[:5]))
    found.update(f"s:{cas}" for cas in substances(item))
    if item.cn_code:
        found.add(f"t:{item.cn_code[:_HEADING]}")
    for name, statement in statements(item).items():
        if not name.startswith(UNNAMED):
            found.add(f"q:{name}")
        found.update(f"u:{span.kind.base}" for span in statement.spans)
    return found
