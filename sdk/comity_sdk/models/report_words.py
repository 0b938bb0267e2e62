"""Words of report: states, kinds and ways, for the models of `report`.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field


class ClearanceAct(StrEnum):
    """What a Member State says of a cell that would appear."""

    CLEAR = "clear"
    MARK = "mark"
    MERGE = "merge"


AnyClearanceAct = Annotated[ClearanceAct | str, Field(union_mode="left_to_right")]


class RecordKind(StrEnum):
    """What an authority has records of; a table collects one kind."""

    AUTHORISATION = "authorisation"
    APPLICATION = "application"
    REGISTRATION = "registration"
    USE = "use"
    DENIAL = "denial"
    PROHIBITION = "prohibition"


AnyRecordKind = Annotated[RecordKind | str, Field(union_mode="left_to_right")]


class RecordSource(StrEnum):
    """Where a record comes from."""

    CASE = "case"
    DENIAL = "denial"
    IMPORT = "import"


AnyRecordSource = Annotated[RecordSource | str, Field(union_mode="left_to_right")]


class Severity(StrEnum):
    """What a remark asks for."""

    ERROR = "error"
    QUESTION = "question"


AnySeverity = Annotated[Severity | str, Field(union_mode="left_to_right")]


class VersionState(StrEnum):
    """How far a version has come."""

    PROPOSED = "proposed"
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LEDGER = "ledger"


AnyVersionState = Annotated[VersionState | str, Field(union_mode="left_to_right")]
