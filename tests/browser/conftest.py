from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from gateway.domain.annual.edition import Edition
from gateway.reports.publication import publish
from tests.support import needs
from tests.support.additive_tables import edition_of_additive_tables
from tests.support.console_server import Served, asked_by_germany, serving
from tests.support.editions import corrigendum, example_edition
from tests.support.years_of_few_records import small_edition

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
VIEWS = (
    "licences_by_state",
    "licences_by_item",
    "licences_by_destination",
    "individual_item_destination",
    "denials_by_state",
    "denials_by_ground",
    "cyber_by_group",
)

COUNTRIES = {"TR", "US", "CN", "AL", "AD"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for one module: while it is driven, no test of another could run a loop."""
    if CHROMIUM is None:
        pytest.skip(needs.CHROMIUM)
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(
        corrigendum(_smaller(example_edition(only=VIEWS))),
        tmp_path_factory.mktemp("browser") / "site",
    ).folder


@pytest.fixture(scope="module")
def small_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a year in which nearly nothing may be shown, before it is published."""
    folder = tmp_path_factory.mktemp("browser") / "small"
    return publish(small_edition(authorities=3, each=2), folder).folder


@pytest.fixture(scope="module")
def held_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of an edition whose tables say what is held back together."""
    folder = tmp_path_factory.mktemp("browser") / "held"
    return publish(edition_of_additive_tables(), folder).folder


def _smaller(edition: Edition) -> Edition:
    """Take most countries out of the widest table: axe looks at every cell, one by one."""
    tables = []
    for table in edition.tables:
        kept = [
            place
            for place, line in enumerate(table.columns)
            if line.level != "country" or line.code in COUNTRIES
        ]
        cells = tuple(tuple(row[place] for place in kept) for row in table.cells)
        columns = tuple(table.columns[place] for place in kept)
        tables.append(table.model_copy(update={"columns": columns, "cells": cells}))
    return edition.model_copy(update={"tables": tuple(tables)})


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[Served[str]]:
    """FR's console, whose node DE has asked."""
    folder = tmp_path_factory.mktemp("console")
    with serving(folder, sqlite_template, asked_by_germany, at="FR") as served:
        yield served
