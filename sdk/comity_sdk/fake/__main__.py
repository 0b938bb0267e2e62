"""Serves a fake gateway until it is ended: ``python -m comity_sdk.fake``.

Whoever has no Python plays it over HTTP: ``POST /fake/answers`` with
``{"authority": "FR", "answer": "objection"}``; the commands are the methods of `FakeGateway`.
"""

from __future__ import annotations

import argparse
import signal
import threading

from comity_sdk.fake.server import FakeGateway


def main() -> int:
    """Serve until Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(
        prog="python -m comity_sdk.fake", description="A fake gateway."
    )
    parser.add_argument("--authority", default="DE", help="whose gateway it plays")
    parser.add_argument("--port", type=int, default=0, help="on 127.0.0.1; 0: a free one")
    parser.add_argument("--token", help="the token that it knows; one is made without")
    parser.add_argument(
        "--consults", action="append", default=[], metavar="CODE=PROCEDURE",
        help="who is asked about each application, e.g. 'FR=14(1)'; may be repeated",
    )  # fmt: skip
    given = parser.parse_args()
    consults = dict(one.split("=", 1) for one in given.consults if "=" in one)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    gateway = FakeGateway(given.authority, consults=consults, token=given.token, port=given.port)
    with gateway:
        print(f"COMITY_ADDRESS={gateway.address}", flush=True)  # noqa: T201 - it is a command
        print(f"COMITY_TOKEN={gateway.token}", flush=True)  # noqa: T201
        ended.wait()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
