"""The index that follows the register: which denials are worth comparing, without a scan.

One document for each name of an end-user or consignee, with two fields that are searched
apart and fused by reciprocal rank: trigrams (damage, word order) and keys (sound, spelling,
known variants). Denials with a party that is withheld or not recorded have one more document
for item and destination. Measured choices: matching.md sections 0 and 2c.

The index is a projection: it can be thrown away at any time. The follower's position lies in
a document of the same commit as the denials, so after a crash both are old or both are new.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import tantivy

from gateway.domain.base import Statement
from gateway.domain.denial import Denial
from gateway.domain.transaction import Item, Party, Transaction
from gateway.errors import UnavailableError
from gateway.matching import MATCHER_VERSION
from gateway.matching.item import description_words
from gateway.matching.names import NameForm, index_keys
from gateway.matching.party import identifier_key, party_forms
from gateway.matching.transaction import stated_parties

DEFAULT_LIMIT = 60  # denials; matching.md: recall at 50 is level with a full scan
OPEN_LIMIT = 200  # denials without a party to compare, by item and destination

_RANK_CONSTANT = 60  # of reciprocal rank fusion (Cormack et al., SIGIR 2009)
_MOST_NAMES = 24  # of one party that are searched
_MOST_GRAMS = 48  # of one name; longer names are known by fewer
_HEAP_BYTES = 48_000_000
_POSITION_ID = "@position"
_GRAM = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index holds of one denial.

    Attributes:
        names: Names of its end-user and consignee, analysed.
        identifiers: Keys of their identifiers.
        open_item: Words for item and destination, if a party cannot be compared.
    """

    names: tuple[NameForm, ...] = ()
    identifiers: tuple[str, ...] = ()
    open_item: tuple[str, ...] = ()


def entry_of(denial: Denial) -> Entry:
    """Return what the index holds of a denial."""
    transaction = denial.transaction
    parties = list(_parties(transaction))
    stated = [party.state for _, party in stated_parties(transaction)]
    is_open = Statement.WITHHELD in stated or not parties
    words = {f"d:{transaction.destination}"}
    for item in transaction.items:
        words |= _item_words(item)
    return Entry(
        names=tuple(form for party in parties for form in party_forms(party)),
        identifiers=tuple(identifier_key(i) for party in parties for i in party.identifiers),
        open_item=tuple(sorted(words)) if is_open else (),
    )


