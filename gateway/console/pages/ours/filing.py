"""A new application by form, at first like an earlier case where one is copied.

Codes and countries are typed as an officer knows them; the last look shows them in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from gateway.casework.cases.cases import check_application, file_application
from gateway.casework.cases.records import case_shown
from gateway.casework.permissions import Permission
from gateway.console.acts.declared import (
    ActField,
    ActOption,
    ActPlan,
    DeskAct,
    DeskNoun,
    FieldKind,
    LastLook,
)
from gateway.console.acts.filled import FilledIn
from gateway.console.pages.ours.application_fields import ITEMS, application_fields
from gateway.console.pages.ours.application_form import application_of, form_of
from gateway.console.visit import Visit
from gateway.domain.base import Stated
from gateway.domain.case import Application, AuthorisationKind
from gateway.domain.transaction import Activity, Party, Transaction
from gateway.views.frame import Piece

APPLICATION: Final = DeskNoun(
    name="application", place="", page="/desk/applications", reads=Permission.READ_CASES
)


def begin_fields() -> Iterator[ActField]:
    """Yield the fields by which an application is that application and no other."""
    yield ActField(
        "reference",
        "Reference",
        "As the national system writes it; the same one again gives the same case.",
    )
    yield ActField(
        "activity",
        "Activity",
        kind=FieldKind.CHOICE,
        options=(
            ActOption(Activity.EXPORT.value, "Export"),
            ActOption(Activity.BROKERING.value, "Brokering services"),
            ActOption(Activity.TECHNICAL_ASSISTANCE.value, "Technical assistance"),
            ActOption(Activity.TRANSIT.value, "Transit"),
            ActOption(Activity.TRANSFER.value, "Transfer within the Union"),
        ),
    )
    yield ActField(
        "kind",
        "Kind of authorisation",
        kind=FieldKind.CHOICE,
        options=(
            ActOption(AuthorisationKind.INDIVIDUAL.value, "Individual"),
            ActOption(AuthorisationKind.GLOBAL.value, "Global"),
            ActOption(AuthorisationKind.LARGE_PROJECT.value, "Large project"),
        ),
    )


# --- what stands in it at first -----------------------------------------------------------------


async def _plan(visit: Visit, _: str) -> ActPlan:
    earlier = visit.asked("case_id")
    start: dict[str, tuple[str, ...]] = {"kind": ("individual",), "activity": ("export",)}
    if earlier:
        shown = await case_shown(visit.office, visit.who, earlier)
        start = {name: (value,) for name, value in copied(shown.case.application).items() if value}
    fields = (*begin_fields(), *application_fields(visit, ITEMS))
    return ActPlan(heading=visit.says("New application"), fields=fields, start=start)


def copied(application: Application) -> Mapping[str, str]:
    """Return what a form says that files the same again: all but the reference."""
    said = {"activity": str(application.transaction.activity), "kind": str(application.kind)}
    return {**said, **form_of(application)}


# --- what was filled in -------------------------------------------------------------------------


async def _look(visit: Visit, _: str, __: ActPlan, filled: FilledIn) -> LastLook:
    """Say what codes and countries mean that were typed, and what would be refused."""
    application = application_of(visit, filled, ITEMS)
    check_application(visit.office, application, visit.office.clock.now())
    return LastLook(facts=tuple(meant(visit, application.transaction)))


def meant(visit: Visit, asked: Transaction) -> Iterator[tuple[str, Piece]]:
    """Yield what codes and countries mean that were typed."""
    reader = visit.reader
    yield visit.says("Destination"), Piece(text=reader.country(asked.destination))
    for place, item in enumerate(asked.items, start=1):
        said = ", ".join(map(reader.code, item.codes)) or visit.says("not listed")
        if item.quantity is not None:
            said += f"; {reader.number(item.quantity)} {item.quantity_unit}"
        yield visit.says("Item {number}", number=place), Piece(text=said)
    users: Stated[Party] = asked.end_user
    if users.value is None:
        yield visit.says("End-user"), Piece(text=visit.reader.word(users.state))


async def _file(visit: Visit, _: str, __: ActPlan, filled: FilledIn) -> str:
    case = await file_application(visit.office, visit.who, application_of(visit, filled, ITEMS))
    return f"/desk/cases/{case.case_id}?done=filed"


FILE: Final = DeskAct(
    code="file",
    title="File a new application",
    effect="A case begins: all valid denials are examined, and who must be consulted is asked at "
    "once.",
    needs=Permission.FILE,
    plan=_plan,
    carry_out=_file,
    look=_look,
    button="File it",
    done="the case has begun.",
    fields=tuple(begin_fields()),
    step_up=False,
)
