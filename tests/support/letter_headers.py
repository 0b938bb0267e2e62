"""Headers of letters, of which a test names what it is about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from gateway.domain.letter import LetterHeader, LetterType
from gateway.exchange.identity import new_id


def letter_header(at: datetime, **changes: Any) -> LetterHeader:
    """A request of DE to FR that opens a conversation at an instant; `changes` are its fields."""
    named: dict[str, Any] = {
        "federation_id": "ab" * 32,
        "protocol_version": 1,
        "sender": "DE",
        "recipient": "FR",
        "message_id": new_id(at),
        "conversation_id": new_id(at),
        "conversation_number": 1,
        "letter_type": LetterType.REQUEST,
        "procedure": "14(1)",
        "epoch": "00000000-0000-4000-8000-000000000001",
        "sequence": 1,
        "created": at,
        "not_after": at + timedelta(days=60),
        "rulebook": "EU-2021-821/2026-3",
        "calendar": "DE/2026",
    }
    return LetterHeader(**named | changes)
