"""What `comity controls` says of codes: the lists of a folder, one code in all, codes by words."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from gateway.domain.controls import (
    ControlList,
    ControlLists,
    Known,
    ListFile,
    ListKind,
    ancestors,
    is_within,
    normalise_code,
    shipped_controls,
    shipped_lists,
)
from gateway.domain.controls.finding import near_codes
from gateway.domain.lawfile import parse_law
from gateway.errors import Reason


class ShelfOfFolder:
    """The lists that lie in a node's folder, named by its directory or not.

    Args:
        home: The node's folder; its ``law/`` need not exist.

    Raises:
        LawError: A list in it is wrong; file, line and field are named.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        files = [(path, path.read_bytes()) for path in sorted((home / "law").glob("*.toml"))]
        held = [
            parse_law(path.name, raw, ListFile, reason=Reason.LIST_INVALID)
            for path, raw in files
            if _is_list(raw)
        ]
        known = Known.of(shipped_controls())
        self.lists = ControlLists(held, known=known, told=shipped_lists())

    def held(self) -> list[dict[str, Any]]:
        """Return the lists for programs; ``named`` is None where there is no directory."""
        digests = self._named()
        return [
            {
                "list": file.key,
                "version": file.version,
                "act": file.act,
                "in_force_from": file.in_force_from.isoformat(),
                "codes": len(self.lists.version(file.version).codes),
                "not_used": len(self.lists.version(file.version).not_used),
                "sha256": file.digest,
                "named": None if digests is None else file.digest in digests,
                "comes_with_comity": self.lists.comes_with_comity(file.version),
            }
            for file in self.lists.files
        ]

    def _named(self) -> set[str] | None:
        from gateway.app.clock import SystemClock
        from gateway.app.directory import DIRECTORY, hold_directory

        if not (self._home / DIRECTORY).exists():
            return None
        directory = hold_directory(self._home, at=SystemClock())
        return {law.digest.hex() for law in directory.controls}


def _is_list(raw: bytes) -> bool:
    """Say whether a law file is a control list; a calendar or a rulebook has no such kind."""
    try:
        return tomllib.loads(raw.decode()).get("kind") in set(ListKind)
    except ValueError:  # a broken file is the doctor's matter, whatever it was to be
        return False


def facts_of(text: str, lists: ControlLists, on: date | None) -> dict[str, Any]:
    """Return what is known of a code as the JSON that programs read.

    Args:
        text: The code in any spelling.
        lists: The lists that are held.
        on: Day that is asked about; absent: the newest reading.

    Raises:
        InputError: CODE_UNKNOWN; it is no code.
    """
    code, controls = normalise_code(text), shipped_controls()
    category, group, series = controls.labels.of(code)
    annex_iv, cyber = controls.in_annex_iv(code), controls.cyber_group(code)
    related = controls.related_cyber_group(code)
    return {
        "code": code,
        "within": list(ancestors(code)),
        "label": lists.label(code),
        "category": category,
        "group": group,
        "series": series,
        "union_500": controls.added_by_union(code) is not None,
        "annex_iv": annex_iv
        and {
            "parts": list(annex_iv.parts),
            "in_part": annex_iv.in_part,
            "note": annex_iv.note,
            "limits": [limit.says for limit in annex_iv.limit],
            "unless": list(annex_iv.unless),
        },
        "annex_iv_below": [rule.code for rule in controls.code_list("annex_iv").below(code)],
        "cyber_group": cyber and cyber.label,
        "related_cyber_group": related and related.label,
        "moved": [
            move.model_dump(mode="json")
            for move in lists.moved
            if is_within(code, move.old) or is_within(code, move.new)
        ],
        "lists": [_stands(code, file, lists.version(file.version, on=on), on)
                  for file in lists.files],
    }  # fmt: skip


def _stands(code: str, file: ListFile, held: ControlList, on: date | None) -> dict[str, Any]:
    above = next((each for each in ancestors(code) if each in held.codes), None)
    stands = "listed" if code in held.codes else "absent"
    if code in held.not_used:
        stands = "not used"
    return {
        "list": file.key,
        "version": file.version,
        "in_force_from": file.in_force_from.isoformat(),
        "began": on is None or file.in_force_from <= on,
        "stands": stands,
        "nearest": code if stands == "listed" else above,
        "near": [] if stands == "listed" else list(near_codes(code, held.codes)),
        "below": sum(each.startswith(f"{code}.") for each in held.codes),
        "text": file.texts.get(code, ""),
    }
