"""A licence as a person reads it: whether it stands, what may leave under it, for whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from gateway.domain.case import (
    Licence,
    LicenceChange,
    LicensedLine,
    LineLeft,
    RecordedUse,
    StandingLicence,
    UsedLine,
)
from gateway.domain.case.licence_statement import LicenceQuestion, LicenceStatement
from gateway.domain.case.states import LICENCE_ENDED, LicenceState
from gateway.domain.page import Page
from gateway.views.frame import (
    Block,
    Cell,
    NounView,
    Piece,
    ViewSection,
    cell,
    facts,
    kept,
    lines,
    listed,
    section,
    table,
    theirs,
)
from gateway.views.reader import ViewReader
from gateway.views.transaction_view import (
    item_columns,
    item_row,
    party_cell,
    party_columns,
    party_row,
)


def licence_view(reader: ViewReader, licence: StandingLicence, uses: Page[RecordedUse]) -> NounView:
    """Return a licence as a view.

    Args:
        reader: Who reads.
        licence: The licence as it stands.
        uses: What has left under it, as far as was told; those that were told last.
    """
    return NounView(
        noun="licence",
        name=licence.number,
        heading=reader.says("Licence {number}", number=licence.number),
        state=reader.word(licence.state),
        lead=(
            reader.piece(
                "{kind} to {destination}, of {authority}.",
                kind=reader.word(licence.kind),
                destination=reader.country(licence.destination),
                authority=licence.authority,
            ),
        ),
        short=(_in_short(reader, licence),),
        sections=kept(*_sections(reader, licence, uses)),
        zone=reader.zone.key,
    )


def _in_short(reader: ViewReader, licence: StandingLicence) -> Piece:
    if any(each.exceeded for each in licence.left):
        return reader.strong("More has left under it than it allows.")
    if licence.state is LicenceState.SUSPENDED or licence.state in LICENCE_ENDED:
        return reader.strong("Nothing may leave under it.")
    return reader.piece("Goods may leave under it within its days and its conditions.")


def _sections(
    reader: ViewReader, licence: StandingLicence, uses: Page[RecordedUse]
) -> Iterator[ViewSection | None]:
    yield section(reader.says("What is licensed"), *licence_blocks(reader, licence))
    yield section(reader.says("What has left"), *_uses(reader, uses))
    yield section(reader.says("How it came to stand"), licence_changes(reader, licence.changes))


def licence_blocks(reader: ViewReader, licence: Licence) -> Iterator[Block | None]:
    """Yield what a licence says: its days, lines, parties and conditions."""
    yield facts("", *_facts(reader, licence))
    yield table(
        reader.says("Lines"),
        (reader.says("Line"), *item_columns(reader)),
        ((_line(reader, each), *item_row(reader, each.item)) for each in licence.lines),
    )
    yield _balance(reader, licence)
    yield table(
        reader.says("End-users"),
        party_columns(reader),
        (
            *(party_row(reader, reader.says("End-user"), each) for each in licence.end_users),
            *(party_row(reader, reader.says("Not for"), each) for each in licence.not_for),
        ),
    )
    yield lines(reader.says("Conditions"), _conditions(reader, licence))


def _line(reader: ViewReader, line: LicensedLine) -> Cell:
    by = line.widened_by
    return cell(str(line.line), reader.says("widened by {case}", case=by) if by else "")


def _balance(reader: ViewReader, licence: Licence) -> Block | None:
    """Return what of each line has left and what is left, where anything has left."""
    left = licence.left if isinstance(licence, StandingLicence) else licence.lines_left
    lines = {each.line: each for each in licence.lines}
    used = any(each.used_quantity or each.used_value for each in licence.lines)
    return table(
        reader.says("What has left of it"),
        reader.each("Line", "Used", "Left", "Value used", "Value left"),
        (_balance_row(reader, lines.get(each.line), each) for each in left if used),
    )


def _balance_row(reader: ViewReader, line: LicensedLine | None, left: LineLeft) -> tuple[Cell, ...]:
    more = (reader.strong("more than it allows"),) if left.exceeded else ()
    return (
        cell(str(left.line)),
        cell("" if line is None else reader.number(line.used_quantity)),
        (*cell(reader.number(left.quantity, left.unit)), *more),
        cell("" if line is None else reader.money(line.used_value)),
        cell(reader.money(left.value, left.currency)),
    )


def _uses(reader: ViewReader, uses: Page[RecordedUse]) -> Iterator[Block | None]:
    yield listed(
        "",
        uses.items,
        (reader.says("Declaration"), lambda each: theirs(each.reference)),
        (reader.says("Lines"), lambda each: cell(*(_amount(reader, line) for line in each.lines))),
        (reader.when("Left"), lambda each: (reader.moment(each.at),)),
        (reader.says("Told by"), lambda each: (*cell(each.told_by), reader.moment(each.told_at))),
        (reader.says("Remarks"), lambda each: tuple(_remarks(reader, each))),
    )
    if uses.next is not None:
        yield lines("", (reader.soft("There are earlier ones."),))


def _amount(reader: ViewReader, used: UsedLine) -> str:
    quantity = reader.number(used.quantity, used.unit)
    value = reader.money(used.value, used.currency)
    how_much = ", ".join(each for each in (quantity, value) if each)
    return reader.says("line {line}: {how_much}", line=used.line, how_much=how_much)


def _remarks(reader: ViewReader, use: RecordedUse) -> Iterator[Piece]:
    if use.exceeded:
        said = [str(each) for each in use.exceeded]
        yield reader.strong("More than was left of line {lines}.", lines=said)
    if not use.stood:
        yield reader.strong("The licence allowed nothing on that day.")
    if use.reversal is not None:
        yield reader.piece("Reversed by {who}:", who=use.reversal.by)
        yield reader.moment(use.reversal.at)
        yield Piece.quoted(use.reversal.reason)


def licence_asked(reader: ViewReader, asked: LicenceQuestion) -> Iterator[tuple[str, Cell]]:
    """Yield what is asked about a licence."""
    yield reader.says("Licence"), theirs(asked.number)
    yield (
        reader.says("Goods are to leave on"),
        cell(reader.day(asked.on)),
    )


def statement_blocks(reader: ViewReader, said: LicenceStatement) -> Iterator[Block | None]:
    """Yield what another authority, or our node to it, says of a licence."""
    yield facts(
        reader.says("Licence"),
        (reader.says("Licence"), cell(said.number)),
        (reader.day(said.on), (reader.strong("{answer}.", answer=reader.word(said.answer)),)),
        (reader.says("State"), cell(reader.word(said.state))),
        (reader.says("First day"), cell(reader.day(said.valid_from))),
        (reader.says("Last day"), cell(reader.day(said.valid_until))),
    )
    yield listed(
        reader.says("Lines"),
        said.lines,
        (reader.says("Line"), lambda each: cell(str(each.line))),
        (reader.says("Item"), lambda each: theirs(each.description)),
        (reader.says("Classification"), lambda each: cell(", ".join(each.codes))),
        (reader.says("CN code"), lambda each: cell(each.cn_code or "")),
        (reader.says("Quantity"), lambda each: cell(reader.number(each.quantity, each.unit))),
        (reader.says("Left"), lambda each: cell(reader.number(each.quantity_left, each.unit))),
        (reader.says("Value"), lambda each: cell(reader.money(each.value, each.currency))),
        (
            reader.says("Value left"),
            lambda each: cell(reader.money(each.value_left, each.currency)),
        ),
    )


def _facts(reader: ViewReader, licence: Licence) -> Iterator[tuple[str, Cell]]:
    yield reader.says("Licence"), cell(licence.number)
    yield reader.says("Granted in case"), cell(licence.case_id)
    yield reader.says("Application"), theirs(licence.reference)
    granted = reader.piece("by {authority}", authority=licence.authority)
    yield reader.says("Granted"), (granted, reader.instant(licence.granted_at))
    yield reader.says("Kind"), cell(reader.word(licence.kind))
    yield reader.says("Activity"), cell(reader.word(licence.activity))
    yield reader.says("Destination"), cell(reader.country(licence.destination))
    yield reader.says("First day"), cell(reader.day(licence.valid_from))
    yield reader.says("Last day"), _last_day(reader, licence)
    yield reader.says("Goods located in"), cell(reader.countries(licence.goods_located_in))
    yield reader.says("Exporter"), reader.stated(licence.exporter, partial(party_cell, reader))
    yield reader.says("Consignee"), reader.stated(licence.consignee, partial(party_cell, reader))
    yield reader.says("Renews or changes licence"), cell(licence.follows or "")
    if licence.replaced_by is not None and licence.replaced_from is not None:
        by, on = licence.replaced_by, reader.day(licence.replaced_from)
        taken = reader.piece("{licence} takes its place from {day}", licence=by, day=on)
        yield reader.says("Replaced"), (taken,)
    names = tuple(reader.within(reader.key(each)) for each in licence.unknown)
    if names:
        yield reader.says("Not known"), (reader.soft("not kept at the time: {what}", what=names),)


def _last_day(reader: ViewReader, licence: Licence) -> Cell:
    return cell(reader.day(licence.valid_until)) or (reader.soft("none was said"),)


def _conditions(reader: ViewReader, licence: Licence) -> Iterator[Piece]:
    for each in licence.conditions:
        if each.wanted_by:
            whose = each.wanted_by
            yield reader.piece("A condition of the answer of {who}, which binds:", who=whose)
        yield Piece.quoted(each)


def licence_changes(reader: ViewReader, changes: Iterable[LicenceChange]) -> Block | None:
    """Return the acts that changed how a licence stands, the oldest first."""
    return listed(
        "",
        changes,
        (reader.says("State"), lambda each: cell(reader.word(each.state))),
        (reader.says("By case"), lambda each: cell(each.by_case)),
        (reader.says("Denial"), lambda each: cell(each.denial_id or "")),
        (reader.when("Since"), lambda each: (reader.moment(each.at),)),
    )
