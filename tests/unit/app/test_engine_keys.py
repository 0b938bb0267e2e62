"""The key of the engine's payloads: made once, private, replaced whole, destroyed in time."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.api.common.v1 import Payload

from gateway.app.keys.engine_keys import (
    REST,
    EngineKeys,
    replace_workflow_key,
    show_workflow_keys,
    workflow_keys,
)
from gateway.app.keys.making import KeyStanding
from gateway.errors import Reason, TrustError, UnavailableError
from tests.support.raising import refuses
from workflows.codec import PayloadCipher


class Runs:
    """Stands for the engine: how many runs of before are under way."""

    def __init__(self, left: int = 0, *, away: bool = False) -> None:
        self.left, self.away = left, away
        self.asked: list[datetime] = []
        self.recorded: list[str] = []

    async def begun_before(self, at: datetime) -> int:
        self.asked.append(at)
        if self.away:
            raise UnavailableError("away", reason=Reason.ENGINE_UNAVAILABLE)
        return self.left

    async def record(self, key_id: str, since: datetime) -> None:
        assert since < datetime.now(UTC)
        self.recorded.append(key_id)


def keys_of(folder: Path, runs: Runs | None = None) -> EngineKeys:
    runs = runs or Runs()
    return EngineKeys(folder, runs.begun_before, runs.record)


def let_rest(folder: Path) -> None:
    """Have the present key be in force for longer than an earlier one is kept."""
    long_ago = (datetime.now(UTC) - REST - timedelta(minutes=1)).timestamp()
    os.utime(folder / "workflow.key", (long_ago, long_ago))


def test_the_key_of_the_engine_is_made_once_and_private(tmp_path: Path) -> None:
    assert show_workflow_keys(tmp_path) == []
    key, retired = workflow_keys(tmp_path)
    assert (len(key), retired) == (32, ())
    assert (tmp_path / "workflow.key").stat().st_mode & 0o777 == 0o600
    assert workflow_keys(tmp_path) == (key, ())


def test_a_key_that_is_replaced_still_reads(tmp_path: Path) -> None:
    first, _ = workflow_keys(tmp_path)
    made, before = replace_workflow_key(tmp_path)
    second, retired = workflow_keys(tmp_path)
    assert second != first
    assert retired == (first,)
    assert {each.stat().st_mode & 0o777 for each in tmp_path.iterdir()} == {0o600}
    assert [(each.key_id, each.standing) for each in show_workflow_keys(tmp_path)] == [
        (made, KeyStanding.CURRENT),
        (before, KeyStanding.RETIRED),
    ]


def test_a_file_that_an_operator_has_put_aside_still_reads(tmp_path: Path) -> None:
    first, _ = workflow_keys(tmp_path)
    (tmp_path / "workflow.key").rename(tmp_path / "workflow-2026.key")
    second, retired = workflow_keys(tmp_path)
    assert second != first
    assert retired == (first,)


@pytest.mark.parametrize("dies_at", ["os.link", "os.fsync", "pathlib.Path.replace"])
async def test_a_kill_in_the_middle_leaves_a_key_and_is_made_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies_at: str
) -> None:
    first, _ = workflow_keys(tmp_path)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(dies_at, dies)
        with pytest.raises(KeyboardInterrupt):
            replace_workflow_key(tmp_path)
    assert workflow_keys(tmp_path)[0] == first
    let_rest(tmp_path)
    await keys_of(tmp_path).look()  # nothing of its time runs: it stays
    assert workflow_keys(tmp_path) == (first, ())
    replace_workflow_key(tmp_path)
    assert first in workflow_keys(tmp_path)[1]


async def test_an_earlier_key_goes_when_nothing_of_its_time_runs(tmp_path: Path) -> None:
    first, _ = workflow_keys(tmp_path)
    runs = Runs(left=1)
    keys = keys_of(tmp_path, runs)
    _, before = replace_workflow_key(tmp_path)
    await keys.look()
    assert keys.keys.active.decode() == show_workflow_keys(tmp_path)[0].key_id
    assert runs.asked == []  # too early: the engine's list lags behind
    let_rest(tmp_path)
    for away, left in ((False, 1), (True, 0)):
        runs.away, runs.left = away, left
        await keys_of(tmp_path, runs).look()
        assert workflow_keys(tmp_path)[1] == (first,)
    beside = tmp_path / "a-name-of-the-same-octets"
    os.link(tmp_path / f"workflow-{before}.key", beside)
    assert beside.read_bytes() == first
    runs.away = False
    await keys.look()
    assert workflow_keys(tmp_path)[1] == ()
    assert first not in beside.read_bytes()
    assert runs.recorded == [before]
    assert [each.standing for each in show_workflow_keys(tmp_path)] == [KeyStanding.CURRENT]


async def test_a_key_of_another_process_reads_before_anybody_has_looked(tmp_path: Path) -> None:
    keys = keys_of(tmp_path)
    made, _ = replace_workflow_key(tmp_path)  # `comity key workflow`, beside this process
    cipher = PayloadCipher(keys_of(tmp_path).keys, "de")
    said = Payload(data=b"said")
    assert await PayloadCipher(keys.keys, "de").decode(await cipher.encode([said])) == [said]
    assert keys.keys.active.decode() == made


async def test_a_file_that_is_no_key_changes_nothing(tmp_path: Path) -> None:
    keys = keys_of(tmp_path)
    before = keys.keys.active
    (tmp_path / "workflow.key").write_bytes(b"short")
    with refuses(TrustError, Reason.KEY_INVALID):
        await keys.look()
    assert keys.keys.active == before
