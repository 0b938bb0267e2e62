"""What a consultation's view says as it stands, and how it is laid out."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from gateway.cli.view import show_view
from gateway.domain.acts import Task, TaskKind
from gateway.domain.consultation import (
    Consultation,
    ConsultationState,
    EndReason,
    Information,
    Stop,
    StopState,
)
from gateway.domain.saying import says
from gateway.domain.stops import stop_of
from gateway.evidence.page.view_page import Letterhead, view_page
from gateway.views.frame import NounView
from gateway.views.words import worded_kinds
from tests.support.totality import NOON, filled
from tests.unit.domain.test_stops import DUE, RULE, consultation
from tests.unit.views.test_totality import GIVEN, LAW, shown

HEAD = Letterhead("Authority FR", "FR", rehearsal=True, rulebook="x: y", shown_at=NOON)
EVIL = "<script>alert(1)</script> [bold red]x[/] \x1b[2J"


def talk(**changes: object) -> Consultation:
    return filled(Consultation, {**GIVEN, "information": Information.SUPPLIED, **changes})


def words(view: NounView) -> str:
    return view.model_dump_json()


def test_under_a_final_answer_no_information_is_wanted_any_more() -> None:
    """Found in use: officer m1."""
    said = "Information was supplied; an answer is due"
    assert said in words(shown(talk()))
    assert said not in words(shown(talk(**{"Consultation.state": ConsultationState.ANSWERED})))


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(hours=1), "The goods: held, until Mon 16 March 2026, 23:59:59 (Europe/Berlin)."),
        (timedelta(0), "The goods: due for release, Mon 16 March 2026, 23:59:59 (Europe/Berlin)."),
    ],
)
def test_until_when_goods_are_held_is_the_last_hour_of_a_day(before: timedelta, said: str) -> None:
    held = consultation(ConsultationState.RUNNING)
    stopped = held.model_copy(update={"stop": stop_of(RULE, held, DUE - before)})
    assert said in words(shown(stopped))


def test_a_task_is_warned_of_unless_the_first_line_says_it() -> None:
    asks = says(
        "{sender} consults us under {article}: {title}", sender="DE", article="a", title="t"
    )
    of_ours = asks + says("; it concerns {case}", case="FR-C-2026-00004")
    back = says("{peer} handed the consultation of {peer_} back: answer it", peer="A", peer_="B")
    tasks = [
        Task(
            id=number,
            kind=kind,
            subject="019c",
            text=said.sentence(),
            data=said.data,
            opened=NOON,
        ).made_of(said.messages)
        for number, (kind, said) in enumerate(
            (
                (TaskKind.ANSWER_DUE, asks),
                (TaskKind.ANSWER_DUE, of_ours),
                (TaskKind.ANSWER_DUE, back),
                (TaskKind.LETTER_READ, asks),
            )
        )
    ]
    before = len(shown(talk()).warnings)
    told = [each.text for each in shown(talk(), tasks=tuple(tasks)).warnings[before:]]
    assert told == [each.text for each in tasks[1:]]


def test_a_stop_that_customs_lifted_is_no_withdrawn_application() -> None:
    """Found in use: officer m9."""
    lifted = Stop(state=StopState.LIFTED, by="end", sentence="It was lifted.")
    ended = {"Consultation.state": ConsultationState.SUPERSEDED, "stop": lifted}
    view = shown(talk(**ended, ended_because=EndReason.WITHDRAWN))
    assert view.state == "Ended: the stop was lifted"
    assert "withdrawn" not in words(view)


def test_no_code_stands_where_a_person_reads_but_the_word_that_commands_take() -> None:
    """Found in use: officer m9."""
    given = {"ConsultationAnswer.answer": "more_information", "standing_answer": "019c"}
    view = shown(talk(**given))
    told = (each for each in view.sections if each.heading != "What may be answered")
    texts = [view.model_dump_json(exclude={"sections"}), *(each.model_dump_json() for each in told)]
    said = re.findall(r'"(?:text|tag|state|name)":"([^"]*)"', " ".join(texts))
    codes = {str(code) for kind in worded_kinds().values() for code in kind}
    codes |= set(LAW.procedure("16(5)").answer_codes)
    assert [code for code in codes if "_" in code and code in " ".join(said)] == []
    assert "More information needed" in said


def test_text_of_others_is_markup_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    view = shown(talk(**{"Party.names": (EVIL,), "Item.description": EVIL, "FreeText.text": EVIL}))
    nothing_is_markup(view, capsys)


def nothing_is_markup(view: NounView, capsys: pytest.CaptureFixture[str]) -> None:
    html = view_page(view, HEAD)
    assert "<script" not in html
    assert "\x1b" not in html
    show_view(view.model_dump(mode="json"))
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert "[bold red]x[/]" in " ".join(printed.replace("│", " ").split())


def test_a_page_breaks_long_words_and_says_that_it_is_a_rehearsal() -> None:
    html = view_page(shown(talk()), HEAD)
    assert "overflow-wrap: anywhere" in html
    assert "REHEARSAL" in html
    assert html.count("<h1>") == 1
