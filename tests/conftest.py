"""Fixtures that every room's tests share."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import pytest
from hypothesis import settings

from gateway.store.database import Database
from tests.support import json_alone
from tests.support.copied import copies
from tests.support.empty_database import with_schema
from tests.support.needs import fault_of_skip, required
from tests.support.postgres import DatabasePool, fresh_database, running_postgres
from tests.support.twice import do_twice_where_asked

if TYPE_CHECKING:  # slow, and most tests need no node
    from certs.layout import FederationFiles
    from tests.support.federation_case import Where

GARBAGE_LOOKED_FOR = (20_000, 20, 50)
"""Python's own (700, 10, 10) finds next to nothing, thousands of times a minute."""

# Examples are the same in each run, and none is measured: the machine may do other things.
settings.register_profile("comity", deadline=None, derandomize=True, print_blob=True)
# Others each time, and more: `pytest --hypothesis-profile=wide`.
settings.register_profile("wide", deadline=None, max_examples=1000, print_blob=True)
# Fewer, for `make test-fast`.
settings.register_profile("quick", settings.get_profile("comity"), max_examples=25)
settings.load_profile("comity")

# A process of several is given a width of 80, which our console would keep for good: from now on
# none, before a conftest of a folder below makes it.
for size in ("COLUMNS", "LINES"):
    os.environ.pop(size, None)

