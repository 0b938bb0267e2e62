"""One-time codes of an authenticator (RFC 6238): six digits, thirty seconds, SHA-1.

These are what every authenticator takes; SHA-1 is safe within HMAC here (RFC 6238, section 1.2,
RFC 6194). A code counts once: the step of the last one that was used is kept. The machine's clock
says the time and not the federation's, which a rehearsal moves: telephones do not follow it.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
import time
from collections.abc import Callable
from typing import Final

import pyotp

STEP_S: Final = 30
EITHER_SIDE: Final = 1
"""Steps by which a telephone's clock may differ (RFC 6238, section 5.2 recommends one)."""

SECRET_OCTETS: Final = 20
"""As many as the hash has (RFC 4226, section 4, R6)."""

MachineTime = Callable[[], float]
"""Seconds since 1970 by the machine's clock."""

machine_time: MachineTime = time.time

_CODE = re.compile(r"[0-9]{6}")


def new_code_secret() -> bytes:
    """Return the octets of a new secret."""
    return secrets.token_bytes(SECRET_OCTETS)


def spelled(secret: bytes) -> str:
    """Return a secret as it is typed into an authenticator."""
    return base64.b32encode(secret).decode()


def address_of(secret: bytes, *, name: str, issuer: str) -> str:
    """Return what the picture for an authenticator says."""
    made: str = pyotp.TOTP(spelled(secret)).provisioning_uri(name=name, issuer_name=issuer)
    return made


def step_of_code(secret: bytes, given: str, *, now: float, used: int) -> int | None:
    """Return the step to which a code belongs; None where it is none of now, or was used.

    Args:
        secret: The account's.
        given: What was typed; spaces in it are left out.
        now: Seconds since 1970.
        used: The last step that was used; neither it nor one before it counts again.
    """
    code = "".join(given.split())
    if not _CODE.fullmatch(code):
        return None
    codes, found = pyotp.TOTP(spelled(secret)), None
    this = int(now) // STEP_S
    for step in range(this - EITHER_SIDE, this + EITHER_SIDE + 1):
        alike = hmac.compare_digest(codes.generate_otp(step), code)
        if alike and step > used:
            found = step
    return found
