from __future__ import annotations

import os
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from gateway.domain.base import Stated, Withholding
from gateway.domain.transaction import Identifier, Party
from gateway.matching.index import denial_index as index_module
from gateway.matching.index.denial_index import DenialIndex, Entry
from gateway.matching.parties.names import name_form
from tests.unit.matching.cases import denial, item, organisation, person, transaction

WITHHELD = Stated[Party].withheld(Withholding.SECURITY)


def registered(deal: Any, number: int) -> Any:
    denial_id = f"FR-2026-{number:05d}"
    return denial_id, denial(deal, denial_id=denial_id)


def candidates(index: DenialIndex, deal: Any) -> list[str]:
    near = [*index.cards(index.by_name(deal)), *index.cards(index.by_item(deal))]
    return list(dict.fromkeys([*index.by_identifier(deal), *(card.denial_id for card in near)]))


@pytest.fixture
def index() -> Any:
    index = DenialIndex.open()
    index.apply(
        [
            registered(transaction(end_user=organisation("Signal Elektronik GmbH")), 1),
            registered(transaction(end_user=person("محمد عبدالله")), 2),
            registered(transaction(end_user=organisation("北京天宇科技有限公司")), 3),
            registered(transaction(item("5A001.j"), end_user=WITHHELD), 4),
            registered(
                transaction(item("1C350.1", description="Thiodiglycol"), end_user=WITHHELD), 5
            ),
            registered(transaction(item("5A001.j"), end_user=WITHHELD, destination="TR"), 6),
            registered(
                transaction(
                    end_user=organisation(
                        "Sky Cosmos", identifiers=(Identifier(scheme="LEI", value="5299 00T8"),)
                    )
                ),
                7,
            ),
        ],
        position=42,
    )
    return index


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ООО Сигнал Электроник", "FR-2026-00001"),
        ("Sgnal Elektronik", "FR-2026-00001"),
        ("Mohammed Abdullah", "FR-2026-00002"),
        ("北京天宇科技", "FR-2026-00003"),
        ("Beijing Tianyu Keji", "FR-2026-00003"),
    ],
)
def test_a_name_is_found_under_another_spelling(index: DenialIndex, name: str, found: str) -> None:
    near = candidates(index, transaction(item("9A012"), end_user=organisation(name)))

    assert near[0] == found


def test_a_body_is_found_in_another_language_among_many_of_its_like() -> None:
    index = DenialIndex.open()
    tasks = ("transport", "justice", "finance", "education", "culture", "labour", "health")
    offices = ("Planning", "Supply", "Research", "Statistics", "Security", "Records", "Analysis")
    others = [f"Ministry of {task}, {office} Directorate" for task in tasks for office in offices]
    names = [*others, "Ministry of Agriculture, Planning Directorate", *reversed(others)]
    index.apply(
        [registered(transaction(end_user=organisation(name)), n) for n, name in enumerate(names)],
        position=1,
    )

    near = index.by_name(
        transaction(end_user=organisation("وزارة الزراعة، مديرية التخطيط")), limit=3
    )

    assert index.cards(near)[0].denial_id == f"FR-2026-{len(others):05d}"


def test_a_withheld_party_is_found_by_item_and_destination(index: DenialIndex) -> None:
    found = candidates(index, transaction(item("5A001.f"), end_user=organisation("Nobody")))

    assert "FR-2026-00004" in found
    assert "FR-2026-00005" not in found
    assert "FR-2026-00006" not in found


def test_an_equal_identifier_is_found_whatever_the_name(index: DenialIndex) -> None:
    party = organisation("Quite Other", identifiers=(Identifier(scheme="lei", value="529900T8"),))

    assert candidates(index, transaction(end_user=party))[0] == "FR-2026-00007"


def test_a_removed_and_a_replaced_denial_are_no_longer_found(index: DenialIndex) -> None:
    moved = registered(transaction(end_user=organisation("Harbour Dredging")), 1)
    index.apply([moved, ("FR-2026-00003", None)], position=43)
    deal = transaction(item("9A012"), end_user=organisation("Signal Elektronik", "天宇科技"))

    assert "FR-2026-00001" not in candidates(index, deal)
    assert "FR-2026-00003" not in candidates(index, deal)
    assert index.position == 43


