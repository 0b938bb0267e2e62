"""The process of the model's engine: it is given texts, gives back vectors, and nothing else.

The engine is C code of somebody else that reads what strangers wrote (docs/adr/0036). So it does
not run where a node's keys are. This process has no keys, no environment, no file and no
connection; it may not begin another process, and it ends when its standard input does, so that it
never outlives its node.

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
    prctl = getattr(ctypes.CDLL(None, use_errno=True), "prctl", None)
    if prctl is not None and prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "more rights cannot be given up")


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
    resource.setrlimit(resource.RLIMIT_NOFILE, (_DESCRIPTORS, _DESCRIPTORS))
    serve(embed, sys.stdin.fileno(), sys.stdout.fileno(), int(longest))


if __name__ == "__main__":
    main(*sys.argv[1:])
