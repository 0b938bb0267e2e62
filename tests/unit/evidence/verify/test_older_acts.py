"""What acts say to a check: their data, or the sentence of before; never two different things."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from pydantic import JsonValue

from gateway.domain.acts import Verb
from gateway.domain.case import Act
from gateway.errors import Reason, RegisterError
from gateway.evidence.verify.older_acts import data_of

AT = datetime(2026, 3, 2, tzinfo=UTC)
BY_HAND = "16(5): BE-VLG must be consulted and is not in the federation about "
ASKED: dict[str, JsonValue] = {
    "task": "consult.by_hand",
    "procedure": "16(5)",
    "authority": "BE-VLG",
    "denials": ["BE-VLG-2026-00001", "BE-VLG-2026-00002"],
}
SENTENCE = f"{BY_HAND}BE-VLG-2026-00001 (identical), BE-VLG-2026-00002 (similar): by telephone"


def act(verb: Verb, text: str, data: Mapping[str, JsonValue] | None = None) -> Act:
    return Act(at=AT, actor="anna", verb=verb, text=text, data=data or {})


@pytest.mark.parametrize(
    ("verb", "text", "told"),
    [
        (Verb.SUSPENSION_ENDED, "licence_revoked", {"outcome": "licence_revoked"}),
        (Verb.CASE_WITHDRAWN, "not to be authorised, as determined", {"determined": True}),
        (Verb.CASE_WITHDRAWN, "not determined", {"determined": False}),
        (Verb.CASE_WITHDRAWN, "", {}),
        (Verb.TASK_CLOSED, SENTENCE, ASKED),
        (Verb.TASK_CLOSED, "FR wrote: read", {}),
        (Verb.CASE_FILED, "16(5): FR must be consulted", {}),
    ],
)
def test_a_sentence_of_before_is_read(verb: Verb, text: str, told: dict[str, JsonValue]) -> None:
    assert data_of(act(verb, text)) == told


def test_data_counts_and_may_say_more() -> None:
    more: dict[str, JsonValue] = {**ASKED, "match_classes": ["identical", "similar"]}
    assert data_of(act(Verb.TASK_CLOSED, SENTENCE, more)) == more
    again = {name: ASKED[name] for name in ("task", "procedure", "authority")}
    asked = "16(5): BE-VLG must be asked again: comity letter ask-again 0190c2a4: done"
    assert data_of(act(Verb.TASK_CLOSED, asked, again)) == again


@pytest.mark.parametrize(
    ("verb", "text", "data"),
    [
        (Verb.SUSPENSION_ENDED, "reinstated", {"outcome": "licence_revoked"}),
        (Verb.CASE_WITHDRAWN, "not determined", {"determined": True}),
        (Verb.TASK_CLOSED, SENTENCE, {**ASKED, "authority": "FR"}),
        (Verb.TASK_CLOSED, SENTENCE, {**ASKED, "denials": []}),
    ],
)
def test_what_people_read_is_what_a_check_takes(
    verb: Verb, text: str, data: dict[str, JsonValue]
) -> None:
    with pytest.raises(RegisterError, match="says otherwise than its data") as refused:
        data_of(act(verb, text, data))
    assert refused.value.reason is Reason.EVIDENCE_INVALID
