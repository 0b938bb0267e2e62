"""A transaction beside a denial, field by field: parties, goods, destination, end-use, decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.domain.base import Stated, Statement
from gateway.domain.denial import Denial
from gateway.domain.transaction import Party, Transaction
from gateway.views.beside.goods import goods_rows
from gateway.views.beside.rows import BesideLine, BesideRow, BesideSide, BesideView, Nearness
from gateway.views.beside.sides import Sides, given, nearness
from gateway.views.beside.texts import TextLikeness, TextPair, line_of, pair_texts
from gateway.views.reader import ViewReader


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What is set beside a denial.

    Attributes:
        transaction: What is applied for or asked about.
        whose: Authority before which it lies: it is named where something is withheld.
        heading: What its column is called, e.g. "This application".
        decided: What is known of its own decision, in words.
        taken_as_one: The two names that the matcher took for one, as a hit has them.
    """

    transaction: Transaction
    whose: str
    heading: str
    decided: tuple[str, ...] = ()
    taken_as_one: tuple[str, str] = ("", "")


def beside_denial(reader: ViewReader, asked: Compared, denial: Denial) -> BesideView:
    """Return a transaction beside a denial, one row a field.

    Args:
        reader: Who reads.
        asked: The transaction, and what is known of it.
        denial: As its authority notified it.
    """
    sides = Sides(reader, asked.whose, denial.authority)
    return BesideView(
        caption=reader.says(
            "{heading} and denial {denial}", heading=asked.heading, denial=denial.denial_id
        ),
        ours=asked.heading,
        theirs=reader.says("Denial {denial}", denial=denial.denial_id),
        rows=tuple(_rows(sides, asked, denial)),
    )


def _rows(sides: Sides, asked: Compared, denial: Denial) -> Iterator[BesideRow]:
    ours, theirs, reader = asked.transaction, denial.transaction, sides.reader
    known = asked.taken_as_one
    for name, mine, their in (
        (reader.says("End-user"), ours.end_user, theirs.end_user),
        (reader.says("Consignee"), ours.consignee, theirs.consignee),
    ):
        yield from _party_rows(sides, name, mine, their, known)
    yield from _between(sides, ours, theirs, known)
    yield from goods_rows(sides, ours.items, theirs.items)
    yield _country_row(sides, reader.says("Destination"), ours.destination, theirs.destination)
    yield _end_use(sides, ours.stated_end_use, theirs.stated_end_use)
    yield from _decision(sides, asked, denial)


# --- parties ------------------------------------------------------------------------------


def _party_rows(
    sides: Sides, name: str, ours: Stated[Party], theirs: Stated[Party], known: tuple[str, str]
) -> Iterator[BesideRow]:
    """Yield a row for the names of two parties, and where both are given one for each field."""
    mine, their = ours.value, theirs.value
    if mine is None or their is None:
        if {ours.state, theirs.state} != {Statement.UNKNOWN}:
            yield sides.apart(name, _stated(sides, ours, theirs))
        return
    pairs = pair_texts(mine.names, their.names, known)
    yield sides.row(name, _name_lines(sides, pairs), _names_said(sides, pairs, known))
    yield from _fields(sides, name, mine, their)


def _stated(
    sides: Sides, ours: Stated[Party], theirs: Stated[Party]
) -> tuple[BesideSide, BesideSide]:
    def shown(party: Party) -> BesideSide:
        lines = [line_of(each) for each in party.names]
        where = sides.reader.country(party.country)
        return sides.given([*lines, *([line_of(where)] if where else [])])

    return (
        sides.stated(ours, sides.ours, shown),
        sides.stated(theirs, sides.theirs, shown),
    )


