"""A case without denials: each field is shown, shown in part, or withheld."""

from __future__ import annotations

from gateway.domain.case import Case
from gateway.domain.case.case import SHOWN_WITHOUT_DENIALS as CASE
from gateway.domain.consultation import Consultation
from gateway.domain.consultation.contents import SHOWN_WITHOUT_DENIALS as CONSULTATION

WITHHELD_OF_A_CASE = {
    "examination",
    "acts",
    "attention",
    "proposal",
    "proposed_by",
    "proposed_at",
    "relied_on",
    "assigned_to",
}
WITHHELD_OF_A_CONSULTATION = {
    "extensions",
    "extension_pending",
    "extension_asked",
    "extension_by",
    "answer_proposed",
    "answer_proposed_by",
    "oral_objection",
    "late_answers",
    "assigned_to",
    "ended_text",
    "standing_answer",
    "standing_in",
    "corrections",
    "same_transaction",
    "ended_denials",
    "settled_in",
    "asked_as",
    "records",
}


def test_every_field_of_a_case_is_shown_in_part_or_withheld() -> None:
    in_part = {"triggers", "consultations", "withheld", "version"}
    assert CASE | in_part | WITHHELD_OF_A_CASE == Case.model_fields.keys()
    assert not CASE & WITHHELD_OF_A_CASE


def test_every_field_of_a_consultation_is_shown_in_part_or_withheld() -> None:
    in_part = {"request", "answer", "settled_answer", "version"}
    assert CONSULTATION | in_part | WITHHELD_OF_A_CONSULTATION == Consultation.model_fields.keys()
    assert not CONSULTATION & WITHHELD_OF_A_CONSULTATION
