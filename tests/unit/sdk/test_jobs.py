"""Long work by the client library: begun, waited for, its answer read as the call's own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from comity_sdk import Client, NotFound, StateProblem, models
from comity_sdk.fake import FakeGateway
from tests.unit.sdk.test_fake import ByContract

FILE = ("list.csv", b"national_reference,destination\nR-1,TR\n,TR\nR-3,TR\n")


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    with FakeGateway("DE") as running:
        yield running


def test_a_call_is_begun_as_a_job_and_answers_what_it_would_have(gateway: FakeGateway) -> None:
    with gateway.client(transport=ByContract()) as client:
        plain = client.import_denials(FILE, way="own")
        job = client.jobs.begin(client.import_denials, FILE, way="own", key="k")
        assert isinstance(job, models.Job)
        assert job.state is models.JobState.WAITING
        again = client.jobs.begin(client.import_denials, FILE, way="own", key="k")
        assert isinstance(again, models.Job)
        assert isinstance(plain, models.ImportReport)
        with pytest.raises(StateProblem) as caught:
            client.jobs.result(job)
        assert caught.value.reason == "JOB_UNDER_WAY"
        seen: list[models.Job] = []
        done = client.jobs.wait(job, told=seen.append)
        assert [each.done for each in seen] == [1, 3]
        assert (done.state, done.status, done.errors_in_all) == ("done", 200, 1)
        found = client.jobs.result(done)
        assert found == plain
        assert [each.row for each in found.errors] == [3]
        assert [each.job_id for each in client.walk_jobs()] == [job.job_id, again.job_id][:1]


def test_a_job_is_stopped_and_says_so(gateway: FakeGateway) -> None:
    with gateway.client(transport=ByContract()) as client:
        job = client.jobs.begin(client.import_denials, FILE, way="own")
        assert isinstance(job, models.Job)
        assert client.stop_job(job.job_id).interruption is models.Interruption.STOPPED
        assert client.jobs.wait(job.job_id).remedy
        with pytest.raises(StateProblem) as caught:
            client.jobs.result(job)
        assert caught.value.reason == "JOB_INTERRUPTED"
        with pytest.raises(NotFound):
            client.jobs.wait("nothing")


def test_the_same_is_awaited(gateway: FakeGateway) -> None:
    async def story() -> models.ImportReport:
        async with gateway.async_client() as client:
            job = await client.jobs.begin(client.import_denials, FILE, way="own")
            assert isinstance(job, models.Job)
            done = await client.jobs.wait(job)
            found: models.ImportReport = await client.jobs.result(done)
            return found

    assert asyncio.run(story()).written == 2


def test_what_is_no_long_work_is_answered_at_once(gateway: FakeGateway) -> None:
    with gateway.client(transport=ByContract()) as client:
        assert isinstance(client.jobs.begin(client.get_status), models.Status)
        assert isinstance(client, Client)
