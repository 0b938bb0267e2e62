"""Whether one account's applications keep another's from being examined.

A node (`comity up`, Temporal and all) runs as a process. One account files so many applications
as fast as it is answered; in the middle another account files one. Written is how many were
accepted, in which time and with how much of the processor each, and after how many seconds the
one of the other account was examined.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.rest_ground import Ground, lay, running
from bench.trials.liveness import JSON, Sent, ask, cpu_s, pid_of
from tests.support.cases import application

COUNT, AT_ONCE = 2_000, 6
EXAMINED_WITHIN_S = 30.0
_WAITED_S = 600.0
_CREATED = 201


def file_one(ground: Ground, whose: int, reference: str) -> tuple[int, dict[str, Any]]:
    """File an application; return the status and what was answered."""
    value = application().model_dump(mode="json") | {"reference": reference}
    headers = {**JSON, "Authorization": f"Bearer {ground.tokens[whose]}"}
    sent = Sent("/api/v1/applications", json.dumps(value).encode(), headers)
    status, body, _ = ask(ground.socket, sent)
    return status, json.loads(body)


def examined_after(ground: Ground) -> float:
    """File one application of the second account; return the seconds until it was examined."""
    status, case = file_one(ground, 1, "urgent")
    if status != _CREATED:
        raise RuntimeError(f"the one application was answered with {status}: {case}")
    began = time.monotonic()
    shown = {"Authorization": f"Bearer {ground.tokens[1]}"}
    while time.monotonic() - began < _WAITED_S:
        _, body, _ = ask(ground.socket, Sent(f"/api/v1/cases/{case['case_id']}", b"", shown, "GET"))
        if json.loads(body)["state"] != "filed":
            return time.monotonic() - began
        time.sleep(0.2)
    return _WAITED_S


def main() -> int:
    """Play it; return 1 where one was refused, or the other account waited too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        ground = lay(Path(folder), url, cases=10, accounts=2)
        with running(ground):
            pid, took = pid_of(ground), list[float]()
            other = threading.Thread(target=lambda: took.append(examined_after(ground)))
            before, began = cpu_s(pid), time.monotonic()
            answers: list[int] = []
            with ThreadPoolExecutor(AT_ONCE) as pool:
                asked = (f"large-{number}" for number in range(count))
                for status, _ in pool.map(lambda each: file_one(ground, 0, each), asked):
                    answers.append(status)
                    if len(answers) == count // 2:
                        other.start()
            seconds = time.monotonic() - began
            each_s = (cpu_s(pid) - before) / count
            other.join()
    accepted = answers.count(_CREATED)
    said = {
        "filed": count,
        "accepted": accepted,
        "seconds": round(seconds, 1),
        "node_cpu_s_each": round(each_s, 4),
        "other_examined_after_s": round(took[0], 1),
    }
    sys.stdout.write(f"{json.dumps(said)}\n")
    return int(accepted < count or took[0] > EXAMINED_WITHIN_S)


if __name__ == "__main__":
    sys.exit(main())
