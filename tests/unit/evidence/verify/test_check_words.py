"""Officers' words on hits in an evidence file: each has its act, and none is missing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gateway.domain.case import Act, Case, CaseState, Decision
from gateway.domain.denial import Denial
from gateway.domain.examination import Hit, MatchClass, Reasoned, digest_of_transaction
from gateway.domain.rulebook import load_rulebook
from gateway.errors import RegisterError
from gateway.evidence.verify.check_words import check_words
from tests.support.cases import application, french_denial
from tests.support.desk import START
from tests.unit.casework.cases.test_hit_verdicts import CASE, DENIAL, examination, hit, judgement
from tests.unit.casework.ready_cases import GRANT

RULEBOOK = load_rulebook("EU-2021-821/2026-3")
THEIRS = french_denial(17)
NEAR = Reasoned(score=0.9, reasons=("x",))
WORD = judgement(CASE, 1).model_copy(
    update={"examination": 1, "version": digest_of_transaction(THEIRS.transaction)}
)
ACT = Act(
    at=WORD.at,
    actor="anna",
    verb="hit.dismissed",
    text="x",
    reference=DENIAL,
    data={"reason": WORD.text, "examination": 1, "version": WORD.version},
)
JUDGED = hit(match_class=MatchClass.EXACT, party=NEAR, judgement=WORD)


def decided(found: Hit, *acts: Act, **changes: Any) -> Case:
    decision = Decision(
        proposal=GRANT,
        proposed_by="anna",
        proposed_at=START + timedelta(hours=1),
        decided_by="bert",
        decided_at=START + timedelta(hours=2),
        four_eyes=True,
        hits_judged=True,
    ).model_copy(update=changes)
    return Case(
        case_id=CASE,
        state=CaseState.DECIDED,
        application=application(),
        filed_at=START,
        rulebook=RULEBOOK.version,
        examination=examination(found),
        decision=decision,
        acts=acts,
    )


def check(case: Case, denial: Denial | None = THEIRS) -> str:
    return check_words(case, RULEBOOK, lambda _: denial, 1)


def test_a_word_with_its_act_holds() -> None:
    assert (
        check(decided(JUDGED, ACT)) == "officers have confirmed or dismissed 1 hits, each on record"
    )
    assert check(decided(JUDGED, ACT), None)  # the denial is erased


def test_a_word_of_which_the_act_says_no_version_is_found() -> None:
    act = ACT.model_copy(update={"data": {"reason": WORD.text, "examination": 1}})
    with pytest.raises(RegisterError, match="no act says"):
        check(decided(JUDGED, act))


def test_of_a_withdrawal_no_word_is_missing() -> None:
    unsaid = JUDGED.model_copy(update={"judgement": None})
    assert check(decided(unsaid, hits_judged=False))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"verdict": "confirmed"}, "no act says"),
        ({"by": "bert"}, "no act says"),
        ({"text": "another reason"}, "no act says"),
        ({"version": "0" * 64}, "no act says"),
        ({"examination": 2}, "never made"),
        ({"case_id": "DE-C-2026-00002"}, "another case"),
    ],
)
def test_a_word_that_was_changed_is_found(changed: dict[str, Any], why: str) -> None:
    other = WORD.model_validate(WORD.model_dump() | changed)
    with pytest.raises(RegisterError, match=why):
        check(decided(JUDGED.model_copy(update={"judgement": other}), ACT))


def test_a_word_on_another_version_of_the_denial_is_found() -> None:
    changed = THEIRS.transaction.model_copy(update={"destination": "TR"})
    with pytest.raises(RegisterError, match="another version"):
        check(decided(JUDGED, ACT), THEIRS.with_transaction(changed))


@pytest.mark.parametrize(
    ("match_class", "score", "owed"),
    [
        (MatchClass.EXACT, 0.98, True),
        (MatchClass.LIKELY, 0.8, True),
        (MatchClass.POSSIBLE, 0.8, True),
        (MatchClass.POSSIBLE, 0.79, False),
        (MatchClass.SAME_PARTY, 1.0, False),
    ],
)
def test_which_hits_need_a_word_is_the_rulebooks(
    match_class: MatchClass, score: float, *, owed: bool
) -> None:
    unsaid = hit(match_class=match_class, party=Reasoned(score=score, reasons=("x",)))
    assert RULEBOOK.examination.needs_word(unsaid) is owed
    if owed:
        with pytest.raises(RegisterError, match="no officer had said"):
            check(decided(unsaid))
    else:
        assert check(decided(unsaid))


def test_a_word_after_the_decision_is_found() -> None:
    late = START + timedelta(hours=3)
    word = WORD.model_copy(update={"at": late})
    act = ACT.model_copy(update={"at": late})
    with pytest.raises(RegisterError, match="after the decision"):
        check(decided(JUDGED.model_copy(update={"judgement": word}), act))
