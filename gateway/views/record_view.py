"""What was sent, with its receipts, recorded by hand, done and by whom, and who may see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gateway.domain.authority import AuthorityCode
from gateway.domain.case import Act
from gateway.domain.case.restriction import NamedAccount, Restriction
from gateway.domain.consultation import Consultation, HandRecord
from gateway.domain.letter import LetterTrace
from gateway.domain.rulebook import Procedure
from gateway.views.answer_view import answer_words
from gateway.views.frame import (
    Block,
    Cell,
    Piece,
    ViewSection,
    cell,
    digest,
    facts,
    lines,
    listed,
    part,
    section,
    section_of,
    table,
    theirs,
)
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
    return listed(
        heading,
        letters,
        (reader.says("Letter"), lambda each: cell(reader.word(each.letter_type))),
        (
            reader.says("Way"),
            lambda each: cell(f"{us} → {each.peer}" if each.outgoing else f"{each.peer} → {us}"),
        ),
        (
            reader.when("Sealed, and received by signed receipt"),
            lambda each: tuple(_received(reader, each)),
        ),
        (reader.says("Position"), lambda each: _position(reader, each)),
        (
            reader.says("Digests of letter and receipt"),
            lambda each: tuple(map(brief, filter(None, (each.letter_digest, each.receipt_digest)))),
        ),
    )


def _received(reader: ViewReader, trace: LetterTrace) -> Iterator[Piece]:
    none = reader.soft("no receipt yet")
    yield reader.moment(trace.sealed)
    yield none if trace.received is None else reader.moment(trace.received)
    if trace.refused:
        yield reader.strong("refused: {reason}", reason=trace.refused)
    if trace.last_instant is not None:
        until = reader.moment(trace.last_instant).text
        yield reader.soft("last instant there: before {at}", at=until)


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
    return section(reader.says("Acts"), acts_table(reader, acts))


def acts_table(reader: ViewReader, acts: Iterable[Act], heading: str = "") -> Block | None:
    """Return the acts as a table, the oldest first; None where there is none."""
    return listed(
        heading,
        acts,
        (reader.when("When"), lambda each: (reader.moment(each.at),)),
        (reader.says("Who"), lambda each: theirs(each.actor)),
        (
            reader.says("What"),
            lambda each: (
                Piece(text=reader.key(each.verb)),
                *((reader.said(each, soft=True),) if each.text else ()),
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
            (reader.says("Restricted"), theirs(mark.subject)),
            (
                reader.says("Class of the reason"),
                (Piece(text=reader.word(mark.reason_class), strong=True),),
            ),
            (reader.says("Reason"), (Piece.quoted(mark.reason),)),
            (reader.says("Restricted by"), theirs(mark.by)),
            (reader.says("Restricted on"), (reader.instant(mark.at),)),
        ),
        table(
            reader.says("Who sees it"), names, (tuple(_row(reader, each)) for each in mark.named)
        ),
    )


def _row(reader: ViewReader, named: NamedAccount) -> Iterator[Cell]:
    yield theirs(named.account)
    yield theirs(named.by)
    yield (reader.instant(named.at),)
    if named.until is None:
        yield (reader.piece("named"),)
    else:
        yield (reader.instant(named.until),)
    yield () if named.reason is None else (Piece.quoted(named.reason),)


# --- by hand ---------------------------------------------------------------------------------


def hand_section(reader: ViewReader, model: Consultation, rule: Procedure) -> ViewSection | None:
    """Return the records of a consultation with who attests each; None where there is none.

    Args:
        reader: Who reads.
        model: The consultation.
        rule: Its procedure, which has the words of answers.
    """
    return section_of(
        reader.says("On record by hand"),
        *(
            part(
                reader.says("Record {number}", number=each.number),
                *record_blocks(reader, each, rule),
                tag=reader.word(each.kind),
            )
            for each in model.records
        ),
    )


def record_blocks(
    reader: ViewReader, record: HandRecord, rule: Procedure
) -> tuple[Block | None, ...]:
    """Return what was recorded, by whom, and who has confirmed it."""
    return (
        facts("", *_said(reader, record, rule)),
        lines("", (Piece.quoted(text) for text in record.text)),
    )


def _said(reader: ViewReader, record: HandRecord, rule: Procedure) -> Iterator[tuple[str, Cell]]:
    yield reader.says("When"), (reader.instant(record.at),)
    if record.given is not None:
        yield reader.says("Given"), (reader.instant(record.given),)
    yield reader.says("By what means"), cell(reader.word(record.means))
    yield reader.says("Where the paper lies"), theirs(record.reference)
    yield reader.says("Digest of the document"), digest(record.digest)
    yield reader.says("Digest of what was asked"), digest(record.request)
    if record.about is not None:
        about = reader.says("Record {number}", number=record.about)
        yield reader.says("It is about"), cell(about)
    if record.answer is not None:
        yield reader.says("Answer"), cell(answer_words(rule, record.answer.answer, reader))
    if record.wanted is not None:
        days = record.wanted.working_days
        wish = reader.piece("{days} working days more", days=days)
        yield reader.says("Asked for"), (wish, Piece.quoted(record.wanted.reason))
    if record.reply is not None:
        days = record.reply.working_days
        given = reader.piece("{days} working days more", days=days)
        refused = reader.piece("More time was refused.")
        yield reader.says("Replied"), (given if record.reply.accepted else refused,)
    yield reader.says("Attested by"), (Piece.theirs(record.by), reader.instant(record.recorded))
    yield _confirmed(reader, record)


def _confirmed(reader: ViewReader, record: HandRecord) -> tuple[str, Cell]:
    who = reader.says("Refused by") if record.refused else reader.says("Confirmed by")
    if record.confirmed is None:
        return who, (reader.strong("a second officer confirms or refuses it"),)
    return who, (Piece.theirs(record.confirmed_by), reader.instant(record.confirmed))
