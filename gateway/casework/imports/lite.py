"""The form of another national licensing system: its list of the denials of others.

Columns: reference, regime_reg_ref, name, address, notifying_government, country, denial_cle,
item_description, end_use, reason_for_refusal, entity_type. Consecutive rows with one
regime_reg_ref are the parties of one denial. The form has no dates: the day of the
transcription stands for them and a reference says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from gateway.casework.imports.draft import (
    INFORMATION_ONLY,
    UNITED_KINGDOM,
    DenialDraft,
    Setting,
    denial_number,
    digest_of,
    source_state,
)
from gateway.casework.imports.sheet import SheetRow
from gateway.domain.base import Stated
from gateway.domain.denial import DecisionType, Denial, FreeText
from gateway.domain.transaction import (
    Activity,
    Address,
    Classification,
    Item,
    ListSource,
    Party,
    Reference,
    Text,
    Transaction,
)
from gateway.errors import InputError, Reason
from gateway.tabular import cells
from gateway.tabular.import_report import RowError
from gateway.tabular.importer import RowReader

NO_DATES = Reference(system="note", value="the source states no dates; day of transcription")
_LANGUAGE = "en"  # the form's texts are English
_CATCH_ALL = frozenset({"catch all", "catch-all", "catchall", "end use", "end-use", "non-listed"})
_ENTRY = re.compile(r"[0-9][A-E][0-9]{3}")


class _Role(StrEnum):
    END_USER = "end_user"
    CONSIGNEE = "consignee"
    THIRD_PARTY = "third_party"


def read_lite(rows: Sequence[SheetRow], setting: Setting) -> DenialDraft | list[RowError]:
    """Read the rows of one denial in this form.

    Args:
        rows: Consecutive rows with the same regime_reg_ref, one party each.
        setting: Way, authority, present day, lists.
    """
    head, *rest = readers = [RowReader(row) for row in rows]
    reference = head.need("regime_reg_ref", str)
    state = head.need(
        "notifying_government", lambda cell: source_state(setting, cells.country(cell))
    )
    destination = head.need("country", cells.country)
    for reader in rest:
        reader.need("country", cells.country)
        for column in filter(head.text, ("notifying_government", "reference")):
            reader.need(column, str)
        reader.check_says_nothing_else(head, ("notifying_government", "reference"))
    parties = [_party(reader) for reader in readers]
    items, notes = _items(readers, setting)
    texts = _texts(head)
    number = head.take("reference", lambda cell: Reference(system="source", value=cell))
    errors = [error for reader in readers for error in reader.errors]
    if errors or reference is None or state is None or destination is None:
        return errors
    if state == UNITED_KINGDOM:
        notes.append(INFORMATION_ONLY)
    if number is not None:
        notes.insert(0, number)
    denial = head.make(
        "regime_reg_ref",
        lambda: Denial(
            denial_id=denial_number(state, setting.today.year, 0),
            authority=setting.authority,
            national_reference=reference,
            decision=DecisionType.REFUSE,
            decision_date=setting.today,
            first_notified=setting.today,
            reviews_so_far=None,
            transaction=_transaction(items, parties, destination, texts[0]),
            explanation=texts[1],
            references=(*notes, NO_DATES),
        ),
    )
    if denial is None:
        return head.errors
    return DenialDraft(
        reference=reference,
        rows=tuple(row.number for row in rows),
        digest=digest_of(rows),
        way=setting.way,
        prefix=state,
        source=state,
        denial=denial,
    )


def _party(reader: RowReader[str]) -> tuple[_Role, Party] | None:
    role = reader.need("entity_type", lambda cell: cells.word(_Role, cell.replace("-", "_")))
    if not reader.text("name"):
        reader.fault(
            "name",
            Reason.PARTY_NAMELESS.error(
                "the party has no name",
                remedy="Give the name; a withheld party is imported in our own form.",
            ),
        )
        return None
    country = None if reader.errors else reader.take("country", cells.country)
    address = reader.take(
        "address", lambda cell: Address(text=" ".join(cell.split()), country=country)
    )
    party = reader.make(
        "name",
        lambda: Party(
            names=(reader.text("name"),), addresses=(address,) if address else (), country=country
        ),
    )
    return (role, party) if role and party else None


def _items(readers: Sequence[RowReader[str]], setting: Setting) -> tuple[tuple[Item, ...],
                                                                  list[Reference]]:  # fmt: skip
    """Return the item lines, each once however many parties name it, and notes on codes."""
    found: dict[tuple[str, str], Item] = {}
    notes: list[Reference] = []
    for reader in readers:
        said = (reader.text("denial_cle"), reader.text("item_description"))
        if said in found:
            continue
        description = reader.need("item_description", str)
        read = reader.need("denial_cle", lambda cell: _classify(cell, setting))
        if description is None or read is None:
            continue
        classification, note = read
        item = reader.make(
            "item_description",
            lambda: Item(description=description, classifications=(classification,)),  # noqa: B023 - called at once
        )
        if item is not None:
            found[said] = item
            notes.extend([note] if note else [])
    return tuple(found.values()), notes


def _classify(cell: str, setting: Setting) -> tuple[Classification, Reference | None]:
    """Return what a code of the source means here, and what to keep of how it was written.

    A catch-all case names no listed item. A code whose end is not of Annex I is read as its
    entry, which is coarser and so still found; the code as written is kept.
    """
    if cell.lower() in _CATCH_ALL:
        return Classification(source=ListSource.NON_LISTED), None
    note = None
    try:
        code = cells.control_code(cell)
    except InputError:
        entry = _ENTRY.match(cell.upper())
        if entry is None or "," in cell or ";" in cell:
            raise
        code = entry.group()
        note = Reference(system="code as written", value=cell[:120])
    if setting.codes is not None:
        code = setting.codes.check(code)
    return Classification(source=ListSource.ANNEX_I, code=code), note


def _texts(head: RowReader[str]) -> tuple[Stated[Text], tuple[FreeText, ...]]:
    use = head.take("end_use", Stated[Text].given)
    why = head.take("reason_for_refusal", lambda cell: FreeText(language=_LANGUAGE, text=cell))
    return use or Stated[Text].unknown(), (why,) if why else ()


def _transaction(
    items: tuple[Item, ...],
    parties: Sequence[tuple[_Role, Party] | None],
    destination: str,
    stated_end_use: Stated[Text],
) -> Transaction:
    """Return what was denied; of several end-users or consignees the others are in between."""
    by_role = {
        role: [p for found in parties if found and found[0] == role for p in (found[1],)]
        for role in _Role
    }
    return Transaction(
        activity=Activity.EXPORT,
        items=items,
        end_user=_first(by_role[_Role.END_USER]),
        consignee=_first(by_role[_Role.CONSIGNEE]),
        intermediaries=(
            *by_role[_Role.THIRD_PARTY],
            *by_role[_Role.END_USER][1:],
            *by_role[_Role.CONSIGNEE][1:],
        ),
        destination=destination,
        stated_end_use=stated_end_use,
    )


def _first(parties: Sequence[Party]) -> Stated[Party]:
    return Stated[Party].given(parties[0]) if parties else Stated[Party].unknown()
