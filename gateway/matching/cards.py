"""Cards: what the index keeps of each denial's parties, so that few contents are loaded.

A card holds the names as they were analysed, rigour's words and symbols among them: enough
for a full comparison of names (`shortlist`), and what a first look at the items takes in
(`goods`). It is three lines of JSON: the items, what a first look at the names takes in, and
the rest; each is read of the fewer cards that are worth more than the look before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, NamedTuple, cast

from pydantic_core import from_json
from rigour.names import Name, NamePartTag, SymbolCategory

from gateway.domain.transaction import Party, PartyKind
from gateway.matching.goods import ANY_GOODS, GoodsLook
from gateway.matching.names import NameForm
from gateway.matching.party import party_forms


class NameLook(NamedTuple):
    """What a first look at a name takes in (`gateway.matching.similarity.Look`)."""

    core: str
    joined: str
    skeleton: str
    acronyms: frozenset[str]
    vowelless: bool

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the name can be compared."""
        return not self.core


@dataclass(slots=True)
class _Part:
    """A word as rigour sees it (`rigour.names.NamePart`), as far as names are compared by it."""

    index: int
    form: str
    comparable: str
    numeric: bool
    is_legal: bool

    @property
    def tag(self) -> NamePartTag:
        return NamePartTag.LEGAL if self.is_legal else NamePartTag.UNSET


class _Symbol(NamedTuple):
    category: SymbolCategory
    id: str


class _Span(NamedTuple):
    """What rigour knows a word as (`rigour.names.Span`)."""

    symbol: _Symbol
    parts: tuple[_Part, ...]


class _Name(NamedTuple):
    """rigour's analysis of a name (`rigour.names.Name`), read back: its own cannot be made."""

    parts: tuple[_Part, ...]
    spans: tuple[_Span, ...]


_LOOK = attrgetter(*NameLook._fields)
_REST = tuple(f for f in fields(NameForm) if f.name not in {"name", *NameLook._fields})
_COLUMNS = tuple(field.name for field in _REST)
FORMAT = ",".join(
    (
        *GoodsLook._fields,
        *NameLook._fields,
        *_COLUMNS,
        *(field.name for field in fields(_Part)),
        *_Span._fields,
    )
)
"""What a card holds; an index with other cards cannot be read."""

_SETS = tuple(f.name for f in _REST if str(f.type).startswith("frozenset"))
_TUPLES = tuple(f.name for f in _REST if str(f.type) == "tuple[str, ...]")
_CATEGORIES = {
    category.value: category
    for category in vars(SymbolCategory).values()
    if isinstance(category, SymbolCategory)
}


@dataclass(frozen=True, slots=True)
class CardParty:
    """One party of a denial: its kind, and a first look at each of its names."""

    kind: PartyKind
    looks: tuple[NameLook, ...]


@dataclass(slots=True)
class Card:
    """What the index keeps of one denial.

    Attributes:
        denial_id: The denial.
        goods: A first look at its items.
        looks: What a first look at the names takes in, as it is written.
        rest: What more is known of the names, as it is written.
    """

    denial_id: str
    goods: GoodsLook = ANY_GOODS
    looks: bytes = b"[]"
    rest: bytes = b"[]"
    _parties: tuple[CardParty, ...] | None = None
    _rows: list[list[list[Any]]] | None = None

    @property
    def parties(self) -> tuple[CardParty, ...]:
        """End-user and consignee, as far as they are recorded."""
        if self._parties is None:
            self._parties = tuple(
                CardParty(PartyKind(kind), tuple(map(_look, rows)))
                for kind, *rows in from_json(self.looks)
            )
        return self._parties

    def forms(self, party: CardParty, numbers: Iterable[int] | None = None) -> tuple[NameForm, ...]:
        """Return names of one of its parties, analysed.

        Args:
            party: One of `parties`.
            numbers: Which of its names; all if absent.
        """
        if self._rows is None:
            self._rows = from_json(self.rest)
        place = next(at for at, each in enumerate(self.parties) if each is party)
        rows = self._rows[place]
        chosen = range(len(rows)) if numbers is None else numbers
        return tuple(_read(party.looks[number], rows[number]) for number in chosen)


def make_card(denial_id: str, *parties: Party, goods: GoodsLook = ANY_GOODS) -> Card:
    """Make the card of a denial.

    Args:
        denial_id: The denial.
        parties: End-user and consignee, as far as they are recorded.
        goods: A first look at its items.
    """
    forms = [party_forms(party) for party in parties]
    looks = [
        [party.kind.value, *(_plain(NameLook(*_LOOK(form))) for form in each)]
        for party, each in zip(parties, forms, strict=True)
    ]
    rest = [[_row(form) for form in each] for each in forms]
    return Card(denial_id, goods, _json(looks), _json(rest))


def write_card(card: Card) -> bytes:
    """Write a card as the index stores it."""
    listed, marks, begins = card.goods
    first = _json([card.denial_id, listed, sorted(marks), " ".join(sorted(begins))])
    return b"\n".join((first, card.looks, card.rest))


def read_card(written: bytes) -> Card:
    """Read a card back."""
    first, looks, rest = written.split(b"\n", 2)
    denial_id, listed, marks, begins = from_json(first)
    goods = GoodsLook(listed, frozenset(marks), frozenset(begins.split()))
    return Card(denial_id, goods, looks, rest)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(look: NameLook) -> list[Any]:
    return [sorted(value) if isinstance(value, frozenset) else value for value in look]


def _look(row: list[Any]) -> NameLook:
    core, joined, skeleton, acronyms, vowelless = row
    return NameLook(core, joined, skeleton, frozenset(acronyms), vowelless)


def _row(form: NameForm) -> list[Any]:
    row = {name: getattr(form, name) for name in _COLUMNS}
    row |= {name: sorted(row[name]) for name in _SETS}
    return [*row.values(), _plain_name(form.name)]


def _plain_name(name: Name | None) -> list[Any] | None:
    if name is None:
        return None
    parts = [
        [p.index, p.form, p.comparable, p.numeric, p.tag == NamePartTag.LEGAL] for p in name.parts
    ]
    # Of several words together nothing is taken (`alignment`).
    spans = [
        [span.symbol.category.value, str(span.symbol.id), span.parts[0].index]
        for span in name.spans
        if len(span.parts) == 1
    ]
    return [parts, spans]


def _read(look: NameLook, written: list[Any]) -> NameForm:
    *row, name = written
    values = dict(zip(_COLUMNS, row, strict=True))
    values |= {name: frozenset(values[name]) for name in _SETS}
    values |= {name: tuple(values[name]) for name in _TUPLES}
    return NameForm(name=_read_name(name), **look._asdict(), **values)


def _read_name(written: list[Any] | None) -> Name | None:
    if written is None:
        return None
    parts = {row[0]: _Part(*row) for row in written[0]}
    spans = tuple(
        _Span(_Symbol(_CATEGORIES[category], of), (parts[index],))
        for category, of, index in written[1]
    )
    return cast("Name", _Name(tuple(parts.values()), spans))
