"""Who may do what: the table is total, and least privilege holds."""

from __future__ import annotations

import pytest

from gateway.casework.office.permissions import GRANTS, Officer, OfficerRole, Permission
from gateway.errors import PermissionRefusedError, Reason
from tests.support.federation_case import START


def officer(role: OfficerRole, *, active: bool = True) -> Officer:
    return Officer(name="x", role=role, created=START, active=active)


def test_every_role_has_a_line_and_every_permission_somebody() -> None:
    assert set(GRANTS) == set(OfficerRole)
    assert frozenset().union(*GRANTS.values()) == set(Permission)


OFFICER = (
    "file read read_denials read_sensitive assess answer propose keep_denials notify import report"
)
MAY = {
    "officer": OFFICER,
    "decider": f"{OFFICER} decide release",
    "system": "file read",
    "reader": "read_denials",
    "administrator": "administer import",
}
"""What each role may do, written out: the words are those that accounts and errors keep."""


def test_what_each_role_may_is_this_and_no_more() -> None:
    granted = {str(role): {str(each) for each in may} for role, may in GRANTS.items()}
    assert granted == {role: set(may.split()) for role, may in MAY.items()}


@pytest.mark.parametrize("role", OfficerRole)
@pytest.mark.parametrize("permission", Permission)
def test_what_is_not_granted_is_refused(role: OfficerRole, permission: Permission) -> None:
    if permission in GRANTS[role]:
        officer(role).require(permission)
    else:
        with pytest.raises(PermissionRefusedError) as refused:
            officer(role).require(permission)
        assert refused.value.reason is Reason.NOT_PERMITTED
        assert refused.value.metadata == {"role": role, "permission": permission}
        able = [each for each in OfficerRole if permission in GRANTS[each]]
        assert all(str(each) in refused.value.remedy for each in able)


@pytest.mark.parametrize("permission", Permission)
def test_a_withdrawn_account_may_nothing(permission: Permission) -> None:
    for role in OfficerRole:
        assert not officer(role, active=False).may(permission)
        with pytest.raises(PermissionRefusedError) as refused:
            officer(role, active=False).require(permission)
        assert refused.value.remedy == "The account is withdrawn."


def test_an_account_is_active_until_it_is_withdrawn() -> None:
    assert Officer(name="x", role=OfficerRole.SYSTEM, created=START).may(Permission.FILE)


def test_only_a_decider_decides_and_nobody_who_decides_makes_accounts() -> None:
    assert [r for r in OfficerRole if Permission.DECIDE in GRANTS[r]] == [OfficerRole.DECIDER]
    for role in OfficerRole:
        assert not {Permission.DECIDE, Permission.ADMINISTER} <= GRANTS[role]
    assert Permission.READ not in GRANTS[OfficerRole.ADMINISTRATOR]
    assert GRANTS[OfficerRole.READER] == {Permission.READ_DENIALS}
