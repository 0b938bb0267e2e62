"""The examination of all valid denials, before an authority decides (Art 16(5)).

What was searched, how fresh it was, what could not be searched, what was found with its
reasons, and what officers have said of it: one record, signed by the authority that
examined, so that it can be made again and compared (docs/protocol/examination.md).
"""

from __future__ import annotations

import hashlib
import json
import operator
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model, Worded
from gateway.domain.carrying import CodePlaces
from gateway.domain.denial import DenialId, FreeText, LegalBase
from gateway.domain.letter import Digest
from gateway.domain.meanings import MeaningsRead
from gateway.domain.notice import NoticeCode, NoticeNumber, NoticeState
from gateway.domain.transaction import Transaction


class MatchClass(Worded):
    """How near a denial is (Art 2(22)), the nearest first; every class is shown, none decides."""

    EXACT = "exact", "Exact match"
    LIKELY = "likely", "Likely match"
    POSSIBLE = "possible", "Possible match"
    # one half of the definition: the party, and other goods as it seems
    SAME_PARTY = "same_party", "Same or likely same party, other goods as it seems"
    # the other half: goods, code and destination, and a party that is alike only from afar
    SAME_GOODS = "same_goods", "Same goods and destination, party alike only from afar"

    @property
    def both_halves(self) -> bool:
        """Whether the items are alike as well, or may be: Article 2(22) asks for both."""
        return self not in (MatchClass.SAME_PARTY, MatchClass.SAME_GOODS)

    @property
    def within(self) -> str:
        """The class as it stands in a sentence."""
        return self.words[0].lower() + self.words[1:]


class Reasoned(Model):
    """A score from 0 to 1 and the reasons in words that an officer can put in a file."""

    score: float = Field(ge=0, le=1)
    reasons: tuple[str, ...]


class HitVerdict(Worded):
    """What an officer says of a hit; neither hides a denial."""

    # an essentially identical transaction: its authority is consulted
    CONFIRMED = "confirmed", "Confirmed"
    DISMISSED = "dismissed", "Dismissed"  # it is not, for the reason that is given


class Judgement(FreeText):
    """An officer's word on one hit, with the reason; a later one of the same case replaces it.

    Attributes:
        case_id: The case in which it was said.
        examination: Number of the examination on which it was said; None for a word on a
            licence in force.
        version: SHA-256 of the denial's transaction as the officer saw it, in canonical JSON.
    """

    denial_id: DenialId
    case_id: Annotated[str, StringConstraints(max_length=40)]
    verdict: HitVerdict
    by: str
    at: Instant
    examination: int | None = Field(default=None, ge=1)
    version: Digest | Literal[""] = ""


CONFIRMED_NOTE = "confirmed by an officer: its authority is consulted"
"""Note of a hit that asks for consultation only because an officer confirmed it."""

ENDED_NOTE = "confirmed, and no longer valid: there is nothing to consult about"
"""Note of a hit that was confirmed after its denial had ended."""


REASONS_SHOWN = 5
"""Of a pair, for party and goods together; who wants all of them reads the record."""

_ONLY_RANKS = (
    "compared as ",
    "across roles",
    "same destination",
    "destinations differ",
    "same country",
    "countries differ",
)
"""How reasons begin that decide nothing, as the matcher writes them."""


