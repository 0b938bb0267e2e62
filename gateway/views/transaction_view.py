"""A transaction as a person reads it: what, between whom, where to, what for, with which papers.

Translations stand beside their originals. A document without contents says so, and so does one
whose contents wait for the scanner. What was decided or answered before a document was replaced
rests on the older one, which is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial

from gateway.domain.consultation.contents_at import NOWHERE, ContentsAt
from gateway.domain.consultation.document_fetch import FetchState
from gateway.domain.consultation.document_record import DocumentReplaced, ReplacedDocument
from gateway.domain.relation import CaseRelation
from gateway.domain.transaction import (
    Address,
    Classification,
    Document,
    Item,
    ListSource,
    Parameter,
    Party,
    Reference,
    Transaction,
    originals_first,
)
from gateway.views.frame import Block, Cell, Piece, cell, facts, listed, table, theirs
from gateway.views.reader import ViewReader, brief


def transaction_blocks(
    reader: ViewReader, asked: Transaction, *, after: Iterable[tuple[str, Cell]] = ()
) -> tuple[Block | None, ...]:
    """Return all of a transaction but its human-rights assessment, which has a place of its own.

    Args:
        reader: Who reads.
        asked: The transaction.
        before: FactList that stand before those of the transaction.
    """
    return (
        facts("", *_facts(reader, asked), *after),
        _parties(reader, asked),
        item_table(reader, asked.items),
    )


def _facts(reader: ViewReader, asked: Transaction) -> Iterator[tuple[str, Cell]]:
    located = reader.countries(asked.goods_located_in)
    nowhere = reader.soft("not said to lie in another Member State")
    yield reader.says("Activity"), cell(reader.word(asked.activity))
    yield reader.says("Destination"), cell(reader.country(asked.destination))
    yield reader.says("Country of consignment"), cell(reader.country(asked.country_of_consignment))
    yield reader.says("Goods located in"), cell(located) if located else (nowhere,)
    yield reader.says("In the regions"), cell(", ".join(asked.goods_regions))
    yield reader.says("Goods brokered from"), cell(reader.country(asked.third_country_of_location))
    yield reader.says("Customs declaration in"), cell(reader.country(asked.state_of_declaration))
    yield reader.says("Customs procedure"), cell(asked.customs_procedure)
    yield reader.says("Transit"), cell(reader.countries(asked.transit_countries))
    yield reader.says("Stated end-use"), reader.stated(asked.stated_end_use, theirs)
    yield reader.says("Contract"), cell(reader.day(asked.contract_date))
    yield reader.says("Service"), theirs(asked.service_description)
    yield reader.says("For the own authority (box 22)"), theirs(asked.national_data)


# --- parties ------------------------------------------------------------------------------


def _parties(reader: ViewReader, asked: Transaction) -> Block | None:
    stated = (
        (reader.says("Exporter"), asked.exporter),
        (reader.says("Consignee"), asked.consignee),
    )
    rows = [
        party_row(reader, role, party.value)
        if party.value is not None
        else (cell(role), reader.stated(party, partial(party_cell, reader)), (), ())
        for role, party in (*stated, (reader.says("End-user"), asked.end_user))
    ]
    between = [
        party_row(reader, reader.says("Intermediary"), each) for each in asked.intermediaries
    ]
    return table(
        reader.says("Parties"),
        party_columns(reader),
        (*rows[:2], *between, rows[2]),
    )


def party_columns(reader: ViewReader) -> tuple[str, ...]:
    """Return the heads of the columns of parties."""
    return reader.each("Part", "Names", "Country", "Address and registrations")


def party_row(reader: ViewReader, role: str, party: Party) -> tuple[Cell, ...]:
    """Return a party's part, names, country, address and registrations."""
    kind = reader.word(party.kind)
    return (
        (*cell(role), *((Piece(text=kind, soft=True),) if kind else ())),
        tuple(Piece.theirs(name) for name in party.names),
        cell(reader.country(party.country)),
        party_places(reader, party),
    )


def party_table(reader: ViewReader, heading: str, parties: Iterable[Party]) -> Block | None:
    """Return parties with all that is said of each, one a row."""
    return listed(
        heading,
        parties,
        (reader.says("Names"), lambda each: tuple(Piece.theirs(name) for name in each.names)),
        (reader.says("Kind"), lambda each: cell(reader.word(each.kind))),
        (reader.says("Country"), lambda each: cell(reader.country(each.country))),
        (reader.says("Address and registrations"), lambda each: party_places(reader, each)),
    )


