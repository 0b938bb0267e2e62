"""What answers at the addresses of the annual report where that is not installed."""

from __future__ import annotations

from gateway.api.dependencies import Who
from gateway.api.published.operations import noun_router
from gateway.errors import UnavailableError

router = noun_router(in_contract=False)


async def not_installed(_officer: Who) -> None:
    """Say who can do what.

    Raises:
        UnavailableError: NODE_UNAVAILABLE, always.
    """
    raise UnavailableError(
        "the annual report is not installed at this node",
        remedy="Have the node's operator install comity[report] and start the node again.",
    )


for _at in ("report", "accountability", "open-register"):
    router.add_api_route(
        f"/{_at}/{{rest:path}}",
        not_installed,
        methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        operation_id=f"notInstalled-{_at}",
    )
