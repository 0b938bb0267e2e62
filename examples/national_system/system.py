#!/usr/bin/env python3
"""A small licensing system beside Comity: files applications, follows them, shows the answers.

`python system.py FOLDER --port 8080` serves one page on this machine. FOLDER holds
`application.json` (what every application has in common), `papers/` (documents to send along) and
`system.db`, which this program makes. The node is `COMITY_ADDRESS`, the token `COMITY_TOKEN`.

What is to be done is a row first, and one worker does it: so the program may be killed at any
instant, nothing is filed twice, and no event is missed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sqlite3
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from comity_sdk import Client, Problem, SdkError

PAUSE_S: Final = 0.5
MOST_OCTETS: Final = 10_000
SEE_OTHER: Final = 303
POLICY: Final = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
SCHEMA: Final = """
create table if not exists application (
    reference text primary key, end_use text not null, paper text not null, key text not null,
    case_id text unique, state text not null default 'to be filed', paper_put integer not null
    default 0, refused text not null default '');
create table if not exists consultation (
    case_id text, conversation text primary key, authority text, state text, due text, answer text);
create table if not exists followed (cursor text);
insert into followed select null where not exists (select 1 from followed);
"""
ANSWERED: Final = "insert or replace into consultation values (?, ?, ?, ?, ?, ?)"


class Office:
    """What the system keeps, in one SQLite file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with self.rows() as db:
            db.executescript(SCHEMA)

    @contextmanager
    def rows(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction."""
        with closing(sqlite3.connect(self.folder / "system.db", timeout=10)) as db, db:
            db.row_factory = sqlite3.Row
            yield db

    def papers(self) -> list[str]:
        """Return the names of the documents that may be sent along."""
        return sorted(each.name for each in (self.folder / "papers").iterdir() if each.is_file())

    def ask(self, reference: str, end_use: str, paper: str) -> None:
        """Keep an application that is to be filed, with the key under which it is filed once.

        Raises:
            ValueError: Something is missing, or the reference is taken.
        """
        if not reference.strip() or not end_use.strip() or paper not in self.papers():
            raise ValueError("A reference, an end use and one of the papers are needed.")
        row = (reference.strip(), end_use.strip(), paper, str(uuid.uuid4()))
        add = "insert into application (reference, end_use, paper, key) values (?, ?, ?, ?)"
        try:
            with self.rows() as db:
                db.execute(add, row)
        except sqlite3.IntegrityError as taken:
            raise ValueError("This reference is taken.") from taken

    def form_of(self, row: sqlite3.Row) -> dict[str, Any]:
        """Return an application as the gateway takes it."""
        form: dict[str, Any] = json.loads((self.folder / "application.json").read_text("utf-8"))
        contents = (self.folder / "papers" / row["paper"]).read_bytes()
        form["reference"] = row["reference"]
        form["transaction"]["stated_end_use"] = row["end_use"]
        paper = {"kind": "end_use_statement", "language": "en", "media_type": "application/pdf"}
        paper |= {"title": row["paper"], "sha256": hashlib.sha256(contents).hexdigest()}
        form["documents"] = [{**paper, "size_bytes": len(contents)}]
        return form


class Worker(threading.Thread):
    """Does what stands in the rows, and brings what the gateway tells into them."""

    def __init__(self, office: Office, client: Client) -> None:
        super().__init__(daemon=True)
        self.office, self.client = office, client

    def run(self) -> None:
        """Work until the program ends; where a node or a paper is away, try again."""
        while True:
            time.sleep(PAUSE_S)
            try:
                self.step()
            except (SdkError, OSError) as error:
                print(f"waits: {error}", file=sys.stderr)  # noqa: T201

    def step(self) -> None:
        """File what is to be filed, put the papers, and read what happened."""
        unsent = "select * from application where refused = '' and not paper_put"
        with self.office.rows() as db:
            waiting = db.execute(unsent).fetchall()
        for row in waiting:
            try:
                self._send(row)
            except Problem as problem:
                if problem.status not in {409, 413, 422}:  # these are refused each time anew
                    raise
                self._set(row, refused=f"{problem}. {problem.remedy}")
        self._follow()

    def _send(self, row: sqlite3.Row) -> None:
        case_id = row["case_id"]
        if case_id is None:
            filed = self.client.file_application(self.office.form_of(row), key=row["key"])
            case_id = filed.case_id
            self._set(row, case_id=case_id, state=str(filed.state))
        self.client.put_document(case_id, self.office.folder / "papers" / row["paper"])
        self._set(row, paper_put=1)

    def _set(self, row: sqlite3.Row, **values: object) -> None:
        changes = ", ".join(f"{name} = ?" for name in values)  # names of ours, never of others
        with self.office.rows() as db:
            change = f"update application set {changes} where reference = ?"  # noqa: S608
            db.execute(change, (*values.values(), row["reference"]))

    def _follow(self) -> None:
        """Bring in what happened, with the cursor, in one transaction."""
        with self.office.rows() as db:
            (cursor,) = db.execute("select cursor from followed").fetchone()
            ours = {row["case_id"] for row in db.execute("select case_id from application")}
        events = self.client.list_events(after=cursor)
        if not events:
            return
        told = {each.data.case_id for each in events}
        cases = [self.client.get_case(each) for each in sorted(ours - {None}) if each in told]
        with self.office.rows() as db:
            for case in cases:
                state = (str(case.state), case.case_id)
                db.execute("update application set state = ? where case_id = ?", state)
                for each in case.consultations:
                    due = "" if each.deadline is None else str(each.deadline.last_day)
                    said = "" if each.answer is None else each.answer.answer
                    asked = (case.case_id, each.conversation_id, each.consulted, str(each.state))
                    db.execute(ANSWERED, (*asked, due, said))
            db.execute("update followed set cursor = ?", (events[-1].id,))


def page(office: Office, fault: str = "") -> str:
    """Return the one page: a form, and each application with its consultations."""
    with office.rows() as db:
        applications = db.execute("select * from application order by rowid desc").fetchall()
        asked = db.execute("select * from consultation order by authority").fetchall()
    papers = "".join(f"<option>{escape(each)}</option>" for each in office.papers())
    parts = [
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Licensing</title><main>',
        "<h1>Licensing</h1>" + (f'<p role="alert">{escape(fault)}</p>' if fault else ""),
        '<form method="post" action="/applications"><p><label>Reference',
        '<input name="reference" required></label></p>',
        '<p><label>End use <input name="end_use" required></label></p>',
        f'<p><label>Paper <select name="paper">{papers}</select></label></p>',
        "<p><button>File</button></p></form>",
    ]
    for row in applications:
        put = "sent" if row["paper_put"] else "to be sent"
        parts.append(
            f"<h2>{escape(row['reference'])}: {escape(row['state'])}</h2>"
            f"<p>Case {escape(row['case_id'] or 'not yet')}; {escape(row['paper'])}: {put}."
            f" {escape(row['refused'])}</p><ul>"
        )
        for each in asked:
            if each["case_id"] == row["case_id"]:
                said, due = each["answer"] or each["state"], each["due"] or "not yet known"
                parts.append(f"<li>{escape(each['authority'])}: {escape(said)} (due {due})</li>")
        parts.append("</ul>")
    return "".join([*parts, "</main></html>"])


class Desk(BaseHTTPRequestHandler):
    """Serves the page to a browser on this machine."""

    office: Office

    def do_GET(self) -> None:
        """Show the page."""
        if self.path == "/":
            self._show(200, page(self.office))
        else:
            self._show(404, "There is nothing here.")

    def do_POST(self) -> None:
        """Take an application from the page's own form, and from no other site's."""
        size = int(self.headers.get("Content-Length") or 0)
        origin = urlsplit(self.headers.get("Origin") or "").netloc
        if self.path != "/applications" or origin not in {"", self.headers.get("Host")}:
            self._show(403, "This comes from elsewhere.")
        elif size > MOST_OCTETS:
            self._show(413, "This is too long.")
        else:
            given = parse_qs(self.rfile.read(size).decode("utf-8", "replace"))
            names = ("reference", "end_use", "paper")
            try:
                self.office.ask(*(given.get(name, [""])[0] for name in names))
            except ValueError as fault:
                self._show(422, page(self.office, str(fault)))
            else:
                self._show(SEE_OTHER, "")  # so that a reload files nothing again

    def _show(self, status: int, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        if status == SEE_OTHER:
            self.send_header("Location", "/")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Write nothing: a request may name a party."""


def main() -> None:
    """Serve until it is interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=8080)
    given = parser.parse_args()
    Desk.office = Office(given.folder)
    Worker(Desk.office, Client()).start()
    print(f"http://127.0.0.1:{given.port}/", flush=True)  # noqa: T201
    ThreadingHTTPServer(("127.0.0.1", given.port), Desk).serve_forever()


if __name__ == "__main__":
    main()
