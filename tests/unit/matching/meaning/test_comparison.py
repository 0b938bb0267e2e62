from __future__ import annotations

import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import pytest

from gateway.domain.meanings import MeaningAbsence
from gateway.matching.meaning.comparison import MeaningReader
from gateway.matching.meaning.encoder import (
    ABSENCE_WORDS,
    Encoder,
    load_encoder,
    readable,
)
from gateway.matching.meaning.keeping import RememberedMeanings, key_of
from gateway.matching.meaning.vectors import MeaningVector

ONE_THING = tomllib.loads(
    (Path(__file__).parents[3] / "assets" / "matching" / "one_thing.toml").read_text("utf-8")
)
# What the model, in four bits, does not know or places too far away (docs/matching-items.md).
NOT_ALIKE = {"ga", "el", "ar"}
ALIKE = 0.35


@pytest.fixture(scope="module")
def reader() -> MeaningReader:
    return MeaningReader()


def meaning_of(reader: MeaningReader, text: str) -> MeaningVector:
    found = reader.read(text)
    assert isinstance(found, MeaningVector)
    return found


@dataclass
class Counted:
    """Counts what reaches the model."""

    model: Encoder
    asked: list[str] = field(default_factory=list)

    @property
    def model_id(self) -> str:
        return self.model.model_id

    def encode(self, text: str) -> MeaningVector | MeaningAbsence:
        self.asked.append(text)
        return self.model.encode(text)


def counted() -> Counted:
    model = load_encoder()
    assert not isinstance(model, MeaningAbsence)
    return Counted(model)


@pytest.mark.parametrize(
    ("language", "text"), [*ONE_THING["union"].items(), *ONE_THING["destinations"].items()]
)
def test_one_thing_is_alike_in_nearly_every_language_and_another_in_none(
    reader: MeaningReader, language: str, text: str
) -> None:
    same = reader.compare(ONE_THING["english"], text)
    others = [reader.compare(text, other).score or 0 for other in ONE_THING["others"]]

    assert ((same.score or 0) >= ALIKE) is (language not in NOT_ALIKE)
    assert max(others) < ALIKE


def test_an_officer_reads_what_is_alike_in_her_words(reader: MeaningReader) -> None:
    found = reader.compare("Drehbank mit fünf Achsen", "tour à cinq axes")

    assert found.score is not None
    assert found.score > 0
    assert '"Drehbank mit fünf Achsen" and "tour à cinq axes"' in found.said
    assert "in other words" in found.said
    assert "tells no values, parts or purposes apart" in found.said


def test_degrees_are_words(reader: MeaningReader) -> None:
    assert "mean much the same" in reader.compare("vacuum pump", "Vacuum-pump").said
    apart = reader.compare("vacuum pump", "anti-riot shield of polycarbonate")
    assert apart.said == "descriptions are not found alike in meaning"


def test_a_long_description_is_quoted_by_its_beginning(reader: MeaningReader) -> None:
    long = "vacuum pump " * 40

    said = reader.compare(long, long).said

    assert "vacuum pump…" in said
    assert len(said) < 320


def test_nothing_in_words_cannot_be_compared(reader: MeaningReader) -> None:
    for ours, theirs in (("1000-20", "vacuum pump"), ("vacuum pump", "—")):
        found = reader.compare(ours, theirs)

        assert found.score is None
        assert found.absence is MeaningAbsence.SAYS_NOTHING
        assert ABSENCE_WORDS[MeaningAbsence.SAYS_NOTHING] in found.said


@pytest.mark.parametrize("why", list(MeaningAbsence))
def test_without_a_model_nothing_is_compared_and_the_reason_is_said(why: MeaningAbsence) -> None:
    loads: list[MeaningAbsence] = []

    def load() -> MeaningAbsence:
        loads.append(why)
        return why

    reader = MeaningReader(load=load)

    for _ in range(3):
        found = reader.compare("vacuum pump", "Vakuumpumpe")
        assert (found.score, found.absence) == (None, why)
        assert found.said.endswith(ABSENCE_WORDS[why])
    assert loads == [why], "it is tried once, not with each comparison"


def test_what_was_read_by_another_model_is_not_compared() -> None:
    model = counted()
    keeper = RememberedMeanings()
    old = meaning_of(MeaningReader(), "vacuum pump")
    keeper.put(
        key_of(model.model_id, readable("vacuum pump")),
        MeaningVector("an older model", old.script, old.octets),
    )

    found = MeaningReader(keeper, lambda: model).compare("vacuum pump", "Vakuumpumpe")

    assert found.score is None
    assert "different models" in found.said


def test_a_description_is_read_once() -> None:
    model = counted()
    reader = MeaningReader(load=lambda: model)

    for _ in range(3):
        reader.compare("Vacuum pump", "Vakuumpumpe")
        reader.compare("vacuum  PUMP", "Vakuumpumpe")

    assert model.asked == ["vacuum pump", "vakuumpumpe"]


def test_the_model_is_loaded_when_it_is_first_needed_and_once_by_many_threads() -> None:
    model, loads, lock = counted(), [], Lock()

    def load() -> Encoder:
        with lock:
            loads.append(1)
        return model

    reader = MeaningReader(load=load)
    assert not loads
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda _: id(reader.model()), range(32)))

    assert found == {id(model)}
    assert len(loads) == 1


def test_the_memory_keeps_what_was_asked_for_last() -> None:
    keeper = RememberedMeanings(most=2)
    one, two, three = (MeaningVector("a model", "Latin", bytes([n])) for n in (1, 2, 3))

    keeper.put(b"1", one)
    keeper.put(b"2", two)
    assert keeper.get(b"1") is one
    keeper.put(b"3", three)

    assert (keeper.get(b"1"), keeper.get(b"2"), keeper.get(b"3")) == (one, None, three)
    assert len(keeper) == 2


def test_a_key_is_of_model_and_text() -> None:
    keys = {key_of(m, t) for m in ("a", "b") for t in ("x", "y")}

    assert len(keys) == 4
    assert key_of("a", "x") == key_of("a", "x")
