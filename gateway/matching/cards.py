"""Cards: what the index keeps of each denial's parties, so that few contents are loaded.

A card holds the names as they were analysed, rigour's words and symbols among them: enough
for a full comparison of names (`shortlist`). It is two lines of JSON: what a first look takes
in, and the rest, which is read of the few cards that are worth more than a look.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, NamedTuple, cast

from rigour.names import Name, NamePartTag, SymbolCategory

from gateway.domain.transaction import Party, PartyKind
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
    (*NameLook._fields, *_COLUMNS, *(field.name for field in fields(_Part)), *_Span._fields)
)
"""What a card holds of each name; an index with other cards cannot be read."""

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
        parties: End-user and consignee, as far as they are recorded.
        rest: What more is known of their names, as it is written.
    """

    denial_id: str
    parties: tuple[CardParty, ...] = ()
    rest: bytes = b"[]"
    _forms: tuple[tuple[NameForm, ...], ...] | None = None

    def forms(self, party: CardParty) -> tuple[NameForm, ...]:
        """Return the names of one of its parties, analysed."""
        if self._forms is None:
            parties = zip(self.parties, json.loads(self.rest), strict=True)
            self._forms = tuple(tuple(_read(each.looks, rows)) for each, rows in parties)
        return next(
            forms for each, forms in zip(self.parties, self._forms, strict=True) if each is party
        )


def make_card(denial_id: str, *parties: Party) -> Card:
    """Make the card of a denial.

    Args:
        denial_id: The denial.
        parties: End-user and consignee, as far as they are recorded.
    """
    forms = [party_forms(party) for party in parties]
    looks = (tuple(NameLook(*_LOOK(form)) for form in each) for each in forms)
    return Card(
        denial_id,
        tuple(CardParty(p.kind, look) for p, look in zip(parties, looks, strict=True)),
        _json([[_row(form) for form in each] for each in forms]),
    )


def write_card(card: Card) -> bytes:
    """Write a card as the index stores it."""
    parties = [[party.kind.value, *map(_plain, party.looks)] for party in card.parties]
    return _json([card.denial_id, *parties]) + b"\n" + card.rest


def read_card(written: bytes) -> Card:
    """Read a card back."""
    first, _, rest = written.partition(b"\n")
    denial_id, *parties = json.loads(first)
    return Card(
        denial_id,
        tuple(CardParty(PartyKind(kind), tuple(map(_look, rows))) for kind, *rows in parties),
        rest,
    )


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


def _read(looks: tuple[NameLook, ...], rows: list[list[Any]]) -> Iterator[NameForm]:
    for look, (*row, name) in zip(looks, rows, strict=True):
        values = dict(zip(_COLUMNS, row, strict=True))
        values |= {name: frozenset(values[name]) for name in _SETS}
        values |= {name: tuple(values[name]) for name in _TUPLES}
        yield NameForm(name=_read_name(name), **look._asdict(), **values)


def _read_name(written: list[Any] | None) -> Name | None:
    if written is None:
        return None
    parts = {row[0]: _Part(*row) for row in written[0]}
    spans = tuple(
        _Span(_Symbol(_CATEGORIES[category], of), (parts[index],))
        for category, of, index in written[1]
    )
    return cast("Name", _Name(tuple(parts.values()), spans))
