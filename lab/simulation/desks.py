"""The desks of all members: what lies on them, on which day, and what is done with it.

An officer works on the working days of his own authority. What he cannot do yet (the
request has not come, the line is down) stays on his desk; what the law refuses is counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select

from gateway.casework.cases.amendment import amend_application
from gateway.casework.cases.cases import file_application, get_case, withdraw
from gateway.casework.cases.decision import decide, propose
from gateway.casework.cases.judgement import HitWord, judge_hit
from gateway.casework.cases.licences import get_licence, reverse_use, use_licence
from gateway.casework.cases.unreviewed_denials import unjudged
from gateway.casework.consultations.closing import confirm_silence
from gateway.casework.consultations.consultations import get_consultation, reply_extension
from gateway.casework.consultations.incoming_request import answer_consultation, request_extension
from gateway.domain.base import Model
from gateway.domain.case import Case, OralNote
from gateway.domain.denial import FreeText
from gateway.domain.examination import HitVerdict
from gateway.errors import ComityError, NotFoundError, Reason, StateError
from gateway.store.tables_casework import consultation, licence_case
from lab.simulation import licences, officers
from lab.simulation.members import Federation, Member
from lab.simulation.officers import Deed, Planned
from lab.simulation.plan import Dice, SimulationPlan
from lab.simulation.stream import amended, deciding, weeks_between_boards

_TRIES = 15
_CONFIRMS = 0.4
_ACCEPTS_STALE = 0.5
_LONG_ENOUGH = timedelta(days=2)
_MONDAY_TO_FRIDAY = (0, 4)


@dataclass(frozen=True, slots=True)
class Seat:
    """One thing to do at one member.

    Attributes:
        reference: The application's, for the dice.
        subject: Conversation or case.
        about: What the subject is called in every run: ids are drawn anew.
    """

    reference: str
    subject: str
    plan: Planned
    tries: int = 0
    about: str = ""


class Board(Model):
    """A case that a member's board decides on."""

    case_id: str
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
        after = officers.withdraws_after(self._dice, reference)
        if after is not None:
            self._put(code, Seat(reference, case.case_id, Planned(Deed.WITHDRAW, after)))
        after = officers.amends_after(self._dice, reference)
        if after is not None:
            self._put(code, Seat(reference, case.case_id, Planned(Deed.AMEND, after)))

    def unseen(self, code: str) -> list[str]:
        """Take the cases of a member that may have opened consultations."""
        return self._unseen.pop(code, [])

    def seat(self, code: str, case: Case) -> None:
        """Seat officers of the consulted authorities before a case's consultations."""
        law = self._federation[code].node.office.law
        for asked in case.consultations:
            if asked.conversation_id in self._seated or asked.consulted not in self._deciding:
                continue
            self._seated.add(asked.conversation_id)
            rule = law.procedure(case.rulebook, asked.procedure)
            reference = case.application.reference
            for planned in officers.plans(self._dice, reference, asked, rule):
                about = f"{asked.asking} {asked.consulted} {asked.procedure}"
                seat = Seat(reference, asked.conversation_id, planned, about=about)
                self._put(asked.consulted, seat)

    def _put(self, code: str, seat: Seat) -> None:
        self._agenda[self._workday(code, seat.plan.after)][code].append(seat)

    def _put_back(self, code: str, seat: Seat) -> None:
        if seat.tries < _TRIES:
            later = Planned(seat.plan.deed, 1, seat.plan.last)
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

    async def _act(self, member: Member, seat: Seat) -> None:
        office, officer, dice = member.node.office, member.officer, self._dice
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
        if seat.plan.deed is Deed.WIDEN:
            case = await get_case(office, officer, seat.subject)
            wider = licences.widening(case.application, seat.subject)
            self.note_filed(member.code, await file_application(office, officer, wider))
            return
        if seat.plan.deed is Deed.USE:
            await self._use(member, seat)
            return
        asked = await get_consultation(office, officer, seat.subject)
        rule = office.law.procedure(asked.rulebook, asked.procedure)
        if seat.plan.deed is Deed.ANSWER:
            answer = officers.answer_to(dice, seat.reference, asked, rule, last=seat.plan.last)
            await answer_consultation(office, officer, asked.conversation_id, answer)
        elif seat.plan.deed is Deed.EXTEND:
            wanted = officers.extension(dice, seat.reference, asked, rule)
            await request_extension(office, officer, asked.conversation_id, wanted)
            self._put(asked.asking, replace(seat, plan=Planned(Deed.REPLY, 1), tries=0))
        else:
            reply = officers.reply_to(dice, seat.reference, asked)
            if reply is not None:
                await reply_extension(office, officer, asked.conversation_id, reply)

    async def _use(self, member: Member, seat: Seat) -> None:
        """Tell what leaves under a licence; now and then it was told in error."""
        office, officer = member.node.office, member.officer
        licence = await get_licence(office, officer, seat.subject)
        at = self._federation.time.clock.now()
        use = licences.use_of(self._dice, licence, seat.about, at)
        await use_licence(office, officer, licence.number, use)
        if licences.told_in_error(self._dice, licence, seat.about):
            why = FreeText(language="en", text="The declaration was invalidated.")
            await reverse_use(office, officer, licence.number, use.reference, why)

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

    def _ready(self, member: Member) -> list[Board]:
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
            Board(case_id=each.case_id, unconfirmed=each.conversation_id)
            for each in read(lambda c: list(c.execute(stuck)))
        ]

    async def decide(self, code: str, board: Board) -> None:
        """Propose and decide one case, or go on without an answer that nobody confirms."""
        member = self._federation[code]
        office = member.node.office
        case = await get_case(office, member.officer, board.case_id)
        try:
            if board.unconfirmed:
                await self._confirm(member, case, board.unconfirmed)
                return
            rulebook = office.law.rulebook(case.rulebook)
            away: tuple[str, ...] = ()
            if self._dice.roll(case.application.reference, "stale", self.today) < _ACCEPTS_STALE:
                away = tuple(sorted(self._federation.board.away))
            proposal = officers.proposal_for(self._dice, case, rulebook, stale_registers=away)
            await _say_of_hits(member, case)
            await propose(office, member.officer, case.case_id, proposal)
            done = await decide(office, member.second, case.case_id)
            self._note_licence(code, done)
            self.decided += 1
        except StateError as refused:
            self.refused[f"decide: {refused.reason}"] += 1
            if refused.reason is Reason.DENIAL_UNSEEN:
                self._unseen[code].append(case.case_id)

    def _note_licence(self, code: str, case: Case) -> None:
        """Seat what will become of a licence that was granted."""
        licence, reference = case.licensed, case.application.reference
        if licence is None or licence.case_id != case.case_id:
            return
        after = licences.widens_after(self._dice, reference)
        if after is not None:
            self._put(code, Seat(reference, case.case_id, Planned(Deed.WIDEN, after)))
        for number, after in enumerate(licences.uses_after(self._dice, reference), start=1):
            planned = Planned(Deed.USE, after)
            self._put(code, Seat(reference, licence.number, planned, about=str(number)))

    async def _confirm(self, member: Member, case: Case, conversation_id: str) -> None:
        about = (case.application.reference, conversation_of(case, conversation_id), self.today)
        if self._dice.roll(*about, "confirms") < _CONFIRMS:
            note = OralNote(text="Nobody is reached; the duty officer knows of no answer.")
            await confirm_silence(member.node.office, member.second, conversation_id, note)


async def _say_of_hits(member: Member, case: Case) -> None:
    """Confirm or dismiss what waits for an officer's word, as its class says."""
    office, found = member.node.office, case.examination
    waiting = () if found is None else unjudged(office, case, found)
    for hit in found.hits if found is not None else ():
        if hit.denial_id in waiting:
            verdict = HitVerdict.CONFIRMED if hit.consult else HitVerdict.DISMISSED
            word = HitWord(language="en", text=hit.match_class.words, verdict=verdict)
            await judge_hit(office, member.officer, case.case_id, hit.denial_id, word)


def conversation_of(case: Case, conversation_id: str) -> str:
    """Return what a conversation is called whatever id it was drawn: authority, procedure."""
    found = (each for each in case.consultations if each.conversation_id == conversation_id)
    return "/".join(f"{each.consulted} {each.procedure}" for each in found)
