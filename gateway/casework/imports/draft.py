"""What a file says of one denial, before it has a number; and what is common to both forms.

A draft holds the domain's `Denial` under the number 00000, which is never given. Rows that
say the same have the same digest, so that an import can be repeated.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from gateway.casework.imports.sheet import SheetRow
from gateway.domain.authority import member_state
from gateway.domain.controls import CodeCheck
from gateway.domain.denial import Denial, PartnerSource
from gateway.domain.letter import Marking
from gateway.domain.rulebook.general import NotificationRule
from gateway.domain.states import shipped_states
from gateway.domain.transaction import Reference
from gateway.errors import InputError
from gateway.tabular.import_report import Form, RowError, Way

UNITED_KINGDOM = "GB"
INFORMATION_ONLY = Reference(
    system="note", value="denial of the United Kingdom: information only, no consultation"
)
"""What is kept with a denial of the United Kingdom (docs/domain.md 2.4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a file is read against.

    Attributes:
        authority: The authority that imports.
        today: Present day where that authority is; no decision lies after it.
        members: States that are members of the federation: their denials are not relayed.
        codes: Checks a code in its list, or None: spelling only.
        notification: Says under which articles a decision is notified; None: not known.
        markings: That this node may hold.
    """

    way: Way
    authority: str
    today: date
    members: frozenset[str] = frozenset()
    codes: CodeCheck | None = None
    notification: NotificationRule | None = None
    markings: frozenset[Marking] = frozenset(Marking) - {Marking.EU_RESTRICTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class DenialDraft:
    """One denial as the file has it.

    Attributes:
        reference: National reference; for relayed denials within the source.
        rows: Numbers of its rows.
        digest: SHA-256 of what the rows say.
        way: Way of import.
        prefix: Beginning of its number, ``FR``; the State's code for a relayed denial.
        source: State whose denial it is, for relayed ones, else "".
        denial: The denial under the number 00000.
        columns: That its rows fill or leave empty; none where the form is not ours.
        partner: Whence it comes, where a partner outside the Union told of it.
    """

    reference: str
    rows: tuple[int, ...]
    digest: bytes
    way: Way
    prefix: str
    source: str
    denial: Denial
    columns: tuple[str, ...] = ()
    partner: PartnerSource | None = None

    @property
    def year(self) -> int:
        """Year of the first notification, which is part of the number."""
        return self.denial.first_notified.year

    @property
    def kind(self) -> str:
        """Kind under which the reference is remembered: ``own``, ``relayed:AT``."""
        return f"{self.way}:{self.source}" if self.source else self.way.value

    def numbered(self, number: int) -> Denial:
        """Return the denial under its number."""
        return self.denial.numbered(denial_number(self.prefix, self.year, number))


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file says: drafts in the order of the file, and the errors of the others.

    Attributes:
        rows: Rows with data.
        rows_refused: Rows of the denials that have an error.
        refused: Denials that have an error.
    """

    form: Form
    rows: int
    drafts: tuple[DenialDraft, ...]
    errors: tuple[RowError, ...]
    rows_refused: int
    refused: int


def denial_number(prefix: str, year: int, number: int) -> str:
    """Return a denial's number, ``FR-2026-00017``."""
    return f"{prefix}-{year:04d}-{number:05d}"


def digest_of(rows: Sequence[SheetRow], further: Collection[str] | None = None) -> bytes:
    """Return the SHA-256 of what rows say, whatever the order of the columns.

    Args:
        rows: Rows of one denial.
        further: Columns that count in all rows but the first; None: all.
    """
    said = [
        {
            name: cell
            for name, cell in row.cells.items()
            if cell and (not place or further is None or name in further)
        }
        for place, row in enumerate(rows)
    ]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def source_state(setting: Setting, country: str) -> str:
    """Return the code of the State whose denial is relayed.

    Raises:
        InputError: It is a member of the federation, or the importing authority's own State; or,
            of a partner's denial, a Member State: its denials are those of Article 16.
    """
    state = shipped_states().code_of(country)
    if state == member_state(setting.authority):
        raise InputError(
            "these are denials of our own State",
            remedy="Import them the way 'own' or 'initial'.",
        )
    if state in setting.members:
        raise InputError(
            "{state} is a member of the federation; its denials come by its own log",
            remedy="Remove the row.",
            state=state,
        )
    held = shipped_states().get(state)
    if setting.way is Way.PARTNER and held is not None and held.is_member(setting.today):
        raise InputError(
            "{state} is a Member State, and no partner outside the Union",
            remedy="Import its denials the way 'relayed'.",
            state=state,
        )
    return state
