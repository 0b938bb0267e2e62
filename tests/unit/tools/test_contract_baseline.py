"""What breaks a client that was made from the released contract is named, or refused."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tools.contract_baseline import DOCUMENT_BEFORE, NAMES, baseline, held, main, take
from tools.contract_changes import DOCUMENT, ROOT

GONE = "GET /api/v1/notices/kinds: the operation is gone, sent by clients"


@pytest.fixture(scope="module")
def released() -> dict[str, Any]:
    return baseline(NAMES, DOCUMENT_BEFORE)[0]


def test_the_contract_keeps_what_clients_were_made_from() -> None:
    assert main([]) == 0


def test_a_break_is_refused_until_it_is_named_with_its_reason(released: dict[str, Any]) -> None:
    without = copy.deepcopy(released)
    del without["paths"]["/api/v1/notices/kinds"]
    assert held(released, without, []) == [f"breaks a client: {GONE}"]
    assert held(released, without, [{"change": GONE, "reason": "It answered 404."}]) == []
    assert held(released, without, [{"change": GONE, "reason": " "}]) == [
        f"accepted without a reason: {GONE}"
    ]


def test_what_is_named_and_breaks_nothing_is_refused(released: dict[str, Any]) -> None:
    assert held(released, released, [{"change": GONE, "reason": "Once."}]) == [
        f"accepted, and breaks nothing: {GONE}"
    ]


def test_a_word_that_is_gone_from_what_clients_send_breaks_them(released: dict[str, Any]) -> None:
    narrower = copy.deepcopy(released)
    narrower["components"]["schemas"]["AnswerWord"]["enum"].remove("objection")
    (found, *_) = held(released, narrower, [])
    assert '("objection"), sent by clients' in found


def test_a_new_baseline_is_whole_and_accepts_nothing(tmp_path: Path) -> None:
    names, document = tmp_path / "b.toml", tmp_path / "b.json.gz"
    take(ROOT / DOCUMENT, names, document)
    again = document.read_bytes()
    assert baseline(names, document) == (json.loads((ROOT / DOCUMENT).read_text("utf-8")), [])
    take(ROOT / DOCUMENT, names, document)
    assert document.read_bytes() == again
    names.write_text('sha256 = "0"\n')
    with pytest.raises(SystemExit, match="digest"):
        baseline(names, document)
