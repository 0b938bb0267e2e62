"""Groups come from the longest beginning of a control code; wrong codes are named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gateway.domain.annual.records import AnnualRecord, RecordLine
from gateway.domain.annual.template import RecordKind
from gateway.domain.annual.templates import shipped_templates
from gateway.errors import InputError, Reason
from gateway.reports.classifying import Classifier
from tests.support.raising import refuses

CLASSIFIER = Classifier(next(each for each in shipped_templates() if each.year == 2025))


def record(*lines: dict[str, Any], **more: Any) -> AnnualRecord:
    return AnnualRecord(
        **{
            "kind": RecordKind.AUTHORISATION,
            "reference": "L1",
            "licence_kind": "individual",
            "decided": date(2025, 6, 2),
            "lines": tuple(RecordLine(**{"destination": "TR", **each}) for each in lines),
            **more,
        }
    )


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("5A002", "5EC2"),
        ("5a002 a 1", "5EC2"),
        ("5A001.j", "5EC1"),
        ("5B002", "5EC2"),
        ("5D002.c.1", "5EC3"),
        ("1C350.1", "1EC2"),
        ("1C010", "1EC3"),
        ("2B350.a", "2EC2"),
        ("2B001", "2EC1"),
        ("4A005", "4EC2"),
        ("4E001.c", "4EC2"),
        ("4E001.a", "4EC3"),
        ("0A001", "0EC1"),
    ],
)
def test_an_item_belongs_to_the_group_of_the_longest_beginning(code: str, group: str) -> None:
    assert CLASSIFIER.complete(record({"code": code})).lines[0].item_group == group


def test_listed_cyber_surveillance_items_have_their_group() -> None:
    done = CLASSIFIER.complete(record({"code": "5A004.b"}, {"code": "5A004.c"}))
    assert [line.cyber_group for line in done.lines] == ["forensic_tools", None]


def test_items_outside_annex_i_name_their_group() -> None:
    done = CLASSIFIER.complete(
        record({"item_group": "NL2"}, {"item_group": "NL3", "code": "5A001"})
    )
    assert done.lines[0].cyber_group == "non_listed"
    assert done.lines[1].item_group == "NL3"


@pytest.mark.parametrize(
    ("lines", "more", "field", "says"),
    [
        ([{"code": "5A002", "item_group": "5EC1"}], {}, "lines[0].item_group", "belongs to 5EC2"),
        ([{"item_group": "9EC9"}], {}, "lines[0].item_group", "no code of item group"),
        ([{"item_group": "C5"}], {}, "lines[0].item_group", "not the finest level"),
        ([{}], {}, "lines[0].item_group", "missing"),
        ([{"code": "tank"}], {}, "lines[0].code", "no control code"),
        (
            [{"code": "5A002"}, {"code": "5A002", "destination": "QQ"}],
            {},
            "lines[1].destination",
            "QQ is no code",
        ),
        ([{"code": "5A002", "destination": "europe"}], {}, "lines[0].destination", "finest"),
        ([{"code": "5A002"}], {"licence_kind": None}, "licence_kind", "missing"),
        ([{"code": "5A002"}], {"licence_kind": "general"}, "licence_kind", "finest"),
        ([{"code": "5A002", "cyber_group": "x9"}], {"kind": "application", "decision": "granted"},
         "lines[0].cyber_group", "no code"),
        ([{"code": "5A002"}], {"kind": "application", "decision": "maybe"}, "decision", "no code"),
        ([{"code": "5A002"}], {"kind": "denial", "decision": "refuse", "grounds": ("rain",)},
         "grounds", "rain is no code"),
        (
            [{"code": "5A002"}, {"code": "5A002", "destination": "AE"}],
            {"kind": "prohibition"},
            "lines[1].destination",
            "A transit has one destination",
        ),
    ],
)  # fmt: skip
def test_a_wrong_code_is_refused_by_its_field(
    lines: list[dict[str, Any]], more: dict[str, Any], field: str, says: str
) -> None:
    with refuses(InputError, Reason.CODE_UNKNOWN, match=says) as caught:
        CLASSIFIER.complete(record(*lines, **more))
    assert caught.value.metadata["field"] == field
    assert caught.value.remedy
