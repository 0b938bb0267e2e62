"""The process of the model's engine: it is given texts, gives back vectors, and nothing else.

The engine is C code of somebody else that reads what strangers wrote (docs/adr/0036). So it does
not run where a node's keys are. This process has no keys and no environment. Once the engine is
loaded, the kernel lets it read and write its pipes and ask for memory, and ends it over anything
else (seccomp): code that takes it over opens no file and no connection, begins no process, and
reaches none, its node's included. It ends when its standard input does, so that it never outlives
its node.

Started as ``python -I -S engine_child.py ENGINE WEIGHTS DIMENSIONS LONGEST``: by its path and with
the standard library alone, so that nothing of the gateway is read and it starts in some 0.1 s.

Frame, either way: four octets, big-endian, with the length of what follows. First comes, unasked,
a frame without content: the engine is loaded. Then of each text its UTF-8, and for it the numbers
of its vector, each a C float of this machine; none where the engine says that it failed. Whatever
else comes ends the process.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import sys
from collections.abc import Callable
from typing import Final, TypeAlias

try:
    import resource
except ImportError:  # Windows has none, and no build of the engine either
    resource = None  # type: ignore[assignment]

LENGTH: Final = struct.Struct(">I")
NUMBER_OCTETS: Final = ctypes.sizeof(ctypes.c_float)
MOST_MEMORY: Final = 256 * 1024 * 1024
"""Octets of address space: 94 MB were most of it, weights and the longest text among them."""

LONGEST_SECONDS: Final = 20
"""A text that takes longer ends the process, also where no node is left to end it."""

_AS_QUERY: Final = 1  # the prefix that its makers name for comparing two texts of one kind
_DESCRIPTORS: Final = 3  # the two pipes and nowhere: none more can be opened
_NO_NEW_PRIVILEGES: Final = 38  # PR_SET_NO_NEW_PRIVS of linux/prctl.h
_SET_FILTER: Final = (22, 2)  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER

_CALLS: Final = {
    "read": 0, "write": 1, "munmap": 11, "brk": 12, "rt_sigprocmask": 14, "rt_sigreturn": 15,
    "mremap": 25, "madvise": 28, "alarm": 37, "exit": 60, "futex": 202, "exit_group": 231,
}  # fmt: skip
"""System calls that are left, by their numbers on x86-64 (arch/x86/entry/syscalls/syscall_64.tbl).
"""

_CALLS_FOR_MEMORY: Final = {"mmap": 9, "mprotect": 10}
"""System calls that are left as long as the memory is none that can be run."""

_X86_64: Final = 0xC000003E  # AUDIT_ARCH_X86_64: numbers of another interface are other calls
_NUMBER_AT, _INTERFACE_AT, _PROTECTION_AT = 0, 4, 32  # octets of struct seccomp_data
_CAN_BE_RUN: Final = 4  # PROT_EXEC
_LOAD, _IS, _HAS, _RETURN = 0x20, 0x15, 0x45, 0x06  # BPF: LD+W+ABS, JMP+JEQ+K, JMP+JSET+K, RET+K
_ALLOW, _END = 0x7FFF0000, 0x80000000  # SECCOMP_RET_ALLOW, SECCOMP_RET_KILL_PROCESS
_INSTRUCTION: Final = struct.Struct("=HBBI")

Embed: TypeAlias = Callable[[bytes], bytes]
"""Gives the numbers of a text's vector, or nothing where it failed."""


def load(engine: str, weights: str, dimensions: int) -> Embed:
    """Load the engine with its weights.

    Args:
        engine: File of the engine.
        weights: File of the weights.
        dimensions: Numbers of a vector.

    Raises:
        OSError: The engine cannot be loaded, or cannot read the weights.
        AttributeError: It lacks a function.
    """
    library = ctypes.CDLL(engine)
    library.e5_load.restype = ctypes.c_void_p
    library.e5_load.argtypes = [ctypes.c_char_p]
    library.e5_dim.argtypes = [ctypes.c_void_p]
    floats = ctypes.POINTER(ctypes.c_float)
    library.e5_embed.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, floats]
    library.omp_set_num_threads.argtypes = [ctypes.c_int]
    # The other core stays the node's; threads would spin against it.
    library.omp_set_num_threads(1)
    model = library.e5_load(weights.encode())
    if not model or library.e5_dim(model) != dimensions:
        raise OSError(f"{weights} cannot be read by {engine}")

    def embed(text: bytes) -> bytes:
        numbers = (ctypes.c_float * dimensions)()
        failed = library.e5_embed(model, text, _AS_QUERY, numbers)
        return b"" if failed else bytes(numbers)

    return embed


