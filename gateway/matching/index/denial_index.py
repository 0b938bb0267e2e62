"""The index that follows the register: which denials are worth comparing, without a scan.

One document for each name of an end-user or consignee, with two fields that are searched
apart and fused by reciprocal rank: trigrams (damage, word order) and keys (sound, spelling,
known variants). Denials with a party that is withheld or not recorded have one more document
for item and destination. Measured choices: docs/matching-search.md.

The index is a projection: it can be thrown away at any time. The follower's position lies in
a document of the same commit as the denials, so after a crash both are old or both are new.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Self, cast

import tantivy

from gateway.domain.denial import Denial
from gateway.domain.transaction import Item, Transaction
from gateway.errors import UnavailableError
from gateway.folder_lock import folder_lock
from gateway.matching import MATCHER_VERSION
from gateway.matching.index.cards import FORMAT, Card, read_card
from gateway.matching.index.documents import (
    MASK_FIELDS,
    Entry,
    documents,
    entry_of,
    grams,
    inner_grams,
    item_words,
    mask_of,
    named_parties,
    party_words,
    recorded_parties,
    schema,
)
from gateway.matching.parties.analysed_name import NameForm
from gateway.matching.parties.names import index_keys
from gateway.matching.parties.party import party_forms, sought_keys

__all__ = ["DEFAULT_LIMIT", "DenialIndex", "Entry", "entry_of"]

DEFAULT_LIMIT = 60  # denials by name; measured: recall at 50 is level with a full scan
OPEN_LIMIT = 24  # denials without a party to compare, by item and destination

# What a word of an item counts, beside its rarity: codes and substances make items alike.
_WORTH = {"c": 4.0, "cas": 4.0, "h": 3.0, "e": 3.0, "g": 0.5, "k": 0.3, "b": 0.3}
_RANK_CONSTANT = 60  # of reciprocal rank fusion (Cormack et al., SIGIR 2009)
_MOST_NAMES = 24  # of one party that are searched
_NAMES_A_DENIAL = 3  # documents that are asked for at first, for each denial that is wanted
# The most that a batch takes before it is written as a segment of its own.
_HEAP_BYTES = 256_000_000
_POSITION_ID = "@position"


class DenialIndex:
    """The index of the denials that an examination searches.

    One follower writes at a time, any thread reads. Where several processes of a machine share its
    folder, each writes in its `turn`.
    """

    def __init__(self, index: tantivy.Index, lock: Path | None = None) -> None:
        self._index = index
        self._lock = lock
        self._writer: tantivy.IndexWriter | None = None
        analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("words", analyser)
        index.reload()

    @classmethod
    def open(cls, folder: Path | None = None, *, shared: bool = False) -> Self:
        """Open the index in a folder, or a new one in memory.

        An index that another version wrote, or that is damaged, is thrown away: its position
        is then 0 and the follower fills it again.

        Args:
            folder: The folder; made where it is not there.
            shared: Whether several processes share it. Then every version has a folder of its own
                within it, since two of them may run side by side.

        Raises:
            UnavailableError: The folder cannot be written.
        """
        if folder is None:
            return cls(tantivy.Index(schema()))
        if not shared:
            return cls._opened(folder)
        own = folder / f"shared-{hashlib.sha256(_built_by().encode()).hexdigest()[:12]}"
        lock = own.with_suffix(".lock")
        with folder_lock(lock):
            return cls._opened(own, lock)

    @classmethod
    def _opened(cls, folder: Path, lock: Path | None = None) -> Self:
        fields = schema()
        try:
            # Names of parties lie in its files: nobody else enters the folder.
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
            try:
                opened = cls(tantivy.Index(fields, path=str(folder)), lock)
                if opened._version() in ("", _built_by()):
                    return opened
            except ValueError:  # tantivy's word for another schema or damaged files
                pass
            shutil.rmtree(folder)
            folder.mkdir(mode=0o700)
            return cls(tantivy.Index(fields, path=str(folder)), lock)
        except OSError as exc:
            raise UnavailableError(
                "the search index cannot be opened",
                remedy="Check that the node's data directory can be written.",
            ) from exc

    def look(self) -> None:
        """See what another process has written since."""
        if self._lock is not None:
            self._index.reload()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Write within a block, while no other process of this machine does.

        Raises:
            UnavailableError: Another one has written for too long, or hangs.
        """
        if self._lock is None:
            yield
            return
        with folder_lock(self._lock):
            self._index.reload()
            try:
                yield
            finally:
                self.close()

    @property
    def position(self) -> int:
        """How far the follower has come, as it said with the last batch; 0 at first."""
        return int(self._stored("position") or 0)

    @property
    def lists(self) -> str:
        """Digest of the control lists that the last batch was made by."""
        return self._stored("lists")

    def __len__(self) -> int:
        """Return the number of documents: a few for each denial."""
        return max(self._index.searcher().num_docs - 1, 0)

    def apply(
        self, batch: Iterable[tuple[str, Denial | None]], *, position: int, lists: str = ""
    ) -> None:
        """Take over changes to denials, and how far the follower has come, in one commit.

        Args:
            batch: Denial ids with the denial as it now stands, or None to remove it.
            position: Where the follower is after this batch; opaque here.
            lists: Digest of the control lists by which codes were carried; opaque here.
        """
        self.apply_entries(
            ((key, None if denial is None else entry_of(denial)) for key, denial in batch),
            position=position,
            lists=lists,
        )

    def apply_entries(
        self, batch: Iterable[tuple[str, Entry | None]], *, position: int, lists: str = ""
    ) -> None:
        """Take over entries that are already derived; `apply` for denials."""
        writer = self._open_writer()
        try:
            for key, entry in batch:
                writer.delete_documents_by_term("id", key)
                for document in documents(key, entry) if entry is not None else ():
                    writer.add_document(document)
            writer.delete_documents_by_term("id", _POSITION_ID)
            where = {"position": str(position), "version": _built_by(), "lists": lists}
            writer.add_document(tantivy.Document(id=_POSITION_ID, **where))
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        self._index.reload()

    def clear(self) -> None:
        """Forget everything, the position too, in one commit."""
        self._open_writer().delete_all_documents()
        self.apply((), position=0)

    def settle(self) -> None:
        """Finish merging what was committed, and search what came of it."""
        self.close()
        self._index.reload()

    def close(self) -> None:
        """Finish merging and give the folder's lock back."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def by_name(self, transaction: Transaction, *, limit: int = DEFAULT_LIMIT) -> dict[int, int]:
        """Return the denials whose names are nearest, nearest first.

        Args:
            transaction: The transaction that is examined.
            limit: How many denials at most.

        Returns:
            The mask of each one's goods by its number; `cards` gives what more is kept.
        """
        parties = named_parties(transaction)
        forms = [form for party in parties for form in party_forms(party)[:_MOST_NAMES]]
        searcher = self._index.searcher()
        return self._masks(searcher, self._near(searcher, forms, limit))

    def by_names(self, forms: Sequence[NameForm], *, limit: int) -> list[str]:
        """Return the denials whose names are nearest to any of the given ones.

        Args:
            forms: Names, analysed.
            limit: How many denials at most.
        """
        near = self._near(self._index.searcher(), forms, limit)
        return [card.denial_id for card in self.cards(near)]

    def by_identifier(self, transaction: Transaction) -> list[str]:
        """Return every denial with an identifier that a party of ours has too."""
        parties = recorded_parties(transaction)
        keys = sorted(set[str]().union(*map(sought_keys, parties)))
        if not keys:
            return []
        return self._denials(self._any("keys", keys), DEFAULT_LIMIT)

    def by_item(self, transaction: Transaction, *, limit: int = OPEN_LIMIT) -> dict[int, int]:
        """Return the denials without a party to compare, by destination and item, nearest first.

        Args:
            transaction: The transaction that is examined.
            limit: How many denials at most.

        Returns:
            The mask of each one's goods by its number.
        """
        countries = {party.country for party in recorded_parties(transaction) if party.country}
        places = {transaction.destination, *countries}
        return self._near_goods("item", transaction.items, places, limit)

    def by_goods(self, items: Sequence[Item], destination: str, *, limit: int) -> dict[int, int]:
        """Return the denials of the goods nearest to these, whoever the party is.

        Args:
            items: The goods.
            destination: Only of this country; of any if empty.
            limit: How many denials at most.

        Returns:
            The mask of each one's goods by its number.
        """
        return self._near_goods("wares", items, {destination} - {""}, limit)

    def by_goods_and_party(self, transaction: Transaction, *, limit: int) -> list[Card]:
        """Return denials of like goods for the destination that share something with a party.

        Args:
            transaction: The transaction that is examined.
            limit: How many denials at most, the nearest by goods and party.

        Returns:
            Their cards; a word of a name, by its sound, or a trait is shared.
        """
        shared = party_words(transaction)
        place = {transaction.destination}
        near = self._near_goods("wares", transaction.items, place, limit, shared) if shared else {}
        return self.cards(near)

    def by_part(self, part: NameForm, *, limit: int) -> list[str]:
        """Return denials with a name that may hold a name as a part, the shortest first.

        Args:
            part: The part, analysed.
            limit: How many denials at most.
        """
        native = [key for key in index_keys(part) if key.startswith("n:")]
        searcher, found = self._index.searcher(), dict[int, None]()
        for field, terms in (
            ("grams", inner_grams(part.plain)),
            ("grams", inner_grams(part.core)),
            ("keys", native),
        ):
            if terms:
                query = self._every(field, terms)
                found |= dict.fromkeys(self._numbers(searcher, query, limit, limit))
        return [card.denial_id for card in self.cards(list(found)[:limit])]

    def cards(self, numbers: Collection[int]) -> list[Card]:
        """Return the cards of denials, in the order of their numbers given."""
        if not numbers:
            return []
        searcher = self._index.searcher()
        place = {number: at for at, number in enumerate(numbers)}
        query = self._any("card_of", list(numbers))
        hits = searcher.search(query, 2 * len(numbers), count=False).hits
        cards = [read_card(bytes(searcher.doc(address)["card"][0])) for _, address in hits]
        return sorted(cards, key=lambda card: place[card.number])

    def _near(
        self, searcher: tantivy.Searcher, forms: Sequence[NameForm], limit: int
    ) -> dict[int, tantivy.DocAddress]:
        scores: dict[int, float] = {}
        where: dict[int, tantivy.DocAddress] = {}
        for form in dict.fromkeys(forms):
            fused: dict[int, float] = {}
            for field, terms in (("grams", grams(form)), ("keys", index_keys(form))):
                if not terms:
                    continue
                query, wanted = self._any(field, terms), _NAMES_A_DENIAL * limit
                found = self._numbers(searcher, query, limit, wanted)
                where |= found
                for rank, number in enumerate(found):
                    fused[number] = fused.get(number, 0.0) + 1 / (_RANK_CONSTANT + rank)
            for number, score in fused.items():
                scores[number] = max(score, scores.get(number, 0.0))
        nearest = sorted(scores, key=lambda number: (-scores[number], number))[:limit]
        return {number: where[number] for number in nearest}

    def _near_goods(
        self,
        field: str,
        items: Sequence[Item],
        places: Collection[str],
        limit: int,
        shared: Collection[str] = (),
    ) -> dict[int, int]:
        must, of = tantivy.Occur.Must, self._index.schema
        words = set[str]().union(*(item_words(item) for item in items))
        wanted = [(must, self._like(field, sorted(words)))]
        if places:
            countries = [f"d:{country}" for country in places]
            wanted.insert(0, (must, tantivy.Query.term_set_query(of, field, countries)))
        if shared:
            wanted.append((must, self._any(field, sorted(shared))))
        searcher, query = self._index.searcher(), tantivy.Query.boolean_query(wanted)
        return self._masks(searcher, self._numbers(searcher, query, limit, limit))

    def _every(self, field: str, terms: Sequence[str]) -> tantivy.Query:
        term, of = tantivy.Query.term_query, self._index.schema
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, term(of, field, each, "freq")) for each in terms]
        )

    def _any(self, field: str, terms: Sequence[str | int]) -> tantivy.Query:
        term = tantivy.Query.term_query
        of = self._index.schema
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, term(of, field, t, "freq")) for t in terms]
        )

    def _like(self, field: str, words: Sequence[str]) -> tantivy.Query:
        """Ask for items with any of these words; what makes items alike counts more."""
        term, should = tantivy.Query.term_query, tantivy.Occur.Should
        of = self._index.schema
        return tantivy.Query.boolean_query(
            [
                (
                    should,
                    tantivy.Query.boost_query(
                        term(of, field, word, "freq"), _WORTH.get(word.partition(":")[0], 1.0)
                    ),
                )
                for word in words
            ]
        )

    def _denials(self, query: tantivy.Query, limit: int) -> list[str]:
        """Return every denial that a query finds."""
        while True:
            numbers = self._numbers(self._index.searcher(), query, limit, limit)
            if len(numbers) < limit:
                return [card.denial_id for card in self.cards(numbers)]
            limit *= 2

    def _numbers(
        self, searcher: tantivy.Searcher, query: tantivy.Query, limit: int, wanted: int
    ) -> dict[int, tantivy.DocAddress]:
        """Return distinct denials by number; a denial has a document for each of its names.

        Where they lie holds for this searcher only: after a commit they lie elsewhere.
        """
        while True:
            hits = searcher.search(query, wanted, count=False).hits
            addresses = [address for _, address in hits]
            numbers = cast("list[int]", searcher.fast_field_values("number", addresses))
            first: dict[int, tantivy.DocAddress] = {}
            for number, address in zip(numbers, addresses, strict=True):
                first.setdefault(number, address)
            if len(first) >= limit or len(hits) < wanted:
                return dict(islice(first.items(), limit))
            wanted *= 2

    def _masks(
        self, searcher: tantivy.Searcher, found: dict[int, tantivy.DocAddress]
    ) -> dict[int, int]:
        """Return the masks of goods that stand in documents."""
        addresses = list(found.values())
        columns = (searcher.fast_field_values(field, addresses) for field in MASK_FIELDS)
        masks = map(mask_of, cast("Iterable[tuple[int, ...]]", zip(*columns, strict=True)))
        return dict(zip(found, masks, strict=True))

    def _stored(self, field: str) -> str:
        searcher = self._index.searcher()
        query = tantivy.Query.term_query(self._index.schema, "id", _POSITION_ID)
        hits = searcher.search(query, 1).hits
        return str(searcher.doc(hits[0][1])[field][0]) if hits else ""

    def _version(self) -> str:
        return self._stored("version")

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            try:
                self._writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            except ValueError as exc:
                raise UnavailableError(
                    "the search index is locked by another process",
                    remedy="Only one node may use a data directory; stop the other one.",
                ) from exc
        return self._writer


def _built_by() -> str:
    """Return what an index depends on: another matcher, or other cards, another index."""
    return f"{MATCHER_VERSION} {FORMAT}"
