"""Goods that are alike by their meaning alone: found, kept in the record, and compared again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from gateway.domain.base import Stated, Withholding
from gateway.domain.examination import Hit, MatchClass
from gateway.domain.meanings import MeaningAbsence, MeaningsRead, digest_of_description
from gateway.domain.transaction import Party, Transaction
from gateway.errors import InputError
from gateway.matching.by_meaning import (
    MOST_OF_ONE,
    MOST_TEXTS,
    by_meaning,
    loading,
    loading_once,
    meanings_of,
    not_read,
    of_party_alike,
    read_further,
    to_read,
)
from gateway.matching.meaning.comparison import SHARED_READER, MeaningReader
from gateway.matching.search import examine, examine_all
from gateway.matching.transaction import KnownDenial
from tests.unit.matching.cases import denial, item, organisation, transaction
from tests.unit.matching.test_search import indexed

FIRM = organisation("Rhein-Optik Anlagen GmbH")
IN_GERMAN, IN_SLOVAK = "Nachtsichtbrille", "okuliare na nočné videnie"
WITHOUT = MeaningReader(load=lambda: MeaningAbsence.NOT_INSTALLED)


def asked(*descriptions: str, party: Party | Stated[Party] = FIRM) -> Transaction:
    return transaction(*(item(description=each) for each in descriptions), end_user=party)


def denied(*deals: Transaction) -> dict[str, KnownDenial]:
    named = (denial(deal, denial_id=f"FR-2026-{n:05d}") for n, deal in enumerate(deals, 1))
    return {each.denial_id: KnownDenial(each) for each in named}


def further(
    ours: Transaction, known: dict[str, KnownDenial], reader: MeaningReader = SHARED_READER
) -> tuple[tuple[Hit, ...], MeaningsRead | None]:
    found = examine(ours, index=indexed(known), load=loading(known), asking="DE")
    return read_further(ours, found, load=loading(known), reader=reader, asking="DE")


OURS = asked(IN_GERMAN)
KNOWN = denied(asked(IN_SLOVAK), asked("Hydraulikpumpe für Bagger"))


def test_goods_in_other_words_call_for_consultation() -> None:
    plain = examine(OURS, index=indexed(KNOWN), load=loading(KNOWN), asking="DE")
    hits, meanings = further(OURS, KNOWN)

    assert {hit.match_class for hit in plain}.isdisjoint({MatchClass.LIKELY, MatchClass.EXACT})
    assert (hits[0].denial_id, hits[0].match_class) == ("FR-2026-00001", MatchClass.LIKELY)
    assert hits[0].consult
    assert not hits[1].consult
    assert meanings is not None
    assert {digest_of_description(IN_GERMAN), digest_of_description(IN_SLOVAK)} <= {
        each.text for each in meanings.read
    }


def test_it_comes_out_the_same_from_the_record_where_there_is_no_model() -> None:
    hits, meanings = further(OURS, KNOWN)
    assert meanings is not None
    kept = MeaningsRead.model_validate_json(meanings.model_dump_json())

    plain = examine_all(OURS, KNOWN.values(), asking="DE")
    again = by_meaning(OURS, plain, kept, load=loading(KNOWN), asking="DE")

    assert again == hits


def test_without_a_model_the_record_and_each_reason_say_so() -> None:
    hits, meanings = further(OURS, KNOWN, WITHOUT)
    again = by_meaning(OURS, hits, meanings, load=loading(KNOWN), asking="DE")

    assert meanings == MeaningsRead(absence=MeaningAbsence.NOT_INSTALLED)
    assert all("no model of meaning is installed" in " ".join(h.item.reasons) for h in hits)
    assert again == hits
    assert not not_read((IN_GERMAN, IN_SLOVAK), meanings)


@pytest.mark.parametrize(
    "ours",
    [
        asked(IN_GERMAN, party=organisation("Entirely Other Trading Ltd")),
        asked(IN_SLOVAK),  # the words suffice
        asked("Software"),  # says nothing in words
        # Far codes and words that both sides understand tell them apart.
        transaction(item("2B350.i", description="centrifugal pump"), end_user=FIRM),
    ],
)
def test_nothing_is_read_where_nothing_is_to_be(ours: Transaction) -> None:
    router = transaction(item("5A002.a", description="router with encryption"), end_user=FIRM)
    known = denied(router if ours.items[0].codes else asked(IN_SLOVAK))
    asked_for: list[str] = []

    def load() -> MeaningAbsence:
        asked_for.append("the model")
        return MeaningAbsence.NOT_INSTALLED

    reader = MeaningReader(load=load)
    assert further(ours, known, reader)[1] is None
    assert not asked_for


def test_goods_of_withheld_parties_are_not_read() -> None:
    nobody = Stated[Party].withheld(Withholding.COMMERCIAL)
    hits, meanings = further(OURS, denied(asked(IN_SLOVAK, party=nobody)))

    assert meanings is None
    assert not any("mean" in each for hit in hits for each in hit.item.reasons)


def many(count: int) -> dict[str, KnownDenial]:
    return denied(*(asked(f"riot shield of the type {n}BY{n}") for n in range(count)))


def test_of_very_many_the_nearest_are_read_and_the_others_counted() -> None:
    ours, known = asked("hand pump for drums"), many(MOST_TEXTS + 20)
    hits, meanings = further(ours, known)

    assert meanings is not None
    assert len(meanings.read) == MOST_TEXTS
    assert meanings.beyond == 21  # one text is our own
    assert len(hits) == len(known)
    assert by_meaning(ours, hits, meanings, load=loading(known), asking="DE") == hits


def texts_of(known: dict[str, KnownDenial], ours: Transaction) -> tuple[str, ...]:
    return to_read(ours, (each.denial.transaction for each in known.values())).texts


def test_what_was_left_out_of_a_record_is_seen() -> None:
    _, meanings = further(OURS, KNOWN)
    assert meanings is not None
    texts = texts_of(KNOWN, OURS)
    fewer = meanings.model_copy(update={"read": meanings.read[1:]})

    assert not not_read(texts, meanings)
    assert "the meaning of 1 descriptions was not read" in not_read(texts, fewer)
    assert "neither a model" in not_read(texts, None)


def test_a_record_cannot_say_that_there_was_no_room_where_there_was() -> None:
    ours, known = asked("hand pump for drums"), many(MOST_TEXTS + 20)
    _, meanings = further(ours, known)
    assert meanings is not None
    texts = to_read(ours, (k.denial.transaction for k in known.values()), most=10_000).texts
    room = meanings.model_copy(update={"read": meanings.read[MOST_OF_ONE:]})

    assert not not_read(texts, meanings)
    assert "there was room" in not_read(texts, room)


def test_goods_of_which_the_record_says_nothing_are_as_other_signs_have_them() -> None:
    plain = examine_all(OURS, KNOWN.values(), asking="DE")
    empty = MeaningsRead(model="some model")

    again = by_meaning(OURS, plain, empty, load=loading(KNOWN), asking="DE")

    assert again == plain
    assert of_party_alike(plain)


@pytest.mark.parametrize("vector", ["", "0000"])
def test_a_vector_without_a_number_is_refused(vector: str) -> None:
    plain = examine_all(OURS, KNOWN.values(), asking="DE")
    _, meanings = further(OURS, KNOWN)
    assert meanings is not None
    first = meanings.read[0].model_copy(update={"vector": vector})
    made_up: Any = meanings.model_copy(update={"read": (first,)})

    with pytest.raises(InputError, match="octets"):
        by_meaning(OURS, plain, made_up, load=loading(KNOWN))


def test_one_description_of_many_denials_is_read_once() -> None:
    known = denied(*[asked(IN_SLOVAK)] * 5)
    found = examine_all(OURS, known.values(), asking="DE")
    meanings = meanings_of(OURS, found, load=loading(known), reader=SHARED_READER)

    assert meanings is not None
    assert len(meanings.read) == 2


def under_one_code(ours: str, theirs: str, code: str = "6A006") -> Hit:
    """The hit of one party for two descriptions under one code."""
    mine = transaction(item(code, description=ours), end_user=FIRM)
    known = denied(transaction(item(code, description=theirs), end_user=FIRM))
    hits, _ = further(mine, known)
    return hits[0]


def test_an_equal_code_of_two_things_is_possible_and_the_officer_reads_why() -> None:
    hit = under_one_code("Fluxgate, tre akser", "SQUID, flytende helium")

    assert (hit.match_class, hit.consult) == (MatchClass.POSSIBLE, False)
    assert any("not found alike" in each or "somewhat alike" in each for each in hit.item.reasons)


def test_an_equal_sub_entry_is_asked_about_whatever_words_and_meaning_say() -> None:
    """Tables of words and a model may be wrong, and a consultation that is missed is not mended."""
    far = under_one_code("Fluxgate, tre akser", "SQUID, flytende helium", "6A006.c.1")
    other = under_one_code("laser power meter", "fibre laser", "6A005.a.1")

    assert (far.match_class, far.consult) == (MatchClass.LIKELY, True)
    assert (other.match_class, other.consult) == (MatchClass.LIKELY, True)


def test_an_equal_code_of_one_thing_in_other_words_stands() -> None:
    hit = under_one_code("Magnetometer mit optisch gepumptem Cäsium", "caesium magnetometer")

    assert (hit.match_class, hit.consult) == (MatchClass.LIKELY, True)


def test_a_denial_is_loaded_once_in_a_search() -> None:
    """34.3: what was found by its names was loaded again to read its goods, and to compare."""
    known, loaded = denied(asked(IN_SLOVAK), asked("pump")), list[str]()

    def load(ids: Sequence[str]) -> dict[str, KnownDenial]:
        loaded.extend(ids)
        return {key: known[key] for key in ids if key in known}

    ours, once = asked(IN_GERMAN), loading_once(load)
    found = examine(ours, index=indexed(known), load=once, asking="DE")

    assert read_further(ours, found, load=once, reader=SHARED_READER, asking="DE") == further(
        ours, known
    )
    assert sorted(loaded) == sorted(known)
    assert once(["FR-2026-00001", "FR-2026-09999"]).keys() == {"FR-2026-00001"}
