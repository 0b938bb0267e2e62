"""What the page of the client library shows runs, in its order, against the fake gateway."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from comity_sdk.fake import FakeGateway
from tests.unit.sdk.test_webhooks import BODY, SECRET, headers

ROOT = Path(__file__).parents[3]
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


def test_every_snippet_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    snippets = BLOCK.findall((ROOT / "sdk" / "README.md").read_text("utf-8"))
    assert len(snippets) == 6
    application = json.loads((ROOT / "examples" / "application.json").read_text("utf-8"))
    monkeypatch.chdir(tmp_path)
    with FakeGateway(consults={"FR": "14(1)"}) as gateway:
        monkeypatch.setenv("COMITY_ADDRESS", gateway.address)
        monkeypatch.setenv("COMITY_TOKEN", gateway.token)
        names = {"application": application, "secret": SECRET}
        names |= {"headers": headers(SECRET), "body": BODY}
        for snippet in snippets:
            exec(snippet, names)  # noqa: S102 - the page is ours
        names["de"].close()
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "DE-C-2026-00001 filed"
    assert said[2] == "422 INPUT_INVALID ('transaction',) Give transaction as the contract has it."
    assert said[-1] == "decided"
    assert names["event"].id == "e-1"
