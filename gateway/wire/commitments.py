"""How many parts a letter or an entry has (letter.proto)."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.domain.letter import PartCommitment
from gateway.errors import Reason
from gateway.wire.faults import refused
from gateway.wire.limits import MAX_PARTS


def check_count(parts: Sequence[PartCommitment], *, noun: str, least: int) -> None:
    """Check how many parts are about to be written.

    Raises:
        InputError: MESSAGE_MALFORMED for fewer than `least` or more than MAX_PARTS.
    """
    if not least <= len(parts) <= MAX_PARTS:
        what, reason = "{least} to {most} parts", Reason.MESSAGE_MALFORMED
        raise refused(noun, "parts", what, reason, least=least, most=MAX_PARTS)
