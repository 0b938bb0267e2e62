"""The rulebooks that come with Comity, as a new federation's directory names them."""

from __future__ import annotations

from gateway.domain.rulebook import shipped_rulebooks
from gateway.trust.federation import LawVersion


def shipped_law() -> tuple[LawVersion, ...]:
    """Return the rulebooks that come with Comity, as the directory names them."""
    return tuple(
        LawVersion(
            version=book.version,
            digest=bytes.fromhex(book.digest),
            effective_date=book.in_force_from.isoformat(),
        )
        for book in shipped_rulebooks().books
    )
