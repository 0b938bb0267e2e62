"""The Commission services' acts from the confidentiality round on, between real nodes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from gateway.casework.annual.confidentiality_round import open_round
from gateway.casework.annual.editions import KeptEdition
from gateway.casework.annual.release import FreezeOrder, freeze, release
from gateway.domain.annual.collection import CollectionView
from gateway.domain.annual.submission import ClearedCell
from tests.support.annual_federation import PLAIN, YEAR, AnnualYear
from tests.support.federation_case import ANNA, BERT


class ReleaseYear(AnnualYear):
    """A collection that goes on to be released."""

    async def round(self) -> CollectionView:
        self.federation.clock.advance(minutes=1)  # letters are told apart by their instants
        found = await open_round(self.eu.node.office, ANNA, YEAR)
        await self.settle()
        return found

    async def cleared(self, **cells: Sequence[ClearedCell]) -> None:
        """Open the round, and have every State answer, with marks where some are named."""
        await self.round()
        for state in PLAIN:
            await self.clear(state, cells.get(state, ()))

    async def frozen(self, **changes: Any) -> KeptEdition:
        return await freeze(self.eu.node.office, ANNA, YEAR, self.order(**changes))

    def order(self, **changes: Any) -> FreezeOrder:
        day = self.federation.clock.at.date() + timedelta(days=30)
        return FreezeOrder.model_validate(
            {"title": "Report for 2025", "publish_on": day, **changes}
        )

    async def released(self) -> KeptEdition:
        today = self.federation.clock.at.date()
        return await release(self.eu.node.office, BERT, YEAR, consulted=today)
