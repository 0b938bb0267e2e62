"""The columns of one item line: what it is, its codes, its parameters, its value."""

from __future__ import annotations

from gateway.casework.imports import cells
from gateway.casework.imports.draft import RowReader
from gateway.domain.controls import CodeCheck
from gateway.domain.transaction import Classification, Item, ListSource
from gateway.errors import InputError, Reason

_STATE_PREFIX = 3  # "FR:"


def read_item(reader: RowReader, codes: CodeCheck | None) -> Item | None:
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
    version = reader.text("list_version")
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
