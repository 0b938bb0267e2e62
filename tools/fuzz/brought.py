"""What a person or a national system brings as a file: denials, records, lists, law."""

from __future__ import annotations

from datetime import date

from gateway.casework.imports.clerk import parse_denials
from gateway.casework.imports.columns import COLUMNS, LITE_COLUMNS
from gateway.casework.imports.draft import Setting
from gateway.casework.imports.past import PAST_COLUMNS, read_past
from gateway.domain.annual.templates import read_template, shipped_templates
from gateway.domain.calendars.sources import NotifiedCalendar
from gateway.domain.controls.importing import read_list
from gateway.domain.controls.listfile import ListFile
from gateway.domain.lawfile import parse_law
from gateway.domain.rulebook.overlay import parse_rulebook_or_overlay
from gateway.errors import Reason
from gateway.evidence.bundle import bundle_from_bytes
from gateway.evidence.verify.verification import verify_bundle
from gateway.reports.importing import Format, read_records
from gateway.reports.importing.form import blank_form
from gateway.reports.rates import shipped_rates
from gateway.tabular.bounds import Bounds
from gateway.tabular.files import read_table, write_table
from gateway.tabular.form_mapping import FormOf, read_mapping, shipped_mapping, shipped_mappings
from gateway.tabular.form_translation import to_our_form
from gateway.tabular.import_report import Way
from lab.report_demo.files import json_of, workbook_of
from tools.fuzz import changes
from tools.fuzz.ground import Ground
from tools.fuzz.target import Target

_LIST_TOML = b"""kind = "national"
state = "NL"
version = "NL-2026-1"
act = "Staatscourant 2026, 1"
in_force_from = 2026-01-01
codes = ["3A901", "3A901.a"]
not_used = []

[texts]
"3A901" = "Semiconductor equipment"
"""
_CALENDAR_TOML = b"""authority = "FR"
version = "FR/2027-1"
first_year = 2027
last_year = 2027
confirmed = true
source = "Journal officiel"

[[holiday]]
date = 2027-05-14
name = "Pont"
"""
_PORTAL_CSV = (
    b"Portal number;Type of decision;Decided on;Destination;End-user;Goods;Control codes\n"
    b"P-1;Refusal;2025-06-02;TR;Sirius Optik;A camera;6A003.b.4.b\n"
    b"P-2;Revocation;2025-06-03;AE;Oriel FZE;A pump;2B350.i;\n"
)
_PORTAL_TABLE = read_table(_PORTAL_CSV, Format.CSV, Bounds(2**20, 1000, ""))
_PORTAL_ROWS = [[*row[:7]] for _, row in _PORTAL_TABLE.rows]
_LITE_CSV = (
    ",".join(LITE_COLUMNS).encode() + b"\n"
    b"DN2026/0001,AB-1,Nordlys Maskin,12 Havnegata,Norway,Iran,2B350.g,Valve,Works,Risk,end_user\n"
    b"DN2026/0001,AB-1,Fjord Trade,,Norway,Iran,2B350.g,Valve,Works,Risk,consignee\n"
)
_PAST_CSV = (
    b"system,reference,procedure,asking,consulted,asked_on,ended_on,outcome,control_codes\n"
    b"DUeS,C-1,16(5),DE,FR,2025-11-03,2025-11-12,silence,6A003.b.4.b\n"
    b"DUeS,C-2,16(5),FR,DE,2025-11-03,,,5A001.j\n"
)
_RECORDS_CSV = (
    b"kind,reference,licence_kind,decided,code,destination,value,currency\n"
    b"authorisation,L-1,individual,2025-06-02,5A002.a.1,TR,1500.25,EUR\n"
    b"authorisation,L-2,global,2025-06-03,3A001,AE,10,EUR\n"
)

TODAY = date(2027, 5, 3)


