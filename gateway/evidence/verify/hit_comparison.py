"""Compares a hit as it was recorded with the same comparison made again."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.domain.examination import Hit, HitVerdict

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
