"""What acts of before say: they were kept as sentences only, and files with them stay valid.

Acts have data since; whatever a check asks of an act, it asks for here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import JsonValue

from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import Act
from gateway.evidence.report import fault

_BY_HAND = re.compile(
    r"(?P<procedure>[^:]+): (?P<authority>[A-Z]{2}(-[A-Z0-9]+)?) (?P<asked>must be .*)"
)
_DENIAL = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{2,8})?-[0-9]{4}-[0-9]{5,}")
_DETERMINED = "not to be authorised, as determined"


def data_of(act: Act) -> Mapping[str, JsonValue]:
    """Return the data of an act, from its sentence where it has none.

    Raises:
        RegisterError: EVIDENCE_INVALID; its sentence says otherwise than its data.
    """
    said = _said(act)
    if not act.data:
        return said
    if any(act.data.get(name, value) != value for name, value in said.items()):
        raise fault(f"an act {act.verb} says otherwise than its data")
    return act.data


def _said(act: Act) -> Mapping[str, JsonValue]:
    if act.verb == Verb.SUSPENSION_ENDED:
        return {"outcome": act.text}
    if act.verb == Verb.CASE_WITHDRAWN:
        return {"determined": act.text == _DETERMINED} if act.text else {}
    if act.verb == Verb.TASK_CLOSED and (said := _BY_HAND.fullmatch(act.text.partition("\n")[0])):
        asked = said["asked"].partition(": ")[0]
        return {
            "task": str(TaskKind.CONSULT_BY_HAND),
            "procedure": said["procedure"],
            "authority": said["authority"],
            "denials": _DENIAL.findall(asked),
        }
    return {}
