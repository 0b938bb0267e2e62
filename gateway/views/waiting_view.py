"""An act that waits for a second officer as a person reads it: what it would tell everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from gateway.domain.case.catch_all_letter import StandingInformed
from gateway.domain.denial import Denial, FreeText
from gateway.domain.notice import Notice, SetAside
from gateway.domain.rulebook.acts import NoticeRule
from gateway.domain.waiting_act import WaitingAct, WaitingState
from gateway.views.denial_view import court_facts
from gateway.views.frame import (
    Block,
    Cell,
    NounView,
    Piece,
    cell,
    digest,
    facts,
    kept,
    lines,
    listed,
    section,
    table,
    theirs,
)
from gateway.views.informed_view import informed_blocks
from gateway.views.notice_content_view import notice_blocks
from gateway.views.reader import ViewReader
from gateway.views.task_view import next_section
from gateway.views.transaction_view import item_cell, party_cell, transaction_blocks


class ShownFault(NamedTuple):
    """What is wrong with one row of a file."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, kw_only=True)
class ShownFile:
    """A file of denials as it waits.

    Attributes:
        way: Of import.
        digest: SHA-256, in hexadecimal.
        size: Octets.
        all_or_none: Whether one error keeps all of it from being written.
        new: Denials that would be written.
        unchanged: Denials that are here already.
        refused: Denials that have an error.
        faults: The first of the errors.
        denials: The first of the denials that would be written.
    """

    name: str
    way: str
    digest: str
    size: int
    all_or_none: bool
    rows: int
    new: int
    unchanged: int
    refused: int
    faults: tuple[ShownFault, ...] = ()
    denials: tuple[Denial, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ActPreview:
    """What an act would tell everybody now; nothing of an act that was decided.

    Attributes:
        words: What is said in words.
        notice: A notice.
        rule: Its kind in the rulebook.
        denial: A denial as an erratum would have it.
        before: The same denial as it stands.
        court: What a court or an appeal body did.
        file: A file of denials.
        letter: A letter that is to be lifted.
    """

    words: tuple[FreeText, ...] = ()
    notice: Notice | None = None
    rule: NoticeRule | None = None
    denial: Denial | None = None
    before: Denial | None = None
    court: SetAside | None = None
    file: ShownFile | None = None
    letter: StandingInformed | None = None


@dataclass(frozen=True, kw_only=True)
class AroundWaiting:
    """What stands around an act when it is shown.

    Attributes:
        would_say: What it would tell everybody.
        why_not: Why it could not be carried out any more, in words.
        beside: What else waits about the same.
        may_agree: Whether the reader may be the second officer.
        may_refuse: Whether the reader may refuse it.
    """

    would_say: ActPreview = field(default_factory=ActPreview)
    why_not: str = ""
    beside: tuple[WaitingAct, ...] = ()
    may_agree: bool = False
    may_refuse: bool = False


def waiting_view(reader: ViewReader, act: WaitingAct, around: AroundWaiting) -> NounView:
    """Return an act as a view.

    Args:
        reader: Who reads.
        act: What waits, or did.
        around: What stands around it.
    """
    return NounView(
        noun="waiting act",
        name=act.number,
        heading=reader.says("Act {number}", number=act.number),
        state=reader.word(act.state),
        lead=(reader.piece("{kind}: {what}.", kind=reader.word(act.kind), what=act.what),),
        warnings=tuple(_warnings(reader, around)),
        short=tuple(_short(reader, act)),
        sections=kept(
            section(reader.says("What it would say"), *_would_say(reader, around.would_say)),
            section(
                reader.says("About"),
                facts(
                    "",
                    (reader.says("About"), cell(act.subject)),
                    (reader.says("Belongs to"), cell(act.belongs_to)),
                    (reader.says("What came of it"), cell(act.result)),
                    (reader.says("Given"), cell(_given(act))),
                ),
            ),
            next_section(reader, _steps(reader, act, around), ()),
        ),
        zone=reader.zone.key,
    )


def _warnings(reader: ViewReader, around: AroundWaiting) -> Iterator[Piece]:
    if around.why_not:
        yield Piece.theirs(around.why_not)
    for each in around.beside:
        yield reader.piece(
            "{number} waits as well: {kind}, {what}, by {officer}.",
            number=each.number,
            kind=reader.word(each.kind),
            what=each.what,
            officer=each.by,
        )


def _short(reader: ViewReader, act: WaitingAct) -> Iterator[Piece]:
    yield reader.piece(
        "Proposed by {officer}, {at}.", officer=act.by, at=reader.instant(act.at).text
    )
    if act.decided_at is not None:
        yield _decided(reader, act, reader.instant(act.decided_at).text)
    if act.why is not None:
        yield Piece.quoted(act.why)
    yield reader.soft("{reason} ({article})", reason=act.reason, article=reader.law(act.article))


def _decided(reader: ViewReader, act: WaitingAct, at: str) -> Piece:
    by = act.decided_by
    if act.state is WaitingState.REFUSED:
        return reader.strong("Refused by {officer}, {at}: nothing was done.", officer=by, at=at)
    if act.state is WaitingState.LAPSED:
        return reader.strong(
            "{officer} agreed, {at}, and it could not be done any more: nothing was done.",
            officer=by,
            at=at,
        )
    if act.state is WaitingState.WRITING:
        return reader.strong(
            "Agreed to by {officer}, {at}: what is left is being written.", officer=by, at=at
        )
    return reader.strong("Agreed to by {officer}, {at}: it was carried out.", officer=by, at=at)


def _would_say(reader: ViewReader, said: ActPreview) -> Iterator[Block | None]:
    yield lines("", map(Piece.quoted, said.words))
    if said.notice is not None:
        yield from notice_blocks(reader, said.notice, said.rule)
    if said.denial is not None:
        yield from _erratum(reader, said.denial, said.before)
    if said.court is not None:
        yield court_facts(reader, said.court)
    if said.file is not None:
        yield from _file(reader, said.file)
    if said.letter is not None:
        yield from informed_blocks(reader, said.letter)


def _erratum(reader: ViewReader, denial: Denial, before: Denial | None) -> Iterator[Block | None]:
    changed = [
        name for name in Denial.model_fields
        if before is not None and getattr(denial, name) != getattr(before, name)
    ]  # fmt: skip
    yield facts(
        reader.says("The denial anew"),
        (reader.says("What changes"), cell(", ".join(changed) or reader.says("nothing"))),
        (reader.says("Decision"), cell(reader.word(denial.decision))),
        (reader.says("Decided on"), cell(reader.day(denial.decision_date))),
        (reader.says("Articles"), cell(", ".join(denial.articles))),
        (reader.says("Reference there"), theirs(denial.national_reference)),
        (reader.says("Ground"), tuple(reader.stated(denial.grounds, reader.words))),
        (reader.says("Explanation"), tuple(map(Piece.quoted, denial.explanation))),
    )
    yield from transaction_blocks(reader, denial.transaction)


def _file(reader: ViewReader, file: ShownFile) -> Iterator[Block | None]:
    yield facts(
        reader.says("The file"),
        (reader.says("Name"), theirs(file.name)),
        (reader.says("Way of import"), cell(reader.key(file.way))),
        (reader.says("SHA-256"), digest(file.digest)),
        (reader.says("Octets"), cell(reader.number(file.size))),
        (reader.says("Rows"), cell(reader.number(file.rows))),
        (reader.says("Would be told to every member"), cell(reader.number(file.new))),
        (reader.says("Here already"), cell(reader.number(file.unchanged))),
        (reader.says("With an error, not written"), cell(reader.number(file.refused))),
        (
            reader.says("One error keeps all from being written"),
            cell(reader.yes_no(so=file.all_or_none)),
        ),
    )
    shown, all_of_them = reader.number(len(file.denials)), reader.number(file.new)
    yield table(
        reader.says(
            "Would be told to every member: {shown} of {all}", shown=shown, all=all_of_them
        ),
        reader.each(
            "Reference there", "Decision", "Decided on", "Destination", "End-user", "Items"
        ),
        (_row(reader, each) for each in file.denials),
    )
    yield listed(
        reader.says("Errors"),
        file.faults,
        (reader.says("Row"), lambda each: cell(reader.number(each.row))),
        (reader.says("Column"), lambda each: cell(each.column)),
        (reader.says("What is wrong"), lambda each: theirs(each.message)),
    )


def _row(reader: ViewReader, denial: Denial) -> tuple[Cell, ...]:
    asked = denial.transaction
    return (
        theirs(denial.national_reference),
        cell(reader.word(denial.decision)),
        cell(reader.day(denial.decision_date)),
        cell(reader.country(asked.destination)),
        reader.stated(asked.end_user, partial(party_cell, reader)),
        tuple(piece for item in asked.items for piece in item_cell(reader, item)),
    )


def _given(act: WaitingAct) -> str:
    """Return the fields that were given, by name; what they say stands above, or in the notice."""
    return ", ".join(sorted(name for name, value in act.draft.items() if value))


def _steps(reader: ViewReader, act: WaitingAct, around: AroundWaiting) -> Iterator[tuple[str, str]]:
    """Yield what the reader may do of it now, with the command that does it."""
    if not act.waits:
        return
    if around.may_agree and not around.why_not:
        yield reader.says("Agree: it is carried out"), f"comity waiting agree {act.number}"
    if around.may_refuse:
        yield (
            reader.says("Refuse it, or take the own one back"),
            f"comity waiting refuse {act.number} --reason REASON",
        )
