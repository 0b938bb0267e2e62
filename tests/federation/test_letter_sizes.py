"""What is filed can be sent, in Greek as in Latin letters; what cannot is refused at once."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.casework.cases.amendment import amend_application
from gateway.casework.rules.transaction_checks import MOST_DOCUMENTS
from gateway.domain.case import Application
from gateway.domain.consultation import ConsultationState
from gateway.errors import InputError, Reason
from gateway.register.denials.denial_queries import load_denials
from tests.support.cases import application, french_denial
from tests.support.federation_case import ANNA, CaseFederation, text
from tests.support.raising import present, refuses

LINES, CHARACTERS = 200, 3900


def long_winded(letter: str, characters: int = CHARACTERS, **changes: Any) -> Application:
    """An application with 200 lines, each with a long description."""
    filed = application()
    [item] = filed.transaction.items
    line = item.model_copy(
        update={"description": f"{item.description} {letter * characters}"[:4000]}
    )
    return filed.model_copy(
        update={"transaction": filed.transaction.with_items((line,) * LINES), **changes}
    )


@pytest.mark.limit(240)
async def test_b5_two_hundred_lines_in_greek_are_asked_about_and_denied(
    three: CaseFederation,
) -> None:
    """Found in use: officer B5."""
    case = await three.consulting(long_winded("α"))
    de, fr = three["DE"], three["FR"]
    asked = await fr.asked()
    assert asked.state is ConsultationState.RUNNING
    assert asked.request.transaction.items == case.application.transaction.items
    # What is denied is told to all: the same text goes through the register.
    denial = french_denial(99).model_copy(update={"transaction": case.application.transaction})
    await fr.deny(denial)
    await three.sync()
    held = await de.node.db.read(lambda conn: load_denials(conn, [denial.denial_id]))
    assert held[denial.denial_id].denial.transaction.items == denial.transaction.items


async def test_what_fits_into_no_letter_is_refused_as_it_is_filed_and_amended(
    three: CaseFederation,
) -> None:
    """Found in use: officer B5."""
    de = three["DE"]
    party = application().transaction.end_user.value
    crowd = (present(party).model_copy(update={"names": ("Ω" * 400,) * 60}),) * 40
    filed = long_winded("α", 4000)
    too_long = filed.model_copy(
        update={"transaction": filed.transaction.model_copy(update={"intermediaries": crowd})}
    )
    documents = filed.documents * (MOST_DOCUMENTS + 1)
    too_many = filed.model_copy(update={"documents": documents})
    case = await de.file(application())
    for refused, field in (
        (too_long, "transaction.items[0].description"),
        (too_many, "documents"),
    ):
        for act in (
            de.file(refused.model_copy(update={"reference": "other"})),
            amend_application(de.node.office, ANNA, case.case_id, refused, text("more")),
        ):
            with refuses(InputError, Reason.MESSAGE_TOO_LARGE) as caught:
                await act
            assert caught.value.metadata["field"] == field
            assert caught.value.metadata["limit"] in str(caught.value)
    assert (await de.case(case.case_id)).amendments == ()
