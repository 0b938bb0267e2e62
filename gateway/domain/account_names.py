"""Names of accounts: what a name may be, and which names a person would take for one another.

An account's name stands in acts, evidence and lists beside the gateway's own and those of
authorities. So no account is called like one of these, and no two look alike (Unicode
Technical Standard 39, by ICU).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import icu

from gateway.errors import InputError

MAX_LENGTH = 60
"""Characters; an act names its subject in as many."""

RESERVED = frozenset({"gateway", "rulebook", "operator", "system", "doctor"})
"""Who acts in the journal without being a person, and words that would pass for such."""

_FORM = re.compile(r"[^\W_](?:[\w .@'\u2019-]*[^\W_])?")  # of letters and digits at both ends
_SINGLE = re.compile(r"[ .@'\u2019_-]{2}")  # two marks side by side

_checker = icu.SpoofChecker()
_checker.setChecks(icu.USpoofChecks.RESTRICTION_LEVEL | icu.USpoofChecks.INVISIBLE)
_checker.setRestrictionLevel(icu.URestrictionLevel.SINGLE_SCRIPT_RESTRICTIVE)


def account_name(given: str, *, taken: Iterable[str], authorities: Iterable[str]) -> str:
    """Return the name of a new account in its one form (NFC, no space around it).

    Args:
        given: As it was typed.
        taken: Names of all accounts, those that are withdrawn among them.
        authorities: Codes of the members.

    Raises:
        InputError: It is no name, or looks like one that is taken or reserved.
    """
    name = unicodedata.normalize("NFC", given).strip()
    if not (len(name) <= MAX_LENGTH and _FORM.fullmatch(name)) or _SINGLE.search(name):
        raise InputError(
            "name: an account's name has 1 to {max_length} letters and digits, with single "
            "spaces, dots, hyphens, underscores, apostrophes or @ between them",
            max_length=MAX_LENGTH,
        )
    if _checker.check(name):
        raise InputError("name: its letters are of one script")
    look = _look(name)
    if look in {_look(each) for each in (*RESERVED, *authorities)}:
        raise InputError(
            "name: the gateway or an authority acts under this name, or one that looks like it",
            remedy="Choose the name of the person or the system.",
        )
    if any(look == _look(each) for each in taken):
        raise InputError(
            "name: there is an account of this name, or of one that looks like it",
            remedy="Choose another; a withdrawn account returns: {reinstateOfficer}",
        )
    return name


def _look(name: str) -> str:
    """Return what names share that a person cannot tell apart."""
    skeleton: str = _checker.getSkeleton(0, unicodedata.normalize("NFC", name).casefold())
    return skeleton.casefold()
