"""Whether a node answers while one account sends bodies just below each limit.

A node (`comity up`, Temporal and all) runs as a process. For each kind of body a thread sends it
again and again, one after the other, for some seconds; `GET /live` is asked every 50 ms meanwhile.
A line says for each kind: answers, p50 and p99 of `/live` in milliseconds, the status of the
bodies, how many were answered, and the node's processor seconds for each. The last line names
what was above `LIVE_MS` at the 99th percentile. On a busy machine compare with the first line.
"""

from __future__ import annotations

import argparse
import http.client
import io
import json
import os
import re
import socket
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[2]))

import xlsxwriter

from bench.rest_ground import Ground, lay, running
from gateway.api.bodies import MAX_APPLICATION_BYTES, MAX_RECORDS_BYTES
from gateway.casework.imports.sheet import MAX_BYTES as MAX_SHEET_BYTES
from gateway.console.forms import MAX_FIELDS, MAX_FORM_OCTETS
from gateway.evidence.bundle import MAX_BUNDLE_BYTES
from tests.support.cases import application

EVERY_S = 0.05
LIVE_MS = 100.0
SECONDS = 8.0
MIB = 2**20
API = "/api/v1"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Sent:
    """A request; an address and its headers may follow from an answer before it."""

    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"


class Unix(http.client.HTTPConnection):
    """A connection to the node's socket."""

    def __init__(self, path: str) -> None:
        super().__init__("node", timeout=600)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def ask(path: str, sent: Sent) -> tuple[int, bytes, Mapping[str, str]]:
    """Send one request on a connection of its own."""
    connection = Unix(path)
    try:
        connection.request(sent.method, sent.path, sent.body or None, dict(sent.headers))
        answer = connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())
    finally:
        connection.close()


def fill(unit: Callable[[int], str], octets: int, apart: str = ",") -> str:
    """Return units up to a size."""
    found, size, number = [], 0, 0
    while size < octets:
        found.append(unit(number))
        size += len(found[-1]) + len(apart)
        number += 1
    return apart.join(found[:-1])


