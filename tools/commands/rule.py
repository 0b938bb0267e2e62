"""The rule that names a command: noun and verb come from path and operation."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_FILLERS = frozenset({"to", "on", "of", "a"})
_SINGULAR = ((re.compile(r"ies$"), "y"), (re.compile(r"(?<![s])s$"), ""))


def singular(word: str) -> str:
    """Return an English noun in the singular: ``notices`` gives ``notice``."""
    for ending, instead in _SINGULAR:
        if ending.search(word):
            return ending.sub(instead, word)
    return word


def noun_of(path: str) -> str:
    """Return the noun of a path: its first segment, in the singular."""
    return singular(path.strip("/").partition("/")[0])


def verb_of(method: str, path: str, operation: str, *, lists: bool) -> str:
    """Return the verb of an operation.

    What is read is called by the last words of its path, a list ``list`` and a thing ``show``.
    What is done is called by the words of the operation's id that are not the noun's.

    Args:
        method: HTTP method.
        path: Path below ``/api/v1``.
        operation: Id of the operation.
        lists: Whether a page of a list is answered.
    """
    first, *rest = path.strip("/").split("/")
    if method == "GET":
        said = [each for each in rest if not each.startswith("{")]
        if not said:
            return "list" if lists else "show"
        if rest[-1].startswith("{"):
            return "-".join((*map(singular, said), "show"))
        return "-".join(said)
    noun = {*first.split("-"), *map(singular, first.split("-"))}
    words = [each.lower() for each in _WORD.findall(operation)]
    kept = [each for each in words if each not in noun | _FILLERS]
    return "-".join(kept or words[:1])