def _fields(sides: Sides, name: str, ours: Party, theirs: Party) -> Iterator[BesideRow]:
    reader = sides.reader
    if ours.country or theirs.country:
        of = reader.says("{party}: country", party=name)
        yield _country_row(sides, of, ours.country, theirs.country)
    if ours.addresses or theirs.addresses:
        pairs = pair_texts(
            (each.text for each in ours.addresses), (each.text for each in theirs.addresses)
        )
        of = reader.says("{party}: address", party=name)
        yield sides.row(of, _lines(sides, pairs), _address_said(sides, pairs))
    if ours.identifiers or theirs.identifiers:
        of = reader.says("{party}: registrations", party=name)
        yield _identifiers(sides, of, ours, theirs)


def _between(
    sides: Sides, ours: Transaction, theirs: Transaction, known: tuple[str, str]
) -> Iterator[BesideRow]:
    """Yield a row of all intermediaries by name: which of them is which, nobody has said."""
    names = [
        [name for each in transaction.intermediaries for name in each.names]
        for transaction in (ours, theirs)
    ]
    if any(names):
        pairs = pair_texts(names[0], names[1], known)
        said = _names_said(sides, pairs, known)
        yield sides.row(sides.reader.says("Intermediaries"), _name_lines(sides, pairs), said)


def _name_lines(
    sides: Sides, pairs: tuple[TextPair, ...]
) -> tuple[list[BesideLine], list[BesideLine]]:
    """Return names on both sides; which stands on one side alone is said where it matters."""
    return _lines(sides, pairs, alone=len(pairs) > 1)


def _lines(
    sides: Sides, pairs: tuple[TextPair, ...], *, alone: bool = False
) -> tuple[list[BesideLine], list[BesideLine]]:
    found: tuple[list[BesideLine], list[BesideLine]] = ([], [])
    note = sides.reader.says("on this side only")
    for pair in pairs:
        paired = pair.ours is not None and pair.theirs is not None
        for side, line in zip(found, pair.lines(), strict=True):
            if line is not None:
                side.append(line if paired or not alone else line.noted(note))
    return found


def _names_said(
    sides: Sides, pairs: tuple[TextPair, ...], known: tuple[str, str]
) -> tuple[Nearness, str]:
    reader, best = sides.reader, pairs[0]
    if best.ours is None or best.theirs is None:
        return Nearness.NOT_COMPARED, reader.says("nothing to compare with")
    taken = (best.ours, best.theirs) == known
    if taken and best.likeness in {TextLikeness.OTHER, TextLikeness.SCRIPT}:
        return Nearness.NEAR, reader.says("written otherwise; the search takes both for one name")
    return nearness(best.likeness), {
        TextLikeness.SAME: reader.says("same name"),
        TextLikeness.WRITING: reader.says("same name, other capitals or marks"),
        TextLikeness.SCRIPT: reader.says("same name, other script"),
        TextLikeness.NUMBER: reader.says("same name, other number"),
        TextLikeness.SPELLING: reader.says("other spelling"),
        TextLikeness.OTHER: reader.says("other name"),
    }[best.likeness]


def _address_said(sides: Sides, pairs: tuple[TextPair, ...]) -> tuple[Nearness, str]:
    reader, best = sides.reader, pairs[0]
    if best.ours is None or best.theirs is None:
        return Nearness.NOT_COMPARED, reader.says("no address to compare with")
    return nearness(best.likeness), {
        TextLikeness.SAME: reader.says("same address"),
        TextLikeness.WRITING: reader.says("same address, other capitals or marks"),
        TextLikeness.SCRIPT: reader.says("same address, other script"),
        TextLikeness.NUMBER: reader.says("same address, other number"),
        TextLikeness.SPELLING: reader.says("same address, other spelling"),
        TextLikeness.OTHER: reader.says("other address"),
    }[best.likeness]


