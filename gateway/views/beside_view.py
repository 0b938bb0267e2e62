"""A denial beside the transaction that it is compared with, field by field."""

from __future__ import annotations

from functools import partial

from gateway.domain.denial import Denial
from gateway.domain.transaction import Transaction
from gateway.views.frame import Block, Cell, Piece, ViewPart, cell, lines, part, table, theirs
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
    names = (
        *reader.each("End-user", "Consignee", "Intermediaries", "Items", "Destination"),
        *reader.each("Stated end-use", "Decision", "Grounds"),
    )
    ours = (*_shown(reader, asked), *decided)
    other = (
        *_shown(reader, denial.transaction),
        _decision(reader, denial),
        _grounds(reader, denial),
    )
    return table(
        reader.says("Side by side"),
        (reader.says("Field"), mine, denial.denial_id),
        ((cell(row[0]), *row[1:]) for row in zip(names, ours, other, strict=True) if any(row[1:])),
        beside=True,
    )


def _shown(reader: ViewReader, deal: Transaction) -> tuple[Cell, ...]:
    """Return what stands beside another transaction, in the order of the rows."""
    party = partial(party_cell, reader)
    return (
        reader.stated(deal.end_user, party),
        reader.stated(deal.consignee, party),
        tuple(piece for each in deal.intermediaries for piece in party(each)),
        tuple(piece for item in deal.items for piece in item_cell(reader, item)),
        cell(reader.country(deal.destination)),
        reader.stated(deal.stated_end_use, theirs),
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
