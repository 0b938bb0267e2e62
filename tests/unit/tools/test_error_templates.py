"""The check of errors finds what is no template, what has no value, and acts that are not there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway.cli.contract.index import commands_in
from gateway.console.languages import shipped_languages
from gateway.errors import InputError, StateError
from gateway.named_acts import TITLES
from tests.support.commands import check_command
from tools.error_templates import Source, faults, product

ERRORS = "class StateError(ComityError): ...\n"


def test_every_error_is_a_template_with_its_values() -> None:
    assert list(faults(product(), frozenset(TITLES))) == []
    assert len(product().templates) > 2500


@pytest.mark.parametrize("act", TITLES)
def test_the_command_of_every_act_runs_as_it_is_said(act: str) -> None:
    check_command(commands_in(f"`{act}`", {"noun": "consultation"}).strip("`"))


def test_a_command_gets_what_the_error_names() -> None:
    named = {"sha256": "ab12", "noun": "consultation", "thing_id": "0192", "denial_id": "a b"}
    said = commands_in("`fetchDocument`, `getDenial` or `none`", named)
    assert said == (
        "`comity document fetch ab12 --consultation 0192`, `comity denial show 'a b'` or `none`"
    )
    asked = commands_in("`repeatRequest`", {"conversation_id": "0192f0c1"})
    assert asked == "`comity letter ask-again 0192f0c1`"
    reviewed = commands_in("`reviewDenial`", {"denial_id": "DE-2026-1", "outcome": "kept"})
    assert reviewed == "`comity denial review DE-2026-1 --outcome OUTCOME`"
    judged = commands_in("`judgeHit`", {"case_id": "DE-C-1", "denial_id": "FR-1"})
    assert judged == "`comity case judge DE-C-1 FR-1 --CONFIRM/--DISMISS --reason REASON`"


def test_an_instant_is_said_to_the_second() -> None:
    at = datetime(2026, 3, 5, 9, 0, 0, 36579, tzinfo=UTC)
    error = InputError("at: nothing was said yet at {at}", at=at)
    assert error.metadata == {"field": "at", "at": "2026-03-05T09:00:00+00:00"}


def test_a_page_names_acts_by_their_titles_in_its_language() -> None:
    error = StateError("no", remedy="{getCase}, {amendCase}")
    said = [shipped_languages().all[code].remedy(error) for code in ("en", "de")]
    assert said == ["“Cases”, “Amend the application”", "„Fälle“, „Den Antrag ändern“"]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('raise StateError("it is {state}", state=a.state, remedy="See {getCase}.")', []),
        ('raise StateError(f"it is {a.state}")', ["m.py:2: no template: f'it is {a.state}'"]),
        ('raise StateError("it is {state}")', ["m.py:2: {state} has no value in 'it is {state}'"]),
        ('raise StateError("no", remedy="See {getNone}.")', ["m.py:2: there is no act getNone"]),
        (
            'raise Reason.EMBARGOED.error("{a} and {b}", a=1, remedy="See {getNone}.")',
            ["m.py:2: {b} has no value in '{a} and {b}'", "m.py:2: there is no act getNone"],
        ),
        ('raise given.reason.error(f"{a}")', ["m.py:2: no template: f'{a}'"]),
        ('log.error("{a}")', []),
        (
            'raise StateError("no", remedy="Run comity up.")',
            ["m.py:2: a command of the shell: 'Run comity up.'"],
        ),
        (
            'def no(what, **values):\n    return StateError(what, **values)\nno("{a}", b=1)',
            ["m.py:4: {a} has no value in '{a}'"],
        ),
        (
            "def no(what):\n    return StateError(what)\nno(str(1))",
            ["m.py:4: no template: str(1)"],
        ),
        (
            'class Own(StateError):\n    remedy = f"{1}"',
            ["m.py:3: no template: f'{1}'"],
        ),
        (
            'raise StateError("no", remedy="Give --origin.")',
            ["m.py:2: an option of a command: 'Give --origin.'"],
        ),
        ('raise StateError("no", case=1)', ["m.py:2: programs know case as case_id"]),
        ('def no(a):\n    b = "x" if a else "y"\n    raise StateError(b)', []),
    ],
)
def test_what_is_wrong_with_an_error_is_found(code: str, found: list[str]) -> None:
    source = Source({"m.py": f"{ERRORS}{code}\n"})
    assert list(faults(source, frozenset({"getCase"}))) == found