def test_the_same_batch_twice_changes_nothing(index: DenialIndex) -> None:
    size = len(index)
    index.apply(
        [registered(transaction(end_user=organisation("Signal Elektronik GmbH")), 1)], position=42
    )

    assert len(index) == size


def test_a_batch_that_fails_leaves_denials_and_position_as_they_were(index: DenialIndex) -> None:
    def broken() -> Any:
        yield registered(transaction(end_user=organisation("Harbour Dredging")), 8)
        raise RuntimeError("power is gone")

    with pytest.raises(RuntimeError, match="power is gone"):
        index.apply(broken(), position=99)
    index.apply([], position=43)

    assert index.position == 43
    assert "FR-2026-00008" not in candidates(
        index, transaction(end_user=organisation("Harbour Dredging"))
    )


@pytest.mark.parametrize("way", ["by_name", "by_item"])
def test_a_commit_in_the_middle_of_a_search_changes_nothing_in_it(
    index: DenialIndex, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    look = getattr(index, way)
    deal = transaction(item("5A001.f"), end_user=organisation("Signal Elektronik"))
    before, masks = look(deal), index._masks

    def meanwhile(*args: Any) -> dict[int, int]:
        index.clear()
        return masks(*args)

    monkeypatch.setattr(index, "_masks", meanwhile)

    assert before
    assert look(deal) == before
    assert look(deal) == {}


def test_what_was_committed_is_there_after_opening_again(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    first = DenialIndex.open(folder)
    first.apply([registered(transaction(end_user=organisation("Signal")), 1)], position=7)
    first.close()
    again = DenialIndex.open(folder)

    assert again.position == 7
    assert candidates(again, transaction(end_user=organisation("Сигнал")))[0] == "FR-2026-00001"


def die_halfway(folder: Path) -> None:
    def batch() -> Iterator[tuple[str, Entry]]:
        yield "FR-2026-00002", Entry(names=(name_form("Harbour Dredging"),))
        os._exit(9)

    DenialIndex.open(folder).apply_entries(batch(), position=8)


def test_a_process_that_dies_within_a_batch_leaves_the_last_commit(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    first = DenialIndex.open(folder)
    first.apply([registered(transaction(end_user=organisation("Signal")), 1)], position=7)
    first.close()
    died = get_context("fork").Process(target=die_halfway, args=(folder,))
    died.start()
    died.join()
    again = DenialIndex.open(folder)

    assert died.exitcode == 9
    assert (again.position, len(again)) == (7, 2)
    again.apply([registered(transaction(end_user=organisation("Vega")), 3)], position=8)
    assert again.position == 8


def test_an_index_of_another_matcher_is_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "index"
    first = DenialIndex.open(folder)
    first.apply([registered(transaction(end_user=organisation("Signal")), 1)], position=7)
    first.close()
    monkeypatch.setattr(index_module, "MATCHER_VERSION", "another")
    again = DenialIndex.open(folder)

    assert again.position == 0
    assert len(again) == 0


def test_a_damaged_index_is_thrown_away(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    first = DenialIndex.open(folder)
    first.apply([registered(transaction(end_user=organisation("Signal")), 1)], position=7)
    first.close()
    (folder / "meta.json").write_text("{broken")

    assert DenialIndex.open(folder).position == 0


def test_an_index_that_is_cleared_knows_nothing(index: DenialIndex) -> None:
    index.clear()

    assert (index.position, index.lists, len(index)) == (0, "", 0)
    assert candidates(index, transaction(item("9A012"), end_user=organisation("Signal"))) == []


def test_the_lists_that_codes_were_carried_by_are_kept(index: DenialIndex) -> None:
    index.apply((), position=43, lists="2025-11-15")

    assert (index.position, index.lists) == (43, "2025-11-15")
