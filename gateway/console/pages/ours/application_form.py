"""What a form says of an application, and the application that a filled-in form makes.

A form shows less than an application may say. What it does not show stays as it stands: of a party
that is still the same one (`same_party`) and of an item whose goods or code stay, the particulars;
of the application all that has no field, e.g. intermediaries and documents. A group of fields that
nobody touched gives back exactly what stood there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gateway.console.acts.filled import FilledIn
from gateway.console.pages.ours.application_fields import MOST_ITEMS
from gateway.console.pages.ours.countries import country_code
from gateway.console.visit import Visit
from gateway.domain.amendment import same_party
from gateway.domain.base import Stated, Statement
from gateway.domain.case import Application
from gateway.domain.transaction import (
    Classification,
    Item,
    ListSource,
    Party,
    PartyRole,
    Transaction,
)

PARTIES: Final = (PartyRole.EXPORTER, PartyRole.CONSIGNEE, PartyRole.END_USER)
"""Parties that the form has fields for."""

_OF_ITEM: Final = ("description", "code", "quantity", "value")


# --- what stands in the form --------------------------------------------------------------------


def form_of(application: Application) -> Mapping[str, str]:
    """Return what a form says of an application: by the field's name, each in one line."""
    asked = application.transaction
    found = {
        "destination": asked.destination,
        "goods_located_in": ", ".join(asked.goods_located_in),
        "stated_end_use": asked.stated_end_use.value or "",
    }
    for role in PARTIES:
        party: Party | None = getattr(asked, role).value
        if party is not None:
            found[f"{role}_name"] = "; ".join(party.names)
            found[f"{role}_country"] = party.country or ""
            found[f"{role}_address"] = party.addresses[0].text if party.addresses else ""
    for place, item in enumerate(asked.items[:MOST_ITEMS], start=1):
        found |= _form_of_item(f"item{place}", item)
    return {name: _line(value) for name, value in found.items()}


def _form_of_item(name: str, item: Item) -> Mapping[str, str]:
    quantity = "" if item.quantity is None else f"{item.quantity:f} {item.quantity_unit}"
    value = "" if item.value is None else f"{item.value:f} {item.currency or ''}"
    return {
        f"{name}_description": item.description,
        f"{name}_code": item.codes[0] if item.codes else "",
        f"{name}_quantity": quantity,
        f"{name}_value": value,
    }


def _line(text: str) -> str:
    """Return a text as a field of one line holds it; browsers take line breaks out of one."""
    return " ".join(text.split())


# --- what the form makes ------------------------------------------------------------------------


def application_of(
    visit: Visit, filled: FilledIn, rows: int, *, before: Application | None = None
) -> Application:
    """Return the application that a form says.

    Args:
        visit: In whose language countries may be named.
        filled: The form.
        rows: Items that it has room for.
        before: What stands where the form has no field; None: nothing does.

    Raises:
        InputError: There is no such country; names the field.
        ValidationError: Another field is wrong; names it.
    """
    form = _Form(visit, filled, before)
    said: dict[str, Any] = {
        "activity": filled.one("activity"),
        "destination": form.country("destination"),
        "goods_located_in": _located(form),
        "items": _items(form, rows),
        **{role: _party(form, role) for role in PARTIES},
    }
    if not form.touched("stated_end_use"):
        said["stated_end_use"] = form.stands("stated_end_use")
    elif use := filled.one("stated_end_use"):
        said["stated_end_use"] = use
    if before is None:
        named = {each: filled.one(each) for each in ("reference", "kind")}
        return Application.model_validate({**named, "transaction": said})
    kept = {each: form.stands(each) for each in _UNSHOWN}
    named = {each: getattr(before, each) for each in Application.model_fields}
    for each in ("reference", "kind"):
        named[each] = filled.one(each) or named[each]
    said["activity"] = said["activity"] or before.transaction.activity
    found = Application.model_validate({**named, "transaction": {**kept, **said}})
    return found.about(_with_particulars(form, before.transaction, found.transaction))


_SHOWN: Final = {"activity", "destination", "goods_located_in", "items", "stated_end_use", *PARTIES}
_UNSHOWN: Final = tuple(each for each in Transaction.model_fields if each not in _SHOWN)


