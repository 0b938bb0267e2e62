"""The use case: a file in our form beside the register, by reference first, then by content.

Nothing is written but the act. What only one side has is listed, and where both have a denial
each column in which they differ. A reconciliation of a month's list is one pass over each side.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gateway.casework.denials.denials import reason_given
from gateway.casework.imports.exporting import Whose, chosen_by, note_export
from gateway.casework.imports.our_rows import (
    OUR_COLUMNS,
    REFERENCE,
    FieldDifference,
    differences,
    in_our_words,
    rows_of,
)
from gateway.casework.imports.sheet import SheetRow, read_rows
from gateway.casework.permissions import Officer
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.base import Model
from gateway.domain.denial import DenialState
from gateway.domain.page import MAX_LIMIT, PageRequest
from gateway.domain.saying import says
from gateway.errors import InputError
from gateway.register.denials.denial_queries import list_denials, load_denials
from gateway.register.sync.collector import make_unseen
from gateway.tabular import cells
from gateway.tabular.form_mapping import BETWEEN
from gateway.tabular.form_translation import Cells
from gateway.tabular.import_report import RowError
from gateway.tabular.importer import RowReader, read_records

_NAMING = (REFERENCE, "references")
OUR_SYSTEM = "Comity"
"""How another system's references name our own number of a denial: ``Comity:FR-2026-00017``."""


class MatchedBy(StrEnum):
    """By what a row of the file and a denial of the register were found to be the same."""

    REFERENCE = "reference"
    CONTENT = "content"


class DifferingDenial(Model):
    """A denial that both sides have and that differs."""

    row: int
    reference: str
    denial_id: str
    matched_by: MatchedBy
    fields: tuple[FieldDifference, ...]


class UnlistedDenial(Model):
    """A denial that the register alone has."""

    denial_id: str
    reference: str
    references: str = ""


class ListedDenial(Model):
    """A denial of the file.

    Attributes:
        denial_id: What it is called here, where it is the same by content.
    """

    row: int
    reference: str
    references: str = ""
    denial_id: str = ""


class Reconciliation(Model):
    """What the two sides have.

    Attributes:
        rows: Rows of the file with data.
        listed: Denials of the file.
        held: Denials of the register that it was compared with.
        same: How many both have, with the same content in the columns of the file.
        same_by_content: Those of them that no reference names on both sides.
        differing: What both have and says something else.
        only_here: What the register alone has; no revoked ones.
        only_there: What the file alone has.
        errors: Rows that could not be compared.
    """

    rows: int
    listed: int
    held: int
    same: int
    same_by_content: tuple[ListedDenial, ...] = ()
    differing: tuple[DifferingDenial, ...] = ()
    only_here: tuple[UnlistedDenial, ...] = ()
    only_there: tuple[ListedDenial, ...] = ()
    errors: tuple[RowError, ...] = ()


