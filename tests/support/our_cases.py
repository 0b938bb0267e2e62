"""What an officer of a console has before her: a case, or something of everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway.casework.letters.information_request import ask_information
from gateway.domain.base import Stated
from gateway.domain.case import Application
from gateway.domain.correspondence import InformationRequest
from gateway.domain.transaction import Party
from tests.support.cases import application, french_denial
from tests.support.federation_case import ANNA, text
from tests.support.filled_shelf import fill

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


async def whole_office(door: ConsoleDoor) -> None:
    """Have an authority be asked (FR), or have a case and full registers (everybody else)."""
    federation = door.federation
    if door.at == "FR":
        await federation.consulting()
        return
    await fill(federation)
    await federation["DE"].file(application().model_copy(update={"reference": "BAFA-2026-0042"}))
    request = InformationRequest(text=(text("Has the university been supplied before?"),))
    await ask_information(federation["FR"].node.office, ANNA, request, peer="DE")
    await federation.settle()
