"""Notices: those that are due, given, with parts withheld or not at all; and the Commission's own.

Most are given on the day or the next, some only after reminders. Where the law lets a notice be
left out (Articles 4(4), 5(4), 10(3)), so many are, by one officer who says so; a second decides.
The Commission compiles national lists (9(4)), forwards what a State notified of its laws (23(1)),
and sends its analysis for the yearly review of a publication (5(7)).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gateway.casework.acts.journal import open_tasks
from gateway.casework.cases.cases import get_case
from gateway.casework.consultations.consultations import get_consultation
from gateway.casework.law.notice_rules import kinds_in_force
from gateway.casework.notices.not_provided import propose_no_notice
from gateway.casework.notices.notice_acts import NoticeDraft
from gateway.casework.notices.notices import list_notices, publish_notice
from gateway.domain.acts import TaskKind
from gateway.domain.authority import member_state
from gateway.domain.base import Withholding
from gateway.domain.lists.filters import NoticeFilter
from gateway.domain.notice import NotProvided, WithheldField
from gateway.domain.rulebook import Rulebook
from gateway.domain.states import shipped_states
from gateway.domain.transaction import Transaction
from lab.simulation.members import Federation, Participant
from lab.simulation.officers import text
from lab.simulation.plan import Dice

_MAY_BE_LEFT_OUT = ("4(4)", "5(4)", "10(3)")
_MAY_WITHHOLD_PARTIES = ("4(4)", "5(4)", "10(3)")
_STOP_ENDS = {"": "released_by_silence", "release": "released", "measures": "measures"}


async def give_notice(
    federation: Federation, member: Participant, dice: Dice, subject: str, kind: str, worked: int
) -> None:
    """Give a notice that is due, or say that none is to be given, once its day has come.

    Args:
        federation: All members.
        member: Whose duty it is.
        dice: Chance.
        subject: The case or conversation after which it is due.
        kind: Kind of notice.
        worked: Working days since it is due.

    Raises:
        ComityError: The law refuses it.
    """
    office, officer = member.node.office, member.officer
    about, asked, outcome, law = await _after(member, subject)
    key = (*about, kind)
    prompt = dice.falls(dice.shares.notices.prompt, *key, "prompt")
    days = dice.number(0, 1, *key, "days") if prompt else dice.number(2, 9, *key, "late")
    if worked != days:  # what two officers tell waits for the second, and is not given twice
        return
    may = law.no_notice is not None and kind in law.no_notice.kinds
    if may and dice.falls(dice.shares.notices.not_provided, *key, "none"):
        waits = TaskKind.NOTICE_NOT_PROVIDED
        if member.node.db.read_sync(lambda conn: open_tasks(conn, subject=subject, kind=waits)):
            return
        said = NotProvided(
            kind=kind, reason=Withholding.SECURITY, language="en", text="It would show a source."
        )
        await propose_no_notice(office, officer, subject, said)
        return
    withholds = kind in _MAY_WITHHOLD_PARTIES and dice.falls(
        dice.shares.notices.withheld, *key, "withheld"
    )
    fields = _content(kind, asked, withholds=withholds)
    if kind == "7(2).route":
        fields["recipients"] = _on_the_route(federation, member.code, asked)
    if kind == "21(4)":
        fields["outcome"] = _STOP_ENDS[outcome]
    draft = NoticeDraft(kind=kind, at=office.today, duty=subject, **fields)
    await publish_notice(office, officer, draft)


async def _after(
    member: Participant, subject: str
) -> tuple[tuple[str, ...], Transaction, str, Rulebook]:
    """Return what a duty is about in every run, the transaction, the answer given, and the law."""
    office, officer = member.node.office, member.officer
    if "-C-" in subject:
        case = await get_case(office, officer, subject)
        law = office.law.rulebook(case.rulebook)
        return (case.application.reference,), case.application.transaction, "", law
    asked = await get_consultation(office, officer, subject)
    answer = asked.counting_answer
    about = (asked.asking, asked.request.case_reference)
    law = office.law.rulebook(asked.rulebook)
    return about, asked.request.transaction, "" if answer is None else answer.answer, law


def _content(kind: str, asked: Transaction, *, withholds: bool) -> dict[str, Any]:
    """Return what a notice of a kind says."""
    told: dict[str, Any] = {"text": (text("So it was decided."),)}
    if kind in _MAY_BE_LEFT_OUT:
        end_user = asked.end_user.value
        told["items"] = asked.items
        if withholds or end_user is None:
            told["withheld"] = (WithheldField(field="parties", reason=Withholding.SECURITY),)
        else:
            told["parties"] = (end_user,)
    elif kind in ("7(2).route", "14(2)", "2d.granted", "1fc.granted"):
        told["transaction"] = asked
    if kind in ("2d.granted", "1fc.granted"):
        told["authorisations"] = ("individual",)
    return told


def _on_the_route(federation: Federation, code: str, asked: Transaction) -> tuple[str, ...]:
    """Return the other members to which goods in transit go on."""
    countries = {
        shipped_states().country_of(member_state(each)): each
        for each in federation.members
        if each not in (code, "EU")
    }
    return tuple(countries[each] for each in asked.transit_countries if each in countries)


# --- the Commission ---------------------------------------------------------------------------

_FIRST_WEEK = 7
_COMPILED, _ANALYSIS, _FORWARDED = "9(4)", "5(7).analysis", "23(1).forwarded"


async def send_commission_acts(member: Participant, dice: Dice, at: datetime) -> None:
    """Send what is due from the Commission today.

    Args:
        member: The Commission.
        dice: Chance.
        at: The present instant, of a Monday.
    """
    known = {each.rule.code for each in kinds_in_force(member.node.office.law, at)}
    today = at.date()
    compiles = at.day <= _FIRST_WEEK and _COMPILED in known
    if compiles and dice.falls(dice.shares.commission.compiled, today, "compiled"):
        await _send(member, _COMPILED, effective_from=today)
    if _ANALYSIS in known:
        for number in await _not_yet(member, "5(6)", _ANALYSIS):
            if dice.falls(dice.shares.reviews.analysed, number, "analysed"):
                await _send(member, _ANALYSIS, about=number)
    if _FORWARDED in known:
        for number in await _not_yet(member, "23(1)", _FORWARDED):
            await _send(member, _FORWARDED, about=number)


async def _not_yet(member: Participant, of: str, by: str) -> list[str]:
    """Return the notices of a kind that are held and of which none of another kind speaks."""
    office, officer = member.node.office, member.officer
    held = (await list_notices(office, officer, NoticeFilter(kind=of))).items
    answering = await list_notices(office, officer, NoticeFilter(kind=by))
    told = {each.about for each in answering.items}
    return [each.number for each in held if each.number not in told]


async def _send(member: Participant, kind: str, **fields: object) -> None:
    office = member.node.office
    draft = NoticeDraft.model_validate(
        {"kind": kind, "at": office.today, "text": (text("As it stands today."),), **fields}
    )
    await publish_notice(office, member.officer, draft)
