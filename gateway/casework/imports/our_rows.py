"""A denial as rows of our form of import, what those rows cannot say, and where two differ.

Rows that are read back make the denial again, but for what `unsaid` names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from gateway.casework.imports.columns import COLUMNS, classify
from gateway.casework.imports.draft import Setting
from gateway.casework.imports.rows import read_denial
from gateway.domain.authority import member_state
from gateway.domain.base import Model, Stated, Statement, differing
from gateway.domain.denial import Denial, PartnerSource
from gateway.domain.letter import Marking
from gateway.domain.transaction import (
    Activity,
    Classification,
    Item,
    ListSource,
    Parameter,
    Party,
    PartyKind,
)
from gateway.tabular import cells
from gateway.tabular.columns import TableRow
from gateway.tabular.form_mapping import BETWEEN
from gateway.tabular.form_translation import Cells
from gateway.tabular.import_report import Way

REFERENCE = "national_reference"
OUR_COLUMNS = tuple(column.name for column in COLUMNS)
_ITEM_COLUMNS = frozenset(column.name for column in COLUMNS if column.of_line)
_OF_ORIGIN = frozenset({"source_state", "regime", "marking"})
_LAST_DAY = date(2100, 12, 31)


def rows_of(
    denial: Denial, relayed_from: str = "", partner: PartnerSource | None = None
) -> tuple[dict[str, str], ...]:
    """Return a denial as rows of our form, an item line each; what is empty is left out.

    Args:
        denial: The denial.
        relayed_from: Its State, where that is not a member.
        partner: Of a State outside the Union: in which regime it told, and the marking.
    """
    deal = denial.transaction
    text = denial.explanation[0] if denial.explanation else None
    reviews = denial.reviews_so_far
    head = {
        REFERENCE: denial.national_reference,
        "source_state": relayed_from or member_state(denial.authority),
        "regime": partner.regime.value if partner else "",
        "marking": _marking(partner.marking.value) if partner else "",
        "decision": denial.decision.value,
        "decision_date": denial.decision_date.isoformat(),
        "first_notified": denial.first_notified.isoformat(),
        "legal_base": denial.legal_base.value,
        "reviews_so_far": "unknown" if reviews is None else str(reviews),
        "articles": BETWEEN.join(denial.articles),
        "activity": deal.activity.value,
        "destination": deal.destination,
        "transit": BETWEEN.join(deal.transit_countries),
        **_party("end_user", deal.end_user, Statement.GIVEN),
        **_party("consignee", deal.consignee, Statement.UNKNOWN),
        "intermediaries": BETWEEN.join(party.names[0] for party in deal.intermediaries),
        "stated_end_use": _stated(deal.stated_end_use, str),
        "grounds": _stated(denial.grounds, BETWEEN.join),
        "explanation": text.text if text else _withheld(denial.explanation_withheld),
        "explanation_language": text.language if text else "",
        "references": BETWEEN.join(f"{each.system}:{each.value}" for each in denial.references),
    }
    first, *further = (_item(each) for each in deal.items)
    rows = ({**head, **first}, *({REFERENCE: head[REFERENCE], **each} for each in further))
    return tuple({name: cell for name, cell in row.items() if cell} for row in rows)


def unsaid(denial: Denial, rows: Sequence[Cells]) -> tuple[str, ...]:
    """Return the ways to what a denial says and its rows do not: nobody loses it unseen.

    Args:
        denial: The denial.
        rows: What `rows_of` made of it.
    """
    numbered = enumerate(rows, start=2)
    said = [
        TableRow(at, {name: cell for name, cell in row.items() if name not in _OF_ORIGIN})
        for at, row in numbered
    ]
    setting = Setting(way=Way.INITIAL, authority=denial.authority, today=_LAST_DAY)
    back = read_denial(said, setting)
    if isinstance(back, list):
        return tuple(dict.fromkeys(error.column for error in back))
    return differing(denial, back.denial.numbered(denial.denial_id))


def _marking(said: str) -> str:
    return "" if said == Marking.UNMARKED else said


def _withheld(reason: str | None) -> str:
    return f"withheld:{reason}" if reason else ""


def _stated(field: Stated[Any], said: Callable[[Any], str]) -> str:
    if field.state is Statement.GIVEN:
        return said(field.value)
    if field.state is Statement.NOT_APPLICABLE:
        return field.state.value
    return _withheld(field.reason)


def _party(role: str, field: Stated[Party], empty: Statement) -> dict[str, str]:
    """Return the columns of a party; ``empty`` is what they mean where nothing stands in them."""
    if field.state is not Statement.GIVEN or field.value is None:
        state = _withheld(field.reason) or field.state.value
        return {} if field.state is empty else {f"{role}_state": state}
    party = field.value
    return {
        f"{role}_names": BETWEEN.join(party.names),
        f"{role}_kind": "" if party.kind is PartyKind.UNKNOWN else party.kind.value,
        f"{role}_country": party.country or "",
        f"{role}_addresses": BETWEEN.join(each.text for each in party.addresses),
        f"{role}_identifiers": BETWEEN.join(f"{e.scheme}:{e.value}" for e in party.identifiers),
    }


def _item(item: Item) -> dict[str, str]:
    listed = [each for each in item.classifications if each.source is not ListSource.NON_LISTED]
    return {
        "description": item.description,
        "control_codes": BETWEEN.join(map(_code, listed)),
        "non_listed": "" if listed else "yes",
        "list_version": item.classifications[0].list_version,
        "cn_code": item.cn_code or "",
        "cas_number": item.cas_number or "",
        "country_of_origin": item.country_of_origin or "",
        "parameters": BETWEEN.join(map(_parameter, item.parameters)),
        "quantity": _plain(item.quantity),
        "unit": item.quantity_unit,
        "value": _plain(item.value),
        "currency": item.currency or "",
        "cyber_surveillance": "yes" if item.cyber_surveillance else "",
    }


def _code(classification: Classification) -> str:
    state = f"{classification.state}:" if classification.source is ListSource.NATIONAL else ""
    return f"{state}{classification.code}"


def _parameter(each: Parameter) -> str:
    return f"{each.name}={_plain(each.value)} {each.unit}".strip()


def _plain(value: Decimal | None) -> str:
    """Return a number in digits, without the zeros behind the point that say nothing."""
    if value is None:
        return ""
    said = f"{value:f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


# --- where two differ -----------------------------------------------------------------------


class FieldDifference(Model):
    """A column in which two records of the same thing differ.

    Attributes:
        column: Of our form; ``items`` where one has more item lines.
        line: Item line, from 1, of a column of the item; else 0.
        here: What is held here, empty where nothing is.
        there: What the file says.
    """

    column: str
    line: int = 0
    here: str
    there: str


def differences(
    here: Sequence[Cells], there: Sequence[Cells], columns: Sequence[str]
) -> tuple[FieldDifference, ...]:
    """Compare two records, both in the words of `rows_of`, in some columns.

    Args:
        here: Rows of what is held.
        there: Rows of what the file says.
        columns: That the file speaks of.
    """
    return tuple(_differences(here, there, columns))


def _differences(
    here: Sequence[Cells], there: Sequence[Cells], columns: Sequence[str]
) -> Iterator[FieldDifference]:
    for column in columns:
        if column in _ITEM_COLUMNS:
            pairs = list(zip(here, there, strict=False))
        else:
            pairs = [(here[0], there[0])]
        for line, (ours, theirs) in enumerate(pairs, start=1):
            held, said = ours.get(column, ""), theirs.get(column, "")
            if not _says_the_same(column, held, said):
                at = line if column in _ITEM_COLUMNS else 0
                yield FieldDifference(column=column, line=at, here=held, there=said)
    if len(here) != len(there) and not _ITEM_COLUMNS.isdisjoint(columns):
        yield FieldDifference(column="items", here=str(len(here)), there=str(len(there)))


def _says_the_same(column: str, held: str, said: str) -> bool:
    """Whether a file says what is held; no list has the references of every system."""
    if column == "references":
        return set(cells.pieces(said)) <= set(cells.pieces(held))
    return held == said


def in_our_words(column: str, cell: str) -> str:
    """Return a cell of a file as `rows_of` would write it, whatever spelling it has.

    Raises:
        InputError: It is no value of the column.
    """
    cell = cell or _WHERE_EMPTY.get(column, "")
    if column in _MAY_BE_WITHHELD and (reason := cells.withheld(cell)) is not None:
        return _withheld(reason)
    if not cell or (column in _UNKNOWN_IS_EMPTY and _word(cell) == Statement.UNKNOWN):
        return ""
    parse = _SPELT.get(column)
    return cell if parse is None else parse(cell)


_WHERE_EMPTY: Mapping[str, str] = {"activity": Activity.EXPORT}
_MAY_BE_WITHHELD = frozenset(
    {"end_user_state", "consignee_state", "stated_end_use", "grounds", "explanation"}
)
_UNKNOWN_IS_EMPTY = frozenset(
    {"end_user_kind", "consignee_kind", "consignee_state", "stated_end_use"}
)


def _each(parse: Callable[[str], str]) -> Callable[[str], str]:
    return lambda cell: BETWEEN.join(parse(piece) for piece in cells.pieces(cell))


def _word(cell: str) -> str:
    return cell.lower().replace(" ", "_")


def _code_of(cell: str) -> str:
    return _code(classify(cell, "", None))


def _yes(cell: str) -> str:
    return "yes" if cells.yes(cell) else ""


def _state_of_party(cell: str) -> str:
    return "" if _word(cell) == Statement.GIVEN else _word(cell)


_SPELT: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("source_state", "destination", "country_of_origin"), cells.country),
    **dict.fromkeys(("end_user_country", "consignee_country"), cells.country),
    **dict.fromkeys(("decision_date", "first_notified"), lambda cell: cells.day(cell).isoformat()),
    **dict.fromkeys(("quantity", "value"), lambda cell: _plain(cells.amount(cell))),
    **dict.fromkeys(("decision", "activity", "legal_base", "regime"), _word),
    **dict.fromkeys(("end_user_kind", "consignee_kind"), _word),
    **dict.fromkeys(("end_user_state", "consignee_state"), _state_of_party),
    **dict.fromkeys(("end_user_names", "end_user_addresses", "intermediaries"), _each(str)),
    **dict.fromkeys(("consignee_names", "consignee_addresses", "articles"), _each(str)),
    **dict.fromkeys(("end_user_identifiers", "consignee_identifiers", "references"), _each(str)),
    **dict.fromkeys(("non_listed", "cyber_surveillance"), _yes),
    "marking": lambda cell: _marking(_word(cell)),
    "transit": _each(cells.country),
    "grounds": _each(_word),
    "control_codes": _each(_code_of),
    "cn_code": cells.tariff_code,
    "cas_number": cells.cas_number,
    "currency": cells.currency,
    "parameters": lambda cell: BETWEEN.join(map(_parameter, cells.parameters(cell))),
    "reviews_so_far": lambda cell: _word(cell) if cell.isalpha() else str(cells.reviews(cell)),
}
