"""Words of consultations: states, kinds and ways, for the models of `consultations`.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field


class ApplicantRelease(StrEnum):
    """How much of an answer the asking authority may show its applicant."""

    NOTHING = "nothing"
    FACT = "fact"
    TEXT = "text"


AnyApplicantRelease = Annotated[ApplicantRelease | str, Field(union_mode="left_to_right")]


class Channel(StrEnum):
    """What carries a consultation."""

    WIRE = "wire"
    HAND = "hand"


AnyChannel = Annotated[Channel | str, Field(union_mode="left_to_right")]


class ConsultationState(StrEnum):
    """State of a conversation under a procedure, the same names on both sides."""

    REQUESTED = "requested"
    RUNNING = "running"
    CLOSING = "closing"
    UNCONFIRMED = "unconfirmed"
    ANSWERED = "answered"
    SILENT = "silent"
    SUPERSEDED = "superseded"


AnyConsultationState = Annotated[ConsultationState | str, Field(union_mode="left_to_right")]


class EndReason(StrEnum):
    """Why the answer of a consulted authority is no longer needed."""

    BINDING_OBJECTION = "binding_objection"
    WITHDRAWN = "withdrawn"
    DECIDED = "decided"
    AMENDED = "amended"
    DENIAL_ENDED = "denial_ended"
    RECALLED = "recalled"
    STANDING_ANSWER = "standing_answer"
    SETTLED = "settled"


AnyEndReason = Annotated[EndReason | str, Field(union_mode="left_to_right")]


class HandKind(StrEnum):
    """What a record says has happened."""

    ASKED = "asked"
    RECEIVED = "received"
    ANSWERED = "answered"
    MORE_TIME_ASKED = "more_time_asked"
    MORE_TIME_REPLIED = "more_time_replied"
    NO_ANSWER = "no_answer"
    CORRECTED = "corrected"
    RECALLED = "recalled"


AnyHandKind = Annotated[HandKind | str, Field(union_mode="left_to_right")]


class Information(StrEnum):
    """What became of information that the consulted authority said it needs."""

    WANTED = "wanted"
    SUPPLIED = "supplied"


AnyInformation = Annotated[Information | str, Field(union_mode="left_to_right")]


class LateOrInTime(StrEnum):
    """Why an answer counts or not (docs/domain.md 12, "When is an answer in time?")."""

    RECEIVED_IN_TIME = "received_in_time"
    SEALED_IN_TIME = "sealed_in_time"
    LATE = "late"


AnyLateOrInTime = Annotated[LateOrInTime | str, Field(union_mode="left_to_right")]


class Means(StrEnum):
    """By what something passed outside the gateway."""

    POST = "post"
    COURIER = "courier"
    E_MAIL = "e_mail"
    FAX = "fax"
    TELEPHONE = "telephone"
    IN_PERSON = "in_person"
    OTHER_SYSTEM = "other_system"


AnyMeans = Annotated[Means | str, Field(union_mode="left_to_right")]


class RelationKind(StrEnum):
    """What this case is to the other."""

    AMENDS = "amends"
    REPLACES = "replaces"
    SAME_PROJECT = "same_project"
    SPARE_PARTS = "spare_parts"
    REUSES_ANSWER = "reuses_answer"
    RENEWS = "renews"


AnyRelationKind = Annotated[RelationKind | str, Field(union_mode="left_to_right")]


class StopEnd(StrEnum):
    """Which of two periods ends first, and so bounds a stop."""

    STOP = "stop"
    QUESTION = "question"


AnyStopEnd = Annotated[StopEnd | str, Field(union_mode="left_to_right")]


class StopState(StrEnum):
    """Where goods stand that were stopped until the consulted authority answers."""

    HELD = "held"
    RELEASE_DUE = "release_due"
    RELEASED = "released"
    MEASURES = "measures"
    LIFTED = "lifted"


AnyStopState = Annotated[StopState | str, Field(union_mode="left_to_right")]
