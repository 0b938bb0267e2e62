from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.transaction import PartyKind
from gateway.matching.parties.alignment import align
from gateway.matching.parties.names import name_form


def _words(a: str, b: str, kind: PartyKind) -> set[tuple[str, str]]:
    return {(pair.ours, pair.theirs) for pair in align(name_form(a, kind), name_form(b, kind))}


def test_words_are_paired_whatever_their_order() -> None:
    pairs = _words("Pyotr Sergeevich Morozov", "MOROZOV, Petr", PartyKind.PERSON)

    assert pairs == {("pyotr", "petr"), ("morozov", "morozov"), ("sergeevich", "")}


def test_two_words_stand_for_the_one_that_they_are_written_as() -> None:
    pairs = _words("Rubikonstar", "Rubikon Starr", PartyKind.ORGANISATION)

    assert ("rubikonstar", "rubikon starr") in pairs


def test_a_spelling_that_no_table_has_meets_the_word_as_it_was_written() -> None:
    assert ("plant", "zawod") in _words("Zavod Rubikon", "Zawod Rubikon", PartyKind.ORGANISATION)


NAMES = st.lists(
    st.sampled_from(["nord", "zavod", "bank", "rubikon", "rubicon", "nordbank", "7", "moskva"]),
    min_size=1,
    max_size=5,
).map(" ".join)


@given(NAMES, NAMES)
def test_every_word_stands_in_one_pair(a: str, b: str) -> None:
    ours, theirs = name_form(a), name_form(b)
    pairs = align(ours, theirs)

    assert sorted(" ".join(p.ours for p in pairs).split()) == sorted(ours.tokens)
    assert sorted(" ".join(p.theirs for p in pairs).split()) == sorted(theirs.tokens)