class DenialIndex:
    """The index of the denials that an examination searches.

    Not safe for several processes that write; one follower writes, any thread reads.
    """

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        self._writer: tantivy.IndexWriter | None = None
        analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("words", analyser)
        index.reload()

    @classmethod
    def open(cls, folder: Path | None = None) -> Self:
        """Open the index in a folder, or a new one in memory.

        An index that another version wrote, or that is damaged, is thrown away: its position
        is then 0 and the follower fills it again.

        Raises:
            UnavailableError: The folder cannot be written.
        """
        schema = _schema()
        if folder is None:
            return cls(tantivy.Index(schema))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            try:
                opened = cls(tantivy.Index(schema, path=str(folder)))
                if opened._version() in ("", MATCHER_VERSION):
                    return opened
            except ValueError:  # tantivy's word for another schema or damaged files
                pass
            shutil.rmtree(folder)
            folder.mkdir()
            return cls(tantivy.Index(schema, path=str(folder)))
        except OSError as exc:
            raise UnavailableError(
                "the search index cannot be opened",
                remedy="Check that the node's data directory can be written.",
            ) from exc

    @property
    def position(self) -> int:
        """How far the follower has come, as it said with the last batch; 0 at first."""
        return int(self._stored("position") or 0)

    def __len__(self) -> int:
        """Return the number of documents, which is at least that of the denials."""
        return max(self._index.searcher().num_docs - 1, 0)

    def apply(self, batch: Iterable[tuple[str, Denial | None]], *, position: int) -> None:
        """Take over changes to denials, and how far the follower has come, in one commit.

        Args:
            batch: Denial ids with the denial as it now stands, or None to remove it.
            position: Where the follower is after this batch; opaque here.
        """
        self.apply_entries(
            ((key, None if denial is None else entry_of(denial)) for key, denial in batch),
            position=position,
        )

    def apply_entries(self, batch: Iterable[tuple[str, Entry | None]], *, position: int) -> None:
        """Take over entries that are already derived; `apply` for denials."""
        writer = self._open_writer()
        try:
            for key, entry in batch:
                writer.delete_documents_by_term("id", key)
                for document in _documents(key, entry) if entry is not None else ():
                    writer.add_document(document)
            writer.delete_documents_by_term("id", _POSITION_ID)
            writer.add_document(
                tantivy.Document(id=_POSITION_ID, position=str(position), version=MATCHER_VERSION)
            )
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        self._index.reload()

    def rebuild(self, batch: Iterable[tuple[str, Denial]], *, position: int) -> None:
        """Forget everything and take over the given denials, in one commit."""
        self._open_writer().delete_all_documents()
        self.apply(batch, position=position)

    def close(self) -> None:
        """Finish merging and give the folder's lock back."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def candidates(self, transaction: Transaction, *, limit: int = DEFAULT_LIMIT) -> list[str]:
        """Return the denials worth comparing with a transaction, nearest first.

        Args:
            transaction: The transaction that is examined.
            limit: How many denials are found by name at most; those found by identifier or,
                for want of a party, by item and destination come on top.
        """
        parties = list(_parties(transaction))
        keys = [identifier_key(i) for party in parties for i in party.identifiers]
        found = dict.fromkeys(self._by_identifier(keys))
        forms = [form for party in parties for form in party_forms(party)[:_MOST_NAMES]]
        found.update(dict.fromkeys(self.by_names(forms, limit=limit)))
        found.update(dict.fromkeys(self._by_item(transaction)))
        return list(found)

    def by_names(self, forms: Sequence[NameForm], *, limit: int) -> list[str]:
        """Return the denials whose names are nearest to any of the given ones.

        Args:
            forms: Names, analysed.
            limit: How many denials at most.
        """
        scores: dict[str, float] = {}
        for form in forms:
            fused: dict[str, float] = {}
            for field, terms in (("grams", _grams(form)), ("keys", index_keys(form))):
                for rank, key in enumerate(self._search(field, terms, limit)):
                    fused[key] = fused.get(key, 0.0) + 1 / (_RANK_CONSTANT + rank)
            for key, score in fused.items():
                scores[key] = max(score, scores.get(key, 0.0))
        return sorted(scores, key=lambda key: (-scores[key], key))[:limit]

    def _by_identifier(self, keys: Sequence[str]) -> list[str]:
        return self._search("keys", keys, OPEN_LIMIT) if keys else []

    def _by_item(self, transaction: Transaction) -> list[str]:
        words: set[str] = set()
        for item in transaction.items:
            words |= _item_words(item)
        places = {transaction.destination, *_countries(transaction)}
        schema = self._index.schema
        destination = tantivy.Query.term_set_query(schema, "item", [f"d:{c}" for c in places])
        query = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, destination),
                (tantivy.Occur.Must, self._any("item", sorted(words))),
            ]
        )
        return self._ids(query, OPEN_LIMIT)

    def _search(self, field: str, terms: Sequence[str], limit: int) -> list[str]:
        return self._ids(self._any(field, terms), limit) if terms else []

    def _any(self, field: str, terms: Sequence[str]) -> tantivy.Query:
        term = tantivy.Query.term_query
        schema = self._index.schema
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, term(schema, field, t, "freq")) for t in terms]
        )

    def _ids(self, query: tantivy.Query, limit: int) -> list[str]:
        """Return distinct denial ids; a denial has a document for each of its names."""
        searcher = self._index.searcher()
        wanted = limit
        while True:
            hits = searcher.search(query, wanted, count=False).hits
            ids = dict.fromkeys(str(searcher.doc(address)["id"][0]) for _, address in hits)
            if len(ids) >= limit or len(hits) < wanted:
                return list(ids)[:limit]
            wanted *= 2

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


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in ("keys", "grams", "item"):
        builder.add_text_field(field, tokenizer_name="words", index_option="freq")
    # Stored only: read back from the one document that carries them.
    builder.add_text_field("position", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("version", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _documents(key: str, entry: Entry) -> Iterator[tantivy.Document]:
    for form in entry.names:
        yield tantivy.Document(
            id=key, keys=" ".join(index_keys(form)), grams=" ".join(_grams(form))
        )
    if entry.identifiers:
        yield tantivy.Document(id=key, keys=" ".join(entry.identifiers))
    if entry.open_item:
        yield tantivy.Document(id=key, item=" ".join(entry.open_item))


def _grams(form: NameForm) -> tuple[str, ...]:
    text = f"_{form.core.replace(' ', '_')}_"
    grams = dict.fromkeys(text[i : i + _GRAM] for i in range(len(text) - _GRAM + 1))
    return tuple(grams)[:_MOST_GRAMS]


def _item_words(item: Item) -> set[str]:
    """Return what an item is found by: code, heading, group, CAS, CN, words of description."""
    words = {f"w:{word}" for word in description_words(item.description)}
    for code in item.codes:
        words |= {f"c:{code}", f"h:{code[:5]}", f"e:{code[0]}{code[2:5]}", f"g:{code[:2]}"}
    if item.cas_number:
        words.add(f"cas:{item.cas_number}")
    if item.cn_code:
        words |= {f"cn:{item.cn_code[:8]}", f"hs:{item.cn_code[:6]}"}
    words.update(f"q:{'_'.join(p.name.lower().split())}" for p in item.parameters)
    return words


def _parties(transaction: Transaction) -> Iterator[Party]:
    for _, stated in stated_parties(transaction):
        if stated.value is not None:
            yield stated.value


def _countries(transaction: Transaction) -> set[str]:
    return {party.country for party in _parties(transaction) if party.country}
