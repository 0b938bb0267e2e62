"""A letter that informs of a requirement as a person reads it: of what, whom, whether it stands."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.domain.case.catch_all_letter import (
    InformedLetter,
    InformedState,
    Lifting,
    StandingInformed,
)
from gateway.views.frame import (
    Block,
    Cell,
    NounView,
    Piece,
    ViewSection,
    cell,
    facts,
    kept,
    section,
    table,
    theirs,
)
from gateway.views.reader import ViewReader
from gateway.views.transaction_view import item_columns, item_row, party_columns, party_row


def informed_view(reader: ViewReader, letter: StandingInformed) -> NounView:
    """Return a letter as a view.

    Args:
        reader: Who reads.
        letter: The letter as it stands.
    """
    return NounView(
        noun="informed letter",
        name=letter.number,
        heading=reader.says("Letter {number}", number=letter.number),
        state=reader.word(letter.state),
        lead=(
            reader.piece(
                "An authorisation is required under Article {article}, by {authority}.",
                article=letter.article,
                authority=letter.authority,
            ),
        ),
        short=(_in_short(reader, letter),),
        sections=kept(*_sections(reader, letter)),
        zone=reader.zone.key,
    )


def _in_short(reader: ViewReader, letter: StandingInformed) -> Piece:
    if letter.state is InformedState.IN_FORCE:
        return reader.piece("Without an authorisation nothing of it may leave.")
    return reader.strong("Nothing is required on account of it any more.")


def _sections(reader: ViewReader, letter: StandingInformed) -> Iterator[ViewSection | None]:
    yield section(reader.says("What is required, and of whom"), *informed_blocks(reader, letter))
    told = tuple(Piece(text=each, digest=True) for each in letter.notices)
    row = (reader.says("By notice"), told)
    yield section(reader.says("What others were told of it"), facts("", row))


def informed_blocks(reader: ViewReader, letter: InformedLetter) -> Iterator[Block | None]:
    """Yield what a letter says: its days, items and parties, and how it was lifted."""
    yield facts("", *_facts(reader, letter))
    yield table(
        reader.says("Items of the requirement"),
        item_columns(reader),
        (item_row(reader, each) for each in letter.items),
    )
    yield table(
        reader.says("Parties of the requirement"), party_columns(reader), _parties(reader, letter)
    )
    if letter.lifting is not None:
        yield facts(reader.says("Lifting"), *_lifting(reader, letter.lifting))


def _parties(reader: ViewReader, letter: InformedLetter) -> Iterator[tuple[Cell, ...]]:
    yield party_row(reader, reader.says("Informed"), letter.informed)
    for each in letter.end_users:
        yield party_row(reader, reader.says("End-user"), each)
    if letter.consignee is not None:
        yield party_row(reader, reader.says("Consignee"), letter.consignee)


def _facts(reader: ViewReader, letter: InformedLetter) -> Iterator[tuple[str, Cell]]:
    yield reader.says("Letter"), cell(letter.number)
    yield reader.says("Article"), cell(letter.article)
    yield reader.says("Decided in case"), cell(letter.case_id)
    yield reader.says("Reference"), theirs(letter.reference)
    decided = reader.piece("by {authority}", authority=letter.authority)
    yield reader.says("Decided"), (decided, reader.instant(letter.decided_at))
    yield reader.says("Activity"), cell(reader.word(letter.activity))
    yield reader.says("Destination"), cell(reader.country(letter.destination))
    yield reader.says("First day"), cell(reader.day(letter.valid_from))
    yield reader.says("Last day"), _last_day(reader, letter)
    yield reader.says("Takes the place of"), cell(letter.replaces or "")
    if letter.replaced_by is not None and letter.replaced_from is not None:
        by, on = letter.replaced_by, reader.day(letter.replaced_from)
        taken = reader.piece("{letter} takes its place from {day}", letter=by, day=on)
        yield reader.says("Replaced"), (taken,)


def _last_day(reader: ViewReader, letter: InformedLetter) -> Cell:
    return cell(reader.day(letter.valid_until)) or (reader.soft("until it is lifted"),)


def _lifting(reader: ViewReader, lifting: Lifting) -> Iterator[tuple[str, Cell]]:
    yield reader.says("Reason"), (Piece.quoted(lifting.reason),)
    proposed = (*theirs(lifting.proposed_by), reader.instant(lifting.proposed_at))
    yield reader.says("Proposed by"), proposed
    decided = (*theirs(lifting.decided_by), *reader.at(lifting.decided_at))
    yield reader.says("Decided by"), decided or (reader.strong("waits for a second officer"),)
