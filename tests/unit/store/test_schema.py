from pathlib import Path

import pytest

from gateway.errors import ComityError, Reason
from gateway.store.database import Database
from tests.support.raising import refuses


def test_opening_again_with_create_changes_nothing(database_url: str) -> None:
    for _ in range(2):
        Database.open(database_url, create=True).close()


@pytest.mark.parametrize("made", [False, True])
def test_an_empty_database_is_refused_unless_it_is_to_be_made(
    database_url: str, made: bool
) -> None:
    if database_url.startswith("sqlite"):
        Path(database_url.removeprefix("sqlite:///")).touch()
    for _ in range(2):  # the first has made nothing
        with refuses(ComityError, Reason.DATABASE_UNAVAILABLE) as caught:
            Database.open(database_url, create=made, made=made)
        assert "`restoreBackup`" in caught.value.remedy
    Database.open(database_url, create=True).close()
    Database.open(database_url, create=True, made=True).close()
