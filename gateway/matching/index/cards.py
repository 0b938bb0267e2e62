"""Cards: what the index keeps of each denial's parties, so that few contents are loaded.

A card holds the names as they were analysed, with their words and what is known of each:
enough for a full comparison of names (`shortlist`), and what a first look at the items takes in
(`goods`). It is three lines of JSON: the items, what a first look at the names takes in, and
the rest; each is read of the fewer cards that are worth more than the look before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from hashlib import blake2b
from operator import attrgetter
from typing import Any, NamedTuple

from pydantic_core import from_json

from gateway.domain.transaction import Party, PartyKind
from gateway.matching.items.goods import ANY_GOODS, GoodsLook
from gateway.matching.parties.analysed_name import NameForm, Term
from gateway.matching.parties.party import party_forms
from gateway.matching.parties.terms import terms_of


class NameLook(NamedTuple):
    """What a first look at a name takes in (`gateway.matching.parties.similarity.Look`)."""

    core: str
    joined: str
    skeleton: str
    acronyms: frozenset[str]
    vowelless: bool

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the name can be compared."""
        return not self.core


_LOOK = attrgetter(*NameLook._fields)
_REST = tuple(f for f in fields(NameForm) if f.name not in {"name", "terms", *NameLook._fields})
_COLUMNS = tuple(field.name for field in _REST)
FORMAT = ",".join(
    (
        *GoodsLook._fields,
        *NameLook._fields,
        *_COLUMNS,
        *Term._fields,
    )
)
"""What a card holds; an index with other cards cannot be read."""

_SETS = tuple(f.name for f in _REST if str(f.type).startswith("frozenset"))
_TUPLES = tuple(f.name for f in _REST if str(f.type) == "tuple[str, ...]")


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
    number: int = field(init=False)
    """Number of the denial in the index."""

    def __post_init__(self) -> None:
        self.number = number_of(self.denial_id)

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


def number_of(denial_id: str) -> int:
    """Return the number of a denial in the index; if two shared one, both would be found."""
    # 63 bits: tantivy takes a whole number of Python as a signed one.
    return int.from_bytes(blake2b(denial_id.encode(), digest_size=8).digest()) >> 1


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
    return [*row.values(), [term[:-1] for term in terms_of(form)]]


def _read(look: NameLook, written: list[Any]) -> NameForm:
    *row, terms = written
    values = dict(zip(_COLUMNS, row, strict=True))
    for column in _SETS:
        values[column] = frozenset(values[column])
    for column in _TUPLES:
        values[column] = tuple(values[column])
    return NameForm(name=None, terms=tuple(map(_term, terms)), **look._asdict(), **values)


def _term(written: list[Any]) -> Term:
    text, weight, known, patronymic, script, foreign, read = written
    if not known:
        return Term(text, weight, (), patronymic, script, foreign, tuple(read))
    scores = tuple(((category, of), score, why) for (category, of), score, why in known)
    symbols = frozenset(symbol for symbol, _, _ in scores)
    return Term(text, weight, scores, patronymic, script, foreign, tuple(read), symbols)
