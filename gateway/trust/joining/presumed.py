"""What a member most likely is, by its code: where a person need only agree."""

from __future__ import annotations

from babel import Locale

from gateway.domain.authority import COMMISSION, Role, member_state
from gateway.domain.states import shipped_states

NATIONAL_ROLES = (Role.LICENSING, Role.BROKERING, Role.TRANSIT)
"""What the one competent authority of a Member State is."""


def presumed_name(code: str) -> str:
    """Return the name of an authority in English.

    Args:
        code: An authority code that was checked.
    """
    state, _, unit = code.partition("-")
    if state == COMMISSION:
        return "European Commission services"
    country = Locale("en").territories.get(shipped_states().country_of(state), state)
    return f"Export control authority of {country}" + (f" ({unit})" if unit else "")


def presumed_roles(code: str) -> tuple[Role, ...]:
    """Return the roles that an authority most likely asks for.

    Args:
        code: An authority code that was checked.
    """
    if code == COMMISSION:
        return (Role.COMMISSION,)
    state = shipped_states().get(member_state(code))
    return NATIONAL_ROLES if state is not None and state.member_from else (Role.OBSERVER,)
