"""The two pages on the protocol name everything that there is, and nothing else."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from google.protobuf.descriptor import FileDescriptor

from gateway.errors import Reason
from gateway.wire import limits

ROOT = Path(__file__).parents[3]
ERRORS = (ROOT / "docs/protocol/errors.md").read_text("utf-8")
MESSAGES = (ROOT / "docs/protocol/messages.md").read_text("utf-8")
ROW = re.compile(r"^\| `([A-Z_]+)` \| (\w+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
MIB = 2**20


def test_every_reason_has_one_row_in_the_order_of_the_source() -> None:
    assert [row[0] for row in ROW.findall(ERRORS)] == [reason.value for reason in Reason]


def test_every_row_has_the_family_of_its_reason() -> None:
    assert {row[0]: row[1] for row in ROW.findall(ERRORS)} == {
        reason.value: reason.family.value for reason in Reason
    }


@pytest.mark.parametrize("row", ROW.findall(ERRORS), ids=lambda row: row[0])
def test_meaning_and_remedy_are_sentences_of_their_own(row: tuple[str, ...]) -> None:
    _, _, meaning, remedy = row
    assert meaning.endswith(".")
    assert remedy.endswith(".")
    assert meaning != remedy


def test_no_meaning_is_given_twice() -> None:
    meanings = [row[2] for row in ROW.findall(ERRORS)]
    assert len(set(meanings)) == len(meanings)


def test_every_message_of_the_contract_is_named() -> None:
    found: dict[str, set[str]] = {}
    for proto in sorted((ROOT / "proto/comity/v1").glob("*.proto")):
        descriptor: FileDescriptor = import_module(f"comity.v1.{proto.stem}_pb2").DESCRIPTOR
        found[proto.name] = set(descriptor.message_types_by_name)
    rows = re.findall(r"^\| `(\w+\.proto)` \| (.+) \|$", MESSAGES, re.MULTILINE)
    assert {name: set(re.findall(r"`(\w+)`", named)) for name, named in rows} == found


def test_the_sizes_are_those_of_the_code() -> None:
    sizes = dict(re.findall(r"^\| (.+?) \| (.+?) \|$", MESSAGES.split("## Sizes")[1], re.MULTILINE))
    assert sizes["payload of an envelope"] == f"{limits.MAX_PAYLOAD_BYTES // MIB} MiB"
    assert sizes["body of a part"] == "3 MiB less 64 KiB"
    assert limits.MAX_BODY_BYTES == 3 * MIB - 64 * 1024
    assert sizes["`Package`"] == f"{limits.MAX_PACKAGE_BYTES // MIB} MiB"
    assert sizes["`DeliverRequest`"] == f"{limits.MAX_DELIVERY_BYTES // MIB} MiB"
    assert sizes["parts of a letter"] == f"1 to {limits.MAX_PARTS}"
    assert sizes["parts of an entry"] == f"0 to {limits.MAX_PARTS}"
    assert sizes["salt of a part"] == f"exactly {limits.SALT_BYTES} octets"
