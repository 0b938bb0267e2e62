"""Reads a control list as others publish it, and writes it as a file of ours.

Two forms are read: a table (CSV with a column ``code``, and ``text``, ``parent``, ``label``
and ``moved_from`` where there are such) and the JSON of a consolidated Annex I (``entries``
with ``verbatim_text``, one line a sub-code). A row that is wrong is named; nothing is guessed.
The order of levels lies in the spelling of the codes, so codes are all that is kept; texts only
if asked for.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from gateway.domain.controls.codes import ancestors, normalise_code
from gateway.domain.controls.listfile import ListFile
from gateway.errors import ComityError, InputError, Reason

_LINE = re.compile(r"^([0-9][A-E][0-9]{3}(?:\.(?:[a-z]|[0-9]{1,2}))*)\.?(?:\s+(.*))?$")
_NOTE = re.compile(r"^(Technical Notes?\b|Notes?\b|N\. ?B\.)", re.IGNORECASE)
_NOT_USED = re.compile(r"^\[?(not used|reserved)\b", re.IGNORECASE)
_MOST_FAULTS = 200  # that are kept; whoever mends so many asks again


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that was not taken.

    Attributes:
        row: Line of the table, from 1 with the heading; for JSON ``entry 5A001, line 3``.
        code: What stood there as code.
        fault: What is wrong with it.
    """

    row: str
    code: str
    fault: str


class RowNotes(NamedTuple):
    """What a row may say beside code and text.

    Attributes:
        parent: The code above it.
        label: Our own words for it.
        moved_from: The code under which its items stood in the version before.
    """

    parent: str = ""
    label: str = ""
    moved_from: str = ""


NOTHING = RowNotes()


@dataclass(slots=True)
class ReadList:
    """What was read.

    Attributes:
        texts: Text by code, in order; empty where there was none.
        labels: Labels by code, where the file has any.
        moved: By code the one under which its items stood before, where the file says so.
        not_used: Codes that read "Not used" or "Reserved".
        faults: Rows that were not taken.
        notes: Rows without a code, or of a code that was read already: notes to an entry.
        version: Version that the file names itself, or empty.
        in_force_from: Date that it names itself, YYYY-MM-DD, or empty.
    """

    texts: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    not_used: list[str] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    notes: int = 0
    version: str = ""
    in_force_from: str = ""

    def take(self, row: str, written: str, text: str = "", beside: RowNotes = NOTHING) -> None:
        """Take one row, or keep what is wrong with it."""
        try:
            code = normalise_code(written)
            came_from = normalise_code(beside.moved_from) if beside.moved_from else ""
        except InputError as exc:
            self._fault(row, written, str(exc))
            return
        if code in self.texts:
            self.notes += 1
            return
        if beside.parent and not _lies_below(code, beside.parent):
            self._fault(row, written, f"parent: {beside.parent!r} is not above {code}")
            return
        self.texts[code] = text
        if beside.label:
            self.labels[code] = beside.label
        if came_from:
            self.moved[code] = came_from
        if _NOT_USED.match(text):
            self.not_used.append(code)

    def _fault(self, row: str, code: str, fault: str) -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(RowFault(row, code[:60], fault))


def read_list(raw: bytes, name: str) -> ReadList:
    """Read a control list in one of the forms.

    Args:
        raw: The file's bytes, UTF-8.
        name: Its name; ``.json`` says the form.

    Raises:
        LawError: LIST_INVALID; the file as a whole cannot be read, or holds no code.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise _unreadable(name, "it is not UTF-8") from exc
    found = _from_json(text, name) if name.lower().endswith(".json") else _from_csv(text, name)
    if not found.texts and not found.faults:
        raise _unreadable(name, "it holds no code")
    return found


def _from_csv(text: str, name: str) -> ReadList:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    columns = {column.strip().lower(): column for column in reader.fieldnames or () if column}
    if "code" not in columns:
        raise _unreadable(name, "it has no column `code`")
    found = ReadList()
    try:
        for row in reader:
            code = _cell(row, columns, "code")
            if not code:
                found.notes += 1
                continue
            beside = RowNotes(*(_cell(row, columns, name) for name in RowNotes._fields))
            found.take(f"row {reader.line_num}", code, _cell(row, columns, "text"), beside)
    except csv.Error as exc:
        raise _unreadable(name, "row {line}: {why_2}", line=reader.line_num, why_2=exc) from exc
    return found


def _cell(row: dict[str, str | Any], columns: dict[str, str], name: str) -> str:
    value = row.get(columns.get(name, ""))
    return value.strip() if isinstance(value, str) else ""


def _from_json(text: str, name: str) -> ReadList:
    try:
        data = json.loads(text)
        entries = [(str(e["entry_code"]), str(e["verbatim_text"])) for e in data["entries"]]
    except (ValueError, KeyError, TypeError, RecursionError) as exc:
        raise _unreadable(name, "it is not the JSON of a consolidated Annex I") from exc
    found = ReadList(
        version=str(data.get("corpus_version", "")), in_force_from=str(data.get("valid_from", ""))
    )
    for entry, verbatim in entries:
        for number, line in enumerate(verbatim.splitlines(), start=1):
            match = _LINE.match(line)
            row = f"entry {entry}, line {number}"
            if match is None:
                found.take(row, line.split(" ", 1)[0], "")
            elif _NOTE.match(match[2] or ""):
                found.notes += 1
            else:
                found.take(row, match[1], match[2] or "")
    return found


def _lies_below(code: str, parent: str) -> bool:
    try:
        return normalise_code(parent) in ancestors(code)
    except InputError:
        return False


def _unreadable(name: str, why: str, **values: Any) -> ComityError:
    return Reason.LIST_INVALID.error(
        "{name} cannot be read as a control list: ",
        why,
        remedy="Give a CSV with a column `code`, or the JSON of a consolidated Annex I.",
        field="file",
        **values,
        name=name,
    )


def write_list(file: ListFile) -> bytes:
    """Write a list as a law file (TOML); the same list gives the same bytes."""
    return "".join(_lines(file)).encode()


def _lines(file: ListFile) -> Iterator[str]:
    yield f'kind = "{file.kind}"\n'
    if file.state is not None:
        yield f'state = "{file.state}"\n'
    yield f"version = {_quoted(file.version)}\n"
    if file.act:
        yield f"act = {_quoted(file.act)}\n"
    yield f"in_force_from = {file.in_force_from.isoformat()}\n"
    if file.in_force_until is not None:
        yield f"in_force_until = {file.in_force_until.isoformat()}\n"
    yield f"codes = {_array(file.codes)}\n"
    yield f"not_used = {_array(file.not_used)}\n"
    for move in file.moved:
        yield f"\n[[moved]]\nold = {_quoted(move.old)}\nnew = {_quoted(move.new)}\n"
        yield f"act = {_quoted(move.act)}\nsince = {move.since.isoformat()}\n"
    for name, said in (("labels", file.labels), ("texts", file.texts)):
        if said:
            yield f"\n[{name}]\n"
        for code, text in said.items():
            yield f"{_quoted(code)} = {_quoted(text)}\n"


def _array(codes: Iterable[str]) -> str:
    return "[\n" + "".join(f'    "{code}",\n' for code in codes) + "]"


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string, but for DEL, which TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
