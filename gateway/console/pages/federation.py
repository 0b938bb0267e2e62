"""The federation on one page: members, registers, last contact, keys; and troubles with proofs."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import StringConstraints
from starlette.responses import Response

from gateway.casework.denials.federation_state import MemberShown, ShownKey, federation_now
from gateway.casework.denials.register_status import RegisterStatus
from gateway.casework.denials.register_troubles import ShownTrouble, fraud_proof, troubles
from gateway.casework.permissions import Permission
from gateway.console.acts.offered import what_was_done
from gateway.console.languages import marked
from gateway.console.listing import listing
from gateway.console.pages.trouble_acts import ACTS
from gateway.console.pages.trouble_acts import ROUTES as ACT_ROUTES
from gateway.console.sections import FEDERATION, tabs
from gateway.console.visit import PageRoute, Visit
from gateway.domain.base import Model
from gateway.domain.page import number_in
from gateway.errors import NotFoundError
from gateway.register.log.log_store import LogState
from gateway.register.sync.troubles import TroubleKind
from gateway.trust.suites import KeyUse, Suite

PATH: Final = "/desk/federation"
TROUBLES: Final = f"{PATH}/troubles"

SUITES: Final = {
    Suite.ED25519: "Ed25519",
    Suite.ECDSA_P256: "ECDSA P-256",
    Suite.ED25519_MLDSA65: "Ed25519 + ML-DSA-65",
}
ALGORITHMS: Final = {
    KeyUse.SEAL_ED25519: "Ed25519",
    KeyUse.SEAL_MLDSA65: "ML-DSA-65",
    KeyUse.SEAL_P256: "ECDSA P-256",
    KeyUse.ENCRYPT_X25519: "X25519",
    KeyUse.ENCRYPT_MLKEM768_X25519: "ML-KEM-768 + X25519",
    KeyUse.LOG_ED25519: "Ed25519",
    KeyUse.COSIGN_ED25519: "Ed25519",
    KeyUse.LOG_MLDSA44: "ML-DSA-44",
    KeyUse.COSIGN_MLDSA44: "ML-DSA-44",
}
"""Names of algorithms, which are the same in every language."""

PURPOSES: Final = {
    "SEAL": marked("signs letters"),
    "ENCRYPT": marked("opens letters"),
    "LOG": marked("signs its log"),
    "COSIGN": marked("confirms logs of others"),
}
"""What a key is for, by the first word of its use."""
LASTING: Final = frozenset({Suite.ED25519_MLDSA65, KeyUse.ENCRYPT_MLKEM768_X25519})
"""What still holds against a quantum computer (NIST FIPS 203 and 204)."""

TROUBLE_KINDS: Final = {
    TroubleKind.FRAUD: (marked("Fraud"), "stop"),
    TroubleKind.SUSPICION: (marked("Suspicion"), "warn"),
    TroubleKind.ROLLBACK: (marked("Older state shown"), "warn"),
    TroubleKind.CONTENT: (marked("Contents missing"), "wait"),
    TroubleKind.NO_EFFECT: (marked("Entries without effect"), "warn"),
}

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400


async def show(visit: Visit) -> Response:
    """Show every member, with what a person must look at first."""
    shown = await federation_now(visit.office, visit.who)
    return visit.page(
        "federation.html",
        tabs=tabs(visit, FEDERATION),
        federation=shown,
        rows=[_row(visit, each) for each in shown.members],
        keeps=visit.who.may(Permission.KEEP_REGISTERS),
        stale=sum(1 for each in shown.members if each.log and not each.log.fresh),
    )


def _row(visit: Visit, member: MemberShown) -> dict[str, object]:
    suite, encryption = member.suite, member.encryption
    return {
        "member": member,
        "register": member.log,
        "state": _register_state(visit, member.log),
        "age": _age(visit, member.log),
        "suite": "" if suite is None else SUITES[suite],
        "encryption": "" if encryption is None else ALGORITHMS[encryption],
        "lasting": suite in LASTING and encryption in LASTING,
        "keys": [_key(visit, each) for each in member.keys],
    }


def _register_state(visit: Visit, register: RegisterStatus | None) -> tuple[str, str]:
    """Return how a register stands, and the kind of its tag."""
    if register is None:
        return visit.says("no register"), "neutral"
    if register.state == LogState.STOPPED:
        return visit.says("stopped"), "stop"
    if register.state == LogState.BEHIND:
        return visit.says("others hold more of it"), "stop"
    if register.own:
        return visit.says("our own"), "neutral"
    if register.fresh:
        return visit.says("fresh"), "good"
    return visit.says("not fresh"), "warn"


def _age(visit: Visit, register: RegisterStatus | None) -> str:
    """Say how long ago a register was found complete; nothing of none, and of our own."""
    if register is None or register.own:
        return ""
    age, counted = register.age_s, visit.language.counted
    if age is None:
        return visit.says("never complete")
    if age < _MINUTE_S:
        return visit.says("complete a moment ago")
    if age < _HOUR_S:
        return counted(
            "complete {number} minute ago", "complete {number} minutes ago", age // _MINUTE_S
        )
    if age < _DAY_S:
        return counted("complete {number} hour ago", "complete {number} hours ago", age // _HOUR_S)
    return counted("complete {number} day ago", "complete {number} days ago", age // _DAY_S)


def _key(visit: Visit, key: ShownKey) -> dict[str, object]:
    if key.revoked_at is not None:
        said, kind = visit.says("revoked"), "stop"
    elif key.counts:
        said, kind = visit.says("counts"), "good"
    else:
        said, kind = visit.says("does not count now"), "neutral"
    return {
        "key": key,
        "algorithm": ALGORITHMS[key.use],
        "purpose": visit.language.text(PURPOSES[key.use.name.partition("_")[0]]),
        "state": said,
        "kind": kind,
    }


# --- troubles with registers, and the proof of a fraud --------------------------------------


class TroublesAsked(Model):
    """Which troubles are shown: open ones, where nothing else is said."""

    which: Annotated[str, StringConstraints(pattern=r"^(open|all)$")] = "open"


WHICH: Final = {"open": marked("Open"), "all": marked("Closed as well")}


async def show_troubles(visit: Visit) -> Response:
    """Show what a person must look at: frauds, suspicions, older states, missing contents."""
    asked = listing(visit, TROUBLES, TroublesAsked)
    closed = asked.chosen.which == "all"
    found = await troubles(visit.office, visit.who, closed=closed, page=asked.request)
    return asked.page(
        visit,
        "troubles.html",
        found,
        _trouble,
        tabs=tabs(visit, FEDERATION),
        choices=asked.choices(visit, "which", WHICH),
        keeps=visit.who.may(Permission.KEEP_REGISTERS),
        was_done=what_was_done(visit, ACTS),
    )


def _trouble(visit: Visit, trouble: ShownTrouble) -> dict[str, object]:
    said, kind = TROUBLE_KINDS[trouble.kind]
    return {
        "trouble": trouble,
        "said": visit.language.text(said),
        "kind": kind,
        "proof": f"{TROUBLES}/{trouble.id}/proof" if trouble.evidence else "",
        "told": sorted(code for code, at in trouble.told.items() if at is not None),
        "untold": sorted(code for code, at in trouble.told.items() if at is None),
    }


async def give_proof(visit: Visit) -> Response:
    """Give the proof of a fraud as a file, which anybody can check without a node."""
    number = number_in(visit.asked("trouble_id"))
    if number is None:
        raise NotFoundError("There is no such trouble.")
    proof = await fraud_proof(visit.office, visit.who, number)
    # Octets, not a document: what is checked offline is this file as it is.
    name = f'attachment; filename="fraud-{number}.json"'
    return Response(
        proof, media_type="application/octet-stream", headers={"Content-Disposition": name}
    )


ROUTES: Final = (
    PageRoute(PATH, show),
    PageRoute(TROUBLES, show_troubles),
    PageRoute(f"{TROUBLES}/{{trouble_id}}/proof", give_proof),
    *ACT_ROUTES,
)
