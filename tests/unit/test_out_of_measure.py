"""Text that is nested or numbered out of measure: each reader refuses it with an error of ours.

Found by `make fuzz`: Python's JSON and TOML readers raise RecursionError, and a ValueError of
its own for a number of 5,000 digits. A header of 200,000 columns took minutes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import pytest

from gateway.casework.imports.clerk import parse_denials
from gateway.casework.imports.draft import Setting
from gateway.domain.annual.templates import read_template, shipped_templates
from gateway.domain.controls.importing import read_list
from gateway.domain.rulebook.overlay import parse_rulebook_or_overlay
from gateway.errors import ComityError
from gateway.reports.importing import Format, read_records
from gateway.reports.rates import shipped_rates
from gateway.tabular.import_report import Way
from gateway.trust.federation import Anchor

DEEP_JSON, DEEP_TOML = b"[" * 50_000, b"a = " + b"[" * 5000
DEEP_KEYS, DIGITS = b"[" + b"a." * 5000 + b"a]", b"[" + b"9" * 5000 + b"]"


def records(raw: bytes) -> object:
    return read_records(shipped_templates()[-1], raw, Format.JSON, shipped_rates())


def anchor(raw: bytes) -> object:
    return Anchor.from_json(raw.decode())


def control_list(raw: bytes) -> object:
    return read_list(raw, "list.json")


def rulebook(raw: bytes) -> object:
    return parse_rulebook_or_overlay("book.toml", raw)


def template(raw: bytes) -> object:
    return read_template("template.toml", raw)


@pytest.mark.parametrize(
    ("read", "raw"),
    [
        *((read, raw) for read in (records, anchor, control_list) for raw in (DEEP_JSON, DIGITS)),
        *((read, raw) for read in (rulebook, template) for raw in (DEEP_TOML, DEEP_KEYS)),
    ],
)
def test_text_out_of_measure_is_refused(read: Callable[[bytes], object], raw: bytes) -> None:
    with pytest.raises(ComityError) as refused:
        read(raw)

    assert refused.value.reason
    assert refused.value.remedy


@pytest.mark.parametrize("name", [b"", b"x", b"x" * 2_000_000])
def test_a_header_of_nonsense_costs_nothing(name: bytes) -> None:
    setting = Setting(way=Way.OWN, authority="FR", today=date(2027, 5, 3))
    raw = (name + b",") * (200_000 if len(name) < 2 else 2)
    began = time.process_time()

    with pytest.raises(ComityError):
        parse_denials(b"national_reference," + raw, setting)

    assert time.process_time() - began < 1
