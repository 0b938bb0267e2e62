"""The real registers of ../shared/data as denials of several members: imported, pulled, searched.

No public register of denials exists; lists of parties stand in. Each list becomes an import
file of one member, with the columns of docs/imports.md; a party's own names are its aliases.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from gateway.casework.imports.writing import import_denials
from gateway.domain.base import Stated
from gateway.domain.plain_text import fault_in
from gateway.domain.transaction import Party, PartyKind, Transaction
from gateway.tabular.import_report import ImportReport, Way
from tests.support.desk import ANNA, Desk
from tests.support.federation_case import CaseFederation
from tests.support.needs import SHARED

REGISTERS = SHARED / "data" / "registers"
MISSING = "the folder shared/data with the real registers is not beside the project"
MEMBERS = ("DE", "FR", "NL", "IT")

_LONGEST, _MOST = 400, 60  # of gateway.domain.transaction: a name, the names of a party
_KINDS = {
    "person": PartyKind.PERSON,
    "individual": PartyKind.PERSON,
    "company": PartyKind.ORGANISATION,
    "organization": PartyKind.ORGANISATION,
    "entity": PartyKind.ORGANISATION,
}
_COLUMNS = (
    "national_reference", "decision", "decision_date", "destination", "end_user_names",
    "end_user_kind", "end_user_addresses", "description", "control_codes",
)  # fmt: skip
_CODES = ("5A001.j", "5A002.a", "3A001.a.7", "2B350.a", "6A003.b", "1C350", "9A012.a", "4A003.b")


@dataclass(frozen=True, slots=True)
class Listed:
    """One party as one list has it."""

    register: str
    names: tuple[str, ...]
    kind: PartyKind = PartyKind.UNKNOWN
    addresses: tuple[str, ...] = ()


def real_parties() -> Iterator[Listed]:
    """Yield every named party of every register, list by list."""
    yield from _combined()
    yield from _screening_list()
    yield from _united_nations()
    yield from _denied_persons()


def _combined() -> Iterator[Listed]:
    with (REGISTERS / "combined_parties.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield from _listed(row["list"], row["names"], row["schema"], row["addresses"])


def _screening_list() -> Iterator[Listed]:
    path = REGISTERS / "csl_subset_with_addresses.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, restval=""):
            names = [row["name"], *row["alt_names"].split(";")]
            yield from _listed(f"CSL {row['source']}", names, row["type"], [row["addresses"]])


def _united_nations() -> Iterator[Listed]:
    # The list is a file of this machine's shared folder, never a stranger's.
    root = ET.parse(REGISTERS / "UN_consolidated.xml").getroot()  # noqa: S314
    for kind in ("INDIVIDUAL", "ENTITY"):
        for node in root.iter(kind):
            parts = [node.findtext(f"{n}_NAME") for n in ("FIRST", "SECOND", "THIRD", "FOURTH")]
            names = [" ".join(part.strip() for part in parts if part and part.strip())]
            names += [each.text or "" for each in node.iter("ALIAS_NAME")]
            names.append(node.findtext("NAME_ORIGINAL_SCRIPT") or "")
            yield from _listed("UN XML", names, kind.lower(), [])


def _denied_persons() -> Iterator[Listed]:
    with (REGISTERS / "dpl.txt").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            where = f"{row['Street_Address']}, {row['City']}, {row['Country']}"
            yield from _listed("DPL", [row["Name"]], "", [where])


def _listed(
    register: str, names: Iterable[str], schema: str, addresses: Sequence[str]
) -> Iterator[Listed]:
    clean = dict.fromkeys(_one_line(name, _LONGEST) for name in names)
    clean.pop("", None)
    if clean:
        yield Listed(
            register,
            tuple(clean)[:_MOST],
            _KINDS.get(schema.casefold(), PartyKind.UNKNOWN),
            tuple(text for each in addresses[:3] if (text := _one_line(each, _LONGEST))),
        )


def _one_line(text: str, longest: int) -> str:
    """Keep what separates cells, and what is no text and would be refused, out of a cell."""
    plain = "".join(" " if fault_in(each, lines=False) else each for each in text)
    return re.sub(r"[\s|]+", " ", plain).strip()[:longest].strip()


def shared_out(parties: Iterable[Listed]) -> Mapping[str, list[Listed]]:
    """Give every list to one member: the largest to who has least so far."""
    lists: dict[str, list[Listed]] = {}
    for party in parties:
        lists.setdefault(party.register, []).append(party)
    found: dict[str, list[Listed]] = {code: [] for code in MEMBERS}
    for name in sorted(lists, key=lambda name: (-len(lists[name]), name)):
        least = min(MEMBERS, key=lambda code: (len(found[code]), code))
        found[least] += lists[name]
    return found


def import_file(parties: Sequence[Listed]) -> bytes:
    """Write parties as a file of denials to import."""
    text = io.StringIO(newline="")
    rows = csv.DictWriter(text, _COLUMNS)
    rows.writeheader()
    for number, party in enumerate(parties, start=1):
        code = _CODES[number % len(_CODES)]
        rows.writerow(
            {
                "national_reference": f"R-{number:06d}",
                "decision": "refuse",
                "decision_date": "2026-02-02",
                "destination": "AE",
                "end_user_names": "|".join(party.names),
                "end_user_kind": party.kind.value,
                "end_user_addresses": "|".join(party.addresses),
                "description": f"Item of list position {code}",
                "control_codes": code,
            }
        )
    return text.getvalue().encode()


async def imported(desk: Desk, parties: Sequence[Listed]) -> None:
    """Import parties as a member's new denials; every one is taken."""
    report = await import_denials(
        desk.node.office, ANNA, import_file(parties), way=Way.OWN, filename="register.csv"
    )
    assert isinstance(report, ImportReport)
    assert not report.errors, report.errors[:3]


