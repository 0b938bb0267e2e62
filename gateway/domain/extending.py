"""A law file that holds a change only: it extends another one and says what differs from it.

``extends = "2026-3"`` names the base: a version of the same law. Values of the file take the place
of the base's; blocks of a list are known by their code (`name_of`), and a block that the base does
not have comes at its end. ``remove = ["notice 4(4)"]`` takes out what the base has at a place, in
the names of {compareRulebooks}; ``[add]`` puts values into lists of the base. The digest of a
file covers its own bytes: whoever gives the bases gives those that are law where the file is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

Bases = Callable[[str], bytes | None]
"""Gives the bytes of the file of a version; None where it is not held."""

Table = dict[str, Any]

MOST_STEPS = 8
"""Files that may extend each other in a row: each change of law is one."""

MOST_OCTETS = 4 * 2**20
"""Octets of all of them together; the largest file that comes with Comity has 130,000."""

_LONGEST = 60  # characters of a version

_NAMES = ("code", "outcome", "condition", "authority", "key")
"""By which key a block of a list is known, the first that it has."""


class ExtensionError(ValueError):
    """What is wrong with an extension.

    Attributes:
        field: The key of the file.
        remedy: What to do.
    """

    def __init__(self, field: str, what: str, remedy: str) -> None:
        super().__init__(what)
        self.field = field
        self.remedy = remedy


def name_of(block: Mapping[str, Any]) -> str:
    """Return by what a block of a list is known; empty where it has no such key."""
    return next((str(block[key]) for key in _NAMES if key in block), "")


def base_of(table: Mapping[str, Any]) -> str | None:
    """Return the version that a file extends; None where it extends none.

    Raises:
        ExtensionError: `extends` or `version` is no text.
    """
    if "extends" not in table:
        return None
    for key in ("extends", "version"):
        if not isinstance(table.get(key), str) or len(table[key]) > _LONGEST:
            raise ExtensionError(key, "is no version", 'Write it like extends = "2026-3".')
    base, own = str(table["extends"]), str(table["version"])
    return base if "/" in base or "/" not in own else f"{own.rsplit('/', 1)[0]}/{base}"


def whole_of(
    table: Table, raw: bytes, bases: Bases, read: Callable[[bytes], Table], *, by_digest: bool
) -> Table:
    """Return a file with all that it extends.

    Args:
        table: The file, as it was read.
        raw: Its bytes.
        bases: Gives what may be extended.
        read: Reads the bytes of a base.
        by_digest: Whether the file must name the digest of its base: no directory does.

    Raises:
        ExtensionError: A base is missing, another than named, too large, or extends the file.
    """
    chain, versions, size = [table], [table.get("version")], len(raw)
    while (version := base_of(chain[-1])) is not None:
        if version in versions:
            raise ExtensionError("extends", f"{version} extends this file", "Extend another one.")
        found = bases(version)
        if found is None:
            remedy = "Take the base from the operators or a member, and put it beside the file."
            raise ExtensionError("extends", f"{version} is not held here", remedy)
        size += len(found)
        if size > MOST_OCTETS or len(chain) >= MOST_STEPS:
            said = f"more than {MOST_OCTETS} octets or {MOST_STEPS} files extend each other"
            raise ExtensionError("extends", said, "Write one whole file.")
        _check_digest(chain[-1], version, found, by_digest=by_digest)
        base = read(found)
        if base.get("version") != version:
            raise ExtensionError("extends", f"the file of {version} is another", "Extend it.")
        chain.append(base)
        versions.append(version)
    whole = chain.pop()
    while chain:
        whole = _changed(whole, chain.pop())
    return whole


def _check_digest(table: Table, version: str, base: bytes, *, by_digest: bool) -> None:
    digest = hashlib.sha256(base).hexdigest()
    if table.get("extends_sha256", None if by_digest else digest) != digest:
        what = f"is not the digest of {version} that is held here, which is {digest}"
        raise ExtensionError("extends_sha256", what, "Write the digest of the file that is held.")


def _changed(base: Table, change: Table) -> Table:
    """Return a base with a change: taken out first, then put in, then written over."""
    own = {key: value for key, value in change.items() if key not in _OF_THE_CHANGE}
    if "in_force_from" in base and "in_force_from" not in own:
        raise ExtensionError("in_force_from", "is missing", "Give the change its own day.")
    base.pop("in_force_until", None)
    for number, place in enumerate(_list(change.get("remove", []), "remove")):
        if not isinstance(place, str) or not _taken_out(base, place.split(" / ")):
            what = f"the base has no {str(place)[:100]!r}"
            remedy = "Write the place as {compareRulebooks} shows it."
            raise ExtensionError(f"remove.{number}", what, remedy)
    added = change.get("add", {})
    for key, more in added.items() if isinstance(added, dict) else [("", added)]:
        if not isinstance(base.get(key), list):
            raise ExtensionError(f"add.{key}", "is no list of the base", "Name one.")
        base[key] = [*base[key], *_list(more, f"add.{key}")]
    return _over(base, own)


_OF_THE_CHANGE = frozenset({"extends", "extends_sha256", "remove", "add"})


def _list(value: object, field: str) -> list[Any]:
    if not isinstance(value, list):
        raise ExtensionError(field, "is no list", "Write it in square brackets.")
    return value


def _taken_out(table: Any, place: list[str]) -> bool:
    """Take out what stands at a place; return whether there was anything."""
    key, _, known_as = place[0].partition(" ")
    if not isinstance(table, dict) or key not in table:
        return False
    holder: Any = table
    at: Any = key
    if known_as:
        holder = table[key] if isinstance(table[key], list) else []
        named = [name_of(x) if isinstance(x, dict) else str(x) for x in holder]
        if known_as not in named:
            return False
        at = named.index(known_as)
    if len(place) > 1:
        return _taken_out(holder[at], place[1:])
    del holder[at]
    if known_as and not holder:
        del table[key]
    return True


def _over(base: Table, own: Table) -> Table:
    """Return a table with another written over it."""
    made = dict(base)
    for key, value in own.items():
        before = base.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            made[key] = _over(before, value)
        elif isinstance(before, list) and isinstance(value, list):
            made[key] = _blocks_over(before, value)
        else:
            made[key] = value
    return made


def _blocks_over(base: list[Any], own: list[Any]) -> list[Any]:
    """Return a list with another over it: by name where every block has one, else the other."""
    before, after = _by_name(base), _by_name(own)
    if before is None or after is None:
        return own
    changed = {k: _over(v, after[k]) if k in after else v for k, v in before.items()}
    return list((changed | {k: v for k, v in after.items() if k not in before}).values())


def _by_name(blocks: list[Any]) -> dict[str, Table] | None:
    """Return blocks by their names; None where one has none, or two have the same."""
    named = {name_of(each): each for each in blocks if isinstance(each, dict)}
    return named if len(named) == len(blocks) and "" not in named else None


def place_in(own: Any, whole: Any, place: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Return where the file itself has a place of the whole, as far as it has it."""
    found: list[int | str] = []
    for number, step in enumerate(place):
        if own is whole:  # nothing of the base is in it
            return (*found, *place[number:])
        at: int | str | None = step
        if isinstance(step, int) and isinstance(own, list) and isinstance(whole, list):
            name = name_of(whole[step]) if isinstance(whole[step], dict) else ""
            names = [name_of(each) if isinstance(each, dict) else "" for each in own]
            if name:
                at = names.index(name) if name in names else None
        try:
            own, whole = own[at], whole[step]
        except (KeyError, IndexError, TypeError):
            break
        found.append(at)  # type: ignore[arg-type]
    return tuple(found)
