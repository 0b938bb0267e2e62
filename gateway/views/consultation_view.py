"""A consultation as a person reads it, on the side that asks and on the side that answers.

Both see the same: what is asked, about what, the denials beside the transaction, until when,
what may be answered and what each answer does, what was answered with all that binds. Whose
move it is differs, and the first sentences say it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from gateway.domain.acts import Task, TaskKind
from gateway.domain.authority import AuthorityCode
from gateway.domain.case import Act
from gateway.domain.case.restriction import Restriction
from gateway.domain.consultation import (
    OPEN_STATES,
    Consultation,
    ConsultationState,
    EndReason,
    StopState,
)
from gateway.domain.consultation.past import HeldPastConsultation, PastConsultation, PastOutcome
from gateway.domain.correspondence import Supplement
from gateway.domain.denial import Denial
from gateway.domain.letter import LetterTrace
from gateway.domain.rulebook import Procedure
from gateway.domain.transaction import HumanRightsAssessment
from gateway.views.answer_view import answer_parts, answer_words, option_of, options_blocks
from gateway.views.assessment_view import assessment_blocks
from gateway.views.beside_view import beside_part
from gateway.views.classification_view import closing_blocks
from gateway.views.clock_view import both_ends, clock_blocks, goods_stopped, last_instant
from gateway.views.frame import (
    Cell,
    NounView,
    Piece,
    ViewPart,
    ViewSection,
    cell,
    digest,
    facts,
    kept,
    lines,
    part,
    section,
    section_of,
    theirs,
)
from gateway.views.reader import ViewReader
from gateway.views.record_view import (
    acts_section,
    hand_section,
    letters_table,
    restriction_section,
)
from gateway.views.transaction_view import (
    document_table,
    reference_facts,
    rests_on_older,
    transaction_blocks,
)


@dataclass(frozen=True, kw_only=True)
class Around:
    """What stands around a consultation when it is shown.

    Attributes:
        us: Whose node shows it.
        rule: Its procedure in the rulebook with which it began.
        now: The instant at which it is shown.
        denials: Those asked about whose content the reader may see, by number.
        supplements: What was supplied since, the oldest first, with who sent it.
        letters: What became of its letters.
        acts: What was done here, the oldest first.
        tasks: What a person must look at.
        restriction: Its mark or its case's, where not every officer sees it.
    """

    us: AuthorityCode
    rule: Procedure
    now: datetime
    denials: Mapping[str, Denial] = field(default_factory=dict)
    supplements: tuple[tuple[AuthorityCode, Supplement], ...] = ()
    letters: tuple[LetterTrace, ...] = ()
    acts: tuple[Act, ...] = ()
    tasks: tuple[Task, ...] = ()
    restriction: Restriction | None = None


def consultation_name(model: Consultation) -> str:
    """Return the short name by which commands find it: ``DE-C-2026-00001/FR``."""
    return f"{model.request.case_reference}/{model.consulted}"


def consultation_view(reader: ViewReader, model: Consultation, around: Around) -> NounView:
    """Return a consultation as a view.

    Args:
        reader: Who reads.
        model: The consultation, of either side.
        around: What stands around it.
    """
    name = consultation_name(model)
    return NounView(
        noun="consultation",
        name=name,
        heading=reader.says("Consultation {name}", name=name),
        state=_state(reader, model, around.rule),
        lead=(
            reader.piece(
                "{asking} asks {consulted} under {article}: {title}.",
                asking=model.asking,
                consulted=model.consulted,
                article=reader.law(around.rule.article),
                title=reader.law(around.rule.title),
            ),
        ),
        warnings=(
            *warning_lines(reader, model),
            *answer_on_older(reader, model, around.supplements),
            *(reader.said(each) for each in around.tasks if not _says_who_asks(each)),
        ),
        short=tuple(_short(reader, model, around)),
        sections=kept(*consultation_sections(reader, model, around)),
        zone=reader.zone.key,
    )


def consultation_sections(
    reader: ViewReader, model: Consultation, around: Around
) -> Iterator[ViewSection | None]:
    """Yield what there is to read of a consultation, in the order in which it is decided."""
    asked = model.request.transaction
    yield _question(reader, model, around)
    yield section(reader.says("What it is about"), *transaction_blocks(reader, asked))
    whose = reader.says("Assessment of {authority}", authority=model.asking)
    yield section(
        reader.says("Human-rights assessment"),
        *(
            block
            for each in _assessed(model, around)
            for block in assessment_blocks(reader, whose, each)
        ),
    )
    yield section_of(
        reader.says("Denials asked about"), *_denial_parts(reader, model, around.denials)
    )
    yield section_of(reader.says("What was supplied since"), *_supplied(reader, around))
    yield section(reader.says("Until when"), *clock_blocks(reader, model, around.rule, around.now))
    yield section(reader.says("What may be answered"), *options_blocks(reader, around.rule))
    yield section_of(
        reader.says("Answers"), _standing(reader, model), *answer_parts(reader, model, around.rule)
    )
    yield hand_section(reader, model, around.rule)
    yield section(
        reader.says("Letters and receipts"), letters_table(reader, around.letters, around.us)
    )
    yield restriction_section(reader, around.restriction)
    yield acts_section(reader, around.acts)


def _assessed(model: Consultation, around: Around) -> Iterator[HumanRightsAssessment]:
    """Yield the newest assessment that the asking side sent since, and that of its question."""
    since = (each.human_rights for who, each in around.supplements if who == model.asking)
    newest = [each for each in since if each is not None][-1:]
    asked = model.request.transaction.human_rights
    yield from newest
    if asked is not None and asked not in newest:
        yield asked


def _says_who_asks(task: Task) -> bool:
    """Say whether a task says no more than who consults us under what, as the first line does."""
    return task.kind == TaskKind.ANSWER_DUE and task.data.keys() == _WHO_ASKS


_WHO_ASKS: Final = {"sender", "article", "title"}
"""What the task of a question says, where it says nothing of the case that it concerns."""


# --- the first sentences ------------------------------------------------------------------


def _state(reader: ViewReader, model: Consultation, rule: Procedure) -> str:
    answer = model.counting_answer
    if model.state is ConsultationState.ANSWERED and answer is not None:
        return answer_words(rule, answer.answer, reader)
    lifted = model.stop is not None and model.stop.state is StopState.LIFTED
    return reader.says("Ended: the stop was lifted") if lifted else reader.word(model.state)


def _short(reader: ViewReader, model: Consultation, around: Around) -> Iterator[Piece]:
    answer, rule = model.counting_answer, around.rule
    if model.state in OPEN_STATES and model.deadline is not None:
        until = last_instant(reader, model.deadline)
        ours = model.consulted == around.us
        yield (
            reader.strong("Our answer is due until {until}.", until=until)
            if ours and not _settled(model, rule)
            else reader.piece("An answer counts until {until}.", until=until)
        )
    elif model.deadline is None and model.state is ConsultationState.REQUESTED:
        yield reader.piece(
            "{authority} has not received the request yet: no period runs.",
            authority=model.consulted,
        )
    if answer is not None:
        words = answer_words(rule, answer.answer, reader)
        yield reader.strong("{who} answered: {words}.", who=model.consulted, words=words)
        for each in answer.conditions:
            yield Piece.quoted(each)
    elif model.state is ConsultationState.SILENT:
        yield reader.strong("{who} did not answer.", who=model.consulted)
    yield from _stop(reader, model)


def _settled(model: Consultation, rule: Procedure) -> bool:
    """Whether there is an answer that ends the consultation."""
    answer = model.counting_answer
    option = None if answer is None else option_of(rule, answer.answer)
    return option is not None and option.settles


def _stop(reader: ViewReader, model: Consultation) -> Iterator[Piece]:
    """Say where goods stand that are stopped; the end of a period is the end of its last day."""
    stop = model.stop
    if stop is None:
        return
    state = reader.word(stop.state)
    clocks = [each for each in (model.stop_clock, model.deadline) if each is not None]
    when = ""
    if stop.at is not None:
        ends = (last_instant(reader, each) for each in clocks if each.last_instant == stop.at)
        at = next(ends, None) or reader.instant(stop.at).text
        until = stop.state is StopState.HELD
        when = reader.says(", until {at}", at=at) if until else reader.says(", {at}", at=at)
    by = {
        "answer": reader.says(", by the answer"),
        "silence": reader.says(", by silence"),
        "stop": reader.says(", by the stop's own period"),
        "end": reader.says(", by the end of the consultation"),
    }
    how = by.get(stop.by, "")
    yield reader.strong("The goods: {state}{when}{how}.", state=state, when=when, how=how)
    yield reader.piece("{sentence}", sentence=reader.law(stop.sentence))
    if model.stop_clock is not None:
        yield both_ends(reader, model, model.stop_clock)


def warning_lines(reader: ViewReader, model: Consultation) -> Iterator[Piece]:
    """Yield what must not be missed of a consultation."""
    if model.sealed:
        yield reader.piece("Recalled by its sender: its contents are sealed.")
    if model.oral_objection:
        yield reader.piece("An oral objection is noted; silence has no effect.")
    if model.answer_again:
        yield reader.piece("The request was corrected: a second answer counts.")
    if model.asked_anew:
        yield reader.piece("A later consultation asks this again.")
    if model.ended_denials:
        yield reader.piece("No longer about {denials}.", denials=model.ended_denials)
    for each in model.same_transaction:
        yield reader.piece(
            "Another State asks about the same transaction, as it seems: {other}.", other=each
        )


def answer_on_older(
    reader: ViewReader,
    model: Consultation,
    supplements: Iterable[tuple[AuthorityCode, Supplement]] = (),
) -> Iterator[Piece]:
    """Yield which documents were replaced after the answer had been given on them."""
    said = reader.says("The answer of {consulted}", consulted=model.consulted)
    added = (document for _, each in supplements for document in each.documents)
    known = {each.sha256: each for each in (*model.request.documents, *added)}
    yield from rests_on_older(reader, said, known.values(), model.answered_at)


# --- what is asked ------------------------------------------------------------------------


def _question(reader: ViewReader, model: Consultation, around: Around) -> ViewSection | None:
    request = model.request
    asked_for = ", ".join(reader.within(reader.key(each)) for each in request.asked_for)
    known = (
        (reader.says("Article"), cell(reader.law(around.rule.article))),
        (
            reader.says("Case of {asking}", asking=model.asking),
            theirs(request.case_reference),
        ),
        (reader.says("Our case"), cell(model.case_id or "")),
        (
            reader.says("Case or licence of {consulted}", consulted=model.consulted),
            theirs(request.concerns),
        ),
        (reader.says("Asked to"), cell(asked_for)),
        goods_stopped(reader, request),
        (reader.says("Carried"), cell(reader.word(model.channel))),
        (reader.says("Denials"), cell(", ".join(request.denials))),
        (reader.says("In the hands of"), theirs(model.assigned_to)),
        (reader.says("Forwarded to"), cell(model.forwarded_to or "")),
        *reference_facts(reader, request.references, request.relations),
        (
            reader.says("Corrected by letter"),
            tuple(Piece(text=each, digest=True) for each in model.corrections),
        ),
        (reader.says("Identifier"), digest(model.conversation_id)),
        (reader.says("Law"), (reader.piece("rulebook {version}", version=model.rulebook),)),
    )
    return section(
        reader.says("What is asked"),
        facts("", *known),
        lines(reader.says("Remarks"), map(Piece.quoted, request.remarks)),
        lines(
            reader.says("Why it is asked"), map(Piece.theirs, request.match_summary), listed=True
        ),
        document_table(reader, request.documents),
    )


def _denial_parts(
    reader: ViewReader, model: Consultation, held: Mapping[str, Denial]
) -> Iterator[ViewPart | None]:
    near = {each.denial_id: each for each in model.asked_as}
    for denial_id in model.request.denials:
        found = near.get(denial_id)
        tags = [] if found is None else [reader.word(found.match_class), f"{found.score:.0%}"]
        if denial_id in model.ended_denials:
            tags.append(reader.says("no longer valid"))
        yield beside_part(
            reader,
            denial_id,
            model.request.transaction,
            held.get(denial_id),
            mine=reader.says("This transaction"),
            tag=", ".join(tags),
        )


def _supplied(reader: ViewReader, around: Around) -> Iterator[ViewPart | None]:
    for sender, each in around.supplements:
        again = each.transaction
        assessed = (each.human_rights, None if again is None else again.human_rights)
        whose = reader.says("Assessment of {authority}", authority=sender)
        forwarded = cell(each.forwarded_to or "")
        yield part(
            reader.says("By {sender}", sender=sender),
            lines("", map(Piece.quoted, each.text)),
            document_table(reader, each.documents),
            facts(
                "",
                *reference_facts(reader, each.references, ()),
                (reader.says("Forwarded to"), forwarded),
            ),
            *(() if again is None else transaction_blocks(reader, again)),
            *(
                block
                for rights in filter(None, assessed)
                for block in assessment_blocks(reader, whose, rights)
            ),
            *closing_blocks(reader, each.closing),
        )


# --- how it stands ------------------------------------------------------------------------


def _standing(reader: ViewReader, model: Consultation) -> ViewPart | None:
    """Say how it stands or ended, where no answer says it."""
    return part("", lines("", standing_lines(reader, model)))


def standing_lines(reader: ViewReader, model: Consultation) -> Iterator[Piece]:
    """Yield how it stands, or how and why it ended."""
    open_still = model.state in OPEN_STATES
    if model.answer is None and model.settled_answer is None:
        yield reader.strong("{state}.", state=reader.word(model.state))
    # Under a final answer it would be stale: the period does not run on.
    if model.information is not None and open_still:
        yield reader.strong("{state}.", state=reader.word(model.information))
    if model.silence_meaning:
        yield Piece(text=reader.law(model.silence_meaning))
    if model.closed_by == "both":
        yield reader.piece(
            "Closed by both gateways: that of {asking} asked, that of {consulted} stated that "
            "nothing was under way.",
            asking=model.asking,
            consulted=model.consulted,
        )
    elif model.closed_by:
        yield reader.piece(
            "The other gateway could not be reached. {name} went on without it, on record; see "
            "the acts.",
            name=model.closed_by.removeprefix("officer:"),
        )
    lifted = model.stop is not None and model.ended_because is EndReason.WITHDRAWN
    if model.ended_because is not None and not lifted:
        yield reader.piece("Ended: {why}.", why=reader.word(model.ended_because))
    if model.ended_text:
        yield Piece.theirs(model.ended_text)


# --- what another system carried --------------------------------------------------------------


def past_view(reader: ViewReader, held: HeldPastConsultation) -> NounView:
    """Return a past consultation as a view.

    Args:
        reader: Who reads.
        held: What is kept of it.
    """
    told = held.consultation
    return NounView(
        noun="past consultation",
        name=str(held.number),
        heading=reader.says(
            "Consultation {reference} of {system}", reference=told.reference, system=told.system
        ),
        state=reader.says("Open there") if told.is_open else reader.says("Ended"),
        lead=(
            reader.piece(
                "{asking} asked {consulted} under Article {article}.",
                asking=told.asking,
                consulted=told.consulted,
                article=told.procedure,
            ),
        ),
        short=(
            reader.piece(
                "A record of the past, as a list of {day} had it: nothing runs here.",
                day=reader.day(held.read_on),
            ),
        ),
        sections=kept(
            section(reader.says("How it went"), facts("", *_past_course(reader, held))),
            section(reader.says("What it was about"), facts("", *_past_subject(reader, told))),
        ),
        zone=reader.zone.key,
    )


def _past_course(reader: ViewReader, held: HeldPastConsultation) -> Iterator[tuple[str, Cell]]:
    told = held.consultation
    yield reader.says("Number here"), cell(str(held.number))
    for label, on in (
        (reader.says("Asked on"), told.asked_on),
        (reader.says("Answered on"), told.answered_on),
        (reader.says("Ended on"), told.ended_on),
    ):
        yield label, cell(reader.day(on))
    known = told.outcome in set(PastOutcome)
    outcome = reader.word(PastOutcome(told.outcome)) if known else told.outcome.replace("_", " ")
    yield reader.says("Outcome"), cell(outcome)


def _past_subject(reader: ViewReader, told: PastConsultation) -> Iterator[tuple[str, Cell]]:
    yield reader.says("Reference of the application"), theirs(told.case_reference)
    denials = tuple(Piece.theirs(f"{each.system} {each.value}") for each in told.denials)
    yield reader.says("Denials"), denials
    yield (
        reader.says("Destination"),
        cell(reader.country(told.destination) if told.destination else ""),
    )
    yield reader.says("End-user"), tuple(map(Piece.theirs, told.end_user))
    yield reader.says("Goods"), theirs(told.description)
    yield reader.says("Codes"), cell(", ".join(told.codes))
    yield reader.says("Remarks"), theirs(told.remarks)
