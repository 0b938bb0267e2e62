"""Which denials of a file are here already: by their own reference, or by another system's.

What was written before is never written twice or changed by an import; what a row would change
is named by its columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from gateway.casework.imports.draft import DenialDraft
from gateway.casework.imports.our_rows import differences, rows_of
from gateway.errors import StateError
from gateway.register.denials.denial_queries import load_denials
from gateway.register.register_queries import by_reference, denials_of, relayed_denials
from gateway.store.tables_casework import import_reference
from gateway.tabular.import_report import Way

_LOOKED_UP_AT_ONCE = 400  # parameters in one statement; SQLite's old limit was 999


@dataclass(frozen=True, slots=True)
class KnownReference:
    """What an earlier import, or another act, has made of a reference."""

    denial_id: str
    kind: str
    digest: bytes | None  # None: not by an import
    named: str = ""  # by a reference in another system


@dataclass(slots=True)
class OtherNames:
    """Which denial other systems' references name, of those that were looked through.

    Contents lie in the parts of the log and in no column, so each is read once an import.
    """

    seen: set[str] = field(default_factory=set)
    denials: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def look(self, conn: Connection, authority: str, source: str) -> None:
        """Look through what is held of our own denials, or of one State, and was not yet."""
        held = relayed_denials(conn, source) if source else denials_of(conn, authority)
        new = [each for each in held if each not in self.seen]
        self.seen.update(new)
        for denial_id, found in load_denials(conn, new).items():
            for each in found.denial.references:
                if each.names_record:
                    self.denials.setdefault((source, each.system, each.value), denial_id)

    def of(self, draft: DenialDraft) -> tuple[str, str] | None:
        """Return a reference of a draft that is a held denial's, and that denial's number."""
        for each in draft.denial.references:
            key = (draft.source, each.system, each.value)
            if each.names_record and key in self.denials:
                return f"{each.system}:{each.value}", self.denials[key]
        return None


def names_of(draft: DenialDraft) -> list[tuple[str, str, str]]:
    """Return whose denial a draft is, and each system that names it, with its reference there."""
    references = draft.denial.references
    return [(draft.source, each.system, each.value) for each in references if each.names_record]


def known_references(
    conn: Connection, authority: str, drafts: Sequence[DenialDraft]
) -> dict[str, KnownReference]:
    """Look up references in their own space: our own denials, or those of one State."""
    known: dict[str, KnownReference] = {}
    for source in dict.fromkeys(draft.source for draft in drafts):
        references = [draft.reference for draft in drafts if draft.source == source]
        kinds = (
            [f"relayed:{source}", f"partner:{source}"]
            if source
            else [Way.OWN.value, Way.INITIAL.value]
        )
        for start in range(0, len(references), _LOOKED_UP_AT_ONCE):
            some = references[start : start + _LOOKED_UP_AT_ONCE]
            if not source:
                known.update(_in_own_log(conn, authority, some))
            rows = conn.execute(
                select(import_reference).where(
                    import_reference.c.kind.in_(kinds),
                    import_reference.c.national_reference.in_(some),
                )
            ).mappings()
            for row in rows:
                known[key_of(source, row["national_reference"])] = KnownReference(
                    row["denial_id"], row["kind"], row["digest"]
                )
    return known


def _in_own_log(
    conn: Connection, authority: str, references: list[str]
) -> dict[str, KnownReference]:
    """Return own denials that came otherwise than by an import, such as by a decision."""
    return {
        key_of("", reference): KnownReference(denial_id, "log", None)
        for reference, denial_id in by_reference(conn, authority, references)
    }


def key_of(source: str, reference: str) -> str:
    """Return the key of a reference in its own space: our own denials, or those of one State."""
    return f"{source}/{reference}"


def would_change(conn: Connection, draft: DenialDraft, held: KnownReference) -> StateError | None:
    """Say what an import would change of a denial that is held, if anything.

    Columns are named and no values: who imports may be no reader of denials.
    """
    if held.kind not in (draft.kind, "log"):
        return StateError(
            "the reference is that of {denial_id}, imported the way '{kind}'",
            remedy="Remove the row: a denial is either new or was notified before.",
            denial_id=held.denial_id,
            kind=held.kind,
        )
    if held.kind == draft.kind and held.digest == draft.digest:
        return None
    found = load_denials(conn, [held.denial_id]).get(held.denial_id)
    columns = [name for name in draft.columns if name != "source_state"]  # it is the same
    if found is not None and columns:
        here = rows_of(found.denial, partner=found.status.partner)
        there = rows_of(draft.denial, partner=draft.partner)
        changed = dict.fromkeys(each.column for each in differences(here, there, columns))
        if not changed:
            return None
        what = "would change its {changed}"
    else:
        what, changed = "says something else", {}
    return StateError(
        "the reference {named} is that of {denial_id}; the row "
        if held.named
        else "the reference is that of {denial_id}; the row ",
        what,
        remedy="Write an erratum of {denial_id}, or a review; an import changes nothing.",
        named=held.named,
        denial_id=held.denial_id,
        changed=list(changed),
    )
