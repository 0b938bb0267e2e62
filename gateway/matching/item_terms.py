"""The terms under which an item is found where a denial gives no party to search by.

Two items that are like each other (`compare_items` at "possible" or more) have at least one
term in common, so a search by terms and the audit mode that compares every denial find the
same. Terms are cheap to be wrong about: what is found is compared in full.
"""

from __future__ import annotations

from gateway.domain.transaction import Item
from gateway.matching.descriptions import NEAR_LETTERS
from gateway.matching.item_words import read_words
from gateway.matching.parameters import statements
from gateway.matching.substances import substances


def item_terms(item: Item) -> frozenset[str]:
    """Return what an item is found by.

    Codes with their entry and number, substances, tariff code, what its parameters are called
    and of what kind they are, and the words of its description.
    """
    terms: set[str] = set()
    for code in item.codes:
        terms |= {f"c:{code}", f"h:{code[:5]}", f"e:{code[0]}{code[2:5]}"}
    terms |= {f"cas:{cas}" for cas in substances(item)}
    if item.cn_code:
        terms |= {f"cn:{item.cn_code[:8]}", f"hs:{item.cn_code[:6]}"}
    for key, statement in statements(item).items():
        if not key.startswith("#"):
            terms.add(f"q:{'_'.join(key.split())}")
        terms |= {f"k:{span.kind.name}" for span in statement.spans if span.kind.name}
    for word in read_words(item.description).weights:
        terms |= {f"w:{word}", f"n:{word[:NEAR_LETTERS]}"}
    return frozenset(terms)
