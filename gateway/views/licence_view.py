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
    section,
    table,
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
    yield facts("", _facts(reader, licence))
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
    more = reader.strong("more than it allows") if left.exceeded else None
    quantity = "" if left.quantity is None else f"{reader.number(left.quantity)} {left.unit}"
    value = "" if left.value is None else f"{reader.money(left.value)} {left.currency or ''}"
    return (
        cell(str(left.line)),
        cell("" if line is None else reader.number(line.used_quantity)),
        (*cell(quantity), *(() if more is None else (more,))),
        cell("" if line is None else reader.money(line.used_value)),
        cell(value),
    )


def _uses(reader: ViewReader, uses: Page[RecordedUse]) -> Iterator[Block | None]:
    yield table(
        "",
        (
            *reader.each("Declaration", "Lines"),
            reader.when("Left"),
            *reader.each("Told by", "Remarks"),
        ),
        (
            (
                (Piece.theirs(each.reference),),
                cell(*(_amount(reader, line) for line in each.lines)),
                (reader.moment(each.at),),
                (*cell(each.told_by), reader.moment(each.told_at)),
                tuple(_remarks(reader, each)),
            )
            for each in uses.items
        ),
    )
    if uses.next is not None:
        yield lines("", (reader.soft("Earlier ones: comity licence uses."),))


def _amount(reader: ViewReader, used: UsedLine) -> str:
    quantity = (
        "" if used.quantity is None else f"{reader.number(used.quantity)} {used.unit}".strip()
    )
    value = (
        "" if used.value is None else f"{reader.money(used.value)} {used.currency or ''}".strip()
    )
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
    yield reader.says("Licence"), (Piece.theirs(asked.number),)
    yield (
        reader.says("Goods are to leave on"),
        cell("" if asked.on is None else reader.day(asked.on)),
    )


def statement_blocks(reader: ViewReader, said: LicenceStatement) -> Iterator[Block | None]:
    """Yield what another authority, or our node to it, says of a licence."""
    until = "" if said.valid_until is None else reader.day(said.valid_until)
    first = "" if said.valid_from is None else reader.day(said.valid_from)
    yield facts(
        reader.says("Licence"),
        (
            (reader.says("Licence"), cell(said.number)),
            (reader.day(said.on), (reader.strong("{answer}.", answer=reader.word(said.answer)),)),
            (reader.says("State"), cell("" if said.state is None else reader.word(said.state))),
            (reader.says("First day"), cell(first)),
            (reader.says("Last day"), cell(until)),
        ),
    )
    yield table(
        reader.says("Lines"),
        reader.each(
            "Line", "Item", "Classification", "CN code", "Quantity", "Left", "Value", "Value left"
        ),
        (
            (
                cell(str(each.line)),
                (Piece.theirs(each.description),),
                cell(", ".join(each.codes)),
                cell(each.cn_code or ""),
                *(
                    cell("" if amount is None else f"{shown(amount)} {unit}".strip())
                    for amount, shown, unit in (
                        (each.quantity, reader.number, each.unit),
                        (each.quantity_left, reader.number, each.unit),
                        (each.value, reader.money, each.currency or ""),
                        (each.value_left, reader.money, each.currency or ""),
                    )
                ),
            )
            for each in said.lines
        ),
    )


def _facts(reader: ViewReader, licence: Licence) -> Iterator[tuple[str, Cell]]:
    yield reader.says("Licence"), cell(licence.number)
    yield reader.says("Granted in case"), cell(licence.case_id)
    yield reader.says("Application"), (Piece.theirs(licence.reference),)
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
    if licence.valid_until is None:
        return (reader.soft("none was said"),)
    return cell(reader.day(licence.valid_until))


def _conditions(reader: ViewReader, licence: Licence) -> Iterator[Piece]:
    for each in licence.conditions:
        if each.wanted_by:
            whose = each.wanted_by
            yield reader.piece("A condition of the answer of {who}, which binds:", who=whose)
        yield Piece.quoted(each)


def licence_changes(reader: ViewReader, changes: Iterable[LicenceChange]) -> Block | None:
    """Return the acts that changed how a licence stands, the oldest first."""
    return table(
        "",
        (*reader.each("State", "By case", "Denial"), reader.when("Since")),
        (
            (
                cell(reader.word(each.state)),
                cell(each.by_case),
                cell(each.denial_id or ""),
                (reader.moment(each.at),),
            )
            for each in changes
        ),
    )
