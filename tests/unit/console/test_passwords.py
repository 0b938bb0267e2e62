"""Argon2id beside the loop: two at a time, a bounded queue, and as long for nobody's password."""

from __future__ import annotations

import asyncio
import threading

import pytest
from argon2 import PasswordHasher

from gateway.casework.accounts.signin import passwords
from gateway.casework.accounts.signin.passwords import (
    AT_ONCE,
    MOST_WAITING,
    Passwords,
    check_new_password,
)
from gateway.errors import InputError, Reason, UnavailableError


class Counting(PasswordHasher):
    """Hashes, and counts how many do at a time."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.lock, self.now, self.most = threading.Lock(), 0, 0
        self.threads: set[threading.Thread] = set()

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
            self.threads.add(threading.current_thread())
        try:
            return super().hash(password, salt=salt)
        finally:
            with self.lock:
                self.now -= 1


async def test_two_at_a_time_and_a_bounded_queue() -> None:
    counting = Counting()
    made = Passwords(counting)
    asked = [made.hashed(f"x{n}") for n in range(MOST_WAITING + 5)]
    found = await asyncio.gather(*asked, return_exceptions=True)
    refused = [each for each in found if isinstance(each, BaseException)]
    assert len(refused) == 5
    assert all(isinstance(each, UnavailableError) for each in refused)
    assert {each.reason for each in refused} == {Reason.NODE_BUSY}  # type: ignore[attr-defined]
    assert counting.most <= AT_ONCE
    assert threading.main_thread() not in counting.threads
    assert await made.hashed("afterwards")


async def test_a_password_is_kept_by_argon2id_of_the_second_recommended_option() -> None:
    kept = await Passwords().hashed("four words nobody joins")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert await Passwords().matches(kept, "four words nobody joins")


async def test_where_none_is_kept_as_much_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    made, compared = Passwords(PasswordHasher(1, 8, 1)), list[str]()

    def compare(kept: str, _: str) -> bool:
        compared.append(kept)
        return True

    monkeypatch.setattr(made, "_compare", compare)
    assert not await made.matches("", "of nobody")
    assert compared[0].startswith("$argon2id$")


@pytest.mark.parametrize("given", ["short", "x" * 129, "Anna Vogel is my name", "aaaaaaaaaaaaaaaa"])
def test_a_new_password_is_long_and_not_the_name(given: str) -> None:
    with pytest.raises(InputError) as caught:
        check_new_password(given, "anna")
    assert caught.value.metadata["field"] == "password"


def test_any_long_one_is_taken() -> None:
    check_new_password("čtyři slova nikdo nespojí", "anna")
    assert passwords.SHORTEST == 12
