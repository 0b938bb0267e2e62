"""How the command line ends after a verification; `gateway.errors.Family` has the exit codes."""

from __future__ import annotations

from gateway.errors import Family

NOT_COMPARED = Family.UNAVAILABLE.exit_code
"""All that was checked holds, and something could not be compared again here."""


def exit_of(result: str) -> int:
    """Return the exit code of what a verification came to, 0 where everything holds."""
    codes = {"holds": 0, "not_compared": NOT_COMPARED}
    return codes.get(result, Family.REGISTER.exit_code)
