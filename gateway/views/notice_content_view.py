"""What a notice says as a person reads it; its kind in the rulebook has the words."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.domain.notice import Notice
from gateway.domain.rulebook.acts import NoticeRule
from gateway.views.assessment_view import assessment_blocks
from gateway.views.frame import Block, Cell, Piece, cell, facts, lines, listed, theirs
from gateway.views.reader import ViewReader
from gateway.views.transaction_view import (
    document_table,
    item_table,
    party_table,
    reference_facts,
    transaction_blocks,
)


def notice_blocks(
    reader: ViewReader, notice: Notice, rule: NoticeRule | None
) -> tuple[Block | None, ...]:
    """Return what a notice says.

    Args:
        reader: Who reads.
        notice: One version of it.
        rule: Its kind in the rulebook that it names; None where that is not here.
    """
    about = notice.transaction
    rights = None if about is None else about.human_rights
    whose = reader.says("Human-rights assessment")
    return (
        lines("", map(Piece.quoted, notice.text)),
        facts("", *_facts(reader, notice, rule)),
        party_table(reader, reader.says("Entities concerned"), notice.parties),
        item_table(reader, notice.items),
        _figures(reader, notice),
        *(() if about is None else transaction_blocks(reader, about)),
        *(() if rights is None else assessment_blocks(reader, whose, rights)),
        document_table(reader, notice.documents),
        lines(
            reader.says("Conditions for use and passing on"), map(Piece.quoted, notice.conditions)
        ),
    )


def kind_words(reader: ViewReader, notice: Notice, rule: NoticeRule | None) -> str:
    """Return what kind of notice it is, with its article."""
    if rule is None:
        return reader.says("{kind}, of a law that is not here", kind=notice.kind)
    return f"{reader.law(rule.title)} ({reader.law(rule.article)})"


def _facts(
    reader: ViewReader, notice: Notice, rule: NoticeRule | None
) -> Iterator[tuple[str, Cell]]:
    yield reader.says("Kind"), cell(kind_words(reader, notice, rule))
    yield reader.says("Outcome"), _outcome(reader, notice, rule)
    yield reader.says("Measure, decision or finding of"), cell(reader.day(notice.at))
    yield reader.says("About"), cell(notice.about)
    yield reader.says("Destinations"), cell(reader.countries(notice.destinations))
    yield (
        reader.says("General authorisations"),
        tuple(Piece.theirs(each) for each in notice.authorisations),
    )
    yield reader.says("Grounds"), reader.stated(notice.grounds, reader.words)
    for name, on in (
        (reader.says("Applies from"), notice.effective_from),
        (reader.says("Counts until"), notice.expires),
        (reader.says("Comments wanted until"), notice.reply_until),
    ):
        yield name, cell(reader.day(on))
    yield (
        reader.says("Withheld"),
        tuple(
            reader.piece(
                "{field} ({reason})", field=reader.key(each.field), reason=reader.word(each.reason)
            )
            for each in notice.withheld
        ),
    )
    yield from reference_facts(reader, notice.references, ())
    yield reader.says("Law"), cell(reader.says("rulebook {version}", version=notice.law))


def _outcome(reader: ViewReader, notice: Notice, rule: NoticeRule | None) -> Cell:
    if not notice.outcome:
        return ()
    return (Piece(text=outcome_words(reader, notice.outcome, rule), strong=True),)


def outcome_words(reader: ViewReader, outcome: str, rule: NoticeRule | None) -> str:
    """Return an outcome in the rulebook's words; of one that it lacks, its key as words."""
    labels = {} if rule is None else {each.code: each.label for each in rule.outcome}
    return reader.law(labels.get(outcome, "")) or reader.key(outcome)


def _figures(reader: ViewReader, notice: Notice) -> Block | None:
    return listed(
        reader.says("Figures"),
        notice.figures,
        (reader.says("Code"), lambda each: theirs(each.code)),
        (reader.says("Destination"), lambda each: cell(reader.country(each.destination))),
        (
            reader.says("Licences"),
            lambda each: cell(reader.number(each.number)),
        ),
        (
            reader.says("Value"),
            lambda each: cell(reader.money(each.value), each.currency or ""),
        ),
    )