@dataclass(frozen=True, slots=True)
class Recall:
    """How many searches by an own alias found the entity among the first ten hits.

    Attributes:
        own: Its own denial was among them.
        listed: It, or another denial that lists exactly this alias: one party on several lists.
    """

    searches: int
    own: int
    listed: int


async def recall(
    federation: CaseFederation, at: str, parties: Mapping[str, Sequence[Listed]], most: int
) -> Recall:
    """Search, at one member, for entities of all members by an alias that each lists itself.

    Args:
        federation: With everything imported and synchronised.
        at: Who searches.
        parties: What each member has imported.
        most: How many searches; all entities with an alias if there are fewer.
    """
    wanted = [
        (code, number, party)
        for code, listed in parties.items()
        for number, party in enumerate(listed, start=1)
        if len(party.names) > 1
    ]
    dice = random.Random(4)
    sample = wanted if len(wanted) <= most else dice.sample(wanted, most)
    desk = federation[at]
    own = listed_ = 0
    for code, number, party in sample:
        alias = dice.choice(party.names[1:])
        found = await desk.node.search.examine(_asked(alias, number), at=federation.clock.at)
        first = [hit.denial_id for hit in found.hits[:10]]
        mine = f"{code}-2026-{number:05d}" in first
        own += mine
        listed_ += mine or any(_lists(parties, denial_id, alias) for denial_id in first)
    return Recall(len(sample), own, listed_)


def _asked(alias: str, number: int) -> Transaction:
    code = _CODES[number % len(_CODES)]
    item = {
        "description": f"Item of list position {code}",
        "classifications": [{"source": "annex_i", "code": code}],
    }
    base = Transaction.model_validate({"activity": "export", "items": [item], "destination": "AE"})
    return base.model_copy(update={"end_user": Stated[Party].given(Party(names=(alias,)))})


def _lists(parties: Mapping[str, Sequence[Listed]], denial_id: str, alias: str) -> bool:
    code, _, number = denial_id.partition("-2026-")
    return alias in parties[code][int(number) - 1].names
