"""The States as dated data: who is a Member State on a day."""

from gateway.domain.states.statefile import (
    MemberStates,
    State,
    States,
    StatesFile,
    shipped_states,
)

__all__ = ["MemberStates", "State", "States", "StatesFile", "shipped_states"]
