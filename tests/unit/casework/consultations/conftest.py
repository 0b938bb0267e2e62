"""A case of DE, and who is asked about it."""

import pytest

from gateway.casework.records import consultation_rows as rows
from gateway.domain.case import Case
from tests.support.coming_answers import DENIAL
from tests.support.quiet_office import QuietOffice


@pytest.fixture
def case(de: QuietOffice) -> Case:
    return de.case()


@pytest.fixture
def row(de: QuietOffice, case: Case) -> rows.Row:
    """NL is asked under 14(1), and its period runs."""
    return de.asked(case=case)


@pytest.fixture
def about_denial(de: QuietOffice, case: Case) -> rows.Row:
    """FR is asked under 16(5) about one denial, and its period runs."""
    return de.asked("FR", "16(5)", case=case, denials=(DENIAL,))
