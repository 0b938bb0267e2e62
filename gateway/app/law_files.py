"""The law files of a node: those of its folder that the signed directory names.

Rulebooks, calendars that authorities notified, and control lists are TOML files in the
folder ``law/`` of a node. The directory names each by version and digest; what has another
digest is refused, by name, and what it does not name is not law here. Files that come with
Comity count as if they lay in the folder.

How to use it: a node holds one `LawFiles` and asks it at each call. ::

    files = LawFiles(settings.path("law"), directory)     # directory: () -> Directory
    files.rulebooks()    # tuple[LawBook, ...], named and verified, oldest date first
    files.overlays()     # tuple[Overlay, ...], what authorities set for their own conduct
    files.calendars()    # tuple[NotifiedCalendar, ...]
    files.controls()     # tuple[ListFile, ...]
    files.states()       # tuple[StatesFile, ...], who is a Member State from when
    files.files(LawKind.RULEBOOK)   # the bytes, for evidence and for peers
    files.faults()       # what is missing, altered or wrong: for doctor and tasks

Each answer is that of the directory version held at that moment: when a newer version is
taken, or a file is put into the folder, the next call sees it, with no restart. Where
nothing changed a call costs one ``stat``. A directory that names no rulebook (tests) leaves
the tuple empty; the caller then takes the shipped ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from gateway.domain.base import Model
from gateway.domain.calendars import NotifiedCalendar
from gateway.domain.controls import ListFile, shipped_list_files
from gateway.domain.extending import Bases
from gateway.domain.lawfile import parse_law, read_law, shipped, toml_table
from gateway.domain.openness import NOTHING_SHOWN, OpennessPolicy
from gateway.domain.rulebook import LawBook, Overlay, Shelf, parse_rulebook
from gateway.domain.states import StatesFile
from gateway.errors import LawError, Reason
from gateway.trust.federation import Directory, LawVersion

OPENNESS = "openness.toml"

FOLDER = "law"
"""Name of the folder, beside the node's database."""

_Named = tuple[tuple["LawKind", LawVersion], ...]

_SHIPPED_IN = (
    "gateway.domain.rulebook",
    "gateway.domain.calendars",
    "gateway.domain.controls",
    "gateway.domain.states",
)

M = TypeVar("M", bound=Model)


class LawKind(StrEnum):
    """What a law file is."""

    RULEBOOK = "rulebook"
    CALENDAR = "calendar"
    CONTROLS = "controls"
    STATES = "states"


