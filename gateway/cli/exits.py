"""Exit codes by family of error; docs/cli.md lists them for people and scripts."""

from __future__ import annotations

EXIT_CODES: dict[str, int] = {
    "comity": 1,
    "input": 10,
    "not_found": 11,
    "state": 12,
    "permission": 13,
    "trust": 14,
    "exchange": 15,
    "register": 16,
    "law": 17,
    "unavailable": 18,
}
"""Family of `gateway.errors` to exit code; 0 is success, 2 a wrong call (Typer)."""


def exit_code(family: str) -> int:
    """Return the exit code of a family of error."""
    return EXIT_CODES.get(family, EXIT_CODES["comity"])


NOT_COMPARED = exit_code("unavailable")
"""All that was checked holds, and something could not be compared again here."""


def exit_of(result: str) -> int:
    """Return the exit code of what a verification came to, 0 where everything holds."""
    codes = {"holds": 0, "not_compared": NOT_COMPARED}
    return codes.get(result, exit_code("register"))
