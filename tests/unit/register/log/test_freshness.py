"""An origin's word that its log has no more, by the vectors for any implementation."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import Reason
from gateway.register.log.freshness import read_word
from gateway.register.log.log_store import Head
from gateway.trust.members import MemberKey
from gateway.trust.suites import KeyUse
from tests.support.house import House, build_house
from tests.vectors.merkle import generate

VECTORS = json.loads((Path(generate.__file__).parent / "words.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def house() -> House:
    return build_house()


@pytest.mark.parametrize("case", VECTORS["tests"], ids=lambda case: case["comment"])
def test_word(house: House, case: dict[str, Any]) -> None:
    now = datetime.fromtimestamp(VECTORS["now"], UTC)
    public = bytes.fromhex(VECTORS["public_key"])
    key = MemberKey.of(KeyUse.COSIGN_ED25519, public, not_before=house.since)
    directory = replace(
        house.with_member("FR", keys=(key,)),
        federation_id=bytes.fromhex(VECTORS["federation_id"]),
    )
    head = Head(VECTORS["origin"], VECTORS["size"], bytes.fromhex(VECTORS["root"]))
    word = read_word(case["line"], head, directory=directory, at=now)
    if case["result"] == "valid":
        assert word.doubt is None
        assert word.at is not None
        assert word.at <= now
        assert word.said_of(head) == word.at
        assert word.said_of(replace(head, size=9)) is None
    else:
        assert word.at is None
        assert word.said_of(head) is None
        assert (word.doubt is None) == (not case["line"])
        assert word.doubt is None or word.doubt.reason is Reason.CHECKPOINT_INVALID
