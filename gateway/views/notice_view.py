"""A notice as a person reads it: what it says, for whom, who has it, its versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from gateway.domain.authority import AuthorityCode
from gateway.domain.letter import ALL_MEMBERS, MEMBER_STATES, OutboxState
from gateway.domain.notice import (
    NoticeReceipt,
    NoticeState,
    NoticeVersion,
    ShownNotice,
)
from gateway.domain.rulebook.acts import NoticeRule
from gateway.views.frame import (
    Block,
    Cell,
    NounView,
    Piece,
    ViewPart,
    ViewSection,
    cell,
    facts,
    kept,
    listed,
    part,
    section,
    section_of,
    theirs,
)
from gateway.views.notice_content_view import notice_blocks, outcome_words
from gateway.views.reader import ViewReader
from gateway.views.task_view import next_section
from gateway.views.transaction_view import document_table


@dataclass(frozen=True, kw_only=True)
class AroundNotice:
    """What stands around a notice when it is shown.

    Attributes:
        us: Whose node shows it.
        today: The day on which it is shown, where this authority is.
        rule: Its kind in the rulebook that it names; None where that is not here.
        reviewed: Whether every Member State reviews such a notice.
        may_write: Whether the reader may write to others of it.
        tasks: What is open about it: number and sentence.
    """

    us: AuthorityCode
    today: date
    rule: NoticeRule | None = None
    reviewed: bool = False
    may_write: bool = False
    tasks: tuple[tuple[int, str], ...] = field(default=())


def notice_view(reader: ViewReader, notice: ShownNotice, around: AroundNotice) -> NounView:
    """Return a notice as a view.

    Args:
        reader: Who reads.
        notice: Our own, or another authority's, as far as it is held here.
        around: What stands around it.
    """
    rule = around.rule
    title = reader.law(notice.title)
    title = title if rule is None else f"{title} ({reader.law(rule.article)})"
    return NounView(
        noun="notice",
        name=notice.number,
        heading=reader.says("Notice {number}", number=notice.number),
        state=reader.word(notice.state),
        lead=(
            reader.piece(
                "{title}, by {authority}, {at}.",
                title=title,
                authority=notice.origin,
                at=reader.instant(notice.at).text,
            ),
        ),
        warnings=tuple(_warnings(reader, notice)),
        short=tuple(_short(reader, notice, around)),
        sections=kept(*_sections(reader, notice, around)),
        zone=reader.zone.key,
    )


def _warnings(reader: ViewReader, notice: ShownNotice) -> Iterator[Piece]:
    if notice.note:
        yield Piece.theirs(notice.note)
    if notice.not_yet_received:
        yield reader.piece("Not yet received by {members}.", members=notice.not_yet_received)
    if notice.late:
        yield reader.piece(
            "It was sent {days} working days after the measure: later than the law gives.",
            days=notice.working_days_taken,
        )


def _short(reader: ViewReader, notice: ShownNotice, around: AroundNotice) -> Iterator[Piece]:
    if notice.state is NoticeState.WITHDRAWN:
        yield reader.strong("It was withdrawn, and does not count any more.")
        yield from map(Piece.quoted, _last_words(notice))
    elif notice.state is NoticeState.EXPIRED and notice.expires is not None:
        yield reader.strong("It counted until {day}.", day=reader.day(notice.expires))
    elif notice.state is NoticeState.VALID and notice.expires is not None:
        yield reader.piece("It counts until {day}.", day=reader.day(notice.expires))
    until = notice.reply_until
    if until is not None and notice.state is NoticeState.VALID:
        yield (
            reader.strong("Comments are wanted until {day}.", day=reader.day(until))
            if around.today <= until
            else reader.piece("Comments were wanted until {day}.", day=reader.day(until))
        )
    if notice.outcome:
        said = outcome_words(reader, notice.outcome, around.rule)
        yield reader.strong("Outcome: {outcome}.", outcome=said)


def _last_words(notice: ShownNotice) -> tuple:  # type: ignore[type-arg]
    said = [each.notice for each in notice.versions if each.notice and not each.note]
    return said[-1].text if said else ()


def _sections(
    reader: ViewReader, notice: ShownNotice, around: AroundNotice
) -> Iterator[ViewSection | None]:
    if notice.notice is None:
        absent = reader.soft("The content of this notice is not held here.")
        yield section(reader.says("What it says"), facts("", (reader.says("Content"), (absent,))))
    else:
        yield section(
            reader.says("What it says"), *notice_blocks(reader, notice.notice, around.rule)
        )
    yield next_section(reader, _steps(reader, notice, around), around.tasks)
    yield section(reader.says("For whom"), facts("", *_audience(reader, notice, around.rule)))
    yield section(reader.says("Receipts"), _receipts(reader, notice))
    yield section_of(
        reader.says("Comments"),
        *(_comment(reader, notice, place) for place in range(len(notice.comments))),
    )
    yield section_of(
        reader.says("Versions"),
        *(_version(reader, each, around.rule) for each in notice.versions),
    )


def _audience(
    reader: ViewReader, notice: ShownNotice, rule: NoticeRule | None
) -> Iterator[tuple[str, Cell]]:
    names = {
        ALL_MEMBERS: reader.says("all members"),
        MEMBER_STATES: reader.says("the competent authorities of the Member States"),
    }
    yield reader.says("May be held by"), cell(", ".join(names.get(x, x) for x in notice.release))
    way = (
        reader.says("a letter to each reader")
        if notice.by_letter
        else reader.says("an entry in its author's log")
    )
    yield reader.says("Sent as"), cell(way)
    if rule is not None and rule.sight is not None:
        said = reader.says("accounts with the role {role} alone", role=rule.sight)
        yield reader.says("Seen at each authority by"), cell(said)
    if notice.working_days_taken is not None:
        yield (
            reader.says("Working days from the measure to the notice"),
            cell(reader.number(notice.working_days_taken)),
        )


def _receipts(reader: ViewReader, notice: ShownNotice) -> Block | None:
    def how(receipt: NoticeReceipt) -> Cell:
        known = receipt.state in set(OutboxState)
        state = reader.word(OutboxState(receipt.state)) if known else reader.key(receipt.state)
        return cell(state, receipt.reason)

    return listed(
        "",
        notice.receipts,
        (reader.says("Reader"), lambda each: cell(each.authority)),
        (
            reader.when("Received"),
            lambda each: () if each.received is None else (reader.moment(each.received),),
        ),
        (reader.says("State"), how),
    )


def _comment(reader: ViewReader, notice: ShownNotice, place: int) -> ViewPart | None:
    given = notice.comments[place]
    late = reader.says("after the day until which comments were wanted") if given.late else ""
    texts = tuple(map(Piece.quoted, given.comment.text))
    return part(
        reader.says("By {authority}", authority=given.author),
        facts(
            "",
            (reader.says("Came"), (reader.instant(given.at),)),
            (reader.says("Says"), texts),
            (reader.says("On notice"), cell(given.comment.about)),
        ),
        document_table(reader, given.comment.documents),
        tag=late,
    )


def _version(
    reader: ViewReader, version: NoticeVersion, rule: NoticeRule | None
) -> ViewPart | None:
    said = version.notice
    what = reader.says("Content not held here") if said is None else reader.word(said.action)
    where = (
        reader.says("a letter")
        if version.index is None
        else reader.says("entry {index} of its author's log", index=version.index)
    )
    return part(
        f"{what}, {reader.instant(version.at).text}",
        facts(
            "",
            (reader.says("Sent as"), cell(where)),
            (
                reader.says("Changes nothing"),
                theirs(version.note),
            ),
            (reader.says("Number"), cell("" if said is None else said.number)),
        ),
        *(() if said is None else notice_blocks(reader, said, rule)),
    )


# --- what may be done next ----------------------------------------------------------------


def _steps(
    reader: ViewReader, notice: ShownNotice, around: AroundNotice
) -> Iterator[tuple[str, str]]:
    """Yield what the reader may do of it now, with the command that does it."""
    counts = notice.state is NoticeState.VALID
    if around.reviewed:
        yield (
            reader.says("See how every Member State reviews it"),
            f"comity review tally {notice.number}",
        )
    if not around.may_write:
        return
    if notice.origin == around.us and notice.state in {NoticeState.VALID, NoticeState.EXPIRED}:
        yield (
            reader.says("Send it anew, to the same readers"),
            f"comity notice amend {notice.number} FILE",
        )
        yield (
            reader.says("Say that it does not count any more"),
            f"comity notice withdraw {notice.number} WHY",
        )
        if notice.by_letter and notice.release:
            yield (
                reader.says("Recall it from a member for which it was not meant"),
                f"comity notice recall {notice.number} MEMBER WHY",
            )
    until = notice.reply_until
    wanted = until is not None and around.today <= until
    if notice.origin != around.us and counts and wanted:
        yield (
            reader.says("Comment on it"),
            f"comity notice comment {notice.number} WORDS",
        )
