"""Who can mend what the doctor has found: our operator, another member's, or the federation's."""

from __future__ import annotations

from gateway.app.doctor.trials import ANSWER, REGISTER
from gateway.app.node import Node
from gateway.casework.office.health import CheckActor, Responsible
from gateway.errors import Reason

_PEER = "peer "
_OF_THE_FEDERATION = frozenset({"directory", "law", "keys"})
"""Checks whose faults the operators of the federation mend, by the next directory."""

_OURS_ANYWAY = frozenset(
    {Reason.CERTIFICATE_INVALID, Reason.NODE_UNAVAILABLE, Reason.SETTING_INVALID}
)
"""Reasons that lie at this node, whatever was tried."""

_NOT_OF_THE_PEER = frozenset({Reason.PEER_UNKNOWN, Reason.PEER_REVOKED})
"""The directory does not have one of the two as it should be."""


def responsible(node: Node, name: str, reason: Reason | None) -> Responsible:
    """Say who can mend what a probe has found.

    Args:
        node: The node, whose directory has whom to call.
        name: Of the probe.
        reason: Why it does not work; None where it does.
    """
    if reason is None or reason in _OURS_ANYWAY:
        return Responsible()
    code = next(
        (name.removeprefix(each) for each in (_PEER, ANSWER, REGISTER) if name.startswith(each)), ""
    )
    if name in _OF_THE_FEDERATION or (code and reason in _NOT_OF_THE_PEER):
        held = node.me.directory()
        named = ", ".join(operator.name for operator in held.operators)
        return Responsible(CheckActor.FEDERATION, f"operators of {held.name}: {named}")
    member = node.me.directory().members.get(code)
    if member is None:
        return Responsible()
    called = ", ".join(filter(None, (code, member.contact_name, member.contact_telephone)))
    return Responsible(CheckActor.PEER, called)
