"""Each reason has one family, and every error in the code is of a class of that family."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from http import HTTPStatus

import grpc
import pytest

from gateway import errors as all_errors
from gateway.errors import ComityError, Family, IntakeError, Reason
from tools.house import rules

CALLED = {
    name: each
    for name, each in vars(all_errors).items()
    if isinstance(each, type) and issubclass(each, ComityError)
}


def classes(tree: ast.Module) -> dict[str, type[ComityError]]:
    """Return the classes of errors that a module can name, its own with their base's family."""
    found = dict(CALLED)
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            for base in node.bases:
                if isinstance(base, ast.Name) and base.id in found:
                    found[node.name] = found[base.id]
    return found


def made(tree: ast.Module) -> Iterator[tuple[int, type[ComityError], Reason]]:
    """Yield line, class and reason of every error that is made, as far as the source says it."""
    known = classes(tree)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id not in known:
            continue
        given = [word.value for word in node.keywords if word.arg == "reason"]
        if not given:
            yield node.lineno, known[node.func.id], known[node.func.id].reason
        for part in (part for value in given for part in ast.walk(value)):
            if isinstance(part, ast.Attribute) and ast.unparse(part.value) == "Reason":
                yield node.lineno, known[node.func.id], Reason[part.attr]


def faults(errors: Iterable[tuple[int, type[ComityError], Reason]], name: str) -> list[str]:
    return [
        f"{name}:{line}: {error.__name__} with {reason}, which is of {reason.family}"
        for line, error, reason in errors
        if not error.carries and reason.family is not error.reason.family
    ]


def test_every_error_is_of_a_class_of_its_reasons_family() -> None:
    modules = [each for each in rules.read().modules if "Error(" in each.text]
    found = {module.name: list(made(module.tree)) for module in modules}
    assert [fault for name, errors in found.items() for fault in faults(errors, name)] == []
    assert sum(map(len, found.values())) > 500  # they are found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("raise StateError('x', reason=Reason.NOT_PERMITTED)", 1),
        ("raise StateError('x', reason=Reason.EMBARGOED if a else Reason.LOG_MOVED)", 1),
        ("class OurError(LawError): ...\nraise OurError('x', reason=Reason.DEFECT)", 1),
        ("raise InputError('x', reason=Reason.NOT_FOUND)", 1),
        ("raise ComityError('x', reason=Reason.INPUT_INVALID)", 1),
        ("raise StateError('x')\nraise LawError('x', reason=Reason.LIST_INVALID)", 0),
        ("raise IntakeError('x', step=1, reason=Reason.SIGNATURE_INVALID)", 0),
    ],
)
def test_an_error_of_another_family_is_found(text: str, count: int) -> None:
    assert len(faults(made(ast.parse(text)), "a")) == count


def test_every_reason_says_how_each_border_treats_it() -> None:
    wrong = [
        reason
        for reason in Reason
        if reason.value != reason.name
        or HTTPStatus(reason.http) < HTTPStatus.BAD_REQUEST
        or grpc.StatusCode[reason.grpc] is grpc.StatusCode.OK
        or reason.error("x").family != reason.family
        or reason.family != reason.family.value
    ]
    assert wrong == []


def test_a_class_is_chosen_by_the_reason() -> None:
    # What only a numbered step refuses has no other class than that of the intake.
    wrong = [
        reason
        for reason in Reason
        if reason.family is not Family.EXCHANGE
        and type(reason.error("x")).reason.family is not reason.family
    ]
    assert wrong == []


def test_what_carries_a_reason_of_another_room_has_its_family() -> None:
    error = IntakeError("x", step=3, reason=Reason.SIGNATURE_INVALID)
    assert error.family == "trust"


def test_only_what_stands_below_or_beside_us_is_tried_again() -> None:
    assert [family for family in Family if family.retried] == [Family.UNAVAILABLE]
