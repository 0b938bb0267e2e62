from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.errors import Reason, StateError
from gateway.matching.meaning.comparison import MeaningReader
from gateway.matching.meaning.encoder import Absence, Encoder
from gateway.matching.meaning.keeping import key_of
from gateway.matching.meaning.meaning_file import MeaningFile
from gateway.matching.meaning.table import meaning_table
from gateway.matching.meaning.vectors import MeaningVector

FACTS = meaning_table().model


def vector(number: int, script: str = "Latin") -> MeaningVector:
    return MeaningVector(FACTS.model_id, script, bytes([number % 255 + 1] * FACTS.dimensions))


def key(number: int) -> bytes:
    return key_of(FACTS.model_id, str(number))


def kept(path: Path, count: int) -> MeaningFile:
    file = MeaningFile(path)
    for number in range(count):
        file.put(key(number), vector(number, "Cyrillic" if number % 2 else "Latin"))
    return file


def test_what_was_kept_is_there_after_a_start(tmp_path: Path) -> None:
    kept(tmp_path / "meanings", 5).close()

    again = MeaningFile(tmp_path / "meanings")

    assert len(again) == 5
    assert again.get(key(3)) == vector(3, "Cyrillic")
    assert again.get(key(9)) is None


def test_an_examination_of_years_ago_is_compared_without_the_model(tmp_path: Path) -> None:
    """Two vectors that were kept give the same likeness on a machine that reads nothing."""
    first = MeaningReader(MeaningFile(tmp_path / "meanings"))
    then = first.compare("vacuum pump", "Vakuumpumpe")

    class ReadsNothing:
        model_id = FACTS.model_id

        def encode(self, text: str) -> MeaningVector | Absence:
            return Absence.OUT_OF_ORDER

    model: Encoder = ReadsNothing()
    years_later = MeaningReader(MeaningFile(tmp_path / "meanings"), lambda: model)

    assert years_later.compare("vacuum pump", "Vakuumpumpe") == then
    assert then.score is not None
    assert years_later.compare("vacuum pump", "lathe").absence is Absence.OUT_OF_ORDER


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 400))
def test_a_record_that_was_not_written_to_its_end_is_cut_off(tmp_path: Path, lost: int) -> None:
    path = tmp_path / "meanings"
    path.unlink(missing_ok=True)
    kept(path, 3).close()
    octets = path.read_bytes()
    path.write_bytes(octets[: len(octets) - lost])

    again = MeaningFile(path)
    again.put(key(7), vector(7))
    again.close()

    assert len(MeaningFile(path)) == (4 if lost == 0 else 3)
    assert MeaningFile(path).get(key(1)) == vector(1, "Cyrillic")
    assert MeaningFile(path).get(key(7)) == vector(7)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_a_damaged_record_counts_as_not_kept(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "meanings"
    path.unlink(missing_ok=True)
    kept(path, 2).close()
    octets = bytearray(path.read_bytes())
    head = octets.index(b"\n") + 1
    place = data.draw(st.integers(head, len(octets) - 1))
    octets[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(octets)

    again = MeaningFile(path)

    found = [again.get(key(0)), again.get(key(1))]
    assert found in ([None, vector(1, "Cyrillic")], [vector(0), None])


def test_a_damaged_record_is_kept_anew(tmp_path: Path) -> None:
    path = tmp_path / "meanings"
    kept(path, 1).close()
    octets = bytearray(path.read_bytes())
    octets[-1] ^= 1
    path.write_bytes(octets)

    again = MeaningFile(path)
    again.put(key(0), vector(0))
    again.close()

    assert MeaningFile(path).get(key(0)) == vector(0)


def test_a_file_of_another_model_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "meanings"
    kept(path, 3).close()
    other = FACTS.model_copy(update={"version": "9"})

    file = MeaningFile(path, facts=other)

    assert len(file) == 0
    file.put(key(1), vector(1))
    assert len(file) == 0, "a vector of a model is kept in that model's file only"
    path.with_name("notes").write_bytes(b"what somebody wrote")
    assert len(MeaningFile(path.with_name("notes"))) == 0


def test_a_full_file_keeps_no_more(tmp_path: Path) -> None:
    file = MeaningFile(tmp_path / "meanings", most=2)

    for number in range(4):
        file.put(key(number), vector(number))

    assert len(file) == 2
    assert file.get(key(3)) is None


def test_threads_keep_each_meaning_once(tmp_path: Path) -> None:
    file = MeaningFile(tmp_path / "meanings")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: file.put(key(n % 50), vector(n % 50)), range(400)))
    file.close()

    again = MeaningFile(tmp_path / "meanings")
    assert len(again) == 50
    assert all(again.get(key(n)) == vector(n) for n in range(50))


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StateError) as refused:
        MeaningFile(tmp_path / "gone" / "meanings")

    assert refused.value.reason is Reason.STATE_CONFLICT
    assert str(tmp_path) not in str(refused.value)