pytest_plugins = [
    "tests.support.closed",
    "tests.support.guard",
    "tests.support.soft_token",
    "tests.support.threats",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say on the command line what does not run by itself."""
    parser.addoption(
        "--carried",
        action="store_true",
        help="run all that reads like an article on a server as in life too",
    )
    parser.addoption(
        "--no-database-server",
        action="store_true",
        help="leave out what runs on PostgreSQL: each such test runs on SQLite as well",
    )
    parser.addoption("--write", action="store_true", help="write tables and catalogues anew")
    parser.addoption("--long", action="store_true", help="run what is marked `long` too")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out long runs, unless they are asked for, and what needs a database server."""
    _leave_twins_to_long_runs(items)
    no_server, long = config.getoption("--no-database-server"), config.getoption("--long")
    left_out = [
        item
        for item in items
        if (no_server and _needs_a_server(item))
        or (not long and item.get_closest_marker("long") is not None)
    ]
    config.hook.pytest_deselected(items=left_out)
    without = set(left_out)
    items[:] = [item for item in items if item not in without]
    _longest_first(items)


ON_BOTH = re.compile(
    r"tests/unit/(exchange|store|app/several)/|several|at_once|race|both|either|concurren|lock|kill"
)
"""Where the kind of database decides: locks, types, transactions, several processes."""


def _leave_twins_to_long_runs(items: list[pytest.Item]) -> None:
    """Of tests that run on SQLite too, and elsewhere than there, keep one in five."""
    names = {item.nodeid for item in items}
    for item in items:
        twin = item.nodeid.replace("postgresql", "sqlite")
        drawn = crc32(item.nodeid.encode()) % 5 == 0
        if twin != item.nodeid and twin in names and not drawn and not ON_BOTH.search(item.nodeid):
            item.add_marker(pytest.mark.long)


FOLDERS = ("node", "federation", "browser", "engine", "workflows", "unit")
"""By how long a file of each takes."""


def _longest_first(items: list[pytest.Item]) -> None:
    """Begin with what takes long, file by file: at the end no process waits for another's."""
    limited = {item.path for item in items if item.get_closest_marker("limit") is not None}
    root = Path(__file__).parent

    def turn(path: Path) -> tuple[bool, int]:
        folder = path.relative_to(root).parts[0] if path.is_relative_to(root) else "unit"
        return path not in limited, FOLDERS.index(folder)

    turns = {path: turn(path) for path in {item.path for item in items}}
    items.sort(key=lambda item: turns[item.path])


def _needs_a_server(item: pytest.Item) -> bool:
    given = getattr(item, "callspec", None)
    asked = set(getattr(item, "fixturenames", ()))
    return "postgres_server" in asked or (
        given is not None and "postgresql" in given.params.values()
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a setting that would require nothing."""
    config.addinivalue_line("markers", "long: a run of minutes, in `make test-long` alone")
    gc.disable()  # what is imported stays: see `pytest_collection_finish`
    _keep_files_in_memory()
    do_twice_where_asked()
    json_alone.watch()
    required(os.environ.get("COMITY_REQUIRE", ""))


def pytest_collection_finish() -> None:
    """Look for garbage among what tests make, and not among all that was imported for them.

    Collecting takes 24 s instead of 42 that way, and a whole run some 7 % less.
    """
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_LOOKED_FOR)


IN_MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own there, mode 0700
ROOM = 4 * 2**30
"""Octets that a whole run may hold at once, many times over: what passed is removed."""


def _keep_files_in_memory() -> None:
    """Put the folders of tests where a commit waits for no disk, if there is room for them.

    Nothing here cuts the power: what a killed process wrote is there in memory too. Where tests
    leave their folders can be said by ``PYTEST_DEBUG_TEMPROOT`` or ``--basetemp`` as ever.
    """
    if "PYTEST_DEBUG_TEMPROOT" in os.environ or not os.access(IN_MEMORY, os.W_OK | os.X_OK):
        return
    found = os.statvfs(IN_MEMORY)
    runs_programs = not found.f_flag & os.ST_NOEXEC
    if runs_programs and found.f_bavail * found.f_frsize >= ROOM:
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(IN_MEMORY)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that skipped for something that this machine was to have."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple):
        fault = fault_of_skip(report.longrepr[2], required(os.environ.get("COMITY_REQUIRE", "")))
        if fault is not None:
            report.outcome, report.longrepr = "failed", fault
    return report


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a real PostgreSQL, started once, only when a test asks for it."""
    with running_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the whole schema; copying it is quicker than migrating."""
    path = tmp_path_factory.mktemp("template") / "node.db"
    path.write_bytes(with_schema())
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """URL of a PostgreSQL database with the whole schema, for copying."""
    url = fresh_database(postgres_server)
    Database.open(url, create=True).close()
    return url


@pytest.fixture(scope="session")
def postgres_pool(postgres_server: str, postgres_template: str) -> DatabasePool:
    """Databases with the whole schema, for one test after the other."""
    return DatabasePool(postgres_server, postgres_template)


@pytest.fixture
def new_sqlite(sqlite_template: Path, tmp_path: Path) -> Callable[[str], str]:
    """Gives the URL of a new SQLite database with the schema, by name."""
    return copies(sqlite_template, tmp_path)


@pytest.fixture(scope="module")
def module_sqlite(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], str]:
    """The same for a node that all tests of a module share."""
    return copies(sqlite_template, tmp_path_factory.mktemp("databases"))


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest) -> Iterator[Callable[[str], str]]:
    """Gives the URL of a new database with the schema, once of each kind."""
    if request.param == "sqlite":
        yield request.getfixturevalue("new_sqlite")
        return
    pool: DatabasePool = request.getfixturevalue("postgres_pool")
    lent: list[str] = []

    def new(_: str) -> str:
        lent.append(pool.lend())
        return lent[-1]

    yield new
    for url in lent:
        pool.take_back(url)


@pytest.fixture
def where(case_files: FederationFiles, tmp_path: Path, new_sqlite: Callable[[str], str]) -> Where:
    """What `case_federation` begins with."""
    return case_files, tmp_path / "nodes", new_sqlite


@pytest.fixture
def either_where(
    case_files: FederationFiles, tmp_path: Path, new_database: Callable[[str], str]
) -> Where:
    """The same on each kind of database."""
    return case_files, tmp_path / "nodes", new_database


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'node.db'}"
    return fresh_database(request.getfixturevalue("postgres_server"))


@pytest.fixture
def database(new_database: Callable[[str], str]) -> Iterator[Database]:
    """A database with the whole schema, once of each kind."""
    opened = Database.open(new_database("node"))
    yield opened
    opened.close()


@pytest.fixture
def sqlite_database(new_sqlite: Callable[[str], str]) -> Iterator[Database]:
    """A database where the kind does not matter."""
    opened = Database.open(new_sqlite("node"))
    yield opened
    opened.close()
