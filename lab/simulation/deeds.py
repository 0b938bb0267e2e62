"""What officers do of their own accord: with licences, letters and denials, and at customs.

Each deed is one function, given who sits at the desk and what lies on it. What the law refuses
is an error of the casework, which the desk counts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gateway.casework.cases.cases import get_case
from gateway.casework.cases.catch_all_letters import get_informed, propose_lifting
from gateway.casework.cases.licences import get_licence, renewal_of, reverse_use, use_licence
from gateway.casework.consultations.officer_consultations import open_named_consultation
from gateway.casework.denials.denials import review_denial
from gateway.casework.denials.setting_aside import set_aside
from gateway.casework.notices.notice_acts import NoticeDraft
from gateway.casework.notices.notices import publish_notice
from gateway.domain.case import Application, Case
from gateway.domain.consultation import Consultation, ConsultationRequest
from gateway.domain.denial import ReviewOutcome
from gateway.domain.notice import DenialReview, SetAside, SetAsideWay
from lab.simulation import licences
from lab.simulation.members import Federation, Participant
from lab.simulation.officers import Deed, Seat, text
from lab.simulation.plan import Dice


@dataclass(frozen=True, slots=True)
class Sitting:
    """An officer at a desk, and what he has before him.

    Attributes:
        file: Files an application at this member.
        asked: Seats the officers of the authority that a consultation asks.
    """

    federation: Federation
    member: Participant
    seat: Seat
    dice: Dice
    file: Callable[[Application], Awaitable[None]]
    asked: Callable[[str, Consultation], None]

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.federation.time.clock.now()

    @property
    def today(self) -> date:
        """The present day at this member."""
        return self.member.node.office.today

    async def case(self) -> Case:
        """Return the case that the seat is about, at the authority that decided it."""
        owner = self.federation[owner_of(self.seat.subject)]
        return await get_case(owner.node.office, owner.officer, self.seat.subject)


def owner_of(case_id: str) -> str:
    """Return the authority whose case has a number."""
    return case_id.partition("-C-")[0]


async def widen(at: Sitting) -> None:
    """Have twice as much applied for as a licence allows."""
    case = await at.case()
    await at.file(licences.widening(case.application, case.case_id))


async def renew(at: Sitting) -> None:
    """Have a licence renewed: by a new one, for what it was granted."""
    office, officer = at.member.node.office, at.member.officer
    reference = f"{at.seat.reference}-R"
    await at.file(await renewal_of(office, officer, at.seat.subject, reference))


async def look_again(at: Sitting) -> None:
    """Look at a licence in force again (Article 16(1))."""
    case = await at.case()
    application = Application(
        reference=f"{at.seat.reference}-A{at.seat.about}",
        kind=case.application.kind,
        procedure="licence_in_force",
        concerns=case.case_id,
        further_law=case.application.further_law,
        transaction=case.application.transaction,
    )
    await at.file(application)


async def apply_under_letter(at: Sitting) -> None:
    """Have the authorisation applied for that a letter says is required."""
    case = await at.case()
    letter = case.informed
    if letter is None:
        return
    kind = "transit_application" if letter.article == "7(2)" else "application"
    application = Application(
        reference=f"{at.seat.reference}-L",
        procedure=kind,
        under_letter=letter.number,
        transaction=case.application.transaction,
    )
    await at.file(application)


async def tell_use(at: Sitting) -> None:
    """Tell what leaves under a licence; now and then it was told in error."""
    office, officer = at.member.node.office, at.member.officer
    licence = await get_licence(office, officer, at.seat.subject)
    use = licences.use_of(at.dice, licence, at.seat.about, at.now)
    await use_licence(office, officer, licence.number, use)
    if licences.told_in_error(at.dice, licence, at.seat.about):
        why = text("The declaration was invalidated.")
        await reverse_use(office, officer, licence.number, use.reference, why)


async def lift_letter(at: Sitting) -> None:
    """Say that a letter which still stands is to be lifted; that waits for a second officer."""
    office, number = at.member.node.office, at.seat.subject
    if (await get_informed(office, at.member.officer, number)).state != "in_force":
        return
    await propose_lifting(office, at.member.officer, number, text("The end-use was verified."))


async def tell_judgment(at: Sitting) -> None:
    """Tell all members what a court did to an own denial; by two officers since December 2026."""
    judgment = SetAside(
        denial_id=at.seat.subject,
        way=SetAsideWay(at.seat.about),
        body="Administrative court",
        reference=f"{at.seat.reference}/{at.seat.about}",
        at=at.today,
        text=(text("The reasons were examined."),),
    )
    await set_aside(at.member.node.office, at.member.officer, at.seat.subject, judgment)


async def revoke(at: Sitting) -> None:
    """Revoke an own denial; where the law wants a second officer, that waits for her."""
    review = DenialReview(
        denial_id=at.seat.subject,
        outcome=ReviewOutcome.REVOKED,
        at=at.today,
        grounds=(text("The end-user has changed hands."),),
    )
    await review_denial(at.member.node.office, at.member.officer, at.seat.subject, review)


async def stop_goods(at: Sitting) -> None:
    """Stop goods at customs, some days ago, and ask who granted (Article 21(3) and (4))."""
    days = at.dice.number(0, 6, at.seat.reference, "stopped before")
    await _ask(at, "21(4)", "review_licence", at.now - timedelta(days=days))


async def contest(at: Sitting) -> None:
    """Ask another Member State to take a licence back (Article 14(2))."""
    wanted = at.dice.pick(("annul", "suspend", "modify", "revoke"), at.seat.reference, "wanted")
    await _ask(at, "14(2)", wanted, None)


async def tell_law(at: Sitting) -> None:
    """Notify the own laws and authorities (Article 23(1))."""
    told = NoticeDraft(
        kind="23(1)",
        at=at.today,
        effective_from=at.today,
        text=(text("The authority has moved."),),
    )
    await publish_notice(at.member.node.office, at.member.officer, told)


async def _ask(at: Sitting, procedure: str, wanted: str, stopped: datetime | None) -> None:
    case, member = await at.case(), at.member
    request = ConsultationRequest(
        procedure=procedure,
        case_reference=f"{member.code}/{at.seat.reference}",
        transaction=case.application.transaction,
        concerns=case.case_id,
        asked_for=(wanted,),
        stopped_at=stopped,
    )
    owner = owner_of(case.case_id)
    asked = await open_named_consultation(member.node.office, member.officer, request, owner)
    at.asked(at.seat.reference, asked)


DEEDS: Mapping[Deed, Callable[[Sitting], Awaitable[None]]] = {
    Deed.WIDEN: widen,
    Deed.RENEW: renew,
    Deed.LOOK_AGAIN: look_again,
    Deed.APPLY: apply_under_letter,
    Deed.USE: tell_use,
    Deed.LIFT: lift_letter,
    Deed.JUDGMENT: tell_judgment,
    Deed.REVOKE: revoke,
    Deed.STOP: stop_goods,
    Deed.CONTEST: contest,
    Deed.TELL_LAW: tell_law,
}
