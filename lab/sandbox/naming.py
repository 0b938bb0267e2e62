"""Who is in a sandbox: members by name, or all of the Union."""

from __future__ import annotations

from gateway.domain.authority import COMMISSION
from lab.synthetic_year.plan import shipped_plan

FIRST = ("DE", "FR", "NL", "EU")
"""Members of a sandbox of which nobody says who is in it."""

ALL = "all"


def union() -> tuple[str, ...]:
    """Return every competent authority of the Union, of which Belgium has three, and ``EU``."""
    return (*sorted(shipped_plan().authorities), COMMISSION)


def members_of(said: str) -> tuple[str, ...]:
    """Return the members that are named with commas between them; ``all``: everybody."""
    codes = tuple(code.strip() for code in said.split(",") if code.strip())
    return union() if codes == (ALL,) else codes
