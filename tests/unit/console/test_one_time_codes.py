"""Codes of an authenticator: the vectors of RFC 6238, and each counts once."""

from __future__ import annotations

import pytest

from gateway.casework.accounts.signin.one_time_codes import address_of, spelled, step_of_code

SECRET = b"12345678901234567890"
RFC_6238 = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]
"""Appendix B, SHA-1; the last six of its eight digits (RFC 4226, section 5.3)."""


@pytest.mark.parametrize(("now", "code"), RFC_6238)
def test_the_codes_are_those_of_the_standard(now: int, code: str) -> None:
    assert step_of_code(SECRET, code, now=now, used=0) == now // 30
    assert step_of_code(SECRET, f"{code[:3]} {code[3:]}", now=now, used=0) == now // 30


def test_a_step_that_was_used_counts_no_more_nor_one_before_it() -> None:
    now, code = RFC_6238[0]
    step = now // 30
    assert step_of_code(SECRET, code, now=now, used=step - 1) == step
    assert step_of_code(SECRET, code, now=now, used=step) is None
    assert step_of_code(SECRET, code, now=now + 30, used=0) == step
    assert step_of_code(SECRET, code, now=now + 60, used=0) is None


@pytest.mark.parametrize("given", ["", "28708", "2870820", "٢٨٧٠٨٢", "28708x"])
def test_what_is_no_code_is_none(given: str) -> None:
    assert step_of_code(SECRET, given, now=59, used=0) is None


def test_the_picture_says_whose_and_where() -> None:
    said = address_of(SECRET, name="Anna Vogel", issuer="Comity DE")
    assert said.startswith("otpauth://totp/Comity%20DE:Anna%20Vogel?")
    assert f"secret={spelled(SECRET)}" in said
