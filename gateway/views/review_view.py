"""A review by every Member State as a person reads it: each State's word and its proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.domain.authority import AuthorityCode
from gateway.domain.collective.review import ShownReview
from gateway.domain.collective.tally import MajorityCount, ReviewFinding, StateFinding
from gateway.views.clock_view import derivation_blocks
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
)
from gateway.views.reader import ViewReader
from gateway.views.task_view import next_section


@dataclass(frozen=True, kw_only=True)
class AroundReview:
    """What stands around a review when it is shown.

    Attributes:
        us: Whose node shows it.
        may_find: Whether the reader may say what this authority found.
        may_say: Whether it may say so although nothing asks it, as its role may send it.
        may_extend: Whether it may ask for more time.
        may_record: Whether it may record the word of a State without a gateway.
        may_publish: Whether it may publish.
        tasks: What is open about it: number and sentence.
    """

    us: AuthorityCode
    may_find: bool = False
    may_say: bool = False
    may_extend: bool = False
    may_record: bool = False
    may_publish: bool = False
    tasks: tuple[tuple[int, str], ...] = ()


def review_view(reader: ViewReader, review: ShownReview, around: AroundReview) -> NounView:
    """Return a review as a view.

    Args:
        reader: Who reads.
        review: With its tally.
        around: What stands around it.
    """
    return NounView(
        noun="review",
        name=review.number,
        heading=reader.says("Review of {number}", number=review.number),
        state=_state(reader, review),
        lead=(
            reader.piece(
                "{title} ({article}), notified by {authority}.",
                title=reader.law(review.title),
                article=reader.law(review.article),
                authority=review.origin,
            ),
        ),
        warnings=tuple(_warnings(reader, review)),
        short=tuple(_short(reader, review)),
        sections=kept(*_sections(reader, review, around)),
        zone=reader.zone.key,
    )


def _state(reader: ViewReader, review: ShownReview) -> str:
    if review.published:
        return reader.says("published as {number}", number=review.published)
    if review.complete:
        return reader.says("ready to be published")
    return reader.says("under review")


def _warnings(reader: ViewReader, review: ShownReview) -> Iterator[Piece]:
    for each in review.tally.states:
        if each.contradicting:
            yield reader.piece(
                "Authorities of {state} contradict each other: it counts as not having notified "
                "until they agree.",
                state=each.state,
            )
    if review.missed:
        yield reader.piece("The day of the review has passed. Nothing lapses by itself.")
    enough = review.tally.majority
    if enough is not None and not enough.confirmed:
        yield reader.piece("The populations were not compared with what was published.")
    if enough is not None and enough.without_figure:
        yield reader.piece(
            "Of {states} no population is held: a majority cannot be counted.",
            states=enough.without_figure,
        )


def _short(reader: ViewReader, review: ShownReview) -> Iterator[Piece]:
    count = review.tally
    wanted = _label(reader, review, count.unanimous)
    yield reader.strong(
        "{notified} of {of_states} Member States have notified: {outcome}.",
        notified=review.notified,
        of_states=review.of_states,
        outcome=wanted,
    )
    if review.found:
        found = _label(reader, review, review.found)
        yield reader.piece("Our State has notified: {outcome}.", outcome=found)
    if review.last_instant is not None:
        yield reader.piece("We review until {at}.", at=reader.instant(review.last_instant).text)
    if review.due is not None:
        yield reader.piece("The review is due by {day}.", day=reader.day(review.due))
    if review.no_answer or review.missed:
        yield Piece(text=reader.law(review.silence))


def _sections(
    reader: ViewReader, review: ShownReview, around: AroundReview
) -> Iterator[ViewSection | None]:
    yield section(reader.says("What each Member State has notified"), _board(reader, review))
    yield section(
        reader.says("What is needed"),
        facts("", *_needed(reader, review)),
        None if review.tally.majority is None else _majority(reader, review.tally.majority),
    )
    yield next_section(reader, _steps(reader, review, around), around.tasks)
    if review.period is not None:
        yield section(
            reader.says("How our period is counted"), *derivation_blocks(reader, review.period)
        )
    yield section(reader.says("More time"), _extensions(reader, review))
    yield section(
        reader.says("What silence means"),
        lines("", (reader.law(review.silence),)),
        facts(
            "",
            (reader.says("Procedure"), cell(review.procedure)),
            (
                reader.says("Came here"),
                reader.at(review.received),
            ),
        ),
    )


def _board(reader: ViewReader, review: ShownReview) -> Block | None:
    return listed(
        "",
        review.tally.states,
        (reader.says("Member State"), lambda each: cell(each.state)),
        (reader.says("Has notified"), lambda each: _word(reader, review, each)),
        (
            reader.says("By"),
            lambda each: tuple(_by(reader, review, found) for found in each.findings),
        ),
        (
            reader.says("Proof"),
            lambda each: tuple(piece for found in each.findings for piece in _proof(reader, found)),
        ),
    )


def _word(reader: ViewReader, review: ShownReview, each: StateFinding) -> Cell:
    if each.contradicting:
        return (reader.strong("its authorities contradict each other"),)
    if not each.outcome:
        return (reader.soft("no answer"),)
    return cell(_label(reader, review, each.outcome))


def _by(reader: ViewReader, review: ShownReview, found: ReviewFinding) -> Piece:
    about = {
        "authority": found.authority,
        "number": found.number,
        "at": reader.instant(found.at).text,
        "outcome": _label(reader, review, found.outcome),
    }
    if found.by_hand is not None:
        word = found.by_hand
        return reader.piece(
            "{given_by} on {day}, by {means}: {outcome}; recorded by {authority} as {number}, {at}",
            given_by=word.given_by,
            day=reader.short_date(word.on),
            means=reader.word(word.means),
            **about,
        )
    if found.implied:
        return reader.piece("{authority}, by its notice {number}, {at}: {outcome}", **about)
    return reader.piece("{authority}, {number}, {at}: {outcome}", **about)


def _proof(reader: ViewReader, found: ReviewFinding) -> Iterator[Piece]:
    if found.by_hand is None:
        yield reader.soft("signed in the register")
        return
    for each in found.by_hand.proof:
        yield Piece.theirs(f"{each.title} ({reader.word(each.kind)}, {each.language})")
        yield Piece(text=f"SHA-256 {each.sha256}", digest=True)
        yield reader.soft(
            "{size} octets, {media_type}",
            size=reader.number(each.size_bytes),
            media_type=each.media_type,
        )


def _needed(reader: ViewReader, review: ShownReview) -> Iterator[tuple[str, Cell]]:
    count = review.tally
    yield reader.says("Outcome"), cell(_label(reader, review, count.unanimous))
    yield (
        reader.says("Which States count"),
        cell(
            reader.says("every Member State, with a gateway or without")
            if review.counts_all
            else reader.says("Member States with a gateway")
        ),
    )
    yield reader.says("Have not notified it"), cell(", ".join(count.missing))
    yield reader.says("Without a gateway"), cell(", ".join(count.outside))
    yield reader.says("Then published"), cell(review.leads_to)


def _majority(reader: ViewReader, enough: MajorityCount) -> Block | None:
    rows = [
        (
            cell(reader.says("Member States")),
            cell(reader.number(enough.states)),
            cell(reader.number(enough.of_states)),
            cell(reader.number(enough.states_needed)),
        )
    ]
    if enough.persons is not None:
        others = (
            reader.says("population")
            if enough.blocked
            else reader.says("population (too few others to block it)")
        )
        rows.append(
            (
                cell(others),
                cell(reader.number(enough.persons)),
                cell(reader.number(enough.of_persons)),
                cell(reader.number(enough.persons_needed)),
            )
        )
    reached = reader.says("reached") if enough.reached else reader.says("not reached")
    return table(
        reader.says("Majority: {reached}", reached=reached),
        reader.each("What counts", "Has notified", "Of", "Needed"),
        rows,
    )


def _extensions(reader: ViewReader, review: ShownReview) -> Block | None:
    return listed(
        "",
        review.extensions,
        (reader.says("Asked by"), lambda each: cell(each.authority)),
        (reader.says("Working days"), lambda each: cell(reader.number(each.working_days))),
        (reader.when("At"), lambda each: (reader.moment(each.at),)),
        (reader.says("Notice"), lambda each: cell(each.number)),
        ("", lambda each: cell(each.note)),
    )


def _label(reader: ViewReader, review: ShownReview, code: str) -> str:
    label = next((each.label for each in review.outcomes if each.code == code), "")
    return reader.law(label) or reader.key(code)


def _steps(
    reader: ViewReader, review: ShownReview, around: AroundReview
) -> Iterator[tuple[str, str]]:
    """Yield what the reader may do of it now, with the command that does it."""
    name = review.number
    if around.may_find:
        yield (
            reader.says("Say what this authority has found"),
            f"comity review find {name} --outcome OUTCOME",
        )
    if around.may_find and around.may_extend and review.period is not None:
        yield reader.says("Ask for more time"), f"comity review extend {name} --days DAYS"
    if around.may_record and review.tally.outside and not review.published:
        yield (
            reader.says("Record the word of a State without a gateway"),
            f"comity review record {name} STATE --outcome OUTCOME --proof FILE",
        )
    if around.may_publish and review.complete and not review.published:
        yield reader.says("Publish it"), f"comity review publish {name} --oj REFERENCE"
