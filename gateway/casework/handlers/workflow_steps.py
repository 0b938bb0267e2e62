"""What workflows ask: the ports of `gateway.ports`, answered by the journal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from functools import partial

from sqlalchemy import Connection

from gateway.casework.accounts.certificates import keep_certificate_tasks
from gateway.casework.accounts.tokens import keep_token_tasks
from gateway.casework.acts.due_dates import (
    NEAR,
    Due,
    Handler,
    clear_due,
    get_due,
    listed_due,
    set_due,
)
from gateway.casework.acts.failure_guard import FailureGuard, guarded
from gateway.casework.acts.journal import Concern, keep_found, reminded
from gateway.casework.cases import examining
from gateway.casework.cases.catch_all_letters import informed_ends
from gateway.casework.cases.licence_alerts import WATCH, RequirementWatch, watch
from gateway.casework.consultations import silence
from gateway.casework.consultations.ended_denials import FollowState, follow_denials, standing_of
from gateway.casework.consultations.outgoing_request import stop_ends
from gateway.casework.contents.content_gate import sweep_contents
from gateway.casework.denials.denial_reviews import denial_review_due, keep_dates
from gateway.casework.denials.register_troubles import needs_telling, tell_troubles
from gateway.casework.denials.register_unread import look_for_unreadable
from gateway.casework.handlers.owed_notices import keep_owed
from gateway.casework.letters.information_request import reply_wanted
from gateway.casework.letters.standing_answers import standing_expires
from gateway.casework.notices.collective import (
    Follower,
    collective_review_due,
    publication_review_due,
)
from gateway.casework.notices.notice_traffic import ArrivalTeller, expire
from gateway.casework.records import case_rows
from gateway.casework.records import consultation_rows as rows
from gateway.casework.services import Office, Work
from gateway.domain.acts import DueKind, Task, TaskKind
from gateway.domain.case import CaseState
from gateway.domain.consultation import OPEN_STATES
from gateway.domain.saying import Saying, says
from gateway.errors import UnavailableError
from gateway.exchange.engine_calls import add_wakes, start_due
from gateway.exchange.outbox import retry_waiting
from gateway.parts import ANNUAL, part
from gateway.ports import (
    CaseRef,
    CaseStep,
    ConsultationStep,
    ConversationRef,
    DueRef,
    DueStep,
    SyncResult,
)
from gateway.register.register_queries import visits

# Reminders of what waits for a second officer: each more urgent, until it is decided.
#
# What waits is told to nobody, though the law may want it told without delay. After how many days
# officers are reminded is the rulebook's (`[waiting]`); without a rule nobody is. Stands apart
# from `gateway.casework.acts.waiting_acts` since the sweep alone calls it.


async def keep_overdue(office: Office) -> None:
    """Keep one reminder of each act that has waited for a second officer for days.

    Args:
        office: This authority; the law that is in force today says after how many days.
    """
    now = office.clock.now()
    rule = office.law.in_force(now).waiting
    steps = () if rule is None else rule.remind_after_days

    def found(conn: Connection) -> list[Concern]:
        return [
            Concern(TaskKind.ACT_OVERDUE, task.subject, _overdue(task, steps, passed))
            for task, passed in reminded(conn, TaskKind.ACT_AGREE, steps, now)
        ]

    await keep_found(office, {TaskKind.ACT_OVERDUE}, found)


def _overdue(task: Task, steps: Sequence[int], passed: int) -> Saying:
    """Say how long an act has waited, and whether this is the last time that it is said.

    Args:
        task: That of the act.
        steps: Days after which officers are reminded.
        passed: How many of them have passed; at least one.
    """
    said = says(
        "{number}: waits for a second officer since {since}, longer than {days} days (reminder "
        "{count} of {all}), and nobody was told",
        number=task.key,
        since=task.opened.date(),
        days=steps[passed - 1],
        count=passed,
        all=len(steps),
    )
    if passed < len(steps):
        return said
    return said + says(". This is the last reminder: a decider sees to it")


AGAIN_S = 3600.0
"""After this the journal is asked again what it could not answer; a poke asks at once."""


class CaseSteps:
    """Answers `LicenceCase`."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._asking: FailureGuard[CaseStep] = FailureGuard(office, "case")

    async def examine(self, ref: CaseRef) -> CaseStep:
        """Compute triggers, examine all valid denials, open the consultations."""
        return await self._ask(partial(examining.examine, self._office, ref), ref)

    async def case_step(self, ref: CaseRef) -> CaseStep:
        """Say what is next for a case; one whose examination failed is examined."""

        def write(work: Work) -> CaseStep | None:
            if case_rows.get(work.conn, ref.case_id).state is CaseState.FILED:
                return None
            return examining.advance(work, ref.case_id)

        async def step() -> CaseStep:
            found = await self._office.write(write)
            return found or await examining.examine(self._office, ref)

        return await self._ask(step, ref)

    async def settle_case(self, ref: CaseRef) -> CaseStep:
        """Mark that nothing is left to carry."""

        async def settle() -> CaseStep:
            await self._office.db.write(lambda conn: case_rows.settle(conn, ref.case_id))
            return CaseStep(wait=False, done=True)

        return await self._ask(settle, ref)

    async def _ask(self, act: Callable[[], Awaitable[CaseStep]], ref: CaseRef) -> CaseStep:
        return await self._asking.ask(act, ref.case_id, otherwise=CaseStep(again_in_s=AGAIN_S))


