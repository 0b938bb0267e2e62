"""Names of accounts: what none may be called, and what a person would take for another."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.domain.account_names import MAX_LENGTH, account_name
from gateway.errors import InputError

MEMBERS = ("DE", "BE-VLG", "EU")


def name(given_name: str, *taken: str) -> str:
    return account_name(given_name, taken=taken, authorities=MEMBERS)


@pytest.mark.parametrize(
    "good",
    ["Zoë", "de Vries", "O'Neill", "anna.berg@bafa.example", "Ωμέγα", "Иванова", "bob-2", "x"],
)
def test_names_of_people_and_systems_are_taken(good: str) -> None:
    assert name(good) == good


def test_one_form_is_kept() -> None:
    assert name(" Zoe\u0308 ") == "Zoë"


@pytest.mark.parametrize(
    "bad",
    [
        "",
        " ",
        "a/b",
        "a\\b",
        "q\x00",
        "\u202eevil",
        "a\u200bb",
        "two  spaces",
        "-x",
        "x.",
        "_",
        "..",
        "x" * (MAX_LENGTH + 1),
        "оfficer",  # a Cyrillic o
        "<b>x</b>",
        "a\nb",
    ],
)
def test_what_is_no_name_is_refused(bad: str) -> None:
    with pytest.raises(InputError) as refused:
        name(bad)
    assert refused.value.metadata["field"] == "name"


@pytest.mark.parametrize(
    "reserved",
    ["gateway", "Gateway", "operator", "system", "doctor", "rulebook", "DE", "de", "be-vlg"],
)
def test_nobody_is_called_like_the_gateway_or_an_authority(reserved: str) -> None:
    with pytest.raises(InputError, match="acts under this name"):
        name(reserved)


@pytest.mark.parametrize(
    ("new", "held"),
    [
        ("Officer-DE", "officer-DE"),
        ("anna1", "annal"),
        ("аnnа", "anna"),  # whole words of another script are refused as mixed or as alike
        ("rnarta", "marta"),
        ("zoë", "ZOË"),
        ("b0b", "bob"),
    ],
)
def test_names_that_look_alike_are_one_name(new: str, held: str) -> None:
    """Found in use: integrator A6."""
    with pytest.raises(InputError):
        name(new, held)


@given(st.text(max_size=70))
@example("ﬁ")
@example("\ud800")
def test_a_name_that_was_taken_is_never_taken_again(text: str) -> None:
    try:
        kept = name(text)
    except InputError:
        return
    for again in (kept, kept.upper(), kept.lower(), text):
        with pytest.raises(InputError):
            name(again, kept)
