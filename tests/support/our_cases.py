"""A case of DE that resembles two denials of FR, with names that try a page's patience."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway.domain.base import Stated
from gateway.domain.case import Application
from gateway.domain.transaction import Party
from tests.support.cases import application, french_denial

if TYPE_CHECKING:  # which imports this module for its fixture
    from tests.node.console.conftest import ConsoleDoor

CASE = "DE-C-2026-00001"
DENIALS = ("FR-2024-00017", "FR-2024-00018")
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>"
RIGHT_TO_LEFT = "שרה الاتصالات"
LONG = "Nordlicht" * 40


def patience() -> Application:
    """The usual application by an exporter whose names are markup, reversed, and endless."""
    filed = application()
    exporter = Party(names=(MARKUP, RIGHT_TO_LEFT, LONG), country="DE")
    changed = filed.transaction.model_copy(update={"exporter": Stated[Party].given(exporter)})
    return filed.about(changed)


def at_home() -> Application:
    """The same, whose goods lie here: nobody but FR is asked."""
    filed = patience()
    return filed.about(filed.transaction.model_copy(update={"goods_located_in": ("DE",)}))


async def answered(door: ConsoleDoor) -> str:
    """FR denied twice and answers that it was something else: what is left is ours to do."""
    case_id = await resembling(door, at_home())
    await door.federation["FR"].answer("not_identical")
    await door.federation.settle()
    return case_id


async def resembling(door: ConsoleDoor, filed: Application | None = None) -> str:
    """FR denies twice, DE files; the case waits for FR and for an officer's word."""
    for number in (17, 18):
        await door.federation["FR"].deny(french_denial(number))
    await door.federation.sync()
    case = await door.federation["DE"].file(filed or patience())
    await door.federation.settle()
    return case.case_id
