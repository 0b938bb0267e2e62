"""What an evidence file may not say of a consultation that officers carried (tests2, 1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from gateway.domain.acts import Verb
from gateway.domain.case import Act, Case, CaseState, Decision
from gateway.domain.consultation import (
    Channel,
    Consultation,
    ConsultationAnswer,
    EndReason,
    ExtensionReply,
    HandKind,
    HandRecord,
    LateOrInTime,
    Means,
    digest_of_request,
)
from gateway.domain.deadline import derive_deadline
from gateway.errors import Reason, RegisterError
from gateway.evidence.report import OneSidedError
from gateway.evidence.verify.check_by_hand import (
    attested_deadline,
    attested_outcome,
    attested_request,
    check_records,
)
from gateway.evidence.verify.consultation_evidence import Talk
from tests.support.cases import application
from tests.support.judged_talks import (
    BEGUN,
    BOOK,
    CALENDAR,
    DEADLINE,
    GRACE,
    HOUR,
    LAST,
    NO_OBJECTION,
    OBJECTION,
    REQUEST,
    RULE,
    TALK,
    State,
    four_members,
    letter,
)
from tests.support.raising import refuses
from tests.unit.casework.ready_cases import GRANT

Check = Callable[[Talk], str]

OVER = LAST + GRACE
CASE_ID = "DE-C-2026-00001"


def record(number: int, kind: HandKind, at: datetime = BEGUN, **fields: Any) -> HandRecord:
    """A record by Anna that Bert confirmed an hour after it happened."""
    named: dict[str, Any] = {
        "number": number,
        "kind": kind,
        "at": at,
        "means": Means.POST,
        "reference": "B 12-26/1",
        "by": "anna",
        "recorded": at,
        "confirmed_by": "bert",
        "confirmed": at + HOUR,
    }
    if kind is HandKind.ASKED:
        named["request"] = digest_of_request(REQUEST)
    return HandRecord(**named | fields)


ASKED = record(1, HandKind.ASKED)
RECEIVED = record(2, HandKind.RECEIVED)
ANSWERED = record(3, HandKind.ANSWERED, LAST - 2 * HOUR, answer=NO_OBJECTION)
SILENT = record(3, HandKind.NO_ANSWER, OVER)
MORE_TIME = ExtensionReply(accepted=True, working_days=5)


def acts_of(records: tuple[HandRecord, ...]) -> tuple[Act, ...]:
    """The acts that casework writes for such records."""

    def act(verb: Verb, each: HandRecord, actor: str, at: datetime) -> Act:
        said: dict[str, Any] = {"number": each.number, "digest": each.digest_of_content}
        return Act(at=at, actor=actor, verb=verb, text="", reference=TALK, data=said)

    made = [act(Verb.RECORD_MADE, each, each.by, each.recorded) for each in records]
    looked = [
        act(
            Verb.RECORD_REFUSED if each.refused else Verb.RECORD_CONFIRMED,
            each,
            each.confirmed_by,
            each.confirmed,
        )
        for each in records
        if each.confirmed is not None
    ]
    return (*made, *looked)


def talk(
    *records: HandRecord,
    acts: tuple[Act, ...] | None = None,
    case: Case | None = None,
    letters: tuple[Any, ...] = (),
    **fields: Any,
) -> Talk:
    """A consultation of NL by hand with some records, as DE exports it."""
    named: dict[str, Any] = {
        "conversation_id": TALK,
        "case_id": CASE_ID,
        "procedure": "14(1)",
        "asking": "DE",
        "consulted": "NL",
        "state": State.RUNNING,
        "request": REQUEST,
        "rulebook": BOOK.version,
        "channel": Channel.HAND,
        "records": records,
        "deadline": DEADLINE,
    }
    return Talk(
        model=Consultation(**named | fields),
        letters=letters,
        refused=(),
        rulebook=BOOK,
        calendar=CALENDAR,
        directory=four_members(),
        acts=acts_of(records) if acts is None else acts,
        case=case,
        ours=True,
        at=LAST + timedelta(days=30),
    )


def decided_case(case_id: str = CASE_ID, at: datetime = LAST + timedelta(days=9)) -> Case:
    decision = Decision(
        proposal=GRANT,
        proposed_by="anna",
        proposed_at=at,
        decided_by="bert",
        decided_at=at,
        four_eyes=True,
    )
    return Case(
        case_id=case_id,
        state=CaseState.DECIDED,
        application=application(),
        rulebook=BOOK.version,
        filed_at=BEGUN,
        decision=decision,
    )


ANSWER: dict[str, Any] = {
    "state": State.ANSWERED,
    "answer": NO_OBJECTION,
    "answer_timing": LateOrInTime.RECEIVED_IN_TIME,
    "answered_at": ANSWERED.at,
}
SILENCE: dict[str, Any] = {
    "state": State.SILENT,
    "silence_meaning": RULE.sentence,
    "closed_by": "officer:bert",
}
ENDED: dict[str, Any] = {"state": State.SUPERSEDED, "ended_because": EndReason.RECALLED}


def test_an_answer_on_record_holds() -> None:
    held = talk(ASKED, RECEIVED, ANSWERED, **ANSWER)
    assert "attested by anna, confirmed by bert" in check_records(held)
    assert "attested by anna" in attested_request(held)
    assert str(DEADLINE.working_days) in attested_deadline(held)
    assert "attested by anna, confirmed by bert" in attested_outcome(held)


def test_silence_on_record_is_the_word_of_one_side() -> None:
    held = talk(ASKED, RECEIVED, SILENT, **SILENCE)
    check_records(held)
    with pytest.raises(OneSidedError, match="is the word of DE alone"):
        attested_outcome(held)


def test_an_end_on_record_holds() -> None:
    act = Act(at=BEGUN, actor="anna", verb=Verb.CONSULTATION_RECALLED, text="", reference=TALK)
    held = talk(ASKED, acts=(*acts_of((ASKED,)), act), **ENDED)
    assert attested_outcome(held).startswith("ended by DE")


def other(each: HandRecord, **fields: Any) -> HandRecord:
    return each.model_copy(update=fields)


EARLY_LOOK = other(RECEIVED, confirmed=BEGUN - HOUR)
ALONE = other(RECEIVED, confirmed_by="anna")
LATE = record(3, HandKind.ANSWERED, OVER, answer=OBJECTION)
WANTED = other(ASKED, request="ab" * 32)
CLOSED_EARLY = record(3, HandKind.NO_ANSWER, LAST - HOUR)
FIRST = record(3, HandKind.ANSWERED, LAST - 9 * HOUR, answer=OBJECTION)
SECOND = record(4, HandKind.ANSWERED, LAST - 2 * HOUR, answer=NO_OBJECTION)
LATER_CLOCK = derive_deadline("14(1)", "NL", BEGUN, CALENDAR, BOOK, 5)

BY_CARL = acts_of((other(ASKED, by="carl"),))

SPOILS: list[tuple[Check, str, Talk]] = [
    (check_records, "not numbered in their order", talk(ASKED, other(RECEIVED, number=3))),
    (check_records, "record 1 is not what its act", talk(ASKED, acts=())),
    (
        check_records,
        "record.made by anna says",
        talk(ASKED, acts=BY_CARL),
    ),
    (check_records, "made and confirmed by one officer", talk(ASKED, ALONE)),
    (check_records, "confirmed before it was made", talk(ASKED, EARLY_LOOK)),
    (check_records, "other records than the acts name", talk(acts=acts_of((ASKED,)))),
    (attested_request, "about another case", talk(ASKED, case=decided_case("DE-C-2026-00009"))),
    (attested_request, "what was asked is not what its record says", talk(WANTED)),
    (
        attested_request,
        "signed is not the one in the case",
        talk(
            ASKED,
            letters=(letter(REQUEST.model_copy(update={"procedure": "16(5)"}), ours=True),),
        ),
    ),
    (attested_request, "no record says that it was asked", talk(other(RECEIVED, number=1))),
    (attested_deadline, "not the one that follows", talk(ASKED, RECEIVED, deadline=LATER_CLOCK)),
    (attested_deadline, "follows from the records", talk(ASKED, RECEIVED, deadline=None)),
    (
        attested_deadline,
        "more time was given than the records say",
        talk(ASKED, RECEIVED, extensions=(MORE_TIME,), deadline=LATER_CLOCK),
    ),
    (
        attested_outcome,
        "late answer that is on record is not in the case",
        talk(ASKED, RECEIVED, LATE, **SILENCE),
    ),
    (
        attested_outcome,
        "the case says running",
        talk(ASKED, RECEIVED, ANSWERED),
    ),
    (attested_outcome, "the case says answered", talk(ASKED, RECEIVED, state=State.ANSWERED)),
    (
        attested_outcome,
        "the case was decided while it was running",
        talk(ASKED, RECEIVED, case=decided_case()),
    ),
    (
        attested_outcome,
        "another answer had counted before",
        talk(ASKED, RECEIVED, FIRST, SECOND, **ANSWER),
    ),
    (
        attested_outcome,
        "on no record that counts",
        talk(ASKED, RECEIVED, ANSWERED, **ANSWER | {"answered_at": BEGUN, "answer_again": True}),
    ),
    (
        attested_outcome,
        "the case says silence, and an answer that counts is on record",
        talk(ASKED, RECEIVED, ANSWERED, other(SILENT, number=4), **SILENCE),
    ),
    (
        attested_outcome,
        "not what the rulebook says",
        talk(ASKED, RECEIVED, SILENT, **SILENCE | {"silence_meaning": "consent"}),
    ),
    (
        attested_outcome,
        "another officer closed it",
        talk(ASKED, RECEIVED, SILENT, **SILENCE | {"closed_by": "officer:carl"}),
    ),
    (attested_outcome, "no record says that officers closed it", talk(ASKED, RECEIVED, **SILENCE)),
    (
        attested_outcome,
        "before its period was over",
        talk(ASKED, RECEIVED, CLOSED_EARLY, **SILENCE),
    ),
    (attested_outcome, "nothing says why", talk(ASKED, state=State.SUPERSEDED)),
    (attested_outcome, "no act says that it has ended", talk(ASKED, **ENDED)),
]


@pytest.mark.parametrize(("check", "words", "spoilt"), SPOILS, ids=[each[1] for each in SPOILS])
def test_each_forgery_is_found(check: Check, words: str, spoilt: Talk) -> None:
    with refuses(RegisterError, Reason.EVIDENCE_INVALID) as found:
        check(spoilt)
    assert words in str(found.value)


def test_an_objection_among_the_records_is_no_silence() -> None:
    """An exporter may not show a court silence where its own record has an objection."""
    objected = other(ANSWERED, answer=ConsultationAnswer(answer="objection"))
    with pytest.raises(RegisterError, match="an answer that counts is on record"):
        attested_outcome(talk(ASKED, RECEIVED, objected, other(SILENT, number=4), **SILENCE))
