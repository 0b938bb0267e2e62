"""The States as dated data: who is a Member State on a day."""

from gateway.domain.states.statefile import (
    MemberStates,
    Population,
    State,
    States,
    StatesFile,
    shipped_states,
)

__all__ = ["MemberStates", "Population", "State", "States", "StatesFile", "shipped_states"]
