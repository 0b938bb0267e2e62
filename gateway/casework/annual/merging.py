"""A State of several authorities: parts come to its coordinator, which merges and signs.

What comes is decided on at once and the authority is told: a part of another year, template
or collection, or that does not correct the newest one, is refused with the reason, and what
counts stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gateway.casework.annual import versions as rows
from gateway.casework.annual.records import Year, year_of
from gateway.casework.annual.versions import AuthorityPart
from gateway.casework.records.correspondence import (
    Draft,
    keep_letter,
    place_beside,
    raise_task,
    send,
    takes,
)
from gateway.casework.records.correspondence_rows import LetterRow, content_of
from gateway.casework.services import Work
from gateway.domain.annual.cells import MAX_CENTS
from gateway.domain.annual.submission import (
    IndicatorValue,
    MergedPart,
    NarrativeText,
    OutcomeKind,
    Submission,
    SubmissionHeader,
    SubmissionOutcome,
    SubmissionPart,
)
from gateway.domain.denial import FreeText
from gateway.domain.letter import LetterType
from gateway.domain.saying import says
from gateway.errors import ComityError, InputError, LawError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake
from gateway.reports.annual_work import VersionState
from gateway.reports.consolidation import merge_parts
from gateway.wire.annual_cells import blocks_from_parts

_MOST_TEXTS = {"indicators": 6, "narratives": 24}  # of one model, in gateway.domain.annual


class _RefusedError(Exception):
    """Why a part does not count; never leaves this module."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@takes(LetterType.ANNUAL_PART)
def take_part(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Take an authority's part, or refuse it; either way it is told at once."""
    row = keep_letter(work.conn, letter)
    header = content_of(row, SubmissionPart).header
    outcome, code, words = OutcomeKind.ACCEPTED, "", ""
    try:
        part = _checked(work, row, header, letter)
    except _RefusedError as exc:
        outcome, code, words = OutcomeKind.REFUSED, exc.code, str(exc)
    else:
        rows.add_part(work.conn, part, at=letter.received)
    said = says("refused: {why}", why=words) if words else says("it counts")
    raise_task(
        work,
        row,
        says(
            "{collection}: part {version} of {peer}, ",
            collection=header.collection,
            version=header.version,
            peer=row.peer,
        )
        + said,
    )
    counts = rows.newest_parts(work.conn, header.collection).get(row.peer)
    content = SubmissionOutcome(
        collection=header.collection,
        submission=row.digest.hex(),
        outcome=outcome,
        reason=code,
        counts=None if counts is None else counts.digest,
        text=(FreeText(language="en", text=words),) if words else (),
    )
    draft = Draft(content=content)
    send(work, place_beside(row), draft, actor="gateway", answers=row)
    return ()


@takes(LetterType.ANNUAL_OUTCOME)
def take_outcome(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Write what the receiver of our submission or part has said of it."""
    row = keep_letter(work.conn, letter)
    outcome = content_of(row, SubmissionOutcome)
    words = " ".join(each.text for each in outcome.text)
    why = f" ({outcome.reason}) {words}".rstrip() if outcome.reason else ""
    line = rows.by_letter(work.conn, outcome.submission)
    if line is not None:
        state = VersionState(str(outcome.outcome))
        rows.set_version(work.conn, line, state=str(state), said=f"{outcome.outcome}{why}")
    named = f"version {line.version}" if line is not None else "a letter that is not known here"
    raise_task(
        work,
        row,
        says(
            "{collection}: {named} was {outcome}{why}",
            collection=outcome.collection,
            named=named,
            outcome=outcome.outcome,
            why=why,
        ),
    )
    return ()


def merged_header(own: SubmissionHeader, parts: Sequence[AuthorityPart]) -> SubmissionHeader:
    """Return the header of a State's submission: indicators added, texts one after another.

    An indicator that one authority does not have is not available for the State.
    """
    headers = [own, *(part.submission.header for part in parts)]
    return own.merged(
        records=sum(each.records for each in headers),
        indicators=tuple(_indicators(headers)),
        narratives=tuple(_narratives(headers)),
        parts=tuple(
            MergedPart(authority=each.authority, version=each.version, digest=each.digest)
            for each in parts
        ),
    )


def _checked(
    work: Work,
    row: LetterRow,
    header: SubmissionHeader,
    letter: ReceivedLetter,
) -> AuthorityPart:
    if not work.me.directory().member(work.code).coordinates:
        raise _RefusedError("NOT_COORDINATOR", f"{work.code} does not coordinate its State")
    if header.authority != row.peer:
        raise _RefusedError("WRONG_AUTHORITY", f"the part is of {header.authority}, not its sender")
    try:
        year = year_of(work.conn, header.year)
    except LawError as exc:
        raise _RefusedError("WRONG_YEAR", str(exc)) from exc
    _check_header(year, header)
    _check_version(rows.newest_parts(work.conn, header.collection).get(row.peer), header)
    try:
        blocks = blocks_from_parts(letter.bodies)
        submission = Submission(header=header, blocks=blocks)
        merge_parts(year.template, [submission])
    except (InputError, ComityError, ValueError) as exc:
        raise _RefusedError("CELLS_INVALID", str(exc)[:2000]) from exc
    return AuthorityPart(
        authority=row.peer,
        version=header.version,
        digest=row.digest.hex(),
        submission=submission,
    )


def _check_header(year: Year, header: SubmissionHeader) -> None:
    template = year.template
    if header.collection != year.collection:
        raise _RefusedError("WRONG_COLLECTION", f"the collection is {year.collection}")
    if (header.template, header.template_digest) != (template.version, template.digest):
        raise _RefusedError(
            "WRONG_TEMPLATE", f"the template is {template.version}, {template.digest[:12]}"
        )


def _check_version(newest: AuthorityPart | None, header: SubmissionHeader) -> None:
    expected = (1, None) if newest is None else (newest.version + 1, newest.digest)
    if (header.version, header.supersedes) != expected:
        stands = "no part" if newest is None else f"part {newest.version}"
        raise _RefusedError(
            "SUPERSEDED", f"{stands} counts here; send version {expected[0]} that corrects it"
        )


def _indicators(headers: Iterable[SubmissionHeader]) -> Iterable[IndicatorValue]:
    said = [{each.key: each for each in header.indicators} for header in headers]
    for key in said[0]:
        if not all(key in each for each in said):
            continue
        values = [each[key] for each in said]
        yield IndicatorValue(
            key=key,
            count=_sum(each.count for each in values),
            euro_cents=_sum(each.euro_cents for each in values),
            yes=all(each.yes for each in values) if values[0].yes is not None else None,
            text=tuple(text for each in values for text in each.text)[: _MOST_TEXTS["indicators"]],
        )


def _sum(values: Iterable[int | None]) -> int | None:
    known = list(values)
    if any(each is None for each in known):
        return None
    return min(sum(each for each in known if each is not None), MAX_CENTS)


def _narratives(headers: Iterable[SubmissionHeader]) -> Iterable[NarrativeText]:
    texts: dict[str, list[FreeText]] = {}
    for header in headers:
        for each in header.narratives:
            texts.setdefault(each.key, []).extend(each.text)
    for key, said in texts.items():
        yield NarrativeText(key=key, text=tuple(said[: _MOST_TEXTS["narratives"]]))