class Hit(Model):
    """One denial that the examination found, with its reasons for party and item.

    Attributes:
        ours: The name on our side that matched best, or empty.
        theirs: The name on the denial, or empty where it is withheld.
        legal_base: The law under which it was notified.
        consult: Whether Art 16(5) asks us to consult its authority.
        judgement: What an officer has said of it in this case.
        earlier: What officers have said of this denial and the same party in other cases,
            the newest first: offered, never applied.
    """

    denial_id: DenialId
    authority: AuthorityCode
    relayed_from: str = ""
    transcribed_by: AuthorityCode | None = None
    match_class: MatchClass
    score: float = Field(ge=0, le=1)
    party: Reasoned
    item: Reasoned
    ours: str
    theirs: str
    legal_base: LegalBase | None = None
    consult: bool
    note: str = ""
    judgement: Judgement | None = None
    earlier: tuple[Judgement, ...] = ()

    @property
    def decisive(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The reasons for party and goods that are shown: five at most, what decides first."""
        party, item = (
            sorted(each.reasons, key=lambda why: why.startswith(_ONLY_RANKS))
            for each in (self.party, self.item)
        )
        of_item = min(len(item), max(REASONS_SHOWN - len(party), REASONS_SHOWN // 2))
        return tuple(party[: REASONS_SHOWN - of_item]), tuple(item[:of_item])

    @property
    def as_found(self) -> Hit:
        """The hit as the search found it, without what officers have said and what it brought."""
        notes = self.note.split("; ")
        return self.judged(
            None,
            (),
            consult=self.consult and CONFIRMED_NOTE not in notes,
            note="; ".join(n for n in notes if n not in (CONFIRMED_NOTE, ENDED_NOTE)),
        )

    def judged(
        self,
        judgement: Judgement | None,
        earlier: tuple[Judgement, ...],
        *,
        consult: bool,
        note: str,
    ) -> Hit:
        """Return the hit with what officers have said of it, and what that brings."""
        return self._with(judgement=judgement, earlier=earlier, consult=consult, note=note)

    def unaware_of(self, hidden: frozenset[str]) -> Hit:
        """Return the hit without the words that were said of it in cases that are not shown."""
        left = tuple(each for each in self.earlier if each.case_id not in hidden)
        return self._with(earlier=left)

    def without_consultation(self) -> Hit:
        """Return the hit as if its authority were not to be consulted."""
        return self._with(consult=False)


class MoreOfParty(Model):
    """Denials of the same or likely same party for other goods that are counted and not shown.

    Attributes:
        authority: Who denied, or who transcribed what another State denied.
        relayed_from: That State, where it is no member; else empty.
        count: How many.
    """

    authority: AuthorityCode
    relayed_from: str = ""
    count: int = Field(ge=1)


class RequirementHit(Model):
    """A requirement that another authority has notified, near to what is examined.

    The articles ask that what others have notified is given due consideration, and nothing more:
    nobody is consulted on it, and it decides nothing.

    Attributes:
        number: Number of its notice.
        kind: Kind of the notice, e.g. ``4(4)``.
        article: That which asks for due consideration.
        index: Index in the sender's log of the act that counted: it was published, amended or
            withdrawn by it.
        at: Instant of that act.
        state: Whether it counted still when it was examined.
        item: How near the items are; None where the notice names or shows none.
        ours: The name on our side that matched best, or empty.
        theirs: The name on the notice, or empty where it is withheld.
    """

    number: NoticeNumber
    origin: AuthorityCode
    kind: NoticeCode
    article: Annotated[str, StringConstraints(max_length=80)]
    index: int = Field(ge=0)
    at: Instant
    state: NoticeState
    match_class: MatchClass
    party: Reasoned
    item: Reasoned | None = None
    ours: str = ""
    theirs: str = ""


class RegisterPosition(Model):
    """Which register, at which size and root, and how fresh, an examination covered.

    Attributes:
        root: In hexadecimal.
        synced_at: When it was last found to be all that its authority has.
        known: Entries that its authority was known to have signed. What of them had not come could
            not be searched.
        fresh: Whether all that was known had come, and that was found recently enough by the
            rulebook; else the case cannot be decided on it unless an officer accepts it, on
            record.
        stopped: Whether its log is stopped after a fraud proof: what was known of it before
            was searched.
        relayed: Denials of States that are no members which this authority transcribed.
        relayed_at: When the newest of them was added.
    """

    origin: AuthorityCode
    size: int
    root: str
    synced_at: Instant | None
    known: int = 0
    fresh: bool = True
    stopped: bool = False
    relayed: int = 0
    relayed_at: Instant | None = None


class ScopeGap(Model):
    """A part of the application that cannot be searched, with the article that allows for it.

    Attributes:
        field: Path in the application, e.g. ``transaction.end_user``.
        article: Why there may be none, e.g. ``Article 2(13)``.
        text: What cannot be searched and when it will be, in words for the file.
    """

    field: Annotated[str, StringConstraints(max_length=80)]
    article: Annotated[str, StringConstraints(max_length=80)]
    text: Annotated[str, StringConstraints(max_length=400)]


class SearchMode(Worded):
    """How the denials were searched; both give the same hits."""

    INDEX = "index", "by the index"
    EXHAUSTIVE = "exhaustive", "exhaustive"  # audit: every valid denial is compared


class Examination(Model):
    """The examination of all valid denials, before the decision (Art 16(5)).

    Attributes:
        denials_in_scope: Valid denials that were searched, relayed ones among them.
        index_position: How far the search index had come in the register's feed.
        register_position: How far the feed had come; the examination waits for it.
        gaps: What could not be searched.
        hits: What was found, the nearest first.
        more_of_party: How many denials of the class `MatchClass.SAME_PARTY` there are besides
            those among the hits: of a party that was denied very often the nearest are shown.
        requirements: Those that others have notified and that are near, the nearest first.
        meanings: What was read of the meaning of goods of a party alike, with its model; None
            where other signs sufficed.
    """

    examined_at: Instant
    matcher_version: str
    mode: SearchMode = SearchMode.INDEX
    registers: tuple[RegisterPosition, ...]
    denials_in_scope: int
    index_position: int = 0
    register_position: int = 0
    gaps: tuple[ScopeGap, ...] = ()
    hits: tuple[Hit, ...]
    more_of_party: tuple[MoreOfParty, ...] = ()
    requirements: tuple[RequirementHit, ...] = Field(default=(), exclude_if=operator.not_)
    meanings: MeaningsRead | None = Field(default=None, exclude_if=operator.not_)

    @property
    def matches(self) -> tuple[Hit, ...]:
        """The hits of which the party and the goods are alike, or may be."""
        return tuple(hit for hit in self.hits if hit.match_class.both_halves)

    @property
    def of_party(self) -> tuple[Hit, ...]:
        """The denials of the same or likely same party for other goods that are shown."""
        return tuple(hit for hit in self.hits if hit.match_class is MatchClass.SAME_PARTY)

    @property
    def of_goods(self) -> tuple[Hit, ...]:
        """The denials of the same goods and destination whose party is alike only from afar."""
        return tuple(hit for hit in self.hits if hit.match_class is MatchClass.SAME_GOODS)

    @property
    def stale(self) -> tuple[AuthorityCode, ...]:
        """Authorities whose register was not found complete recently enough."""
        return tuple(position.origin for position in self.registers if not position.fresh)

    @property
    def as_found(self) -> Examination:
        """What the search found, without what officers have said of it since."""
        return self.with_hits(tuple(hit.as_found for hit in self.hits))

    def with_hits(self, hits: tuple[Hit, ...]) -> Examination:
        """Return the examination with the same hits, of which officers have said more or less."""
        return self._with(hits=hits)

    def unaware_of(self, hidden: frozenset[str]) -> Examination:
        """Return the examination without what was said in cases that are not shown."""
        return self.with_hits(tuple(hit.unaware_of(hidden) for hit in self.hits))

    def with_requirements(self, found: tuple[RequirementHit, ...]) -> Examination:
        """Return the examination with what others have notified that is to be considered."""
        return self._with(requirements=found)

    @property
    def sizes(self) -> dict[str, int]:
        """By authority, up to which size its log was examined."""
        return {position.origin: position.size for position in self.registers}

    def with_gaps(self, gaps: tuple[ScopeGap, ...]) -> Examination:
        """Return the examination with what could not be searched."""
        return self._with(gaps=gaps)


def digest_of_transaction(transaction: Transaction) -> str:
    """Return SHA-256 of a transaction in canonical JSON, in hexadecimal.

    Keys are in order and fields that were left out stay out, so that a later version of this
    program, whose models have more fields, comes to the same.
    """
    told = transaction.model_dump(mode="json", exclude_defaults=True)
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class Occasion(StrEnum):
    """Why a case was examined."""

    FILED = "filed"
    AMENDED = "amended"
    DENIAL_CAME = "denial_came"  # a new denial, while the case is open
    REQUIREMENT_CAME = "requirement_came"  # a notice of another's requirement, likewise
    HIT_CONFIRMED = "hit_confirmed"  # an officer said that a hit is essentially identical
    DECISION = "decision"  # the moment of the decision, whether or not it could be made


class ExaminationRecord(Model):
    """What an authority signs of one examination that it took.

    Attributes:
        number: From 1, in the order of the case's examinations.
        transaction: SHA-256 of the transaction that was examined, in canonical JSON.
        lists: Control lists beside the shipped ones by which codes that moved were followed.
        lists_digest: Of `places`; empty without them.
        places: Where codes stood by those lists and the shipped ones.
        examination: SHA-256 of the examination's JSON, which is kept beside it byte for byte.
    """

    format: Literal["comity-examination/1"] = "comity-examination/1"
    authority: AuthorityCode
    case_id: Annotated[str, StringConstraints(max_length=40)]
    number: int = Field(ge=1)
    occasion: Occasion
    at: Instant
    matcher_version: Annotated[str, StringConstraints(max_length=80)]
    lists: tuple[Annotated[str, StringConstraints(max_length=60)], ...] = ()
    lists_digest: Digest | Literal[""] = ""
    places: CodePlaces | None = None
    transaction: Digest
    examination: Digest
