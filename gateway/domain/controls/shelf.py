"""The control lists that a node holds: which version held on a day, and what moved since.

A version is read as it stands corrected: a corrigendum acts back to the date that it names.
What was known at an earlier instant can be asked for, since a decision of that day stays
right as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Self

from gateway.domain.controls.codes import ancestors, is_within, normalise_code
from gateway.domain.controls.listfile import Corrigendum, ListFile, ListKind, Moved
from gateway.domain.controls.lists import CodeCheck, ControlList, Controls, ListVersion
from gateway.domain.lawfile import read_law, shipped, shipped_files
from gateway.errors import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDifference:
    """What one version has and another has not.

    Attributes:
        same: How many codes both have.
        added: Codes of the newer one only.
        removed: Codes of the older one only, unless they became "Not used" or moved.
        moved: Codes that an act between the two put elsewhere.
        not_used: Codes of the older one that read "Not used" in the newer.
    """

    older: str
    newer: str
    same: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[Moved, ...]
    not_used: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of Annex I without holding a list of its codes.

    Attributes:
        versions: Versions by name and date.
        corrigenda: Corrections, which act back.
        moved: Codes that an act put elsewhere.
    """

    versions: tuple[ListVersion, ...] = ()
    corrigenda: tuple[Corrigendum, ...] = ()
    moved: tuple[Moved, ...] = ()

    @classmethod
    def of(cls, controls: Controls) -> Self:
        """Return what a file of control lists by reference knows."""
        return cls(controls.history, controls.corrigenda, controls.moved)


def shipped_list_files() -> Mapping[str, bytes]:
    """Return the lists of codes that come with Comity, as the bytes of their files, by version."""
    return shipped_files("gateway.domain.controls", "annex-i-")


@cache
def shipped_lists() -> tuple[ListFile, ...]:
    """Return the lists of codes that come with Comity, with our labels."""
    found = shipped("gateway.domain.controls", "annex-i-")
    return tuple(read_law(file, ListFile, reason=Reason.LIST_INVALID) for file in found)


def shipped_label(code: str) -> str:
    """Return our label of a code of Annex I by the lists that come with Comity, or nothing."""
    return next((f.labels[code] for f in reversed(shipped_lists()) if code in f.labels), "")


