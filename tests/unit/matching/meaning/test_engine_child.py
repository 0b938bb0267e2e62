"""What the kernel leaves to the engine's process: its pipes and memory, and nothing of the node."""

from __future__ import annotations

import signal
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.matching.meaning.engine_child import call_filter

ROOT = Path(__file__).parents[4]
PATIENCE_S = 20
X86_64, I386 = 0xC000003E, 0x40000003
ALLOW, END = 0x7FFF0000, 0x80000000
PLAIN = {0, 1, 11, 12, 14, 15, 25, 28, 37, 60, 202, 231}
MEMORY = {9, 10}
READ_AND_WRITE, RUN = 3, 4
GIVES_UP = f"""
import ctypes, mmap, os, signal, socket, sys
sys.path.insert(0, {str(ROOT)!r})
from gateway.matching.meaning import engine_child
libc, node = ctypes.CDLL(None), os.getppid()
engine_child.give_up_what_no_engine_needs()
engine_child.leave_only_reading_and_writing()
"""


def ran(body: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-I", "-S", "-c", GIVES_UP + body]
    return subprocess.run(
        command, input=b"a text", capture_output=True, check=False, timeout=PATIENCE_S
    )


def test_reading_writing_memory_and_the_end_are_left() -> None:
    done = ran(
        "held = [bytearray(2**20 * n) for n in range(1, 9)]; del held; signal.alarm(9);"
        "os.write(1, os.read(0, 99)); os._exit(7)"
    )

    assert (done.returncode, done.stdout) == (7, b"a text")


@pytest.mark.parametrize(
    "body",
    [
        "open('/etc/hostname')",
        "os.open('/proc/%d/mem' % node, os.O_RDONLY)",
        "os.close(2)",
        "os.dup(1)",
        "os.unlink('/tmp/no-such-file')",
        "os.listdir('/')",
        "socket.socket()",
        "socket.socketpair()",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.kill(node, 0)",
        "os.kill(node, signal.SIGKILL)",
        "libc.ptrace(16, node, 0, 0)",
        "libc.process_vm_readv(node, 0, 0, 0, 0, 0)",
        "libc.prctl(4, 1, 0, 0, 0)",
        "engine_child.resource.setrlimit(engine_child.resource.RLIMIT_AS, (9, 9))",
        "mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)",
        "libc.mprotect(ctypes.c_void_p(id(os) & ~4095), 4096, 7)",
    ],
)
def test_whatever_else_it_asks_of_the_kernel_ends_it(body: str) -> None:
    done = ran(f"{body}; os.write(1, b'it goes on'); os._exit(0)")

    assert (done.returncode, done.stdout) == (-signal.SIGSYS, b"")


def test_memory_is_bounded() -> None:
    done = ran("""
try: bytearray(2**28)
except MemoryError: os._exit(3)
os._exit(0)""")

    assert done.returncode == 3


def judged(interface: int, number: int, protection: int = 0) -> int:
    """Run the filter as bpf(4) says, on a call."""
    data = struct.pack("=IIQ6Q", number, interface, 0, 0, 0, protection, 0, 0, 0)
    program = list(struct.iter_unpack("=HBBI", call_filter()))
    place = held = 0
    while True:
        code, then, other, operand = program[place]
        place += 1
        if code == 0x20:
            (held,) = struct.unpack_from("=I", data, operand)
        elif code == 0x06:
            return int(operand)
        else:
            holds = held == operand if code == 0x15 else held & operand
            place += then if holds else other


def test_the_filter_leaves_these_calls_and_no_others() -> None:
    for number in range(600):
        left = number in PLAIN | MEMORY
        assert judged(X86_64, number, READ_AND_WRITE) == (ALLOW if left else END)
        assert judged(X86_64, number, RUN) == (ALLOW if number in PLAIN else END)
        assert judged(X86_64, number | 0x40000000) == END, "numbers of x32 are other calls"
        assert judged(I386, number) == END, "and so are those of 32 bits"
