"""The engine's process: it reads as the engine did, holds nothing, and may die, hang or lie."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gateway.domain.meanings import MeaningAbsence
from gateway.matching.meaning import engine_child, engine_process
from gateway.matching.meaning.encoder import engine_files
from gateway.matching.meaning.engine_child import LENGTH
from gateway.matching.meaning.engine_process import (
    MOST_ENDS,
    Command,
    EngineProcess,
    engine_command,
)
from gateway.matching.meaning.table import meaning_table

ROOT = Path(__file__).parents[4]
FACTS = meaning_table().model
LONGEST = FACTS.longest * 4
PATIENCE_S = 20
TEXTS = ("vacuum pump", "fünfachs-drehmaschine", "насос мембранный", "实验室用真空泵", "जल पंप")
READY = "import os, struct, sys, time; say = lambda x: os.write(1, x); say(bytes(4));"
READS = READY + "get = lambda: os.read(0, 4096); "


def command() -> Command:
    files = engine_files(FACTS)
    assert not isinstance(files, MeaningAbsence)
    return engine_command(files, FACTS.dimensions, LONGEST)


def script(body: str) -> Callable[[], Command]:
    return lambda: (sys.executable, "-I", "-S", "-c", body)


@pytest.fixture
def engine() -> Iterator[EngineProcess]:
    process = EngineProcess(command, FACTS.dimensions, answer_s=PATIENCE_S)
    yield process
    process.close()


def octets(numbers: object) -> bytes:
    assert numbers is not None
    return bytes(memoryview(numbers))  # type: ignore[arg-type]


def until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE_S
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(0.02)
    return held


def is_gone(process_id: int) -> bool:
    """Whether it has ended; nobody may have waited for it."""
    try:
        status = Path(f"/proc/{process_id}/stat").read_text("ascii")
    except FileNotFoundError:
        return True
    return status.rsplit(") ", 1)[1].startswith("Z")


def pid_of(process: EngineProcess) -> int:
    assert process.process_id is not None
    return process.process_id


def test_it_gives_the_octets_that_the_engine_gives_within_this_process(
    engine: EngineProcess,
) -> None:
    files = engine_files(FACTS)
    assert not isinstance(files, MeaningAbsence)
    here = engine_child.load(str(files.engine), str(files.weights), FACTS.dimensions)

    for text in (*TEXTS, "pump, " * 99):
        assert octets(engine.vector(text)) == here(text.encode())


def test_threads_that_ask_at_once_get_what_one_gets_from_one_process(
    engine: EngineProcess,
) -> None:
    alone = [octets(engine.vector(text)) for text in TEXTS]
    first = pid_of(engine)

    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda text: octets(engine.vector(text)), TEXTS * 3))

    assert together == alone * 3
    assert pid_of(engine) == first


def test_it_holds_nothing_of_the_node(
    engine: EngineProcess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COMITY_SECRET", "a password")
    with (tmp_path / "key").open("w") as key:
        os.set_inheritable(key.fileno(), True)
        assert engine.begin()

    beside = Path(f"/proc/{pid_of(engine)}")
    assert (beside / "environ").read_bytes() == b"OMP_NUM_THREADS=1\0"
    assert sorted(x.name for x in (beside / "fd").iterdir()) == ["0", "1", "2"]
    assert (beside / "fd" / "2").readlink() == Path(os.devnull)
    assert (beside / "cwd").readlink() == Path("/")
    assert os.getsid(pid_of(engine)) == pid_of(engine)


def test_it_can_neither_open_nor_begin_nor_write_nor_dump_anything(engine: EngineProcess) -> None:
    assert engine.begin()

    beside = Path(f"/proc/{pid_of(engine)}")
    bounds = {
        line[:26].strip(): line[26:47].strip()
        for line in (beside / "limits").read_text("ascii").splitlines()
    }
    assert bounds["Max core file size"] == bounds["Max processes"] == "0"
    assert bounds["Max file size"] == "0"
    assert bounds["Max open files"] == "3"
    assert bounds["Max address space"] == str(engine_child.MOST_MEMORY)
    status = (beside / "status").read_text("ascii")
    assert "NoNewPrivs:\t1\n" in status
    assert "Seccomp:\t2\n" in status


def test_one_that_died_between_texts_is_begun_again(engine: EngineProcess) -> None:
    before = octets(engine.vector(TEXTS[0]))
    dead = pid_of(engine)
    os.kill(dead, signal.SIGKILL)
    assert until(lambda: is_gone(dead))

    assert octets(engine.vector(TEXTS[0])) == before
    assert pid_of(engine) != dead


def test_of_one_that_dies_over_a_text_nothing_is_known_and_it_is_not_tried_again(
    engine: EngineProcess,
) -> None:
    assert engine.begin()
    dying = pid_of(engine)
    os.kill(dying, signal.SIGSTOP)
    threading.Timer(0.3, os.kill, (dying, signal.SIGKILL)).start()

    with capture_logs() as logs:
        assert engine.vector("a text that kills") is None
        assert engine.vector("a text that kills") is None
    assert engine.process_id is None, "it is not begun for that text"
    assert [each["event"] for each in logs] == ["meaning_engine.ended"]
    assert "that kills" not in str(logs), "what strangers wrote is not logged"

    assert engine.vector("vacuum pump") is not None
    assert pid_of(engine) != dying


def test_what_is_written_beyond_the_engines_memory_reaches_no_node(engine: EngineProcess) -> None:
    """The overflow that `readable` closes (docs/adr/0036), here with the text as it came."""
    before = octets(engine.vector("vacuum pump"))
    broken = pid_of(engine)

    assert engine.vector("\ufdfa" * 600) is None

    assert is_gone(broken)
    assert octets(engine.vector("vacuum pump")) == before


def test_one_that_hangs_is_ended_in_time() -> None:
    engine = EngineProcess(script(READY + "time.sleep(600)"), 2, answer_s=0.2)
    assert engine.begin()
    hanging = pid_of(engine)
    began = time.monotonic()

    assert engine.vector("vacuum pump") is None

    assert time.monotonic() - began < PATIENCE_S
    assert is_gone(hanging)
    assert engine.usable


@pytest.mark.parametrize(
    "answer",
    [
        "say(struct.pack('>I', 7) + bytes(7))",
        "say(struct.pack('>I', 2**32 - 1))",
        "say(struct.pack('>I2f', 8, 1, 2)[:-1])",
        "say(b'no')",
        "say(struct.pack('>I', 8) + struct.pack('<2f', 1, float('nan')))",
        "say(struct.pack('>I', 8) + struct.pack('<2f', float('inf'), 1))",
        "sys.exit()",
    ],
)
def test_an_answer_that_is_no_vector_is_not_believed(answer: str) -> None:
    engine = EngineProcess(script(READS + f"get(); {answer}"), 2, answer_s=PATIENCE_S)
    assert engine.begin()
    lying = pid_of(engine)

    assert engine.vector("vacuum pump") is None

    assert is_gone(lying)
    assert engine.process_id is None


def test_what_it_says_without_being_asked_answers_no_text() -> None:
    good = "say(struct.pack('>I', 8) + struct.pack('<2f', 1, 2)); "
    engine = EngineProcess(script(READS + f"get(); {good * 2} get(); {good}"), 2)
    assert list(engine.vector("one") or ()) == [1, 2]
    first = pid_of(engine)
    assert until(lambda: engine.begin() and pid_of(engine) != first)


@pytest.mark.parametrize("body", ["", "import os; os.write(1, b'hello, world')"])
def test_one_that_does_not_begin_as_it_must_is_not_there(body: str) -> None:
    engine = EngineProcess(script(body), 2)

    assert not engine.begin()
    assert engine.process_id is None


def test_it_is_begun_so_many_times_and_then_given_up_which_is_logged_once() -> None:
    begun: list[int] = []

    def dies() -> Command:
        begun.append(1)
        return script(READS + "get()")()

    engine = EngineProcess(dies, 2)
    with capture_logs() as logs:
        found = [engine.vector(f"text {number}") for number in range(MOST_ENDS + 4)]

    assert found == [None] * (MOST_ENDS + 4)
    assert len(begun) == MOST_ENDS
    assert not engine.usable
    assert [each["event"] for each in logs].count("meaning_engine.given_up") == 1


def test_an_engine_that_says_that_it_failed_runs_on() -> None:
    engine = EngineProcess(script(READS + "[say(bytes(4)) for _ in iter(get, b'')]"), 2)

    assert engine.vector("vacuum pump") is None
    running = pid_of(engine)
    assert engine.vector("lathe") is None
    assert pid_of(engine) == running


def test_an_answer_that_nobody_waited_for_is_not_the_next_texts(
    engine: EngineProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = octets(engine.vector(TEXTS[1]))
    with monkeypatch.context() as interrupted:
        interrupted.setattr(engine, "_answer", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            engine.vector(TEXTS[0])
    assert octets(engine.vector(TEXTS[1])) == right

    engine.close()
    with monkeypatch.context() as interrupted:
        interrupted.setattr(engine, "_answer", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            engine.begin()
    assert octets(engine.vector(TEXTS[1])) == right


def _interrupt(_until: float) -> bytes:
    raise KeyboardInterrupt


def test_it_does_not_outlive_a_node_that_was_killed() -> None:
    node = (
        "import time; from gateway.matching.meaning.encoder import load_encoder;"
        "engine = load_encoder(); print(engine._process.process_id, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", node], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        beside = int(running.stdout.readline())
        assert not is_gone(beside)
        running.kill()

    assert until(lambda: is_gone(beside))


def test_one_that_hangs_ends_although_its_node_is_gone() -> None:
    spins = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r});"
        "from gateway.matching.meaning import engine_child; engine_child.LONGEST_SECONDS = 1;"
        "import time; engine_child.serve(lambda text: time.sleep(600), 0, 1, 99)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", spins], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        process.stdin.write(LENGTH.pack(4) + b"pump")
        process.stdin.close()

        assert process.wait(PATIENCE_S) == -signal.SIGALRM


def test_it_ends_with_the_node_and_with_whoever_asked() -> None:
    engine = EngineProcess(command, FACTS.dimensions)
    assert engine.begin()
    running = pid_of(engine)
    del engine
    gc.collect()

    assert is_gone(running)


@pytest.mark.parametrize(
    "request_",
    [
        LENGTH.pack(0),
        LENGTH.pack(LONGEST + 1) + b"x" * (LONGEST + 1),
        LENGTH.pack(2**32 - 1),
        LENGTH.pack(9) + b"pump\0pump",
        LENGTH.pack(9) + b"pump",
        b"\0",
    ],
)
def test_the_child_reads_no_text_that_is_not_as_it_must_be(request_: bytes) -> None:
    ran = subprocess.run(
        [*command()], input=request_, capture_output=True, timeout=PATIENCE_S, check=True
    )

    assert ran.stdout == bytes(LENGTH.size), "the engine was loaded, and nothing was answered"


def test_a_process_that_was_forked_has_an_engine_of_its_own(engine: EngineProcess) -> None:
    before = octets(engine.vector(TEXTS[0]))
    running = pid_of(engine)
    out, into = os.pipe()
    if not (child := os.fork()):
        engine.close()
        mine = engine.process_id is None and engine.vector(TEXTS[0])
        os.write(into, octets(mine) if mine and engine.process_id != running else b"?")
        os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as answers:
        assert answers.read() == before
    os.waitpid(child, 0)

    assert octets(engine.vector(TEXTS[0])) == before
    assert pid_of(engine) == running


def test_a_command_that_is_not_there_any_more_begins_nothing() -> None:
    assert not EngineProcess(lambda: None, 2).begin()
    assert not EngineProcess(lambda: ("/no/such/program",), 2).begin()


def test_what_a_node_waits_for_is_bounded() -> None:
    assert engine_process.ANSWER_S < engine_child.LONGEST_SECONDS
