"""What a description says of a thing besides its name: its use, its state, its element.

Article 2(22) asks for the same technical characteristics. A fermenter for home wine making and one
for cells share a name, a volume and a meaning; so do natural and enriched boron.
`characteristics.toml` says, in many languages, which words exclude each other.
What only one side says of a state or an element tells nothing; a use outside of industry and the
forces tells, since nobody says of a thing that it is for none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache, partial

from gateway.matching.items.heads import HeadNouns, read_heads
from gateway.matching.items.measures import without_measures
from gateway.matching.items.stems import BeginningTable, plain_words
from gateway.matching.tables import table_of

_read = partial(table_of, __file__)
_CACHED_TEXTS = 8_192
_USE, _ELEMENT, _OF = "use", "element", "of"


@dataclass(frozen=True, slots=True)
class Characteristics:
    """What a description says of its thing.

    Attributes:
        uses: For what, outside of industry, research and the forces.
        states: By kind of state the states that it names.
        elements: The elements that it names.
    """

    uses: frozenset[str]
    states: dict[str, frozenset[str]]
    elements: frozenset[str]


def other_characteristics(ours: str, theirs: str) -> Iterator[str]:
    """Say what two descriptions state that excludes each other.

    Args:
        ours: Description of our item.
        theirs: Description of theirs.
    """
    mine, their = read_characteristics(ours), read_characteristics(theirs)
    if bool(mine.uses) is not bool(their.uses):
        whose, uses = ("ours", mine.uses) if mine.uses else ("theirs", their.uses)
        yield f"{whose} is for another use ({_said(uses)}), of which the other says nothing"
    elif mine.uses.isdisjoint(their.uses) and mine.uses:
        yield f"for different uses: {_said(mine.uses)}, and {_said(their.uses)}"
    for state in sorted(mine.states.keys() & their.states.keys()):
        one, other = mine.states[state], their.states[state]
        if one.isdisjoint(other) and _holds(state, read_heads(ours), read_heads(theirs)):
            yield f"different by {state}: {_said(one)}, and {_said(other)}"
    if mine.elements and their.elements and mine.elements.isdisjoint(their.elements):
        yield f"of different elements: {_said(mine.elements)}, and {_said(their.elements)}"


@lru_cache(maxsize=_CACHED_TEXTS)
def read_characteristics(text: str) -> Characteristics:
    """Return what a description says of its thing."""
    said: dict[str, set[str]] = {}
    for meaning in _table().meanings(plain_words(without_measures(text))):
        sort, _, what = meaning.partition(":")
        said.setdefault(sort, set()).add(what)
    uses, elements = (frozenset(said.pop(sort, ())) for sort in (_USE, _ELEMENT))
    states = {state: frozenset(what) for state, what in said.items()}
    return Characteristics(uses, states, elements)


def _holds(state: str, mine: HeadNouns, their: HeadNouns) -> bool:
    """Whether a state tells apart what the two descriptions name."""
    names = _of(state)
    return not names or bool(mine.first & names and their.first & names)


def _said(meanings: frozenset[str]) -> str:
    return ", ".join(each.replace("_", " ") for each in sorted(meanings))


@cache
def _table() -> BeginningTable:
    """Return all words in one table; what each means begins with what sort it is of."""
    table = _read()
    entries = {f"{sort}:{what}": said for sort in (_USE, _ELEMENT)
               for what, said in table[sort].items()}  # fmt: skip
    for state, sides in table["state"].items():
        entries |= {f"{state}:{what}": said for what, said in sides.items() if what != _OF}
    return BeginningTable(entries)


@cache
def _of(state: str) -> frozenset[str]:
    """Return the names of things that a state tells apart; all where it says none."""
    of: str = _read()["state"][state].get(_OF, "")
    return frozenset(of.split())
