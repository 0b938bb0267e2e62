"""Our form: the rows of one denial become a draft, or the errors of all its cells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from gateway.casework.imports.columns import columns_of
from gateway.casework.imports.draft import (
    INFORMATION_ONLY,
    UNITED_KINGDOM,
    DenialDraft,
    RowReader,
    Setting,
    denial_number,
    digest_of,
    source_state,
)
from gateway.casework.imports.sheet import SheetRow
from gateway.domain.authority import member_state
from gateway.domain.base import Stated, Statement, Withholding
from gateway.domain.controls import CodeCheck
from gateway.domain.denial import (
    DecisionType,
    Denial,
    FreeText,
    Ground,
    LegalBase,
    PartnerSource,
    Regime,
)
from gateway.domain.denial_basis import items_are
from gateway.domain.letter import Marking
from gateway.domain.transaction import (
    Activity,
    Address,
    Classification,
    Item,
    ListSource,
    Party,
    PartyKind,
    Text,
    Transaction,
)
from gateway.errors import InputError, Reason
from gateway.tabular import cells
from gateway.tabular.import_report import RowError, Way

EARLIEST = date(1958, 1, 1)
"""No calendar of the register reaches further back."""


class _Dates(NamedTuple):
    decision: date
    notified: date


def read_denial(rows: Sequence[SheetRow], setting: Setting) -> DenialDraft | list[RowError]:
    """Read the rows of one denial.

    Args:
        rows: Consecutive rows with the same national reference; the first says what the
            denial is, each is an item line.
        setting: Way, authority, present day, lists.
    """
    head, *rest = readers = [RowReader(row) for row in rows]
    reference = head.need("national_reference", str)
    source = _source(head, setting)
    dates = _dates(head, setting)
    for reader in rest:
        _check_head(head, reader, setting.way)
    items = [_read_item(reader, setting.codes) for reader in readers]
    deal = _transaction(head, items)
    partner = _partner(head, setting)
    denial = head.make("", lambda: _denial(head, setting, source, dates, deal))
    errors = [error for reader in readers for error in reader.errors]
    if errors or denial is None or reference is None:
        return sorted(errors, key=lambda error: error.row)
    return DenialDraft(
        reference=reference,
        rows=tuple(row.number for row in rows),
        digest=digest_of(rows, lambda place: _item_columns(setting.way) if place else None),
        way=setting.way,
        prefix=source or setting.authority,
        source=source or "",
        denial=denial,
        columns=tuple(head.row.cells),
        partner=partner,
    )


@cache
def _item_columns(way: Way) -> frozenset[str]:
    return frozenset(name for name, column in columns_of(way).items() if column.of_item)


def _check_head(head: RowReader, reader: RowReader, way: Way) -> None:
    """Check that a further row says nothing else of the denial than the first."""
    for column in columns_of(way).keys() - _item_columns(way):
        if reader.text(column) and reader.text(column) != head.text(column):
            reader.fault(
                column,
                InputError(
                    f"the item line says something else than row {head.row.number}",
                    remedy="Leave the cell empty, or give the denial its own reference.",
                ),
            )


def _source(head: RowReader, setting: Setting) -> str | None:
    """Return the State of a relayed denial, "" for an own one, None where it is wrong."""
    if setting.way not in {Way.RELAYED, Way.PARTNER}:
        head.take("source_state", lambda cell: _own_state(setting, cells.country(cell)))
        return ""
    return head.need("source_state", lambda cell: source_state(setting, cells.country(cell)))


def _partner(head: RowReader, setting: Setting) -> PartnerSource | None:
    """Return in which regime a partner told of it, and how it is marked; None of other ways."""
    if setting.way is not Way.PARTNER:
        return None

    def held(cell: str) -> Marking:
        marking = cells.word(Marking, cell)
        if marking not in setting.markings:
            raise InputError(
                f"what is marked {cell[:20]} is not kept on this node",
                remedy="Keep it where that marking may be kept, or have it marked down.",
            )
        return marking

    regime = head.need("regime", lambda cell: cells.word(Regime, cell))
    marking = head.take("marking", held) or Marking.UNMARKED
    return None if regime is None else PartnerSource(regime=regime, marking=marking)


def _own_state(setting: Setting, country: str) -> str:
    if country != member_state(setting.authority):
        raise InputError(
            f"the denial is of {country}, and not of our own State",
            remedy="Import it the way 'relayed', or remove the row.",
        )
    return country


def _dates(head: RowReader, setting: Setting) -> _Dates | None:
    def past(cell: str) -> date:
        day = cells.day(cell)
        if day > setting.today:
            raise InputError(
                f"{day.isoformat()} lies in the future; today is {setting.today.isoformat()}",
                reason=Reason.DATE_IMPOSSIBLE,
                remedy="Correct the date.",
            )
        if day < EARLIEST:
            raise InputError(
                f"{day.isoformat()} lies before there was a Community",
                reason=Reason.DATE_IMPOSSIBLE,
                remedy="Correct the year.",
            )
        return day

    decision = head.need("decision_date", past)
    if setting.way is Way.OWN:  # the import is the notification
        return _Dates(decision, setting.today) if decision else None
    notified = head.need("first_notified", past)
    if decision is None or notified is None:
        return None
    if notified < decision:
        head.fault(
            "first_notified",
            InputError(
                f"{notified.isoformat()} lies before the decision of {decision.isoformat()}",
                reason=Reason.DATE_IMPOSSIBLE,
                remedy="Correct one of the two dates.",
            ),
        )
        return None
    return _Dates(decision, notified)


def _transaction(head: RowReader, items: Sequence[Item | None]) -> Transaction | None:
    end_user = _read_party(head, "end_user", needed=True)
    consignee = _read_party(head, "consignee", needed=False)
    destination = head.need("destination", cells.country)
    read = [item for item in items if item is not None]
    between = head.take(
        "intermediaries",
        lambda cell: tuple(Party(names=(name,)) for name in cells.pieces(cell)),
    )
    transit = head.take("transit", lambda c: tuple(cells.country(p) for p in cells.pieces(c)))
    activity = head.take("activity", lambda cell: cells.word(Activity, cell))
    end_use = _end_use(head)
    if end_user is None or consignee is None or destination is None or len(read) < len(items):
        return None
    return head.make(
        "",
        lambda: Transaction(
            activity=activity or Activity.EXPORT,
            items=tuple(read),
            end_user=end_user,
            consignee=consignee,
            intermediaries=between or (),
            destination=destination or "",
            transit_countries=transit or (),
            stated_end_use=end_use,
        ),
    )


def _end_use(head: RowReader) -> Stated[Text]:
    cell = head.text("stated_end_use")
    word = cell.lower().replace(" ", "_")
    if not cell or word == Statement.UNKNOWN:
        return Stated[Text].unknown()
    if word == Statement.NOT_APPLICABLE:
        return Stated[Text].not_applicable()
    reason = head.take("stated_end_use", cells.withheld)
    if reason is not None:
        return Stated[Text].withheld(reason)
    return head.make("stated_end_use", lambda: Stated[Text].given(cell)) or Stated[Text].unknown()


def _denial(
    head: RowReader,
    setting: Setting,
    source: str | None,
    dates: _Dates | None,
    deal: Transaction | None,
) -> Denial | None:
    """Read the rest of the first row; None where something before was wrong."""
    decision = head.need("decision", lambda cell: cells.word(DecisionType, cell))
    base = _legal_base(head, setting)
    reviews = _reviews(head, setting)
    articles = head.take("articles", cells.pieces)
    grounds = _grounds(head)
    explanation, withheld = _explanation(head)
    references = head.take("references", cells.references) or ()
    if source is None or dates is None or deal is None or decision is None:
        return None
    if source == UNITED_KINGDOM:
        references = (*references, INFORMATION_ONLY)
    return Denial(
        denial_id=denial_number(source or setting.authority, dates.notified.year, 0),
        authority=setting.authority,
        national_reference=head.text("national_reference") or "-",
        decision=decision,
        articles=articles or _articles(setting, source, base, decision, deal),
        legal_base=base,
        decision_date=dates.decision,
        first_notified=dates.notified,
        reviews_so_far=reviews,
        transaction=deal,
        grounds=grounds,
        explanation=explanation,
        explanation_withheld=withheld,
        references=references,
    )


def _articles(
    setting: Setting,
    source: str,
    base: LegalBase,
    decision: DecisionType,
    deal: Transaction,
) -> tuple[str, ...]:
    """Return the articles that the rulebook names for such a decision.

    None for what was denied under another law, or by a State that is not a member: of that
    the rulebook says nothing.
    """
    if setting.notification is None or source or base is not LegalBase.REG_2021_821:
        return ()
    items = items_are(deal, setting.authority)
    basis = setting.notification.basis_of(decision, deal.activity, items)
    return () if basis is None else basis.articles


def _legal_base(head: RowReader, setting: Setting) -> LegalBase:
    if setting.way is Way.OWN:
        return LegalBase.REG_2021_821
    read = head.need if setting.way is Way.INITIAL else head.take
    return read("legal_base", lambda cell: cells.word(LegalBase, cell)) or LegalBase.REG_2021_821


def _reviews(head: RowReader, setting: Setting) -> int | None:
    """Return the reviews so far: none for a new denial, None where the number is unknown."""
    if setting.way is Way.OWN:
        return 0
    if setting.way is Way.INITIAL:
        return head.need("reviews_so_far", cells.reviews)
    return head.take("reviews_so_far", cells.reviews)


def _grounds(head: RowReader) -> Stated[tuple[Ground, ...]]:
    def parse(cell: str) -> Stated[tuple[Ground, ...]]:
        reason = cells.withheld(cell)
        if reason is not None:
            return Stated[tuple[Ground, ...]].withheld(reason)
        return Stated[tuple[Ground, ...]].given(
            tuple(cells.word(Ground, piece) for piece in cells.pieces(cell))
        )

    return head.take("grounds", parse) or Stated[tuple[Ground, ...]].unknown()


def _explanation(head: RowReader) -> tuple[tuple[FreeText, ...], Withholding | None]:
    if not head.text("explanation"):
        return (), None
    withheld = head.take("explanation", cells.withheld)
    if withheld is not None:
        return (), withheld
    language = head.need("explanation_language", cells.language)
    if language is None:
        return (), None
    text = head.text("explanation")
    free = head.make("explanation", lambda: FreeText(language=language, text=text))
    return ((free,) if free else ()), None


# --- the columns of one item line ----------------------------------------------------------

_STATE_PREFIX = 3  # "FR:"


def _read_item(reader: RowReader, codes: CodeCheck | None) -> Item | None:
    """Read the item line of a row; None, and its errors kept, where it is wrong.

    Args:
        reader: The row.
        codes: Checks a code in its list, or None: spelling only.
    """
    before = len(reader.errors)
    description = reader.need("description", str)
    classifications = _classifications(reader, codes)
    cn_code = reader.take("cn_code", cells.tariff_code)
    cas_number = reader.take("cas_number", cells.cas_number)
    origin = reader.take("country_of_origin", cells.country)
    parameters = reader.take("parameters", cells.parameters)
    quantity = reader.take("quantity", cells.amount)
    value = reader.take("value", cells.amount)
    currency = reader.take("currency", cells.currency)
    cyber = reader.take("cyber_surveillance", cells.yes)
    if reader.text("value") and not reader.text("currency"):
        reader.fault("currency", InputError("a value has a currency", remedy="Give it, e.g. EUR."))
    if len(reader.errors) > before:
        return None
    return reader.make(
        "description",
        lambda: Item(
            description=description or "",
            classifications=classifications,
            parameters=parameters or (),
            cn_code=cn_code,
            cas_number=cas_number,
            country_of_origin=origin,
            quantity=quantity,
            quantity_unit=reader.text("unit"),
            value=value,
            currency=currency,
            cyber_surveillance=bool(cyber),
        ),
    )


def _classifications(reader: RowReader, codes: CodeCheck | None) -> tuple[Classification, ...]:
    version = reader.take("list_version", _list_version) or ""
    non_listed = bool(reader.take("non_listed", cells.yes))
    written = cells.pieces(reader.text("control_codes"))
    if non_listed == bool(written):
        said = "a non-listed item has no code" if written else "the item has no code"
        reader.fault(
            "control_codes",
            InputError(
                said,
                reason=Reason.CODE_UNKNOWN,
                remedy="Give a code like 5A001.j.1.a, or write 'yes' into non_listed: not both.",
            ),
        )
        return ()
    if non_listed:
        return (Classification(source=ListSource.NON_LISTED, list_version=version),)
    found = (reader.make("control_codes", lambda c=code: classify(c, version, codes))  # type: ignore[misc]
             for code in written)  # fmt: skip
    return tuple(classification for classification in found if classification is not None)


def _list_version(cell: str) -> str:
    return Classification(source=ListSource.NON_LISTED, list_version=cell).list_version


def classify(written: str, version: str, codes: CodeCheck | None) -> Classification:
    """Return the classification that a written code means.

    ``FR:4A906`` is of the national list of France; any other is of Annex I.

    Raises:
        InputError: CODE_UNKNOWN or COUNTRY_UNKNOWN.
    """
    if written[_STATE_PREFIX - 1 : _STATE_PREFIX] == ":":
        return Classification(
            source=ListSource.NATIONAL,
            state=cells.country(written[: _STATE_PREFIX - 1]),
            code=cells.control_code(written[_STATE_PREFIX:].strip()),
            list_version=version,
        )
    code = cells.control_code(written)
    return Classification(
        source=ListSource.ANNEX_I,
        code=codes.check(code, version=version) if codes is not None else code,
        list_version=version,
    )


# --- the columns of one party --------------------------------------------------------------

_DETAILS = ("kind", "country", "addresses", "identifiers")


def _read_party(reader: RowReader, role: str, *, needed: bool) -> Stated[Party] | None:
    """Read a party; None, and an error kept, where it is wrong.

    Args:
        reader: First row of the denial.
        role: ``end_user`` or ``consignee``.
        needed: Whether a party without a name must be said to be withheld, unknown or not
            applicable; else an empty one is unknown.
    """
    names = cells.pieces(reader.text(f"{role}_names"))
    described = bool(names) or reader.has(*(f"{role}_{detail}" for detail in _DETAILS))
    if reader.text(f"{role}_state"):
        stated = reader.take(f"{role}_state", _state)
    elif described or needed:
        stated = (Statement.GIVEN, None)
    else:
        stated = (Statement.UNKNOWN, None)
    if stated is None:
        return None
    statement, reason = stated
    if statement is Statement.GIVEN and names:
        return _given(reader, role, names)
    if statement is Statement.GIVEN:
        reader.fault(f"{role}_names", _nameless(role))
        return None
    if described:
        reader.fault(f"{role}_state", _contradiction(role, statement))
        return None
    return Stated[Party](state=statement, reason=reason)


def _state(cell: str) -> tuple[Statement, Withholding | None]:
    reason = cells.withheld(cell)
    if reason is not None:
        return Statement.WITHHELD, reason
    return cells.word(Statement, cell), None


def _given(reader: RowReader, role: str, names: tuple[str, ...]) -> Stated[Party] | None:
    before = len(reader.errors)
    kind = reader.take(f"{role}_kind", lambda cell: cells.word(PartyKind, cell))
    country = reader.take(f"{role}_country", cells.country)
    addresses = reader.take(
        f"{role}_addresses",
        lambda cell: tuple(Address(text=text, country=country) for text in cells.pieces(cell)),
    )
    identifiers = reader.take(f"{role}_identifiers", cells.identifiers)
    party = reader.make(
        f"{role}_names",
        lambda: Party(
            names=names,
            kind=kind or PartyKind.UNKNOWN,
            addresses=addresses or (),
            country=country,
            identifiers=identifiers or (),
        ),
    )
    if party is None or len(reader.errors) > before:
        return None
    return Stated[Party].given(party)


def _nameless(role: str) -> InputError:
    return InputError(
        "the party has no name and is not said to be withheld",
        reason=Reason.PARTY_NAMELESS,
        remedy=f"Give a name, or write into {role}_state: withheld:<class>, unknown or "
        "not_applicable.",
    )


def _contradiction(role: str, statement: Statement) -> InputError:
    return InputError(
        f"the party is said to be {statement.replace('_', ' ')}, and is described",
        remedy=f"Empty the other cells of {role}, or write 'given'.",
    )
