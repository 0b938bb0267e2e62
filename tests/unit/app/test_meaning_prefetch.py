"""Denied goods are read ahead: what comes is read, what ends is forgotten, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gateway.app.meaning_prefetch import ReadingAhead
from gateway.domain.denial import ReviewOutcome
from gateway.domain.letter import EntryType
from gateway.domain.meanings import MeaningAbsence
from gateway.domain.notice import DenialReview
from gateway.matching.meaning.comparison import MeaningReader, shared_model
from gateway.matching.meaning.encoder import readable
from gateway.matching.meaning.keeping import key_of
from gateway.matching.meaning.meaning_store import MeaningStore
from gateway.matching.meaning.table import meaning_table
from gateway.matching.meaning.vectors import MeaningVector
from gateway.store.database import Database
from gateway.wire.content import content_to_bytes
from tests.support.register_nodes import RegisterNode, denial, make_nodes, matching_part, parts_of
from tests.unit.matching.cases import item

GOODS = ("Nachtsichtbrille", "okuliare na nočné videnie", "Hydraulikpumpe")


@pytest.fixture
def node(tmp_path: Path, new_sqlite: Callable[[str], str]) -> Iterator[RegisterNode]:
    database = Database.open(new_sqlite("FR"))
    yield make_nodes(tmp_path / "federation", {"FR": database})["FR"]
    database.close()


class Counted(MeaningReader):
    """Counts what is asked for."""

    def __init__(self, store: MeaningStore, load: Any = shared_model) -> None:
        super().__init__(store, load)
        self.asked: list[str] = []

    def read(self, description: str) -> MeaningVector | MeaningAbsence:
        self.asked.append(description)
        return super().read(description)


def of(number: int, description: str) -> Any:
    content = denial("FR", number)
    goods = content.transaction.model_copy(update={"items": (item(description=description),)})
    return content.model_copy(update={"transaction": goods})


def notify(node: RegisterNode, content: Any) -> None:
    node.append(EntryType.DENIAL_NOTIFIED, content.denial_id, parts_of(content))


def all_read(ahead: ReadingAhead, most: int = 2) -> int:
    times = 0
    while ahead.read_some(most):
        times += 1
    return times


def kept(store: MeaningStore, description: str) -> bool:
    return store.get(key_of(meaning_table().model.model_id, readable(description))) is not None


def test_what_came_is_read_once_and_is_there_after_a_start(
    node: RegisterNode, tmp_path: Path
) -> None:
    for number, goods in enumerate(GOODS, 1):
        notify(node, of(number, goods))
    store = MeaningStore(tmp_path / "meanings.sqlite")
    reader = Counted(store)

    assert all_read(ReadingAhead(node.db, store, reader)) == 2
    store.close()

    again = MeaningStore(tmp_path / "meanings.sqlite")
    assert all(kept(again, each) for each in GOODS)
    assert all_read(ReadingAhead(node.db, again, Counted(again))) == 0
    assert reader.asked == list(GOODS)


def test_goods_that_say_nothing_in_words_are_not_read(node: RegisterNode, tmp_path: Path) -> None:
    notify(node, of(1, "Software"))
    store = MeaningStore(tmp_path / "meanings.sqlite")
    reader = Counted(store)

    all_read(ReadingAhead(node.db, store, reader))

    assert (reader.asked, len(store), store.position) == ([], 0, 1)


def test_what_a_revoked_denial_said_is_forgotten(node: RegisterNode, tmp_path: Path) -> None:
    first, second = of(1, GOODS[0]), of(2, GOODS[2])
    notify(node, first)
    notify(node, second)
    store = MeaningStore(tmp_path / "meanings.sqlite")
    ahead = ReadingAhead(node.db, store, MeaningReader(store, shared_model))
    all_read(ahead)
    review = DenialReview(
        denial_id=first.denial_id, outcome=ReviewOutcome.REVOKED, at=date(2026, 3, 2)
    )
    node.append(
        EntryType.DENIAL_REVOKED, first.denial_id, [matching_part(content_to_bytes(review))]
    )

    all_read(ahead)

    assert not kept(store, GOODS[0])
    assert kept(store, GOODS[2])


def test_without_a_model_nothing_is_kept_and_later_all_is_read(
    node: RegisterNode, tmp_path: Path
) -> None:
    notify(node, of(1, GOODS[0]))
    store = MeaningStore(tmp_path / "meanings.sqlite")
    store.keep({"FR-2024-00099": {b"a": MeaningVector("any", "Latin", b"\1")}}, position=0)

    assert not ReadingAhead(
        node.db, store, MeaningReader(store, lambda: MeaningAbsence.NOT_INSTALLED)
    ).read_some()
    assert (len(store), store.position) == (0, 0)

    all_read(ReadingAhead(node.db, store, MeaningReader(store, shared_model)))
    assert kept(store, GOODS[0])


def test_of_another_database_all_is_read_anew(node: RegisterNode, tmp_path: Path) -> None:
    notify(node, of(1, GOODS[0]))
    store = MeaningStore(tmp_path / "meanings.sqlite")
    store.keep({"FR-2024-00099": {b"a": MeaningVector("any", "Latin", b"\1")}}, position=900)

    all_read(ReadingAhead(node.db, store, MeaningReader(store, shared_model)))

    assert (store.position, len(store), store.get(b"a")) == (1, 1, None)


async def test_one_look_reads_all_that_came(node: RegisterNode, tmp_path: Path) -> None:
    for number in range(1, 26):
        notify(node, of(number, GOODS[number % 3]))
    store = MeaningStore(tmp_path / "meanings.sqlite")

    await ReadingAhead(node.db, store, MeaningReader(store, shared_model)).look()

    assert (store.position, len(store)) == (25, 3)
