"""The text form of a proof file: tlog-proof, measured before it is parsed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import ProofError, Reason
from gateway.register.log.proof_form import MAX_PROOF_BYTES, MAX_PROOF_LINES, ProofForm
from tests.assets.proofs.write import BAD, EXAMPLE
from tests.support.raising import refuses

ASSETS = Path(__file__).resolve().parents[3] / "assets" / "proofs"


def test_the_example_of_the_page_is_read() -> None:
    form = ProofForm.parse((ASSETS / "sound.tlog-proof").read_bytes())
    assert form == EXAMPLE


@given(
    extra=st.binary(max_size=200),
    index=st.integers(0, 2**63 - 1),
    path=st.lists(st.binary(min_size=32, max_size=32), max_size=64),
)
def test_what_is_written_is_read_again(extra: bytes, index: int, path: list[bytes]) -> None:
    form = ProofForm(extra, index, tuple(path), EXAMPLE.note)
    assert ProofForm.parse(form.to_bytes()) == form


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_by_what_is_wrong(name: str) -> None:
    raw = (ASSETS / f"{name}.tlog-proof").read_bytes()
    with refuses(ProofError, Reason.PROOF_INVALID, match=BAD[name].said) as caught:
        ProofForm.parse(raw)
    assert caught.value.remedy


@pytest.mark.parametrize("name", [*BAD, "sound"])
def test_the_files_are_what_the_script_beside_them_writes(name: str) -> None:
    wanted = EXAMPLE.to_bytes() if name == "sound" else BAD[name].raw
    assert (ASSETS / f"{name}.tlog-proof").read_bytes() == wanted


def test_every_file_is_one_that_a_test_reads() -> None:
    assert {path.stem for path in ASSETS.glob("*.tlog-proof")} == {*BAD, "sound"}


def test_what_is_too_large_is_not_parsed() -> None:
    with pytest.raises(ProofError, match="larger than"):
        ProofForm.parse(b"x" * (MAX_PROOF_BYTES + 1))
    with pytest.raises(ProofError, match="more than"):
        ProofForm.parse(b"\n" * (MAX_PROOF_LINES + 1))