_REASONS: Mapping[LawKind, Reason] = MappingProxyType(
    {
        LawKind.RULEBOOK: Reason.RULEBOOK_INVALID,
        LawKind.CALENDAR: Reason.CALENDAR_UNKNOWN,
        LawKind.CONTROLS: Reason.LIST_INVALID,
        LawKind.STATES: Reason.STATES_INVALID,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LawFile:
    """A file that the directory names, with the digest that it names.

    Attributes:
        kind: What it is.
        named: Version, digest, authority and date of effect, as the directory has them.
        name: The file's name.
        raw: Its bytes.
    """

    kind: LawKind
    named: LawVersion
    name: str
    raw: bytes

    def read(self, model: type[M], bases: Bases | None = None) -> M:
        """Validate the file as a model; its ``digest`` is that of the bytes.

        Args:
            bases: Gives what it may extend, if it names its digest; absent: it extends nothing.

        Raises:
            LawError: File, line and field are named.
        """
        reason = _REASONS[self.kind]
        return parse_law(self.name, self.raw, model, reason=reason, bases=bases, by_digest=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class LawFault:
    """A piece of law that the directory names and this node does not have.

    Attributes:
        kind: What it is.
        named: As the directory has it.
        error: What is wrong, and what to do.
        missing: Whether the file as it was published is not here: a peer may have it.
    """

    kind: LawKind
    named: LawVersion
    error: LawError
    missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What one look at directory and folder gave.

    Attributes:
        directory: The directory that was held then.
        named: What it named.
        folder: The folder's own date of change then.
        written: The dates of its files then; a file mended in place changes only these.
    """

    directory: Directory | None = None
    named: _Named = ()
    folder: object = None
    written: object = None
    files: tuple[LawFile, ...] = ()
    faults: tuple[LawFault, ...] = ()
    models: tuple[Model, ...] = ()


class LawFiles:
    """The law files of one node; see the module for how to use it.

    Safe to use from several threads: a look replaces what is held in one assignment.

    Args:
        folder: Where the files lie; it need not exist.
        directory: Gives the directory that is held now.
    """

    def __init__(self, folder: Path, directory: Callable[[], Directory]) -> None:
        self.folder = folder
        self._directory = directory
        self._seen = _Seen()

    def files(self, kind: LawKind) -> tuple[LawFile, ...]:
        """Return the files of a kind that the directory names, the oldest date of effect first."""
        return tuple(file for file in self._now().files if file.kind is kind)

    def faults(self) -> tuple[LawFault, ...]:
        """Return what the directory names and is missing, altered or wrong here."""
        return self._now().faults

    def rulebooks(self) -> tuple[LawBook, ...]:
        """Return the federation's rulebooks; overlays of one authority are not among them."""
        return self._read(LawBook)

    def lacking(self, day: date) -> str:
        """Return the version of a rulebook that is in force on a day and not here, or nothing.

        Args:
            day: In Brussels. A version that a later one has replaced is not missed.
        """
        begun = [law for law in self._directory().rulebooks if not law.authority]
        begun = [law for law in begun if law.effective_date <= day.isoformat()]
        newest = {law.version.split("/")[0]: law for law in sorted(begun, key=_begins)}
        held = {book.version for book in self.rulebooks()}
        return next((law.version for law in newest.values() if law.version not in held), "")

    def overlays(self) -> tuple[Overlay, ...]:
        """Return what authorities have set for their own conduct, older before newer."""
        return self._read(Overlay)

    def text(self, version: str) -> bytes | None:
        """Return the bytes of a rulebook or overlay that the directory names, if it is here."""
        found = (file for file in self.files(LawKind.RULEBOOK) if file.named.version == version)
        return next((file.raw for file in found), None)

    def raw(self, digest: bytes) -> bytes | None:
        """Return the bytes of a file that the directory names by its digest, if it is here."""
        found = (file for file in self._now().files if file.named.digest == digest)
        return next((file.raw for file in found), None)

    def put(self, fault: LawFault, raw: bytes) -> None:
        """Put a file that was missing into the folder, whole or not at all.

        Args:
            fault: Says which was missing.
            raw: Its bytes; whether they are the ones is looked at like those of any file.
        """
        self.folder.mkdir(exist_ok=True)
        path = self.folder / f"{fault.kind}-{fault.named.digest.hex()[:16]}.toml"
        fresh = path.with_suffix(".new")
        fresh.write_bytes(raw)
        fresh.replace(path)

    def calendars(self) -> tuple[NotifiedCalendar, ...]:
        """Return the calendars that authorities have notified, older before newer."""
        return self._read(NotifiedCalendar)

    def controls(self) -> tuple[ListFile, ...]:
        """Return the control lists, older before newer."""
        return self._read(ListFile)

    def states(self) -> tuple[StatesFile, ...]:
        """Return the files that say who is a Member State, older before newer."""
        return self._read(StatesFile)

    def _read(self, model: type[M]) -> tuple[M, ...]:
        return tuple(item for item in self._now().models if isinstance(item, model))

    def _now(self) -> _Seen:
        """Look again if the directory or the folder is another than at the last look."""
        seen, directory = self._seen, self._directory()
        if (
            (directory is not seen.directory and _named(directory) != seen.named)
            or _date(self.folder) != seen.folder
            or (seen.faults and _dates(self.folder) != seen.written)
        ):
            seen = self._seen = _look(self.folder, directory)
        return seen


def _begins(law: LawVersion) -> str:
    return law.effective_date


def _named(directory: Directory) -> _Named:
    """Return everything that a directory names, the oldest date of effect first."""
    kinds = (
        (LawKind.RULEBOOK, directory.rulebooks),
        (LawKind.CALENDAR, directory.calendars),
        (LawKind.CONTROLS, directory.controls),
        (LawKind.STATES, directory.states),
    )
    every = [(kind, law) for kind, laws in kinds for law in laws]
    return tuple(sorted(every, key=lambda each: each[1].effective_date))


def _look(folder: Path, directory: Directory) -> _Seen:
    """Read the folder and find in it what the directory names."""
    named = _named(directory)
    date_then, dates_then = _date(folder), _dates(folder)
    held = {hashlib.sha256(raw).digest(): (name, raw) for name, raw in _candidates(folder)}
    files: list[LawFile] = []
    faults, models = [], []
    shelf = Shelf(())  # of two rulebooks for one day, the one that begins later is refused
    for kind, law in named:
        try:
            file = _find(kind, law, held.get(law.digest), folder, held.values())
            model = _validate(file, partial(_named_file, files, kind))
            if isinstance(model, LawBook):
                shelf = shelf.with_file(file.name, file.raw, model)
        except LawError as error:
            missing = law.digest not in held
            faults.append(LawFault(kind=kind, named=law, error=error, missing=missing))
            continue
        files.append(file)
        models.append(model)
    return _Seen(
        directory=directory,
        named=named,
        folder=date_then,
        written=dates_then,
        files=tuple(files),
        faults=tuple(faults),
        models=tuple(models),
    )


def _find(
    kind: LawKind,
    law: LawVersion,
    found: tuple[str, bytes] | None,
    folder: Path,
    held: Iterable[tuple[str, bytes]],
) -> LawFile:
    """Return the file of a version, or say whether another stands in its place or none."""
    if found is not None:
        return LawFile(kind=kind, named=law, name=found[0], raw=found[1])
    digest = law.digest.hex()
    for name, raw in held:
        if _version_of(raw) == law.version:
            raise LawError(
                "{file} is not the {kind} {version} that the directory names: its SHA-256 is "
                "{digest_2}, not {digest}",
                reason=_REASONS[kind],
                remedy="Put the file as it was published into {folder}.",
                file=name,
                version=law.version,
                digest=digest,
                kind=kind,
                digest_2=hashlib.sha256(raw).hexdigest(),
                folder=folder,
            )
    raise LawError(
        "the {kind} {version} that the directory names is not in {folder}",
        reason=_REASONS[kind],
        remedy="Put the file with SHA-256 {digest} there; any name ending in .toml will do.",
        version=law.version,
        digest=digest,
        kind=kind,
        folder=folder,
    )


def _named_file(files: list[LawFile], kind: LawKind, version: str) -> bytes | None:
    """Return a file that the directory names and that is in order: others may extend it."""
    found = (each.raw for each in files if (each.kind, each.named.version) == (kind, version))
    return next(found, None)


def _validate(
    file: LawFile, named: Bases
) -> LawBook | Overlay | NotifiedCalendar | ListFile | StatesFile:
    """Read a file as what it is, and compare it with what the directory says of it."""
    if file.kind is LawKind.CALENDAR:
        calendar = file.read(NotifiedCalendar)
        _check_same(file, calendar.version, calendar.authority, calendar.in_force_from)
        return calendar
    if file.kind is LawKind.CONTROLS:
        controls = file.read(ListFile, lambda base: named(base) or shipped_list_files().get(base))
        _check_same(file, controls.version, controls.state or "", controls.in_force_from)
        return controls
    if file.kind is LawKind.STATES:
        states = file.read(StatesFile)
        _check_same(file, states.version, "", states.in_force_from)
        return states
    if file.named.authority:
        overlay = file.read(Overlay)
        _check_same(file, overlay.version, overlay.authority, overlay.in_force_from)
        return overlay
    book = parse_rulebook(file.name, file.raw, bases=named)
    _check_same(file, book.version, "", book.in_force_from)
    return book


def _check_same(file: LawFile, version: str, whose: str, begins: date | None) -> None:
    """Refuse a file that says something else of itself than the directory does."""
    named = file.named
    said = (version, whose, "" if begins is None else begins.isoformat())
    if said != (named.version, named.authority, named.effective_date or said[2]):
        raise LawError(
            "{file} says {stated}; the directory names it as {named}",
            reason=_REASONS[file.kind],
            remedy="Tell the operators: version, authority and date must be those of the file.",
            file=file.name,
            version=named.version,
            stated=", ".join(filter(None, said)),
            named=", ".join(filter(None, (named.version, named.authority, named.effective_date))),
        )


def _candidates(folder: Path) -> Iterable[tuple[str, bytes]]:
    """Yield the files that come with Comity and those of the folder; the latter win."""
    yield from _shipped()
    for path in sorted(folder.glob("*.toml")):
        try:
            yield path.name, path.read_bytes()
        except OSError:  # it went while we looked, or is not ours to read: then it is missing
            continue


@cache
def _shipped() -> tuple[tuple[str, bytes], ...]:
    found = [entry for package in _SHIPPED_IN for entry in shipped(package, "")]
    return tuple((entry.name, entry.read_bytes()) for entry in found)


def _version_of(raw: bytes) -> object:
    try:
        return toml_table(raw).get("version")
    except ValueError:
        return None


def _date(folder: Path) -> int:
    """Return what changes when a file comes or goes; 0 where there is no folder."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def _dates(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what changes when a file is written again."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        try:
            stat = path.stat()
        except OSError:
            continue
        found.append((path.name, stat.st_mtime_ns, stat.st_size))
    return tuple(found)


def read_openness(path: Path) -> OpennessPolicy:
    """Return the policy in a node's folder; without one nothing is shown.

    Raises:
        LawError: The file does not hold together; names the line. Nothing is shown then.
    """
    if not path.exists():
        return NOTHING_SHOWN
    return read_law(path, OpennessPolicy, reason=Reason.TEMPLATE_INVALID)
