"""Words of parts: states, kinds and ways, for the models of `parts`.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field


class Activity(StrEnum):
    """The controlled activity."""

    EXPORT = "export"
    BROKERING = "brokering"
    TECHNICAL_ASSISTANCE = "technical_assistance"
    TRANSIT = "transit"
    TRANSFER = "transfer"


AnyActivity = Annotated[Activity | str, Field(union_mode="left_to_right")]


class Consequence(StrEnum):
    """What follows from a human-rights assessment."""

    NONE = "none"
    CONDITIONS = "conditions"
    MONITORING = "monitoring"
    REFUSAL = "refusal"


AnyConsequence = Annotated[Consequence | str, Field(union_mode="left_to_right")]


class DocumentKind(StrEnum):
    """Kinds of supporting document."""

    END_USE_STATEMENT = "end_use_statement"
    CONTRACT = "contract"
    TECHNICAL = "technical"
    ASSESSMENT = "assessment"
    OTHER = "other"


AnyDocumentKind = Annotated[DocumentKind | str, Field(union_mode="left_to_right")]


class Ground(StrEnum):
    """Coded grounds, Art 15(1)(a)-(d), and human rights within Arts 5 and 9."""

    INTERNATIONAL_OBLIGATIONS = "international_obligations"
    SANCTIONS = "sanctions"
    FOREIGN_SECURITY_POLICY = "foreign_security_policy"
    END_USE_DIVERSION = "end_use_diversion"
    HUMAN_RIGHTS = "human_rights"


AnyGround = Annotated[Ground | str, Field(union_mode="left_to_right")]


class Interruption(StrEnum):
    """Why a job was interrupted."""

    STOPPED = "stopped"
    NODE_ENDED = "node_ended"


AnyInterruption = Annotated[Interruption | str, Field(union_mode="left_to_right")]


class JobState(StrEnum):
    """Where a job stands; the last three are ends."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    INTERRUPTED = "interrupted"


AnyJobState = Annotated[JobState | str, Field(union_mode="left_to_right")]


class ListSource(StrEnum):
    """Which list a classification refers to."""

    ANNEX_I = "annex_i"
    NATIONAL = "national"
    NON_LISTED = "non_listed"


AnyListSource = Annotated[ListSource | str, Field(union_mode="left_to_right")]


class MatchClass(StrEnum):
    """How near a denial is (Art 2(22)), the nearest first; every class is shown, none decides."""

    EXACT = "exact"
    LIKELY = "likely"
    POSSIBLE = "possible"
    SAME_PARTY = "same_party"
    SAME_GOODS = "same_goods"


AnyMatchClass = Annotated[MatchClass | str, Field(union_mode="left_to_right")]


class PartyKind(StrEnum):
    """A natural person, an organisation, or not known which."""

    PERSON = "person"
    ORGANISATION = "organisation"
    UNKNOWN = "unknown"


AnyPartyKind = Annotated[PartyKind | str, Field(union_mode="left_to_right")]


class ProgressUnit(StrEnum):
    """What the progress of a job counts."""

    ROWS = "rows"
    STEPS = "steps"


AnyProgressUnit = Annotated[ProgressUnit | str, Field(union_mode="left_to_right")]


class Risk(StrEnum):
    """The risks that a human-rights assessment may find, the lowest first."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    UNACCEPTABLE = "unacceptable"


AnyRisk = Annotated[Risk | str, Field(union_mode="left_to_right")]


class TranslationKind(StrEnum):
    """Who makes translations."""

    PERSON = "person"
    MACHINE = "machine"
    CERTIFIED = "certified"


AnyTranslationKind = Annotated[TranslationKind | str, Field(union_mode="left_to_right")]


class Withholding(StrEnum):
    """Reason classes for withholding a field or part (Arts 4(4), 5(4), 16(7), 23(5))."""

    COMMERCIAL = "commercial"
    PERSONAL = "personal"
    DEFENCE = "defence"
    FOREIGN_POLICY = "foreign_policy"
    SECURITY = "security"
    INVESTIGATION = "investigation"


AnyWithholding = Annotated[Withholding | str, Field(union_mode="left_to_right")]
