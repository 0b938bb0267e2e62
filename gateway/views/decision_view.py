"""The decision of a case as a person reads it: what was proposed, decided, and granted."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.domain.case import (
    Case,
    DecisionParts,
    DecisionProposal,
    InformedTerms,
    LicenceTerms,
    LinePart,
)
from gateway.domain.transaction import Transaction
from gateway.views.frame import (
    Block,
    Cell,
    Piece,
    ViewPart,
    cell,
    facts,
    lines,
    listed,
    part,
    table,
)
from gateway.views.informed_view import informed_blocks
from gateway.views.licence_view import licence_blocks, licence_changes
from gateway.views.reader import ViewReader
from gateway.views.transaction_view import party_cell


def decision_parts(
    reader: ViewReader, case: Case, missing: tuple[str, ...] | None
) -> Iterator[ViewPart | None]:
    """Yield what is proposed or decided in a case, and what came of it.

    Args:
        reader: Who reads.
        case: The case.
        missing: Members that have not confirmed to hold its denial; None: nothing was notified.
    """
    decision = case.decision
    what = decision.proposal if decision is not None else case.proposal
    if what is None:
        yield part("", lines("", (reader.piece("There is no decision yet."),)))
    else:
        yield part(
            "",
            facts("", *_proposal_facts(reader, case, what)),
            table(
                reader.says("The two parts"),
                reader.each("Part", "Line", "Item", "Quantity", "Value"),
                _parts(reader, case.application.transaction, what.parts),
            ),
            lines(reader.says("Explanation"), map(Piece.quoted, what.explanation)),
            lines(reader.says("Conditions"), map(Piece.quoted, what.conditions)),
            listed(
                reader.says("How answers were considered"),
                what.considered,
                (reader.says("Authority"), lambda each: cell(each.authority)),
                (reader.says("Under"), lambda each: cell(each.procedure)),
                (reader.says("How"), lambda each: (Piece.quoted(each.text),)),
            ),
        )
    if case.refusal_proposed:
        negative = reader.soft("A negative decision was proposed here at some time.")
        yield part("", lines("", (negative,)))
    yield part("", *_withdrawn(reader, case))
    yield part(reader.says("The licence"), *_licence(reader, case))
    if case.informed is not None:
        letter = informed_blocks(reader, case.informed)
        yield part(reader.says("The letter that informs of the requirement"), *letter)
    yield part("", lines(reader.says("Who has received the denial"), _received(reader, missing)))


def _licence(reader: ViewReader, case: Case) -> Iterator[Block | None]:
    if case.licensed is not None:
        yield from licence_blocks(reader, case.licensed)
    yield licence_changes(reader, case.licence)


def _proposal_facts(
    reader: ViewReader, case: Case, what: DecisionProposal
) -> Iterator[tuple[str, Cell]]:
    decision = case.decision
    name = reader.says("Proposed") if decision is None else reader.says("Outcome")
    yield name, (Piece(text=reader.word(what.outcome), strong=True),)
    yield reader.says("Grounds"), reader.words(what.grounds)
    if what.examination is not None:
        yield reader.says("On examination"), cell(str(what.examination))
    yield from _terms_facts(reader, what)
    if what.stale_registers:
        yield (
            reader.says("Accepted although not fresh"),
            (
                *cell(", ".join(what.stale_registers)),
                *(
                    reader.soft(
                        "{origin}: {size} entries, last found complete {at}",
                        origin=each.origin,
                        size=each.size,
                        at=reader.says("never")
                        if each.synced_at is None
                        else reader.instant(each.synced_at).text,
                    )
                    for each in what.accepted
                ),
            ),
        )
    if decision is None:
        at = case.proposed_at
        yield (
            reader.says("Proposed by"),
            (
                Piece.theirs(case.proposed_by),
                *reader.at(at),
                reader.soft("a second officer decides"),
            ),
        )
        return
    yield (
        reader.says("Proposed by"),
        (
            Piece.theirs(decision.proposed_by),
            reader.instant(decision.proposed_at),
        ),
    )
    yield (
        reader.says("Decided by"),
        (
            Piece.theirs(decision.decided_by),
            reader.instant(decision.decided_at),
            *(() if decision.four_eyes else (reader.soft("one officer, as the rulebook allows"),)),
        ),
    )
    if decision.hits_judged:
        judged = reader.soft("each hit of which the rulebook asks it was confirmed or dismissed")
        yield reader.says("Hits"), (judged,)
    yield reader.says("Denial"), cell(decision.denial_id or "")


def _parts(
    reader: ViewReader, asked: Transaction, parts: DecisionParts | None
) -> Iterator[tuple[Cell, ...]]:
    if parts is None:
        return
    last = parts.refused_from
    only: Cell = () if last is None else (reader.soft("from {day} on", day=reader.day(last)),)
    if parts.refused_end_user is not None:
        only += (
            reader.soft("for this end-user only:"),
            *party_cell(reader, parts.refused_end_user),
        )
    for each in parts.granted:
        yield _part_row(reader, asked, (reader.strong("Granted"),), each)
    for each in parts.refused:
        yield _part_row(reader, asked, (reader.strong("Refused"), *only), each)


def _part_row(
    reader: ViewReader, asked: Transaction, what: Cell, part: LinePart
) -> tuple[Cell, ...]:
    known = part.line <= len(asked.items)  # what is proposed is checked; a test asks for any
    goods = (Piece.theirs(asked.items[part.line - 1].description),) if known else ()
    amounts = (part.quantity, part.value)
    whole = reader.says("all")
    quantity, value = (cell(whole if each is None else reader.number(each)) for each in amounts)
    return what, cell(str(part.line)), goods, quantity, value


def _terms_facts(reader: ViewReader, what: DecisionProposal) -> Iterator[tuple[str, Cell]]:
    if what.licence is not None:
        yield reader.says("Licence to be granted"), tuple(_terms(reader, what.licence))
    if what.informed is not None:
        yield reader.says("Letter that informs"), tuple(_letter_terms(reader, what.informed))


def _terms(reader: ViewReader, terms: LicenceTerms) -> Iterator[Piece]:
    if terms.number is not None:
        yield Piece.theirs(terms.number)
    if terms.valid_from is not None:
        yield reader.piece("from {day}", day=reader.day(terms.valid_from))
    if terms.valid_until is not None:
        yield reader.piece("until {day}", day=reader.day(terms.valid_until))


def _letter_terms(reader: ViewReader, terms: InformedTerms) -> Iterator[Piece]:
    yield from _terms(reader, terms)
    if terms.addressee is not None:
        yield reader.soft("to")
        yield from party_cell(reader, terms.addressee)
    if terms.replaces is not None:
        yield reader.piece("in place of {letter}", letter=terms.replaces)


def _withdrawn(reader: ViewReader, case: Case) -> Iterator[Block | None]:
    withdrawal = case.withdrawal
    if withdrawal is None:
        return
    yield lines(reader.says("The applicant withdrew"), (Piece.quoted(withdrawal),))
    determined = {
        True: reader.piece("It had been determined that this would not be authorised."),
        False: reader.piece("Nothing had been determined before."),
    }
    said = determined.get(withdrawal.determined) if withdrawal.determined is not None else None
    yield lines("", () if said is None else (said,))
    yield facts("", (reader.says("Grounds of it"), reader.words(withdrawal.grounds)))
    yield lines(reader.says("Explanation to others"), map(Piece.quoted, withdrawal.explanation))


def _received(reader: ViewReader, missing: tuple[str, ...] | None) -> Iterator[Piece]:
    if missing is None:
        return
    if missing:
        yield reader.strong("Not yet confirmed by {missing}.", missing=missing)
        yield reader.piece(
            "All other members that read registers have cosigned a checkpoint of the log that "
            "covers it."
        )
    else:
        yield reader.piece(
            "Every member that reads registers has cosigned a checkpoint of the log that covers it."
        )
