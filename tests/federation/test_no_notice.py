"""Articles 4(4), 5(4), 10(3): informed are the others, *unless* that is not considered appropriate.

That none is informed is decided by two officers, with the class of the reason. It stays on the
case, in its evidence too, and goes to nobody; the own customs are informed all the same.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.casework.cases.records import evidence_of, view_of
from gateway.casework.handlers.tasks import close_task
from gateway.casework.notices.not_provided import (
    check_law,
    confirm_no_notice,
    propose_no_notice,
)
from gateway.domain.base import Withholding
from gateway.domain.case import Case, Outcome
from gateway.domain.notice import NotProvided
from gateway.domain.rulebook import load_rulebook
from gateway.domain.rulebook.general import LeftOutBy
from gateway.errors import InputError, Reason, StateError
from gateway.evidence.verify.verification import verify_file
from tests.support.federation_case import ANNA, BERT, CaseFederation, text
from tests.support.kinds import NON_LISTED, decided, filed, item, outcome
from tests.support.notices import publish
from tests.support.raising import refuses

BY_TWO = datetime(2027, 1, 11, 9, tzinfo=UTC)  # two officers tell all
WHY = "The source would be known from it."


def left_out(kind: str = "4(4)", reason: Withholding = Withholding.SECURITY) -> NotProvided:
    return NotProvided(kind=kind, reason=reason, language="en", text=WHY)


async def imposed(federation: CaseFederation, *, cyber: bool = False) -> Case:
    """A case in which a requirement was imposed, after which a notice is due."""
    await federation.at(BY_TWO)
    kind = "exporter_notice_5_2" if cyber else "exporter_notice_4_2"
    wanted = filed("E-1", kind, items=(item(NON_LISTED, cyber_surveillance=cyber),))
    return await decided(federation, wanted, outcome(Outcome.REQUIREMENT_IMPOSED))


@pytest.mark.parametrize(("cyber", "kind"), [(False, "4(4)"), (True, "5(4)")])
async def test_two_officers_may_give_no_notice_at_all_and_nobody_outside_is_told(
    federation: CaseFederation, tmp_path: Path, cyber: bool, kind: str
) -> None:
    case = await imposed(federation, cyber=cyber)
    desk = federation["DE"]
    office = desk.node.office
    await propose_no_notice(office, BERT, case.case_id, left_out(kind))
    assert {"notice.due", "notice.not_provided"} <= set(await desk.task_kinds())
    with refuses(StateError, Reason.SECOND_OFFICER_NEEDED):
        await confirm_no_notice(office, BERT, case.case_id)

    await propose_no_notice(office, ANNA, case.case_id, left_out(kind))  # said anew, by another
    done = await confirm_no_notice(office, BERT, case.case_id)
    assert not {"notice.due", "notice.not_provided"} & set(await desk.task_kinds())
    last = done.acts[-1]
    assert (last.verb, last.actor) == ("notice.not_provided", BERT.name)
    assert last.data == {
        "kind": kind,
        "reason_class": "security",
        "officer": ANNA.name,
        "words": WHY,
    }

    await federation.settle()
    await federation.sync()
    assert await desk.entries("DE") == []
    for code in ("FR", "NL", "EU"):
        assert await federation[code].tasks() == ()
    assert WHY in (await view_of(office, ANNA, case.case_id)).model_dump_json()
    file = tmp_path / "case.zip"
    file.write_bytes(await evidence_of(office, ANNA, case.case_id))
    assert verify_file(file).failed == ()


async def test_the_own_customs_are_informed_although_no_notice_is_given(
    federation: CaseFederation,
) -> None:
    """Article 4(4): "... shall inform its customs authorities immediately"."""
    case = await imposed(federation)
    desk = federation["DE"]
    await propose_no_notice(desk.node.office, ANNA, case.case_id, left_out())
    await confirm_no_notice(desk.node.office, BERT, case.case_id)
    [task] = [each for each in await desk.tasks() if each.kind == "notice.customs"]
    assert (task.subject, "inform customs" in task.text) == (case.case_id, True)
    await close_task(desk.node.office, ANNA, task.id, text("By telephone."))
    assert (await desk.case(case.case_id)).acts[-1].verb == "customs.informed"


async def test_a_notice_that_is_sent_ends_what_was_said(federation: CaseFederation) -> None:
    case = await imposed(federation)
    desk = federation["DE"]
    await propose_no_notice(desk.node.office, ANNA, case.case_id, left_out())
    await publish(desk, "4(4)", about="", duty=case.case_id, expires=None)
    assert "notice.not_provided" not in await desk.task_kinds()
    with pytest.raises(StateError, match="nobody has said"):
        await confirm_no_notice(desk.node.office, BERT, case.case_id)


async def test_it_is_said_of_what_is_due(federation: CaseFederation) -> None:
    case = await imposed(federation)
    office = federation["DE"].node.office
    with refuses(InputError, field="kind", match="is due after"):
        await propose_no_notice(office, ANNA, case.case_id, left_out("5(4)"))


def test_the_law_says_of_which_notices_for_which_reasons_and_by_whom() -> None:
    book = load_rulebook("EU-2021-821/2026-3")
    assert book.no_notice is not None
    check_law(book, left_out())
    other = (
        ({"because": (Withholding.COMMERCIAL,)}, "reason"),
        ({"kinds": ("10(3)",)}, "kind"),
        ({"decided_by": LeftOutBy.NOBODY}, "kind"),  # doubt D6 decided otherwise
    )
    for changes, field in other:
        rule = book.no_notice.model_copy(update=changes)
        with refuses(InputError, field=field):
            check_law(book.model_copy(update={"no_notice": rule}), left_out())
