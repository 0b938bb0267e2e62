"""What the index keeps of a denial: its documents, and the words that they are found by.

A document for each name, one for identifiers, one for item and destination where a party
cannot be compared, and one with the card (`cards`). All of one denial have its number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

import tantivy

from gateway.domain.denial import Denial
from gateway.domain.transaction import Item, Party, Transaction
from gateway.matching.cards import make_card, write_card
from gateway.matching.descriptions import NEAR_LETTERS
from gateway.matching.goods import look_at
from gateway.matching.item_words import description_words
from gateway.matching.names import NameForm, index_keys
from gateway.matching.no_names import no_name
from gateway.matching.parameters import UNNAMED, statements
from gateway.matching.party import identifier_key, party_forms
from gateway.matching.substances import substances
from gateway.matching.transaction import is_open, stated_parties

UNLISTED = "n:"
"""The word of an item without a control code."""

_MOST_GRAMS = 48  # of one name; longer names are known by fewer
_GRAM = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index holds of one denial.

    Attributes:
        names: Names of its end-user and consignee, analysed.
        identifiers: Keys of their identifiers.
        open_item: Words for item and destination, if a party cannot be compared.
        card: What is kept of end-user, consignee and items.
    """

    names: tuple[NameForm, ...] = ()
    identifiers: tuple[str, ...] = ()
    open_item: tuple[str, ...] = ()
    card: bytes = b""


def entry_of(denial: Denial) -> Entry:
    """Return what the index holds of a denial."""
    transaction = denial.transaction
    parties = named_parties(transaction)
    words = {f"d:{transaction.destination}"}
    for item in transaction.items:
        words |= item_words(item)
    return Entry(
        names=tuple(form for party in parties for form in party_forms(party)),
        identifiers=tuple(
            identifier_key(i) for party in recorded_parties(transaction) for i in party.identifiers
        ),
        open_item=tuple(sorted(words)) if is_open(transaction) else (),
        card=write_card(make_card(denial.denial_id, *parties, goods=look_at(transaction.items))),
    )


def recorded_parties(transaction: Transaction) -> list[Party]:
    """Return end-user and consignee, as far as they are recorded."""
    return [s.value for _, s in stated_parties(transaction) if s.value is not None]


def named_parties(transaction: Transaction) -> list[Party]:
    """Return end-user and consignee, as far as they are recorded under a name."""
    return [party for party in recorded_parties(transaction) if no_name(party) is None]


def number_of(denial_id: str) -> int:
    """Return the number of a denial in the index; if two shared one, both would be found."""
    # 63 bits: tantivy takes a whole number of Python as a signed one.
    return int.from_bytes(blake2b(denial_id.encode(), digest_size=8).digest()) >> 1


def schema() -> tantivy.Schema:
    """Return the fields of the index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("number", fast=True)
    builder.add_integer_field("card_of", indexed=True)
    builder.add_bytes_field("card", stored=True)
    for field in ("keys", "grams", "item"):
        builder.add_text_field(field, tokenizer_name="words", index_option="freq")
    # Stored only: read back from the one document that carries them.
    for field in ("position", "version", "lists"):
        builder.add_text_field(field, stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def documents(denial_id: str, entry: Entry) -> Iterator[tantivy.Document]:
    """Give the documents of one denial."""
    number = number_of(denial_id)
    card = entry.card or write_card(make_card(denial_id))
    yield tantivy.Document(id=denial_id, card_of=number, number=number, card=card)
    for form in entry.names:
        keys, written = " ".join(index_keys(form)), " ".join(grams(form))
        yield tantivy.Document(id=denial_id, number=number, keys=keys, grams=written)
    if entry.identifiers:
        yield tantivy.Document(id=denial_id, number=number, keys=" ".join(entry.identifiers))
    if entry.open_item:
        yield tantivy.Document(id=denial_id, number=number, item=" ".join(entry.open_item))


def grams(form: NameForm) -> tuple[str, ...]:
    """Return the trigrams of a name."""
    text = f"_{form.searched.replace(' ', '_')}_"
    found = dict.fromkeys(text[i : i + _GRAM] for i in range(len(text) - _GRAM + 1))
    return tuple(found)[:_MOST_GRAMS]


def item_words(item: Item) -> set[str]:
    """Return what an item is found by: whatever can make two items alike.

    Codes with their entry, group and related entries; substances; tariff code; names of
    parameters, kinds of their quantities; words of the description and how they begin; and
    that an item is not listed, since such a one may have nothing that can be compared.
    """
    described = description_words(item.description)
    words = {f"w:{word}" for word in described}
    # A misspelt word begins as the right one does (`gateway.matching.descriptions`).
    words.update(f"b:{word[:NEAR_LETTERS]}" for word in described if len(word) > NEAR_LETTERS)
    for code in item.codes:
        words |= {f"c:{code}", f"h:{code[:5]}", f"e:{code[0]}{code[2:5]}", f"g:{code[:2]}"}
    if not item.codes:
        words.add(UNLISTED)
    words.update(f"cas:{cas}" for cas in substances(item))
    if item.cn_code:
        words |= {f"cn:{item.cn_code[:8]}", f"hs:{item.cn_code[:6]}"}
    for name, statement in statements(item).items():
        if not name.startswith(UNNAMED):
            words.add(f"q:{'_'.join(name.split())}")
        words.update(f"k:{span.kind.name}" for span in statement.spans if span.kind.name)
    return words
