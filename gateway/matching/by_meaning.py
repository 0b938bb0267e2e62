"""Reads the meaning of goods of a party alike, and compares once more by what was read.

A first comparison goes by all other signs, at a tenth of a millisecond a pair. Of the denials of
the same party for goods that these do not find alike, or by an equal code alone, the nearest are
read by their meaning. What was read goes into the record, and the second comparison knows that
record alone: whoever makes the examination again has the same vectors, and needs no model.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from gateway.domain.examination import Hit
from gateway.domain.meanings import MeaningsRead, digest_of_description
from gateway.domain.transaction import Transaction
from gateway.matching.items.best_items import MOST_READ, descriptions_to_read
from gateway.matching.meaning.comparison import MeaningReader
from gateway.matching.meaning.recorded import RecordedMeanings, read_meanings
from gateway.matching.transaction import (
    EVERY_DECISION,
    PARTY_LIKELY,
    KnownDenial,
    Opens,
    compare_known,
    sort_key,
)

MOST_TEXTS: Final = 64
"""Descriptions that an examination reads: 20 ms each where nobody has read them before, and 0.9 KB
in its record. The denials of a party that a record shows (`search.PARTY_SHOWN`) fit in."""

EVERY_TEXT: Final = 1_000_000
"""No bound: for who asks what there was to read, and reads nothing."""

MOST_OF_ONE: Final = 2 * MOST_READ
"""Descriptions that are read for one denial: two of each of the nearest pairs of items."""

Load = Callable[[Sequence[str]], Mapping[str, KnownDenial]]


def loading(known: Mapping[str, KnownDenial]) -> Load:
    """Return what gives denials that are at hand."""
    return lambda ids: {key: known[key] for key in ids if key in known}


def loading_once(load: Load) -> Load:
    """Return what loads each denial once, for as long as one snapshot of the register is read."""
    held: dict[str, KnownDenial] = {}

    def loaded(ids: Sequence[str]) -> Mapping[str, KnownDenial]:
        if new := [key for key in ids if key not in held]:
            held.update(load(new))
        return loading(held)(ids)

    return loaded


class ToRead(NamedTuple):
    """What of the meaning of goods an examination has to read.

    Attributes:
        denials: Of how many denials something is to be read.
        texts: The descriptions, the nearest denials' first.
        beyond: Of how many more denials there was no room.
    """

    denials: int
    texts: tuple[str, ...]
    beyond: int


def of_party_alike(hits: Iterable[Hit]) -> list[Hit]:
    """Return the hits of a party alike, the nearest first: of their goods a meaning may be read."""
    return sorted((hit for hit in hits if hit.party.score >= PARTY_LIKELY), key=sort_key)


def to_read(ours: Transaction, theirs: Iterable[Transaction], *, most: int = MOST_TEXTS) -> ToRead:
    """Say which descriptions are to be read.

    Args:
        ours: The transaction that is examined.
        theirs: Those of the denials of a party alike, the nearest first.
        most: How many descriptions are read at most.
    """
    texts: dict[str, None] = {}
    denials = beyond = 0
    for each in theirs:
        wanted = descriptions_to_read(ours, each)
        denials += bool(wanted)
        more = [text for text in wanted if text not in texts]
        if len(texts) + len(more) > most:
            beyond += 1
            continue
        texts |= dict.fromkeys(more)
    return ToRead(denials, tuple(texts), beyond)


def meanings_of(
    ours: Transaction, hits: Iterable[Hit], *, load: Load, reader: MeaningReader
) -> MeaningsRead | None:
    """Read what is to be read of the goods of a party alike; None where that is nothing.

    Args:
        ours: The transaction that is examined.
        hits: What was found by all other signs.
        load: Gives denials by id.
        reader: Reads meanings.
    """
    near = [hit.denial_id for hit in of_party_alike(hits)]
    if not near:
        return None
    known = load(near)
    wanted = to_read(ours, (known[key].denial.transaction for key in near if key in known))
    if not wanted.denials:
        return None
    return read_meanings(wanted.texts, reader, beyond=wanted.beyond)


def read_further(
    ours: Transaction,
    hits: Collection[Hit],
    *,
    load: Load,
    reader: MeaningReader,
    asking: str | None = None,
    opens: Opens = EVERY_DECISION,
) -> tuple[tuple[Hit, ...], MeaningsRead | None]:
    """Read meanings for what was found by all other signs, and compare by them: both steps.

    Args:
        ours: The transaction that is examined.
        hits: What was found by all other signs.
        load: Gives denials by id.
        reader: Reads meanings.
        asking: Authority that examines.
        opens: Decisions whose denials open a consultation.

    Returns:
        All hits, nearest first, and what was read.
    """
    read = meanings_of(ours, hits, load=load, reader=reader)
    return by_meaning(ours, hits, read, load=load, asking=asking, opens=opens), read


def by_meaning(
    ours: Transaction,
    hits: Collection[Hit],
    meanings: MeaningsRead | None,
    *,
    load: Load,
    asking: str | None = None,
    opens: Opens = EVERY_DECISION,
) -> tuple[Hit, ...]:
    """Compare the hits of a party alike once more, by what was read of their goods.

    Args:
        ours: The transaction that is examined.
        hits: What was found by all other signs.
        meanings: What was read.
        load: Gives denials by id.
        asking: Authority that examines.
        opens: Decisions whose denials open a consultation.

    Returns:
        All hits, nearest first.

    Raises:
        InputError: A vector of what was read has no number.
    """
    if meanings is None:
        return tuple(sorted(hits, key=sort_key))
    compared = RecordedMeanings(meanings)
    found = {hit.denial_id: hit for hit in hits}
    known = load([hit.denial_id for hit in of_party_alike(hits)])
    for key, each in known.items():
        if not compared.speaks_of(item.description for item in each.denial.transaction.items):
            continue
        again = compare_known(ours, each, asking=asking, opens=opens, meanings=compared)
        if again is not None:
            found[key] = again
    return tuple(sorted(found.values(), key=sort_key))


def not_read(texts: Iterable[str], meanings: MeaningsRead | None) -> str:
    """Say what a record should have read and did not; empty where it read all.

    Args:
        texts: Descriptions that are to be read, however many.
        meanings: What was read.
    """
    wanted = {digest_of_description(each) for each in texts}
    if not wanted or (meanings is not None and meanings.absence is not None):
        return ""
    if meanings is None:
        return "it names neither a model of meaning nor why none was asked"
    has = {each.text for each in meanings.read}
    lacks, room = len(wanted - has), MOST_TEXTS - len(has)
    if lacks and (not meanings.beyond or room >= MOST_OF_ONE):
        return f"the meaning of {lacks} descriptions was not read, and there was room"
    return ""