@dataclass(frozen=True, slots=True)
class _Record:
    """A denial of either side, in the words of `rows_of`.

    Attributes:
        key: Its number here, or the number of its first row in the file.
    """

    key: str
    rows: Sequence[Cells]
    revoked: bool = False

    @property
    def reference(self) -> str:
        return self.rows[0].get(REFERENCE, "")

    @property
    def references(self) -> str:
        return self.rows[0].get("references", "")

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield what names it: as its State calls it, and as other systems do."""
        if self.reference:
            yield f"{REFERENCE} {self.rows[0].get('source_state', '')}".strip(), self.reference
        for each in cells.references(self.references) if self.references else ():
            if each.names_record:
                yield each.system, each.value

    def names_here(self) -> Iterator[tuple[str, str]]:
        """Yield what names a denial of the register, to a file that says no State as well."""
        yield from self.names()
        yield REFERENCE, self.reference
        yield OUR_SYSTEM, self.key

    def content(self) -> tuple[str, ...]:
        """Return what two denials of the same transaction have alike, whatever they are called."""
        first = self.rows[0]
        party = (first.get("end_user_names") or first.get("consignee_names", "")).split(BETWEEN)[0]
        codes = sorted({row.get("control_codes", "") for row in self.rows})
        return (party.casefold(), first.get("destination", ""), *codes)


async def reconcile_denials(
    office: Office, officer: Officer, raw: bytes, *, whose: Whose, reason: str = ""
) -> Reconciliation:
    """Compare a file with the register; nothing is changed.

    Args:
        office: This authority.
        officer: Who compares; the act is on record.
        raw: CSV in our form, with any of its columns, ``national_reference`` or ``references``
            among them.
        whose: With whose denials it is compared.
        reason: In words; the Commission must give it.

    Raises:
        PermissionRefusedError: The role may not read denials.
        InputError: The file as a whole cannot be read.
    """
    reason = reason_given(office, officer, reason)
    header, rows = await asyncio.to_thread(
        make_unseen, read_rows, raw, known=OUR_COLUMNS, one_of=_NAMING
    )
    naming = next(name for name in _NAMING if name in header)
    listed, errors = await asyncio.to_thread(make_unseen, _listed, rows, naming)
    held = await office.read(lambda work: list(_held(work, whose)))
    pairs = await asyncio.to_thread(make_unseen, _pairs, listed, held, errors)
    columns = [name for name in OUR_COLUMNS if name in header]
    said = says("{listed} of a file, {held} held", listed=len(listed), held=len(held))
    if reason:
        said += says("; reason: {reason}", reason=reason)
    await note_export(office, officer, Verb.DENIALS_RECONCILED, said, "reconciliation")
    return _reconciliation(len(rows), listed, held, pairs, columns, tuple(errors))


def _held(work: Work, whose: Whose) -> Iterator[_Record]:
    """Yield what the register holds, a page at a time: no more is in memory than is compared."""
    after: str | None = None
    chosen = chosen_by(work.office, whose, None)
    while True:
        page = list_denials(work.conn, chosen, PageRequest(limit=MAX_LIMIT, after=after))
        found = load_denials(work.conn, [line.denial_id for line in page.items])
        for line in page.items:
            if (held := found.get(line.denial_id)) is not None:
                rows = rows_of(held.denial, line.relayed_from, line.partner)
                yield _Record(line.denial_id, rows, line.state is DenialState.REVOKED)
        if (after := page.next) is None:
            return


def _listed(rows: Sequence[SheetRow], naming: str) -> tuple[list[_Record], list[RowError]]:
    """Put the rows of the file into our words; a denial with a wrong row is not compared."""

    def read(group: Sequence[SheetRow]) -> _Record | list[RowError]:
        readers = [RowReader(row) for row in group]
        said = [_in_our_words(reader) for reader in readers]
        readers[0].need(naming, str)
        errors = [error for reader in readers for error in reader.errors]
        return errors or _Record(str(group[0].number), said)

    found = read_records(rows, (naming,), read)
    return found.records, found.errors


def _in_our_words(reader: RowReader[str]) -> dict[str, str]:
    said: dict[str, str] = {}
    for column, cell in reader.row.cells.items():
        if word := reader.make(column, lambda c=column, at=cell: in_our_words(c, at)):  # type: ignore[misc]
            said[column] = word
    reader.take("references", cells.references)
    return said


def _pairs(
    listed: Sequence[_Record], held: Sequence[_Record], errors: list[RowError]
) -> dict[str, tuple[_Record, MatchedBy]]:
    """Return by its first row which denial of the register each of the file is, and by what.

    By reference first. What is left is the same by content where one alone on each side has it.

    Args:
        listed: Denials of the file.
        held: Those of the register.
        errors: Receives rows whose references name several denials, or one that is named before.
    """
    named = _by(held, _Record.names_here)
    pairs: dict[str, tuple[_Record, MatchedBy]] = {}
    taken: dict[str, str] = {}
    wrong: set[str] = set()
    for each in listed:
        found = {one.key: one for name in each.names() for one in named.get(name, ())}
        said = _ambiguous(list(found), taken)
        if said is not None:
            errors.append(RowError.of(int(each.key), REFERENCE, said))
            wrong.add(each.key)
        elif found:
            one = next(iter(found.values()))
            pairs[each.key] = (one, MatchedBy.REFERENCE)
            taken[one.key] = each.key
    unmatched = [each for each in listed if each.key not in pairs and each.key not in wrong]
    left = _by(unmatched, lambda each: [each.content()])
    ours = _by([one for one in held if one.key not in taken], lambda one: [one.content()])
    for content, theirs in left.items():
        if len(theirs) == len(ours.get(content, ())) == 1:
            pairs[theirs[0].key] = (ours[content][0], MatchedBy.CONTENT)
    return pairs


def _ambiguous(found: Sequence[str], taken: Mapping[str, str]) -> InputError | None:
    """Say why a row's references do not name one denial of the register, if they name any."""
    if len(found) > 1:
        return InputError(
            "its references name several denials: {found}",
            remedy="Correct the reference that is another denial's, or name the State.",
            found=", ".join(sorted(found)[:5]),
        )
    if found and found[0] in taken:
        return InputError(
            "{found} is named by row {taken} as well",
            remedy="Correct the reference of one of the two rows.",
            found=found[0],
            taken=taken[found[0]],
        )
    return None


def _by(
    records: Iterable[_Record], keys: Callable[[_Record], Iterable[tuple[str, ...]]]
) -> dict[tuple[str, ...], list[_Record]]:
    found: dict[tuple[str, ...], list[_Record]] = defaultdict(list)
    for each in records:
        for key in keys(each):
            found[key].append(each)
    return found


def _reconciliation(
    rows: int,
    listed: Sequence[_Record],
    held: Sequence[_Record],
    pairs: Mapping[str, tuple[_Record, MatchedBy]],
    columns: Sequence[str],
    errors: tuple[RowError, ...],
) -> Reconciliation:
    differing: list[DifferingDenial] = []
    by_content: list[ListedDenial] = []
    same = 0
    for each in listed:
        if each.key not in pairs:
            continue
        ours, how = pairs[each.key]
        # Another reference is why it was looked for by content; it is no difference of content.
        compared = [name for name in columns if how is MatchedBy.REFERENCE or name not in _NAMING]
        if fields := differences(ours.rows, each.rows, compared):
            differing.append(
                DifferingDenial(
                    row=int(each.key),
                    reference=each.reference,
                    denial_id=ours.key,
                    matched_by=how,
                    fields=fields,
                )
            )
            continue
        same += 1
        if how is MatchedBy.CONTENT:
            by_content.append(_line(each, ours.key))
    matched = {ours.key for ours, _ in pairs.values()}
    wrong = {str(error.row) for error in errors}
    return Reconciliation(
        rows=rows,
        listed=len(listed),
        held=len(held),
        same=same,
        same_by_content=tuple(by_content),
        differing=tuple(differing),
        only_here=tuple(
            UnlistedDenial(denial_id=one.key, reference=one.reference, references=one.references)
            for one in held
            if one.key not in matched and not one.revoked
        ),
        only_there=tuple(
            _line(each) for each in listed if each.key not in pairs and each.key not in wrong
        ),
        errors=errors,
    )


def _line(each: _Record, denial_id: str = "") -> ListedDenial:
    return ListedDenial(
        row=int(each.key),
        reference=each.reference,
        references=each.references,
        denial_id=denial_id,
    )