def multipart(name: str, raw: bytes, more: bytes = b"") -> tuple[bytes, dict[str, str]]:
    """Return a form with one file."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = more + head.encode() + raw + b"\r\n--x--\r\n"
    return body, {"Content-Type": "multipart/form-data; boundary=x"}


def of_json() -> Iterator[tuple[str, Sent]]:
    """Yield bodies of JSON: without sense, with very many faults, and right ones."""
    whole = application().model_dump(mode="json")
    below, path = MAX_APPLICATION_BYTES - 2**12, f"{API}/applications"
    yield "json: unknown keys", Sent(path, _object(lambda n: f'"k{n}":1', 4_700_000), JSON)
    yield "json: long unknown keys", Sent(path, _object(lambda n: f'"k{n:05}":1', below), JSON)
    empty = '{"reference":"x","transaction":{"items":[%s]}}'
    for name, unit in (("empty items", "{}        "), ("items of faults", '{"code":1,"a":[]}')):
        raw = empty % fill(lambda _, unit=unit: unit, below)  # type: ignore[misc]
        yield f"json: {name}", Sent(path, raw.encode(), JSON)
    names = "[" + fill(lambda n: f'{{"case_id":"c{n}","x":1}}', below) + "]"
    yield "json: names of cases", Sent(path, names.encode(), JSON)
    yield "json: broken at its end", Sent(path, names[:-1].encode(), JSON)
    text = dict(whole, reference="\u03b1" * (below // 6 - 2000))
    yield "json: one long text", Sent(path, json.dumps(text).encode(), JSON)
    items = whole["transaction"]["items"]
    long = [dict(items[0], description="\u03b1" * 3_900) for _ in range(200)]
    full = dict(whole, transaction=dict(whole["transaction"], items=long))
    yield "json: a whole application", Sent(path, json.dumps(full).encode(), JSON)
    lists = "[" + fill(lambda _: "[1,2]       ", below) + "]"
    yield "json: lists of lists", Sent(path, lists.encode(), JSON)
    record = {
        "kind": "authorisation", "exporter": "EORI DE9", "licence_kind": "individual",
        "decided": "2025-04-01",
        "lines": [{"code": "5A002", "destination": "TR", "value": "12.50"}] * 2,
    }  # fmt: skip
    room, path = MAX_RECORDS_BYTES - 2**12, f"{API}/report/years/2025/records"
    raw = fill(lambda n: json.dumps(dict(record, reference=f"S-{n}")), room)
    yield "json: right records", Sent(path, f'{{"records":[{raw}]}}'.encode(), JSON)
    raw = fill(lambda n: json.dumps(dict(record, reference=n, decided="x")), room)
    yield "json: wrong records", Sent(path, f'{{"records":[{raw}]}}'.encode(), JSON)


def _object(unit: Callable[[int], str], octets: int) -> bytes:
    return b"{" + fill(unit, octets).encode() + b"}"


COLUMNS = (
    "national_reference", "decision", "decision_date", "destination", "end_user_names",
    "description", "control_codes",
)  # fmt: skip


def of_files() -> Iterator[tuple[str, Sent]]:
    """Yield sheets, files of evidence and forms of parts."""
    wanted = f"{API}/denials/import?way=own&dry_run=true"
    below = MAX_SHEET_BYTES - 2**12
    head = ",".join(COLUMNS) + "\n"
    long = "Camera " * 90  # of octets as many as a file may have, of rows nearly
    rows = fill(lambda n: f"R-{n},refuse,2026-03-17,TR,Horizon {n},{long},6A003", below, "\n")
    raw, headers = multipart("a.csv", (head + rows).encode()[:below])
    yield "csv: right denials", Sent(wanted, raw, headers)
    rows = fill(lambda n: f"R-{n},x,y,z,,,\u03b1", below, "\n")
    raw, headers = multipart("a.csv", (head + rows).encode()[:below])
    yield "csv: wrong denials", Sent(wanted, raw, headers)
    raw, headers = multipart("a.csv", b'"' * below)
    yield "csv: quotation marks", Sent(wanted, raw, headers)
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet()
    for row, cells in enumerate([COLUMNS, *[["x" * 12] * len(COLUMNS)] * 100_000]):
        sheet.write_row(row, 0, cells)
    book.close()
    raw, headers = multipart("a.xlsx", held.getvalue())
    yield "xlsx: denials", Sent(wanted, raw, headers)
    yield "xlsx: records", Sent(f"{API}/report/years/2025/import", raw, headers)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for number in range(20_000):
            packed.writestr(f"f{number}", b"x" * 100)
        packed.writestr("large", os.urandom(MAX_BUNDLE_BYTES - len(held.getvalue()) - 4 * MIB))
    raw, headers = multipart("e.zip", held.getvalue())
    yield "zip: evidence", Sent(f"{API}/evidence/verification", raw, headers)
    raw, headers = multipart("a.csv", b"\r\n--x" * (below // 5) + b"y")
    yield "parts: nearly boundaries", Sent(wanted, raw, headers)
    raw, headers = multipart("a.csv", b"\r\n-" * (below // 3))
    yield "parts: begun boundaries", Sent(wanted, raw, headers)
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    raw, headers = multipart("a.csv", b"", part * (below // len(part)))
    yield "parts: very many", Sent(wanted, raw, headers)
    start = b"--x\r\n" + b"X-A: b\r\n" * (below // 8) + b"\r\n1\r\n"
    raw, headers = multipart("a.csv", b"", start)
    yield "parts: very many headers", Sent(wanted, raw, headers)


def of_addresses() -> Iterator[tuple[str, Sent]]:
    """Yield filters, long addresses and exports."""
    room = 60_000
    yield "filter: very many", Sent(f"{API}/cases?{'a&' * (room // 2)}", method="GET")
    yield "filter: the same", Sent(f"{API}/cases?{'party=x&' * (room // 8)}", method="GET")
    yield "filter: one long", Sent(f"{API}/cases?party={'%CE%B1' * (room // 6)}", method="GET")
    yield "filter: unknown", Sent(f"{API}/cases?{'x' * room}=1", method="GET")
    codes = f"{API}/report/years/2025/behind/1?" + "at=x&" * (room // 5)
    yield "filter: codes", Sent(codes, method="GET")
    query = json.dumps({"names": ["horizon " * 60] * 3})
    yield "search: denials", Sent(f"{API}/denials/find", query.encode(), JSON)
    whole = application().transaction.model_dump(mode="json")
    yield "search: transaction", Sent(f"{API}/denials/search", json.dumps(whole).encode(), JSON)
    for kind in ("csv", "xlsx"):
        path = f"{API}/cases?format={kind}"
        yield f"export: {kind}", Sent(path, method="GET")
    yield "export: json", Sent(f"{API}/cases?limit=1000", method="GET")


def of_pages(ground: Ground) -> Iterator[tuple[str, Sent]]:
    """Yield forms of the console, as its sign-in page takes them of everybody."""
    origin = {"Origin": "http://node", "Host": "node", "Sec-Fetch-Site": "same-origin"}
    _, page, headers = ask(ground.socket, Sent("/desk/sign-in", method="GET"))
    cookie = headers.get("set-cookie", "").partition(";")[0]
    token = re.search(rb'name="(form_token)"[^>]*value="([^"]+)"', page)
    first = "" if token is None else f"{token[1].decode()}={token[2].decode()}&"
    shown = {**FORM, **origin, "Cookie": cookie}
    below = MAX_FORM_OCTETS - 2**12
    each = below // (MAX_FIELDS - 4) - 8
    many = "&".join(f"f{n}={'%41' * (each // 3)}" for n in range(MAX_FIELDS - 4))
    yield "form: fields", Sent("/desk/sign-in", (first + many).encode(), shown)
    long = urlencode({"name": "\u03b1" * (below // 6)})
    yield "form: long text", Sent("/desk/sign-in", (first + long).encode(), shown)
    amps = "&" * below
    yield "form: nothing", Sent("/desk/sign-in", amps.encode(), shown)
    yield "form: address", Sent(f"/desk/sign-in?{'a&' * 30_000}", method="GET")


@dataclass
class Looked:
    """What `/live` took, and what became of the bodies."""

    took: list[float] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    cpu_s: float = 0.0


def look(ground: Ground, pid: int, sent: Sent | None, seconds: float) -> Looked:
    """Ask `/live` while a body is sent again and again.

    Args:
        ground: The node.
        pid: Of its process.
        sent: The body; None: nothing is sent.
        seconds: For how long; the last body is waited for.
    """
    looked, until = Looked(), time.monotonic() + seconds
    before = cpu_s(pid)

    def send() -> None:
        shown = {} if sent is None else {"Authorization": f"Bearer {ground.tokens[0]}"}
        while sent is not None and time.monotonic() < until:
            made = Sent(sent.path, sent.body, {**shown, **sent.headers}, sent.method)
            try:
                looked.answers[ask(ground.socket, made)[0]] += 1
            except OSError:
                looked.answers[0] += 1

    sending = threading.Thread(target=send)
    sending.start()
    while sending.is_alive() or time.monotonic() < until:
        began = time.perf_counter()
        status, *_ = ask(ground.socket, Sent("/live", method="GET"))
        if status != http.HTTPStatus.OK:
            raise RuntimeError(f"/live answered {status}")
        looked.took.append(time.perf_counter() - began)
        time.sleep(max(0.0, EVERY_S - looked.took[-1]))
    looked.cpu_s = cpu_s(pid) - before
    return looked


def cpu_s(pid: int) -> float:
    """Return the seconds of the processor that a process has taken."""
    words = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def pid_of(ground: Ground) -> int:
    """Return the process of a node, by its home in the words that started it."""
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        words = each.read_bytes().split(b"\0")
        if b"up" in words and str(ground.settings.home).encode() in words:
            return int(each.parent.name)
    raise RuntimeError("the node does not run")


def main() -> int:
    """Play each kind; return 1 where `/live` took longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="part of the kinds' names")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    asked = parser.parse_args()
    slow: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        ground = lay(Path(folder), url, cases=1000, accounts=1)
        with running(ground):
            pid = pid_of(ground)
            kinds: list[tuple[str, Sent | None]] = [("nothing", None)]
            for more in (of_json(), of_files(), of_addresses(), of_pages(ground)):
                kinds += [(name, sent) for name, sent in more if asked.only in name]
            for name, sent in kinds:
                found = look(ground, pid, sent, asked.seconds)
                cuts = quantiles(found.took, n=100)
                bodies = sum(found.answers.values()) or 1
                size = 0 if sent is None else len(sent.body) or len(sent.path)
                said: dict[str, Any] = {
                    "octets": size,
                    "live": len(found.took),
                    "p50_ms": round(cuts[49] * 1000, 1),
                    "p99_ms": round(cuts[98] * 1000, 1),
                    "worst_ms": round(max(found.took) * 1000, 1),
                    "answers": dict(found.answers),
                    "cpu_s_each": round(found.cpu_s / bodies, 3),
                }
                if cuts[98] * 1000 > LIVE_MS:
                    slow.append(name)
                sys.stdout.write(f"{name:28} {json.dumps(said)}\n")
                sys.stdout.flush()
    sys.stdout.write(f"above {LIVE_MS:g} ms at the 99th percentile: {', '.join(slow) or 'none'}\n")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
