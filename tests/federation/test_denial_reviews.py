"""P4, Article 16(2): an authority reviews its denials every three years and tells the others."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from gateway.casework.acts.due_dates import DueKind, clear_due, get_due
from gateway.casework.denials import denial_reviews
from gateway.casework.denials.denial_reviews import DueDenial, list_due
from gateway.casework.denials.denials import amend_denial, get_denial, review_denial
from gateway.casework.handlers.second_officer import agree
from gateway.domain.acts import TaskKind
from gateway.domain.denial import Denial, DenialState, LegalBase, ReviewOutcome
from gateway.domain.letter import EntryType
from gateway.domain.notice import DenialReview
from gateway.domain.waiting_act import WaitingAct
from gateway.errors import InputError, Reason, StateError
from gateway.exchange.outbox import PartDraft
from gateway.register.own_log import append
from gateway.wire.denials import denial_to_parts
from tests.support.cases import french_denial
from tests.support.federation_case import ANNA, BERT, CaseFederation, Desk, text
from tests.support.raising import refuses

REVIEWS = (TaskKind.REVIEW_SOON, TaskKind.REVIEW_DUE, TaskKind.REVIEW_OVERDUE)


async def denied(federation: CaseFederation, first_notified: date, number: int = 17) -> Denial:
    """FR has denied, and everybody has it."""
    content = french_denial(number, decision_date=first_notified, first_notified=first_notified)
    await federation["FR"].deny(content)
    await federation.sync()
    await federation.sweep()
    return content


async def loaded(desk: Desk, *contents: Denial) -> None:
    """Write old denials into the own log, as an initial load does."""
    for content in contents:
        parts = [PartDraft(kind=kind, body=body) for kind, body in denial_to_parts(content)]

        def write(conn: object, content: Denial = content, parts: list[PartDraft] = parts) -> None:
            append(
                conn,  # type: ignore[arg-type]
                desk.node.me,
                entry_type=EntryType.DENIAL_LOADED,
                subject=content.denial_id,
                parts=parts,
                at=desk.clock.now(),
            )

        await desk.node.db.write(write)


async def review_tasks(desk: Desk) -> list[str]:
    return [task.kind for task in await desk.tasks() if task.kind in REVIEWS]


async def due_at(desk: Desk, **chosen: object) -> tuple[DueDenial, ...]:
    return (await list_due(desk.node.office, ANNA, **chosen)).items  # type: ignore[arg-type]


async def review(desk: Desk, denial: str, outcome: ReviewOutcome, **more: object) -> None:
    day = desk.clock.now().date()
    content = DenialReview(denial_id=denial, outcome=outcome, at=day, **more)  # type: ignore[arg-type]
    waits = await review_denial(desk.node.office, ANNA, denial, content)
    if isinstance(waits, WaitingAct):  # from 2027 on a revocation needs two
        await agree(desk.node.office, BERT, waits.number)


async def test_a_review_in_a_year_is_a_row_and_no_workflow(federation: CaseFederation) -> None:
    """Notified on 29 February 2024: due on Monday, 1 March 2027."""
    content = await denied(federation, date(2024, 2, 29))
    fr = federation["FR"]
    (line,) = await due_at(fr)
    assert line.review_due == date(2027, 3, 1)
    kind, subject = DueKind.DENIAL_REVIEW, content.denial_id
    row = await fr.node.db.read(lambda conn: get_due(conn, kind=kind, subject=subject))
    assert row is not None
    assert row.at == datetime(2026, 11, 30, 23, tzinfo=UTC)  # 90 days before, midnight in Paris
    assert not [key for key in fr.engine.running if key[0] == "due"]


async def test_officers_are_reminded_then_asked_and_a_missed_review_ends_nothing(
    federation: CaseFederation,
) -> None:
    content = await denied(federation, date(2023, 6, 15))  # due on Monday, 15 June 2026
    fr, de = federation["FR"], federation["DE"]
    assert await review_tasks(fr) == []
    await federation.at(datetime(2026, 3, 17, 0, 30, tzinfo=UTC))  # the row has a workflow now
    assert await review_tasks(fr) == [TaskKind.REVIEW_SOON]
    await federation.at(datetime(2026, 6, 15, 8, tzinfo=UTC))
    assert await review_tasks(fr) == [TaskKind.REVIEW_DUE]
    assert "review 1: renew, amend or revoke" in (await fr.tasks())[-1].text
    await federation.at(datetime(2026, 6, 15, 22, tzinfo=UTC))  # midnight in Paris
    assert await review_tasks(fr) == [TaskKind.REVIEW_OVERDUE]
    for desk in (fr, de):  # both sides see it, and it is as valid as before
        shown = await get_denial(desk.node.office, ANNA, content.denial_id)
        assert shown.overdue
        assert shown.status.state is DenialState.VALID
        (line,) = await due_at(desk, overdue=True)
        assert line.denial_id == content.denial_id
    await federation.at(federation.clock.at + timedelta(days=400))
    assert (await get_denial(de.node.office, ANNA, content.denial_id)).status.state == "valid"
    assert await review_tasks(fr) == [TaskKind.REVIEW_OVERDUE]


async def test_the_outcome_goes_to_all_and_the_next_review_is_three_years_on(
    federation: CaseFederation,
) -> None:
    content = await denied(federation, date(2023, 6, 15))
    fr, de = federation["FR"], federation["DE"]
    await federation.at(datetime(2026, 6, 16, 9, tzinfo=UTC))
    await review(fr, content.denial_id, ReviewOutcome.RENEWED)
    await federation.settle()
    await federation.sync()
    shown = await get_denial(de.node.office, ANNA, content.denial_id)
    assert (shown.status.reviews_done, shown.overdue) == (1, False)
    assert shown.status.review_due == date(2029, 6, 18)  # the 16th is a Saturday
    assert await review_tasks(fr) == []
    assert not [key for key in fr.engine.running if key[0] == "due"]  # a row again
    own = await get_denial(fr.node.office, ANNA, content.denial_id)
    assert own.not_yet_received == ()


async def test_from_the_third_review_on_keeping_it_needs_grounds(
    federation: CaseFederation,
) -> None:
    content = french_denial(
        9, decision_date=date(2017, 6, 1), first_notified=date(2017, 6, 15), reviews_so_far=2
    )
    fr = federation["FR"]
    await loaded(fr, content)
    await federation.sweep()
    (line,) = await due_at(fr)
    assert line.grounds_needed
    with pytest.raises(InputError, match="needs stated grounds") as refused:
        await review(fr, content.denial_id, ReviewOutcome.RENEWED)
    assert "third_review_grounds: `reviewDenial`" in refused.value.remedy
    grounds = (text("The end-user buys for the same programme."),)
    await review(fr, content.denial_id, ReviewOutcome.RENEWED, third_review_grounds=grounds)
    await federation.sync()
    shown = await get_denial(federation["DE"].node.office, ANNA, content.denial_id)
    assert shown.status.reviews_done == 3


async def test_a_load_of_old_denials_raises_one_list_and_not_an_alarm_for_each(
    federation: CaseFederation,
) -> None:
    """Twenty denials of years past under Regulation 428/2009; of half, nobody counted reviews."""
    fr = federation["FR"]
    old = [
        french_denial(
            100 + number,
            denial_id=f"FR-2015-{100 + number:05d}",
            decision_date=date(2015, 4, 1),
            first_notified=date(2015, 4, 1 + number),
            legal_base=LegalBase.REG_428_2009,
            reviews_so_far=0 if number % 2 else None,
        )
        for number in range(20)
    ]
    await loaded(fr, *old)
    await federation.sweep()
    (task,) = [task for task in await fr.tasks() if task.kind.startswith("review.")]
    assert task.kind == TaskKind.REVIEW_LIST
    assert "10 own denials" in task.text
    lines = await due_at(fr, origin="FR")
    assert [line.overdue for line in lines].count(True) == 10  # nobody is called overdue unknown
    assert {line.reviews_done for line in lines if not line.overdue} == {None}
    assert {line.legal_base for line in lines} == {LegalBase.REG_428_2009}
    await federation.at(federation.clock.at + timedelta(days=60))
    assert [t.kind for t in await fr.tasks() if t.kind.startswith("review.")] == [
        TaskKind.REVIEW_LIST
    ]
    for line in [line for line in lines if line.listed]:
        await review(fr, line.denial_id, ReviewOutcome.REVOKED, grounds=(text("Long over."),))
    assert not [task for task in await fr.tasks() if task.kind.startswith("review.")]


async def test_dates_are_derived_from_the_register_anew(federation: CaseFederation) -> None:
    """The rows are lost, in a restored database perhaps: the sweep finds them all again."""
    content = await denied(federation, date(2024, 2, 29))
    fr = federation["FR"]
    kind, subject = DueKind.DENIAL_REVIEW, content.denial_id
    await fr.node.db.write(lambda conn: clear_due(conn, kind=kind, subject=subject))
    assert await denial_reviews.keep_dates(fr.node.office) == 1
    assert await denial_reviews.keep_dates(fr.node.office) == 0


async def test_an_amendment_is_the_outcome_of_a_review_once_it_is_written(
    federation: CaseFederation,
) -> None:
    content = await denied(federation, date(2023, 6, 15))
    fr, number = federation["FR"], content.denial_id
    with pytest.raises(InputError, match="nothing was amended"):
        await review(fr, number, ReviewOutcome.AMENDED)
    changed = content.model_copy(update={"explanation": (text("Other grounds.", "en"),)})
    await amend_denial(fr.node.office, ANNA, number, changed)
    assert (await due_at(fr))[0].review_due == date(2026, 6, 15)  # an erratum moves no date
    await review(fr, number, ReviewOutcome.AMENDED)
    await federation.sync()
    shown = await get_denial(federation["DE"].node.office, ANNA, number)
    assert shown.denial.explanation == changed.explanation
    assert (shown.status.reviews_done, shown.status.review_due) == (1, date(2029, 3, 2))


async def test_a_review_has_a_possible_date(federation: CaseFederation) -> None:
    content = await denied(federation, date(2023, 6, 15))
    fr = federation["FR"]
    await federation.at(datetime(2026, 6, 16, 9, tzinfo=UTC))
    for day, why in (
        (date(2026, 6, 17), "after today"),
        (date(2023, 6, 14), "first notified on 2023-06-15"),
        (date(2026, 3, 1), "last act on the denial was on 2026-03-02"),
    ):
        given = DenialReview(denial_id=content.denial_id, outcome=ReviewOutcome.RENEWED, at=day)
        with refuses(InputError, Reason.DATE_IMPOSSIBLE, field="at", match=why):
            await review_denial(fr.node.office, ANNA, content.denial_id, given)
    assert (await get_denial(fr.node.office, ANNA, content.denial_id)).status.reviews_done == 0


async def test_a_review_comes_early_and_not_twice_a_day(federation: CaseFederation) -> None:
    """Article 16(2) counts reviews: whoever sends one twice must not reach the third so."""
    content = await denied(federation, date(2025, 6, 15))
    fr = federation["FR"]
    await review(fr, content.denial_id, ReviewOutcome.RENEWED)
    with pytest.raises(StateError, match="was reviewed today"):
        await review(fr, content.denial_id, ReviewOutcome.RENEWED)
    changed = content.model_copy(update={"explanation": (text("Autre motif.", "fr"),)})
    await amend_denial(fr.node.office, ANNA, content.denial_id, changed)
    with pytest.raises(StateError, match="was reviewed today"):
        await review(fr, content.denial_id, ReviewOutcome.AMENDED)
    assert (await get_denial(fr.node.office, ANNA, content.denial_id)).status.reviews_done == 1
    await federation.at(federation.clock.at + timedelta(days=1))
    await review(fr, content.denial_id, ReviewOutcome.AMENDED)
    why = (text("Another finding."),)  # on the same day
    await review(fr, content.denial_id, ReviewOutcome.REVOKED, grounds=why)
    status = (await get_denial(fr.node.office, ANNA, content.denial_id)).status
    assert status.state is DenialState.REVOKED
