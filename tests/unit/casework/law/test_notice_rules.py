"""What the rulebook asks of a notice, kind by kind: nothing here knows an article."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.casework.law.law import Law
from gateway.casework.law.notice_rules import (
    ABOUT_DENIAL,
    check_about,
    check_content,
    find_kind,
    kinds_in_force,
    release_of,
)
from gateway.domain.base import Withholding
from gateway.domain.notice import Notice, WithheldField
from gateway.domain.rulebook.acts import Audience, NoticeRule
from gateway.errors import InputError, LawError
from gateway.trust.members import Member
from tests.support.notices import FULL
from tests.support.reviews import paper

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LAW = Law()


def member(code: str) -> Member:
    return Member(
        code=code,
        name=code,
        state=code,
        time_zone="Europe/Brussels",
        roles=frozenset({"commission" if code == "EU" else "licensing"}),
        address="",
        certificates={},
        keys=(),
    )


KINDS = kinds_in_force(LAW, AT)
MEMBERS = {code: member(code) for code in ("FR", "NL", "EU")}


def notice(rule: NoticeRule, **fields: Any) -> Notice:
    outcome = rule.outcome[0].code if rule.outcome else ""
    named: dict[str, Any] = {
        "kind": rule.code,
        "number": "DE-N-2026-00001",
        "law": "x/2026-1",
        "outcome": outcome,
    }
    if "documents" in rule.required:  # what was said outside of gateways comes with its proof
        proved = {"system": "comity:state", "value": "IT"}
        named |= {"documents": (paper("IT"),), "references": (proved,)}
    return Notice.model_validate(FULL | named | fields)


def empty_of(field: str) -> Any:
    return Notice.model_fields[field].get_default(call_default_factory=True)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.rule.code)
def test_each_required_field_is_asked_for(kind: Any) -> None:
    rule = kind.rule
    check_content(rule, notice(rule))
    for field in set(rule.required) - {"about", "at", "outcome"}:
        with pytest.raises(InputError) as refused:
            check_content(rule, notice(rule, **{field: empty_of(field)}))
        assert refused.value.metadata["field"] == field
        assert rule.article in refused.value.remedy


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.rule.code)
def test_only_what_may_be_withheld_is_and_for_its_reasons(kind: Any) -> None:
    rule = kind.rule
    for field in ("items", "parties", "text", "transaction", "figures"):
        for reason in Withholding:
            without = {
                field: empty_of(field),
                "withheld": (WithheldField(field=field, reason=reason),),
            }
            if field in rule.may_withhold and reason in rule.withholding:
                check_content(rule, notice(rule, **without))
            else:
                with pytest.raises(InputError):
                    check_content(rule, notice(rule, **without))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.rule.code)
def test_readers_are_fewer_only_where_the_sender_may_choose(kind: Any) -> None:
    rule = kind.rule
    if rule.audience is Audience.CHOSEN:
        return
    whole = {Audience.ALL_MEMBERS: ("*",), Audience.MEMBER_STATES: ("@states",)}[rule.audience]
    assert release_of(rule, (), MEMBERS) == whole
    if rule.narrowed:
        assert release_of(rule, ("FR", "NL", "FR"), MEMBERS) == ("FR", "NL")
    else:
        with pytest.raises(InputError, match="not the sender's to choose"):
            release_of(rule, ("FR",), MEMBERS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.rule.code)
def test_an_outcome_is_one_of_its_kinds(kind: Any) -> None:
    with pytest.raises(InputError, match="outcome"):
        check_content(kind.rule, notice(kind.rule, outcome="no_such_outcome"))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.rule.code)
def test_what_it_refers_to_is_of_a_kind_that_the_rule_names(kind: Any) -> None:
    rule = kind.rule
    if not rule.about:
        check_about(rule, "", None)
        with pytest.raises(InputError, match="refers to nothing"):
            check_about(rule, "FR-N-2026-00001", "4(4)")
        return
    for each in rule.about:
        check_about(rule, "FR-N-2026-00001", each)
    for wrong in (None, "no such kind", *({ABOUT_DENIAL} - set(rule.about))):
        with pytest.raises(InputError, match="about"):
            check_about(rule, "FR-N-2026-00001", wrong)


def test_a_kind_is_found_in_whichever_law_knows_it() -> None:
    assert find_kind(LAW, "4(4)", AT).law.startswith("EU-2021-821/")
    assert find_kind(LAW, "2d.refused", AT).law.startswith("EU-833-2014/")
    with pytest.raises(LawError, match="no kind of notice"):
        find_kind(LAW, "99(9)", AT)
    with pytest.raises(LawError, match="not held here"):
        find_kind(LAW, "4(4)", AT, version="EU-2021-821/1999-1")


def test_each_law_has_kinds_in_force_from_its_day_on() -> None:
    before = datetime(2021, 9, 10, tzinfo=UTC)
    assert {kind.law.partition("/")[0] for kind in KINDS} == {"EU-2021-821", "EU-833-2014"}
    assert "2d.refused" not in {kind.rule.code for kind in kinds_in_force(LAW, before)}
