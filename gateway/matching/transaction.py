"""Compares a transaction with a denial: are they essentially identical (Art 2(22))?

Items with essentially identical parameters AND the same end-user or consignee, across roles.
Destination, value and exporter are not in the definition: the destination ranks, the others
are not looked at. A party that a denial withholds is no mismatch: such a denial is found by
item and destination and offered as possible (docs/domain.md 1.4, 2.6, 12).

Whether two items are essentially identical is an officer's judgement, and a description in
other words misleads any score. So a denial of the same or likely same party is shown whatever
its goods, in a class of its own that asks for no consultation.

Whether a hit calls for consultation is said here as far as it follows from the denial; which
procedure that is, and its periods, is the rulebook's matter.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from gateway.domain.authority import member_state
from gateway.domain.base import Stated, Statement
from gateway.domain.denial import DecisionType, Denial, PartnerSource
from gateway.domain.examination import Hit, MatchClass, Reasoned
from gateway.domain.letter import Marking
from gateway.domain.transaction import Party, PartyRole, Transaction
from gateway.matching.items.best_items import best_item_match
from gateway.matching.items.item import ITEM_ALIKE, ITEM_EXACT, ITEM_POSSIBLE, ItemMatch
from gateway.matching.meaning.comparison import Meanings
from gateway.matching.parties.party import PartyMatch, compare_parties
from gateway.matching.parties.placeholder_names import NoName, no_name
from gateway.matching.parties.ranking_hints import beside_the_definition
from gateway.matching.parties.similarity import LIKELY

# Thresholds on the party score; the figures that justify them are in docs/matching.md, from
# `comity bench match_quality`. tests/unit/matching/test_bench.py repeats a sample with bounds.
PARTY_EXACT = 0.97  # equal in Latin letters, or an equal identifier
PARTY_LIKELY = LIKELY  # the shipped threshold, to which names are scaled
PARTY_POSSIBLE = 0.70

# Thresholds on the probability of the items; measured by bench/match_items.py
# (docs/matching-items.md).
ITEM_LIKELY = ITEM_ALIKE

UNKNOWN_PARTY = 0.5  # neither for nor against: the party is withheld or not recorded
DESTINATION_BONUS = 0.03

_FEW_PAIRS = 4

Opens: TypeAlias = Collection[DecisionType]
"""The decisions whose denials open a consultation."""

EVERY_DECISION: Opens = frozenset(DecisionType)
"""Where no rulebook is asked."""

_OPENS_NOTHING = {DecisionType.NATIONAL_LIST_REFUSAL: "refusal of an item of a national list"}

_IN_WORDS = {PartyRole.END_USER: "end-user", PartyRole.CONSIGNEE: "consignee"}
_CLASS_ORDER = tuple(MatchClass)


@dataclass(frozen=True, slots=True)
class KnownDenial:
    """A denial with what only its holder knows of it.

    Attributes:
        denial: The denial.
        relayed_from: The State that is not a member and whose denial it is, or "".
        transcribed_by: Authority that transcribed a relayed denial.
        partner: Of a State outside the Union: the regime in which it told, and the marking.
    """

    denial: Denial
    relayed_from: str = ""
    transcribed_by: str | None = None
    partner: PartnerSource | None = None

    @property
    def named(self) -> dict[str, object]:
        """Which denial it is and whose, as a hit says it."""
        denial = self.denial
        return {
            "denial_id": denial.denial_id,
            "authority": denial.authority,
            "relayed_from": self.relayed_from,
            "transcribed_by": self.transcribed_by,
        }


@dataclass(frozen=True, slots=True)
class PartyFinding:
    """The best pair of end-user or consignee of two transactions.

    Attributes:
        match: Score and reasons.
        roles: In words, which of ours is which of theirs.
        open_reason: Why the party cannot be compared, or "" when it can.
        withheld: Whether a party of the denial is withheld (rather than not recorded).
    """

    match: PartyMatch
    roles: str = ""
    open_reason: str = ""
    withheld: bool = False


def compare(
    ours: Transaction,
    denial: Denial,
    *,
    asking: str | None = None,
    opens: Opens = EVERY_DECISION,
    relayed_from: str = "",
    transcribed_by: str | None = None,
    meanings: Meanings | None = None,
) -> Hit | None:
    """Compare our transaction with one denial.

    Args:
        ours: The transaction that is examined.
        denial: A valid or relayed denial.
        asking: Authority that examines; its own State's denials open no consultation.
        opens: Decisions whose denials open one, as the rulebook has it.
        relayed_from: State whose denial it is, when that State is not a member.
        transcribed_by: Authority that transcribed a relayed denial.
        meanings: Compares meanings of goods of the same party, where they were read.

    Returns:
        The hit with its reasons, or None when the two are not essentially identical and not
        of the same party either.
    """
    known = KnownDenial(denial, relayed_from, transcribed_by)
    return compare_known(ours, known, asking=asking, opens=opens, meanings=meanings)


def compare_known(
    ours: Transaction,
    known: KnownDenial,
    *,
    asking: str | None,
    opens: Opens = EVERY_DECISION,
    meanings: Meanings | None = None,
) -> Hit | None:
    """Compare our transaction with a denial as its holder knows it; see `compare`."""
    theirs = known.denial.transaction
    # Where no party of the denial is named the items decide first, if they are few. Where one
    # is, it is looked at whatever the items, and only a party alike makes them worth comparing.
    items: ItemMatch | None = None
    if not _is_named(theirs) and len(ours.items) * len(theirs.items) <= _FEW_PAIRS:
        items = best_item_match(ours, theirs)
        if items.score < ITEM_POSSIBLE:
            return None
    finding = find_party(ours, theirs)
    # Withheld parties come by the hundred and are only possible: their goods are not read.
    if not finding.open_reason and finding.match.score >= PARTY_LIKELY and meanings is not None:
        items = best_item_match(ours, theirs, meanings=meanings)
    return assess(ours, known, finding, asking=asking, opens=opens, items=items)


def find_party(ours: Transaction, theirs: Transaction) -> PartyFinding:
    """Find which of our end-user and consignee is which of theirs."""
    best: tuple[float, PartyMatch, PartyRole, PartyRole] | None = None
    for role, mine in given_parties(ours):
        for their_role, their in given_parties(theirs):
            match = compare_parties(mine, their)
            # Of equals, the pair in the same role is the better explanation.
            rank = match.score + match.bonus + (0.001 if role is their_role else 0.0)
            if best is None or rank > best[0]:
                best = (rank, match, role, their_role)
    if best is not None and best[1].score >= PARTY_POSSIBLE:
        _, match, role, their_role = best
        return PartyFinding(match, _roles(role, their_role))
    open_reason, withheld = _open(theirs)
    if open_reason:
        unknown = PartyMatch(Reasoned(score=UNKNOWN_PARTY, reasons=(open_reason,)), "", "")
        return PartyFinding(unknown, open_reason=open_reason, withheld=withheld)
    if best is None:
        nobody = Reasoned(score=0.0, reasons=("no end-user or consignee can be compared",))
        return PartyFinding(PartyMatch(nobody, "", ""))
    return PartyFinding(best[1], _roles(best[2], best[3]))


def assess(
    ours: Transaction,
    known: KnownDenial,
    finding: PartyFinding,
    *,
    asking: str | None,
    opens: Opens = EVERY_DECISION,
    items: ItemMatch | None = None,
) -> Hit | None:
    """Turn a finding about the parties into a hit, or None.

    Args:
        ours: The transaction that is examined.
        known: The denial.
        finding: What `find_party` said of the two.
        asking: Authority that examines.
        opens: As for `compare`.
        items: What `best_item_match` said of the two, if it was asked before.
    """
    denial, party = known.denial, finding.match
    same_destination = denial.transaction.destination in _destinations(ours)
    if finding.open_reason:
        # The party cannot speak, so the destination must: item and destination.
        if not same_destination:
            return None
    elif party.score < PARTY_POSSIBLE:
        return None
    match = items or best_item_match(ours, denial.transaction)
    item = match.reasoned
    match_class = class_of(party.score, match, open_=bool(finding.open_reason))
    if match_class is None:
        return None
    alike, bonus = together(match_class, party.score, item.score), party.bonus
    where = "destinations differ (ranks only)"
    if same_destination:
        bonus += DESTINATION_BONUS
        where = f"same destination {denial.transaction.destination}"
    more, beside = beside_the_definition(ours, denial.transaction)
    bonus += more
    consult, note = _consultation(finding, match_class, item.score)
    if why := for_information(known, asking, opens):
        consult, note = False, "; ".join(filter(None, (note, why)))
    reasons = tuple(r for r in (finding.roles, *party.reasoned.reasons, where, *beside) if r)
    return hit_of(
        known,
        match_class=match_class,
        # What only ranks closes a part of the gap; it never makes a likely match look certain.
        score=min(alike + (1 - alike) * bonus, 1.0),
        party=Reasoned(score=party.score, reasons=reasons),
        item=item,
        ours=party.ours,
        theirs=party.theirs,
        consult=consult,
        note=note,
    )


def hit_of(known: KnownDenial, **found: object) -> Hit:
    """Return a hit on a denial, with what was found of it."""
    told = {"legal_base": known.denial.legal_base, **known.named, **found}
    return Hit.model_validate(told)


def best_item(ours: Transaction, theirs: Transaction) -> Reasoned:
    """Compare every item of ours with every one of theirs and return the best pair."""
    return best_item_match(ours, theirs).reasoned


def sort_key(hit: Hit) -> tuple[int, float, str]:
    """Order hits: class, then score, then denial number, so that the order is always one."""
    return _CLASS_ORDER.index(hit.match_class), -hit.score, hit.denial_id


def stated_parties(transaction: Transaction) -> tuple[tuple[PartyRole, Stated[Party]], ...]:
    """Return the two parties that the definition names, with their roles."""
    return (
        (PartyRole.END_USER, transaction.end_user),
        (PartyRole.CONSIGNEE, transaction.consignee),
    )


def given_parties(transaction: Transaction) -> Iterator[tuple[PartyRole, Party]]:
    """Give end-user and consignee with their roles, as far as they are recorded."""
    for role, stated in stated_parties(transaction):
        if stated.value is not None:
            yield role, stated.value


def _is_named(theirs: Transaction) -> bool:
    """Whether a denial records an end-user or consignee at all."""
    return any(True for _ in given_parties(theirs))


def is_open(theirs: Transaction) -> bool:
    """Whether a party of a denial cannot be compared, so that item and destination must speak."""
    return bool(_open(theirs)[0])


def _open(theirs: Transaction) -> tuple[str, bool]:
    """Say which party of a denial cannot be compared, and whether it is withheld."""
    withheld: list[str] = []
    said: list[str] = []
    named = False
    for role, stated in stated_parties(theirs):
        why = None if stated.value is None else no_name(stated.value)
        named = named or (stated.value is not None and why is None)
        if stated.state is Statement.WITHHELD or why is NoName.WITHHELD:
            withheld.append(_IN_WORDS[role])
        if stated.value is not None and why is not None:
            said.append(f"its name says '{stated.value.names[0]}'")
    beside = f" ({'; '.join(said)})" if said else ""
    if withheld:
        return f"{' and '.join(withheld)} withheld by the issuer{beside}", True
    if not named:
        return f"neither end-user nor consignee is recorded on the denial{beside}", False
    return "", False


def _roles(ours: PartyRole, theirs: PartyRole) -> str:
    if ours is theirs:
        return f"compared as {_IN_WORDS[ours]}"
    return (
        f"across roles: our {_IN_WORDS[ours]} is their {_IN_WORDS[theirs]}"
        " (the definition says end-user or consignee)"
    )


def _destinations(ours: Transaction) -> set[str]:
    found = {ours.destination}
    found.update(party.country for _, party in given_parties(ours) if party.country)
    return found


def class_of(party: float, items: ItemMatch, *, open_: bool) -> MatchClass | None:
    """Return the class of a party that is possible at least; None where nothing is alike."""
    if items.unknown and (open_ or party < PARTY_LIKELY):
        return None  # what cannot be compared supports neither a destination nor a name
    return class_of_scores(party, items.score, open_=open_)


def class_of_scores(party: float, item: float, *, open_: bool) -> MatchClass | None:
    """Return the class of two scores; None where nothing is alike."""
    if item < ITEM_POSSIBLE:
        return None if open_ or party < PARTY_LIKELY else MatchClass.SAME_PARTY
    if open_ or party < PARTY_LIKELY or item < ITEM_LIKELY:
        return MatchClass.POSSIBLE
    if party >= PARTY_EXACT and item >= ITEM_EXACT:
        return MatchClass.EXACT
    return MatchClass.LIKELY


def step_of(score: float, exact: float, likely: float) -> MatchClass:
    """Return the class of one score that is possible at least, by where the others begin."""
    if score >= exact:
        return MatchClass.EXACT
    return MatchClass.LIKELY if score >= likely else MatchClass.POSSIBLE


def together(match_class: MatchClass, party: float, item: float) -> float:
    """Return how near party and item are together.

    Goods with nothing in common make the product nothing, whoever the party is: of denials of
    one party those of the nearest goods come first.
    """
    return math.sqrt(party * item) if match_class.both_halves else (party + item) / 2


def _consultation(
    finding: PartyFinding,
    match_class: MatchClass,
    item: float,
) -> tuple[bool, str]:
    """Say whether a denial is near enough to consult its authority, and what to know of it."""
    notes: list[str] = []
    if finding.withheld:
        notes.append(f"{finding.open_reason.split(' withheld', 1)[0]} withheld: ask the issuing"
                     " authority")  # fmt: skip
    elif finding.open_reason:
        notes.append("no party to compare: an officer judges by item and destination")
    consult = match_class in (MatchClass.EXACT, MatchClass.LIKELY) or (
        finding.withheld and item >= ITEM_LIKELY
    )
    return consult, "; ".join(notes)


def for_information(known: KnownDenial, asking: str | None, opens: Opens = EVERY_DECISION) -> str:
    """Say why the authority of a denial is not consulted however near it is; else nothing.

    Args:
        known: The denial.
        asking: Authority that examines.
        opens: Decisions whose denials open a consultation, as the rulebook has it.
    """
    denial = known.denial
    if known.relayed_from:
        by = f", transcribed by {known.transcribed_by}" if known.transcribed_by else ""
        if (told := known.partner) is not None:
            marked = "" if told.marking is Marking.UNMARKED else f", marked {told.marking.upper()}"
            return (
                f"denial of {known.relayed_from}, told in the {told.regime.words}{marked}"
                f"{by}: for information, nobody is consulted"
            )
        return f"denial of {known.relayed_from}, not a member{by}: for information"
    if denial.decision not in opens:
        return f"{_OPENS_NOTHING.get(denial.decision, denial.decision)}: for information"
    if asking is not None and denial.authority == asking:
        return "our own denial"
    if asking is not None and member_state(denial.authority) == member_state(asking):
        return "another authority of our State: national consultation"
    return ""
