"""What the bench of the search searches: a node's database with many denials, and queries.

The rows are written as the log's projection leaves them (`denials.denial_projection`), but
unsigned: signing and verifying has benches of its own, and a search reads neither.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from gateway.domain.base import Stated
from gateway.domain.denial import Denial, DenialEventType, DenialState
from gateway.domain.transaction import Party, PartyRole, Transaction
from gateway.register.denials.changes import record_changes
from gateway.register.row_writing import insert_rows, to_microseconds
from gateway.store.database import Database
from gateway.store.tables_register import denial, denial_event, log_part
from gateway.wire.denials import denial_to_parts
from lab.synthetic_denials import (
    SEED,
    draw_transaction,
    make_denials,
    recombined,
    uninvolved_organisations,
)

BATCH = 5_000
ALIAS, DAMAGED, UNINVOLVED = "alias", "damaged", "uninvolved"
_AT = to_microseconds(datetime(2026, 3, 2, 10, tzinfo=UTC))
_DAY = "2026-03-02"
_ALONE = 0.5  # share of the searches that name an end-user only


@dataclass(frozen=True, slots=True)
class Query:
    """One search, and the denial that it should find, if any."""

    kind: str
    transaction: Transaction
    expected: str = ""


def fill(db: Database, denials: Iterable[Denial]) -> int:
    """Write denials into a node's database; return how many."""
    positions: Counter[str] = Counter()
    total = 0
    source = iter(denials)
    while batch := list(islice(source, BATCH)):
        rows = _rows(batch, positions)

        def write(conn: Any, rows: Any = rows, batch: Any = batch) -> None:
            for table, values in rows:
                insert_rows(conn, table, values)
            record_changes(conn, [each.denial_id for each in batch])

        db.write_sync(write)
        total += len(batch)
    return total


def _rows(batch: Sequence[Denial], positions: Counter[str]) -> Any:
    denials: list[tuple[Any, ...]] = []
    events: list[tuple[Any, ...]] = []
    parts: list[tuple[Any, ...]] = []
    for each in batch:
        index = positions[each.authority]
        positions[each.authority] += 1
        codes = chain.from_iterable(item.codes for item in each.transaction.items)
        denials.append(
            (each.denial_id, each.authority, index, each.national_reference,
             DenialState.VALID.value, each.decision.value, each.legal_base.value,
             each.transaction.destination, f" {' '.join(codes)} ",
             each.transaction.end_user.value is None, "2026-03-01", _DAY, 0, "2029-03-02",
             DenialEventType.NOTIFIED.value, _AT)
        )  # fmt: skip
        kind = DenialEventType.NOTIFIED.value
        events.append((each.authority, index, each.denial_id, kind, _AT, ""))
        parts += [
            (each.authority, index, number, kind.value, "*", bytes(32), body, None)
            for number, (kind, body) in enumerate(denial_to_parts(each))
        ]
    return ((denial, denials), (denial_event, events), (log_part, parts))


def queries(parties: Sequence[Party], denials: Sequence[Denial], each: int) -> list[Query]:
    """Give so many searches of each kind, mixed.

    Args:
        parties: All parties on the lists, from which uninvolved ones are recombined.
        denials: The register.
        each: How many of each kind: by an alias that the denial itself has, by a damaged
            name, for an uninvolved party. Half of the searches name a consignee too.
    """
    dice = random.Random(SEED + 1)  # noqa: S311 - a measurement must be repeatable
    named = [d for d in denials if d.transaction.end_user.value is not None]
    aliased = [d for d in named if len(_end_user(d).names) > 1] or named
    found = [_query(dice, ALIAS, d, dice.choice(_end_user(d).names[1:] or _end_user(d).names))
             for d in dice.choices(aliased, k=each)]  # fmt: skip
    found += [_query(dice, DAMAGED, d, damaged(dice, _end_user(d).names[0]))
              for d in dice.choices(named, k=each)]  # fmt: skip
    strangers = [*recombined(parties, each // 2, seed=SEED + 2)]
    strangers += uninvolved_organisations(each - len(strangers))
    found += [Query(UNINVOLVED, draw_transaction(dice, party)) for party in strangers]
    dice.shuffle(found)
    return [_with_consignee(dice, query, parties) for query in found]


def damaged(dice: random.Random, name: str) -> str:
    """Damage a name as writing and copying does: a letter, the order, joined words."""
    words = name.split()
    way = dice.choice(("order", "joined", "doubled", "lost"))
    if way == "order" and len(words) > 1:
        dice.shuffle(words)
    elif way == "joined" and len(words) > 1:
        place = dice.randrange(len(words) - 1)
        words[place : place + 2] = ["".join(words[place : place + 2])]
    else:
        place = max(range(len(words)), key=lambda n: len(words[n]))
        word = words[place]
        at = dice.randrange(len(word))
        words[place] = word[:at] + (word[at] * 2 if way == "doubled" else "") + word[at + 1 :]
    return " ".join(words) or name


def _end_user(of: Denial) -> Party:
    party = of.transaction.end_user.value
    if party is None:
        raise ValueError("the end-user is withheld")
    return party


def _query(dice: random.Random, kind: str, of: Denial, name: str) -> Query:
    party = Party(names=(name,), kind=_end_user(of).kind)
    deal = draw_transaction(dice, party).with_items(of.transaction.items)
    return Query(kind, deal, of.denial_id)


def _with_consignee(dice: random.Random, query: Query, parties: Sequence[Party]) -> Query:
    if dice.random() < _ALONE:
        return query
    [other] = recombined(dice.sample(parties, 50), 1, seed=dice.randrange(1 << 30))
    deal = query.transaction.with_party(PartyRole.CONSIGNEE, Stated[Party].given(other))
    return Query(query.kind, deal, query.expected)


def register(parties: Sequence[Party], count: int) -> Iterator[Denial]:
    """Make the register that is searched."""
    return make_denials(parties, count)


def megabytes(folder: Path) -> float:
    """Return what the files of a folder take, in MiB."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 2**20
