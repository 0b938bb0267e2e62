"""For what a standing answer holds: a doubt is no cover."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.casework.consultations.outgoing_request import within
from gateway.domain.base import Stated
from gateway.domain.correspondence import StandingScope
from gateway.domain.transaction import Classification, ListSource, Party
from tests.support.cases import transaction


def codes(*values: str | None) -> Any:
    """The transaction with one item of these codes; None: not listed."""
    listed = tuple(
        Classification(source=ListSource.NON_LISTED)
        if value is None
        else Classification(source=ListSource.ANNEX_I, code=value)
        for value in values
    )
    item = transaction().items[0].model_copy(update={"classifications": listed})
    return transaction().model_copy(update={"items": (item,)})


@pytest.mark.parametrize(
    ("scope", "own", "covered"),
    [
        (("5A001.j",), ("5A001.j.1",), True),
        (("5A001j",), ("5A001.j.1",), True),  # in any spelling
        (("5A",), ("5A001.j",), True),
        (("5A001.j",), ("5A001.f",), False),
        (("5A001.j",), ("5A001.j", "4A005"), False),  # every code must lie within
        (("5A001.j", "4A"), ("5A001.j", "4A005"), True),
        (("5A001.j",), (None,), False),  # nothing covers what is not listed
    ],
)
def test_every_code_of_every_item_lies_within(
    scope: tuple[str, ...], own: tuple[str | None, ...], covered: bool
) -> None:
    assert within(StandingScope(codes=scope), codes(*own)) is covered


def test_an_end_user_is_known_in_another_script_and_by_nobody_elses_name() -> None:
    named = Party.model_validate({"names": ["Дельта Сервис ООО"], "kind": "organisation"})
    latin = Party.model_validate({"names": ["Delta Servis OOO"], "kind": "organisation"})
    other = Party.model_validate({"names": ["Gamma Trading"], "kind": "organisation"})
    ours = transaction().model_copy(update={"end_user": Stated[Party].given(latin)})
    assert within(StandingScope(end_users=(named,)), ours)
    assert not within(StandingScope(end_users=(other,)), ours)


def test_an_unknown_end_user_is_not_covered() -> None:
    ours = transaction().model_copy(update={"end_user": Stated[Party].unknown()})
    party = Party.model_validate({"names": ["Anybody"]})
    assert not within(StandingScope(end_users=(party,)), ours)
    assert within(StandingScope(everything=True), ours)