def _identifiers(sides: Sides, name: str, ours: Party, theirs: Party) -> BesideRow:
    """Return the registrations of two parties; a number is compared under its own scheme only."""
    reader = sides.reader
    mine, their = ({(e.scheme, e.value) for e in each.identifiers} for each in (ours, theirs))
    schemes = {scheme for scheme, _ in mine} & {scheme for scheme, _ in their}
    if mine & their:
        said = Nearness.SAME, reader.says("same number")
    elif schemes:
        said = Nearness.OTHER, reader.says("other number under the same scheme")
    else:
        said = Nearness.NOT_COMPARED, reader.says("no scheme in common")

    def lines(party: Party, other: set[tuple[str, str]]) -> list[BesideLine]:
        return [
            given(
                f"{each.scheme} {each.value}",
                differs=each.scheme in schemes and (each.scheme, each.value) not in other,
            )
            for each in party.identifiers
        ]

    return sides.row(name, (lines(ours, their), lines(theirs, mine)), said)


# --- where to, what for, what was decided ---------------------------------------------------


def _country_row(sides: Sides, name: str, ours: str | None, theirs: str | None) -> BesideRow:
    reader, differs = sides.reader, ours != theirs
    both = bool(ours and theirs)
    said = reader.says("other country") if differs else reader.says("same country")
    likeness = Nearness.OTHER if differs else Nearness.SAME
    compared = (likeness, said) if both else _one_side(reader)
    lines = [
        [given(reader.country(each), differs=both and differs)] if each else []
        for each in (ours, theirs)
    ]
    return sides.row(name, (lines[0], lines[1]), compared)


def _one_side(reader: ViewReader) -> tuple[Nearness, str]:
    return Nearness.NOT_COMPARED, reader.says("nothing to compare with")


def _end_use(sides: Sides, ours: Stated[str], theirs: Stated[str]) -> BesideRow:
    reader = sides.reader
    name = reader.says("Stated end-use")
    if ours.value is None or theirs.value is None:

        def shown(text: str) -> BesideSide:
            return sides.given([line_of(text)])

        mine = sides.stated(ours, sides.ours, shown)
        return sides.apart(name, (mine, sides.stated(theirs, sides.theirs, shown)))
    pairs = pair_texts((ours.value,), (theirs.value,))
    said = {
        TextLikeness.SAME: reader.says("same words"),
        TextLikeness.WRITING: reader.says("same words, other capitals or marks"),
    }
    words = said.get(pairs[0].likeness) or reader.says("other words")
    return sides.row(name, _lines(sides, pairs), (nearness(pairs[0].likeness), words))


def _decision(sides: Sides, asked: Compared, denial: Denial) -> Iterator[BesideRow]:
    """Yield what was decided: rows that inform, in which nothing is compared."""
    reader = sides.reader
    decided = reader.says(
        "{decision} of {day}, by {authority}",
        decision=reader.word(denial.decision),
        day=reader.day(denial.decision_date),
        authority=denial.authority,
    )
    notified = reader.says(
        "first notified {day} under {base}",
        day=reader.day(denial.first_notified),
        base=reader.word(denial.legal_base),
    )
    yield BesideRow(
        name=reader.says("Decision"),
        ours=BesideSide(lines=tuple(line_of(each) for each in asked.decided)),
        theirs=sides.given([line_of(decided), line_of(notified)]),
        said=(),
        likeness=Nearness.NOT_COMPARED,
    )
    yield BesideRow(
        name=reader.says("Grounds"),
        ours=BesideSide(),
        theirs=sides.stated(
            denial.grounds,
            sides.theirs,
            lambda found: sides.given([line_of(reader.word(each)) for each in found]),
        ),
        said=(),
        likeness=Nearness.NOT_COMPARED,
    )
    explained = [line_of(each.text, language=each.language) for each in denial.explanation]
    withheld = denial.explanation_withheld
    if explained or withheld is not None:
        theirs = (
            sides.given(explained)
            if withheld is None
            else sides.withheld(denial.authority, withheld)
        )
        yield BesideRow(
            name=reader.says("Explanation"),
            ours=BesideSide(),
            theirs=theirs,
            said=(),
            likeness=Nearness.NOT_COMPARED,
        )
