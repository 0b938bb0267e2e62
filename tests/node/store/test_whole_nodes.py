"""Two whole nodes that consult each other, and the database of one fails over under load."""

from __future__ import annotations

import pytest

from gateway.errors import Reason
from lab.failover.run import passed, run


@pytest.mark.limit(420)  # 28 s to come up on two cores alone; the failover itself takes five
def test_a_failover_loses_no_letter_and_service_is_back_by_itself() -> None:
    found = run()
    assert passed(found), found
    assert found["letters"] > 0
    assert found["failover_s"] < 15
    assert found["tried_again"] > 0  # what was under way was lost with the primary, and done
    assert set(found["reasons"]) <= {Reason.DATABASE_UNAVAILABLE}
