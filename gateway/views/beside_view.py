"""A denial beside the transaction that it is compared with, field by field."""

from __future__ import annotations

from functools import partial

from gateway.domain.denial import Denial
from gateway.domain.transaction import Transaction
from gateway.views.frame import Block, Cell, Piece, ViewPart, cell, lines, part, table
from gateway.views.reader import ViewReader
from gateway.views.transaction_view import item_cell, party_cell


def beside_part(
    reader: ViewReader,
    denial_id: str,
    asked: Transaction,
    denial: Denial | None,
    *,
    mine: str,
    tag: str = "",
    decided: tuple[Cell, Cell] = ((), ()),
    more: tuple[Block | None, ...] = (),
) -> ViewPart | None:
    """Return a denial as a part of a section, beside a transaction.

    Args:
        reader: Who reads.
        denial_id: Number of the denial.
        asked: The transaction.
        denial: The denial; None where its content is not held here, or not for this reader.
        mine: What the transaction's column is called.
        tag: How near it is.
        decided: Decision and grounds on the transaction, where there are any.
        more: What else there is to say of it.
    """
    if denial is None:
        absent = reader.soft("The content of this denial is not held here.")
        return part(denial_id, lines("", (absent,)), *more, tag=tag)
    return part(denial_id, _table(reader, asked, denial, mine, decided), *more, tag=tag)


def _table(
    reader: ViewReader, asked: Transaction, denial: Denial, mine: str, decided: tuple[Cell, Cell]
) -> Block | None:
    theirs = denial.transaction

    def goods(transaction: Transaction) -> Cell:
        return tuple(piece for item in transaction.items for piece in item_cell(reader, item))

    def use(transaction: Transaction) -> Cell:
        return reader.stated(transaction.stated_end_use, lambda text: (Piece.theirs(text),))

    rows = (
        (
            reader.says("End-user"),
            reader.stated(asked.end_user, partial(party_cell, reader)),
            reader.stated(theirs.end_user, partial(party_cell, reader)),
        ),
        (
            reader.says("Consignee"),
            reader.stated(asked.consignee, partial(party_cell, reader)),
            reader.stated(theirs.consignee, partial(party_cell, reader)),
        ),
        (
            reader.says("Intermediaries"),
            tuple(piece for each in asked.intermediaries for piece in party_cell(reader, each)),
            tuple(piece for each in theirs.intermediaries for piece in party_cell(reader, each)),
        ),
        (reader.says("Items"), goods(asked), goods(theirs)),
        (
            reader.says("Destination"),
            cell(reader.country(asked.destination)),
            cell(reader.country(theirs.destination)),
        ),
        (reader.says("Stated end-use"), use(asked), use(theirs)),
        (reader.says("Decision"), decided[0], _decision(reader, denial)),
        (reader.says("Grounds"), decided[1], _grounds(reader, denial)),
    )
    return table(
        reader.says("Side by side"),
        (reader.says("Field"), mine, denial.denial_id),
        ((cell(name), ours, other) for name, ours, other in rows if ours or other),
        beside=True,
    )


def _decision(reader: ViewReader, denial: Denial) -> Cell:
    return (
        reader.piece(
            "{decision} of {day}, by {authority}",
            decision=reader.word(denial.decision),
            day=reader.day(denial.decision_date),
            authority=denial.authority,
        ),
        reader.soft(
            "first notified {day} under {base}",
            day=reader.day(denial.first_notified),
            base=reader.word(denial.legal_base),
        ),
        *(
            (reader.soft("Article {articles}", articles=denial.articles),)
            if denial.articles
            else ()
        ),
    )


def _grounds(reader: ViewReader, denial: Denial) -> Cell:
    withheld = denial.explanation_withheld
    return (
        *reader.stated(denial.grounds, reader.words),
        *map(Piece.quoted, denial.explanation),
        *(
            ()
            if withheld is None
            else (reader.soft("explanation withheld ({reason})", reason=reader.word(withheld)),)
        ),
    )
