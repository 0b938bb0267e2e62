"""Checks the control codes of a transaction in the lists and versions that they name."""

from __future__ import annotations

from gateway.casework.office import Office
from gateway.domain.transaction import Transaction


def check_codes(office: Office, transaction: Transaction) -> None:
    """Check every control code in the version of the list under which it was classified.

    Where a classification names no version, that in force today counts; where the node does
    not hold the list, only the spelling is checked.

    Raises:
        InputError: CODE_UNKNOWN with the field's path.
    """
    today = office.clock.now().astimezone(office.law.calendar(office.code).zone).date()
    for i, item in enumerate(transaction.items):
        for k, each in enumerate(item.classifications):
            field = f"transaction.items[{i}].classifications[{k}]"
            office.law.check_code(each, on=today, field=field)
