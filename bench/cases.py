"""Cases a second at a node as it runs in life: filed over REST, examined, and asked about.

Two nodes (`comity up`, an engine each) run as processes, DE and FR. `per_s` counts plain
applications from the first filing until the last is examined. `asked_per_s` counts those whose
goods are in France, from the first filing until FR has receipted the last request. Beside each
are the seconds that DE's node and its engine took of the processor for one case.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import Select, func, select

from bench.documents import beside
from bench.registers import report
from bench.rest_ground import Ground, lay, running
from bench.trials.liveness import JSON, Sent, ask, cpu_s, pid_of
from gateway.domain.case import Application, CaseState
from gateway.store.database import Database
from gateway.store.tables_casework import consultation, licence_case
from tests.support.cases import application

COUNT, ASKED, AT_ONCE, WARM = 200, 60, 6, 8
CREATED = 201
WAITED_S = 600.0
EXAMINED = select(func.count()).where(licence_case.c.state != str(CaseState.FILED))
RECEIPTED = select(func.count()).where(consultation.c.state == "running")


def filed(ground: Ground, model: Application, reference: str) -> None:
    """File an application under a reference, as a national system does."""
    value = model.model_dump(mode="json") | {"reference": reference}
    headers = {**JSON, "Authorization": f"Bearer {ground.tokens[0]}"}
    sent = Sent("/api/v1/applications", json.dumps(value).encode(), headers)
    status, body, _ = ask(ground.socket, sent)
    if status != CREATED:
        raise RuntimeError(f"an application was answered with {status}: {body[:400]!r}")


def carried(
    ground: Ground, model: Application, count: int, done: Select[int], name: str
) -> dict[str, float]:
    """File so many, wait until all are done, and say how many that is a second."""
    with closing(Database.open(ground.settings.database_url)) as db:

        def so_far() -> int:
            return db.read_sync(lambda conn: conn.execute(done).scalar_one())

        pids = (pid_of(ground), engine_of(pid_of(ground)))
        before, used, began = so_far(), [cpu_s(each) for each in pids], time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(partial(filed, ground, model), [f"{name}-{n}" for n in range(count)]))
        accepted = time.monotonic() - began
        _until(lambda: so_far() >= before + count)
        took = time.monotonic() - began
        node, engine = (round((cpu_s(p) - u) / count, 4) for p, u in zip(pids, used, strict=True))
    return {
        "per_s": round(count / took, 2),
        "filed_per_s": round(count / accepted, 2),
        "node_cpu_s": node,
        "engine_cpu_s": engine,
    }


def engine_of(pid: int) -> int:
    """Return the process of the engine that a node has started."""
    for each in Path("/proc").glob("[0-9]*/stat"):
        words = each.read_text("ascii").rpartition(")")[2].split()
        if int(words[1]) == pid and "temporal" in each.with_name("comm").read_text("ascii"):
            return int(each.parent.name)
    raise RuntimeError("the node has started no engine")


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + WAITED_S
    while not holds():
        if time.monotonic() > until:
            raise RuntimeError("not all cases were carried in time")
        time.sleep(0.02)


def measure(folder: Path, count: int, asked: int) -> dict[str, float]:
    """Run both nodes, and carry plain cases first."""
    ground = lay(folder, "", cases=10, accounts=1)
    plain, elsewhere = (
        application().about(application().transaction.model_copy(update={"goods_located_in": at}))
        for at in ((), ("FR",))
    )
    with running(ground), running(beside(ground)):
        carried(ground, plain, WARM, EXAMINED, "warm")
        alone = carried(ground, plain, count, EXAMINED, "plain")
        carried(ground, elsewhere, WARM, RECEIPTED, "warm-asked")
        asking = carried(ground, elsewhere, asked, RECEIPTED, "asked")
    return {"cases": count, **alone} | {f"asked_{key}": each for key, each in asking.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--asked", type=int, default=ASKED)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report(measure(Path(folder), given.count, given.asked), as_json=given.json)


if __name__ == "__main__":
    main()
