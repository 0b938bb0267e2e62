"""A path reaches what its segments name, whatever a person typed, and nothing else."""

from __future__ import annotations

import pytest

from gateway.cli.client import path_of
from gateway.errors import InputError


def test_a_path_is_its_segments() -> None:
    assert path_of("cases", "DE-C-2026-00001", "proposal") == "/cases/DE-C-2026-00001/proposal"
    assert path_of("tasks", 3, "closing") == "/tasks/3/closing"


@pytest.mark.parametrize(
    ("given", "quoted"),
    [
        ("../officers", "..%2Fofficers"),
        ("a?open_only=1", "a%3Fopen_only%3D1"),
        ("a#b", "a%23b"),
        ("a%2Fb", "a%252Fb"),
        ("Müller & Söhne", "M%C3%BCller%20%26%20S%C3%B6hne"),
    ],
)
def test_what_a_person_typed_stays_one_segment(given: str, quoted: str) -> None:
    assert path_of("cases", given) == f"/cases/{quoted}"


@pytest.mark.parametrize("given", ["", "  ", ".", ".."])
def test_what_names_nothing_is_refused_before_the_node_is_asked(given: str) -> None:
    with pytest.raises(InputError, match="no number, id or name under /cases") as caught:
        path_of("cases", given, "proposal")
    assert caught.value.metadata["field"] == "cases"
    assert caught.value.remedy
