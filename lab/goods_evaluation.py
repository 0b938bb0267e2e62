"""Measures the matcher on labelled pairs of goods, and of transactions.

At the thresholds that are shipped, never at those that would suit the file best. Pairs that nobody
tuned to are in `bench/strangers`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from rigour.text.scripts import text_scripts

from gateway.domain.base import Stated
from gateway.domain.denial import DecisionType, Denial
from gateway.domain.examination import MatchClass
from gateway.domain.transaction import (
    Activity,
    Classification,
    Item,
    ListSource,
    Parameter,
    Party,
    Transaction,
)
from gateway.errors import InputError
from gateway.matching.index.denial_index import DenialIndex
from gateway.matching.items.item import match_items
from gateway.matching.search import examine
from gateway.matching.transaction import ITEM_LIKELY, KnownDenial
from lab.labelled_rows import csv_rows, need_columns, truth_of
from lab.match_evaluation import Quality, quality_of

_GOODS: Final = ("description", "language", "code", "cn", "cas", "parameters")
_DEAL: Final = ("party", "party_country", "description", "language", "code", "destination")
_ISSUER: Final = "FR"


class Reach(StrEnum):
    """How far apart two descriptions are written."""

    SAME_LANGUAGE = "same_language"
    CROSS_LANGUAGE = "cross_language"
    CROSS_SCRIPT = "cross_script"


class Label(StrEnum):
    """What an officer says of two transactions."""

    MUST_CONSULT = "must_consult"  # essentially identical
    MUST_SEE = "must_see"  # of the same or likely the same party, whatever the goods
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsPair:
    """Two statements of goods.

    Attributes:
        same: Whether they state the same thing.
        reach: How far apart they are written.
        kind: What is hard about the pair, as the file has it; empty for nothing said.
    """

    ours: Item
    theirs: Item
    same: bool
    reach: Reach
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsQuality:
    """What the matcher reached on pairs of goods.

    Attributes:
        whole: On all pairs.
        by_reach: By how far apart they are written.
        wrong: By kind, how many pairs were got wrong, of how many.
    """

    whole: Quality
    by_reach: Mapping[Reach, Quality]
    wrong: Mapping[str, tuple[int, int]]


@dataclass(slots=True)
class DealQuality:
    """What the matcher reached on pairs of transactions of one label.

    Attributes:
        pairs: How many there are.
        shown: How many an officer is shown, in any class.
        consulted: On how many somebody would be consulted.
    """

    pairs: int = 0
    shown: int = 0
    consulted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DealPair:
    """A transaction of ours and one that was denied."""

    ours: Transaction
    theirs: Denial
    label: Label


# --- goods ------------------------------------------------------------------------------------


def evaluate_goods(pairs: Iterable[GoodsPair]) -> GoodsQuality:
    """Score pairs of goods at the threshold from which they are likely the same."""
    whole: list[tuple[bool, bool]] = []
    by_reach: dict[Reach, list[tuple[bool, bool]]] = {each: [] for each in Reach}
    wrong: dict[str, list[bool]] = defaultdict(list)
    for pair in pairs:
        match = match_items(pair.ours, pair.theirs)
        told = (not match.unknown and match.score >= ITEM_LIKELY, pair.same)
        whole.append(told)
        by_reach[pair.reach].append(told)
        wrong[pair.kind].append(told[0] is not told[1])
    return GoodsQuality(
        whole=quality_of(whole, threshold=ITEM_LIKELY),
        by_reach={
            reach: quality_of(each, threshold=ITEM_LIKELY) for reach, each in by_reach.items()
        },
        wrong={kind: (sum(each), len(each)) for kind, each in sorted(wrong.items()) if kind},
    )


def read_goods(path: Path, *, half: str = "") -> list[GoodsPair]:
    """Read labelled pairs of goods.

    Args:
        path: CSV with the columns ``description1``, ``language1``, ``code1``, ``cn1``, ``cas1``,
            ``parameters1``, the same with 2, and ``same``; optional ``kind`` and ``half``.
        half: Only rows whose column ``half`` says so; empty: all.

    Raises:
        InputError: A column is missing, or a row holds what is no goods; names row and column.
    """
    pairs = []
    for number, row in _rows(path, _GOODS, "same", half):
        ours, theirs = (_item(row, number, side) for side in "12")
        pairs.append(
            GoodsPair(
                ours=ours,
                theirs=theirs,
                same=truth_of(row, number, "same"),
                reach=_reach(row),
                kind=row.get("kind", ""),
            )
        )
    return pairs


def _rows(
    path: Path, columns: Iterable[str], label: str, half: str
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    wanted = (*(f"{each}{side}" for side in "12" for each in columns), label)
    for number, row in csv_rows(path):
        need_columns(row, (*wanted, "half") if half else wanted)
        if not half or row["half"] == half:
            yield number, row


def _reach(row: Mapping[str, Any]) -> Reach:
    one, two = (text_scripts(row[f"description{side}"]) for side in "12")
    if one and two and not one & two:
        return Reach.CROSS_SCRIPT
    if row["language1"] == row["language2"]:
        return Reach.SAME_LANGUAGE
    return Reach.CROSS_LANGUAGE


def _item(row: Mapping[str, Any], number: int, side: str) -> Item:
    code = row[f"code{side}"].strip()
    listed = Classification(source=ListSource.ANNEX_I, code=code) if code else None
    said = row.get(f"parameters{side}", "").split(";")
    try:
        return Item(
            description=row[f"description{side}"],
            classifications=(listed or Classification(source=ListSource.NON_LISTED),),
            parameters=tuple(_parameter(each, number, side) for each in said if each.strip()),
            cn_code=row.get(f"cn{side}", "").strip() or None,
            cas_number=row.get(f"cas{side}", "").strip() or None,
        )
    except ValidationError as exc:
        raise _faulty(number, side, exc) from exc


def _parameter(text: str, number: int, side: str) -> Parameter:
    """Read ``frequency=10 GHz``."""
    name, _, quantity = text.strip().partition("=")
    value, _, unit = quantity.strip().partition(" ")
    try:
        return Parameter(
            name=name.strip(), value=Decimal(value.replace(",", ".")), unit=unit.strip() or "1"
        )
    except (ArithmeticError, ValueError) as exc:
        raise InputError(
            f"row {number}, column parameters{side}: {text.strip()!r} is no name=number unit",
            remedy="Write for example frequency=10 GHz; channels=4.",
            row=str(number),
            column=f"parameters{side}",
        ) from exc


def _faulty(number: int, side: str, exc: ValidationError) -> InputError:
    where = ".".join(str(each) for each in exc.errors()[0]["loc"])
    return InputError(
        f"row {number}, side {side}: {where}: {exc.errors()[0]['msg']}",
        remedy="Correct the row, or leave it out.",
        row=str(number),
        column=where,
    )


# --- transactions -----------------------------------------------------------------------------


@dataclass(slots=True)
class _Register:
    """The denials of a file and their index, as a node holds them."""

    known: dict[str, KnownDenial] = field(default_factory=dict)
    index: DenialIndex = field(default_factory=DenialIndex.open)


def evaluate_deals(pairs: Iterable[DealPair]) -> dict[Label, DealQuality]:
    """Examine each transaction of ours among the denials of the whole file, as a node does."""
    held, register = list(pairs), _Register()
    register.known = {each.theirs.denial_id: KnownDenial(each.theirs) for each in held}
    denials = {name: each.denial for name, each in register.known.items()}
    register.index.apply(denials.items(), position=len(denials))
    found = {label: DealQuality() for label in Label}
    for pair in held:
        hits = examine(
            pair.ours,
            index=register.index,
            load=lambda ids: {each: register.known[each] for each in ids},
        )
        hit = next((each for each in hits if each.denial_id == pair.theirs.denial_id), None)
        told = found[pair.label]
        told.pairs += 1
        told.shown += hit is not None
        told.consulted += hit is not None and hit.match_class in _CONSULTED
    return found


_CONSULTED: Final = (MatchClass.EXACT, MatchClass.LIKELY)


def read_deals(path: Path, *, half: str = "") -> list[DealPair]:
    """Read labelled pairs of transactions.

    Args:
        path: CSV with the columns ``party1``, ``party_country1``, ``description1``,
            ``language1``, ``code1``, ``destination1``, the same with 2, and ``label``.
        half: Only rows whose column ``half`` says so; empty: all.

    Raises:
        InputError: A column is missing, or a row holds what is no transaction; names the row.
    """
    pairs = []
    for number, row in _rows(path, _DEAL, "label", half):
        if row["label"] not in tuple(Label):
            raise InputError(
                f"row {number}, column label: {row['label']!r} is none of {', '.join(Label)}",
                remedy="Write one of them.",
                row=str(number),
                column="label",
            )
        ours, theirs = (_deal(row, number, side) for side in "12")
        denial = Denial(
            denial_id=f"{_ISSUER}-2026-{number:05d}",
            authority=_ISSUER,
            national_reference=str(number),
            decision=DecisionType.REFUSE,
            decision_date=date(2026, 3, 1),
            first_notified=date(2026, 3, 2),
            transaction=theirs,
        )
        pairs.append(DealPair(ours=ours, theirs=denial, label=Label(row["label"])))
    return pairs


def _deal(row: Mapping[str, Any], number: int, side: str) -> Transaction:
    try:
        party = Party(
            names=(row[f"party{side}"],), country=row[f"party_country{side}"].strip() or None
        )
        return Transaction(
            activity=Activity.EXPORT,
            items=(_item(row, number, side),),
            end_user=Stated[Party].given(party),
            destination=row[f"destination{side}"].strip(),
        )
    except ValidationError as exc:
        raise _faulty(number, side, exc) from exc
