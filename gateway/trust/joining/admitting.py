"""What operators make of a candidate's request: whether it may be admitted, and by which change.

The next version of the directory is then made and signed by the ceremony, as any other
(`gateway.trust.directory_ceremony`).
"""

from __future__ import annotations

from gateway.domain.authority import COMMISSION, Role, member_state
from gateway.domain.states import States, shipped_states
from gateway.errors import InputError, Reason
from gateway.trust.directory_changes import (
    ChangedCertificate,
    ChangedMember,
    DirectoryChange,
    NewKey,
    changed,
    differences,
)
from gateway.trust.federation import Directory, directory_invalid
from gateway.trust.joining.proving import ProvenRequest
from gateway.trust.joining.request import Candidate


def check_candidate(proven: ProvenRequest, held: Directory, states: States | None = None) -> None:
    """Refuse a request that the directory contradicts.

    Args:
        proven: The request, whose proofs hold.
        held: The version that the operator holds.
        states: Who is a Member State; absent: as this release knows.

    Raises:
        StateError: JOIN_REPLAYED, it was admitted before; MEMBER_EXISTS, the authority is a member
            with other keys; ADDRESS_TAKEN, the address is another member's.
        TrustError: KEY_TAKEN, a key is another member's or an operator's.
        InputError: It asks for a role that an authority of its State cannot have.
    """
    who = proven.request.candidate
    keys = {key.public: key.key_id for key in proven.request.keys}
    member = held.members.get(who.code)
    if member is not None and keys.keys() <= {key.public for key in member.keys}:
        raise Reason.JOIN_REPLAYED.error(
            "the request of {code} was admitted before: the directory has its keys",
            remedy="Admit nobody by it. Ask who sent it again, and why.",
            code=who.code,
        )
    if member is not None:
        raise Reason.MEMBER_EXISTS.error(
            "{code} is a member already, with other keys",
            remedy="Ask {code} by telephone. New keys of a member are entered by the ceremony: "
            "{enterMemberKeys}.",
            code=who.code,
        )
    _check_keys(keys, held)
    for code, other in held.members.items():
        if other.address.lower() == who.address.lower():
            raise Reason.ADDRESS_TAKEN.error(
                "address: {address} is that of {code}",
                remedy="The candidate names the address of its own gateway, and writes a new "
                "request.",
                field="address",
                address=who.address,
                code=code,
            )
    _check_roles(who, states or shipped_states())


def _check_keys(keys: dict[bytes, str], held: Directory) -> None:
    others = {key.public: code for code, each in held.members.items() for key in each.keys}
    signers = (*held.operators, *held.state_keys)
    others |= {operator.public: f"operator {operator.name}" for operator in signers}
    for public, key_id in keys.items():
        if public in others:
            raise Reason.KEY_TAKEN.error(
                "key {key_id} of the request is that of {others}",
                remedy="Admit nobody by it. Ask the candidate and {others} by telephone how one "
                "key came to both.",
                key_id=key_id,
                others=others[public],
            )


def _check_roles(who: Candidate, states: States) -> None:
    roles = set(who.roles)
    if (who.code == COMMISSION) != (Role.COMMISSION in roles):
        raise InputError(
            "roles: the Commission services have the role commission, and nobody else has",
            remedy="The candidate names other roles, and writes a new request.",
        )
    if who.code == COMMISSION:
        return
    state = states.get(member_state(who.code))
    if state is None:
        raise InputError(
            "code: {state} is no State that the files of the States have",
            remedy="Check the code. Of a State that they lack, announce a file first: "
            "{announceStates}.",
            state=member_state(who.code),
        )
    if roles == {Role.OBSERVER}:
        return
    if state.member_from is None:
        raise InputError(
            "roles: {code} is of {state}, which is no Member State and has no day of accession",
            remedy="The candidate asks for the role observer; others are given by {giveRoles} "
            "once its accession is announced.",
            code=who.code,
            state=member_state(who.code),
        )


def admission_change(proven: ProvenRequest, fingerprint: bytes) -> DirectoryChange:
    """Return what the next version shall have that this one has not.

    Args:
        proven: The request.
        fingerprint: SHA-256 of the candidate's TLS certificate (DER), 32 octets.
    """
    who = proven.request.candidate
    return DirectoryChange(
        members=(
            ChangedMember(
                code=who.code,
                name=who.name,
                time_zone=who.time_zone,
                roles=who.roles,
                address=who.address,
                contact_name=who.contact_name,
                contact_telephone=who.contact_telephone,
            ),
        ),
        new_keys=tuple(
            NewKey(
                member=who.code,
                use=key.use.name,
                public_key=key.public.hex(),
                possession=key.possession.hex(),
            )
            for key in proven.request.keys
        ),
        certificates=(ChangedCertificate(member=who.code, fingerprint=fingerprint.hex()),),
    )


def check_admits(proven: ProvenRequest, proposal: Directory, held: Directory) -> None:
    """Check that a proposal enters this candidate as it asks, and changes nothing else.

    Args:
        proven: The request, as this operator has verified it.
        proposal: What `gateway.trust.directory_ceremony.check_proposal` has read.
        held: The version that the operator holds.

    Raises:
        TrustError: DIRECTORY_INVALID; names the first thing that is otherwise.
    """
    code = proven.request.candidate.code
    member = proposal.members.get(code)
    if member is None or len(member.certificates) != 1:
        raise directory_invalid(
            "the proposal does not enter {code} with one certificate", code=code
        )
    (fingerprint,) = member.certificates
    wanted = changed(held, admission_change(proven, fingerprint), at=proposal.created)
    other = differences(wanted, proposal)
    if other:
        raise directory_invalid(
            "the proposal is not what the request of {code} asks: {in_words}",
            code=code,
            in_words=other[0].in_words(),
        )
