"""Jobs over REST: list, look, read the answer, stop."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response

from gateway.api.dependencies import Desk, Who
from gateway.api.jobs.runner import JobRunner
from gateway.api.published.operations import noun_router
from gateway.casework.jobs import jobs
from gateway.casework.jobs.job import UNDER_WAY, Job

router = noun_router("/jobs", "jobs")


async def the_runner(request: Request) -> JobRunner:
    """Return what carries out the jobs of this node."""
    runner: JobRunner = request.app.state.jobs
    return runner


Runner = Annotated[JobRunner, Depends(the_runner)]

_ANY: Final[dict[str, dict[str, Any]]] = {"*/*": {"schema": {}}}
_AS_THE_CALL: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "What the operation would have answered.", "content": _ANY},
    201: {"description": "The same, where the operation makes something.", "content": _ANY},
    202: {"description": "The same, where it waits for a second officer.", "content": _ANY},
}

router.calls("listJobs", "GET", jobs.list_jobs)


@router.get("/{job_id}", operation_id="getJob")
async def get_job(
    office: Desk, officer: Who, job_id: str, runner: Runner, response: Response
) -> Job:
    """Show a job: how far it is, what is wrong row by row, where its answer is."""
    live = runner.progress(job_id)
    job = await jobs.get_job(office, officer, job_id, runner.kept, live)
    if job.state in UNDER_WAY:
        response.headers["Retry-After"] = str(jobs.LOOK_AGAIN_S)
    return job


@router.get(
    "/{job_id}/result", operation_id="getJobResult", responses=_AS_THE_CALL, response_class=Response
)
async def get_result(office: Desk, officer: Who, job_id: str) -> Response:
    """Return exactly what the operation would have answered: its status, content and type."""
    said = await jobs.result_of(office, officer, job_id)
    return Response(said.body, said.status, dict(said.headers))


@router.delete("/{job_id}", operation_id="stopJob")
async def stop_job(office: Desk, officer: Who, job_id: str, runner: Runner) -> Job:
    """Stop a job of the own account that waits or runs; one that has ended stays as it is."""
    stopped = await jobs.stop(office, officer, job_id, runner.kept)
    runner.cancel(job_id)
    return stopped
