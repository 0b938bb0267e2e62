"""The desks of all members: what lies on them, on which day, and what is done with it.

An officer works on the working days of his own authority. What he cannot do yet (the
request has not come, the line is down) stays on his desk; what the law refuses is counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from gateway.casework.cases.amendment import amend_application
from gateway.casework.cases.cases import assess, file_application, get_case, withdraw
from gateway.casework.cases.decision import decide, propose
from gateway.casework.cases.hit_verdicts import HitWord, judge_hit
from gateway.casework.cases.unreviewed_denials import unjudged
from gateway.casework.consultations.consultations import get_consultation, reply_extension
from gateway.casework.consultations.incoming_request import answer_consultation, request_extension
from gateway.casework.consultations.silence import confirm_silence
from gateway.domain.base import Model
from gateway.domain.case import LICENCE_ENDED, Application, Case, OralNote, Outcome
from gateway.domain.consultation import Consultation
from gateway.domain.denial import FreeText
from gateway.domain.examination import HitVerdict
from gateway.domain.rulebook import Procedure
from gateway.domain.rulebook.procedure import AgreedBy
from gateway.errors import ComityError, NotFoundError, Reason
from gateway.store.tables_casework import consultation, licence_case
from lab.simulation import officers
from lab.simulation.deeds import DEEDS, Sitting, owner_of
from lab.simulation.follow_ups import after_decision
from lab.simulation.members import Federation, Participant
from lab.simulation.officers import Deed, PlannedDeed, Seat
from lab.simulation.plan import Dice, SimulationPlan
from lab.simulation.proposals import proposal_for
from lab.simulation.stream import amended, deciding, weeks_between_boards
from lab.simulation.tasks import Attending, OpenTask, attend, tasks_of

_TRIES = 15
_CONFIRMS = 0.4
_LONG_ENOUGH = timedelta(days=2)
_MONDAY_TO_FRIDAY = (0, 4)


class Board(Model):
    """What a member's board decides on: a case, or a silence that nobody has confirmed.

    Attributes:
        case_id: Empty where an officer asked without a case.
        unconfirmed: The conversation of the silence.
    """

    case_id: str = ""
    unconfirmed: str = ""


class Desks:
    """Everybody's desks.

    Args:
        plan: What is simulated.
        federation: The members.
        dice: Chance.
    """

    def __init__(self, plan: SimulationPlan, federation: Federation, dice: Dice) -> None:
        self._federation = federation
        self._dice = dice
        self._deciding = deciding(plan)
        self._first = plan.start.date()
        self._agenda: dict[date, dict[str, list[Seat]]] = defaultdict(lambda: defaultdict(list))
        self._unseen: dict[str, list[str]] = defaultdict(list)
        self._seated: set[str] = set()
        self.filed = 0
        self.decided = 0
        self.refused: Counter[str] = Counter()
        for code in self._deciding:
            if dice.falls(dice.shares.notices.laws_told, code, "laws"):
                after = dice.number(1, 60, code, "laws told")
                self._put(code, Seat(code, code, PlannedDeed(Deed.TELL_LAW, after)))

    # --- days ------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        """The present day."""
        return self._federation.time.clock.now().date()

    def at_work(self, code: str, day: date | None = None) -> bool:
        """Say whether the officers of an authority work on a day."""
        office = self._federation[code].node.office
        return office.law.calendar(code).is_working_day(day or self.today)

    def _workday(self, code: str, after: int) -> date:
        """Return the n-th working day of an authority after today."""
        day = self.today
        while after > 0:
            day += timedelta(days=1)
            after -= self.at_work(code, day)
        return day

    def due_today(self) -> list[dict[str, list[Seat]]]:
        """Take what is to be done today, kind by kind, in an order that is always the same."""
        found = self._agenda.pop(self.today, {})
        kinds = []
        for kind in Deed:
            seats = {
                code: sorted(
                    (seat for seat in found[code] if seat.plan.deed is kind),
                    key=lambda seat: (seat.reference, seat.about),
                )
                for code in sorted(found)
            }
            kinds.append({code: each for code, each in seats.items() if each})
        return [each for each in kinds if each]

    # --- seats -----------------------------------------------------------------------------

    def note_filed(self, code: str, case: Case) -> None:
        """Remember a case whose consultations are to be looked at."""
        self.filed += 1
        self._unseen[code].append(case.case_id)
        reference = case.application.reference
        law = self._federation[code].node.office.law.rulebook(case.rulebook)
        may = law.case(case.application.procedure).rule(Outcome.WITHDRAWN) is not None
        after = officers.withdraws_after(self._dice, reference)
        if may and after is not None:
            self._put(code, Seat(reference, case.case_id, PlannedDeed(Deed.WITHDRAW, after)))
        after = officers.amends_after(self._dice, reference)
        if after is not None:
            self._put(code, Seat(reference, case.case_id, PlannedDeed(Deed.AMEND, after)))

    def unseen(self, code: str) -> list[str]:
        """Take the cases of a member that may have opened consultations."""
        return self._unseen.pop(code, [])

    def seat(self, code: str, case: Case) -> None:
        """Seat officers of the consulted authorities before a case's consultations."""
        for asked in case.consultations:
            self._seat_asked(case.application.reference, asked)

    def _seat_asked(self, reference: str, asked: Consultation) -> None:
        """Seat the officers whom one consultation asks."""
        if asked.conversation_id in self._seated or asked.consulted not in self._deciding:
            return
        self._seated.add(asked.conversation_id)
        law = self._federation[asked.asking].node.office.law
        rule = law.procedure(asked.rulebook, asked.procedure)
        for planned in officers.plans(self._dice, reference, asked, rule):
            about = f"{asked.asking} {asked.consulted} {asked.procedure}"
            seat = Seat(reference, asked.conversation_id, planned, about=about)
            self._put(asked.consulted, seat)

    def _put(self, code: str, seat: Seat) -> None:
        self._agenda[self._workday(code, seat.plan.after)][code].append(seat)

    def _put_back(self, code: str, seat: Seat) -> None:
        if seat.tries < _TRIES:
            later = PlannedDeed(seat.plan.deed, 1, seat.plan.last)
            self._put(code, replace(seat, plan=later, tries=seat.tries + 1))

    async def act(self, code: str, seat: Seat) -> None:
        """Do what lies on a desk; what cannot be done yet is put back."""
        member = self._federation[code]
        try:
            await self._act(member, seat)
        except NotFoundError:  # the request has not come: an outage
            self._put_back(code, seat)
        except ComityError as refused:
            self.refused[f"{seat.plan.deed}: {refused.reason}"] += 1

    async def _act(self, member: Participant, seat: Seat) -> None:
        office, officer = member.node.office, member.officer
        if seat.plan.deed is Deed.WITHDRAW:
            await withdraw(office, officer, seat.subject, FreeText(language="en", text="Withdrawn"))
            return
        if seat.plan.deed is Deed.AMEND:
            case = await get_case(office, officer, seat.subject)
            why = FreeText(language="en", text="The applicant says so.")
            other = amended(case.application)
            await amend_application(office, officer, seat.subject, other, why)
            self._unseen[member.code].append(seat.subject)
            return
        if seat.plan.deed in DEEDS:
            await DEEDS[seat.plan.deed](self._sitting(member, seat))
            return
        await self._consulted(member, seat)

    def _sitting(self, member: Participant, seat: Seat) -> Sitting:
        async def file(application: Application) -> None:
            case = await file_application(member.node.office, member.officer, application)
            self.note_filed(member.code, case)

        return Sitting(self._federation, member, seat, self._dice, file, self._seat_asked)

    async def _consulted(self, member: Participant, seat: Seat) -> None:
        """Answer another authority, ask it for more time, or reply to such a wish."""
        office, officer, dice = member.node.office, member.officer, self._dice
        asked = await get_consultation(office, officer, seat.subject)
        rule = office.law.procedure(asked.rulebook, asked.procedure)
        if seat.plan.deed is Deed.ANSWER:
            answer = officers.answer_to(dice, seat.reference, asked, rule, last=seat.plan.last)
            await answer_consultation(office, officer, asked.conversation_id, answer)
            self._after_answer(member, seat, asked, rule, answer.answer)
        elif seat.plan.deed is Deed.EXTEND:
            wanted = officers.extension(dice, seat.reference, asked, rule)
            await request_extension(office, officer, asked.conversation_id, wanted)
            if rule.extension is None or rule.extension.agreed_by is not AgreedBy.NOBODY:
                self._put(asked.asking, replace(seat, plan=PlannedDeed(Deed.REPLY, 1), tries=0))
        else:
            reply = officers.reply_to(dice, seat.reference, asked)
            if reply is not None:
                await reply_extension(office, officer, asked.conversation_id, reply)

    def _after_answer(
        self, member: Participant, seat: Seat, asked: Consultation, rule: Procedure, answer: str
    ) -> None:
        """Do what was answered: who would follow, or take measures, looks at the licence again."""
        licence = asked.request.concerns
        if licence and owner_of(licence) == member.code and answer == rule.answer_codes[-1]:
            plan = PlannedDeed(Deed.LOOK_AGAIN, 1)
            self._put(member.code, Seat(seat.reference, licence, plan, about=asked.procedure[:2]))

    # --- tasks -------------------------------------------------------------------------------

    def tasks(self) -> dict[str, tuple[OpenTask, ...]]:
        """Return the tasks of the members at work today to which officers attend."""
        now, board = self._federation.time.clock.now(), self._federation.board
        found = {
            code: tasks_of(member, now)
            for code, member in self._federation.members.items()
            if code not in board.away and self.at_work(code)
        }
        return {code: tasks for code, tasks in found.items() if tasks}

    async def attend(self, code: str, task: OpenTask) -> None:
        """Attend to one task; what the law refuses is counted."""
        attending = Attending(self._federation, self._federation[code], task, self._dice)
        try:
            await attend(attending)
        except ComityError as refused:
            self.refused[f"{task.kind}: {refused.reason}"] += 1

    # --- decisions ---------------------------------------------------------------------------

    def sitting(self) -> dict[str, list[Board]]:
        """Return the members whose board sits today, with what is ready for it."""
        found = {}
        for code in self._deciding:
            if self._sits(code):
                boards = self._ready(self._federation[code])
                if boards:
                    found[code] = boards
        return found

    def _sits(self, code: str) -> bool:
        day = self._dice.number(*_MONDAY_TO_FRIDAY, code, "board")
        between = weeks_between_boards(code)
        week = self._week + self._dice.number(0, between - 1, code, "board week")
        today = self.today.weekday() == day and week % between == 0
        return today and self.at_work(code) and code not in self._federation.board.away

    @property
    def _week(self) -> int:
        return (self.today - self._first).days // 7

    def _ready(self, member: Participant) -> list[Board]:
        row, case = consultation.c, licence_case.c
        ready = (
            select(case.case_id)
            .where(case.state.in_(("assessment", "proposed")))
            .order_by(case.case_id)
        )
        before = self._federation.time.clock.now() - _LONG_ENOUGH
        stuck = (
            select(row.conversation_id, row.case_id)
            .where(row.ours.is_(True), row.state == "unconfirmed", row.due <= before)
            .order_by(row.case_id, row.conversation_id)
        )
        read = member.node.db.read_sync
        found = [Board(case_id=each) for each in read(lambda c: list(c.execute(ready).scalars()))]
        return found + [
            Board(case_id=each.case_id or "", unconfirmed=each.conversation_id)
            for each in read(lambda c: list(c.execute(stuck)))
        ]

    async def decide(self, code: str, board: Board) -> None:
        """Propose and decide one case, or go on without an answer that nobody confirms."""
        member = self._federation[code]
        office = member.node.office
        if board.unconfirmed:
            await self._confirm(member, board)
            return
        case = await get_case(office, member.officer, board.case_id)
        try:
            rulebook = office.law.rulebook(case.rulebook)
            away: tuple[str, ...] = ()
            accepted = self._dice.shares.decisions.stale_accepted
            if self._dice.falls(accepted, case.application.reference, "stale", self.today):
                away = tuple(sorted(self._federation.board.away))
            today = office.today
            proposal = proposal_for(self._dice, case, rulebook, stale_registers=away, today=today)
            await _assess_anew(member, case)
            await _say_of_hits(member, case)
            await propose(office, member.officer, case.case_id, proposal)
            done = await decide(office, member.second, case.case_id)
            self._follow(code, done)
            self.decided += 1
        except ComityError as refused:
            self.refused[f"decide: {refused.reason}"] += 1
            if refused.reason in (Reason.DENIAL_UNSEEN, Reason.REQUIREMENT_UNSEEN):
                self._unseen[code].append(case.case_id)
            await _give_up(member, case)

    def _follow(self, code: str, case: Case) -> None:
        """Seat what follows a decision."""
        others = tuple(each for each in self._deciding if each != code)
        for each in after_decision(self._dice, case, others):
            seat = Seat(case.application.reference, each.subject, each.planned, about=each.about)
            self._put(each.member or code, seat)

    async def _confirm(self, member: Participant, board: Board) -> None:
        office = member.node.office
        asked = await get_consultation(office, member.officer, board.unconfirmed)
        reference = asked.request.case_reference
        if board.case_id:
            case = await get_case(office, member.officer, board.case_id)
            reference = case.application.reference
        about = (reference, f"{asked.consulted} {asked.procedure}", self.today)
        if not self._dice.falls(_CONFIRMS, *about, "confirms"):
            return
        note = OralNote(text="Nobody is reached; the duty officer knows of no answer.")
        try:
            await confirm_silence(office, member.second, board.unconfirmed, note)
        except ComityError as refused:
            self.refused[f"confirm: {refused.reason}"] += 1


