"""Drafts of notices, and what officers do with them in a federation of real nodes."""

from __future__ import annotations

from datetime import date
from typing import Any

from gateway.casework.handlers.second_officer import agree
from gateway.casework.notices.notice_acts import NoticeDraft
from gateway.casework.notices.notice_traffic import tell_arrivals
from gateway.casework.notices.notices import get_notice, list_notices, publish_notice
from gateway.casework.services import Work
from gateway.domain.base import Stated, Withholding
from gateway.domain.denial import Ground
from gateway.domain.lists.filters import NoticeFilter
from gateway.domain.notice import Figure, NoticeLine, ShownNotice, WithheldField
from gateway.domain.rulebook.acts import Audience, NoticeRule
from gateway.domain.transaction import (
    Activity,
    Classification,
    Item,
    ListSource,
    Party,
    Transaction,
)
from tests.support.federation_case import ANNA, BERT, CaseFederation, Desk, text

LAW_OF_NOTICES = """version = "TEST-NOTICES/2026-1"
title = "A law of which notices alone matter here"
in_force_from = 2026-01-01

[[notice]]
code = "99.test"
title = "A made-up notice"
article = "Article 99"
reason = "For tests."
sent_by = ["licensing"]
audience = "all_members"
required = ["text"]
"""
"""A law file without cases and procedures."""

DAY = date(2026, 3, 2)
ITEM = Item(
    description="High-speed camera that is not listed",
    classifications=(Classification(source=ListSource.NON_LISTED),),
)
END_USER = Party(names=("Orchid Research Institute",), country="AE")

FULL: dict[str, Any] = {
    "at": DAY,
    "items": (ITEM,),
    "parties": (END_USER,),
    "transaction": Transaction(activity=Activity.EXPORT, items=(ITEM,), destination="AE"),
    "destinations": ("AE",),
    "authorisations": ("EU001",),
    "figures": (Figure(code="5A001.j", destination="AE", number=3),),
    "grounds": Stated[tuple[Ground, ...]].given((Ground.HUMAN_RIGHTS,)),
    "text": (text("What it is about."),),
    "effective_from": DAY,
    "expires": date(2026, 9, 1),
    "reply_until": date(2026, 3, 20),
}
"""Every field that a kind of notice may ask for."""


def draft(kind: str, **fields: Any) -> NoticeDraft:
    """A draft with everything that any kind may need, `fields` in its place."""
    return NoticeDraft(kind=kind, **(FULL | fields))


def filled(rule: NoticeRule, **fields: Any) -> NoticeDraft:
    """A draft with what its kind asks for, and nothing that it does not know."""
    if rule.outcome:
        fields.setdefault("outcome", rule.outcome[0].code)
    if rule.audience is Audience.CHOSEN:
        fields.setdefault("recipients", ("FR",))
    return draft(rule.code, **fields)


def withheld(field: str, reason: Withholding = Withholding.SECURITY) -> dict[str, Any]:
    """What withholds one field of a draft."""
    return {field: (), "withheld": (WithheldField(field=field, reason=reason),)}


async def publish(desk: Desk, kind: str, **fields: Any) -> ShownNotice:
    """Anna publishes; where two officers are needed, Bert agrees."""
    office = desk.node.office
    sent = await publish_notice(office, ANNA, draft(kind, **fields))
    if isinstance(sent, ShownNotice):
        return sent
    return await get_notice(office, ANNA, (await agree(office, BERT, sent.number)).result)


async def shown(desk: Desk, number: str) -> ShownNotice:
    return await get_notice(desk.node.office, ANNA, number)


async def listed(desk: Desk, **which: Any) -> tuple[NoticeLine, ...]:
    return (await list_notices(desk.node.office, ANNA, NoticeFilter(**which))).items


async def exchange(federation: CaseFederation) -> None:
    """Let letters and logs reach whoever can be reached, and have arrivals told."""
    await federation.settle()
    await federation.sync()
    for desk in federation.desks.values():
        if desk.up:
            office = desk.node.office
            await office.db.write(lambda conn, office=office: tell_arrivals(Work(conn, office)))  # type: ignore[misc]
    await federation.settle()