class ConsultationSteps:
    """Answers `Consultation`."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._asking: FailureGuard[ConsultationStep] = FailureGuard(office, "consultation")

    async def consultation_step(self, ref: ConversationRef) -> ConsultationStep:
        """Say where the conversation stands; begin or finish its closing where it is over."""
        waits = ConsultationStep(state="", due_in_s=AGAIN_S)
        return await self._asking.ask(
            partial(self._step, ref), ref.conversation_id, otherwise=waits
        )

    async def _step(self, ref: ConversationRef) -> ConsultationStep:
        office = self._office

        def read(conn: Connection) -> rows.Row:
            return rows.get(conn, ref.conversation_id, lock=False)

        def write(work: Work) -> rows.Row:
            add_wakes(work.conn, silence.period_over(work, ref.conversation_id))
            return read(work.conn)

        row = await office.db.read(read)
        if rows.is_due(row, office.law.rulebook(row.consultation.rulebook), office.clock.now()):
            row = await office.write(write)
        return ConsultationStep(state=str(row.state), closed=row.state not in OPEN_STATES)


class DueSteps:
    """Answers `DueDate`."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._asking: FailureGuard[DueStep] = FailureGuard(office, "date")

    async def due_step(self, ref: DueRef) -> DueStep:
        """Say where a date stands."""
        return await self._ask(partial(self._office.db.read, partial(self._step, ref=ref)), ref)

    async def due_over(self, ref: DueRef) -> DueStep:
        """Do what is due, if it still is, and say where the date stands."""

        def write(work: Work) -> DueStep:
            look(work, ref.kind, ref.subject)
            return self._step(work.conn, ref)

        return await self._ask(partial(self._office.write, write), ref)

    async def _ask(self, act: Callable[[], Awaitable[DueStep]], ref: DueRef) -> DueStep:
        waits = DueStep(due_in_s=AGAIN_S)
        return await self._asking.ask(act, f"{ref.kind}/{ref.subject}", otherwise=waits)

    def _step(self, conn: Connection, ref: DueRef) -> DueStep:
        due = get_due(conn, kind=ref.kind, subject=ref.subject)
        if due is None:
            return DueStep(closed=True)
        left = due.at - self._office.clock.now()
        return DueStep(closed=left > NEAR, due_in_s=left.total_seconds())


