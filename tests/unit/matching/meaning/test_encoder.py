from __future__ import annotations

import hashlib
import os
import select
import signal
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.domain.meanings import MeaningAbsence
from gateway.matching.meaning.encoder import (
    ABSENCE_WORDS,
    Encoder,
    load_encoder,
    processor_flags,
    readable,
    script_of,
)
from gateway.matching.meaning.table import meaning_table
from gateway.matching.meaning.vectors import MeaningVector

PATIENCE_S = 20
FACTS = meaning_table().model
TEXTS = (
    "Fünfachs-Drehmaschine für Turbinenschaufeln",
    "centrifugeuse à gaz",
    "насос мембранный",
    "实验室用真空泵",
    "مضخة تفريغ",
    "जल पंप",
)


@pytest.fixture(scope="module")
def model() -> Encoder:
    loaded = load_encoder()
    assert not isinstance(loaded, MeaningAbsence), ABSENCE_WORDS[loaded]
    return loaded


def meaning_of(model: Encoder, text: str) -> MeaningVector:
    found = model.encode(readable(text))
    assert isinstance(found, MeaningVector)
    return found


def test_a_meaning_names_its_model_and_has_as_many_numbers(model: Encoder) -> None:
    found = meaning_of(model, TEXTS[0])

    assert found.model_id == model.model_id == FACTS.model_id
    assert FACTS.name in found.model_id
    assert FACTS.version in found.model_id
    assert len(found.octets) == FACTS.dimensions
    assert found.script == "Latin"


@pytest.mark.parametrize("text", TEXTS)
def test_the_same_text_gives_the_same_octets(model: Encoder, text: str) -> None:
    again = load_encoder()
    assert not isinstance(again, MeaningAbsence)

    assert meaning_of(model, text) == meaning_of(model, text) == meaning_of(again, text)


def test_threads_that_read_at_once_get_what_one_gets(model: Encoder) -> None:
    alone = [meaning_of(model, text) for text in TEXTS]

    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda text: meaning_of(model, text), TEXTS * 3))

    assert together == alone * 3


def test_a_process_that_was_forked_reads_as_before(model: Encoder) -> None:
    before = meaning_of(model, TEXTS[0]).octets
    out, into = os.pipe()
    if not (child := os.fork()):
        os.write(into, meaning_of(model, TEXTS[0]).octets)
        os._exit(0)
    os.close(into)
    try:
        # Threads of OpenMP that were left behind would be waited for without end.
        assert select.select([out], [], [], PATIENCE_S)[0]
        assert os.read(out, len(before) + 1) == before
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(out)


def test_case_and_forms_of_letters_say_nothing(model: Encoder) -> None:
    assert meaning_of(model, "VACUUM  PUMP") == meaning_of(model, "vacuum pump")
    assert meaning_of(model, "ｖａｃｕｕｍ ｐｕｍｐ") == meaning_of(model, "vacuum pump")
    assert meaning_of(model, "vac\u00aduum\u200b\u0000 pump") == meaning_of(model, "vacuum pump")


@pytest.mark.parametrize("text", ["", " ", "12-34 5", "(—)", "\u0000"])
def test_what_has_no_letter_says_nothing(model: Encoder, text: str) -> None:
    assert model.encode(readable(text)) is MeaningAbsence.SAYS_NOTHING


@given(st.text(max_size=200))
@example("\ufdfa" * 200)
@example("\ufdfb㍿ﬃ" * 60)
@example("İ" * 50)
def test_nothing_is_left_for_the_engine_to_replace(text: str) -> None:
    """It has room for four characters a byte, and does not count (docs/adr/0036)."""
    form = readable(text)

    assert len(form) <= FACTS.longest
    assert unicodedata.normalize("NFKC", form) == form
    assert not any(unicodedata.category(each).startswith("C") for each in form)
    assert all(len(unicodedata.normalize("NFKC", each)) == 1 for each in form)


def test_a_very_long_description_is_read_to_its_bound(model: Encoder) -> None:
    long = "vacuum pump for a laboratory, " * 1000

    assert len(readable(long)) <= FACTS.longest
    assert meaning_of(model, long) == meaning_of(model, long[:4000])


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Vakuumpumpe", "Latin"),
        ("laser, λ = 1550 nm, 5 μm", "Latin"),
        ("насос PVDF", "Cyrillic"),
        ("HX-200 型数控机床", "Han"),
        ("αντλία κενού", "Greek"),
        ("", "Latin"),
    ],
)
def test_a_text_has_the_script_of_its_words(text: str, script: str) -> None:
    assert script_of(readable(text)) == script


def test_a_package_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert (
        load_encoder(FACTS.model_copy(update={"version": "0.0.1"})) is MeaningAbsence.NOT_INSTALLED
    )
    assert (
        load_encoder(FACTS.model_copy(update={"package": "no-such"}))
        is MeaningAbsence.NOT_INSTALLED
    )


@pytest.mark.parametrize("field", ["weights_sha256", "engine_sha256"])
def test_another_build_is_not_read(field: str) -> None:
    assert load_encoder(FACTS.model_copy(update={field: "0" * 64})) is MeaningAbsence.OTHER_BUILD


@pytest.mark.parametrize("field", ["weights", "engine"])
def test_a_file_that_is_missing_is_another_build(field: str) -> None:
    assert load_encoder(FACTS.model_copy(update={field: "gone.bin"})) is MeaningAbsence.OTHER_BUILD


def test_the_engine_does_not_run_on_a_processor_without_its_instructions() -> None:
    other = FACTS.model_copy(update={"processor": ("avx2", "no-such")})

    assert load_encoder(other) is MeaningAbsence.OTHER_PROCESSOR


def test_the_instructions_are_read_as_linux_writes_them(tmp_path: Path) -> None:
    file = tmp_path / "cpuinfo"
    file.write_text("processor\t: 0\nflags\t\t: fpu avx avx2 fma\n\nprocessor\t: 1\n", "ascii")

    assert {"avx2", "fma"} <= processor_flags(file)
    assert processor_flags(tmp_path / "gone") == frozenset()


def test_weights_that_the_engine_cannot_read_are_said(tmp_path: Path) -> None:
    garbage = tmp_path / "weights.bin"
    garbage.write_bytes(b"E5S0" + bytes(100))
    other = FACTS.model_copy(
        update={
            "weights": str(garbage),
            "weights_sha256": hashlib.sha256(garbage.read_bytes()).hexdigest(),
        }
    )

    assert load_encoder(other) is MeaningAbsence.OUT_OF_ORDER


def test_every_absence_has_its_words() -> None:
    assert set(ABSENCE_WORDS) == set(MeaningAbsence)
    assert len(set(ABSENCE_WORDS.values())) == len(MeaningAbsence)
