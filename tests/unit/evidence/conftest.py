"""One case, run once through the real rooms, for all tests of the evidence."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.evidence.bundle import bundle_from_bytes, parse_model
from gateway.evidence.contents import MANIFEST, Manifest
from gateway.evidence.report import Findings
from gateway.evidence.verify.evidence_file import EvidenceFile
from tests.support.case_world import CaseWorld, open_world, run_case
from tests.support.judged_talks import Judge, four_members, judge_with


async def finished(folder: Path) -> CaseWorld:
    world = await open_world(folder)
    await run_case(world)
    await world.stop_serving()
    return world


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseWorld]:
    """The case after its decision; its nodes answer no more, their databases are open."""
    made = asyncio.run(finished(tmp_path_factory.mktemp("case")))
    yield made
    made.end()


@pytest.fixture(scope="session")
def exported(world: CaseWorld) -> bytes:
    return world.export()


@pytest.fixture
def opened(world: CaseWorld, exported: bytes) -> EvidenceFile:
    """The exported case, read and not judged yet."""
    bundle = bundle_from_bytes(exported)
    manifest = parse_model(bundle.raw(MANIFEST), Manifest, name=MANIFEST)
    return EvidenceFile(bundle, manifest, world.nodes["DE"].register.held["now"], Findings())


@pytest.fixture(scope="session")
def judge() -> Judge:
    """Judges a consultation that is made of letters by hand."""
    return judge_with(four_members())
