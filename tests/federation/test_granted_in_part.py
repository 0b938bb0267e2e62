"""Article 16(1): an authority that refuses a part of what was applied for notifies that part.

One decision by two officers makes a licence of what it grants and a denial of what it refuses;
together they are what was applied for.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gateway.casework.annual.records import Year, gather
from gateway.casework.cases.licences import get_licence
from gateway.casework.cases.records import evidence_of, view_of
from gateway.domain.annual.template import RecordKind
from gateway.domain.base import Stated
from gateway.domain.case import (
    AuthorisationKind,
    Case,
    DecisionParts,
    DecisionProposal,
    LicenceTerms,
    LinePart,
    Outcome,
)
from gateway.domain.denial import DecisionType, Ground
from gateway.domain.transaction import Item, Party
from gateway.errors import InputError
from gateway.evidence.verify.verification import verify_file
from tests.support.annual_year import TEMPLATE
from tests.support.cases import surveillance_item
from tests.support.federation_case import ANNA, CaseFederation
from tests.support.kinds import begun, decided, denial_at, filed, outcome
from tests.support.raising import present, refuses

LATER = datetime(2026, 6, 8, 9, tzinfo=UTC)  # EU-2021-821/2026-3 is in force
STRANGER = Party(names=("Somebody Else Ltd",), country="AE")


def line(number: int, **fields: Any) -> LinePart:
    return LinePart(line=number, **fields)


def parts(granted: list[LinePart], refused: list[LinePart], **fields: Any) -> DecisionParts:
    return DecisionParts(granted=tuple(granted), refused=tuple(refused), **fields)


def in_part(divided: DecisionParts | None, **fields: Any) -> DecisionProposal:
    grounds = (Ground.END_USE_DIVERSION,)
    return outcome(Outcome.GRANTED_IN_PART, grounds=grounds, parts=divided, **fields)


def items() -> tuple[Item, ...]:
    """Three lines of the same kind, told apart by their quantity."""
    amounts = ((2, 100), (10, 1000), (4, 900))
    return tuple(
        surveillance_item().reduced(Decimal(quantity), Decimal(value))
        for quantity, value in amounts
    )


async def divided(federation: CaseFederation, what: DecisionParts, **transaction: Any) -> Case:
    await federation.at(LATER)
    return await decided(federation, filed("P-1", items=items(), **transaction), in_part(what))


TWO_OF_THREE = parts([line(1), line(2)], [line(3)])


async def test_three_lines_one_refused_are_one_licence_and_one_denial(
    federation: CaseFederation, tmp_path: Path
) -> None:
    case = await divided(federation, TWO_OF_THREE)
    first, second, third = items()
    assert case.licensed is not None
    assert [(each.line, each.item) for each in case.licensed.lines] == [(1, first), (2, second)]
    denial_id = present(case.decision).denial_id
    assert denial_id is not None
    for code in ("FR", "NL", "EU"):
        denial = await denial_at(federation[code], denial_id)
        assert (denial.decision, denial.transaction.items) == (DecisionType.REFUSE, (third,))
        assert "part of what was applied for (lines 3)" in denial.explanation[-1].text
    assert len(await federation["DE"].entries("DE")) == 1

    office = federation["DE"].node.office
    file = tmp_path / "case.zip"
    file.write_bytes(await evidence_of(office, ANNA, case.case_id))
    report = verify_file(file)
    assert report.failed == ()
    assert f"Licence {case.licensed.number}: lines 1, 2, from 2026-06-08." in report.summary
    assert f"Denial {denial_id}: lines 3." in report.summary

    year = Year(TEMPLATE.model_copy(update={"year": 2026}), None)
    counted = (await office.read(lambda work: gather(work, year))).records
    values = {each.kind: [part.value for part in each.lines] for each in counted}
    assert values[RecordKind.AUTHORISATION] == [Decimal(100), Decimal(1000)]
    assert values[RecordKind.DENIAL] == [Decimal(900)]
    [applied] = [each for each in counted if each.kind is RecordKind.APPLICATION]
    assert (applied.decision, len(applied.lines)) == ("granted", 3)

    view = (await view_of(office, ANNA, case.case_id)).model_dump_json()
    assert "Granted in part, refused in part" in view
    assert "The two parts" in view


async def test_a_line_may_be_divided_by_quantity_its_value_in_proportion(
    federation: CaseFederation,
) -> None:
    what = parts([line(1), line(2, quantity=Decimal(4))], [line(2, quantity=Decimal(6)), line(3)])
    case = await divided(federation, what)
    shared = present(case.licensed).lines[1].item
    assert (shared.quantity, shared.value) == (Decimal(4), Decimal("400.00"))
    denial = await denial_at(federation["FR"], "DE-2026-00001")
    found = [(each.quantity, each.value) for each in denial.transaction.items]
    assert found == [(Decimal(6), Decimal("600.00")), (Decimal(4), Decimal(900))]


async def test_a_line_divided_by_value_lets_no_more_pieces_go_than_were_applied_for(
    federation: CaseFederation,
) -> None:
    """The licence is for the part that is granted: 600 of 1,000 euros, and not 11 pieces of 10."""
    less, rest = line(2, value=Decimal(600)), line(2, value=Decimal(400))
    case = await divided(federation, parts([line(1), less], [rest, line(3)]))
    shared = present(case.licensed).lines[1].item
    assert (shared.quantity, shared.value) == (Decimal(10), Decimal(600))
    denial = await denial_at(federation["FR"], "DE-2026-00001")
    found = [(each.quantity, each.value) for each in denial.transaction.items]
    assert found == [(None, Decimal(400)), (Decimal(4), Decimal(900))]


async def test_a_line_may_be_divided_by_time(federation: CaseFederation) -> None:
    await federation.at(LATER)
    every = [line(number) for number in (1, 2, 3)]
    what = parts(every, every, refused_from=date(2027, 1, 1))
    case = await begun(federation, filed("P-1", items=items()))
    for terms in (None, LicenceTerms(valid_until=date(2027, 6, 30))):
        with refuses(InputError, field="licence.valid_until"):
            await federation["DE"].propose(case.case_id, in_part(what, licence=terms))
    terms = LicenceTerms(valid_until=date(2026, 12, 31))
    done = await federation["DE"].decided(case.case_id, in_part(what, licence=terms))
    assert done.licensed is not None
    assert (len(done.licensed.lines), done.licensed.valid_until) == (3, date(2026, 12, 31))
    await federation.sync()
    denial = await denial_at(federation["FR"], "DE-2026-00001")
    assert "from 2027-01-01 on" in denial.explanation[-1].text


async def test_an_end_user_may_be_refused_where_none_was_named(
    federation: CaseFederation,
) -> None:
    await federation.at(LATER)
    every = [line(number) for number in (1, 2, 3)]
    what = parts(every, every, refused_end_user=STRANGER)
    asked = filed("P-1", items=items(), end_user=Stated[Party](), consignee=Stated[Party]())
    asked = asked.model_copy(update={"kind": AuthorisationKind.GLOBAL})
    case = await decided(federation, asked, in_part(what))
    assert case.licensed is not None
    office = federation["DE"].node.office
    assert (await get_licence(office, ANNA, case.licensed.number)).not_for == (STRANGER,)
    denial = await denial_at(federation["FR"], "DE-2026-00001")
    assert denial.transaction.end_user.value == STRANGER
    named = await begun(federation, filed("P-2", items=items()))
    with refuses(InputError, field="parts.refused_end_user"):
        await federation["DE"].propose(named.case_id, in_part(what))


async def test_what_is_left_out_is_named(federation: CaseFederation) -> None:
    wrong = (
        (parts([line(1)], [line(3)]), "line 2 is in neither part"),
        (parts([line(1), line(2)], [line(2), line(3)]), "line 2 is in both parts"),
        (parts([line(1), line(2)], [line(3, quantity=Decimal(1))]), "of line 3 the rest"),
        (
            parts([line(1), line(2, quantity=Decimal(4))], [line(2, quantity=Decimal(5)), line(3)]),
            "line 2: 1 of the quantity 10 are left out",
        ),
        (
            parts([line(1), line(2, value=Decimal(600))], [line(2, value=Decimal(500)), line(3)]),
            "line 2: 100 more than the value 1000",
        ),
        (parts([line(1), line(2)], [line(3), line(4)]), "there is no line 4"),
        (parts([line(1), line(1), line(2)], [line(3)]), "a line stands there twice"),
    )
    await federation.at(LATER)
    case = await begun(federation, filed("P-1", items=items()))
    for what, says in wrong:
        with pytest.raises(InputError, match=says) as refused:
            await federation["DE"].propose(case.case_id, in_part(what))
        assert str(refused.value.metadata["field"]).startswith("parts"), says
    # The parts and the outcome go together.
    for proposal in (in_part(None), outcome(Outcome.GRANTED, parts=TWO_OF_THREE)):
        with refuses(InputError, field="parts"):
            await federation["DE"].propose(case.case_id, proposal)


async def test_the_grant_of_a_part_is_explained_to_all_after_a_consultation(
    federation: CaseFederation, tmp_path: Path
) -> None:
    """Articles 14(1): who was asked about the whole is told of both parts."""
    await federation.at(LATER)
    case = await begun(federation, filed("P-1", items=items(), goods_located_in=("FR",)))
    await federation.answers("FR", "no_objection")
    done = await federation["DE"].decided(case.case_id, in_part(TWO_OF_THREE))
    await federation.settle()
    await federation.sync()
    assert (await denial_at(federation["FR"], "DE-2026-00001")).transaction.items == items()[2:]
    file = tmp_path / "case.zip"
    office = federation["DE"].node.office
    file.write_bytes(await evidence_of(office, ANNA, done.case_id))
    assert verify_file(file).failed == ()
