"""The Member States of the day on which these tests were written."""

from __future__ import annotations

from datetime import date

from gateway.domain.states import shipped_states

HERE = shipped_states().members(date(2026, 11, 27))
MEMBER_STATES = {
    each.code: each.time_zone for each in shipped_states().known if each.code in HERE.codes
}
"""Of each the time zone of its capital."""
