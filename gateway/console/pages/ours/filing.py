"""A new application by form, at first like an earlier case where one is copied.

Codes and countries are typed as an officer knows them; the last look shows them in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from starlette.responses import Response

from gateway.casework.cases.cases import file_application
from gateway.casework.cases.records import case_shown
from gateway.casework.office.permissions import Permission
from gateway.console.acts.declared import (
    NEW,
    ActField,
    ActOption,
    ActPlan,
    DeskAct,
    DeskNoun,
    FieldKind,
    LastLook,
)
from gateway.console.acts.filled import FilledIn
from gateway.console.acts.offered import begun, offered, what_was_done
from gateway.console.acts.pages import routes_of
from gateway.console.pages.ours.countries import country_code
from gateway.console.visit import PageRoute, Visit
from gateway.domain.base import Stated, Statement
from gateway.domain.case import Application, AuthorisationKind
from gateway.domain.transaction import Activity, Item, ListSource, Party, Transaction
from gateway.views.frame import Piece

APPLICATION: Final = DeskNoun(
    name="application", place="", page="/desk/applications", reads=Permission.READ_CASES
)

ITEMS: Final = 3
"""Items that the form has room for; an application with more is filed from the national system."""

_PARTIES: Final = ("exporter", "consignee", "end_user")


def _begin() -> Iterator[ActField]:
    yield ActField(
        name="reference",
        label="Reference",
        hint="As the national system writes it; the same one again gives the same case.",
    )
    yield ActField(
        name="activity",
        label="Activity",
        kind=FieldKind.CHOICE,
        options=(
            ActOption(value=Activity.EXPORT.value, label="Export"),
            ActOption(value=Activity.BROKERING.value, label="Brokering services"),
            ActOption(value=Activity.TECHNICAL_ASSISTANCE.value, label="Technical assistance"),
            ActOption(value=Activity.TRANSIT.value, label="Transit"),
            ActOption(value=Activity.TRANSFER.value, label="Transfer within the Union"),
        ),
    )
    yield ActField(
        name="kind",
        label="Kind of authorisation",
        kind=FieldKind.CHOICE,
        options=(
            ActOption(value=AuthorisationKind.INDIVIDUAL.value, label="Individual"),
            ActOption(value=AuthorisationKind.GLOBAL.value, label="Global"),
            ActOption(value=AuthorisationKind.LARGE_PROJECT.value, label="Large project"),
        ),
    )


def _parties() -> Iterator[ActField]:
    yield ActField(name="exporter_name", label="Exporter: name", also=("transaction.exporter",))
    yield ActField(name="exporter_country", label="Exporter: country", hint="Name or code.")
    yield ActField(name="exporter_address", label="Exporter: address", required=False)
    yield ActField(
        name="consignee_name",
        label="Consignee: names",
        hint="Every spelling that is known, with a semicolon between two. Left empty: not known.",
        required=False,
        also=("transaction.consignee",),
    )
    yield ActField(name="consignee_country", label="Consignee: country", required=False)
    yield ActField(name="consignee_address", label="Consignee: address", required=False)
    yield ActField(
        name="end_user_name",
        label="End-user: names",
        hint="Every spelling that is known, with a semicolon between two, in any script. Left "
        "empty: not known.",
        required=False,
        also=("transaction.end_user",),
    )
    yield ActField(name="end_user_country", label="End-user: country", required=False)
    yield ActField(name="end_user_address", label="End-user: address", required=False)


def _goods(visit: Visit, place: int) -> Iterator[ActField]:
    folded, item = place > 1, f"item{place}"
    of = f"transaction.items.{place - 1}"
    yield ActField(
        name=f"{item}_description",
        label=visit.says("Item {number}: goods", number=place),
        hint="In words (box 13).",
        required=not folded,
        folded=folded,
        also=(of, f"{of}.description"),
    )
    yield ActField(
        name=f"{item}_code",
        label=visit.says("Item {number}: code of Annex I", number=place),
        hint="In any spelling; left empty: not listed. The last look says what it means.",
        required=False,
        folded=folded,
        also=(f"{of}.classifications", f"{of}.classifications.0.code"),
    )
    yield ActField(
        name=f"{item}_quantity",
        label=visit.says("Item {number}: quantity", number=place),
        hint="A number and its unit: 2 pieces.",
        required=False,
        folded=folded,
        also=(f"{of}.quantity",),
    )
    yield ActField(
        name=f"{item}_value",
        label=visit.says("Item {number}: value", number=place),
        hint="A number and its currency: 1250000.50 EUR.",
        required=False,
        folded=folded,
        also=(f"{of}.value", f"{of}.currency"),
    )


FIELDS: Final = (
    *_begin(),
    *_parties(),
    ActField(name="destination", label="Country of destination", hint="Name or code."),
    ActField(
        name="goods_located_in",
        label="Where the goods are",
        hint="Member States with a comma between two: those of another State are asked there "
        "(Article 14(1)).",
        required=False,
    ),
    ActField(
        name="stated_end_use",
        label="Stated end-use",
        hint="As the applicant states it. Left empty: not known.",
        required=False,
        also=("transaction.stated_end_use",),
    ),
)
"""All but the goods, which are numbered."""


# --- what stands in it at first -----------------------------------------------------------------


async def _plan(visit: Visit, _: str) -> ActPlan:
    earlier = visit.asked("case_id")
    start: dict[str, tuple[str, ...]] = {"kind": ("individual",), "activity": ("export",)}
    if earlier:
        shown = await case_shown(visit.office, visit.who, earlier)
        start = {name: (value,) for name, value in _copied(shown.case.application).items() if value}
    goods = (field for place in range(1, ITEMS + 1) for field in _goods(visit, place))
    return ActPlan(heading=visit.says("New application"), fields=(*FIELDS, *goods), start=start)


def _copied(application: Application) -> Mapping[str, str]:
    """Return what a form says that files the same again: all but the reference."""
    asked = application.transaction
    found = {
        "activity": str(asked.activity),
        "kind": str(application.kind),
        "destination": asked.destination,
        "goods_located_in": ", ".join(asked.goods_located_in),
        "stated_end_use": asked.stated_end_use.value or "",
    }
    for role in _PARTIES:
        party: Party | None = getattr(asked, role).value
        if party is not None:
            found[f"{role}_name"] = "; ".join(party.names)
            found[f"{role}_country"] = party.country or ""
            found[f"{role}_address"] = party.addresses[0].text if party.addresses else ""
    for place, item in enumerate(asked.items[:ITEMS], start=1):
        found |= _copied_item(f"item{place}", item)
    return found


def _copied_item(name: str, item: Item) -> Mapping[str, str]:
    quantity = "" if item.quantity is None else f"{item.quantity:f} {item.quantity_unit}".strip()
    value = "" if item.value is None else f"{item.value:f} {item.currency or ''}".strip()
    return {
        f"{name}_description": item.description,
        f"{name}_code": item.codes[0] if item.codes else "",
        f"{name}_quantity": quantity,
        f"{name}_value": value,
    }


# --- what was filled in -------------------------------------------------------------------------


def _application(visit: Visit, filled: FilledIn) -> Application:
    """Return what was filled in.

    Raises:
        InputError: There is no such country; names the field.
        ValidationError: Another field is wrong; names it.
    """
    located = [each for each in filled.one("goods_located_in").split(",") if each.strip()]
    transaction: dict[str, Any] = {
        "activity": filled.one("activity"),
        "destination": country_code(visit.language, "destination", filled.one("destination")),
        "goods_located_in": [
            country_code(visit.language, "goods_located_in", each) for each in located
        ],
        "items": [
            _item(f"item{place}", filled)
            for place in range(1, ITEMS + 1)
            if filled.one(f"item{place}_description") or filled.one(f"item{place}_code")
        ],
        **{role: _party(visit, role, filled) for role in _PARTIES},
    }
    if use := filled.one("stated_end_use"):
        transaction["stated_end_use"] = use
    return Application.model_validate(
        {
            "reference": filled.one("reference"),
            "kind": filled.one("kind"),
            "transaction": transaction,
        }
    )


def _party(visit: Visit, role: str, filled: FilledIn) -> object:
    """Return a party as far as it was filled in; without a name it is not known."""
    names = [each.strip() for each in filled.one(f"{role}_name").split(";") if each.strip()]
    if not names:
        return {"state": Statement.UNKNOWN}
    where = filled.one(f"{role}_country")
    code = country_code(visit.language, f"{role}_country", where) if where else None
    address = filled.one(f"{role}_address")
    return {
        "names": names,
        "country": code,
        "addresses": [{"text": address, "country": code}] if address else [],
    }


def _item(name: str, filled: FilledIn) -> dict[str, Any]:
    code = filled.one(f"{name}_code")
    listed = {"source": ListSource.ANNEX_I, "code": code}
    quantity, _, unit = filled.one(f"{name}_quantity").partition(" ")
    value, _, currency = filled.one(f"{name}_value").partition(" ")
    return {
        "description": filled.one(f"{name}_description"),
        "classifications": [listed if code else {"source": ListSource.NON_LISTED}],
        "quantity": quantity or None,
        "quantity_unit": unit.strip(),
        "value": value or None,
        "currency": currency.strip().upper() or None,
    }


async def _look(visit: Visit, _: str, __: ActPlan, filled: FilledIn) -> LastLook:
    """Say what codes and countries mean that were typed."""
    return LastLook(facts=tuple(_meant(visit, _application(visit, filled).transaction)))


def _meant(visit: Visit, asked: Transaction) -> Iterator[tuple[str, Piece]]:
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
    case = await file_application(visit.office, visit.who, _application(visit, filled))
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
    fields=FIELDS,
)


async def begin(visit: Visit) -> Response:
    """Show how an application is filed, and what was begun; one that was filed is a case."""
    visit.who.require(Permission.FILE)
    return visit.page(
        "applications.html",
        acts=offered(visit, APPLICATION, NEW, (FILE,)),
        begun=await begun(visit, APPLICATION, NEW, (FILE,)),
        was_done=what_was_done(visit, (FILE,)),
    )


ROUTES: Final = (PageRoute(APPLICATION.page, begin), *routes_of(APPLICATION, (FILE,)))
