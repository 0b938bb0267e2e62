"""What the index keeps of a denial: its documents, and the words that they are found by.

A document for each name, one for identifiers, one for item and destination where a party
cannot be compared, and one with the card (`cards`) and the words of its goods. All of one
denial have its number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import tantivy

from gateway.domain.denial import Denial
from gateway.domain.transaction import Item, Party, Transaction
from gateway.matching.index.cards import make_card, number_of, write_card
from gateway.matching.items.codes import twins_of
from gateway.matching.items.descriptions import NEAR_LETTERS
from gateway.matching.items.goods import (
    ANY_GOODS,
    MASK_BITS,
    GoodsLook,
    goods_mask,
    look_at,
    names_mask,
)
from gateway.matching.items.item_words import description_words
from gateway.matching.items.parameters import UNNAMED, statements
from gateway.matching.items.substances import substances
from gateway.matching.parties.analysed_name import NameForm
from gateway.matching.parties.names import index_keys
from gateway.matching.parties.party import identifier_keys, party_forms
from gateway.matching.parties.placeholder_names import no_name
from gateway.matching.parties.traits import traits_of
from gateway.matching.parties.transliteration import skeleton, sound_families
from gateway.matching.transaction import is_open, stated_parties

_MOST_GRAMS = 48  # of one name; longer names are known by fewer
_GRAM = 3
_LEAST_SOUNDS = 3  # families of consonants in a word that a denial is found by from afar

_FAST_BITS = 62  # of a fast field: tantivy takes a whole number of Python as a signed one
MASK_FIELDS = tuple(f"goods{n}" for n in range(MASK_BITS // _FAST_BITS))
"""What holds the mask of the goods, beside the documents that queries find."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index holds of one denial.

    Attributes:
        names: Names of its end-user and consignee, analysed.
        identifiers: Keys of their identifiers, and of numbers in their names.
        open_item: Words for item and destination, if a party cannot be compared.
        wares: The same words of every denial, for who searches by goods alone, and `party_words`.
        card: What is kept of end-user, consignee and items.
        goods: A first look at its items.
    """

    names: tuple[NameForm, ...] = ()
    identifiers: tuple[str, ...] = ()
    open_item: tuple[str, ...] = ()
    wares: tuple[str, ...] = ()
    card: bytes = b""
    goods: GoodsLook = ANY_GOODS


def entry_of(denial: Denial) -> Entry:
    """Return what the index holds of a denial."""
    transaction = denial.transaction
    parties = named_parties(transaction)
    words = {f"d:{transaction.destination}"}
    for item in transaction.items:
        words |= item_words(item)
    sought = tuple(sorted(words))
    goods = look_at(transaction.items)
    return Entry(
        names=tuple(form for party in parties for form in party_forms(party)),
        identifiers=tuple(
            key for party in recorded_parties(transaction) for key in sorted(identifier_keys(party))
        ),
        open_item=sought if is_open(transaction) else (),
        wares=(*sought, *sorted(party_words(transaction))),
        card=write_card(make_card(denial.denial_id, *parties, goods=goods)),
        goods=goods,
    )


def recorded_parties(transaction: Transaction) -> list[Party]:
    """Return end-user and consignee, as far as they are recorded."""
    return [s.value for _, s in stated_parties(transaction) if s.value is not None]


def named_parties(transaction: Transaction) -> list[Party]:
    """Return end-user and consignee, as far as they are recorded under a name."""
    return [party for party in recorded_parties(transaction) if no_name(party) is None]


def party_words(transaction: Transaction) -> set[str]:
    """Return what parties are found by from afar: sounds of words of their names, and traits."""
    parties = named_parties(transaction)
    tokens = {token for party in parties for form in party_forms(party) for token in form.tokens}
    sounds = {sound_families(skeleton(token)) for token in tokens}
    traits = {key for party in parties for key in traits_of(party)}
    return traits | {f"p:{sound}" for sound in sounds if len(sound) >= _LEAST_SOUNDS}


def schema() -> tantivy.Schema:
    """Return the fields of the index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    for field in ("number", *MASK_FIELDS):
        builder.add_integer_field(field, fast=True)
    builder.add_integer_field("card_of", indexed=True)
    builder.add_bytes_field("card", stored=True)
    for field in ("keys", "grams", "item", "wares"):
        builder.add_text_field(field, tokenizer_name="words", index_option="freq")
    # Stored only: read back from the one document that carries them.
    for field in ("position", "version", "lists"):
        builder.add_text_field(field, stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def documents(denial_id: str, entry: Entry) -> Iterator[tantivy.Document]:
    """Give the documents of one denial."""
    number = number_of(denial_id)
    card = entry.card or write_card(make_card(denial_id))
    of_goods = mask_fields(goods_mask(entry.goods))
    wares = " ".join(entry.wares)
    yield tantivy.Document(
        id=denial_id, card_of=number, card=card, number=number, wares=wares, **of_goods
    )
    beside = mask_fields(names_mask(entry.goods))
    for form in entry.names:
        keys, written = " ".join(index_keys(form)), " ".join(grams(form))
        yield tantivy.Document(id=denial_id, number=number, keys=keys, grams=written, **beside)
    if entry.identifiers:
        keys = " ".join(entry.identifiers)
        yield tantivy.Document(id=denial_id, number=number, keys=keys, **beside)
    if entry.open_item:
        item = " ".join(entry.open_item)
        yield tantivy.Document(id=denial_id, number=number, item=item, **of_goods)


def mask_fields(mask: int) -> dict[str, int]:
    """Give a mask to the fields that hold it."""
    low = (1 << _FAST_BITS) - 1
    return {name: mask >> at * _FAST_BITS & low for at, name in enumerate(MASK_FIELDS)}


def mask_of(parts: Iterable[int]) -> int:
    """Put a mask together from its fields."""
    return sum(part << at * _FAST_BITS for at, part in enumerate(parts))


def grams(form: NameForm) -> tuple[str, ...]:
    """Return the trigrams of a name."""
    return inner_grams(f" {form.searched} ")


def inner_grams(text: str) -> tuple[str, ...]:
    """Return the trigrams of a text, those that reach beyond its ends left out."""
    text = text.replace(" ", "_")
    found = dict.fromkeys(text[i : i + _GRAM] for i in range(len(text) - _GRAM + 1))
    return tuple(found)[:_MOST_GRAMS]


def item_words(item: Item) -> set[str]:
    """Return what an item is found by: whatever can make two items alike.

    Codes with their entry, group and related entries; substances; tariff code; names of
    parameters, kinds of their quantities; words of the description and how they begin.
    """
    described = description_words(item.description)
    words = {f"w:{word}" for word in described}
    # A misspelt word begins as the right one does (`gateway.matching.items.descriptions`).
    words.update(f"b:{word[:NEAR_LETTERS]}" for word in described if len(word) > NEAR_LETTERS)
    for code in item.codes:
        words |= {f"c:{code}", f"h:{code[:5]}", f"g:{code[:2]}"}
        words.update(f"e:{each[0]}{each[2:5]}" for each in twins_of(code[:5]))
    words.update(f"cas:{cas}" for cas in substances(item))
    if item.cn_code:
        words |= {f"cn:{item.cn_code[:8]}", f"hs:{item.cn_code[:6]}"}
    for name, statement in statements(item).items():
        if not name.startswith(UNNAMED):
            words.add(f"q:{'_'.join(name.split())}")
        words.update(f"k:{span.kind.name}" for span in statement.spans if span.kind.name)
    return words
