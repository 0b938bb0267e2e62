"""A licence case: what is said in it, its states, what may happen to it, its watch."""

from gateway.domain.case.case import (
    Act,
    Case,
    CaseSummary,
)
from gateway.domain.case.contents import (
    AcceptedRegister,
    AmendedApplication,
    Amendment,
    Application,
    AuthorisationKind,
    CaseId,
    ChangedField,
    ClaimedException,
    Decision,
    DecisionProposal,
    LicenceChange,
    OralNote,
    Outcome,
    Reliance,
    ReliedAnswer,
    Trigger,
    Withdrawal,
)
from gateway.domain.case.granting import LicenceNumber, LicenceTerms
from gateway.domain.case.licence import (
    Licence,
    LicenceCondition,
    LicenceSummary,
    LicensedLine,
    StandingLicence,
)
from gateway.domain.case.parts import DecisionParts, LinePart
from gateway.domain.case.states import (
    AFTER_SUSPENSION,
    ENDED_STATES,
    LICENCE_ENDED,
    CaseState,
    LicenceState,
)
from gateway.domain.case.watch import (
    LicenceMatch,
    SeenWord,
)

__all__ = [
    "AFTER_SUSPENSION",
    "ENDED_STATES",
    "LICENCE_ENDED",
    "AcceptedRegister",
    "Act",
    "AmendedApplication",
    "Amendment",
    "Application",
    "AuthorisationKind",
    "Case",
    "CaseId",
    "CaseState",
    "CaseSummary",
    "ChangedField",
    "ClaimedException",
    "Decision",
    "DecisionParts",
    "DecisionProposal",
    "Licence",
    "LicenceChange",
    "LicenceCondition",
    "LicenceMatch",
    "LicenceNumber",
    "LicenceState",
    "LicenceSummary",
    "LicenceTerms",
    "LicensedLine",
    "LinePart",
    "OralNote",
    "Outcome",
    "Reliance",
    "ReliedAnswer",
    "SeenWord",
    "StandingLicence",
    "Trigger",
    "Withdrawal",
]
