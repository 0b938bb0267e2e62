"""A round on a classification as a person reads it: asked, answered side by side, concluded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gateway.domain.consultation.classification import (
    AskedAuthority,
    ClassificationClosing,
    ClassificationOutcome,
    ClassificationRound,
    ClassifiedItem,
    DifferingOpinion,
    MeasuredParameter,
    Precedent,
    RoundAnswer,
    RoundState,
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
    lines,
    listed,
    section,
    table,
    theirs,
)
from gateway.views.reader import ViewReader, percent
from gateway.views.task_view import next_section
from gateway.views.transaction_view import document_table, parameter_piece


def round_view(
    reader: ViewReader, held: ClassificationRound, *, may_write: bool = False
) -> NounView:
    """Return a round as a view.

    Args:
        reader: Who reads.
        held: The round, with the answers as they stand.
        may_write: Whether the reader may answer, or close it.
    """
    return NounView(
        noun="classification",
        name=held.number,
        heading=reader.says("Round on a classification {number}", number=held.number),
        state=reader.word(held.state),
        lead=(
            reader.piece("Which control code this item has, {asker} asks.", asker=held.asker)
            if not held.ours
            else reader.piece("Which control code this item has, we ask."),
        ),
        short=tuple(_in_short(reader, held)),
        sections=kept(*_sections(reader, held, may_write=may_write)),
        zone=reader.zone.key,
    )


def _in_short(reader: ViewReader, held: ClassificationRound) -> Iterator[Piece]:
    if held.outcome is not None:
        yield concluded(reader, held.number, held.asker, held.outcome)
    elif held.state is RoundState.CLOSED:
        yield reader.piece("It is closed; no answer is needed.")
    elif held.ours:
        given = sum(each.answer is not None for each in held.asked)
        yield reader.piece("{given} of {all} have answered.", given=given, all=len(held.asked))


def concluded(reader: ViewReader, name: str, asker: str, outcome: ClassificationOutcome) -> Piece:
    """Return what a round came to, as it stands on a case: was classified so on a day, by whom."""
    return reader.strong(
        "Was classified as {code} on {day} by {asker} ({number}).",
        code=_code(reader, outcome.code),
        day=reader.day(outcome.closed_on),
        asker=asker,
        number=name,
    )


def _code(reader: ViewReader, code: str | None) -> str:
    return reader.says("on no list") if code is None else reader.code(code)


def _sections(
    reader: ViewReader, held: ClassificationRound, *, may_write: bool
) -> Iterator[ViewSection | None]:
    until = reader.day(held.wanted_by)
    yield section(
        reader.says("What is asked"),
        facts(
            "",
            (reader.says("Asked by"), cell(held.asker)),
            (reader.says("For case"), cell(held.case_id or "")),
            (reader.says("Asked"), (reader.instant(held.opened),)),
            (reader.says("Answers wanted by"), cell(until)),
        ),
        *item_blocks(reader, held.item),
        lines(reader.says("Remarks"), map(Piece.quoted, held.text)),
    )
    yield section(
        reader.says("Answers"),
        table(
            "",
            (
                *reader.each("Authority", "Holds for right", "How sure", "Why", "Precedents"),
                reader.when("Answered"),
            ),
            (_answer_row(reader, each) for each in held.asked),
        ),
    )
    if held.outcome is not None or held.closed is not None:
        closed = reader.at(held.closed)
        yield section(
            reader.says("What came of it"),
            *outcome_blocks(reader, held.outcome),
            facts("", (reader.says("Closed"), closed)),
        )
    if may_write:
        yield next_section(reader, _steps(reader, held))


def _steps(reader: ViewReader, held: ClassificationRound) -> Iterator[tuple[str, str]]:
    if held.ours:
        close = f"comity classification close {held.number} --code CODE --reason REASON"
        again = reader.says("Conclude otherwise")
        yield again if held.outcome is not None else reader.says("Close it"), close
        return
    answered = held.asked[0].answer is not None
    if answered or held.state is RoundState.OPEN:
        words = reader.says("Amend our answer") if answered else reader.says("Answer it")
        sure = "--confidence CONFIDENCE --reason REASON"
        yield words, f"comity classification answer {held.number} --code CODE {sure}"


def item_blocks(reader: ViewReader, item: ClassifiedItem) -> Iterator[Block | None]:
    """Yield an item that is to be classified: words, maker, what can be measured, data sheets."""
    yield facts(
        reader.says("Item"),
        (reader.says("Description"), theirs(item.description)),
        (reader.says("Manufacturer"), theirs(item.manufacturer)),
        (reader.says("What its manufacturer calls it"), theirs(item.designation)),
    )
    yield lines(
        reader.says("Parameters"),
        (_measured(reader, each) for each in item.parameters),
        listed=True,
    )
    yield document_table(reader, item.sheets)


def _measured(reader: ViewReader, given: MeasuredParameter) -> Piece:
    said = parameter_piece(reader, given)
    if given.tolerance is None:
        return said
    by = reader.says(
        "{value}, plus or minus {by}", value=said.text, by=reader.number(given.tolerance)
    )
    return Piece.theirs(by)


def _answer_row(reader: ViewReader, asked: AskedAuthority) -> tuple[Cell, ...]:
    answer = asked.answer
    if answer is None:
        words = reader.says("recalled") if asked.recalled else reader.says("no answer yet")
        return cell(asked.authority), (Piece(text=words, soft=True),), (), (), (), ()
    amended = answer.amended_at
    changed = () if amended is None else (reader.soft("amended"), reader.moment(amended))
    return (
        cell(asked.authority),
        _holds(reader, answer),
        cell(reader.word(answer.confidence)),
        tuple(map(Piece.quoted, answer.reason)),
        tuple(map(Piece.theirs, answer.precedents)),
        (reader.moment(answer.at), *changed),
    )


def _holds(reader: ViewReader, answer: RoundAnswer) -> Cell:
    if answer.not_listed:
        return (reader.strong("on no list"),)
    if not answer.codes:
        return (reader.soft("no opinion"),)
    return tuple(Piece(text=reader.code(code), strong=True) for code in answer.codes)


def outcome_blocks(
    reader: ViewReader, outcome: ClassificationOutcome | None
) -> Iterator[Block | None]:
    """Yield what a round came to: code, list, who agreed, who differed, why."""
    if outcome is None:
        return
    yield facts(
        "",
        (reader.says("Classified as"), cell(_code(reader, outcome.code))),
        (reader.says("Under the list of"), cell(outcome.list_version)),
        (reader.says("On"), cell(reader.day(outcome.closed_on))),
        (reader.says("Agreed"), cell(", ".join(outcome.agreed))),
        (reader.says("Differed"), tuple(_differed(reader, outcome.differed))),
    )
    yield lines(reader.says("Why"), map(Piece.quoted, outcome.reason))


def _differed(reader: ViewReader, differed: Iterable[DifferingOpinion]) -> Iterator[Piece]:
    for each in differed:
        codes = ", ".join(map(reader.code, each.codes)) or reader.says("on no list")
        yield reader.piece("{authority}: {codes}", authority=each.authority, codes=codes)


def closing_blocks(
    reader: ViewReader, closing: ClassificationClosing | None
) -> Iterator[Block | None]:
    """Yield that a supplement closes a round, and with what."""
    if closing is not None:
        yield facts("", (reader.says("Closes the round"), cell(closing.number)))
        yield from outcome_blocks(reader, closing.outcome)


def precedent_blocks(reader: ViewReader, found: Iterable[Precedent]) -> Iterator[Block | None]:
    """Yield items that were classified before and are like what is looked for."""
    yield listed(
        reader.says("Classified before"),
        found,
        (reader.says("Line"), lambda each: cell("" if each.line is None else str(each.line))),
        (
            reader.says("What was concluded"),
            lambda each: (
                concluded(reader, each.number, each.asker, each.outcome),
                reader.soft("under the list of {version}", version=each.outcome.list_version),
            ),
        ),
        (
            reader.says("Item"),
            lambda each: (
                Piece.theirs(each.item.description),
                *theirs(each.item.manufacturer),
                *theirs(each.item.designation),
            ),
        ),
        (reader.says("Agreed"), lambda each: cell(", ".join(each.outcome.agreed))),
        (reader.says("Differed"), lambda each: tuple(_differed(reader, each.outcome.differed))),
        (
            reader.says("How like"),
            lambda each: (percent(each.likeness.score), *map(Piece.kept, each.likeness.reasons)),
        ),
        (reader.says("Why so"), lambda each: tuple(map(Piece.quoted, each.outcome.reason))),
    )


def rounds_table(reader: ViewReader, rounds: Iterable[ClassificationRound]) -> Block | None:
    """Return the rounds that were asked for a case, each with what came of it."""
    return listed(
        reader.says("Asked of other authorities"),
        rounds,
        (reader.says("Round"), lambda each: cell(each.number)),
        (reader.says("Of"), lambda each: cell(", ".join(asked.authority for asked in each.asked))),
        (reader.says("Item"), lambda each: theirs(each.item.designation or each.item.description)),
        (reader.says("State"), lambda each: cell(reader.word(each.state))),
        (
            reader.says("Came to"),
            lambda each: cell("" if each.outcome is None else _code(reader, each.outcome.code)),
        ),
        (reader.when("Asked"), lambda each: (reader.moment(each.opened),)),
    )
