"""Measures the matcher on labelled files: pairs of names, and searches that should find nothing.

Both at the threshold that is shipped, never at the one that would suit the file best. The
files are other people's; what is wrong in them is told with row and column.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.domain.denial import Denial
from gateway.domain.examination import MatchClass
from gateway.domain.transaction import Party, PartyKind
from gateway.errors import Reason
from gateway.matching.index.denial_index import DenialIndex
from gateway.matching.meaning.comparison import SHARED_READER
from gateway.matching.parties.party import compare_parties
from gateway.matching.search import find_names
from gateway.matching.transaction import PARTY_LIKELY, compare
from lab.labelled_rows import csv_rows, json_rows, need_columns, party_of, truth_of
from lab.synthetic_denials import SEED, draw_transaction, make_denials

# Schema names of FollowTheMoney, as labelled files use them; others are not known.
_KINDS: dict[str, PartyKind] = {
    "person": PartyKind.PERSON,
    "company": PartyKind.ORGANISATION,
    "organization": PartyKind.ORGANISATION,
    "organisation": PartyKind.ORGANISATION,
    "publicbody": PartyKind.ORGANISATION,
}
_LIKELY = {MatchClass.EXACT: MatchClass.LIKELY}  # on both somebody would be consulted
_NAME_COLUMNS = ("names", "name", "full_name", "query", "name1")
_LONGEST_NAME = 400  # of gateway.domain.transaction.Name
_MOST_NAMES = 60  # of gateway.domain.transaction.Party


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two parties, and whether they are the same one."""

    ours: Party
    theirs: Party
    is_match: bool


@dataclass(frozen=True, slots=True)
class Quality:
    """What the matcher reached on labelled pairs.

    Attributes:
        threshold: Party score from which a pair counts as a match: the shipped one.
        precision: Share of the found pairs that are matches; 1 if none was found.
        recall: Share of the matches that were found; 1 if there was none.
        f1: Harmonic mean of the two.
        pairs: How many pairs were scored.
        false_positives: Pairs found that are no match.
        false_negatives: Matches not found.
    """

    threshold: float
    precision: float
    recall: float
    f1: float
    pairs: int
    false_positives: int
    false_negatives: int


@dataclass(frozen=True, slots=True)
class Alarms:
    """How many searches for uninvolved parties and items show somebody.

    Attributes:
        searches: How many parties were searched, each with an item.
        alarms: How many of the searches show at least one party at the threshold.
        alarms_per_search: Their share.
        threshold: The shipped threshold.
        register_parties: How many parties the register was made of.
        register_denials: How many denials were searched through.
        transaction_alarms: How many of the searches show a hit of party and item that is
            likely or exact: one on which somebody would be consulted.
        transaction_alarms_per_search: Their share.
        possible_alarms: How many show a hit of party and item that is only possible.
        same_party_alarms: How many show a denial of the same or likely same party for other
            goods, on which nobody would be consulted.
        same_party_alarms_per_search: Their share.
    """

    searches: int
    alarms: int
    alarms_per_search: float
    threshold: float
    register_parties: int
    register_denials: int
    transaction_alarms: int
    transaction_alarms_per_search: float
    possible_alarms: int
    same_party_alarms: int
    same_party_alarms_per_search: float


@dataclass(frozen=True, slots=True)
class MadeRegister:
    """Denials made of parties, with their index: made once, searched for as many as one likes."""

    parties: int
    known: Mapping[str, Denial]
    index: DenialIndex


def evaluate(pairs: Iterable[LabelledPair], *, threshold: float = PARTY_LIKELY) -> Quality:
    """Score labelled pairs at one threshold.

    Args:
        pairs: The pairs.
        threshold: Party score from which a pair counts as found.
    """
    return quality_of(
        (
            (compare_parties(pair.ours, pair.theirs).score >= threshold, pair.is_match)
            for pair in pairs
        ),
        threshold=threshold,
    )


def quality_of(found: Iterable[tuple[bool, bool]], *, threshold: float) -> Quality:
    """Return what was reached.

    Args:
        found: Of each pair whether it was found, and whether it is a match.
        threshold: From which a pair counts as found.
    """
    counts = Counter(found)
    hits, false_positives, false_negatives = (
        counts[True, True], counts[True, False], counts[False, True]
    )  # fmt: skip
    precision = hits / (hits + false_positives) if hits + false_positives else 1.0
    recall = hits / (hits + false_negatives) if hits + false_negatives else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Quality(
        threshold,
        precision,
        recall,
        f1,
        pairs=counts.total(),
        false_positives=false_positives,
        false_negatives=false_negatives,
    )


def alarms(
    register: Sequence[Party],
    queries: Iterable[Party],
    *,
    threshold: float = PARTY_LIKELY,
    denials: int = 0,
    seed: int = SEED,
) -> Alarms:
    """Search a register for uninvolved parties and items, and count who is shown.

    The parties of the register get items and destinations, the queries too, both drawn by
    how often a code stands in licence practice (`lab.synthetic_denials`).

    Args:
        register: The parties whose denials are searched through.
        queries: Parties that are not among them.
        threshold: Party score from which a party is shown.
        denials: How many denials to make of them, fewer or more than there are parties; 0:
            one for each party.
        seed: Another seed, other items.
    """
    made = make_register(register, denials=denials, seed=seed)
    return alarms_among(made, queries, threshold=threshold, seed=seed)


