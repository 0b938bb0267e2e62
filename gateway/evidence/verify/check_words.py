"""Verifies what officers have said of hits: each word has its act, and none is missing.

Which hits an officer must confirm or dismiss before a decision is the rulebook's (Article 16(5)).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pydantic import JsonValue

from gateway.domain.acts import Verb
from gateway.domain.case import Act, Case, Decision
from gateway.domain.denial import Denial
from gateway.domain.examination import Examination, Hit, Judgement, digest_of_transaction
from gateway.domain.rulebook import Rulebook
from gateway.errors import ComityError
from gateway.evidence.report import fault


def check_words(
    case: Case, rulebook: Rulebook, denial_of: Callable[[Hit], Denial | None], examined: int
) -> str:
    """Check the words of officers on the hits that a case shows.

    Args:
        case: The case, with its examination and its acts.
        rulebook: The one that it is under.
        denial_of: Returns the denial of a hit as it was examined; None where it is erased.
        examined: How many examinations of it were taken.

    Raises:
        RegisterError: EVIDENCE_INVALID; a word has no act, is about something else, or is missing.
    """
    found = case.examination
    said = [] if found is None else [each for each in found.hits if each.judgement is not None]
    for hit in said:
        _check_word(case, hit, denial_of, examined)
    if found is not None and case.decision is not None and case.decision.hits_judged:
        _none_missing(case.decision, found, rulebook)
    return f"officers have confirmed or dismissed {len(said)} hits, each on record"


def _check_word(
    case: Case, hit: Hit, denial_of: Callable[[Hit], Denial | None], examined: int
) -> None:
    word = hit.judgement
    if word is None:
        return
    if (word.case_id, word.denial_id) != (case.case_id, hit.denial_id):
        raise wrong_hit(hit, "the word on {denial_id} is about another case or denial")
    if word.examination is not None and word.examination > examined:
        raise wrong_hit(hit, "the word on {denial_id} names an examination that was never made")
    if _act_of(word, case.acts) is None:
        what = "no act says that {by} has {verdict} {denial_id}"
        raise wrong_hit(hit, what, by=word.by, verdict=word.verdict)
    denial = denial_of(hit) if word.version else None
    if denial is not None and digest_of_transaction(denial.transaction) != word.version:
        raise wrong_hit(hit, "the word on {denial_id} is about another version of the denial")


def wrong_hit(hit: Hit, what: str, **values: str) -> ComityError:
    """Return the error for something that does not hold of the denial of a hit."""
    return fault(what, denial_id=hit.denial_id, **values)


def _act_of(word: Judgement, acts: Sequence[Act]) -> Act | None:
    """Return the act in which a word was said; its data say the same."""
    wanted = (Verb(f"hit.{word.verdict}"), word.by, word.at, word.denial_id)
    for act in acts:
        if (act.verb, act.actor, act.at, act.reference) == wanted and _same(word, act.data):
            return act
    return None


def _same(word: Judgement, data: Mapping[str, JsonValue]) -> bool:
    said = {"reason": word.text, "examination": word.examination, "version": word.version}
    return all(data.get(name) == value for name, value in said.items())


def _none_missing(decision: Decision, found: Examination, rulebook: Rulebook) -> None:
    for hit in found.hits:
        if not rulebook.examination.needs_word(hit):
            continue
        if hit.judgement is None:
            raise wrong_hit(
                hit,
                "it was decided, and no officer had said whether {denial_id} is an essentially "
                "identical transaction ({article})",
                article=rulebook.examination.article,
            )
        if hit.judgement.at > decision.decided_at:
            raise wrong_hit(hit, "the word on {denial_id} was said after the decision")
