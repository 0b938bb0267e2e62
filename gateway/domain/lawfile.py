"""Reads law that is data: TOML files of rulebooks, calendars and control lists.

A wrong file is refused as a whole, with the file, the line and the field, so that a
lawyer who edits one can mend it. The TOML reader gives lines only for wrong syntax; for a
wrong value this module finds the line by walking the file's headers and keys.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import ValidationError

from gateway.domain.base import Model
from gateway.domain.extending import Bases, ExtensionError, place_in, whole_of
from gateway.errors import LawError, Reason
from gateway.field_faults import Place, faults_of

M = TypeVar("M", bound=Model)

_HEADER = re.compile(r"^\s*(\[{1,2})\s*([^\[\]]+?)\s*\]{1,2}\s*(#.*)?$")
_VERSION = re.compile(rb'^version = "([^"]+)"$', re.MULTILINE)
_KEY = re.compile(r'^\s*"?([A-Za-z0-9_-]+)"?\s*=')


def shipped(package: str, pattern: str) -> list[Traversable]:
    """Return the law files that are shipped in a package, by name.

    Args:
        package: Importable name of the package that holds the files.
        pattern: Beginning of the file names; the end is always ``.toml``.
    """
    found = [
        entry
        for entry in files(package).iterdir()
        if entry.name.startswith(pattern) and entry.name.endswith(".toml")
    ]
    return sorted(found, key=lambda entry: entry.name)


@cache
def shipped_files(package: str, pattern: str = "") -> Mapping[str, bytes]:
    """Return the bytes of the law files that are shipped in a package, by version."""
    raws = (entry.read_bytes() for entry in shipped(package, pattern))
    # Who wants the file parses it: here its version is read alone, a key of its head.
    return MappingProxyType({_VERSION.findall(raw)[0].decode(): raw for raw in raws})


def read_law(source: Traversable, model: type[M], *, reason: Reason) -> M:
    """Read and validate one law file.

    The model's ``digest`` is set to the SHA-256 of the file's bytes, in hexadecimal.

    Args:
        source: A path, or a file inside a package.
        model: What the file must be; it has a field ``digest``.
        reason: Reason code of the error when the file is wrong.

    Raises:
        LawError: The file is missing, is not TOML in UTF-8, or does not fit the model.
    """
    return parse_law(source.name, read_bytes(source, reason=reason), model, reason=reason)


def read_bytes(source: Traversable, *, reason: Reason) -> bytes:
    """Return the bytes of a law file.

    Args:
        source: A path, or a file inside a package.
        reason: Reason code of the error when there is none.

    Raises:
        LawError: It cannot be read.
    """
    try:
        return source.read_bytes()
    except OSError as exc:
        raise LawError(
            "{file} cannot be read",
            reason=reason,
            remedy="Check the file's name and permissions.",
            file=source.name,
        ) from exc


def toml_table(raw: bytes) -> dict[str, Any]:
    """Read the bytes of a TOML file.

    Raises:
        ValueError: It is not UTF-8, no TOML, or nested too deeply to be read.
    """
    try:
        return tomllib.loads(raw.decode())
    except RecursionError as exc:
        raise ValueError("it is nested too deeply") from exc


@dataclass(frozen=True, slots=True)
class LawTable:
    """A law file as it was read, with all that it extends.

    Attributes:
        name: The file's name, for the error.
        raw: Its bytes.
        own: What stands in it.
        whole: The same with what it extends.
        reason: Reason code of the error when the file is wrong.
    """

    name: str
    raw: bytes
    own: dict[str, Any]
    whole: dict[str, Any]
    reason: Reason

    def fit(self, model: type[M]) -> M:
        """Return the file as a model; `digest` is set to the SHA-256 of its bytes.

        Raises:
            LawError: It does not fit the model; file, line and field are named.
        """
        digest = hashlib.sha256(self.raw).hexdigest()
        try:
            return model.model_validate({**self.whole, "digest": digest})
        except ValidationError as exc:
            faults = faults_of(exc)  # the first is worded; the count tells of the others
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            raise self.refusal(
                faults[0].place, "{fault}{more}", fault=faults[0].what, more=more
            ) from exc

    def refusal(
        self, place: Place, what: str, remedy: str | None = None, **values: Any
    ) -> LawError:
        """Return the error of a fault at a place of the whole, with the line that is nearest."""
        line = line_of(self.raw.decode(), place_in(self.own, self.whole, place))
        field = ".".join(str(part) for part in place) or "the file"
        return LawError(
            "{file}, line {line}: {field}: ",
            what,
            reason=self.reason,
            remedy=remedy,
            file=self.name,
            line=line,
            field=field,
            **values,
        )


def read_table(
    name: str,
    raw: bytes,
    *,
    reason: Reason,
    bases: Bases | None = None,
    by_digest: bool = False,
) -> LawTable:
    """Read the bytes of a law file, with what it extends.

    Args:
        name: The file's name, for the error.
        raw: Its bytes.
        reason: Reason code of the error when the file is wrong.
        bases: Gives what such a file may extend; absent: it extends nothing.
        by_digest: Whether the file must name the digest of what it extends.

    Raises:
        LawError: It is not TOML in UTF-8, or what it extends is missing or does not fit.
    """
    try:
        own = toml_table(raw)
    except ValueError as exc:  # wrong UTF-8 and wrong TOML alike; the latter names its line
        raise LawError(
            "{file} is not TOML in UTF-8: {why}", reason=reason, file=name, why=exc
        ) from exc
    if bases is None or "extends" not in own:
        return LawTable(name, raw, own, own, reason)
    try:
        whole = whole_of(own, raw, bases, toml_table, by_digest=by_digest)
    except ExtensionError as exc:
        table = LawTable(name, raw, own, own, reason)
        place: Place = tuple(int(x) if x.isdigit() else x for x in exc.field.split("."))
        raise table.refusal(place, "{why}", exc.remedy, why=exc) from exc
    except (ValueError, RecursionError) as exc:
        raise LawError("{file} extends what is no TOML", reason=reason, file=name) from exc
    return LawTable(name, raw, own, whole, reason)


def parse_law(
    name: str,
    raw: bytes,
    model: type[M],
    *,
    reason: Reason,
    bases: Bases | None = None,
    by_digest: bool = False,
) -> M:
    """Validate the bytes of one law file; the arguments are those of `read_table`.

    Args:
        model: What the file must be; it has a field ``digest``.

    Raises:
        LawError: It is not TOML in UTF-8, or does not fit the model or what it extends.
    """
    return read_table(name, raw, reason=reason, bases=bases, by_digest=by_digest).fit(model)


def line_of(text: str, place: Place) -> int:
    """Return the line (from 1) of the header or key that is nearest to a place in the data.

    Args:
        text: The TOML text.
        place: Path of keys and list indices, as pydantic gives it.
    """
    best, depth = 1, 0
    for path, number in _places(text):
        if len(path) > depth and path == place[: len(path)]:
            best, depth = number, len(path)
    return best


def _places(text: str) -> list[tuple[Place, int]]:
    """Return the path of every header and key with its line."""
    counts: dict[Place, int] = {}
    table: Place = ()
    found: list[tuple[Place, int]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _enter(header[2], counts, repeated=header[1] == "[[")
            found.append((table, number))
        elif key := _KEY.match(line):
            found.append(((*table, key[1]), number))
    return found


def _enter(header: str, counts: dict[Place, int], *, repeated: bool) -> Place:
    """Return the path of a header, with the index of each array of tables it lies in."""
    names: list[Any] = [name.strip().strip('"') for name in header.split(".")]
    path: Place = ()
    for position, name in enumerate(names):
        path = (*path, name)
        if repeated and position == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
