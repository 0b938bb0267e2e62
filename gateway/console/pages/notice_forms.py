"""The form of a notice, made from what the rulebook says of its kind; and what was filled in.

Nothing here knows an article: which fields there are, which may be withheld for which reason, who
may be chosen to read it, all stands in the rulebook's block of the kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from gateway.casework.notices.notice_acts import NoticeDraft
from gateway.console.acts.declared import ActField, ActOption, FieldKind
from gateway.console.acts.derived import Ask, fields_of, options_of
from gateway.console.acts.filled import FilledIn
from gateway.console.languages import marked
from gateway.domain.base import Withholding
from gateway.domain.rulebook.acts import Audience, NoticeRule
from gateway.domain.transaction import Activity, ListSource
from gateway.errors import InputError
from gateway.views.reader import ViewReader

_LINES_OF_ITEMS: Final = marked(
    "One on each line: words, a semicolon, its code in Annex I. Without a code: not listed."
)
_FIELDS: Final[Mapping[str, ActField]] = {
    each.name: each
    for each in fields_of(
        NoticeDraft,
        at=Ask("Day of the measure or decision"),
        about=Ask("About which notice or denial", "Its number, as listed here.", required=True),
        text=Ask(
            "What it says", "Who reads the notice reads it. An empty line begins another text."
        ),
        items=Ask("Items", _LINES_OF_ITEMS, FieldKind.LONG_TEXT),
        parties=Ask(
            "Entities concerned",
            "One on each line: name, a semicolon, two letters of its country.",
            FieldKind.LONG_TEXT,
        ),
        destinations=Ask(
            "Destinations", "Two letters each, with commas between: TR, AE.", FieldKind.TEXT
        ),
        authorisations=Ask("General authorisations", "With commas between: EU001, EU007."),
        figures=Ask(
            "Figures",
            "One on each line: code; country; number; value; currency. The last two may be left "
            "out.",
            FieldKind.LONG_TEXT,
        ),
        grounds=Ask("Grounds"),
        effective_from=Ask("Applies from"),
        expires=Ask("Counts until"),
        reply_until=Ask("Comments wanted until"),
        conditions=Ask("Conditions for use and passing on", folded=True),
        marking=Ask("Marking", "Above what this node may send, nothing leaves.", FieldKind.SELECT),
        reference=Ask("Our reference", "What is given again under it is sent once.", folded=True),
    )
}
_BEFORE: Final = "withheld_"


def form_of(
    rule: NoticeRule, reader: ViewReader, members: Mapping[str, str] | None
) -> Iterator[ActField]:
    """Yield the fields of a notice's form.

    Args:
        rule: What the rulebook says of its kind.
        reader: Who fills it in.
        members: The other members by code: among whom readers are chosen. None: they are chosen
            already, as of a notice that is amended.
    """
    yield _FIELDS["at"]
    if rule.about:
        yield _FIELDS["about"]
    if rule.outcome:
        yield ActField(
            "outcome",
            "Outcome",
            kind=FieldKind.CHOICE,
            options=tuple(ActOption(each.code, each.label) for each in rule.outcome),
        )
    if members is not None:
        yield from _readers(rule, members)
    asked = dict.fromkeys((*rule.required, *rule.may_withhold))
    of_outcomes = dict.fromkeys(name for each in rule.outcome for name in each.required)
    for name in (*asked, *(each for each in of_outcomes if each not in asked)):
        needed = name in rule.required and name not in rule.may_withhold
        yield from _field(name, required=needed)
        if name in rule.may_withhold:
            yield _withheld(name, rule, reader)
    if "text" not in asked:
        yield _FIELDS["text"]
    if rule.expires and "expires" not in asked:
        yield replace(_FIELDS["expires"], required=True)
    if rule.comments and "reply_until" not in asked:
        yield replace(_FIELDS["reply_until"], required=True)
    yield from map(_FIELDS.__getitem__, ("conditions", "marking", "reference"))


def _readers(rule: NoticeRule, members: Mapping[str, str]) -> Iterator[ActField]:
    if rule.audience is not Audience.CHOSEN and not rule.narrowed:
        return
    if rule.chosen_from is not None:
        yield ActField("to_all", "To all who may read it", kind=FieldKind.YES_NO, required=False)
    yield ActField(
        "recipients",
        "Who reads it",
        kind=FieldKind.SEVERAL,
        required=rule.audience is Audience.CHOSEN and rule.chosen_from is None,
        options=tuple(ActOption(code, f"{code}: {name}") for code, name in members.items()),
    )


def _field(name: str, *, required: bool) -> Iterator[ActField]:
    if name == "transaction":
        yield from _transaction(required=required)
    elif name in _FIELDS:
        yield replace(_FIELDS[name], required=required)


def _transaction(*, required: bool) -> Iterator[ActField]:
    """Yield what a transaction is made of; it is given where its destination is."""
    options = options_of(Activity)
    yield ActField("activity", "Activity", kind=FieldKind.SELECT, required=False, options=options)
    yield ActField(
        "destination",
        "Country of destination",
        "Two letters, such as TR.",
        required=required,
        also=("transaction", "transaction.destination"),
    )
    yield ActField("end_user", "End-user", "Its name.", required=False)
    yield ActField(
        "goods",
        "Goods of the transaction",
        _LINES_OF_ITEMS,
        FieldKind.LONG_TEXT,
        required=required,
        also=("transaction.items",),
    )


def _withheld(name: str, rule: NoticeRule, reader: ViewReader) -> ActField:
    options = (ActOption("", "It is given above, or there is none"),)
    found = (ActOption(each.value, reader.word(each)) for each in rule.withholding)
    named = _FIELDS.get(name)
    said = reader.key(name) if named is None else reader.translated(named.label)
    return ActField(
        f"{_BEFORE}{name}",
        reader.says("Withheld: {field}", field=said),
        kind=FieldKind.SELECT,
        required=False,
        options=(*options, *found),
    )


# --- what was filled in -----------------------------------------------------------------------


def draft_of(kind: str, law: str, filled: FilledIn) -> dict[str, Any]:
    """Return what was filled in, as the draft of a notice takes it.

    Raises:
        InputError: A line of a list cannot be read; names the field.
    """
    draft: dict[str, Any] = {**filled.said(NoticeDraft), "kind": kind, "law": law}
    for name in ("destinations", "authorisations"):
        draft[name] = tuple(_listed(filled.one(name)))
    for name, read in _LINES.items():
        draft[name] = tuple(read(name, line) for line in filled.one(name).splitlines() if line)
    if filled.one("destination"):
        draft["transaction"] = _made_transaction(filled)
    draft["withheld"] = tuple(
        {"field": name.removeprefix(_BEFORE), "reason": Withholding(filled.one(name))}
        for name in filled.values
        if name.startswith(_BEFORE) and filled.one(name)
    )
    return draft


def _made_transaction(filled: FilledIn) -> dict[str, Any]:
    made: dict[str, Any] = {
        "activity": filled.one("activity") or Activity.EXPORT,
        "destination": filled.one("destination").upper(),
        "items": [_item("goods", line) for line in filled.one("goods").splitlines() if line],
    }
    if filled.one("end_user"):
        made["end_user"] = {"state": "given", "value": {"names": [filled.one("end_user")]}}
    return made


def _listed(value: str) -> Iterator[str]:
    yield from (each.strip().upper() for each in value.split(",") if each.strip())


def _item(_: str, line: str) -> dict[str, Any]:
    words, _, code = (each.strip() for each in line.partition(";"))
    listed = {"source": ListSource.ANNEX_I, "code": code}
    return {
        "description": words,
        "classifications": [listed if code else {"source": ListSource.NON_LISTED}],
    }


def _party(_: str, line: str) -> dict[str, Any]:
    name, _, place = (each.strip() for each in line.partition(";"))
    return {"names": [name], "country": place.upper() or None}


def _figure(field: str, line: str) -> dict[str, Any]:
    parts = [each.strip() for each in line.split(";")]
    names = ("code", "destination", "number", "value", "currency")
    if len(parts) > len(names):
        raise InputError(
            "figures: a line has more than five parts",
            remedy="Write code; country; number; value; currency.",
            field=field,
        )
    return {name: said for name, said in zip(names, parts, strict=False) if said}


_LINES: Final[Mapping[str, Callable[[str, str], dict[str, Any]]]] = {
    "items": _item,
    "parties": _party,
    "figures": _figure,
}
