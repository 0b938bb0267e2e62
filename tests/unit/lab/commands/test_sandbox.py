"""Who is meant by the members that a command names."""

from __future__ import annotations

from datetime import date

from gateway.domain.states import shipped_states
from lab.commands.sandbox import members_of, union


def test_all_are_the_authorities_of_every_member_state_and_the_commission() -> None:
    assert len(union()) == 30
    assert union()[-1] == "EU"
    assert {"BE-BRU", "BE-VLG", "BE-WAL"} < set(union())
    states = {code[:2] for code in union()[:-1]}
    assert states == set(shipped_states().members(date(2027, 1, 1)).codes)


def test_members_are_named_or_all_of_them() -> None:
    assert members_of("all") == union()
    assert members_of(" DE, BE-VLG ,") == ("DE", "BE-VLG")
