"""A denial as parts: whole, with a part withheld, and with parts that do not hold."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

from comity.v1 import denial_pb2, document_pb2
from gateway.domain.base import Stated, Withholding
from gateway.domain.denial import Denial, Ground
from gateway.domain.letter import PartKind
from gateway.errors import InputError, Reason
from gateway.wire.content import content_from_bytes, content_to_bytes
from gateway.wire.denials import GROUNDS_PART, MATCHING_PART, denial_from_parts, denial_to_parts
from tests.support import strategies
from tests.support.raising import refuses

quick = settings(max_examples=40)

DENIAL = Denial.model_validate(
    {
        "denial_id": "FR-2026-00017",
        "authority": "FR",
        "national_reference": "SBDU/1",
        "decision": "refuse",
        "decision_date": date(2026, 1, 1),
        "first_notified": date(2026, 1, 5),
        "transaction": {
            "activity": "export",
            "items": [{"description": "pump", "classifications": [{"source": "non_listed"}]}],
            "destination": "TR",
        },
        "grounds": ("human_rights",),
        "explanation": [{"language": "fr", "text": "Répression interne."}],
        "documents": [
            {
                "kind": "contract",
                "title": "C",
                "language": "fr",
                "sha256": "ab" * 32,
                "size_bytes": 1,
            }
        ],
    }
)


def bodies_of(denial: Denial, reason: Withholding | None = None) -> dict[int, bytes]:
    """Bodies by index."""
    parts = denial_to_parts(denial, grounds_withheld=reason)
    return {index: body for index, (_, body) in enumerate(parts)}


def fault(bodies: dict[int, bytes]) -> tuple[Reason, str]:
    """Reason and path of the refusal that reading must end with."""
    with pytest.raises(InputError) as caught:
        denial_from_parts(bodies)
    return caught.value.reason, caught.value.metadata["field"]


@quick
@given(strategies.denials())
def test_it_comes_back_as_it_was(denial: Denial) -> None:
    assert denial_from_parts(bodies_of(denial)) == denial


def test_the_first_two_parts_are_always_there() -> None:
    assert [kind for kind, _ in denial_to_parts(DENIAL)] == [
        PartKind.MATCHING,
        PartKind.GROUNDS,
        PartKind.DOCUMENT,
    ]
    bare = DENIAL.model_copy(
        update={"documents": (), "explanation": (), "grounds": Stated[tuple[Ground, ...]]()}
    )
    assert [kind for kind, _ in denial_to_parts(bare)] == [PartKind.MATCHING, PartKind.GROUNDS]
    assert denial_from_parts(bodies_of(bare)) == bare


@quick
@given(strategies.denials())
def test_the_matching_part_tells_nothing_of_the_grounds(denial: Denial) -> None:
    other = denial.model_copy(
        update={
            "grounds": Stated[tuple[Ground, ...]].given((Ground.SANCTIONS,)),
            "explanation": DENIAL.explanation,
            "explanation_withheld": None,
        }
    )
    assert bodies_of(denial)[MATCHING_PART] == bodies_of(other)[MATCHING_PART]


def test_without_the_grounds_part_grounds_are_withheld_for_the_reason_stated() -> None:
    bodies = bodies_of(DENIAL, Withholding.DEFENCE)
    assert denial_from_parts(bodies) == DENIAL
    del bodies[GROUNDS_PART]
    read = denial_from_parts(bodies)
    assert read.grounds == Stated[tuple[Ground, ...]].withheld(Withholding.DEFENCE)
    assert read.explanation == ()
    assert read.explanation_withheld is Withholding.DEFENCE
    assert read.transaction == DENIAL.transaction


def test_without_the_grounds_part_and_without_a_reason_grounds_are_still_withheld() -> None:
    read = denial_from_parts({0: bodies_of(DENIAL)[0]})
    assert read.grounds == Stated[tuple[Ground, ...]].withheld(Withholding.SECURITY)
    assert read.documents == ()
    assert read == content_from_bytes(Denial, content_to_bytes(DENIAL))


def test_without_the_matching_part_there_is_no_denial() -> None:
    bodies = bodies_of(DENIAL)
    del bodies[MATCHING_PART]
    assert fault(bodies) == (Reason.CONTENT_INVALID, "denial")


def test_an_explanation_both_given_and_withheld_is_not_written() -> None:
    both = DENIAL.model_copy(update={"explanation_withheld": Withholding.SECURITY})
    with refuses(InputError, Reason.CONTENT_INVALID):
        denial_to_parts(both)


def test_dates_out_of_order_are_refused() -> None:
    record = denial_pb2.DenialRecord.FromString(bodies_of(DENIAL)[0])
    record.first_notified_date = "2025-12-31"
    assert fault({0: record.SerializeToString()}) == (Reason.CONTENT_INVALID, "denial")


def test_a_record_without_transaction_is_refused() -> None:
    record = denial_pb2.DenialRecord.FromString(bodies_of(DENIAL)[0])
    record.ClearField("transaction")
    path = "denial.transaction"
    assert fault({0: record.SerializeToString()}) == (Reason.CONTENT_INVALID, path)


def test_reviews_unknown_are_not_none_done() -> None:
    record = denial_pb2.DenialRecord.FromString(bodies_of(DENIAL)[0])
    assert denial_from_parts({0: record.SerializeToString()}).reviews_so_far == 0
    record.ClearField("reviews_so_far")
    assert denial_from_parts({0: record.SerializeToString()}).reviews_so_far is None


def test_a_digest_of_the_wrong_length_is_refused() -> None:
    listed = document_pb2.DocumentList.FromString(bodies_of(DENIAL)[2])
    listed.documents[0].sha256 = b"\x00" * 31
    bodies = bodies_of(DENIAL) | {2: listed.SerializeToString()}
    assert fault(bodies) == (Reason.CONTENT_INVALID, "denial.documents[0].sha256")


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_part_that_is_no_message_is_refused(index: int) -> None:
    assert fault(bodies_of(DENIAL) | {index: b"\xff"})[0] is Reason.CONTENT_INVALID
