"""A story after which an officer has something of everything on her desk, on either side."""

from __future__ import annotations

from gateway.casework.letters.information_request import ask_information
from gateway.domain.correspondence import InformationRequest
from tests.node.console.conftest import ConsoleDoor
from tests.support.cases import application
from tests.support.federation_case import ANNA, text
from tests.support.filled_shelf import fill


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
