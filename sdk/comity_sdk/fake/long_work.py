"""What a fake gateway plays of long work: an import of denials, at once or as a job.

A job is one step further each time that somebody looks: it waits, runs, and is done.
"""

from __future__ import annotations

import csv
import io
import json
import re
import uuid
from typing import Any, Final

from comity_sdk import models
from comity_sdk.calls import APPLIED, PREFER, PREFIX, RESPOND_ASYNC
from comity_sdk.fake.answering import (
    Answering,
    Call,
    Refused,
    Said,
    json_said,
    page_said,
    plays,
    whole,
)
from comity_sdk.fake.world import Json, World, stamp

_KEY: Final = "national_reference"
_FILE: Final = re.compile(rb'filename="([^"]*)".*?\r\n\r\n(.*)\r\n--', re.DOTALL)
_ENDED: Final = frozenset({"done", "refused", "interrupted"})
_RESULTS: Final = "result of "  # by which the answer of a job lies beside it


@plays("POST", "/denials/import")
def _import(answering: Answering, call: Call) -> Said:
    said = _imported(call)
    if RESPOND_ASYNC not in call.headers.get(PREFER.lower(), "").lower():
        return said
    world, job_id = answering.world, str(uuid.uuid4())
    report = json.loads(said.body)
    job = {
        "job_id": job_id,
        "operation": "importDenials",
        "state": "waiting",
        "begun_by": "fake",
        "asked_at": stamp(world.now),
        "of": report["rows"],
        "unit": "rows",
    }
    world.jobs[job_id] = job
    world.jobs[_RESULTS + job_id] = report
    headers = {
        "Content-Type": "application/json",
        "Location": f"{PREFIX}/jobs/{job_id}",
        APPLIED: RESPOND_ASYNC,
        "Retry-After": "1",
    }
    return Said(202, json_said(whole(models.Job, job)).body, headers)


def _imported(call: Call) -> Said:
    found = _FILE.search(call.body)
    if found is None:
        raise Refused(422, "INPUT_INVALID", "file: it is missing", "Send a file.", field="file")
    rows = list(csv.DictReader(io.StringIO(found[2].decode("utf-8-sig"))))
    errors = [
        {
            "row": number,
            "column": _KEY,
            "reason": "INPUT_EMPTY",
            "message": f"{_KEY}: it is empty",
            "remedy": "Fill it in.",
        }
        for number, row in enumerate(rows, 2)
        if not row.get(_KEY)
    ]
    report = {
        "way": call.one("way"),
        "filename": found[1].decode(),
        "dry_run": call.one("dry_run", "false") == "true",
        "rows": len(rows),
        "rows_refused": len(errors),
        "denials": len(rows),
        "written": len(rows) - len(errors),
        "unchanged": 0,
        "refused": len(errors),
        "errors": errors,
    }
    return json_said(whole(models.ImportReport, report))


@plays("GET", "/jobs")
def _jobs(answering: Answering, call: Call) -> Said:
    held = [
        {name: job[name] for name in models.JobLine.model_fields if name in job}
        for key, job in answering.world.jobs.items()
        if not key.startswith(_RESULTS)
    ]
    return page_said(call, held[::-1], models.JobLine)


@plays("GET", "/jobs/{job_id}")
def _job(answering: Answering, _: Call, job_id: str) -> Said:
    job = _found(answering.world, job_id)
    if job["state"] == "running":
        report = answering.world.jobs[_RESULTS + job_id]
        now = stamp(answering.world.now)
        job |= {"state": "done", "done": job["of"], "status": 200, "errors": report["errors"]}
        job |= {"errors_in_all": len(report["errors"]), "ended_at": now, "kept_until": now}
        job["result"] = f"{PREFIX}/jobs/{job_id}/result"
    elif job["state"] == "waiting":
        now = stamp(answering.world.now)
        job |= {"state": "running", "done": job["of"] // 2, "begun_at": now, "times_begun": 1}
    return json_said(whole(models.Job, job))


@plays("GET", "/jobs/{job_id}/result")
def _result(answering: Answering, _: Call, job_id: str) -> Said:
    job = _found(answering.world, job_id)
    if job["state"] == "done":
        return json_said(answering.world.jobs[_RESULTS + job_id])
    reason = "JOB_INTERRUPTED" if job["state"] in _ENDED else "JOB_UNDER_WAY"
    raise Refused(409, reason, "the job has no answer", "Look at the job.", job=job_id)


@plays("DELETE", "/jobs/{job_id}")
def _stop(answering: Answering, _: Call, job_id: str) -> Said:
    job = _found(answering.world, job_id)
    if job["state"] not in _ENDED:
        now = stamp(answering.world.now)
        job |= {"state": "interrupted", "interruption": "stopped", "ended_at": now}
        job |= {"kept_until": now, "remedy": "Send the request again."}
    return json_said(whole(models.Job, job))


def _found(world: World, job_id: str) -> Json:
    job: dict[str, Any] | None = world.jobs.get(job_id)
    if job is None:
        raise Refused(404, "NOT_FOUND", "there is no such job", "See listJobs.", job=job_id)
    return job