def brought(ground: Ground) -> list[Target]:
    """Return the targets of such files."""
    seeds = ground.seeds
    template, rates = shipped_templates()[-1], shipped_rates()
    setting = Setting(way=Way.OWN, authority="FR", today=TODAY)
    relayed = Setting(way=Way.RELAYED, authority="DE", today=TODAY, members=frozenset({"DE"}))
    imported = read_records(template, _RECORDS_CSV, Format.CSV, rates)
    workbook = workbook_of(template, imported.records)
    known = {
        FormOf.DENIALS: [each.name for each in COLUMNS],
        FormOf.CONSULTATIONS: [each.name for each in PAST_COLUMNS],
    }
    portal = read_mapping(shipped_mapping("portal"), known)
    return [
        Target(
            "evidence",
            seeds["evidence"],
            changes.archive,
            lambda raw: verify_bundle(bundle_from_bytes(raw), anchor=None),
        ),
        Target(
            "denials", seeds["denials"], changes.csv_text, lambda raw: parse_denials(raw, setting)
        ),
        Target(
            "relayed denials",
            seeds["denials"],
            changes.csv_text,
            lambda raw: parse_denials(raw, relayed),
        ),
        Target(
            "denials of another system",
            [_LITE_CSV],
            changes.csv_text,
            lambda raw: parse_denials(raw, relayed),
        ),
        Target(
            "past consultations",
            [_PAST_CSV],
            changes.csv_text,
            lambda raw: read_past(raw, "FR", {"16(5)": {"silence", "unknown"}}),
        ),
        Target(
            "mapping",
            list(shipped_mappings().values()),
            changes.toml_text,
            lambda raw: read_mapping(raw, known),
        ),
        Target(
            "denials of another form",
            [_PORTAL_CSV],
            changes.csv_text,
            lambda raw: to_our_form(raw, portal, Bounds(2**20, 1000, "Split it.")),
        ),
        Target(
            "denials of another form, XLSX",
            [write_table(_PORTAL_TABLE.header, _PORTAL_ROWS, Format.XLSX)],
            changes.archive,
            lambda raw: to_our_form(raw, portal, Bounds(2**20, 1000, "Split it."), Format.XLSX),
        ),
        Target(
            "denials of another form, JSON",
            [write_table(_PORTAL_TABLE.header, _PORTAL_ROWS, Format.JSON)],
            changes.json_text,
            lambda raw: to_our_form(raw, portal, Bounds(2**20, 1000, "Split it."), Format.JSON),
        ),
        Target(
            "records, XLSX",
            [workbook, blank_form(template)],
            changes.archive,
            lambda raw: read_records(template, raw, Format.XLSX, rates),
        ),
        Target(
            "records, CSV",
            [_RECORDS_CSV],
            changes.csv_text,
            lambda raw: read_records(template, raw, Format.CSV, rates),
        ),
        Target(
            "records, JSON",
            [json_of(imported.records)],
            changes.json_text,
            lambda raw: read_records(template, raw, Format.JSON, rates),
        ),
        Target(
            "control list, CSV",
            seeds["list"][:1],
            changes.csv_text,
            lambda raw: read_list(raw, "l.csv"),
        ),
        Target(
            "control list, JSON",
            seeds["list"][1:],
            changes.json_text,
            lambda raw: read_list(raw, "l.json"),
        ),
        Target(
            "rulebook",
            seeds["rulebook"],
            changes.toml_text,
            lambda raw: parse_rulebook_or_overlay("book.toml", raw),
        ),
        Target(
            "template",
            seeds["template"],
            changes.toml_text,
            lambda raw: read_template("t.toml", raw),
        ),
        Target(
            "calendar",
            [_CALENDAR_TOML],
            changes.toml_text,
            lambda raw: parse_law("c.toml", raw, NotifiedCalendar, reason=Reason.CALENDAR_UNKNOWN),
        ),
        Target(
            "notified list",
            [_LIST_TOML],
            changes.toml_text,
            lambda raw: parse_law("l.toml", raw, ListFile, reason=Reason.LIST_INVALID),
        ),
    ]