def serve(embed: Embed, requests: int, answers: int, longest: int) -> None:
    """Answer until there are no more texts, or one is not as it must be.

    Args:
        embed: Gives the numbers of a text's vector.
        requests: Descriptor that texts come from.
        answers: Descriptor that vectors go to.
        longest: Octets of a text at most.
    """
    _write(answers, b"")
    while len(head := _read(requests, LENGTH.size)) == LENGTH.size:
        length = LENGTH.unpack(head)[0]
        if not 0 < length <= longest:
            return
        text = _read(requests, length)
        if len(text) != length or b"\0" in text:  # C would read it to there
            return
        signal.alarm(LONGEST_SECONDS)
        vector = embed(text)
        signal.alarm(0)
        _write(answers, vector)


def give_up_what_no_engine_needs() -> None:
    """Bound the memory, and give up dumps of it, more rights, other processes and written files.

    Before the engine is loaded, since its code runs from then on.
    """
    for bound, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(bound, (most, most))
    _prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)


def leave_only_reading_and_writing() -> None:
    """Give up all system calls but those that reading a text takes; for good.

    Raises:
        OSError: The kernel cannot (it has no seccomp): then nothing of the engine is to be run.
    """
    resource.setrlimit(resource.RLIMIT_NOFILE, (_DESCRIPTORS, _DESCRIPTORS))
    program = call_filter()
    code = ctypes.create_string_buffer(program, len(program))
    _prctl(*_SET_FILTER, ctypes.byref(_Filter(len(program) // _INSTRUCTION.size, code)))


def call_filter() -> bytes:
    """Return the filter of system calls, as the kernel runs it: 8 octets an instruction."""
    calls = [(number, False) for number in _CALLS.values()]
    calls += [(number, True) for number in _CALLS_FOR_MEMORY.values()]
    count = len(calls)
    program = [
        (_LOAD, 0, 0, _INTERFACE_AT),
        (_IS, 1, 0, _X86_64),
        (_RETURN, 0, 0, _END),
        (_LOAD, 0, 0, _NUMBER_AT),
    ]
    for place, (number, memory) in enumerate(calls):
        # How many instructions are left out: up to the protection's, or to what allows.
        program.append((_IS, count - place + (0 if memory else 2), 0, number))
    program += [
        (_RETURN, 0, 0, _END),
        (_LOAD, 0, 0, _PROTECTION_AT),
        (_HAS, 1, 0, _CAN_BE_RUN),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _END),
    ]
    return b"".join(_INSTRUCTION.pack(*each) for each in program)


class _Filter(ctypes.Structure):
    """Struct sock_fprog of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("program", ctypes.c_void_p))

    def __init__(self, length: int, program: ctypes.Array[ctypes.c_char]) -> None:
        super().__init__(length, ctypes.addressof(program))


def _prctl(*arguments: object) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(*arguments):
        raise OSError(ctypes.get_errno(), "the kernel does not let this process give up its rights")


def _read(descriptor: int, length: int) -> bytes:
    """Read so many octets, or fewer where they end."""
    read = b""
    while len(read) < length and (piece := os.read(descriptor, length - len(read))):
        read += piece
    return read


def _write(descriptor: int, content: bytes) -> None:
    frame = LENGTH.pack(len(content)) + content
    while frame:
        frame = frame[os.write(descriptor, frame) :]


def main(engine: str, weights: str, dimensions: str, longest: str) -> None:
    """Load the engine and answer on standard output what comes on standard input."""
    give_up_what_no_engine_needs()
    embed = load(engine, weights, int(dimensions))
    leave_only_reading_and_writing()
    try:
        serve(embed, 0, 1, int(longest))
    finally:
        os._exit(0)  # Python's own end asks the kernel for more than is left


if __name__ == "__main__":
    main(*sys.argv[1:])
