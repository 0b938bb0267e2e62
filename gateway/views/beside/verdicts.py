"""A hit of an examination in words: the verdict first, then what follows, then why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gateway.domain.base import Model
from gateway.domain.examination import Hit, HitVerdict, Judgement, MatchClass
from gateway.views.frame import Piece
from gateway.views.reader import ViewReader, percent

_MUCH: Final = ((0.95, "nearly all"), (0.8, "most"), (0.6, "much"))
"""From which score on words of two texts agree so far; the score itself stands beside them."""


class HitScore(Model):
    """How near one half of a hit is.

    Attributes:
        what: Party, item, or both together.
        score: In per cent, which may be drawn.
        words: The same as a word.
        reasons: The matcher's own, in English: they stand so in the signed record.
    """

    what: str
    score: Piece
    words: str
    reasons: tuple[str, ...] = ()


class HitInWords(Model):
    """A hit as a reader meets it.

    Attributes:
        verdict: What the search says, in a sentence.
        follows: Whether somebody is consulted because of it.
        judged: What an officer has said of it, in a sentence; the reason stands in `said`.
        open: Whether no officer has said anything of it yet.
        said: Reasons that officers gave, the newest first, those of other cases behind.
    """

    denial_id: str
    verdict: str
    follows: str
    judged: str
    open: bool
    scores: tuple[HitScore, ...]
    said: tuple[Piece, ...] = ()


def hit_in_words(reader: ViewReader, hit: Hit) -> HitInWords:
    """Return a hit in words.

    Args:
        reader: Who reads.
        hit: As the examination found it, with what officers have said.
    """
    party, item = hit.decisive
    return HitInWords(
        denial_id=hit.denial_id,
        verdict=_verdict(reader, hit),
        follows=_follows(reader, hit),
        judged=_judged(reader, hit.judgement),
        open=hit.judgement is None,
        scores=(
            _score(reader, reader.says("Party"), hit.party.score, party),
            _score(reader, reader.says("Goods"), hit.item.score, item),
            _score(reader, reader.says("Both together"), hit.score, ()),
        ),
        said=tuple(_reasons(reader, hit)),
    )


def _verdict(reader: ViewReader, hit: Hit) -> str:
    who = hit.authority
    if hit.relayed_from:
        who = reader.says(
            "{state} (transcribed by {by})",
            state=reader.country(hit.relayed_from),
            by=hit.transcribed_by or hit.authority,
        )
    match hit.match_class:
        case MatchClass.EXACT:
            return reader.says("{who} denied the same, as far as the texts show.", who=who)
        case MatchClass.LIKELY:
            return reader.says("{who} probably denied the same.", who=who)
        case MatchClass.POSSIBLE:
            return reader.says("{who} may have denied the same.", who=who)
        case MatchClass.SAME_PARTY:
            return reader.says("{who} denied other goods to what seems to be this party.", who=who)
        case MatchClass.SAME_GOODS:
            return reader.says(
                "{who} denied the same goods for the same destination; the party may be another.",
                who=who,
            )


def _follows(reader: ViewReader, hit: Hit) -> str:
    if hit.consult:
        return reader.says("{who} is consulted before the decision.", who=hit.authority)
    return reader.says("Nobody is consulted because of it.")


def _judged(reader: ViewReader, said: Judgement | None) -> str:
    if said is None:
        return reader.says("No officer has said yet whether it is the same transaction.")
    day = reader.day_of(said.at)
    if said.verdict is HitVerdict.CONFIRMED:
        return reader.says("Confirmed as the same by {by}, {day}.", by=said.by, day=day)
    return reader.says("Dismissed as another by {by}, {day}.", by=said.by, day=day)


def _score(reader: ViewReader, what: str, score: float, reasons: tuple[str, ...]) -> HitScore:
    words = {
        "nearly all": reader.says("nearly all agrees"),
        "most": reader.says("most agrees"),
        "much": reader.says("much agrees"),
    }
    level = next((words[name] for least, name in _MUCH if score >= least), None)
    return HitScore(
        what=what,
        score=percent(score),
        words=level or reader.says("little agrees"),
        reasons=reasons,
    )


def _reasons(reader: ViewReader, hit: Hit) -> Iterator[Piece]:
    if hit.judgement is not None:
        yield reader.piece("{by} says:", by=hit.judgement.by)
        yield Piece.quoted(hit.judgement)
    for each in hit.earlier:
        yield reader.soft(
            "{by} said in case {case}, {verdict}:",
            by=each.by,
            case=each.case_id,
            verdict=reader.within(reader.word(each.verdict)),
        )
        yield Piece.quoted(each)
