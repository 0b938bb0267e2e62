"""Real lists of parties as denials of four members: imported, pulled by all, found by alias.

A sample, so that it is quick; `comity bench real_registers` runs all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.register.log.log_store import heads
from tests.support.federation_case import case_federation, make_files
from tests.support.needs import needs_shared, sampled
from tests.support.real_registers import (
    MEMBERS,
    imported,
    real_parties,
    recall,
    shared_out,
)

SEARCHES = 6000
"""For all parties; those that are drawn are searched for in proportion."""

pytestmark = needs_shared("data/registers/combined_parties.jsonl")


@pytest.mark.parametrize("every", sampled([60], 20))  # all of them in the bench
async def test_an_entity_of_any_register_is_found_by_an_alias_that_it_lists(
    tmp_path: Path, new_sqlite: Callable[[str], str], every: int
) -> None:
    parties = shared_out(list(real_parties())[::every])
    assert min(len(listed) for listed in parties.values()) > 8000 / every
    searches = SEARCHES // every
    files = make_files(tmp_path / "federation", MEMBERS)
    async with case_federation(files, tmp_path / "nodes", new_sqlite) as federation:
        for code, listed in parties.items():
            await imported(federation[code], listed)
        await federation.sync()
        held = []
        for desk in federation.desks.values():
            logs = await desk.node.db.read(heads)
            held.append({log.origin: (log.size, log.root) for log in logs})
        assert all(each == held[0] for each in held)
        assert {code: size for code, (size, _) in held[0].items()} == {
            code: len(listed) for code, listed in parties.items()
        }
        found = await recall(federation, "NL", parties, searches)
        assert found.searches == searches
        assert found.own >= 0.98 * searches
