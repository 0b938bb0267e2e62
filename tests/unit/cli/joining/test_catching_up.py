"""How far the registers are: looked at until all are whole, or until the time is over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.cli.joining.join_status import catch_up


class Client:
    """A node whose registers grow with each look."""

    def __init__(self, *looks: tuple[int, int]) -> None:
        self._looks, self.asked = list(looks), 0

    def walk(self, address: str) -> Iterator[dict[str, Any]]:
        assert address == "/health/registers"
        self.asked += 1
        sizes = self._looks.pop(0) if len(self._looks) > 1 else self._looks[0]
        for origin, size in zip(("DE", "FR"), sizes, strict=True):
            whole = size == 7
            yield {"origin": origin, "size": size, "known": 7, "whole": whole, "trouble": ""}


class Time:
    """Seconds that pass while somebody rests."""

    def __init__(self) -> None:
        self.now = 0.0

    def rest(self, seconds: float) -> None:
        self.now += seconds


def follow(client: Any, wait_s: float) -> tuple[bool, float]:
    time = Time()
    found = catch_up(client, wait_s, quiet=True, clock=lambda: time.now, rest=time.rest)
    return found.done, time.now


def test_it_looks_until_all_are_whole() -> None:
    client = Client((0, 0), (7, 3), (7, 7))
    assert follow(client, 60) == (True, 1.0)
    assert client.asked == 3


def test_it_ends_with_what_is_there_when_the_time_is_over() -> None:
    assert follow(Client((7, 3)), 2) == (False, 2.0)
    once = Client((7, 3))
    assert follow(once, 0) == (False, 0.0)
    assert once.asked == 1