def party_places(reader: ViewReader, party: Party) -> Cell:
    """Return where a party is and how it is registered."""
    return (
        *(Piece.theirs(_address(reader, each)) for each in party.addresses),
        *(Piece.theirs(f"{each.scheme} {each.value}") for each in party.identifiers),
    )


def _address(reader: ViewReader, address: Address) -> str:
    return f"{address.text}, {reader.country(address.country)}" if address.country else address.text


def party_cell(reader: ViewReader, party: Party) -> Cell:
    """Return a party by its names, country and addresses, for a place beside another party."""
    where = reader.country(party.country)
    return (
        *(Piece.theirs(name) for name in party.names),
        *((Piece(text=where, soft=True),) if where else ()),
        *party_places(reader, party),
    )


# --- items --------------------------------------------------------------------------------


def item_table(reader: ViewReader, items: Iterable[Item]) -> Block | None:
    """Return items with all that is said of each."""
    return table(
        reader.says("Items"),
        item_columns(reader),
        (item_row(reader, item) for item in items),
    )


def item_columns(reader: ViewReader) -> tuple[str, ...]:
    """Return the heads of the columns of items."""
    return reader.each(
        "Item", "Classification", "Parameters", "Numbers, origin", "Quantity", "Value"
    )


def item_row(reader: ViewReader, item: Item) -> tuple[Cell, ...]:
    """Return what stands under `item_columns` of an item."""
    cyber = (reader.strong("cyber-surveillance"),) if item.cyber_surveillance else ()
    cn = f"CN {item.cn_code}" if item.cn_code else ""
    cas = f"CAS {item.cas_number}" if item.cas_number else ""
    origin = item.country_of_origin
    made = reader.says("from {country}", country=reader.country(origin)) if origin else ""
    return (
        (Piece.theirs(item.description), *cyber),
        tuple(_classified(reader, each) for each in item.classifications),
        tuple(parameter_piece(reader, each) for each in item.parameters),
        cell(cn, cas, made),
        cell(reader.number(item.quantity, item.quantity_unit)),
        cell(reader.money(item.value, item.currency)),
    )


def item_cell(reader: ViewReader, item: Item) -> Cell:
    """Return an item for a place beside another one: description, codes, parameters, amounts."""
    description, codes, parameters, *others = item_row(reader, item)
    return (*description, *codes, *parameters, *(piece for each in others for piece in each))


def _classified(reader: ViewReader, found: Classification) -> Piece:
    said = [found.code or "", reader.word(found.source)]
    label = reader.label(found.code or "") if found.source is ListSource.ANNEX_I else ""
    if found.list_version:
        said[1] = reader.says("{list} of {version}", list=said[1], version=found.list_version)
    said += [reader.country(found.state)] if found.state else []
    said += [reader.says("by {authority}", authority=found.authority)] if found.authority else []
    text = ", ".join(each for each in said if each)
    return Piece(text=f"{text} ({label})" if label else text, strong=found.code is not None)


def parameter_piece(reader: ViewReader, given: Parameter) -> Piece:
    """Return a technical parameter: what is measured, its value, its unit."""
    unit = "" if given.unit in ("", "1") else f" {given.unit}"
    return Piece.theirs(f"{given.name.replace('_', ' ')} {reader.number(given.value)}{unit}")


# --- what goes with it --------------------------------------------------------------------


def document_table(reader: ViewReader, documents: Iterable[Document]) -> Block | None:
    """Return documents by what they are, each translation right behind its original."""
    ordered = originals_first(documents)
    titles = {each.sha256: each.title for each in ordered}
    return listed(
        reader.says("Documents"),
        ordered,
        (reader.says("Title"), lambda each: tuple(_title(reader, each, titles))),
        (
            reader.says("Kind"),
            lambda each: (*cell(reader.word(each.kind)), Piece(text=each.media_type, soft=True)),
        ),
        (reader.says("Language"), lambda each: cell(reader.tongue(each.language))),
        (
            reader.says("Size"),
            lambda each: cell(
                reader.says("{octets} octets", octets=reader.number(each.size_bytes))
            ),
        ),
        (reader.when("Contents"), lambda each: tuple(_contents(reader, each.sha256))),
        (reader.says("SHA-256"), lambda each: (brief(each.sha256),)),
    )