class _Form:
    """A form that was filled in, beside what stood in it at first."""

    def __init__(self, visit: Visit, filled: FilledIn, before: Application | None) -> None:
        self.visit, self.filled, self.before = visit, filled, before
        self._held = {} if before is None else form_of(before)

    def touched(self, *names: str) -> bool:
        """Say whether a field of some says another thing than stood in it at first."""
        if self.before is None:
            return True
        return any(_line(self.filled.one(each)) != self._held.get(each, "") for each in names)

    def stands(self, name: str) -> Any:
        """Return a field of the transaction as it stands."""
        return None if self.before is None else getattr(self.before.transaction, name)

    def country(self, name: str) -> str | None:
        """Return the code of a country that was typed; None where none was.

        Raises:
            InputError: There is no such country; names the field.
        """
        typed = self.filled.one(name)
        if not self.touched(name):
            return self._held.get(name) or None
        return country_code(self.visit.language, name, typed) if typed else None


def _located(form: _Form) -> object:
    if not form.touched("goods_located_in"):
        return form.stands("goods_located_in")
    language, name = form.visit.language, "goods_located_in"
    typed = (each for each in form.filled.one(name).split(",") if each.strip())
    return [country_code(language, name, each) for each in typed]


# --- parties ------------------------------------------------------------------------------------


def _fields_of(role: PartyRole) -> tuple[str, ...]:
    return tuple(f"{role}_{each}" for each in ("name", "country", "address"))


def _party(form: _Form, role: PartyRole) -> object:
    """Return a party as far as it was filled in; without a name it is not known."""
    name, country, address = _fields_of(role)
    if not form.touched(name, country, address):
        return form.stands(role)
    names = [each.strip() for each in form.filled.one(name).split(";") if each.strip()]
    if not names:
        return {"state": Statement.UNKNOWN}
    code, where = form.country(country), form.filled.one(address)
    addresses = [{"text": where, "country": code}] if where else []
    return {"names": names, "country": code, "addresses": addresses}


def _with_particulars(form: _Form, stood: Transaction, found: Transaction) -> Transaction:
    """Return a transaction with what the form does not show of parties that are the same ones."""
    for role in PARTIES:
        old, new = getattr(stood, role).value, getattr(found, role).value
        touched = form.touched(*_fields_of(role))
        if touched and old is not None and new is not None and same_party(old, new):
            found = found.with_party(role, Stated[Party].given(_same(old, new)))
    return found


def _same(old: Party, new: Party) -> Party:
    first = new.addresses
    if first and old.addresses and first[0].text == _line(old.addresses[0].text):
        first = old.addresses[:1]
    return Party(
        names=new.names,
        kind=old.kind,
        country=new.country,
        addresses=(*first, *old.addresses[1:]),
        identifiers=old.identifiers,
    )


# --- goods --------------------------------------------------------------------------------------


def _items(form: _Form, rows: int) -> list[object]:
    """Return the items: those that nobody touched as they stand, without those left empty."""
    stood: tuple[Item, ...] = form.stands("items") or ()
    found: list[object] = []
    for place in range(1, rows + 1):
        name = f"item{place}"
        old = stood[place - 1] if place <= len(stood) else None
        if old is not None and not form.touched(*(f"{name}_{each}" for each in _OF_ITEM)):
            found.append(old)
        elif form.filled.one(f"{name}_description") or form.filled.one(f"{name}_code"):
            found.append(_item(form, name, old))
    return [*found, *stood[rows:]]


def _item(form: _Form, name: str, old: Item | None) -> dict[str, Any]:
    """Return an item; where description and code are others, it is another one throughout."""
    code, described = (form.touched(f"{name}_{each}") for each in ("code", "description"))
    if code and described:
        old = None
    found: dict[str, Any] = {}
    if old is not None:
        found = {each: getattr(old, each) for each in Item.model_fields}
    if old is None or described:
        found["description"] = form.filled.one(f"{name}_description")
    if old is None or code:
        found["classifications"] = _classified(form.filled.one(f"{name}_code"), old)
    if old is None or form.touched(f"{name}_quantity"):
        quantity, _, unit = form.filled.one(f"{name}_quantity").partition(" ")
        found |= {"quantity": quantity or None, "quantity_unit": unit.strip()}
    if old is None or form.touched(f"{name}_value"):
        value, _, currency = form.filled.one(f"{name}_value").partition(" ")
        found |= {"value": value or None, "currency": currency.strip().upper() or None}
    return found


def _classified(code: str, old: Item | None) -> list[object]:
    """Return the classifications of an item: the code of the form, and those it does not show."""
    shown = old.codes[0] if old is not None and old.codes else None
    stood = () if old is None else old.classifications
    further = [each for each in stood if each.code not in {None, shown}]
    if code:
        where: Classification | None = next((each for each in stood if each.code == shown), None)
        if where is None or where.code is None:
            return [{"source": ListSource.ANNEX_I, "code": code}, *further]
        return [{"source": where.source, "state": where.state, "code": code}, *further]
    return [*further] or [{"source": ListSource.NON_LISTED}]
