"""Meanings of a register's denials in a file: kept as long as a valid denial says them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gateway.errors import StateError
from gateway.matching.meaning import meaning_store
from gateway.matching.meaning.meaning_store import MeaningStore
from gateway.matching.meaning.table import meaning_table
from gateway.matching.meaning.vectors import MeaningVector

MODEL = meaning_table().model.model_id
ONE, TWO = (MeaningVector(MODEL, "Latin", bytes([n, 255, n])) for n in (1, 2))


@pytest.fixture(autouse=True)
def all_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close what a test leaves open: Python 3.13 warns of it in a later test."""
    made: list[sqlite3.Connection] = []
    prepared = meaning_store._prepared

    def noted(db: sqlite3.Connection, path: Path, model_id: str) -> sqlite3.Connection:
        made.append(db)
        return prepared(db, path, model_id)

    monkeypatch.setattr(meaning_store, "_prepared", noted)
    yield
    for each in made:
        each.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "meanings" / "denials.sqlite"


def test_what_was_kept_is_there_after_a_start(file: Path) -> None:
    store = MeaningStore(file)
    store.keep({"FR-2026-00001": {b"a": ONE, b"b": TWO}}, position=7)
    store.close()

    again = MeaningStore(file)

    assert (again.get(b"a"), again.get(b"b"), again.get(b"c")) == (ONE, TWO, None)
    assert (again.position, len(again)) == (7, 2)
    assert file.stat().st_mode & 0o077 == 0


def test_with_a_denial_its_meanings_go_from_file_and_memory(file: Path) -> None:
    store = MeaningStore(file)
    store.put(b"a", ONE)
    store.keep({"FR-2026-00001": {b"a": ONE}, "FR-2026-00002": {b"b": TWO}}, position=2)

    store.keep({"FR-2026-00001": {}}, position=3)

    assert store.get(b"a") is None
    assert store.get(b"b") == TWO
    store.close()
    assert ONE.octets not in file.read_bytes()


def test_what_another_denial_says_too_stays(file: Path) -> None:
    store = MeaningStore(file)
    store.keep({"FR-2026-00001": {b"a": ONE}, "FR-2026-00002": {b"a": ONE}}, position=2)

    store.keep({"FR-2026-00001": {}}, position=3)
    assert store.get(b"a") == ONE

    store.keep({"FR-2026-00002": {}}, position=4)
    assert store.get(b"a") is None


def test_an_amended_denial_says_what_it_says_now(file: Path) -> None:
    store = MeaningStore(file)
    store.keep({"FR-2026-00001": {b"a": ONE}}, position=1)

    store.keep({"FR-2026-00001": {b"a": ONE, b"b": TWO}}, position=2)
    assert (store.get(b"a"), store.get(b"b")) == (ONE, TWO)

    store.keep({"FR-2026-00001": {b"b": TWO}}, position=3)
    assert (store.get(b"a"), store.get(b"b")) == (None, TWO)


def test_other_descriptions_are_remembered_in_memory_alone(file: Path) -> None:
    store = MeaningStore(file)
    store.put(b"a", ONE)

    assert store.get(b"a") == ONE
    store.close()
    with closing(MeaningStore(file)) as again:
        assert again.get(b"a") is None


def test_a_file_of_another_model_or_a_damaged_one_is_begun_anew(file: Path) -> None:
    store = MeaningStore(file)
    store.keep({"FR-2026-00001": {b"a": ONE}}, position=7)
    store.close()
    other = meaning_table().model.model_copy(update={"version": "9.9"})

    anew = MeaningStore(file, facts=other)
    assert (len(anew), anew.position) == (0, 0)
    anew.close()

    file.write_bytes(b"no database" * 1000)
    with closing(MeaningStore(file)) as again:
        assert len(again) == 0


def test_after_a_clear_all_is_to_be_read_again(file: Path) -> None:
    store = MeaningStore(file)
    store.put(b"b", TWO)
    store.keep({"FR-2026-00001": {b"a": ONE}}, position=7)

    store.clear()

    assert (len(store), store.position, store.get(b"a"), store.get(b"b")) == (0, 0, None, None)


def test_a_kill_between_two_changes_leaves_the_one_before(file: Path) -> None:
    store = MeaningStore(file)
    store.keep({"FR-2026-00001": {b"a": ONE}}, position=1)
    with pytest.raises(sqlite3.Error):
        store.keep({"FR-2026-00002": {b"b": TWO, None: ONE}}, position=2)  # type: ignore[dict-item]

    assert (store.position, store.get(b"b"), store.get(b"a")) == (1, None, ONE)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StateError, match="cannot be kept"):
        MeaningStore(tmp_path / "file" / "denials.sqlite")


def test_a_file_that_somebody_holds_is_not_thrown_away(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MeaningStore(file)
    store.keep({"FR-2026-00001": {b"a": ONE}}, position=7)
    store.close()
    holder = sqlite3.connect(file)
    holder.execute("BEGIN EXCLUSIVE")
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda path, **_: connect(path, timeout=0))

    with pytest.raises(StateError, match="locked"):
        MeaningStore(file)

    holder.close()
    with closing(MeaningStore(file)) as again:
        assert again.get(b"a") == ONE


def test_a_file_that_breaks_while_a_node_runs_fails_no_search(file: Path) -> None:
    store = MeaningStore(file)
    store.keep({"FR-2026-00001": {b"a": ONE}}, position=7)
    store.put(b"b", TWO)
    store.close()

    assert (store.get(b"a"), store.get(b"b")) == (None, TWO)
