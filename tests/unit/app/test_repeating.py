"""What a process repeats goes on whatever fails; what must succeed once is tried until it does."""

from __future__ import annotations

import pytest

from gateway.app.work.repeating import until_done
from gateway.errors import Reason, UnavailableError


async def test_what_a_database_that_fails_over_refused_is_tried_again() -> None:
    """A process that was starting ended for it, and nobody was there for the next that hung."""
    tried = 0

    async def follow() -> None:
        nonlocal tried
        tried += 1
        if tried < 3:
            raise UnavailableError("away", reason=Reason.DATABASE_UNAVAILABLE)

    await until_done(0.0, follow)
    assert tried == 3


async def test_a_defect_is_not_tried_again() -> None:
    async def fails() -> None:
        raise ValueError("a defect")

    with pytest.raises(ValueError, match="a defect"):
        await until_done(0.0, fails)
