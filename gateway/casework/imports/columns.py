"""The columns of our form of import: name, meaning, where required, example.

The names follow the boxes of Annex III, form A (docs/domain.md 2.2). docs/imports.md lists every
column here; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import TypedDict

from gateway.domain.base import Stated, Statement
from gateway.domain.controls import CodeCheck
from gateway.domain.denial import DecisionType, Ground, LegalBase, Regime
from gateway.domain.letter import Marking
from gateway.domain.transaction import Activity, Classification, ListSource, Party, Text
from gateway.tabular import cells
from gateway.tabular.import_report import Way
from gateway.tabular.importer import Column

_ALL = frozenset(Way)
_BEFORE = frozenset({Way.INITIAL, Way.RELAYED, Way.PARTNER})  # notified elsewhere before
_PARTNER = frozenset({Way.PARTNER})
_STATE_PREFIX = 3  # "FR:"

# --- cells that say more than one value ------------------------------------------------------


def _each(parse: Callable[[str], object]) -> Callable[[str], tuple[object, ...]]:
    return lambda cell: tuple(map(parse, cells.pieces(cell)))


def _named(name: str) -> Party:
    return Party(names=(name,))


def _end_use(cell: str) -> Stated[Text]:
    word = cell.lower().replace(" ", "_")
    if word == Statement.UNKNOWN:
        return Stated[Text].unknown()
    if word == Statement.NOT_APPLICABLE:
        return Stated[Text].not_applicable()
    reason = cells.withheld(cell)
    return Stated[Text].given(cell) if reason is None else Stated[Text].withheld(reason)


def _grounds(cell: str) -> Stated[tuple[Ground, ...]]:
    reason = cells.withheld(cell)
    if reason is not None:
        return Stated[tuple[Ground, ...]].withheld(reason)
    return Stated[tuple[Ground, ...]].given(
        tuple(cells.word(Ground, piece) for piece in cells.pieces(cell))
    )


def _list_version(cell: str) -> str:
    return Classification(source=ListSource.NON_LISTED, list_version=cell).list_version


def classify(written: str, version: str, codes: CodeCheck | None) -> Classification:
    """Return the classification that a written code means.

    ``FR:4A906`` is of the national list of France; any other is of Annex I.

    Raises:
        InputError: CODE_UNKNOWN or COUNTRY_UNKNOWN.
    """
    if written[_STATE_PREFIX - 1 : _STATE_PREFIX] == ":":
        return Classification(
            source=ListSource.NATIONAL,
            state=cells.country(written[: _STATE_PREFIX - 1]),
            code=cells.control_code(written[_STATE_PREFIX:].strip()),
            list_version=version,
        )
    code = cells.control_code(written)
    return Classification(
        source=ListSource.ANNEX_I,
        code=codes.check(code, version=version) if codes is not None else code,
        list_version=version,
    )


# --- the form --------------------------------------------------------------------------------


def _party(role: str, words: str, *, required: bool) -> tuple[Column, ...]:
    """Return the columns of one party, which are read together."""
    return (
        Column(
            f"{role}_names",
            f"Names of the {words}, in any script; the first is the principal one.",
            "Sirius Optik A.Ş.|Sirius Optics Inc",
            needed=_ALL if required else frozenset(),
        ),
        Column(
            f"{role}_kind",
            "`person`, `organisation` or `unknown`.",
            "organisation",
            choices="party_kind",
        ),
        Column(
            f"{role}_country",
            "Country of its seat, by ISO 3166 code or by name.",
            "TR",
            choices="country",
        ),
        Column(f"{role}_addresses", "Addresses as written.", "Sanayi Cd. 12, Bursa"),
        Column(f"{role}_identifiers", "Registrations, `SCHEME:value`.", "VAT:TR0000000000"),
        Column(
            f"{role}_state",
            f"State of the {words} as a field: `given`, `withheld:<class>`, `unknown` or "
            "`not_applicable`. Empty: given if there is a name"
            + ("." if required else ", else unknown."),
            "withheld:security",
            choices="statement",
        ),
    )


class _Cell(TypedDict):
    """How a cell is read, and the list of the template that it is chosen from."""

    parse: Callable[[str], object]
    choices: str


_COUNTRY = _Cell(parse=cells.country, choices="country")
_YES_NO = _Cell(parse=cells.yes, choices="yes_no")
_of_line = partial(Column, of_line=True)


def _word(kind: type[StrEnum], choices: str) -> _Cell:
    return _Cell(parse=partial(cells.word, kind), choices=choices)


COLUMNS: tuple[Column, ...] = (
    Column(
        "national_reference",
        "Number of the denial in the national system. It makes the import repeatable; "
        "consecutive rows with the same number are item lines of one denial.",
        "SBDU-2026-0412",
        needed=_ALL,
        parse=str,
    ),
    Column(
        "source_state",
        "State whose denial it is, by code or name: of a relayed one no member of the "
        "federation, of a partner's one no Member State, of any other our own.",
        "AT",
        needed=frozenset({Way.RELAYED, Way.PARTNER}),
        **_COUNTRY,
    ),
    Column(
        "regime",
        "Regime in which a partner outside the Union told of it: `nsg`, `mtcr`, "
        "`australia_group` or `wassenaar`.",
        "nsg",
        kinds=_PARTNER,
        needed=_PARTNER,
        **_word(Regime, "regime"),
    ),
    Column(
        "marking",
        "Marking that the partner gave it: `unmarked`, `limite` or `sensitive`. Empty: `unmarked`.",
        "limite",
        kinds=_PARTNER,
        **_word(Marking, "marking"),
    ),
    Column(
        "decision",
        "`refuse`, `annul`, `suspend`, `limit`, `revoke`, `intent_no`, "
        "`transit_prohibition` or `national_list_refusal` (Art 16(1), 16(3), 10(2)).",
        "refuse",
        needed=_ALL,
        **_word(DecisionType, "decision"),
    ),
    Column("decision_date", "Date of the decision.", "2026-03-17", needed=_ALL, parse=cells.day),
    Column(
        "first_notified",
        "Date on which it was first notified to the others.",
        "2019-06-14",
        kinds=_BEFORE,
        needed=_BEFORE,
        parse=cells.day,
    ),
    Column(
        "legal_base",
        "`2021/821` or `428/2009`: the regulation under which it was first notified.",
        "428/2009",
        kinds=_BEFORE,
        needed=frozenset({Way.INITIAL}),
        **_word(LegalBase, "legal_base"),
    ),
    Column(
        "reviews_so_far",
        "How many reviews it has had (Art 16(2)): a number, or `unknown`.",
        "2",
        kinds=_BEFORE,
        needed=frozenset({Way.INITIAL}),
        parse=cells.reviews,
    ),
    Column(
        "articles",
        "Articles of the decision. Empty: those that the rulebook names for it; none for "
        "relayed denials and those of 428/2009.",
        "16(1)|4(6)",
        parse=cells.pieces,
    ),
    Column(
        "activity",
        "`export`, `brokering`, `technical_assistance`, `transit` or `transfer`. Empty: `export`.",
        "export",
        **_word(Activity, "activity"),
    ),
    Column(
        "destination",
        "Country of final destination, by ISO 3166 code or by name.",
        "AE",
        needed=_ALL,
        **_COUNTRY,
    ),
    Column(
        "transit",
        "Countries of transit.",
        "TR|GE",
        parse=_each(cells.country),
        field="transit_countries",
        choices="country",
    ),
    *_party("end_user", "end-user", required=True),
    *_party("consignee", "consignee", required=False),
    Column(
        "intermediaries",
        "Names of intermediaries, one party each.",
        "Oriel Trading FZE",
        parse=_each(_named),
    ),
    Column(
        "stated_end_use",
        "End-use as stated; or `withheld:<class>`, `unknown`, `not_applicable`. Empty: unknown.",
        "Network operations centre of a provider",
        parse=_end_use,
    ),
    Column(
        "grounds",
        "Coded grounds (Art 15): `international_obligations`, `sanctions`, "
        "`foreign_security_policy`, `end_use_diversion`, `human_rights`; or "
        "`withheld:<class>`. Empty: unknown.",
        "human_rights|end_use_diversion",
        parse=_grounds,
        choices="ground",
    ),
    Column("explanation", "Explanation in words; or `withheld:<class>`.", "Risque de ..."),
    Column("explanation_language", "Language of the explanation, BCP 47.", "fr"),
    Column(
        "references",
        "The same denial in other systems, `SYSTEM:value`.",
        "DUeS:2026-118",
        parse=cells.references,
    ),
    _of_line(
        "description", "What the item is.", "Gateway for traffic analysis", needed=_ALL, parse=str
    ),
    _of_line(
        "control_codes",
        "Codes of Annex I in any usual spelling; a code of a national list with its State "
        "before it, `FR:4A906`. Empty for a non-listed item.",
        "5A001.j|5D001.e",
        needed=_ALL,
        choices="control_code",
    ),
    _of_line(
        "non_listed", "`yes` for an item that no list names, else `no` or empty.", "no", **_YES_NO
    ),
    _of_line(
        "list_version",
        "Version of the list that the codes are of.",
        "2025-11-15",
        parse=_list_version,
    ),
    _of_line(
        "cn_code",
        "Code of the Combined Nomenclature, 6 to 10 digits.",
        "85176200",
        parse=cells.tariff_code,
    ),
    _of_line("cas_number", "CAS number of a substance.", "7783-06-4", parse=cells.cas_number),
    _of_line("country_of_origin", "Country of origin, by code or name.", "FR", **_COUNTRY),
    _of_line(
        "parameters",
        "Technical parameters, `name=value unit`; a decimal point, no thousands separator.",
        "throughput=40 Gbit/s|hard_selectors=25000",
        parse=cells.parameters,
    ),
    _of_line("quantity", "Quantity, with a decimal point.", "2", parse=cells.amount),
    _of_line("unit", "Unit of the quantity.", "pieces", parse=str, field="quantity_unit"),
    _of_line(
        "value",
        "Value, with a decimal point and no thousands separator.",
        "845000.00",
        parse=cells.amount,
    ),
    _of_line(
        "currency",
        "Currency of the value, ISO 4217.",
        "EUR",
        parse=cells.currency,
        choices="currency",
    ),
    _of_line(
        "cyber_surveillance",
        "`yes` for a cyber-surveillance item (Art 2(20)), else `no`.",
        "yes",
        **_YES_NO,
    ),
)
"""Every column of our form, in the order in which docs/imports.md lists them."""

LITE_COLUMNS = (
    "reference",
    "regime_reg_ref",
    "name",
    "address",
    "notifying_government",
    "country",
    "denial_cle",
    "item_description",
    "end_use",
    "reason_for_refusal",
    "entity_type",
)
"""Columns of the other form that relayed denials may have; all of them are required."""

LITE_MARKS = frozenset({"notifying_government", "denial_cle"})
"""Columns by which that form is recognised."""


def columns_of(way: Way) -> dict[str, Column]:
    """Return the columns that one way of import knows, by name."""
    return {column.name: column for column in COLUMNS if column.is_of(way)}
