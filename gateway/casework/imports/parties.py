"""The columns of one party: end-user or consignee, given, withheld, unknown or none."""

from __future__ import annotations

from gateway.casework.imports import cells
from gateway.casework.imports.draft import RowReader
from gateway.domain.base import Stated, Statement, Withholding
from gateway.domain.transaction import Address, Party, PartyKind
from gateway.errors import InputError, Reason

_DETAILS = ("kind", "country", "addresses", "identifiers")


def read_party(reader: RowReader, role: str, *, needed: bool) -> Stated[Party] | None:
    """Read a party; None, and an error kept, where it is wrong.

    Args:
        reader: First row of the denial.
        role: ``end_user`` or ``consignee``.
        needed: Whether a party without a name must be said to be withheld, unknown or not
            applicable; else an empty one is unknown.
    """
    names = cells.pieces(reader.text(f"{role}_names"))
    described = bool(names) or reader.has(*(f"{role}_{detail}" for detail in _DETAILS))
    if reader.text(f"{role}_state"):
        stated = reader.take(f"{role}_state", _state)
    elif described or needed:
        stated = (Statement.GIVEN, None)
    else:
        stated = (Statement.UNKNOWN, None)
    if stated is None:
        return None
    statement, reason = stated
    if statement is Statement.GIVEN and names:
        return _given(reader, role, names)
    if statement is Statement.GIVEN:
        reader.fault(f"{role}_names", _nameless(role))
        return None
    if described:
        reader.fault(f"{role}_state", _contradiction(role, statement))
        return None
    return Stated[Party](state=statement, reason=reason)


def _state(cell: str) -> tuple[Statement, Withholding | None]:
    reason = cells.withheld(cell)
    if reason is not None:
        return Statement.WITHHELD, reason
    return cells.word(Statement, cell), None


def _given(reader: RowReader, role: str, names: tuple[str, ...]) -> Stated[Party] | None:
    before = len(reader.errors)
    kind = reader.take(f"{role}_kind", lambda cell: cells.word(PartyKind, cell))
    country = reader.take(f"{role}_country", cells.country)
    addresses = reader.take(
        f"{role}_addresses",
        lambda cell: tuple(Address(text=text, country=country) for text in cells.pieces(cell)),
    )
    identifiers = reader.take(f"{role}_identifiers", cells.identifiers)
    party = reader.make(
        f"{role}_names",
        lambda: Party(
            names=names,
            kind=kind or PartyKind.UNKNOWN,
            addresses=addresses or (),
            country=country,
            identifiers=identifiers or (),
        ),
    )
    if party is None or len(reader.errors) > before:
        return None
    return Stated[Party].given(party)


def _nameless(role: str) -> InputError:
    return InputError(
        "the party has no name and is not said to be withheld",
        reason=Reason.PARTY_NAMELESS,
        remedy=f"Give a name, or write into {role}_state: withheld:<class>, unknown or "
        "not_applicable.",
    )


def _contradiction(role: str, statement: Statement) -> InputError:
    return InputError(
        f"the party is said to be {statement.replace('_', ' ')}, and is described",
        remedy=f"Empty the other cells of {role}, or write 'given'.",
    )
