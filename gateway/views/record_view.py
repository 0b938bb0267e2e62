"""What was sent, with its receipts, what was done and by whom, and who may see it, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gateway.domain.authority import AuthorityCode
from gateway.domain.case import Act
from gateway.domain.case.restriction import NamedAccount, Restriction
from gateway.domain.letter import LetterTrace
from gateway.views.frame import Block, Cell, Piece, ViewSection, cell, facts, section, table
from gateway.views.reader import ViewReader, brief


def letters_table(
    reader: ViewReader, letters: Iterable[LetterTrace], us: AuthorityCode, heading: str = ""
) -> Block | None:
    """Return what became of each letter; None where there is none.

    Args:
        reader: Who reads.
        letters: Their traces, in the order of the journal.
        us: Whose journal it is.
        heading: Of the table.
    """
    columns = reader.each("Letter", "Way", "Position", "Digests of letter and receipt")
    return table(
        heading,
        (*columns[:2], reader.when("Sealed, and received by signed receipt"), *columns[2:]),
        (
            (
                cell(reader.word(each.letter_type)),
                cell(f"{us} → {each.peer}" if each.outgoing else f"{each.peer} → {us}"),
                _received(reader, each),
                _position(reader, each),
                tuple(brief(name) for name in (each.letter_digest, each.receipt_digest) if name),
            )
            for each in letters
        ),
    )


def _received(reader: ViewReader, trace: LetterTrace) -> Cell:
    received = trace.received
    refused = reader.strong("refused: {reason}", reason=trace.refused) if trace.refused else None
    return (
        reader.moment(trace.sealed),
        reader.soft("no receipt yet") if received is None else reader.moment(received),
        *(() if refused is None else (refused,)),
        *(
            ()
            if trace.last_instant is None
            else (
                reader.soft(
                    "last instant there: before {at}", at=reader.moment(trace.last_instant).text
                ),
            )
        ),
    )


def _position(reader: ViewReader, trace: LetterTrace) -> Cell:
    if trace.journal_position is None:
        return ()
    return (
        reader.piece(
            "{position} at {authority}", position=trace.journal_position, authority=trace.receipt_by
        ),
    )


def acts_section(reader: ViewReader, acts: Iterable[Act]) -> ViewSection | None:
    """Return the acts, the oldest first; None where there is none."""
    return section(
        reader.says("Acts"),
        table(
            "",
            (reader.when("When"), reader.says("Who"), reader.says("What")),
            (
                (
                    (reader.moment(each.at),),
                    (Piece.theirs(each.actor),),
                    (
                        Piece(text=reader.key(each.verb)),
                        *((Piece(text=each.text, soft=True, foreign=True),) if each.text else ()),
                    ),
                )
                for each in acts
            ),
        ),
    )


def restriction_section(reader: ViewReader, mark: Restriction | None) -> ViewSection | None:
    """Return who needs to know and why not everybody, None for what everybody sees."""
    if mark is None:
        return None
    names = reader.each("Account", "Let in by", "Let in on", "Sees it until", "Why")
    return section(
        reader.says("Need to know"),
        facts(
            "",
            (
                (reader.says("Restricted"), (Piece.theirs(mark.subject),)),
                (
                    reader.says("Class of the reason"),
                    (Piece(text=reader.word(mark.reason_class), strong=True),),
                ),
                (reader.says("Reason"), (Piece.quoted(mark.reason),)),
                (reader.says("Restricted by"), (Piece.theirs(mark.by),)),
                (reader.says("Restricted on"), (reader.instant(mark.at),)),
            ),
        ),
        table(
            reader.says("Who sees it"), names, (tuple(_row(reader, each)) for each in mark.named)
        ),
    )


def _row(reader: ViewReader, named: NamedAccount) -> Iterator[Cell]:
    yield (Piece.theirs(named.account),)
    yield (Piece.theirs(named.by),)
    yield (reader.instant(named.at),)
    if named.until is None:
        yield (reader.piece("named"),)
    else:
        yield (reader.instant(named.until),)
    yield () if named.reason is None else (Piece.quoted(named.reason),)
