"""Say what changes of the contract break a client that was made from it (docs/openapi.json).

    python tools/contract_changes.py OLD [NEW]

OLD is a file or a commit; NEW is a file, or docs/openapi.json as it lies there. What a client
sends and what it gets are looked at apart: a field that may be left out breaks who reads it, one
that must be given breaks who sends it. `RULES` is the whole table. Exit code 1: something breaks.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = "docs/openapi.json"


class Direction(StrEnum):
    """Who writes what changed."""

    REQUEST = "sent by clients"
    RESPONSE = "sent to clients"


class Change(StrEnum):
    """What may change, in words."""

    OPERATION_GONE = "the operation is gone"
    OPERATION_RENAMED = "the operation has another name"
    SIGN_IN_NEEDED = "a token is asked for where none was"
    BODY_NEEDED = "a body must be sent"
    BODY_GONE = "no body is taken any more"
    MEDIA_GONE = "a media type is gone"
    STATUS_GONE = "a status of success is gone"
    STATUS_NEW = "a status of success is new"
    NEEDED_NEW = "something new must be given"
    FIELD_NEW = "something new may be given"
    FIELD_GONE = "it is gone"
    NOW_NEEDED = "it must be given from now on"
    NOW_OPTIONAL = "it may be left out from now on"
    VALUE_GONE = "a value is gone"
    VALUE_NEW = "a value is new"
    TYPE_GONE = "a type is gone"
    TYPE_NEW = "a type is new"
    NARROWER = "its limits are narrower"
    WIDER = "its limits are wider"
    PATTERN = "it has another pattern"


_BOTH: Final = frozenset(Direction)
_SENT: Final = frozenset({Direction.REQUEST})
_GOT: Final = frozenset({Direction.RESPONSE})
_NEVER: Final[frozenset[Direction]] = frozenset()

RULES: Final[Mapping[Change, frozenset[Direction]]] = {
    Change.OPERATION_GONE: _BOTH,
    Change.OPERATION_RENAMED: _BOTH,
    Change.SIGN_IN_NEEDED: _SENT,
    Change.BODY_NEEDED: _SENT,
    Change.BODY_GONE: _SENT,
    Change.MEDIA_GONE: _BOTH,
    Change.STATUS_GONE: _GOT,
    Change.STATUS_NEW: _GOT,
    Change.NEEDED_NEW: _SENT,
    Change.FIELD_NEW: _NEVER,
    Change.FIELD_GONE: _BOTH,
    Change.NOW_NEEDED: _SENT,
    Change.NOW_OPTIONAL: _GOT,
    Change.VALUE_GONE: _SENT,
    Change.VALUE_NEW: _GOT,
    Change.TYPE_GONE: _SENT,
    Change.TYPE_NEW: _GOT,
    Change.NARROWER: _SENT,
    Change.WIDER: _GOT,
    Change.PATTERN: _BOTH,
}
"""In which direction each change breaks a client."""

_MOST: Final = ("maxLength", "maxItems", "maximum", "exclusiveMaximum")
_LEAST: Final = ("minLength", "minItems", "minimum", "exclusiveMinimum")
_FAILURE: Final = 400


@dataclass(frozen=True, slots=True)
class Found:
    """One change.

    Attributes:
        at: Operation and path to what changed.
        change: What it is.
        direction: Who writes what changed.
        what: The value, name or limit that changed; or empty.
    """

    at: str
    change: Change
    direction: Direction
    what: str = ""

    @property
    def breaks(self) -> bool:
        """Whether a client that was made from the old contract may fail."""
        return self.direction in RULES[self.change]

    def __str__(self) -> str:
        told = f" ({self.what})" if self.what else ""
        return f"{self.at}: {self.change}{told}, {self.direction}"


_Named = tuple[str, dict[str, Any]]
"""A schema and its name; empty: it stands where it is used."""


@dataclass(slots=True)
class _Pair:
    """Two documents, and which schemas have been compared."""

    old: dict[str, Any]
    new: dict[str, Any]
    seen: set[tuple[str, str, Direction]] = field(default_factory=set)

    def operations(self) -> Iterator[Found]:
        old, new = _operations(self.old), _operations(self.new)
        for name, operation in old.items():
            if name not in new:
                yield Found(name, Change.OPERATION_GONE, Direction.REQUEST)
            else:
                yield from self._operation(name, operation, new[name])

    def _operation(self, at: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Found]:
        if old.get("operationId") != new.get("operationId"):
            what = str(new.get("operationId"))
            yield Found(at, Change.OPERATION_RENAMED, Direction.REQUEST, what)
        if new.get("security") and not old.get("security"):
            yield Found(at, Change.SIGN_IN_NEEDED, Direction.REQUEST)
        yield from self._parameters(at, old, new)
        yield from self._body(f"{at} body", old.get("requestBody"), new.get("requestBody"))
        yield from self._answers(at, old["responses"], new["responses"])

    def _parameters(self, at: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Found]:
        before, after = (
            {(each["in"], each["name"]): each for each in operation.get("parameters", ())}
            for operation in (old, new)
        )
        needed = {key for key, each in after.items() if each.get("required")}
        needed_before = {key for key, each in before.items() if each.get("required")}
        for kind, name in before.keys() - after.keys():
            yield Found(f"{at} {kind} {name}", Change.FIELD_GONE, Direction.REQUEST)
        for kind, name in after.keys() - before.keys():
            change = Change.NEEDED_NEW if (kind, name) in needed else Change.FIELD_NEW
            yield Found(f"{at} {kind} {name}", change, Direction.REQUEST)
        for key in sorted(before.keys() & after.keys()):
            place = f"{at} {key[0]} {key[1]}"
            if key in needed - needed_before:
                yield Found(place, Change.NOW_NEEDED, Direction.REQUEST)
            yield from self.schemas(
                place,
                before[key].get("schema", {}),
                after[key].get("schema", {}),
                Direction.REQUEST,
            )

    def _body(self, at: str, old: Any, new: Any) -> Iterator[Found]:
        if new is None and old is not None:
            yield Found(at, Change.BODY_GONE, Direction.REQUEST)
        if new is None:
            return
        if new.get("required") and not (old or {}).get("required"):
            yield Found(at, Change.BODY_NEEDED, Direction.REQUEST)
        if old is not None:
            yield from self._contents(at, old["content"], new["content"], Direction.REQUEST)

    def _answers(self, at: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Found]:
        before, after = (
            {status for status in answers if status.isdigit() and int(status) < _FAILURE}
            for answers in (old, new)
        )
        for status in sorted(before - after):
            yield Found(f"{at} {status}", Change.STATUS_GONE, Direction.RESPONSE)
        for status in sorted(after - before):
            yield Found(f"{at} {status}", Change.STATUS_NEW, Direction.RESPONSE)
        for status in sorted(old.keys() & new.keys()):
            was, is_now = (
                self._resolved(self.old, old[status]),
                self._resolved(self.new, new[status]),
            )
            contents = (was.get("content", {}), is_now.get("content", {}))
            yield from self._contents(f"{at} {status}", *contents, Direction.RESPONSE)

    def _contents(
        self, at: str, old: dict[str, Any], new: dict[str, Any], direction: Direction
    ) -> Iterator[Found]:
        for media in sorted(old.keys() - new.keys()):
            yield Found(at, Change.MEDIA_GONE, direction, media)
        for media in sorted(old.keys() & new.keys()):
            schemas = (old[media].get("schema", {}), new[media].get("schema", {}))
            yield from self.schemas(at, *schemas, direction)

    def schemas(self, at: str, old: Any, new: Any, direction: Direction) -> Iterator[Found]:
        """Yield what changed between two schemas; each pair of named ones is compared once."""
        before = self._alternatives(self.old, old)
        after = self._alternatives(self.new, new)
        if len(before) == len(after) == 1:  # one of another name is compared by what it holds
            (kind, one), (other_kind, other) = *before.items(), *after.items()
            if kind.partition(" ")[0] == other_kind.partition(" ")[0]:
                yield from self._one(at, one, other, direction)
                return
        for kind in sorted(before.keys() - after.keys()):
            yield Found(at, Change.TYPE_GONE, direction, kind)
        for kind in sorted(after.keys() - before.keys()):
            yield Found(at, Change.TYPE_NEW, direction, kind)
        for kind in sorted(before.keys() & after.keys()):
            yield from self._one(at, before[kind], after[kind], direction)

    def _one(self, at: str, was: _Named, is_now: _Named, direction: Direction) -> Iterator[Found]:
        (name, old), (other, new) = was, is_now
        if name and other:
            if (name, other, direction) in self.seen:
                return
            self.seen.add((name, other, direction))
            at = name  # said once, not at each place that uses it
        yield from _values(at, old, new, direction)
        yield from _limits(at, old, new, direction)
        before, after = old.get("properties", {}), new.get("properties", {})
        needed_before, needed = set(old.get("required", ())), set(new.get("required", ()))
        for name in sorted(before.keys() - after.keys()):
            yield Found(f"{at}.{name}", Change.FIELD_GONE, direction)
        for name in sorted(after.keys() - before.keys()):
            change = Change.NEEDED_NEW if name in needed else Change.FIELD_NEW
            yield Found(f"{at}.{name}", change, direction)
        for name in sorted(before.keys() & after.keys()):
            if name in needed - needed_before:
                yield Found(f"{at}.{name}", Change.NOW_NEEDED, direction)
            if name in needed_before - needed:
                yield Found(f"{at}.{name}", Change.NOW_OPTIONAL, direction)
            yield from self.schemas(f"{at}.{name}", before[name], after[name], direction)
        if "items" in old and "items" in new:
            yield from self.schemas(f"{at}[]", old["items"], new["items"], direction)
        more = (old.get("additionalProperties"), new.get("additionalProperties"))
        if isinstance(more[0], dict) and isinstance(more[1], dict):
            yield from self.schemas(f"{at}{{}}", *more, direction)

    def _resolved(self, document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
        found: Any = schema
        while "$ref" in found:
            way = found["$ref"].removeprefix("#/").split("/")
            found = document
            for step in way:
                found = found[step]
        resolved: dict[str, Any] = found
        return resolved

    def _alternatives(self, document: dict[str, Any], schema: Any) -> dict[str, _Named]:
        """Return what a value may be, by its type and, of an object, its name."""
        found: dict[str, _Named] = {}
        name = schema.get("$ref", "").rpartition("/")[2]
        resolved = self._resolved(document, schema)
        branches = resolved.get("anyOf") or resolved.get("oneOf")
        if branches:
            for branch in branches:
                for kind, one in self._alternatives(document, branch).items():
                    found[kind] = _either(found.get(kind), one)
            return found
        types = resolved.get("type", "anything")
        for kind in [types] if isinstance(types, str) else types:
            found[f"{kind} {name}".strip() if kind == "object" else kind] = (name, resolved)
        return found


def _operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def _either(first: _Named | None, second: _Named) -> _Named:
    """Return what may be one or the other of a type: of two lists of words, the words of both."""
    if first is None:
        return second
    words = [_closed(schema) for _, schema in (first, second)]
    if words[0] is None or words[1] is None:
        return second
    return "", {"type": "string", "enum": [json.loads(each) for each in words[0] | words[1]]}


def _values(
    at: str, old: dict[str, Any], new: dict[str, Any], direction: Direction
) -> Iterator[Found]:
    before, after = _closed(old), _closed(new)
    if before is None and after is not None:
        yield Found(at, Change.NARROWER, direction, "only listed values")
    elif before is not None and after is None:
        yield Found(at, Change.WIDER, direction, "any value")
    elif before is not None and after is not None:
        for value in sorted(before - after):
            yield Found(at, Change.VALUE_GONE, direction, value)
        for value in sorted(after - before):
            yield Found(at, Change.VALUE_NEW, direction, value)


def _closed(schema: dict[str, Any]) -> set[str] | None:
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    return None if values is None else {json.dumps(each) for each in values}


def _limits(
    at: str, old: dict[str, Any], new: dict[str, Any], direction: Direction
) -> Iterator[Found]:
    for name in (*_MOST, *_LEAST):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        narrower = before is None or (
            after is not None and (after < before if name in _MOST else after > before)
        )
        yield Found(
            at,
            Change.NARROWER if narrower else Change.WIDER,
            direction,
            f"{name}: {before} to {after}",
        )
    if old.get("pattern") != new.get("pattern"):
        yield Found(at, Change.PATTERN, direction, str(new.get("pattern")))


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Found]:
    """Return what changed between two documents that a client may notice, each change once."""
    return list(dict.fromkeys(_Pair(old, new).operations()))


def read(named: str) -> dict[str, Any]:
    """Return a document.

    Args:
        named: A file, or a commit whose document is meant.

    Raises:
        SystemExit: Neither is there; it says so.
    """
    if Path(named).is_file():
        text = Path(named).read_text("utf-8")
    else:
        command = ["git", "show", f"{named}:{DOCUMENT}"]
        shown = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        if shown.returncode:
            raise SystemExit(f"{named}: it is no file, and no commit that has {DOCUMENT}")
        text = shown.stdout.decode("utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def main(arguments: Iterable[str] | None = None) -> int:
    """Run as a command; exit code 1 when a change breaks a client."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("old", help="a file or a commit")
    parser.add_argument("new", nargs="?", default=str(ROOT / DOCUMENT), help="a file")
    options = parser.parse_args(None if arguments is None else list(arguments))
    found = changes(read(options.old), read(options.new))
    breaking = [each for each in found if each.breaks]
    for each in breaking:
        print(f"breaks a client: {each}")
    print(
        f"{len(breaking)} of {len(found)} changes break a client that was made from {options.old}"
    )
    return 1 if breaking else 0


if __name__ == "__main__":
    sys.exit(main())