def make_register(register: Sequence[Party], *, denials: int = 0, seed: int = SEED) -> MadeRegister:
    """Make the register that `alarms` searches.

    Args:
        register: The parties whose denials are searched through.
        denials: How many denials to make of them; 0: one for each party.
        seed: Another seed, other items.
    """
    made = make_denials(register, denials or len(register), seed=seed, withheld=0)
    known = {each.denial_id: each for each in made}
    index = DenialIndex.open()
    index.apply(known.items(), position=len(known))
    return MadeRegister(len(register), known, index)


def alarms_among(
    register: MadeRegister,
    queries: Iterable[Party],
    *,
    threshold: float = PARTY_LIKELY,
    seed: int = SEED,
) -> Alarms:
    """Do what `alarms` does, on a register that was made before.

    Args:
        register: The register.
        queries: Parties that are not among its own.
        threshold: Party score from which a party is shown.
        seed: Another seed, other items of the queries.
    """
    known, index = register.known, register.index
    dice = random.Random(seed + 1)  # noqa: S311 - a measurement must be repeatable
    searches = shown = 0
    classes: Counter[MatchClass] = Counter()
    for query in queries:
        ours = draw_transaction(dice, query)
        near = find_names(ours, index=index)
        searches += 1
        shown += any(score >= threshold for score in near.values())
        found = (compare(ours, known[key], meanings=SHARED_READER) for key in near)
        classes.update({_LIKELY.get(hit.match_class, hit.match_class) for hit in found if hit})
    return Alarms(
        searches=searches,
        alarms=shown,
        alarms_per_search=shown / searches if searches else 0.0,
        threshold=threshold,
        register_parties=register.parties,
        register_denials=len(known),
        transaction_alarms=classes[MatchClass.LIKELY],
        transaction_alarms_per_search=classes[MatchClass.LIKELY] / searches if searches else 0.0,
        possible_alarms=classes[MatchClass.POSSIBLE],
        same_party_alarms=classes[MatchClass.SAME_PARTY],
        same_party_alarms_per_search=classes[MatchClass.SAME_PARTY] / searches if searches else 0.0,
    )


def read_pairs(path: Path, *, half: str = "") -> list[LabelledPair]:
    """Read labelled pairs: columns ``name1``, ``name2``, and ``is_match`` or ``same``.

    Optional are ``schema`` or ``party_kind``, and ``country``, ``address`` and ``identifier`` of
    each side.

    Args:
        path: CSV.
        half: Only rows whose column ``half`` says so; empty: all.

    Raises:
        InputError: A column is missing, a row has no name or no truth value.
    """
    pairs: list[LabelledPair] = []
    for number, row in csv_rows(path):
        truth = "same" if "same" in row else "is_match"
        need_columns(row, ("name1", "name2", truth, *(("half",) if half else ())))
        if half and row["half"] != half:
            continue
        kind = _kind(row.get("schema") or row.get("party_kind", ""))
        ours, theirs = (_named(row, number, side, kind) for side in "12")
        pairs.append(LabelledPair(ours, theirs, truth_of(row, number, truth)))
    return pairs


def _named(row: Mapping[str, Any], number: int, side: str, kind: PartyKind) -> Party:
    known = _party([row[f"name{side}"]], kind, number, f"name{side}")
    return party_of({**row, f"name{side}": known.names[0]}, side, kind=kind)


def read_parties(path: Path) -> list[Party]:
    """Read parties from JSON lines or CSV.

    A line or row has its names under ``names`` (in CSV separated by ``;;``), ``name``,
    ``full_name`` or ``query``, and may have a ``schema``. Rows without any name are left
    out: real registers have them, and they can neither find nor be found.

    Raises:
        InputError: The file is empty, no JSON, or has none of the columns.
    """
    rows = json_rows(path) if path.suffix in (".jsonl", ".ndjson") else csv_rows(path)
    parties: list[Party] = []
    for number, row in rows:
        column = next((c for c in _NAME_COLUMNS if c in row), None)
        if column is None:
            raise Reason.COLUMN_MISSING.error(
                f"row {number}: no column with a name",
                remedy=f"Name one column {', '.join(_NAME_COLUMNS)}.",
                row=str(number),
            )
        value = row[column]
        names = [str(n) for n in value] if isinstance(value, list) else str(value).split(";;")
        if any(name.strip() for name in names):
            kind = _kind(str(row.get("schema", "")) or ("person" if "first_name" in row else ""))
            parties.append(_party(names, kind, number, column))
    return parties


def _kind(schema: str) -> PartyKind:
    return _KINDS.get(schema.strip().casefold(), PartyKind.UNKNOWN)


def _party(names: Iterable[str], kind: PartyKind, row: int, column: str) -> Party:
    written = [name.strip()[:_LONGEST_NAME] for name in names if name.strip()]
    if not written:
        raise Reason.PARTY_NAMELESS.error(
            f"row {row}, column {column}: no name",
            remedy="Give every row two names, or leave the row out.",
            row=str(row),
            column=column,
        )
    return Party(names=tuple(dict.fromkeys(written))[:_MOST_NAMES], kind=kind)
