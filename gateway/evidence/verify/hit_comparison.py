"""Compares what an examination has recorded with the same search made again.

An examination that names another version of the matcher than this program cannot be made
again here. Whatever that version was, a denial of the same party for an item under the same
code is essentially identical (Article 2(22)): `certain` finds it, so that it cannot be left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from gateway.domain.examination import Hit, HitVerdict
from gateway.domain.transaction import Identifier, Party, Transaction

_FIELDS = (
    "match_class",
    "score",
    "party",
    "item",
    "ours",
    "theirs",
    "authority",
    "relayed_from",
    "transcribed_by",
    "note",
    "legal_base",
)


def differences(recorded: Hit, again: Hit | None) -> tuple[str, ...]:
    """Say in which fields a recorded hit differs from the comparison made again.

    What officers have said of it is theirs and is not compared; whom it is consulted on
    follows from the match, and from an officer's confirmation.

    Args:
        recorded: As the examination has it.
        again: As it comes out now; None where it is no match.
    """
    if again is None:
        return (f"{recorded.denial_id} is no match",)
    return tuple(_differing(recorded, again))


def _differing(recorded: Hit, again: Hit) -> Iterator[str]:
    for field in _FIELDS:
        said, found = getattr(recorded, field), getattr(again, field)
        if said == found:
            continue
        words = field.replace("_", " ")
        if field in ("party", "item"):
            words = f"{words} score" if said.score != found.score else f"reasons of the {words}"
            said, found = said.score, found.score
        same = "" if said == found else f" is {found}, not {said}"
        yield f"{recorded.denial_id}: the {words}{same or ' are others'}"
    confirmed = (
        recorded.judgement is not None and recorded.judgement.verdict is HitVerdict.CONFIRMED
    )
    if recorded.consult != again.consult and not (confirmed and recorded.consult):
        must = "is" if again.consult else "is not"
        yield f"{recorded.denial_id}: its authority {must} to be consulted on it"


def certain(ours: Transaction, theirs: Transaction) -> bool:
    """Say whether two transactions name the same party and an item under the same code.

    Args:
        ours: The transaction that was examined.
        theirs: That of a denial.
    """
    codes = {code for item in ours.items for code in item.codes}
    if not any(code in codes for item in theirs.items for code in item.codes):
        return False
    return any(same_party(mine, their) for mine in _parties(ours) for their in _parties(theirs))


def same_party(mine: Party, their: Party) -> bool:
    """Say whether two parties have an identifier, or a name and the country, in common.

    Not where they have different identifiers under one scheme, which speaks against it.
    """
    ours, theirs = _identifiers(mine), _identifiers(their)
    if any(ours[scheme] != theirs[scheme] for scheme in ours.keys() & theirs.keys()):
        return False
    if ours.keys() & theirs.keys():
        return True
    names = {_plain(name) for name in mine.names} & {_plain(name) for name in their.names}
    return bool(names) and mine.country is not None and mine.country == their.country


def _parties(transaction: Transaction) -> list[Party]:
    stated = (transaction.end_user.value, transaction.consignee.value)
    return [party for party in stated if party is not None]


def _identifiers(party: Party) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in party.identifiers:
        found.setdefault(_plain(each.scheme), set()).add(_value(each))
    return found


def _value(identifier: Identifier) -> str:
    return _plain(identifier.value).replace(" ", "")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
