"""What officers have recorded of a consultation by hand, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.domain.consultation import Consultation, HandRecord
from gateway.domain.rulebook import Procedure
from gateway.views.answer_view import answer_words
from gateway.views.frame import Cell, Piece, ViewSection, cell, facts, lines, part, section_of
from gateway.views.reader import ViewReader


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
                facts("", _said(reader, each, rule)),
                lines("", (Piece.quoted(text) for text in each.text)),
                tag=reader.word(each.kind),
            )
            for each in model.records
        ),
    )


def _said(reader: ViewReader, record: HandRecord, rule: Procedure) -> Iterator[tuple[str, Cell]]:
    yield reader.says("When"), (reader.instant(record.at),)
    if record.given is not None:
        yield reader.says("Given"), (reader.instant(record.given),)
    yield reader.says("By what means"), cell(reader.word(record.means))
    yield reader.says("Where the paper lies"), _theirs(record.reference)
    yield reader.says("Digest of the document"), _digest(record.digest)
    yield reader.says("Digest of what was asked"), _digest(record.request)
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


def _theirs(text: str) -> Cell:
    return (Piece.theirs(text),) if text else ()


def _digest(digest: str | None) -> Cell:
    return (Piece(text=digest, digest=True),) if digest else ()
