"""What a person reads of a denial: why it was denied, and until when it is reviewed."""

from __future__ import annotations

from collections.abc import Iterable

from gateway.domain.base import Stated, Withholding
from gateway.domain.denial import (
    DecisionType,
    Denial,
    DenialEventType,
    DenialState,
    DenialStatus,
    Ground,
)
from gateway.domain.notice import SetAside
from gateway.views.denial_view import AroundDenial, DenialEntry, denial_view
from gateway.views.frame import FactList, NounView, Table
from tests.support.totality import NOON, filled
from tests.unit.views.test_totality import GIVEN, READER, check

TOLD = filled(DenialStatus, GIVEN).model_copy(update={"state": DenialState.VALID})
STATUS = TOLD.model_copy(update={"partner": None})  # of a member: TOLD is a partner's
WHOLE = filled(Denial, GIVEN)


def shown(denial: Denial = WHOLE, status: DenialStatus = STATUS) -> NounView:
    return denial_view(READER, denial, AroundDenial(status=status))


def facts_of(view: NounView, heading: str) -> dict[str, str]:
    """Return the facts of a section by name, in words."""
    return {
        fact.name: " / ".join(piece.text for piece in fact.values)
        for section in view.sections
        if section.heading == heading
        for part in section.parts
        for block in part.blocks
        if isinstance(block, FactList)
        for fact in block.facts
    }


def test_a_denial_is_shown_whole() -> None:
    """Found in use: officer M7."""
    check(Denial, [WHOLE], shown)


def test_how_it_stands_is_shown_whole() -> None:
    """Found in use: officer M7."""
    check(DenialStatus, [STATUS, TOLD], lambda each: shown(status=each))


def test_what_a_partner_told_is_said_to_bind_nobody() -> None:
    view = shown(status=TOLD)
    assert view.warnings[0].text == "For information: it binds nobody and opens no consultation."
    facts = facts_of(view, "Decision")
    assert facts["Told in the"] == "Nuclear Suppliers Group"
    assert "Under" not in facts


def test_what_a_court_did_is_shown_whole() -> None:
    check(
        SetAside,
        [filled(SetAside, GIVEN)],
        lambda act: denial_view(READER, WHOLE, AroundDenial(status=STATUS, set_aside=(act,))),
    )


def test_a_suspension_has_no_date_of_review_and_that_is_said() -> None:
    view = shown(status=STATUS.reviewed(0, None))
    said = facts_of(view, "Reviews")["Next review due"]
    assert said == "no date: it lives until its final assessment"


def test_why_comes_first_and_in_words() -> None:
    """Found in use: officer M7."""
    refused = WHOLE.model_copy(
        update={
            "decision": DecisionType.REFUSE,
            "grounds": Stated[tuple[Ground, ...]].given((Ground.END_USE_DIVERSION,)),
            "explanation_withheld": Withholding.SECURITY,
        }
    )
    view = shown(refused)
    assert view.lead[0].text.startswith("Refusal of ")
    said = [piece.text for piece in view.short]
    assert said[0] == "Ground: End-use and risk of diversion."
    assert said[-1] == "The explanation is withheld (security)."
    suspended = shown(WHOLE.model_copy(update={"decision": DecisionType.SUSPEND}))
    assert suspended.lead[0].text.startswith("Suspension of ")


def test_a_revoked_denial_has_no_next_review() -> None:
    """Found in use: officer M7."""
    assert "Next review due" in facts_of(shown(), "Reviews")
    revoked = shown(status=STATUS.revoked())
    assert revoked.state == "Revoked"
    assert "Next review due" not in facts_of(revoked, "Reviews")


def rows_of(view: NounView, heading: str) -> Iterable[tuple[str, ...]]:
    """Yield the rows of a section's tables, in words."""
    for section in view.sections:
        if section.heading == heading:
            for block in section.parts[0].blocks:
                assert isinstance(block, Table)
                for row in block.rows:
                    yield tuple(", ".join(piece.text for piece in each) for each in row)


def test_who_has_confirmed_is_said_as_far_as_it_is_known() -> None:
    entry = DenialEntry(
        log="FR", index=3, kind=DenialEventType.NOTIFIED, at=NOON, confirmed_by=("DE",)
    )
    around = AroundDenial(status=STATUS, overdue=True, missing=("a part",), entries=(entry,))
    view = denial_view(READER, WHOLE, around)
    [row] = rows_of(view, "Entries")
    assert row == ("4 Mar 2026, 13:00:00", "Notified", "FR 3", "DE", "known at FR", "")
    assert [piece.text for piece in view.warnings] == [
        "Its review is overdue; it is still valid.",
        "Not withheld, but not here yet: a part.",
    ]
