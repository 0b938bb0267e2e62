"""Sentences as data: what is kept, what a person reads, and that every call says what it can."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.saying import Saying, in_words, said_now, says
from tools.house import rules

GERMAN = {"{peer} answered": "{peer} hat geantwortet", ": {answer}": " mit {answer}"}


def test_a_sentence_is_made_from_its_data() -> None:
    said = says(
        "{peer} answered {number} of {denials} by {day}",
        peer="FR",
        number=2,
        denials=("DE-2026-00001", "DE-2026-00002"),
        day=date(2026, 11, 27),
    )
    assert said.data == {
        "peer": "FR",
        "number": 2,
        "denials": ["DE-2026-00001", "DE-2026-00002"],
        "day": "2026-11-27",
    }
    assert said.sentence() == "FR answered 2 of DE-2026-00001, DE-2026-00002 by 2026-11-27"


def test_a_key_is_kept_as_such_and_said_as_words() -> None:
    said = says(
        "{peer} answers {answer}; ask {officer}",
        peer="FR",
        answer="no_objection",
        officer="anna_k",
        kind=["denial_found", "granted"],
    )
    assert said.data["answer"] == "no_objection"
    assert said.sentence() == "FR answers no objection; ask anna_k"
    assert says("{kind}", kind=["denial_found", "granted"]).sentence() == "denial found, granted"


def test_an_instant_is_kept_as_the_interface_writes_it() -> None:
    at = datetime(2026, 11, 27, 12, tzinfo=UTC)
    assert says("{at}", at=at).data == {"at": "2026-11-27T12:00:00+00:00"}


def test_clauses_are_added_and_each_is_translated() -> None:
    said = says("{peer} answered", peer="FR") + says(": {answer}", answer="no objection")
    assert said.sentence() == "FR answered: no objection"
    assert said.sentence(lambda each: GERMAN[each]) == "FR hat geantwortet mit no objection"


def test_an_empty_clause_says_nothing_in_any_language() -> None:
    said = says("{peer} answered", peer="FR") + says("")
    catalogue = {**GERMAN, "": "Content-Type: text/plain"}  # what a catalogue begins with
    assert said.sentence(lambda each: catalogue[each]) == "FR hat geantwortet"


def test_no_clause_changes_what_another_says() -> None:
    said = says("{peer} asks for {kind}", peer="FR", kind="a review")
    assert (said + says(" ({peer})", peer="FR")).sentence() == "FR asks for a review (FR)"
    with pytest.raises(ValueError, match="by the name kind"):
        said + says(": {kind}", kind="information.asked")


@given(st.text())
def test_the_words_of_others_are_values_and_no_message(text: str) -> None:
    said = in_words(text)
    assert said.messages == ("{text}",)
    assert said.sentence() == text


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.text() | st.integers()))
def test_what_is_kept_says_the_same_when_it_is_read_again(data: dict[str, str | int]) -> None:
    said = says(" ".join(f"{{{name}}}" for name in data), **data)
    assert Saying.model_validate_json(said.model_dump_json()).sentence() == said.sentence()


def _calls() -> list[tuple[str, ast.Call]]:
    return [
        (f"{module.path}:{node.lineno}", node)
        for module in rules.read().modules
        if "says(" in module.text
        for node in module.nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "says"
    ]


def _written_out(message: ast.expr) -> list[str]:
    """Return what a message may be; nothing where a catalogue could not be made of it."""
    if isinstance(message, ast.IfExp):
        return _written_out(message.body) + _written_out(message.orelse)
    if isinstance(message, ast.Constant) and isinstance(message.value, str):
        return [message.value]
    return []


def test_every_message_is_written_out_and_has_what_it_names() -> None:
    calls = _calls()
    assert len(calls) > 100
    for place, call in calls:
        given_names = {each.arg for each in call.keywords}
        messages = _written_out(call.args[0])
        assert messages or isinstance(call.args[0], ast.Name), place
        for message in messages:
            named = {name for _, name, spec, _ in Formatter().parse(message) if name is not None}
            assert named <= given_names, f"{place}: {named - given_names} is not given"


@given(
    message=st.sampled_from(
        ["", "{who}, asked {day}: {{not}} a place", "nothing to fill", "{who}"]
    ),
    who=st.none()
    | st.integers()
    | st.text(max_size=20)
    | st.lists(st.text(max_size=5), max_size=3),
)
def test_what_is_said_now_is_what_would_be_kept_and_said(message: str, who: Any) -> None:
    data = {"who": who, "day": date(2026, 3, 2)}
    kept = says(message, **data)
    assert said_now(message, str.upper if message == "nothing to fill" else str, data) == (
        kept.sentence(str.upper if message == "nothing to fill" else str)
    )
