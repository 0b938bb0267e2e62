"""What is wrong with a field is said in our words, whatever the library calls it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core.core_schema import ErrorType

from gateway.domain.case.contents import Application
from gateway.domain.transaction import Item, Transaction
from gateway.field_faults import KINDS, FieldFault, faults_of, remedy_of

ROOT = Path(__file__).parents[2]
LIBRARYS = ("Input", "should", "String", "Tuple", "Value error", "validation", "valid ")


def _faults(model: Any, value: object) -> tuple[FieldFault, ...]:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(model).validate_python(value)
    return faults_of(refused.value)


def _trees() -> Iterator[tuple[Path, ast.AST]]:
    for folder in ("gateway", "workflows", "certs", "lab"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text("utf-8"))


def test_every_kind_that_the_library_has_is_said_in_our_words() -> None:
    """Found in use: officer m3."""
    assert set(get_args(ErrorType)) == KINDS


def test_every_form_of_a_field_has_its_words() -> None:
    """Found in use: officer m3."""
    patterns = {
        each.value.value: path
        for path, tree in _trees()
        for each in ast.walk(tree)
        if isinstance(each, ast.keyword) and each.arg == "pattern"
        if isinstance(each.value, ast.Constant) and isinstance(each.value.value, str)
    }
    assert len(patterns) > 20
    for pattern, path in patterns.items():
        context = {"pattern": pattern}
        given = {"loc": ("f",), "type": "string_pattern_mismatch", "msg": "", "ctx": context}
        [fault] = faults_of([given])
        assert fault.what.startswith(("is not a", "is not the", "is none of")), (path, pattern)
        assert fault.remedy.startswith("Write "), (path, pattern)


def test_nobody_else_reads_the_librarys_words() -> None:
    """Found in use: officer m3."""
    readers = [
        f"{path}:{each.lineno}"
        for path, tree in _trees()
        for each in ast.walk(tree)
        if isinstance(each, ast.Subscript)
        if isinstance(each.slice, ast.Constant) and each.slice.value == "msg"
    ]
    assert len(readers) == 1
    assert readers[0].startswith("gateway/field_faults.py:")


ITEM = {"description": "Pump", "classifications": [{"source": "non_listed"}]}


@pytest.mark.parametrize(
    ("model", "value", "field", "what", "remedy"),
    [
        (Item, ITEM | {"value": "much"}, "value", "is no number", "Write a number in digits"),
        (Item, ITEM | {"value": -1}, "value", "must be 0 or more", "Write a number within"),
        (Item, ITEM | {"description": ""}, "description", "is empty", "Fill it in."),
        (
            Item,
            ITEM | {"description": "x" * 4001},
            "description",
            "has more than 4000 characters",
            "Shorten it.",
        ),
        (
            Item,
            ITEM | {"currency": "euro"},
            "currency",
            "is not a currency of three letters",
            "Write it like EUR.",
        ),
        (
            Transaction,
            {"activity": "export", "items": [ITEM], "destination": "AE", "contract_date": "31.2."},
            "contract_date",
            "is no day",
            "Write a day that there is, like 2026-12-31.",
        ),
        (
            Transaction,
            {"activity": "sale", "items": [ITEM], "destination": "AE"},
            "activity",
            "is none of export, brokering, technical_assistance, transit or transfer",
            "Write one of them.",
        ),
    ],
)
def test_a_fault_says_what_and_how_to_mend_it(
    model: Any, value: object, field: str, what: str, remedy: str
) -> None:
    [fault] = _faults(model, value)
    assert (fault.field, fault.what) == (field, what)
    assert fault.remedy.startswith(remedy)


def test_one_wrong_code_is_one_fault() -> None:
    """Found in use: officer m3."""
    wrong = ITEM | {"classifications": [{"source": "annex_i", "code": "5Z999"}]}
    [fault] = _faults(Transaction, {"activity": "export", "items": [wrong], "destination": "AE"})
    assert fault.field == "items.0.classifications.0.code"
    assert fault.what == "is not a control code"
    assert remedy_of([fault]) == "Write it like 5A001.j.1."


def test_several_faults_have_a_remedy_each() -> None:
    faults = _faults(Transaction, {"activity": "export", "items": []})
    assert remedy_of(faults) == "items: Fill it in. destination: Give it."


def test_a_sentence_of_our_own_is_kept() -> None:
    faults = _faults(Transaction, {"activity": "export", "items": [ITEM], "destination": "Turkey"})
    assert [each.what for each in faults] == [
        "a country is its ISO 3166 code of two letters, e.g. TR"
    ]


def test_json_that_is_none_is_said_with_its_place() -> None:
    with pytest.raises(ValidationError) as refused:
        Application.model_validate_json('{"reference": }')
    assert [each.what for each in faults_of(refused.value)] == ["is no JSON at line 1, column 15"]


def test_no_word_of_the_library_is_left_in_an_application_of_rubbish() -> None:
    rubbish: dict[str, Any] = {name: {"a": [1]} for name in Transaction.model_fields}
    faults = _faults(Transaction, rubbish)
    assert len(faults) > len(Transaction.model_fields) - 4
    for fault in faults:
        assert not any(word in fault.what + fault.remedy for word in LIBRARYS), fault
