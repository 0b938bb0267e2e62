"""A denial as a person reads it: what was denied, to whom, why, and how long it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.denial import Denial, DenialEventType, DenialState, DenialStatus, FreeText
from gateway.domain.notice import SetAside
from gateway.views.assessment_view import assessment_blocks
from gateway.views.frame import (
    Block,
    Cell,
    NounView,
    Piece,
    ViewSection,
    cell,
    facts,
    kept,
    listed,
    section,
    theirs,
)
from gateway.views.reader import ViewReader
from gateway.views.transaction_view import document_table, reference_facts, transaction_blocks


@dataclass(frozen=True, kw_only=True)
class DenialEntry:
    """One act on a denial, as it stands in a log.

    Attributes:
        log: Whose log.
        index: Place in it.
        kind: What was done.
        at: When it was signed.
        confirmed_by: Members that have signed that they hold it.
        waiting: Those that have not; None where that is known at the log's authority alone.
        note: Why it changed nothing, where it did not.
    """

    log: str
    index: int
    kind: DenialEventType
    at: datetime
    confirmed_by: tuple[str, ...] = ()
    waiting: tuple[str, ...] | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class AroundDenial:
    """What stands around a denial when it is shown.

    Attributes:
        status: Where it stands.
        overdue: Whether its review was missed.
        missing: Contents that were released to us and have not come.
        not_yet_received: Members that have not received it, where it is our own.
        set_aside: What courts did to it, the oldest first.
        revoked_for: The reason that its authority gave for revoking it.
        entries: Its acts, the oldest first.
    """

    status: DenialStatus
    overdue: bool = False
    missing: tuple[str, ...] = ()
    not_yet_received: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    revoked_for: tuple[FreeText, ...] = ()
    entries: tuple[DenialEntry, ...] = ()


def denial_view(reader: ViewReader, denial: Denial, around: AroundDenial) -> NounView:
    """Return a denial as a view.

    Args:
        reader: Who reads.
        denial: What was notified, as far as it is held here.
        around: What stands around it.
    """
    status = around.status
    return NounView(
        noun="denial",
        name=denial.denial_id,
        heading=reader.says("Denial {denial}", denial=denial.denial_id),
        state=reader.word(status.state),
        lead=(
            reader.piece(
                "{decision} of {day}, by {authority}.",
                decision=reader.word(denial.decision),
                day=reader.day(denial.decision_date),
                authority=denial.authority,
            ),
        ),
        warnings=tuple(_warnings(reader, around)),
        short=tuple(_short(reader, denial)),
        sections=kept(*_sections(reader, denial, around)),
        zone=reader.zone.key,
    )


def _warnings(reader: ViewReader, around: AroundDenial) -> Iterator[Piece]:
    if around.status.partner is not None:
        yield reader.piece("For information: it binds nobody and opens no consultation.")
    if around.overdue:
        yield reader.piece("Its review is overdue; it is still valid.")
    if around.missing:
        yield reader.piece(
            "Not withheld, but not here yet: {parts}.", parts="; ".join(around.missing)
        )
    if around.not_yet_received:
        yield reader.piece("Not yet received by {members}.", members=around.not_yet_received)


def _short(reader: ViewReader, denial: Denial) -> Iterator[Piece]:
    """Say why it was denied first: that is what the notice of Article 16(1) is there to tell."""
    for each in reader.stated(denial.grounds, reader.words):
        yield reader.strong("Ground: {ground}.", ground=each.text)
    yield from map(Piece.quoted, denial.explanation)
    if denial.explanation_withheld is not None:
        why = reader.word(denial.explanation_withheld)
        yield reader.soft("The explanation is withheld ({reason}).", reason=why)


def _sections(
    reader: ViewReader, denial: Denial, around: AroundDenial
) -> Iterator[ViewSection | None]:
    asked = denial.transaction
    yield section(reader.says("Decision"), facts("", *_decision(reader, denial, around.status)))
    yield section(reader.says("What was denied"), *transaction_blocks(reader, asked))
    if asked.human_rights is not None:
        whose = reader.says("Assessment of {authority}", authority=denial.authority)
        blocks = assessment_blocks(reader, whose, asked.human_rights)
        yield section(reader.says("Human-rights assessment"), *blocks)
    yield section(reader.says("Documents"), document_table(reader, denial.documents))
    yield section(reader.says("Reviews"), facts("", *_reviews(reader, denial, around)))
    yield section(reader.says("Courts and appeals"), *_set_aside(reader, around))
    yield section(reader.says("Entries"), _entries(reader, around))


def _decision(
    reader: ViewReader, denial: Denial, status: DenialStatus
) -> Iterator[tuple[str, Cell]]:
    yield reader.says("Decision"), cell(reader.word(denial.decision))
    yield reader.says("Decided on"), cell(reader.day(denial.decision_date))
    yield reader.says("By"), cell(denial.authority)
    yield reader.says("Relayed for"), cell(status.relayed_from)
    yield reader.says("Written down by"), cell(status.transcribed_by or "")
    if (told := status.partner) is not None:
        yield reader.says("Told in the"), cell(reader.word(told.regime))
        yield reader.says("Marked"), cell(reader.word(told.marking))
    yield reader.says("Articles"), cell(", ".join(denial.articles))
    yield reader.says("First notified"), cell(reader.day(denial.first_notified))
    if status.partner is None:  # a partner outside the Union denied under its own law
        yield reader.says("Under"), cell(reader.word(denial.legal_base))
    yield reader.says("Reference there"), theirs(denial.national_reference)
    yield from reference_facts(reader, denial.references, ())


def _reviews(
    reader: ViewReader, denial: Denial, around: AroundDenial
) -> Iterator[tuple[str, Cell]]:
    """Yield how often it was reviewed, and when next; a revoked one is reviewed no more."""
    status = around.status
    done = status.reviews_done
    before = denial.reviews_so_far
    unknown = reader.says("not known")
    yield reader.says("Reviews so far"), cell(unknown if done is None else reader.number(done))
    yield (
        reader.says("Of these before it was notified here"),
        cell(unknown if before is None else reader.number(before)),
    )
    if status.state is DenialState.VALID:
        none = reader.says("no date: it lives until its final assessment")
        due = none if status.review_due is None else reader.day(status.review_due)
        yield reader.says("Next review due"), cell(due)
    yield reader.says("Why it was revoked"), tuple(map(Piece.quoted, around.revoked_for))
    yield (
        reader.says("Last act"),
        (
            reader.piece(
                "{what}, {when}",
                what=reader.word(status.last_event),
                when=reader.instant(status.last_event_at).text,
            ),
        ),
    )


def _set_aside(reader: ViewReader, around: AroundDenial) -> Iterator[Block | None]:
    return (court_facts(reader, each) for each in around.set_aside)


def court_facts(reader: ViewReader, act: SetAside) -> Block | None:
    """Return what a court or an appeal body did to a denial."""
    return facts(
        reader.word(act.way),
        (reader.says("Court or body"), theirs(act.body)),
        (reader.says("Decided on"), cell(reader.day(act.at))),
        (reader.says("Reference there"), theirs(act.reference)),
        (reader.says("In words"), tuple(map(Piece.quoted, act.text))),
    )


def _entries(reader: ViewReader, around: AroundDenial) -> Block | None:
    return listed(
        "",
        around.entries,
        (reader.when("When"), lambda each: (reader.moment(each.at),)),
        (reader.says("What"), lambda each: cell(reader.word(each.kind))),
        (reader.says("Entry"), lambda each: cell(f"{each.log} {each.index}")),
        (
            reader.says("Confirmed by"),
            lambda each: cell(", ".join(each.confirmed_by) or reader.says("nobody")),
        ),
        (reader.says("Not yet by"), lambda each: cell(_waiting(reader, each))),
        (reader.says("Remark"), lambda each: theirs(each.note)),
    )


def _waiting(reader: ViewReader, entry: DenialEntry) -> str:
    if entry.waiting is None:
        return reader.says("known at {log}", log=entry.log)
    return ", ".join(entry.waiting)
