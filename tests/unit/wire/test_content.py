"""Contents: every noun comes back as it was; what is not right is refused by name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.v1 import consultation_pb2, correspondence_pb2, denial_pb2, notice_pb2, transaction_pb2
from gateway.domain.base import Model, Stated, Withholding
from gateway.domain.consultation import ClosingRequest, ConsultationAnswer, ConsultationRequest
from gateway.domain.denial import Denial, FreeText
from gateway.domain.letter import EntryType, Erasure
from gateway.domain.letter_types import LETTER_RULES
from gateway.domain.notice import DenialGrounds, DenialReview, GrantNotice
from gateway.domain.transaction import Item, Party, Text, Transaction
from gateway.errors import InputError, Reason
from gateway.wire.content import (
    CODECS,
    ENTRY_CONTENT,
    content_from_bytes,
    content_to_bytes,
)
from gateway.wire.limits import MAX_BODY_BYTES
from gateway.wire.shapes import shape_of
from tests.support import annual_strategies, correspondence_strategies, strategies
from tests.support.raising import refuses

quick = settings(max_examples=40)

KINDS: list[type[Model]] = sorted(CODECS, key=lambda kind: kind.__name__)
BY_MODEL: dict[str, st.SearchStrategy[Any]] = {
    **{
        kind.__name__: drawn
        for kind in KINDS
        if (drawn := correspondence_strategies.by_fields(kind)) is not None
    },
    "ConsultationRequest": correspondence_strategies.requests,
    "ConsultationAnswer": correspondence_strategies.answers,
    "ExtensionRequest": strategies.extension_requests,
    "ExtensionReply": strategies.extension_replies,
    "DenialGrounds": strategies.denial_grounds,
    "DenialReview": strategies.reviews | strategies.revocations(),
    "SetAside": strategies.set_asides,
    "GrantNotice": strategies.grants,
    "Erasure": strategies.erasures,
    "JournalRoot": strategies.journal_roots,
    "Transaction": strategies.transactions,
    **{kind.__name__: drawn for kind, drawn in correspondence_strategies.BY_MODEL.items()},
    **{kind.__name__: drawn for kind, drawn in annual_strategies.BY_MODEL.items()},
}


def fault(kind: type[Model], raw: bytes) -> tuple[Reason, str]:
    """Reason and path of the refusal that reading must end with."""
    with pytest.raises(InputError) as caught:
        content_from_bytes(kind, raw)
    return caught.value.reason, caught.value.metadata["field"]


def reason_or_none(kind: type[Model], raw: bytes) -> Reason | None:
    """Reason of the refusal, if any; every other exception is a defect and passes."""
    try:
        content_from_bytes(kind, raw)
    except InputError as err:
        return err.reason
    return None


def small_transaction() -> transaction_pb2.Transaction:
    """The least that is valid."""
    transaction = transaction_pb2.Transaction(
        activity=transaction_pb2.ACTIVITY_EXPORT, destination="TR"
    )
    transaction.items.add(description="pump").classifications.add(source=3)
    return transaction


def test_every_content_has_a_strategy_here_or_in_test_denials() -> None:
    assert {kind.__name__ for kind in CODECS} == BY_MODEL.keys() | {"Denial"}


@pytest.mark.parametrize("name", BY_MODEL)
def test_it_comes_back_as_it_was(name: str) -> None:
    @quick
    @given(BY_MODEL[name])
    def check(model: Model) -> None:
        raw = content_to_bytes(model)
        assert content_from_bytes(type(model), raw) == model
        assert content_to_bytes(content_from_bytes(type(model), raw)) == raw

    check()


@pytest.mark.parametrize("name", BY_MODEL)
def test_any_change_of_a_byte_is_read_or_refused_by_reason(name: str) -> None:
    @quick
    @given(BY_MODEL[name], st.data())
    def check(model: Model, data: st.DataObject) -> None:
        raw = bytearray(content_to_bytes(model))
        if raw:
            at = data.draw(st.integers(0, len(raw) - 1))
            raw[at] ^= data.draw(st.integers(1, 255))
        assert reason_or_none(type(model), bytes(raw)) in {None, Reason.CONTENT_INVALID}

    check()


@quick
@given(st.binary(max_size=200), st.sampled_from(KINDS))
def test_noise_is_read_or_refused_by_reason(raw: bytes, kind: type[Model]) -> None:
    assert reason_or_none(kind, raw) in {None, Reason.CONTENT_INVALID}


class _Partly(Model):
    confirmed: bool


class _Otherwise(Model):
    confirmed: bool
    words: tuple[FreeText, ...] = ()


@pytest.mark.parametrize(("model", "field"), [(_Partly, "text"), (_Otherwise, "words")])
def test_a_field_that_one_side_lacks_stops_the_start(model: type[Model], field: str) -> None:
    with pytest.raises(ValueError, match=f"ContactReply.*{field}"):
        shape_of(model, correspondence_pb2.ContactReply.DESCRIPTOR)


def test_what_each_letter_and_entry_holds_is_known() -> None:
    assert ENTRY_CONTENT.keys() == set(EntryType)
    assert {
        *(rule.content for rule in LETTER_RULES.values()),
        *ENTRY_CONTENT.values(),
    } <= CODECS.keys()


def test_the_four_states_are_four_different_things() -> None:
    base = content_from_bytes(Transaction, small_transaction().SerializeToString())
    party = Party(names=("Δέλτα",))
    states = [
        Stated[Party].given(party),
        Stated[Party].withheld(Withholding.SECURITY),
        Stated[Party].unknown(),
        Stated[Party].not_applicable(),
    ]
    written = [content_to_bytes(base.model_copy(update={"end_user": state})) for state in states]
    assert len(set(written)) == len(states)
    assert [content_from_bytes(Transaction, raw).end_user for raw in written] == states


def test_no_ground_given_differs_from_grounds_unknown() -> None:
    none_given = ConsultationAnswer.model_validate({"answer": "objection", "grounds": ()})
    unknown = ConsultationAnswer(answer="objection")
    assert content_from_bytes(ConsultationAnswer, content_to_bytes(none_given)) == none_given
    assert content_to_bytes(none_given) != content_to_bytes(unknown)


def test_fields_of_a_newer_peer_are_passed_over() -> None:
    # Field 1000 of the content, of a party and of an absence; an absence of a new field.
    newer = b"\xc2\x3e\x03new"
    transaction = small_transaction()
    transaction.end_user.MergeFromString(b"\x0a\x01A\x10\x02" + newer)
    transaction.absences.add(field="tomorrow", state=1, reason=5)
    read = content_from_bytes(Transaction, transaction.SerializeToString() + newer)
    assert read.end_user.value == Party.model_validate({"names": ["A"], "kind": "organisation"})


def test_an_unknown_enum_number_is_named() -> None:
    transaction = small_transaction()
    transaction.items[0].classifications.add(code="5A001.j").source = 77  # type: ignore[assignment]
    raw = transaction.SerializeToString()
    assert fault(Transaction, raw) == (
        Reason.CONTENT_INVALID,
        "transaction.items[0].classifications[1].source",
    )


def test_an_unspecified_enum_is_named() -> None:
    raw = notice_pb2.Erasure(index=1, article="17", officer_role="lead").SerializeToString()
    assert fault(Erasure, raw) == (Reason.CONTENT_INVALID, "erasure.ground")


@pytest.mark.parametrize(
    "text", ["1e5", "1.50", "01", "-0", ".5", "5.", "+1", "NaN", "1" * 39, " 1"]
)
def test_a_decimal_in_another_form_is_refused(text: str) -> None:
    transaction = small_transaction()
    transaction.items[0].quantity = text
    raw = transaction.SerializeToString()
    assert fault(Transaction, raw) == (Reason.CONTENT_INVALID, "transaction.items[0].quantity")


def test_a_parameter_without_value_is_refused() -> None:
    transaction = small_transaction()
    transaction.items[0].parameters.add(name="range")
    raw = transaction.SerializeToString()
    path = "transaction.items[0].parameters[0].value"
    assert fault(Transaction, raw) == (Reason.CONTENT_INVALID, path)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "20260101", "2026-W01-1", "1.1.2026", "２０２６-01-01"]
)
def test_a_date_in_another_form_is_refused(text: str) -> None:
    transaction = small_transaction()
    transaction.contract_date = text
    raw = transaction.SerializeToString()
    assert fault(Transaction, raw) == (Reason.CONTENT_INVALID, "transaction.contract_date")


@pytest.mark.parametrize(
    ("field", "state", "reason", "path"),
    [
        ("end_user", 1, 0, "transaction.end_user"),  # withheld without a reason class
        ("end_user", 2, 5, "transaction.end_user"),  # unknown for a reason
        ("end_user", 0, 0, "transaction.end_user.state"),
        ("end_user", 9, 0, "transaction.end_user.state"),
        ("end_user", 1, 99, "transaction.end_user.reason"),
    ],
)
def test_an_absence_that_says_nothing_is_refused(
    field: str, state: Any, reason: Any, path: str
) -> None:
    transaction = small_transaction()
    transaction.absences.add(field=field, state=state, reason=reason)
    raw = transaction.SerializeToString()
    assert fault(Transaction, raw) == (Reason.CONTENT_INVALID, path)


def test_a_field_that_is_given_and_absent_is_refused() -> None:
    transaction = small_transaction()
    transaction.end_user.names.append("A")
    transaction.end_user.kind = 2  # type: ignore[assignment]
    transaction.absences.add(field="end_user", state=3)
    raw = transaction.SerializeToString()
    assert fault(Transaction, raw) == (Reason.CONTENT_INVALID, "transaction.end_user.state")


def test_a_field_with_two_absences_is_refused() -> None:
    transaction = small_transaction()
    transaction.absences.add(field="end_user", state=3)
    transaction.absences.add(field="end_user", state=2)
    raw = transaction.SerializeToString()
    assert fault(Transaction, raw) == (Reason.CONTENT_INVALID, "transaction.end_user.state")


def test_an_explanation_is_never_not_applicable() -> None:
    grounds = denial_pb2.DenialGrounds()
    grounds.absences.add(field="explanation", state=3)
    path = "grounds.explanation_withheld"
    assert fault(DenialGrounds, grounds.SerializeToString()) == (Reason.CONTENT_INVALID, path)


def test_an_explanation_that_is_given_and_withheld_is_refused() -> None:
    grounds = denial_pb2.DenialGrounds()
    grounds.explanation.add(language="de", text="weil")
    grounds.absences.add(field="explanation", state=1, reason=1)
    path = "grounds.explanation_withheld"
    assert fault(DenialGrounds, grounds.SerializeToString()) == (Reason.CONTENT_INVALID, path)


def test_text_that_is_not_utf_8_is_refused() -> None:
    raw = small_transaction().SerializeToString().replace(b"pump", b"pum\xff")
    assert fault(Transaction, raw) == (Reason.CONTENT_INVALID, "transaction")


def test_a_missing_message_is_named() -> None:
    request = consultation_pb2.ConsultationRequest(procedure="14(1)", case_reference="x")
    path = "request.transaction"
    raw = request.SerializeToString()
    assert fault(ConsultationRequest, raw) == (Reason.CONTENT_INVALID, path)


def test_a_missing_instant_is_not_1970() -> None:
    assert fault(ClosingRequest, b"") == (Reason.CONTENT_INVALID, "closing_request.last_instant")


@pytest.mark.parametrize(("seconds", "nanos"), [(-1, 0), (253_402_300_800, 0), (0, 10**9), (0, -1)])
def test_an_instant_out_of_range_is_refused(seconds: int, nanos: int) -> None:
    request = consultation_pb2.ClosingRequest()
    request.last_instant_time.seconds = seconds
    request.last_instant_time.nanos = nanos
    path = "closing_request.last_instant"
    raw = request.SerializeToString()
    assert fault(ClosingRequest, raw) == (Reason.CONTENT_INVALID, path)


def test_a_nanosecond_is_cut_off_and_never_crosses_the_last_instant() -> None:
    request = consultation_pb2.ClosingRequest()
    request.last_instant_time.seconds = 86_399
    request.last_instant_time.nanos = 999_999_999
    request.ask_time.seconds = 1
    read = content_from_bytes(ClosingRequest, request.SerializeToString())
    assert read.last_instant == datetime(1970, 1, 1, 23, 59, 59, 999_999, tzinfo=UTC)


def test_an_error_tells_no_name() -> None:
    transaction = small_transaction()
    transaction.end_user.names.append("Secret Person " * 40)
    transaction.end_user.kind = 1  # type: ignore[assignment]
    with refuses(InputError, Reason.CONTENT_INVALID) as caught:
        content_from_bytes(Transaction, transaction.SerializeToString())
    assert "Secret" not in f"{caught.value} {caught.value.metadata}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_too_large_is_not_looked_at(kind: type[Model]) -> None:
    reason, _ = fault(kind, b"\xff" * (MAX_BODY_BYTES + 1))
    assert reason is Reason.MESSAGE_TOO_LARGE


def test_a_body_too_large_is_not_written() -> None:
    request = ConsultationRequest(
        procedure="14(1)",
        case_reference="x",
        transaction=content_from_bytes(Transaction, small_transaction().SerializeToString()),
        match_summary=("ж" * 4000,) * 200,
        remarks=(FreeText(language="zh", text="字" * 4000),) * 20,
    )
    assert len(content_to_bytes(request)) > 1.8e6  # 880,000 characters fit, in any script
    with refuses(InputError, Reason.MESSAGE_TOO_LARGE) as caught:
        content_to_bytes(request.with_transaction(full("字")))
    said = caught.value.metadata
    assert said["field"] == "request.transaction.items[0].description"
    assert said["limit"] == "1000000"
    assert int(said["characters"]) > 1_600_000
    assert "字" not in str(caught.value)


def full(letter: str) -> Transaction:
    """A transaction of which each of 200 lines has as long a description as it may."""
    one = content_from_bytes(Transaction, small_transaction().SerializeToString())
    line = Item.model_validate({**one.items[0].model_dump(), "description": letter * 4000})
    return one.with_items((line,) * 200)


@pytest.mark.parametrize("value", ["1E+999999", "1E-39", "1." + "1" * 38])
def test_a_decimal_that_the_contract_does_not_hold_is_not_written(value: str) -> None:
    transaction = content_from_bytes(Transaction, small_transaction().SerializeToString())
    item = transaction.items[0].model_validate(
        {
            "description": "x",
            "classifications": [{"source": "non_listed"}],
            "parameters": [{"name": "n", "value": value}],
        }
    )
    with refuses(InputError, Reason.CONTENT_INVALID):
        content_to_bytes(transaction.model_copy(update={"items": (item,)}))


def test_a_count_that_the_contract_does_not_hold_is_not_written() -> None:
    review = DenialReview.model_validate(
        {"denial_id": "FR-2026-00017", "outcome": "renewed", "at": "2026-01-01"}
    )
    assert content_from_bytes(DenialReview, content_to_bytes(review)) == review
    record = Denial.model_validate(
        {
            "denial_id": "FR-2026-00017",
            "authority": "FR",
            "national_reference": "x",
            "decision": "refuse",
            "decision_date": "2026-01-01",
            "first_notified": "2026-01-01",
            "reviews_so_far": 2**31,
            "transaction": content_from_bytes(Transaction, small_transaction().SerializeToString()),
        }
    )
    with refuses(InputError, Reason.CONTENT_INVALID):
        content_to_bytes(record)


def test_a_grant_may_leave_its_transaction_out() -> None:
    notice = GrantNotice.model_validate(
        {
            "authority": "DE",
            "case_reference": "DE-C-2026-00001",
            "decision_date": "2026-01-01",
            "denials": ["FR-2026-00017"],
            "explanation": [{"language": "de", "text": "weil"}],
        }
    )
    assert content_from_bytes(GrantNotice, content_to_bytes(notice)).transaction is None


def test_text_of_any_script_is_kept() -> None:
    transaction = content_from_bytes(Transaction, small_transaction().SerializeToString())
    use: Stated[Text] = Stated[Text].given("پایش — слежка — 监控")
    changed = transaction.model_copy(update={"stated_end_use": use})
    assert content_from_bytes(Transaction, content_to_bytes(changed)).stated_end_use == use
