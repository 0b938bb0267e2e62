"""One kind of notice, as an officer who writes one needs it: what it asks for, a skeleton."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_ITEM = {"description": "what it is", "classifications": [{"source": "non_listed"}]}
_DAY = "2026-12-31"

_EXAMPLES: Mapping[str, Any] = {
    "about": "DE-N-2026-00001",
    "authorisations": ["EU001"],
    "destinations": ["AE"],
    "documents": [
        {"kind": "other", "title": "title", "language": "en", "sha256": "0" * 64, "size_bytes": 0}
    ],
    "effective_from": _DAY,
    "expires": _DAY,
    "figures": [{"code": "5A001.j", "destination": "AE", "number": 1}],
    "grounds": ["human_rights"],
    "items": [_ITEM],
    "parties": [{"names": ["name of the entity"], "country": "AE"}],
    "reply_until": _DAY,
    "text": [{"language": "en", "text": "in words"}],
    "transaction": {"activity": "export", "items": [_ITEM], "destination": "AE"},
}
"""How each field looks that a kind of notice may ask for."""


def needed(rule: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fields that a notice of a kind must give, or withhold where it may."""
    names = dict.fromkeys(rule["required"])
    if rule["outcome"]:
        names["outcome"] = None
    if rule["about"] and rule["outcome"]:
        names["about"] = None
    if rule["expires"]:
        names["expires"] = None
    if rule["comments"]:
        names["reply_until"] = None
    return tuple(names)


def optional(rule: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fields that a notice of a kind is about where the sender knows them.

    Those are what its kind lets him withhold, and the parties that examinations look for.
    """
    about = [*rule["may_withhold"], *(["parties"] if rule["searched"] else ())]
    return tuple(name for name in dict.fromkeys(about) if name not in needed(rule))


def skeleton(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return a notice of a kind as JSON, to be filled and published.

    `comity form notice` has every field with its limits.

    Args:
        rule: The kind, as ``GET /notices/kinds`` gives it.
    """
    found = {"kind": rule["code"], "at": _DAY}
    for name in (*needed(rule), *optional(rule)):
        found[name] = rule["outcome"][0]["code"] if name == "outcome" else _EXAMPLES[name]
    if rule["audience"] == "chosen":
        found["recipients"] = ["FR"]
    return found


def kind_lines(rule: Mapping[str, Any], law: str) -> Iterator[str]:
    """Yield what a kind of notice asks for, line by line.

    Args:
        rule: The kind.
        law: Version of the rulebook that has it.
    """
    yield f"{rule['code']}  {rule['title']}"
    yield f"{rule['article']} ({law}): {rule['reason']}"
    yield f"sent by: {', '.join(rule['sent_by'])}"
    narrowed = "; the sender may choose fewer" if rule["narrowed"] else ""
    yield f"read by: {rule['audience'].replace('_', ' ')}{narrowed}"
    yield f"must be given: {', '.join(needed(rule)) or 'nothing'}"
    if optional(rule):
        yield f"may be given: {', '.join(optional(rule))}; delete what you do not"
    if rule["may_withhold"]:
        classes = ", ".join(rule["withholding"])
        yield f"may be withheld: {', '.join(rule['may_withhold'])}, for one of: {classes}"
    for each in rule["outcome"]:
        yield f"outcome {each['code']}: {each['label']}"
    if rule["about"]:
        yield f"about: number of one of kind {', '.join(rule['about'])}"
    if rule["within_working_days"]:
        yield f"due within {rule['within_working_days']} working days of the measure"
    if rule["inform_customs"]:
        yield f"inform their customs: {', '.join(rule['inform_customs'])}"
    if rule["published_by"]:
        yield f"published in the Official Journal by: {rule['published_by']}"
    yield from (f"condition: {each}" for each in rule["conditions"])
