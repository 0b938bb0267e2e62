"""The vectors are what their generator makes, and they are read as they say."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict

from gateway.domain.denial import Denial
from gateway.errors import ComityError, Reason
from gateway.wire.content import CODECS, content_from_bytes, content_to_bytes
from gateway.wire.deliveries import sealed_from_bytes, sealed_to_bytes
from gateway.wire.denials import record_to_pb
from gateway.wire.entries import entry_from_bytes, entry_to_bytes
from gateway.wire.journal import record_from_bytes, record_to_bytes
from gateway.wire.letters import letter_from_bytes, letter_to_bytes
from gateway.wire.packages import package_from_bytes, package_to_bytes
from tests.vectors.wire import generate

VECTORS = Path(generate.__file__).parent
FILES = sorted(generate.ABOUT)
CASES: dict[str, dict[str, Any]] = {
    f"{file[:-5]}-{at}": case
    for file in FILES
    for at, case in enumerate(json.loads((VECTORS / file).read_text("utf-8"))["tests"])
}
CONTENTS = {codec.message.DESCRIPTOR.name: model for model, codec in CODECS.items()}
FRAMES: dict[str, tuple[Callable[[bytes], Any], Callable[..., bytes]]] = {
    "JournalRecord": (record_from_bytes, record_to_bytes),
    "Letter": (letter_from_bytes, letter_to_bytes),
    "Entry": (entry_from_bytes, entry_to_bytes),
    "Package": (package_from_bytes, package_to_bytes),
    "SealedLetter": (sealed_from_bytes, lambda *letter: sealed_to_bytes(letter[0])),
}


def reader(case: dict[str, Any]) -> Callable[[bytes], Any]:
    """What reads the message of a case."""
    if case["type"] in FRAMES:
        return FRAMES[case["type"]][0]
    return partial(content_from_bytes, CONTENTS[case["type"]])


def written(case: dict[str, Any], read: Any) -> bytes:
    """What is written from what was read."""
    if case["type"] in FRAMES:
        write = FRAMES[case["type"]][1]
        return write(*read) if isinstance(read, tuple) else write(read)
    if isinstance(read, Denial):
        # Its grounds are not here; the record says why, which is the writer's to repeat.
        record = record_to_pb(read, grounds_withheld=read.grounds.reason)
        return record.SerializeToString(deterministic=True)
    return content_to_bytes(read)


@pytest.mark.parametrize("file", FILES)
def test_the_generator_makes_them(file: str) -> None:
    assert (VECTORS / file).read_text("utf-8") == generate.documents()[file]


@pytest.mark.parametrize("name", [name for name in CASES if CASES[name]["result"] == "valid"])
def test_a_valid_message_is_read_and_loses_nothing(name: str) -> None:
    case = CASES[name]
    raw = bytes.fromhex(case["bytes"])
    read = reader(case)(raw)
    assert reader(case)(written(case, read)) == read
    if not case["flags"]:
        # Every field of the message was read, or writing it again would lose bytes.
        assert written(case, read) == raw


@pytest.mark.parametrize("name", [name for name in CASES if CASES[name]["result"] == "invalid"])
def test_an_invalid_message_is_refused_at_its_field(name: str) -> None:
    case = CASES[name]
    with pytest.raises(ComityError) as caught:
        reader(case)(bytes.fromhex(case["bytes"]))
    assert caught.value.metadata["field"] == case["field"]
    assert caught.value.reason in {
        Reason.MESSAGE_MALFORMED,
        Reason.CONTENT_INVALID,
        Reason.VERSION_UNKNOWN,
    }


def test_the_json_form_of_a_case_is_the_same_message() -> None:
    for case in CASES.values():
        if case["result"] == "valid" and "Newer" not in case["flags"]:
            message = generate.MESSAGES[case["type"]].FromString(bytes.fromhex(case["bytes"]))
            assert ParseDict(case["message"], type(message)()) == message
