"""Step 10 of the intake for every type of letter, and that none is without an effect."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import cast

import pytest

from gateway.casework.handlers.letter_handlers import ContentRules, effects
from gateway.casework.law.law import Law
from gateway.casework.services import Office
from gateway.domain.base import Stated
from gateway.domain.consultation import ConsultationRequest, ExtensionRequest
from gateway.domain.correspondence import InformationReply, InformationRequest, StandardAnswer
from gateway.domain.letter import LetterHeader, LetterType
from gateway.domain.notice import Notice
from gateway.errors import ComityError, InputError, Reason
from gateway.wire.content import content_to_bytes
from tests.support.cases import transaction
from tests.support.federation_case import START, text
from tests.support.letter_headers import letter_header
from tests.support.raising import refuses

LAW = Law()
RULES = ContentRules(LAW, "FR", lambda _: frozenset({"licensing"}))
VERSION = LAW.in_force(START).version


def header(
    letter_type: LetterType = LetterType.REQUEST,
    procedure: str = "14(1)",
    rulebook: str = VERSION,
    created: datetime = START,
) -> LetterHeader:
    return letter_header(created, letter_type=letter_type, procedure=procedure, rulebook=rulebook)


def request(procedure: str = "14(1)", *denials: str) -> bytes:
    return content_to_bytes(
        ConsultationRequest(
            procedure=procedure, case_reference="x", transaction=transaction(), denials=denials
        )
    )


def reason(header: LetterHeader, bodies: dict[int, bytes]) -> Reason:
    with pytest.raises(ComityError) as refused:
        RULES.check_content(header, bodies)
    return refused.value.reason


def test_every_type_of_letter_has_an_effect() -> None:
    assert set(effects(cast("Office", None))) == set(LetterType)


@pytest.mark.parametrize("letter_type", LetterType)
def test_a_letter_without_its_first_part_or_with_nonsense(letter_type: LetterType) -> None:
    assert reason(header(letter_type), {}) is Reason.CONTENT_INVALID
    assert reason(header(letter_type), {1: request()}) is Reason.CONTENT_INVALID
    assert reason(header(letter_type), {0: b"\xff\xff\xff"}) in (
        Reason.CONTENT_INVALID,
        Reason.MESSAGE_MALFORMED,
    )


def test_a_good_request_starts_a_period_on_our_calendar() -> None:
    content = RULES.check_content(header(), {0: request()})
    period = RULES.period_for(header(), content, START)
    assert period is not None
    assert (period.authority, period.procedure, len(period.counted)) == ("FR", "14(1)", 10)


def test_nothing_but_a_request_starts_a_period() -> None:
    wish = ExtensionRequest(working_days=5, reason=text("x"))
    head = header(LetterType.EXTENSION_REQUEST)
    assert RULES.check_content(head, {0: content_to_bytes(wish)}) == wish
    assert RULES.period_for(head, wish, START) is None


def test_versions_and_procedures_that_are_not_held() -> None:
    unknown = header(rulebook="EU-2021-821/2099-1")
    assert reason(unknown, {0: request()}) is Reason.VERSION_UNKNOWN
    assert reason(header(procedure="99(9)"), {0: request("99(9)")}) is Reason.PROCEDURE_UNKNOWN


def test_a_notice_whose_law_is_not_held_is_refused_since_nobody_knows_for_whom_it_is() -> None:
    """A kind of that law may be for accounts of one role alone (`sight`)."""
    told = Notice(kind="12(6)", number="DE-N-2026-00001", law=VERSION, at=START.date())
    head = header(LetterType.NOTICE, procedure="")
    assert RULES.check_content(head, {0: content_to_bytes(told)}) == told
    unknown = told.model_copy(update={"law": "EU-2021-821/2099-1"})
    assert reason(head, {0: content_to_bytes(unknown)}) is Reason.VERSION_UNKNOWN


def test_a_rulebook_that_is_only_announced_gives_nobody_a_shorter_period() -> None:
    begins = LAW.rulebook(VERSION).in_force_from
    day_before = datetime.combine(begins, time(21, 59), tzinfo=UTC) - timedelta(days=1)
    assert reason(header(created=day_before), {0: request()}) is Reason.VERSION_UNKNOWN
    first_hour = header(created=day_before + timedelta(minutes=2))  # midnight in Brussels
    RULES.check_content(first_hour, {0: request()})


def test_a_request_says_the_same_as_its_header() -> None:
    assert reason(header(procedure="16(5)"), {0: request("14(1)")}) is Reason.CONTENT_INVALID


def test_a_request_about_denials_names_each_once() -> None:
    head = header(procedure="16(5)")
    assert reason(head, {0: request("16(5)")}) is Reason.CONTENT_INVALID
    twice = request("16(5)", "FR-2024-00017", "FR-2024-00017")
    assert reason(head, {0: twice}) is Reason.CONTENT_INVALID
    RULES.check_content(head, {0: request("16(5)", "FR-2024-00017")})


@pytest.mark.parametrize("code", ["DE", "XI", "XK", "GR"])
def test_countries_that_exist(code: str) -> None:
    LAW.check_country(code, field="x")


@pytest.mark.parametrize("code", ["ZZ", "QQ", "EU", "UN", "XA", "EL"])
def test_countries_that_do_not_exist(code: str) -> None:
    with refuses(InputError, Reason.COUNTRY_UNKNOWN, field="transaction.destination"):
        LAW.check_country(code, field="transaction.destination")


# --- who may open a procedure, and what its request must say ----------------------------------


def asked(procedure: str, roles: set[str], **fields: object) -> Reason | None:
    rules = ContentRules(LAW, "FR", lambda _: frozenset(roles))
    content = ConsultationRequest.model_validate(
        {
            "procedure": procedure,
            "case_reference": "x",
            "transaction": transaction(),
            **fields,
        }
    )
    try:
        rules.check_content(header(procedure=procedure), {0: content_to_bytes(content)})
    except ComityError as exc:
        return exc.reason
    return None


def test_the_roles_that_the_rulebook_names_open_a_procedure() -> None:
    stop = {"asked_for": ["review_licence"]}
    assert asked("21(4)", {"customs"}, **stop) is None
    assert asked("21(4)", {"licensing"}, **stop) is None
    assert asked("21(4)", {"transit"}, **stop) is Reason.NOT_AUTHORISED
    assert asked("14(1)", {"customs"}) is Reason.NOT_AUTHORISED
    assert asked("14(1)", {"licensing"}) is None


def test_what_a_request_names_and_asks_for() -> None:
    wanted = {"asked_for": ["not_grant"], "concerns": "FR-C-2026-00001"}
    assert asked("14(2)", {"licensing"}, **wanted) is None
    spoiling: tuple[dict[str, object], ...] = (
        {"concerns": ""},
        {"asked_for": []},
        {"asked_for": ["seize"]},
    )
    for spoilt in spoiling:
        assert asked("14(2)", {"licensing"}, **{**wanted, **spoilt}) is Reason.CONTENT_INVALID
    assert asked("14(1)", {"licensing"}, asked_for=["not_grant"]) is Reason.CONTENT_INVALID


def test_a_standard_question_that_the_rulebook_does_not_know_is_refused() -> None:
    asked = InformationRequest(questions=("favourite_colour",))
    talk = header(LetterType.INFORMATION_REQUEST, procedure="")
    assert reason(talk, {0: content_to_bytes(asked)}) is Reason.CONTENT_INVALID
    known = InformationRequest(questions=("end_user_known",))
    assert RULES.check_content(talk, {0: content_to_bytes(known)}) == known


def test_a_coded_answer_that_is_none_to_its_question_is_refused() -> None:
    talk = header(LetterType.INFORMATION_REPLY, procedure="")
    odd = StandardAnswer(question="end_user_known", answer="in_force")
    body = content_to_bytes(InformationReply(answers=(odd,)))
    assert reason(talk, {0: body}) is Reason.CONTENT_INVALID


def test_a_letter_with_a_control_character_is_refused_by_its_field() -> None:
    """What clears a screen, or turns what is read around, is no text of a letter."""
    for character, code in (("\x1b[2J", "U+001B"), ("\u202e", "U+202E"), ("\x00", "U+0000")):
        wrong = transaction().model_copy(
            update={"stated_end_use": Stated[str].given(f"Billing{character}")}
        )
        body = content_to_bytes(
            ConsultationRequest(procedure="14(1)", case_reference="x", transaction=wrong)
        )
        with refuses(
            InputError,
            Reason.CONTENT_INVALID,
            field="transaction.stated_end_use.value",
            match=code.replace("+", r"\+"),
        ):
            RULES.check_content(header(), {0: body})