class SyncSteps:
    """Rounds of synchronisation, and what follows when a peer is known to be back.

    One round at a time. Who asks while one runs shares the next with all who ask by then.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._one = asyncio.Lock()
        self._asked = 0
        self._answered = 0
        self._result = SyncResult()
        self._reached: frozenset[str] = frozenset()
        self._arrivals = ArrivalTeller(office)
        self._reviews = Follower(office)
        self._requirements = RequirementWatch(office)
        self._followed: FollowState | None = None

    async def sync_all(self) -> SyncResult:
        """Visit all peers once; letters that wait for one that answered are sent now.

        What cannot be followed is a task; everything else of the round is done.
        """
        self._asked += 1
        mine = self._asked
        async with self._one:
            if self._answered < mine:
                asked = self._asked
                self._result = await self._round()
                self._answered = asked
            return self._result

    async def _round(self) -> SyncResult:
        office = self._office
        result = await office.register.syncer.sync_all()
        await guarded(
            office, partial(look_for_unreadable, office), kind="contents", subject=office.code
        )
        if await office.db.read(needs_telling):
            await office.db.write(lambda conn: tell_troubles(conn, at=office.clock.now()))
        for kind, follow in (
            ("arrivals", self._arrivals.look),
            ("reviews", self._reviews.look),
            ("ended_denials", self._follow_denials),
            (WATCH, partial(watch, office)),
            ("requirements", self._requirements.look),
        ):
            await guarded(office, follow, kind=kind, subject=office.code)
        reached, before = await self._office.db.read(_reached), self._reached
        self._reached = reached
        # Once for a return, not at every round: a peer may answer and still refuse a letter.
        if back := reached - before:
            await self._office.db.write(lambda conn: retry_waiting(conn, back))
        return result

    async def _follow_denials(self) -> None:
        standing = await self._office.db.read(standing_of)
        if standing != self._followed:  # a quiet round reads two numbers
            await follow_denials(self._office)
            self._followed = standing


def _reached(conn: Connection) -> frozenset[str]:
    """Return the peers that answered when they were last visited."""
    return frozenset(peer for peer, each in visits(conn).items() if not each.trouble)


_REPORT = part(ANNUAL)

HANDLERS: Mapping[DueKind, Handler] = {
    **({} if _REPORT is None else _REPORT.DATES),
    DueKind.REPLY_WANTED: reply_wanted,
    DueKind.DENIAL_REVIEW: denial_review_due,
    DueKind.COLLECTIVE_REVIEW: collective_review_due,
    DueKind.PUBLICATION_REVIEW: publication_review_due,
    DueKind.NOTICE_EXPIRES: expire,
    DueKind.INFORMED_ENDS: informed_ends,
    DueKind.STANDING_EXPIRES: standing_expires,
    DueKind.STOP_ENDS: stop_ends,
}
"""The handler of each kind; a test proves that none is missing where all is installed."""


KEEPING = "denial_dates"
"""What a sweep does first: the dates of reviews, from the register."""


async def sweep(office: Office) -> int:
    """Do what is due now, each in a transaction of its own; return how many there were.

    What is near gets its workflow; starting one that runs does nothing. A date whose handler
    fails is a task and is looked at again at the next sweep; the others go on.
    """
    now = office.clock.now()
    await guarded(office, lambda: keep_dates(office), kind=KEEPING, subject=office.code)
    await guarded(office, lambda: keep_token_tasks(office), kind="tokens", subject=office.code)
    await guarded(
        office, lambda: keep_certificate_tasks(office), kind="certificates", subject=office.code
    )
    await guarded(office, lambda: keep_owed(office), kind="owed", subject=office.code)
    await guarded(office, lambda: keep_overdue(office), kind="waiting", subject=office.code)
    await guarded(office, lambda: sweep_contents(office), kind="documents", subject=office.code)
    near = await office.db.read(lambda conn: listed_due(conn, until=now + NEAR))
    found = [each for each in near if each.at <= now]
    for each in found:
        doing = partial(look, kind=each.kind, subject=each.subject)
        await guarded(
            office, partial(office.write, doing), kind=str(each.kind), subject=each.subject
        )
    wakes = [start_due(each.kind, each.subject) for each in near if each.at > now]
    if wakes:
        await office.db.write(lambda conn: add_wakes(conn, wakes))
    return len(found)


def look(work: Work, kind: DueKind, subject: str) -> None:
    """Do what is due under a date, if it still is."""
    due = get_due(work.conn, kind=kind, subject=subject)
    if due is None or due.at > work.now:
        return
    if kind not in HANDLERS:
        raise UnavailableError(
            "dates of {kind} are of the annual report, which is not installed at this node",
            remedy="Install comity[report] and start the node again.",
            kind=kind,
        )
    following: Due | None = HANDLERS[kind](work, due)
    if following is None:
        clear_due(work.conn, kind=kind, subject=subject)
    else:
        set_due(
            work,
            kind=following.kind,
            subject=following.subject,
            at=following.at,
            note=following.note,
        )


class DailySweep:
    """Calls `sweep` once a day of the node's clock, whenever that day comes.

    Asked often and cheap: a rehearsal that moves its clock by weeks is swept at once.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._swept: date | None = None

    async def look(self) -> None:
        """Sweep if the day has changed since the last sweep, or at the first call."""
        today = self._office.clock.now().date()
        if today != self._swept:
            await sweep(self._office)
            self._swept = today
