"""Our form: the rows of one denial become a draft, or the errors of all its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from gateway.casework.imports.columns import COLUMNS, classify, columns_of
from gateway.casework.imports.draft import (
    INFORMATION_ONLY,
    UNITED_KINGDOM,
    DenialDraft,
    Setting,
    denial_number,
    digest_of,
    source_state,
)
from gateway.casework.imports.sheet import SheetRow
from gateway.domain.authority import member_state
from gateway.domain.base import Stated, Statement, Withholding
from gateway.domain.controls import CodeCheck
from gateway.domain.denial import Denial, FreeText, LegalBase, PartnerSource
from gateway.domain.denial_basis import items_are
from gateway.domain.letter import Marking
from gateway.domain.transaction import (
    Activity,
    Address,
    Classification,
    Item,
    ListSource,
    Party,
    PartyKind,
    Transaction,
)
from gateway.errors import ComityError, InputError, Reason
from gateway.tabular import cells
from gateway.tabular.import_report import RowError, Way
from gateway.tabular.importer import RowReader

EARLIEST = date(1958, 1, 1)
"""No calendar of the register reaches further back."""


def read_denial(rows: Sequence[SheetRow], setting: Setting) -> DenialDraft | list[RowError]:
    """Read the rows of one denial.

    Args:
        rows: Consecutive rows with the same national reference; the first says what the
            denial is, each is an item line.
        setting: Way, authority, present day, lists.
    """
    way = setting.way
    head, *rest = readers = [RowReader(row) for row in rows]
    said = head.values(columns_of(way).values(), way, own=_by_setting(setting))
    for reader in rest:
        reader.check_says_nothing_else(head, columns_of(way).keys() - _item_columns(way))
    explanation, withheld = _explanation(head)
    regime, marking = said.pop("regime", None), said.pop("marking", Marking.UNMARKED)
    source = said.pop("source_state", "")
    source = source if way in {Way.RELAYED, Way.PARTNER} else ""
    if way is Way.OWN:  # the import is the notification
        said |= {"first_notified": setting.today, "reviews_so_far": 0}
    _check_order(head, said)
    transaction = _transaction(readers, said, setting)
    errors = [error for reader in readers for error in reader.errors]
    if errors or transaction is None:
        return sorted(errors, key=lambda error: error.row)
    if source == UNITED_KINGDOM:
        said["references"] = (*said.get("references", ()), INFORMATION_ONLY)
    whose = source or setting.authority
    said = {
        "reviews_so_far": None,
        "articles": _articles(setting, source, said, transaction),
        **said,
        "denial_id": denial_number(whose, said["first_notified"].year, 0),
        "authority": setting.authority,
        "transaction": transaction,
        "explanation": explanation,
        "explanation_withheld": withheld,
    }
    denial = head.make("", lambda: Denial(**said), columns=_COLUMN_OF)
    return (
        head.errors
        if denial is None
        else DenialDraft(
            reference=denial.national_reference,
            rows=tuple(row.number for row in rows),
            digest=digest_of(rows, _item_columns(way)),
            way=way,
            prefix=whose,
            source=source,
            denial=denial,
            columns=tuple(head.row.cells),
            partner=None if regime is None else PartnerSource(regime=regime, marking=marking),
        )
    )


_COLUMN_OF = {column.field: column.name for column in COLUMNS if column.field}


@cache
def _item_columns(way: Way) -> frozenset[str]:
    return frozenset(name for name, column in columns_of(way).items() if column.of_line)


def _transaction(
    readers: Sequence[RowReader[str]], said: dict[str, Any], setting: Setting
) -> Transaction | None:
    """Take what was denied out of what the first row says, and read parties and items."""
    head = readers[0]
    items = [_read_item(reader, setting) for reader in readers]
    end_user = _read_party(head, "end_user", needed=True)
    consignee = _read_party(head, "consignee", needed=False)
    deal = {name: said.pop(name) for name in Transaction.model_fields if name in said}
    deal |= {"items": items, "end_user": end_user, "consignee": consignee}
    if "destination" not in deal or None in (end_user, consignee, *items):
        return None
    deal.setdefault("activity", Activity.EXPORT)
    return head.make("", lambda: Transaction(**deal), columns=_COLUMN_OF)


# --- cells that depend on who imports, when ---------------------------------------------------


def _by_setting(setting: Setting) -> Mapping[str, Callable[[str], object]]:
    """Return what reads the cells that the way, the authority or the present day bounds."""
    relayed = setting.way in {Way.RELAYED, Way.PARTNER}
    state = source_state if relayed else _own_state
    return {
        "source_state": lambda cell: state(setting, cells.country(cell)),
        "decision_date": lambda cell: _past(setting, cells.day(cell)),
        "first_notified": lambda cell: _past(setting, cells.day(cell)),
        "marking": lambda cell: _held(setting, cells.word(Marking, cell)),
    }


def _held(setting: Setting, marking: Marking) -> Marking:
    if marking not in setting.markings:
        raise InputError(
            "what is marked {marking} is not kept on this node",
            remedy="Keep it where that marking may be kept, or have it marked down.",
            marking=marking,
        )
    return marking


def _own_state(setting: Setting, country: str) -> str:
    if country != member_state(setting.authority):
        raise InputError(
            "the denial is of {country}, and not of our own State",
            remedy="Import it the way 'relayed', or remove the row.",
            country=country,
        )
    return country


def _past(setting: Setting, day: date) -> date:
    if day > setting.today:
        raise Reason.DATE_IMPOSSIBLE.error(
            "{day} lies in the future; today is {today}",
            remedy="Correct the date.",
            day=day.isoformat(),
            today=setting.today.isoformat(),
        )
    if day < EARLIEST:
        raise Reason.DATE_IMPOSSIBLE.error(
            "{day} lies before there was a Community",
            remedy="Correct the year.",
            day=day.isoformat(),
        )
    return day


def _check_order(head: RowReader[str], said: Mapping[str, Any]) -> None:
    decided, notified = said.get("decision_date"), said.get("first_notified")
    if decided and notified and notified < decided:
        error = Reason.DATE_IMPOSSIBLE.error(
            "{notified} lies before the decision of {decided}",
            remedy="Correct one of the two dates.",
            notified=notified.isoformat(),
            decided=decided.isoformat(),
        )
        head.fault("first_notified", error)


def _articles(
    setting: Setting, source: str, said: Mapping[str, Any], deal: Transaction
) -> tuple[str, ...]:
    """Return the articles that the rulebook names for such a decision.

    None for what was denied under another law, or by a State that is not a member: of that
    the rulebook says nothing.
    """
    base = said.get("legal_base", LegalBase.REG_2021_821)
    if setting.notification is None or source or base is not LegalBase.REG_2021_821:
        return ()
    items = items_are(deal, setting.authority)
    basis = setting.notification.basis_of(said["decision"], deal.activity, items)
    return () if basis is None else basis.articles


def _explanation(head: RowReader[str]) -> tuple[tuple[FreeText, ...], Withholding | None]:
    if not head.text("explanation"):
        return (), None
    withheld = head.take("explanation", cells.withheld)
    if withheld is not None:
        return (), withheld
    language = head.need("explanation_language", cells.language)
    if language is None:
        return (), None
    text = head.text("explanation")
    free = head.make("explanation", lambda: FreeText(language=language, text=text))
    return ((free,) if free else ()), None


# --- the columns of one item line ----------------------------------------------------------


def _read_item(reader: RowReader[str], setting: Setting) -> Item | None:
    """Read the item line of a row; None, and its errors kept, where it is wrong."""
    before = len(reader.errors)
    said = reader.values(columns_of(setting.way).values(), setting.way, of_line=True)
    version, non_listed = said.pop("list_version", ""), said.pop("non_listed", False)
    classifications = _classifications(reader, version, setting.codes, non_listed=non_listed)
    if reader.text("value") and not reader.text("currency"):
        reader.fault("currency", InputError("a value has a currency", remedy="Give it, e.g. EUR."))
    if len(reader.errors) > before:
        return None
    return reader.make("description", lambda: Item(**said, classifications=classifications))


def _classifications(
    reader: RowReader[str], version: str, codes: CodeCheck | None, *, non_listed: bool
) -> tuple[Classification, ...]:
    written = cells.pieces(reader.text("control_codes"))
    if non_listed == bool(written):
        said = "a non-listed item has no code" if written else "the item has no code"
        reader.fault(
            "control_codes",
            Reason.CODE_UNKNOWN.error(
                said,
                remedy="Give a code like 5A001.j.1.a, or write 'yes' into non_listed: not both.",
            ),
        )
        return ()
    if non_listed:
        return (Classification(source=ListSource.NON_LISTED, list_version=version),)
    found = (reader.make("control_codes", lambda c=code: classify(c, version, codes))  # type: ignore[misc]
             for code in written)  # fmt: skip
    return tuple(classification for classification in found if classification is not None)


# --- the columns of one party --------------------------------------------------------------

_DETAILS = ("kind", "country", "addresses", "identifiers")


def _read_party(reader: RowReader[str], role: str, *, needed: bool) -> Stated[Party] | None:
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


def _given(reader: RowReader[str], role: str, names: tuple[str, ...]) -> Stated[Party] | None:
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


def _nameless(role: str) -> ComityError:
    return Reason.PARTY_NAMELESS.error(
        "the party has no name and is not said to be withheld",
        remedy="Give a name, or write into {role}_state: withheld:<class>, unknown or "
        "not_applicable.",
        role=role,
    )


def _contradiction(role: str, statement: Statement) -> InputError:
    return InputError(
        "the party is said to be {statement}, and is described",
        remedy="Empty the other cells of {role}, or write 'given'.",
        statement=statement.replace("_", " "),
        role=role,
    )