class ControlLists:
    """Every version of every list that is held, with corrigenda and moves.

    Args:
        files: The lists, in any order.
        known: Versions, corrigenda and moves that are known beside those in the files.
        told: Lists that come with Comity: they say what a code is and refuse none. One that
            is among the files, or begins on the same day, is left out.

    Raises:
        LawError: LIST_INVALID; two files are the same version, or begin on the same day.
    """

    def __init__(
        self,
        files: Iterable[ListFile] = (),
        *,
        known: Known | None = None,
        told: Iterable[ListFile] = (),
    ) -> None:
        named = tuple(files)
        taken = {claim for file in named for claim in _claims(file)}
        beside = tuple(file for file in told if taken.isdisjoint(_claims(file)))
        self._told = frozenset(file.version for file in beside)
        every_file = (*named, *beside)
        self._files = tuple(sorted(every_file, key=lambda file: (file.key, file.in_force_from)))
        known = known or Known()
        self._versions = known.versions
        fixes = (fix for file in self._files for fix in file.corrigendum)
        self._corrigenda = tuple(
            {(fix.act, fix.version): fix for fix in (*fixes, *known.corrigenda)}.values()
        )
        moves = (move for file in self._files for move in file.moved)
        every = {(move.old, move.new, move.since): move for move in (*moves, *known.moved)}
        self.moved = tuple(sorted(every.values(), key=lambda move: (move.since, move.old)))
        self._readings: dict[tuple[str, tuple[bool, ...]], ControlList] = {}
        _check_apart(self._files)

    @property
    def files(self) -> tuple[ListFile, ...]:
        """The lists that are held, by key and date of effect."""
        return self._files

    @property
    def annex_i(self) -> tuple[ListFile, ...]:
        """The versions of Annex I that are held, the oldest first."""
        return tuple(file for file in self._files if file.kind is ListKind.ANNEX_I)

    def file(self, version: str) -> ListFile:
        """Return the file of a version.

        Raises:
            LawError: VERSION_UNKNOWN; the remedy names those that are held.
        """
        for file in self._files:
            if file.version == version:
                return file
        held = ", ".join(file.version for file in self._files) or "none is"
        raise Reason.VERSION_UNKNOWN.error(
            "control list {version} is not held here",
            remedy="Import it with {importControlList}; held: {held}.",
            list=version[:40],
            version=repr(version[:40]),
            held=held,
        )

    def version(
        self, version: str, *, on: date | None = None, known: date | None = None
    ) -> ControlList:
        """Return the codes of a version, as corrected.

        Args:
            version: Version of a list that is held.
            on: Day of which the codes are asked; absent: the newest reading.
            known: Corrigenda that were published later are left out; absent: none is.

        Raises:
            LawError: VERSION_UNKNOWN.
        """
        file = self.file(version)
        fixes = [fix for fix in self._corrigenda if fix.version == version]
        applies = tuple(
            (known is None or fix.published <= known) and (on is None or fix.effective_from <= on)
            for fix in fixes
        )
        made = self._readings.get((version, applies))
        if made is None:
            made = self._readings[version, applies] = _read(file, zip(fixes, applies, strict=True))
        return made

    def in_force(self, day: date, key: str = ListKind.ANNEX_I.value) -> ListFile | None:
        """Return the version of a list that held on a day, or None if none is held for it."""
        held = [file for file in self._files if file.key == key and file.in_force_from <= day]
        if not held or (held[-1].in_force_until is not None and held[-1].in_force_until < day):
            return None
        return held[-1]

    def version_in_force(self, day: date) -> str:
        """Return the name of the version of Annex I that held on a day; empty if unknown.

        The name is known by its date even where the list itself is not held.
        """
        known = {each.version: each.in_force_from for each in self._versions}
        known |= {
            file.version: file.in_force_from
            for file in self._files
            if file.kind is ListKind.ANNEX_I
        }
        begun = [(begins, version) for version, begins in known.items() if begins <= day]
        return max(begun)[1] if begun else ""

    def check(
        self, text: str, *, version: str = "", on: date | None = None, key: str = "annex_i"
    ) -> str:
        """Return a code in normal form, if the list that counts has it.

        Args:
            text: The code as written.
            version: Version under which it was classified; empty: the one in force on `on`.
            on: Day on which it was classified.
            key: Which list, as `ListFile.key`.

        Raises:
            InputError: CODE_UNKNOWN; it is no code, is not in that version, or is "Not used"
                there. Where nobody has named that version to us, only the spelling is checked.
        """
        held = self.counting(version=version, on=on, key=key)
        if held is None or held.version in self._told:
            return normalise_code(text)
        return held.check(text)

    def counting(
        self, *, version: str = "", on: date | None = None, key: str = "annex_i"
    ) -> ControlList | None:
        """Return the list in which a code is to be looked up; None where it is not held.

        Args:
            version: Version under which the code was classified; empty: the one in force.
            on: Day on which it was classified; what was published later is not known then.
            key: Which list, as `ListFile.key`.
        """
        file: ListFile | None = None
        if version:
            held = [each for each in self._files if (each.key, each.version) == (key, version)]
            file = held[0] if held else None
        elif on is not None:
            file = self.in_force(on, key)
        return None if file is None else self.version(file.version, on=on, known=on)

    def label(self, code: str) -> str:
        """Return the label of a code of Annex I by the newest list that has one, or nothing."""
        annex_i = reversed(self.annex_i)
        return next((file.labels[code] for file in annex_i if code in file.labels), "")

    def comes_with_comity(self, version: str) -> bool:
        """Say whether a version is held only since it comes with Comity."""
        return version in self._told

    def by_day(self, day: date | None) -> CodeCheck:
        """Return a check of Annex I codes that name no version by the one in force on a day.

        Args:
            day: The day; absent: a code that names no version is checked for spelling only.
        """
        return _OnDay(self, day)

    def version_named(self, text: str) -> str:
        """Return the version of Annex I that somebody names, by its name or by a day of it."""
        try:
            return self.version_in_force(date.fromisoformat(text))
        except ValueError:
            return text

    def same_code(self, code: str, version: str = "", until: date | None = None) -> frozenset[str]:
        """Return the codes under which the items of a code stand, itself among them.

        A code that moved is found where it stood and where it stands: both sides of a
        comparison are carried forward to the newest place. A number that was given to other
        items later is not carried: its version is of after the move.

        Args:
            code: Normalised code.
            version: Version under which it was classified; empty: not known, then every
                move counts.
            until: Moves of a later date are left out; absent: none is.
        """
        since = self.dates.get(version)
        found, waiting = {code}, [code]
        while waiting:
            here = waiting.pop()
            for move in self.moved:
                applies = since is None or since < move.since
                applies = applies and (until is None or move.since <= until)
                if applies and is_within(here, move.old) and move.new not in found:
                    found.add(move.new)
                    waiting.append(move.new)
        return frozenset(found)

    def difference(self, older: str, newer: str) -> ListDifference:
        """Compare two versions: added, removed, moved, became "Not used".

        Raises:
            LawError: VERSION_UNKNOWN.
        """
        before, after = self.version(older), self.version(newer)
        moved = tuple(
            move
            for move in self.moved
            if before.as_of < move.since <= after.as_of
            and any(is_within(code, move.old) for code in before.codes)
        )
        gone = {
            code
            for code in before.codes - after.codes
            if not any(is_within(code, move.old) for move in moved)
        }
        came = {
            code
            for code in after.codes - before.codes
            if not any(is_within(code, move.new) for move in moved)
        }
        return ListDifference(
            older=older,
            newer=newer,
            same=len(before.codes & after.codes),
            added=tuple(sorted(came)),
            removed=tuple(sorted(gone - after.not_used)),
            moved=moved,
            not_used=tuple(sorted(gone & after.not_used)),
        )

    def mapping(self, foreign: str, version: str) -> dict[str, str]:
        """Return, for each code of one list, the nearest code of another of that numbering.

        The same number is a hint and no classification: what it means is the list's text.

        Args:
            foreign: Version of the list whose codes are to be mapped.
            version: Version of the list to which they are mapped.

        Returns:
            By code: the same code, the nearest above it, or "" where there is none.

        Raises:
            LawError: VERSION_UNKNOWN.
        """
        target = self.version(version).codes
        return {
            code: next((near for near in (code, *ancestors(code)) if near in target), "")
            for code in sorted(self.version(foreign).codes)
        }

    @property
    def dates(self) -> dict[str, date]:
        """First day of each version that is known, whether its codes are held or not."""
        dates = {each.version: each.in_force_from for each in self._versions}
        return dates | {file.version: file.in_force_from for file in self._files}


