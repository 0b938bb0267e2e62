"""The columns of our form of import: name, meaning, where required, example.

The names follow the boxes of Annex III, form A (docs/domain.md 2.2). docs/imports.md lists every
column here; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.tabular.import_report import Way

_ALL = frozenset(Way)
_NONE: frozenset[Way] = frozenset()
_BEFORE = frozenset({Way.INITIAL, Way.RELAYED, Way.PARTNER})  # notified elsewhere before
_PARTNER = frozenset({Way.PARTNER})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the form.

    Attributes:
        ways: Ways of import that know the column.
        required: Ways whose header must have it.
        of_item: Whether it speaks of the item line rather than of the denial; only such
            columns are read from the second row of a denial on.
    """

    name: str
    meaning: str
    example: str
    ways: frozenset[Way] = _ALL
    required: frozenset[Way] = _NONE
    of_item: bool = False


def _party(role: str, words: str, *, required: bool) -> tuple[Column, ...]:
    """Return the columns of one party."""
    return (
        Column(
            f"{role}_names",
            f"Names of the {words}, in any script; the first is the principal one.",
            "Sirius Optik A.Ş.|Sirius Optics Inc",
            required=_ALL if required else _NONE,
        ),
        Column(f"{role}_kind", "`person`, `organisation` or `unknown`.", "organisation"),
        Column(f"{role}_country", "Country of its seat, by ISO 3166 code or by name.", "TR"),
        Column(f"{role}_addresses", "Addresses as written.", "Sanayi Cd. 12, Bursa"),
        Column(f"{role}_identifiers", "Registrations, `SCHEME:value`.", "VAT:TR0000000000"),
        Column(
            f"{role}_state",
            f"State of the {words} as a field: `given`, `withheld:<class>`, `unknown` or "
            "`not_applicable`. Empty: given if there is a name"
            + ("." if required else ", else unknown."),
            "withheld:security",
        ),
    )


COLUMNS: tuple[Column, ...] = (
    Column(
        "national_reference",
        "Number of the denial in the national system. It makes the import repeatable; "
        "consecutive rows with the same number are item lines of one denial.",
        "SBDU-2026-0412",
        required=_ALL,
    ),
    Column(
        "source_state",
        "State whose denial it is, by code or name: of a relayed one no member of the "
        "federation, of a partner's one no Member State, of any other our own.",
        "AT",
        required=frozenset({Way.RELAYED, Way.PARTNER}),
    ),
    Column(
        "regime",
        "Regime in which a partner outside the Union told of it: `nsg`, `mtcr`, "
        "`australia_group` or `wassenaar`.",
        "nsg",
        ways=_PARTNER,
        required=_PARTNER,
    ),
    Column(
        "marking",
        "Marking that the partner gave it: `unmarked`, `limite` or `sensitive`. "
        "Empty: `unmarked`.",
        "limite",
        ways=_PARTNER,
    ),
    Column(
        "decision",
        "`refuse`, `annul`, `suspend`, `limit`, `revoke`, `intent_no`, "
        "`transit_prohibition` or `national_list_refusal` (Art 16(1), 16(3), 10(2)).",
        "refuse",
        required=_ALL,
    ),
    Column("decision_date", "Date of the decision.", "2026-03-17", required=_ALL),
    Column(
        "first_notified",
        "Date on which it was first notified to the others.",
        "2019-06-14",
        ways=_BEFORE,
        required=_BEFORE,
    ),
    Column(
        "legal_base",
        "`2021/821` or `428/2009`: the regulation under which it was first notified.",
        "428/2009",
        ways=_BEFORE,
        required=frozenset({Way.INITIAL}),
    ),
    Column(
        "reviews_so_far",
        "How many reviews it has had (Art 16(2)): a number, or `unknown`.",
        "2",
        ways=_BEFORE,
        required=frozenset({Way.INITIAL}),
    ),
    Column(
        "articles",
        "Articles of the decision. Empty: those that the rulebook names for it; none for "
        "relayed denials and those of 428/2009.",
        "16(1)|4(6)",
    ),
    Column(
        "activity",
        "`export`, `brokering`, `technical_assistance`, `transit` or `transfer`. "
        "Empty: `export`.",
        "export",
    ),
    Column(
        "destination",
        "Country of final destination, by ISO 3166 code or by name.",
        "AE",
        required=_ALL,
    ),
    Column("transit", "Countries of transit.", "TR|GE"),
    *_party("end_user", "end-user", required=True),
    *_party("consignee", "consignee", required=False),
    Column("intermediaries", "Names of intermediaries, one party each.", "Oriel Trading FZE"),
    Column(
        "stated_end_use",
        "End-use as stated; or `withheld:<class>`, `unknown`, `not_applicable`. "
        "Empty: unknown.",
        "Network operations centre of a provider",
    ),
    Column(
        "grounds",
        "Coded grounds (Art 15): `international_obligations`, `sanctions`, "
        "`foreign_security_policy`, `end_use_diversion`, `human_rights`; or "
        "`withheld:<class>`. Empty: unknown.",
        "human_rights|end_use_diversion",
    ),
    Column("explanation", "Explanation in words; or `withheld:<class>`.", "Risque de ..."),
    Column("explanation_language", "Language of the explanation, BCP 47.", "fr"),
    Column("references", "The same denial in other systems, `SYSTEM:value`.", "DUeS:2026-118"),
    Column(
        "description", "What the item is.", "Gateway for traffic analysis", required=_ALL,
        of_item=True,
    ),
    Column(
        "control_codes",
        "Codes of Annex I in any usual spelling; a code of a national list with its State "
        "before it, `FR:4A906`. Empty for a non-listed item.",
        "5A001.j|5D001.e",
        required=_ALL,
        of_item=True,
    ),
    Column("non_listed", "`yes` for an item that no list names, else `no` or empty.", "no",
           of_item=True),
    Column("list_version", "Version of the list that the codes are of.", "2025-11-15",
           of_item=True),
    Column("cn_code", "Code of the Combined Nomenclature, 6 to 10 digits.", "85176200",
           of_item=True),
    Column("cas_number", "CAS number of a substance.", "7783-06-4", of_item=True),
    Column("country_of_origin", "Country of origin, by code or name.", "FR", of_item=True),
    Column(
        "parameters",
        "Technical parameters, `name=value unit`; a decimal point, no thousands separator.",
        "throughput=40 Gbit/s|hard_selectors=25000",
        of_item=True,
    ),
    Column("quantity", "Quantity, with a decimal point.", "2", of_item=True),
    Column("unit", "Unit of the quantity.", "pieces", of_item=True),
    Column("value", "Value, with a decimal point and no thousands separator.", "845000.00",
           of_item=True),
    Column("currency", "Currency of the value, ISO 4217.", "EUR", of_item=True),
    Column("cyber_surveillance", "`yes` for a cyber-surveillance item (Art 2(20)), else `no`.",
           "yes", of_item=True),
)  # fmt: skip
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
    return {column.name: column for column in COLUMNS if way in column.ways}
