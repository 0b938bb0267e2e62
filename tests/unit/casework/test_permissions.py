"""Who may do what: the table is total, and least privilege holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.casework import permissions
from gateway.casework.permissions import (
    GRANTS,
    RIGHTS,
    Officer,
    OfficerRole,
    Permission,
    Scope,
)
from gateway.domain.rulebook.acts import NoticeSight
from gateway.errors import PermissionRefusedError, Reason, StateError
from tests.support.federation_case import START
from tests.support.raising import refuses

PAGE = Path(__file__).parents[3] / "docs" / "permissions.md"


def officer(role: OfficerRole, *, active: bool = True) -> Officer:
    return Officer(name="x", role=role, created=START, active=active)


def test_every_role_has_a_line_and_every_permission_somebody() -> None:
    assert set(GRANTS) == set(OfficerRole)
    assert set(RIGHTS) == set(Permission)
    assert frozenset().union(*GRANTS.values()) == set(Permission)


def test_a_right_needs_nothing_that_its_roles_do_not_have() -> None:
    for right in RIGHTS.values():
        for needed in right.needs:
            assert right.scopes.keys() <= RIGHTS[needed].scopes.keys()


def test_an_auditor_reads_and_changes_nothing() -> None:
    """Found in use: integrator A4."""
    assert all(each.startswith("read_") for each in GRANTS[OfficerRole.AUDITOR])
    assert set(GRANTS[OfficerRole.AUDITOR].values()) <= {Scope.ALL, Scope.RELEASED}


def test_a_system_has_only_its_own_of_cases() -> None:
    scopes = GRANTS[OfficerRole.SYSTEM]
    cases = {each for each in scopes if each.startswith("read_")} - {Permission.READ_LICENCES}
    assert {scopes[each] for each in cases} == {Scope.OWN}


def test_enforcement_has_what_is_kept_to_it_and_nothing_else() -> None:
    assert set(GRANTS[OfficerRole.ENFORCEMENT].values()) == {Scope.ROLE}
    alone = {role for role, may in GRANTS.items() if Scope.ROLE in may.values()}
    assert alone == {OfficerRole.ENFORCEMENT, OfficerRole.ADMINISTRATOR}


def test_the_law_keeps_notices_to_roles_that_there_are() -> None:
    assert {str(each) for each in NoticeSight} <= {str(role) for role in OfficerRole}


@pytest.mark.parametrize(
    ("held", "does"),
    [
        (("read_denials",), "read_notices"),
        (("notify", "read_denials"), "write_notices"),
        (("assess", "read_hits", "read_cases", "read_denials"), "close_tasks"),
    ],
)
def test_a_token_of_before_does_what_it_was_made_for(held: tuple[str, ...], does: str) -> None:
    """Notices and tasks became rights of their own; a token for the wider right has them."""
    scopes = tuple(map(Permission, held))
    account = Officer(name="x", role=OfficerRole.OFFICER, created=START, scopes=scopes)
    assert account.may(Permission(does))
    other = Officer(
        name="x", role=OfficerRole.OFFICER, created=START, scopes=(Permission.READ_LETTERS,)
    )
    assert not other.may(Permission(does))


def test_a_wider_right_is_held_by_nobody_who_has_not_the_narrower() -> None:
    for right in RIGHTS.values():
        if right.within is not None:
            assert RIGHTS[right.within].scopes.keys() <= right.scopes.keys()


def test_the_page_has_the_table(pytestconfig: pytest.Config) -> None:
    rows = [["noun", "verb", *OfficerRole, "permission", "needs"]]
    rows += [["---"] * len(rows[0])]
    for permission, right in RIGHTS.items():
        scopes = [right.scopes.get(role, "") for role in OfficerRole]
        needs = ", ".join(f"`{each}`" for each in right.needs)
        rows.append([right.noun, right.verb, *scopes, f"`{permission}`", needs])
    head, _, _ = PAGE.read_text("utf-8").partition("| noun |")
    made = head + "".join(f"| {' | '.join(row)} |\n" for row in rows)
    if pytestconfig.getoption("--write"):
        PAGE.write_text(made, "utf-8")
    assert PAGE.read_text("utf-8") == made, "pytest --write says it anew"


EVERY = [(role, permission) for role in OfficerRole for permission in Permission]


def refusal(account: Officer, permission: Permission) -> PermissionRefusedError | None:
    """Return how a permission is refused to an account; None where it has it."""
    try:
        account.require(permission)
    except PermissionRefusedError as exc:
        return exc
    return None


def test_what_is_not_granted_is_refused() -> None:
    wrong = []
    for role, permission in EVERY:
        refused = refusal(officer(role), permission)
        able = [str(each) for each in OfficerRole if permission in GRANTS[each]]
        right = (refused is None) == (permission in GRANTS[role]) and (
            refused is None
            or (
                refused.reason is Reason.NOT_PERMITTED
                and refused.metadata["role"] == role
                and refused.metadata["permission"] == permission
                and all(each in refused.remedy for each in able)
            )
        )
        if not right:
            wrong.append((role, permission, refused))
    assert wrong == []


def test_a_withdrawn_account_may_nothing() -> None:
    withdrawn = {role: officer(role, active=False) for role in OfficerRole}
    wrong = [
        (role, permission)
        for role, permission in EVERY
        if withdrawn[role].may(permission)
        or (refused := refusal(withdrawn[role], permission)) is None
        or refused.remedy != "The account is withdrawn."
    ]
    assert wrong == []


def test_an_account_is_active_until_it_is_withdrawn() -> None:
    assert Officer(name="x", role=OfficerRole.SYSTEM, created=START).may(Permission.FILE)


def test_only_a_decider_decides_and_nobody_who_decides_makes_accounts() -> None:
    assert [r for r in OfficerRole if Permission.DECIDE in GRANTS[r]] == [OfficerRole.DECIDER]
    for role in OfficerRole:
        assert not {Permission.DECIDE, Permission.ADMINISTER} <= GRANTS[role].keys()
    assert Permission.READ_CASES not in GRANTS[OfficerRole.ADMINISTRATOR]
    reads = {Permission.READ_DENIALS, Permission.READ_NOTICES}
    assert GRANTS[OfficerRole.READER].keys() == reads


def test_who_took_the_first_step_does_not_take_the_second() -> None:
    decider = officer(OfficerRole.DECIDER)
    with refuses(StateError, Reason.SECOND_OFFICER_NEEDED, match="does not decide") as refused:
        decider.require_second("x", "who proposed does not decide")
    assert refused.value.remedy == "Ask a second officer with the role decider."
    decider.require_second("y", "who proposed does not decide")
    decider.require_second("x", "who proposed does not decide", needed=False)


def test_where_no_second_officer_can_do_it_the_remedy_says_what_can_be_done() -> None:
    with pytest.raises(StateError) as refused:
        officer(OfficerRole.OFFICER).require_second("x", "not by one", remedy="Recall it.")
    assert refused.value.remedy == "Recall it."


def test_one_place_says_that_a_second_officer_is_needed() -> None:
    rule = Path(permissions.__file__)
    room = rule.parents[1]
    said = {path for path in room.rglob("*.py") if "Reason.SECOND_OFFICER" in path.read_text()}
    assert said == {rule}
