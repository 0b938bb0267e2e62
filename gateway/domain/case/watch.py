"""The watch over licences in force: denials that came after they were granted."""

from __future__ import annotations

from gateway.domain.base import Instant, Model
from gateway.domain.case.contents import CaseId
from gateway.domain.case.granting import LicenceNumber
from gateway.domain.case.states import LicenceState
from gateway.domain.denial import FreeText
from gateway.domain.examination import Hit, HitVerdict, MatchClass


class MatchWord(FreeText):
    """What an officer does about a licence that a denial matches, in words.

    Attributes:
        verdict: Whether it is an essentially identical transaction, where the officer says so;
            the word is then offered wherever the same party and denial meet again.
    """

    verdict: HitVerdict | None = None


class SeenWord(MatchWord):
    """The same, with who said it and when.

    Attributes:
        match_class: How near the denial was when the officer looked.
    """

    by: str
    at: Instant
    match_class: MatchClass


class LicenceMatch(Model):
    """A licence in force and a denial that matches it and that its decision did not know.

    Attributes:
        case_id: The case in which the licence was granted.
        number: Of the licence.
        reference: Of the application.
        licence: How the licence stands now.
        at: When it was found.
        denial_ended: Whether the denial is no longer valid.
        seen: When an officer last looked at it as it is now; None while nobody has.
        said: All that officers have said of it, oldest first, also before it came nearer.
    """

    case_id: CaseId
    number: LicenceNumber | None = None
    reference: str
    licence: LicenceState
    at: Instant
    hit: Hit
    denial_ended: bool = False
    seen: Instant | None = None
    said: tuple[SeenWord, ...] = ()
