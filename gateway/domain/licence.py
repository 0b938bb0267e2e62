"""What becomes of a suspended licence."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.domain.case import LicenceState
from gateway.domain.notice import SuspensionEnd

AFTER_SUSPENSION: Mapping[SuspensionEnd, LicenceState] = {
    SuspensionEnd.REINSTATED: LicenceState.IN_FORCE,
    SuspensionEnd.REVOKED: LicenceState.REVOKED,
    SuspensionEnd.ANNULLED: LicenceState.ANNULLED,
    SuspensionEnd.LIMITED: LicenceState.LIMITED,
}
"""How the licence stands after each outcome of a final assessment (Article 16(1))."""