def replaced_table(reader: ViewReader, replaced: Iterable[ReplacedDocument]) -> Block | None:
    """Return documents that newer ones replaced: by whom, when and why."""
    return listed(
        reader.says("Documents that were replaced"),
        replaced,
        (reader.when("When"), lambda each: (reader.moment(each.replaced.at),)),
        (reader.says("Title"), lambda each: tuple(_title(reader, each.document, {}))),
        (reader.says("Replaced by"), lambda each: (brief(each.replaced.newer),)),
        (reader.says("Who"), lambda each: theirs(each.replaced.by)),
        (reader.says("Why"), lambda each: theirs(each.replaced.reason)),
        (reader.says("Contents"), lambda each: tuple(_contents(reader, each.document.sha256))),
        (reader.says("SHA-256"), lambda each: (brief(each.document.sha256),)),
    )


def rests_on_older(
    reader: ViewReader, what: str, documents: Iterable[Document], since: datetime | None
) -> Iterator[Piece]:
    """Yield which documents were replaced after something had been said on them.

    Args:
        reader: Who reads; it knows what was replaced.
        what: What was said, in the reader's language.
        documents: What was known then.
        since: When it was said; None: it was not.
    """
    replaced = reader.contents.replaced
    for each in documents if since is not None else ():
        later = replaced.get(each.sha256)
        if later is not None and since is not None and later.at > since:
            yield Piece.theirs(
                reader.says(
                    "{what} rests on the older {title} ({digest}), which was replaced on {day}.",
                    what=what,
                    title=each.title,
                    digest=brief(each.sha256).text,
                    day=reader.day_of(later.at),
                )
            )


def _title(reader: ViewReader, document: Document, titles: Mapping[str, str]) -> Iterator[Piece]:
    yield Piece.theirs(document.title)
    translated, older = document.translates, document.replaces
    if translated is not None:
        yield Piece.theirs(
            reader.says(
                "translation of {original}, {kind}{translator}",
                original=titles.get(translated.of, brief(translated.of).text),
                kind=reader.word(translated.kind),
                translator=f": {translated.translator}" if translated.translator else "",
            )
        )
    if older is not None:
        yield Piece.theirs(
            reader.says(
                "in place of {older}: {reason}", older=brief(older.of).text, reason=older.reason
            )
        )
    yield from _replaced(reader, reader.contents.replaced.get(document.sha256))


def _replaced(reader: ViewReader, replaced: DocumentReplaced | None) -> Cell:
    if replaced is None:
        return ()
    said = reader.says(
        "replaced by {newer} on {day}",
        newer=brief(replaced.newer).text,
        day=reader.day_of(replaced.at),
    )
    return (Piece(text=said, strong=True),)


def _contents(reader: ViewReader, sha256: str) -> Iterator[Piece]:
    """Yield where the contents of a document are, and what they wait for, a line each."""
    at = reader.contents.at.get(sha256, NOWHERE)
    if at.put_at is None:
        yield reader.piece("not here, only the digest")
        yield from _coming(reader, at)
    elif at.released_at is None:
        yield reader.strong("waits for the scanner")
        yield reader.soft("came {at}, from {who}", at=reader.moment(at.put_at).text, who=at.put_by)
    else:
        yield reader.piece("here since {at}", at=reader.moment(at.released_at).text)
        yield reader.soft("from {who}", who=at.put_by)
    for each in at.elsewhere:
        if each.came_at is None:
            yield reader.soft("not yet at {who}", who=each.authority)
        else:
            at_whom, came = each.authority, reader.moment(each.came_at).text
            yield reader.piece("at {who} since {at}", who=at_whom, at=came)


def _coming(reader: ViewReader, at: ContentsAt) -> Iterator[Piece]:
    fetch = at.fetch
    if fetch is None:
        return
    if fetch.state is FetchState.FAILED:
        yield reader.strong("did not come from {who}; have them fetched again", who=fetch.peer)
    elif fetch.state is FetchState.WAITING:
        yield reader.soft("comes from {who}", who=fetch.peer)
        if fetch.attempts:
            yield reader.soft("asked again {at}", at=reader.moment(fetch.next_try).text)


def reference_facts(
    reader: ViewReader, references: Iterable[Reference], relations: Iterable[CaseRelation]
) -> Iterator[tuple[str, Cell]]:
    """Yield how other systems call it, and how it stands to earlier cases."""
    for each in references:
        yield each.system, theirs(each.value)
    for relation in relations:
        named = f"{relation.system} {relation.reference}"
        yield reader.word(relation.kind), theirs(named)
