"""A code in the version of its day: at filing, in the register's search, in the case."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from certs.law import Announcement, announce
from certs.layout import FederationFiles
from gateway.casework.letters import classification_rounds
from gateway.domain.case import Application
from gateway.domain.consultation.classification import (
    ClassifiedItem,
    Confidence,
    OpinionDraft,
    OutcomeDraft,
    RoundDraft,
)
from gateway.domain.controls import ListFile
from gateway.domain.controls.importing import write_list
from gateway.domain.denial import Denial
from gateway.domain.transaction import Classification, ListSource
from gateway.errors import InputError, Reason
from tests.support.cases import application, french_denial
from tests.support.federation_case import ANNA, CaseFederation, operators_reaching, text
from tests.support.raising import present, refuses

ANNEX_I = ListFile.model_validate(
    {
        "kind": "annex_i",
        "version": "02021R0821-20251115",
        "act": "2025/2003",
        "in_force_from": date(2025, 11, 15),
        "codes": ("3B501", "3B501.f.1.a", "5A001", "5A001.f", "5A001.j", "5A004", "5A004.a"),
    }
)
SPANISH = ListFile.model_validate(
    {
        "kind": "national",
        "state": "ES",
        "version": "ES/2023-1",
        "in_force_from": date(2023, 5, 31),
        "codes": ("4A901",),
    }
)


@pytest.fixture
async def nodes(
    three: CaseFederation, case_files: FederationFiles, tmp_path: Path
) -> CaseFederation:
    """DE, FR and NL on Monday 2 March 2026, with the lists that the operators announced."""
    operators = operators_reaching(case_files, tmp_path, *three.desks)
    for file in (ANNEX_I, SPANISH):
        announced = Announcement(
            where="controls",
            version=file.version,
            authority=file.state or "",
            effective_date=file.in_force_from.isoformat(),
            raw=write_list(file),
        )
        announce(operators, announced, now=three.clock.now())
    await three.refresh()
    return three


def filed(code: str, **classified: Any) -> Application:
    """The ordinary application, for an item under another code."""
    given = application()
    found = Classification(source=classified.pop("source", "annex_i"), code=code, **classified)
    (item, *_) = given.transaction.items
    items = (item.model_copy(update={"classifications": (found,)}),)
    changed = given.transaction.model_copy(update={"items": items})
    return given.model_copy(update={"reference": f"AG-{code}", "transaction": changed})


def denied(code: str, number: int, version: str = "") -> Denial:
    """What FR refused to the same end-user, under a code of its time."""
    base = french_denial(number)
    found = Classification(source=ListSource.ANNEX_I, code=code, list_version=version)
    items = tuple(
        item.model_copy(update={"classifications": (found,), "parameters": ()})
        for item in base.transaction.items
    )
    return base.model_copy(
        update={"transaction": base.transaction.model_copy(update={"items": items})}
    )


async def test_a_code_is_taken_in_any_spelling_and_the_case_keeps_its_version(
    nodes: CaseFederation,
) -> None:
    case = await nodes["DE"].file(filed("5a001F."))
    assert case.application.transaction.items[0].codes == ("5A001.f",)
    assert case.annex_i == "02021R0821-20251115"


async def test_a_code_that_the_list_in_force_lacks_is_refused_with_its_field(
    nodes: CaseFederation,
) -> None:
    for code, version, word in (
        ("5A001.f.7", "", "is not in"),
        ("3B501f1a", "", 'reads "Not used"'),  # corrected on 9 February, back to November
        ("9A012", "02021R0821-20251115", "is not in"),
    ):
        with refuses(
            InputError,
            Reason.CODE_UNKNOWN,
            field="transaction.items[0].classifications[0].code",
            match=word,
        ):
            await nodes["DE"].file(filed(code, list_version=version))


async def test_a_code_of_an_older_version_that_is_not_held_is_taken_as_spelt(
    nodes: CaseFederation,
) -> None:
    case = await nodes["DE"].file(filed("5A002.a.2", list_version="02009R0428-20120615"))
    classified = case.application.transaction.items[0].classifications[0]
    assert (classified.code, classified.list_version) == ("5A002.a.2", "02009R0428-20120615")


async def test_a_national_code_is_looked_up_in_the_list_of_its_state(
    nodes: CaseFederation,
) -> None:
    await nodes["DE"].file(filed("4A901", source="national", state="ES"))
    with pytest.raises(InputError):
        await nodes["DE"].file(filed("4A902", source="national", state="ES"))
    await nodes["DE"].file(filed("4A903", source="national", state="NL"))  # not held here


async def test_a_denial_under_the_old_code_is_found_for_the_new_one(
    nodes: CaseFederation,
) -> None:
    """FR denied cryptanalysis as 5A002.a.2; DE examines an item of 5A004.a."""
    await nodes["FR"].deny(denied("5A002.a.2", 17))
    await nodes["FR"].deny(denied("5A002.a.2", 18, "02021R0821-20251115"))  # other items by now
    await nodes.sync()
    case = await nodes["DE"].file(filed("5A004.a"))
    await nodes.settle()
    examined = (await nodes["DE"].case(case.case_id)).examination
    scores = {hit.denial_id: hit.item for hit in present(examined).hits}
    moved, other = scores["FR-2024-00017"], scores["FR-2024-00018"]
    assert "same control code 5A004.a" in moved.reasons
    assert moved.score > other.score


async def test_a_round_is_answered_and_closed_with_a_code_of_the_list_in_force(
    nodes: CaseFederation,
) -> None:
    berlin, paris = nodes["DE"].node.office, nodes["FR"].node.office
    item = ClassifiedItem(description="Interception equipment")
    held = await classification_rounds.ask_round(
        berlin, ANNA, RoundDraft(item=item, authorities=("FR",))
    )
    await nodes.settle()
    why = (text("By its parameters."),)
    sure = OpinionDraft(code="5A001.z", confidence=Confidence.CERTAIN, reason=why)
    unknown = OutcomeDraft(code="5A001.z", reason=why)
    for refused in (
        classification_rounds.answer_round(paris, ANNA, held.number, sure),
        classification_rounds.close_round(berlin, ANNA, held.number, unknown),
    ):
        with pytest.raises(InputError) as caught:
            await refused
        assert (caught.value.reason, caught.value.metadata["field"]) == (
            Reason.CODE_UNKNOWN,
            "code",
        )
    closed = await classification_rounds.close_round(
        berlin, ANNA, held.number, OutcomeDraft(code="5A001.f", reason=why)
    )
    assert present(closed.outcome).list_version == ANNEX_I.version