async def _assess_anew(member: Participant, case: Case) -> None:
    """Assess the human-rights risk of what an amendment has made another question."""
    known = case.application.transaction.human_rights
    if case.assessment_required and case.assessment is None and known is not None:
        await assess(member.node.office, member.officer, case.case_id, known)


async def _give_up(member: Participant, case: Case) -> None:
    """Withdraw a case about a licence that has ended meanwhile: nothing more changes it."""
    if not case.application.concerns:
        return
    concerned = await get_case(member.node.office, member.officer, case.application.concerns)
    if concerned.licence[-1].state in LICENCE_ENDED:
        why = FreeText(language="en", text="The licence has ended.")
        await withdraw(member.node.office, member.officer, case.case_id, why)


async def _say_of_hits(member: Participant, case: Case) -> None:
    """Confirm or dismiss what waits for an officer's word, as its class says."""
    office, found = member.node.office, case.examination
    waiting = () if found is None else unjudged(office, case, found)
    for hit in found.hits if found is not None else ():
        if hit.denial_id in waiting:
            verdict = HitVerdict.CONFIRMED if hit.consult else HitVerdict.DISMISSED
            word = HitWord(language="en", text=hit.match_class.within, verdict=verdict)
            await judge_hit(office, member.officer, case.case_id, hit.denial_id, word)
