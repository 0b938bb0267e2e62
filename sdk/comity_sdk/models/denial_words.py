"""Words of denials: states, kinds and ways, for the models of `denials`.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field


class DenialEventType(StrEnum):
    """Acts in a log that change a denial."""

    DENIAL_NOTIFIED = "denial.notified"
    DENIAL_LOADED = "denial.loaded"
    DENIAL_AMENDED = "denial.amended"
    DENIAL_REVIEWED = "denial.reviewed"
    DENIAL_REVOKED = "denial.revoked"
    DENIAL_SUSPENDED = "denial.suspended"
    DENIAL_RESTORED = "denial.restored"
    DENIAL_FINAL_ASSESSMENT = "denial.final_assessment"


AnyDenialEventType = Annotated[DenialEventType | str, Field(union_mode="left_to_right")]


class DenialState(StrEnum):
    """State of a denial in the projection."""

    VALID = "valid"
    REVOKED = "revoked"
    SUSPENDED = "suspended"


AnyDenialState = Annotated[DenialState | str, Field(union_mode="left_to_right")]


class Form(StrEnum):
    """The columns that a file has."""

    COMITY = "comity"
    LITE = "lite"


AnyForm = Annotated[Form | str, Field(union_mode="left_to_right")]


class HitVerdict(StrEnum):
    """What an officer says of a hit; neither hides a denial."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


AnyHitVerdict = Annotated[HitVerdict | str, Field(union_mode="left_to_right")]


class MarkedFormat(StrEnum):
    """Formats of a copy with marks."""

    XLSX = "xlsx"


AnyMarkedFormat = Annotated[MarkedFormat | str, Field(union_mode="left_to_right")]


class Marking(StrEnum):
    """Markings in rising order; above the node's ceiling nothing leaves."""

    UNMARKED = "unmarked"
    LIMITE = "limite"
    SENSITIVE = "sensitive"
    EU_RESTRICTED = "eu_restricted"


AnyMarking = Annotated[Marking | str, Field(union_mode="left_to_right")]


class MatchedBy(StrEnum):
    """By what a row of the file and a denial of the register were found to be the same."""

    REFERENCE = "reference"
    CONTENT = "content"


AnyMatchedBy = Annotated[MatchedBy | str, Field(union_mode="left_to_right")]


class MeaningAbsence(StrEnum):
    """Why the meaning of a description is not known."""

    NOT_INSTALLED = "not_installed"
    NOT_READ = "not_read"
    OTHER_BUILD = "other_build"
    OTHER_PROCESSOR = "other_processor"
    OUT_OF_ORDER = "out_of_order"
    SAYS_NOTHING = "says_nothing"


AnyMeaningAbsence = Annotated[MeaningAbsence | str, Field(union_mode="left_to_right")]


class NoticeState(StrEnum):
    """Whether a notice still counts."""

    VALID = "valid"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    NOT_HELD = "not_held"


AnyNoticeState = Annotated[NoticeState | str, Field(union_mode="left_to_right")]


class OnError(StrEnum):
    """What becomes of the valid denials when others in the file are not."""

    KEEP_VALID = "keep_valid"
    REFUSE_ALL = "refuse_all"


AnyOnError = Annotated[OnError | str, Field(union_mode="left_to_right")]


class Regime(StrEnum):
    """Export-control regimes whose partners tell each other of denials (docs/domain.md 2.3)."""

    NSG = "nsg"
    MTCR = "mtcr"
    AUSTRALIA_GROUP = "australia_group"
    WASSENAAR = "wassenaar"


AnyRegime = Annotated[Regime | str, Field(union_mode="left_to_right")]


class SearchMode(StrEnum):
    """How the denials were searched; both give the same hits."""

    INDEX = "index"
    EXHAUSTIVE = "exhaustive"


AnySearchMode = Annotated[SearchMode | str, Field(union_mode="left_to_right")]


class SearchedBy(StrEnum):
    """What denials can be searched by."""

    NAME = "name"
    GOODS = "goods"
    DESTINATION = "destination"


AnySearchedBy = Annotated[SearchedBy | str, Field(union_mode="left_to_right")]


class SetAsideWay(StrEnum):
    """What a court, or a body that hears appeals, does to a denial."""

    SET_ASIDE = "set_aside"
    WITHDRAWN_ON_APPEAL = "withdrawn_on_appeal"
    SUSPENDED = "suspended"
    RESTORED = "restored"


AnySetAsideWay = Annotated[SetAsideWay | str, Field(union_mode="left_to_right")]


class Way(StrEnum):
    """The ways of importing denials, which never mix in one file."""

    OWN = "own"
    INITIAL = "initial"
    RELAYED = "relayed"
    PARTNER = "partner"


AnyWay = Annotated[Way | str, Field(union_mode="left_to_right")]


class Whose(StrEnum):
    """Whose denials are meant."""

    OWN = "own"
    OTHERS = "others"
    RELAYED = "relayed"
    ALL = "all"


AnyWhose = Annotated[Whose | str, Field(union_mode="left_to_right")]
