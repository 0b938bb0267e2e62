"""Who may hold a part: the tokens of its signed release set, and what a member's role gives.

A release set names members by code, or all of a kind by a token. It is signed with the
entry, so the same rule is applied by whoever serves a log, by whoever takes it and by
whoever checks it later; a token that a version does not know releases to nobody.
"""

from __future__ import annotations

from collections.abc import Collection

from gateway.domain.authority import Role
from gateway.domain.letter import ALL_MEMBERS, MEMBER_STATES
from gateway.trust.members import Member

_OF_STATES = frozenset({Role.LICENSING.value, Role.BROKERING.value, Role.TRANSIT.value})
_OF_THE_UNION = frozenset({Role.COMMISSION.value, Role.OBSERVER.value})


def is_of_a_state(member: Member) -> bool:
    """Say whether a member is a competent authority of a Member State and nothing else."""
    return bool(_OF_STATES & member.roles) and not _OF_THE_UNION & member.roles


def tokens_of(member: Member) -> frozenset[str]:
    """Return the tokens of release sets by which a member may hold a part."""
    found = {member.code, ALL_MEMBERS}
    if is_of_a_state(member):
        # Article 12(7): between competent authorities; not the Commission (docs/domain.md 3.6).
        found.add(MEMBER_STATES)
    return frozenset(found)


def may_hold(member: Member, release: Collection[str], origin: str) -> bool:
    """Say whether a part is released to a member; its author may always have it."""
    return member.code == origin or not tokens_of(member).isdisjoint(release)
