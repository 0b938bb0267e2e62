"""What tells two items apart that are near by words, codes and meaning.

A contradiction does not make two items unlike: it lowers a likely pair to a possible one, which an
officer is shown with the reason. Each holds for all goods, and none asks which list they stand in.
"""

from __future__ import annotations

from functools import lru_cache

from gateway.domain.transaction import Item
from gateway.matching.items.characteristics import other_characteristics
from gateway.matching.items.heads import other_heads

_CACHED_PAIRS = 4_096


def contradictions(ours: Item, theirs: Item) -> tuple[str, ...]:
    """Return, in words, what says that two items are two things.

    Args:
        ours: Item of the transaction that is examined.
        theirs: Item of the denial.
    """
    return _in_texts(ours.description, theirs.description)


@lru_cache(maxsize=_CACHED_PAIRS)
def _in_texts(ours: str, theirs: str) -> tuple[str, ...]:
    found = (other_heads(ours, theirs), *other_characteristics(ours, theirs))
    return tuple(words for words in found if words)
