"""What a proposal says of the licence that it grants, or of the letter that informs, by form."""

from __future__ import annotations

from typing import Any, Final

from gateway.console.acts.declared import ActField, FieldKind
from gateway.console.acts.filled import FilledIn
from gateway.console.pages.ours.countries import country_code
from gateway.console.visit import Visit

_DAYS: Final = (
    ActField(
        name="number",
        label="Number of the licence",
        hint="As the national system numbers it. Left empty: the gateway makes one.",
        required=False,
        folded=True,
        also=("licence", "licence.number", "informed.number"),
    ),
    ActField(
        name="valid_from",
        label="First day of the licence",
        hint="Left empty: the day of the decision.",
        kind=FieldKind.DAY,
        required=False,
        folded=True,
        also=("licence.valid_from", "informed.valid_from"),
    ),
    ActField(
        name="valid_until",
        label="Last day of the licence",
        hint="Left empty: none is said.",
        kind=FieldKind.DAY,
        required=False,
        folded=True,
        also=("licence.valid_until", "informed.valid_until"),
    ),
)

_LETTER: Final = (
    ActField(
        name="addressee",
        label="Whom the letter informs: names",
        hint="Where that is not the exporter. Every spelling, with a semicolon between two. Number "
        "and days above are those of the letter then.",
        required=False,
        folded=True,
        also=("informed", "informed.addressee"),
    ),
    ActField(
        name="addressee_country",
        label="Whom the letter informs: country",
        hint="Name or code.",
        required=False,
        folded=True,
    ),
    ActField(
        name="replaces",
        label="Letter in whose place it stands",
        hint="Its number. Left empty: none.",
        required=False,
        folded=True,
        also=("informed.replaces",),
    ),
)
"""Of the letter by which an outcome informs of a requirement; number and days are above."""


def terms_fields(*, letter: bool) -> tuple[ActField, ...]:
    """Return the fields of a licence; with those of a letter, where an outcome makes one."""
    return (*_DAYS, *_LETTER) if letter else _DAYS


def terms_of(visit: Visit, filled: FilledIn, *, informs: bool) -> dict[str, Any]:
    """Return what was filled in, as a proposal names it; nothing where nothing was.

    What is said of a letter goes with any outcome: the use case refuses it where none is made.

    Raises:
        InputError: There is no such country; names the field.
    """
    found: dict[str, Any] = {
        "number": filled.one("number"),
        "valid_from": filled.day("valid_from"),
        "valid_until": filled.day("valid_until"),
    }
    names = [each.strip() for each in filled.one("addressee").split(";") if each.strip()]
    replaces, where = filled.one("replaces"), filled.one("addressee_country")
    if names:
        code = country_code(visit.language, "addressee_country", where) if where else None
        found["addressee"] = {"names": names, "country": code}
    if replaces:
        found["replaces"] = replaces
    said = {name: each for name, each in found.items() if each}
    name = "informed" if informs or names or replaces else "licence"
    return {name: said} if said else {}
