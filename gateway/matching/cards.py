"""Cards: what the index keeps of each denial's parties, so that few contents are loaded.

A card holds the names as they were analysed, without rigour's part, which cannot be stored:
enough for every comparison of letters (`shortlist`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from gateway.domain.transaction import Party, PartyKind
from gateway.matching.names import NameForm
from gateway.matching.party import party_forms

_COLUMNS = tuple(field.name for field in fields(NameForm) if field.name != "name")
FORMAT = ",".join(_COLUMNS)
"""What a card holds of each name; an index with other cards cannot be read."""

_SETS = frozenset(f.name for f in fields(NameForm) if str(f.type).startswith("frozenset"))


def _reader(written: str) -> Callable[[Any], Any]:
    """Return what makes of a JSON value one of a field's type, as it is written in the class."""
    if written.startswith("frozenset"):
        return frozenset
    return tuple if written.startswith("tuple") else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


# In the order of the fields; this is the innermost loop of a search.
_READERS = tuple(
    (field.name, _reader(str(field.type))) for field in fields(NameForm) if field.name != "name"
)


@dataclass(frozen=True, slots=True)
class CardParty:
    """One party of a denial: its kind, and its names analysed, without rigour's part."""

    kind: PartyKind
    forms: tuple[NameForm, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What the index keeps of one denial.

    Attributes:
        denial_id: The denial.
        parties: End-user and consignee, as far as they are recorded.
    """

    denial_id: str
    parties: tuple[CardParty, ...] = ()


def card_party(party: Party) -> CardParty:
    """Return what a card keeps of a party."""
    return CardParty(party.kind, party_forms(party))


def write_card(card: Card) -> bytes:
    """Write a card as the index stores it."""
    parties = [
        [party.kind.value, *([_plain(form, name) for name in _COLUMNS] for form in party.forms)]
        for party in card.parties
    ]
    return json.dumps([card.denial_id, *parties], ensure_ascii=False).encode()


def read_card(written: bytes) -> Card:
    """Read a card back."""
    denial_id, *parties = json.loads(written)
    return Card(
        denial_id,
        tuple(CardParty(PartyKind(kind), tuple(map(_form, rows))) for kind, *rows in parties),
    )


def _plain(form: NameForm, name: str) -> Any:
    value = getattr(form, name)
    return sorted(value) if name in _SETS else value


def _form(row: Sequence[Any]) -> NameForm:
    values = {name: read(value) for (name, read), value in zip(_READERS, row, strict=True)}
    return NameForm(name=None, **values)