@dataclass(frozen=True, slots=True)
class _OnDay:
    """Checks by the version that is named, or else by a day."""

    lists: ControlLists
    day: date | None

    def check(self, text: str, *, version: str = "") -> str:
        """Return a code, normalised, if the list that counts has it."""
        return self.lists.check(text, version=version, on=self.day)


def _read(file: ListFile, fixes: Iterable[tuple[Corrigendum, bool]]) -> ControlList:
    """Read a version with each correction applied, or taken back.

    The file may be of before or after a correction; either reading can be had from it.
    """
    codes, not_used = set(file.codes), set(file.not_used)
    for fix, applies in fixes:
        if applies:
            codes = codes - {*fix.not_used, *fix.removed} | {*fix.added}
            not_used = not_used - {*fix.added, *fix.removed} | {*fix.not_used}
        else:
            codes = codes - {*fix.added} | {*fix.not_used, *fix.removed}
            not_used -= {*fix.not_used}
    return ControlList(
        version=file.version,
        as_of=file.in_force_from,
        codes=frozenset(codes),
        not_used=frozenset(not_used),
    )


def _check_apart(files: Sequence[ListFile]) -> None:
    """Refuse two files of one list that begin on one day, and a version that two files claim."""
    seen: set[object] = set()
    for file in files:
        for claim in _claims(file):
            if claim in seen:
                raise Reason.LIST_INVALID.error(
                    "two control lists claim {list} from {in_force_from}",
                    remedy="Keep the one that the directory names.",
                    list=file.version,
                    in_force_from=file.in_force_from,
                )
            seen.add(claim)


def _claims(file: ListFile) -> tuple[object, ...]:
    """Return what no two lists may both be: a version, and that of one list from one day."""
    return file.version, (file.key, file.in_force_from)
