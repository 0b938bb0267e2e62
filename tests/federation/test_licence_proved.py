"""Evidence of a licence: what the case says of it is what was signed (Article 16(1)).

An exporter with its own key can seal whatever it writes into `case.json`; what all members
got does not follow it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from gateway.casework.cases.suspension import final_assessment
from gateway.domain.case import Outcome
from gateway.domain.notice import FinalAssessment, SuspensionEnd
from tests.support.federation_case import BERT, CaseFederation, made_once, text
from tests.support.forgery import forged, no_change
from tests.support.kinds import begun, decided, filed, negative, outcome
from tests.support.proofs import detail, proved

LICENCE, STATE = "decision: the licence", "case: its state"


federation = made_once()
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def suspended(federation: CaseFederation) -> tuple[str, str]:
    """A licence that was suspended and revoked; its case, and the one that suspended it."""
    granted = await decided(federation, filed("L-1"), outcome(Outcome.GRANTED))
    wanted = filed("L-2", "licence_in_force", concerns=granted.case_id)
    case = await decided(federation, wanted, negative(Outcome.SUSPENDED))
    assessment = FinalAssessment(
        denial_id="DE-2026-00001",
        outcome=SuspensionEnd.REVOKED,
        at=federation.clock.at.date(),
        grounds=(text("Der Verdacht hat sich bestätigt.", "de"),),
    )
    await final_assessment(federation["DE"].node.office, BERT, "DE-2026-00001", assessment)
    await federation.sync()
    return granted.case_id, case.case_id


def end(told: dict[str, Any]) -> dict[str, Any]:
    """The act that records the end of the suspension."""
    return next(act for act in told["acts"] if act["verb"] == "suspension.ended")


def reinstated(told: dict[str, Any]) -> None:
    told["licence"][-1]["state"] = "in_force"
    end(told)["text"] = "reinstated"


def never_suspended(told: dict[str, Any]) -> None:
    told["licence"] = told["licence"][:1]
    told["acts"] = [act for act in told["acts"] if act["verb"] != "suspension.ended"]


def still_suspended(told: dict[str, Any]) -> None:
    told["licence"] = told["licence"][:2]


def by_another_case(told: dict[str, Any]) -> None:
    told["licence"][1]["by_case"] = "DE-C-2026-00077"


def by_another_denial(told: dict[str, Any]) -> None:
    for line in told["licence"][1:]:
        line["denial_id"] = "DE-2026-00077"
    end(told)["reference"] = "DE-2026-00077"


def without_denial(told: dict[str, Any]) -> None:
    told["licence"][1]["denial_id"] = None


def only_limited(told: dict[str, Any]) -> None:
    told["licence"][1]["state"] = "limited"


def days_later(told: dict[str, Any]) -> None:
    told["licence"][1]["at"] = told["licence"][2]["at"] = "2026-03-04T09:00:00Z"


def no_licence(told: dict[str, Any]) -> None:
    told["licence"] = []


def more_of_a_line(told: dict[str, Any]) -> None:
    told["licensed"]["lines"][0]["item"]["quantity"] = "4000"


def a_line_more(told: dict[str, Any]) -> None:
    [line] = told["licensed"]["lines"]
    told["licensed"]["lines"].append({**line, "line": 2})


def a_line_twice(told: dict[str, Any]) -> None:
    told["licensed"]["lines"] *= 2


def widened_by_a_stranger(told: dict[str, Any]) -> None:
    more_of_a_line(told)
    told["licensed"]["lines"][0]["widened_by"] = "DE-C-2026-00077"


def widened_by_the_suspension(told: dict[str, Any]) -> None:
    more_of_a_line(told)
    told["licensed"]["lines"][0]["widened_by"] = told["related"][0]["case_id"]


@pytest.mark.parametrize(
    "change",
    [
        reinstated,
        never_suspended,
        still_suspended,
        by_another_case,
        by_another_denial,
        without_denial,
        only_limited,
        days_later,
        no_licence,
        more_of_a_line,
        a_line_more,
        a_line_twice,
        widened_by_a_stranger,
        widened_by_the_suspension,
    ],
)
async def test_a_licence_stands_as_was_signed(
    federation: CaseFederation,
    suspended: tuple[str, str],
    tmp_path: Path,
    change: Callable[[dict[str, Any]], None],
) -> None:
    assert LICENCE in await forged(federation["DE"], suspended[0], tmp_path, change)


async def test_what_was_signed_holds(
    federation: CaseFederation, suspended: tuple[str, str], tmp_path: Path
) -> None:
    de, (licence, _) = federation["DE"], suspended
    assert detail(await proved(de, licence, tmp_path), LICENCE) == "the licence is revoked"
    assert await forged(de, licence, tmp_path, no_change) == set()


async def test_the_case_about_it_tells_its_end_as_signed(
    federation: CaseFederation, suspended: tuple[str, str], tmp_path: Path
) -> None:
    de, (_, case) = federation["DE"], suspended
    await proved(de, case, tmp_path)

    def told_otherwise(told: dict[str, Any]) -> None:
        end(told)["text"] = "reinstated"

    def about_nothing(told: dict[str, Any]) -> None:
        told["application"]["concerns"] = ""

    for change in (told_otherwise, about_nothing):
        assert await forged(de, case, tmp_path, change) == {LICENCE}


async def test_the_state_is_that_of_the_decision(
    federation: CaseFederation, tmp_path: Path
) -> None:
    de = federation["DE"]
    case = await decided(federation, filed("L-3"), negative(Outcome.REFUSED))
    await federation.sync()

    def withdrawn(told: dict[str, Any]) -> None:
        told["state"] = "withdrawn"

    def undecided(told: dict[str, Any]) -> None:
        told["decision"], told["state"] = None, "proposed"

    for change in (withdrawn, undecided):
        assert STATE in await forged(de, case.case_id, tmp_path, change)
    open_one = await begun(federation, filed("L-4"))
    await proved(de, open_one.case_id, tmp_path)

    def over(told: dict[str, Any]) -> None:
        told["state"] = "decided"

    assert await forged(de, open_one.case_id, tmp_path, over) == {STATE}


async def test_the_assessment_is_the_one_that_was_notified(
    federation: CaseFederation, tmp_path: Path
) -> None:
    de = federation["DE"]
    case = await decided(federation, filed("L-5"), negative(Outcome.REFUSED))
    await federation.sync()
    await proved(de, case.case_id, tmp_path)

    def harmless(told: dict[str, Any]) -> None:
        assert told["assessment"]["risk"] != "low"
        told["assessment"]["risk"] = "low"

    assert await forged(de, case.case_id, tmp_path, harmless) == {"decision: its denial"}
