"""What an evidence file may not say of a licence or of an information letter (tests2, 2)."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from gateway.domain.acts import Verb
from gateway.domain.base import Stated
from gateway.domain.case import (
    Act,
    Application,
    AuthorisationKind,
    Case,
    CaseState,
    Decision,
    DecisionProposal,
    InformedTerms,
    Licence,
    LicenceChange,
    LicenceState,
    LicenceTerms,
    Outcome,
)
from gateway.domain.case.catch_all_letter import InformedLetter, Lifting
from gateway.domain.case.licence import LicensedLine
from gateway.domain.denial import DecisionType, FreeText
from gateway.domain.letter import EntryType
from gateway.domain.notice import FinalAssessment, SuspensionEnd
from gateway.domain.relation import RelatedCase
from gateway.domain.rulebook import shipped_rulebooks
from gateway.domain.transaction import Activity, Party
from gateway.errors import Reason, RegisterError
from gateway.evidence.verify.check_licence import check_licence, check_state
from gateway.evidence.verify.check_register import VerifiedEntry
from gateway.wire.content import content_to_bytes
from gateway.wire.denials import denial_to_parts
from tests.support.cases import application, french_denial, surveillance_item
from tests.support.raising import refuses

AT = datetime(2027, 1, 11, 9, tzinfo=UTC)
BOOK = shipped_rulebooks().in_force(AT)
CASE = "DE-C-2027-00001"
LATER = "DE-C-2027-00002"
WHY = (FreeText(text="Wie angezeigt.", language="de"),)
EXPORTER = Party(names=("Nordlicht Netzwerktechnik GmbH",), country="DE")
BROKER = Party(names=("Zwischenhandel Süd GmbH",), country="DE")


def asked(procedure: str, concerns: str = "") -> Application:
    base = application()
    named = base.transaction.model_copy(update={"exporter": Stated[Party].given(EXPORTER)})
    return base.model_copy(
        update={"procedure": procedure, "concerns": concerns, "transaction": named}
    )


def decided(outcome: Outcome, **fields: Any) -> Decision:
    return Decision(
        proposal=DecisionProposal(outcome=outcome, explanation=WHY, **fields),
        proposed_by="anna",
        proposed_at=AT,
        decided_by="bert",
        decided_at=AT,
        four_eyes=True,
    )


def case(procedure: str, decision: Decision | None, **fields: Any) -> Case:
    named: dict[str, Any] = {
        "case_id": CASE,
        "state": CaseState.DECIDED,
        "application": asked(procedure),
        "rulebook": BOOK.version,
        "filed_at": AT,
        "decision": decision,
    }
    return Case(**named | fields)


# --- a letter that informs -------------------------------------------------------------------

LETTER = InformedLetter(
    number="DE-I-2027-00001",
    authority="DE",
    case_id=CASE,
    reference="O-1",
    article="4(1)",
    activity=Activity.EXPORT,
    informed=EXPORTER,
    items=application().transaction.items,
    destination="AE",
    decided_at=AT,
    valid_from=AT.date(),
)
ALL_LIFTED = Lifting(
    reason=WHY[0], proposed_by="anna", proposed_at=AT, decided_by="bert", decided_at=AT
)
ONE_WOULD_LIFT = Lifting(reason=WHY[0], proposed_by="anna", proposed_at=AT)
LIFTED = Act(at=AT, actor="bert", verb=Verb.INFORMED_LIFTED, text="", reference=LETTER.number)


def informs(
    letter: dict[str, Any] | None = None,
    *,
    to: Party | None = None,
    outcome: Outcome = Outcome.REQUIREMENT_IMPOSED,
    **fields: Any,
) -> Case:
    """A case that imposes a requirement, with fields of its letter that are others."""
    terms = None if to is None else InformedTerms(addressee=to)
    given = LETTER.model_copy(update=letter or {})
    return case("own_motion_4_1", decided(outcome, informed=terms), informed=given, **fields)


@pytest.mark.parametrize(
    "held",
    [
        informs(),
        informs({"informed": BROKER}, to=BROKER),
        informs({"lifting": ALL_LIFTED}, acts=(LIFTED,)),
        informs({"lifting": ONE_WOULD_LIFT}),
    ],
    ids=["exporter", "another addressee", "lifted", "one officer would lift it"],
)
def test_a_letter_as_it_was_decided_holds(held: Case) -> None:
    assert check_licence(held, BOOK, ()) == "no licence was granted in it"


FORGED_LETTERS = {
    "the letter is left out": case("own_motion_4_1", decided(Outcome.REQUIREMENT_IMPOSED)),
    "under another article": informs({"article": "5(1)"}),
    "the letter is of another decision": informs({"case_id": LATER}),
    "of other items, or for another destination": informs({"destination": "KZ"}),
    "informs somebody else than was decided": informs({"informed": BROKER}),
    "informs somebody else than": informs(to=BROKER),
    "whether the letter was lifted is not": informs({"lifting": ALL_LIFTED}),
    "lifted is not what the acts say": informs(
        {"lifting": ONE_WOULD_LIFT},
        acts=(LIFTED,),
    ),
    "was lifted is not what the acts": informs(acts=(LIFTED,)),
}


@pytest.mark.parametrize("words", FORGED_LETTERS)
def test_a_forged_letter_is_found(words: str) -> None:
    """An exporter may not show that somebody else was informed, or that a letter was lifted."""
    assert words in fault_of(FORGED_LETTERS[words])


# --- a licence -------------------------------------------------------------------------------

LICENCE = Licence(
    number="DE-L-2027-00001",
    authority="DE",
    case_id=CASE,
    reference="AG-2025-118822",
    kind=AuthorisationKind.INDIVIDUAL,
    activity=Activity.EXPORT,
    lines=(LicensedLine(line=1, item=surveillance_item()),),
    exporter=Stated[Party].given(EXPORTER),
    destination="AE",
    granted_at=AT,
    valid_from=AT.date(),
)
GRANT = LicenceChange(state=LicenceState.IN_FORCE, at=AT, by_case=CASE)


def grants(
    licence: dict[str, Any] | None = None,
    decision: Decision | None = None,
    **fields: Any,
) -> Case:
    """A case that grants a licence, with fields of it that are others."""
    named = {
        "licence": (GRANT,),
        "licensed": LICENCE.model_copy(update=licence or {}),
    }
    return case("application", decision or decided(Outcome.GRANTED), **named | fields)


def line(number: int = 1, **fields: Any) -> LicensedLine:
    named: dict[str, Any] = {"line": number, "item": surveillance_item()}
    return LicensedLine(**named | fields)


def changed(**fields: Any) -> LicenceChange:
    named: dict[str, Any] = {"state": LicenceState.SUSPENDED, "at": AT, "by_case": LATER}
    return LicenceChange(**named | fields)


def history(*lines: LicenceChange, **fields: Any) -> Case:
    """A granted licence whose history has these lines."""
    return grants(**fields).model_copy(update={"licence": lines})


def later(procedure: str = "licence_in_force") -> tuple[RelatedCase, ...]:
    return (RelatedCase.model_construct(case_id=LATER, kind="concerns", procedure=procedure),)


def test_a_licence_as_it_was_granted_holds() -> None:
    assert check_licence(grants(), BOOK, ()) == "the licence is in_force"
    numbered = decided(Outcome.GRANTED, licence=LicenceTerms(number=LICENCE.number))
    assert check_licence(grants(decision=numbered), BOOK, ()) == "the licence is in_force"


def test_a_line_that_a_later_case_widened_holds() -> None:
    wide = {"lines": (line(item=more_of_it(), widened_by=LATER),)}
    widening = {each.code for each in BOOK.cases if each.widens}
    assert widening
    held = grants(wide, related=later(min(widening)))
    assert check_licence(held, BOOK, ()) == "the licence is in_force"


def more_of_it() -> Any:
    return surveillance_item().model_copy(update={"cn_code": "85176990"})


MORE_CONDITIONS = decided(Outcome.GRANTED_WITH_CONDITIONS, conditions=WHY)
NUMBERED = decided(Outcome.GRANTED, licence=LicenceTerms(number="DE-L-2027-00099"))

FORGED_LICENCES = {
    "names a licence and is about none": grants(application=asked("application", LATER)),
    "it is about itself": case(
        "licence_in_force",
        decided(Outcome.MAINTAINED),
        application=asked("licence_in_force", CASE),
    ),
    "how that stands is left out": case("application", decided(Outcome.GRANTED)),
    "no licence was granted in it, and it shows one": grants(decision=decided(Outcome.REFUSED)),
    "the grant of the licence is not the decision": grants().model_copy(
        update={"licence": (GRANT.model_copy(update={"by_case": LATER}),)}
    ),
    "the licence is of another decision": grants({"case_id": LATER}),
    "for another destination than was applied for": grants({"destination": "KZ"}),
    "the licence lacks a condition": grants(
        decision=MORE_CONDITIONS,
    ),
    "has another number than was decided": grants(decision=NUMBERED),
    "other lines than were granted": grants({"lines": ()}),
    "has other lines than": grants({"lines": (line(), line())}),
    "did not widen line 1": grants(
        {"lines": (line(widened_by=LATER, item=more_of_it()),)},
    ),
    "did not widen line": grants(
        {"lines": (line(widened_by=LATER, item=more_of_it()),)}, related=later()
    ),
    "is not what was granted": grants({"lines": (line(item=more_of_it()),)}),
    "changes of the licence are not in order": grants().model_copy(
        update={"licence": (GRANT, changed(at=datetime(2027, 1, 1, tzinfo=UTC)))}
    ),
    "and is not shown as about it": history(GRANT, changed()),
    "nothing was notified of the licence": history(GRANT, changed(), related=later()),
    "which changed the licence, is not in the log": history(
        GRANT, changed(denial_id="DE-2027-00001"), related=later()
    ),
}


@pytest.mark.parametrize("words", FORGED_LICENCES)
def test_a_forged_licence_is_found(words: str) -> None:
    assert words in fault_of(FORGED_LICENCES[words])


# --- what the log must say of a licence -------------------------------------------------------

DENIAL = french_denial(1, denial_id="DE-2027-00001", authority="DE", decision=DecisionType.SUSPEND)
"""The denial by which the licence was suspended."""


def entry(kind: EntryType, bodies: dict[int, bytes]) -> VerifiedEntry:
    """An entry of the own log, whose signatures hold."""
    record = SimpleNamespace(role="decision", subject=DENIAL.denial_id)
    checked = SimpleNamespace(entry_type=kind, at=AT)
    return VerifiedEntry(record, checked, bodies, frozenset())  # type: ignore[arg-type]


def notified(**fields: Any) -> VerifiedEntry:
    denial = DENIAL.model_copy(update=fields)
    parts = dict(enumerate(body for _, body in denial_to_parts(denial)))
    return entry(EntryType.DENIAL_NOTIFIED, parts)


def assessed(outcome: SuspensionEnd) -> VerifiedEntry:
    end = FinalAssessment(denial_id=DENIAL.denial_id, outcome=outcome, at=AT.date(), grounds=WHY)
    return entry(EntryType.FINAL_ASSESSMENT, {0: content_to_bytes(end)})


def suspended(*more: LicenceChange, **fields: Any) -> Case:
    first = changed(denial_id=DENIAL.denial_id)
    return history(GRANT, first, *more, related=later(), **fields)


RESTORED = changed(denial_id=DENIAL.denial_id, state=LicenceState.IN_FORCE)
ENDED = Act(
    at=AT,
    actor="bert",
    verb=Verb.SUSPENSION_ENDED,
    text="reinstated",
    reference=DENIAL.denial_id,
    data={"outcome": str(SuspensionEnd.REINSTATED)},
)
REINSTATED = assessed(SuspensionEnd.REINSTATED)


def test_a_suspension_and_its_end_hold_as_the_log_says() -> None:
    assert check_licence(suspended(), BOOK, (notified(),)) == "the licence is suspended"
    held = suspended(RESTORED, acts=(ENDED,))
    assert check_licence(held, BOOK, (notified(), REINSTATED)) == "the licence is in_force"


FORGED_HISTORIES: dict[str, tuple[Case, tuple[VerifiedEntry, ...]]] = {
    "tells of another change than to suspended": (
        suspended(),
        (notified(decision=DecisionType.REVOKE),),
    ),
    "is about another destination than the licence": (
        suspended(),
        (notified(transaction=DENIAL.transaction.model_copy(update={"destination": "KZ"})),),
    ),
    "ends the suspension by DE-2027-00001": (suspended(RESTORED), (notified(),)),
    "has ended, and the case does not say so": (suspended(acts=(ENDED,)), (notified(), REINSTATED)),
    "the acts record another end of a suspension": (suspended(RESTORED), (notified(), REINSTATED)),
    "changes the licence, and the case does not say so": (grants(), (notified(),)),
    "has another outcome than revoked": (
        suspended(changed(denial_id=DENIAL.denial_id, state=LicenceState.REVOKED), acts=(ENDED,)),
        (notified(), REINSTATED),
    ),
}


@pytest.mark.parametrize("words", FORGED_HISTORIES)
def test_a_history_that_the_log_does_not_hold_is_found(words: str) -> None:
    held, entries = FORGED_HISTORIES[words]
    assert words in fault_of(held, *entries)


def fault_of(held: Case, *own: VerifiedEntry) -> str:
    with refuses(RegisterError, Reason.EVIDENCE_INVALID) as found:
        check_licence(held, BOOK, own)
    return str(found.value)


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (grants(state=CaseState.PROPOSED), "it is decided, and shown as proposed"),
        (case("application", None), "the decision is left out"),
        (case("application", None, state=CaseState.PROPOSED), "nothing is proposed in it"),
    ],
)
def test_the_state_is_the_one_that_the_decision_gives(held: Case, words: str) -> None:
    with pytest.raises(RegisterError, match=words):
        check_state(held)
