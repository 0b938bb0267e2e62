"""A letter of a type that a newer version has: refused on record, and it stops nothing."""

from __future__ import annotations

from typing import Any

import pytest

from comity.v1 import letter_pb2
from gateway.domain.letter import LetterType, PartKind, ReceiptOutcome
from gateway.errors import Reason
from gateway.store.tables_exchange import dispatch, journal
from gateway.wire import letters
from gateway.wire.shapes import table_of
from tests.support.refusals import refused_signed
from tests.support.stations import Draft, Station, receipt_in

NEWER = LetterType("99")


def following(de: Station, first: Draft, number: int, letter_type: LetterType) -> Draft:
    changes: dict[str, Any] = {
        "conversation_id": first.header.conversation_id,
        "conversation_number": number,
        "sequence": number,
        "letter_type": letter_type,
    }
    return Draft.request(de, "FR", **changes)


def test_a_newer_type_is_its_number() -> None:
    assert (NEWER, NEWER.known, LetterType.REQUEST.known) == ("99", False, True)
    assert NEWER not in list(LetterType)
    with pytest.raises(ValueError, match="no_such_type"):
        LetterType("no_such_type")


async def test_a_letter_of_a_newer_type_is_refused_and_the_next_is_taken(
    de: Station, fr: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(letters.TYPES.number, NEWER, 99)
    first = Draft.request(de, "FR")
    await fr.intake.receive(first.delivery(de, fr), de.auth_context)
    newer = following(de, first, 2, NEWER)
    receipt = await refused_signed(fr, newer.delivery(de, fr), de, Reason.VERSION_UNKNOWN)
    assert receipt.contiguous_sequence == 2
    assert fr.rows(journal)[-1].letter_type == "99"
    third = following(de, first, 3, LetterType.SUPPLEMENT)
    response = await fr.intake.receive(third.delivery(de, fr), de.auth_context)
    assert receipt_in(response).outcome is ReceiptOutcome.ACCEPTED
    await fr.dispatcher().drain()
    assert {row.position: row.state for row in fr.rows(dispatch)} == {1: "done", 3: "done"}


async def test_an_opening_letter_of_a_newer_type_opens_nothing(
    de: Station, fr: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(letters.TYPES.number, NEWER, 99)
    draft = Draft.request(de, "FR", letter_type=NEWER)
    await refused_signed(fr, draft.delivery(de, fr), de, Reason.VERSION_UNKNOWN)


async def test_a_part_of_a_newer_kind_is_refused_on_record(
    de: Station, fr: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = table_of(PartKind, letter_pb2.PartKind.DESCRIPTOR)
    monkeypatch.setitem(kinds.number, PartKind("77"), 77)
    draft = Draft.request(de, "FR")
    draft.commitments = [draft.commitments[0].model_copy(update={"kind": PartKind("77")})]
    await refused_signed(fr, draft.delivery(de, fr), de, Reason.VERSION_UNKNOWN)
