"""The vectors of directories are what their generator makes, and are judged as they say."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.errors import ComityError
from gateway.trust.directory import load_directory
from gateway.trust.directory_form import parse_directory
from gateway.trust.dsse import DIRECTORY, SignedBytes
from gateway.trust.federation import Anchor, Directory
from tests.vectors.trust import directories

VECTORS = json.loads(directories.FILE.read_text(encoding="utf-8"))
PAYLOADS = {name: bytes.fromhex(each) for name, each in VECTORS["payloads"].items()}
AT = datetime.fromtimestamp(VECTORS["at"], UTC)


def test_file_is_what_the_generator_makes() -> None:
    assert directories.FILE.read_text(encoding="utf-8") == directories.vectors()


def raw_of(case: dict[str, Any]) -> bytes:
    signatures = tuple(
        (each["keyid"], bytes.fromhex("".join(VECTORS["parts"][name] for name in each["sig"])))
        for each in case["signatures"]
    )
    return SignedBytes(DIRECTORY, PAYLOADS[case["payload"]], signatures).to_bytes()


def anchor_of(name: str) -> Anchor:
    """Return the anchor that a person brought: of a first version, whose digest is its id."""
    return parse_directory(PAYLOADS[name]).anchor


def judge(case: dict[str, Any]) -> Directory:
    if "by_anchor_of" in case:
        return load_directory(raw_of(case), at=AT, anchor=anchor_of(case["by_anchor_of"]))
    first = next(
        each
        for each in VECTORS["cases"]
        if each["payload"] == case["held"] and each["result"] == "valid"
    )
    held = load_directory(raw_of(first), at=AT, anchor=anchor_of(case["held"]))
    return load_directory(raw_of(case), at=AT, held=held)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["comment"])
def test_directory(case: dict[str, Any]) -> None:
    """Found in use: protocol M7."""
    if case["result"] == "valid":
        assert judge(case).version >= 1
        return
    with pytest.raises(ComityError) as caught:
        judge(case)
    assert caught.value.reason == case["reason"]


def test_each_is_refused_for_what_it_says() -> None:
    """What is refused for its keys is in order but for that: the good one beside it is taken."""
    payloads = {case["payload"] for case in VECTORS["cases"] if case["result"] == "valid"}
    assert payloads == {"hybrid", "classic", "rotation", "new key, proven"}
    said = {
        "rotation, proof of half a key": "without a proof",
        "new key, proven by another": "without a proof",
        "classic ones after hybrid ones": "followed by such with classic ones",
        "one operator twice": "only 1 of at least 2",
        "key listed twice": "listed twice",
    }
    for case in VECTORS["cases"]:
        if case["comment"] in said:
            with pytest.raises(ComityError, match=said[case["comment"]]):
                judge(case)
