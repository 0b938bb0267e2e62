"""Starts a program under the kernel's restrictions that a unit of systemd asks for.

    python -m tests.support.under_unit FILE[:FILE...] PROGRAM [ARGUMENT...]

There is no systemd in a container, so what it would ask the kernel for is asked here: no new
privileges, no memory that is written and then run, calls of `SystemCallFilter` alone, sockets of
`RestrictAddressFamilies` and namespaces of `RestrictNamespaces` alone. By libseccomp, as systemd
does it.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import socket
import subprocess
import sys
from itertools import chain
from pathlib import Path

ANALYZE = shutil.which("systemd-analyze") or "/usr/bin/systemd-analyze"
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
NO_NEW_PRIVS, DENY_WRITE_EXECUTE = 38, 65  # prctl(2)
EQUAL, GREATER, MASKED = 4, 6, 7  # enum scmp_compare
NAMESPACES = {  # clone(2)
    "mnt": 0x00020000,
    "cgroup": 0x02000000,
    "uts": 0x04000000,
    "ipc": 0x08000000,
    "user": 0x10000000,
    "pid": 0x20000000,
    "net": 0x40000000,
}
FAMILIES = {int(each): each.name for each in socket.AddressFamily}


class Compared(ctypes.Structure):
    _fields_ = (
        ("arg", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("a", ctypes.c_uint64),
        ("b", ctypes.c_uint64),
    )


def settings_of(*files: Path) -> dict[str, list[str]]:
    """Return the words of each setting of a unit, in their order."""
    found: dict[str, list[str]] = {}
    for line in chain.from_iterable(file.read_text("utf-8").splitlines() for file in files):
        name, is_setting, words = line.partition("=")
        if is_setting and not line.startswith("#"):
            found.setdefault(name, []).append(words)
    return found


def calls_of(group: str) -> set[str]:
    """Return the calls of a group, those of its own groups among them."""
    if not group.startswith("@"):
        return {group}
    shown = subprocess.run(
        [ANALYZE, "syscall-filter", group],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"]},  # it would tell our supervisor how it ended
    )
    named = [line.strip() for line in shown.stdout.splitlines()[1:]]
    return set().union(*(calls_of(each) for each in named if each and not each.startswith("#")))


def allowed_calls(filters: list[str]) -> set[str]:
    """Return what lines of `SystemCallFilter` leave."""
    found: set[str] = set()
    for line in filters:
        calls = set().union(*map(calls_of, line.removeprefix("~").split()))
        found = found - calls if line.startswith("~") else found | calls
    return found


def restrict(asked: dict[str, list[str]]) -> None:
    """Restrict this process, and all that it starts, as a unit does."""
    calls = allowed_calls(asked["SystemCallFilter"])
    families = set(asked["RestrictAddressFamilies"][0].split())
    libc, lib = ctypes.CDLL(None, use_errno=True), ctypes.CDLL("libseccomp.so.2")
    lib.seccomp_init.restype = ctypes.c_void_p
    assert libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    if asked.get("MemoryDenyWriteExecute") == ["yes"]:
        assert libc.prctl(DENY_WRITE_EXECUTE, 1, 0, 0, 0) == 0, ctypes.get_errno()
    sockets = ctypes.c_void_p(lib.seccomp_init(ctypes.c_uint32(ALLOW)))
    refused = ctypes.c_uint32(ERRNO | errno.EAFNOSUPPORT)
    number = lib.seccomp_syscall_resolve_name(b"socket")
    highest = max(FAMILIES)
    others = [Compared(0, EQUAL, each, 0) for each in range(1, highest + 1)]
    kept = [each for each in others if FAMILIES.get(each.a) not in families]
    for compared in (*kept, Compared(0, GREATER, highest, 0)):
        added = lib.seccomp_rule_add_array(sockets, refused, number, 1, ctypes.byref(compared))
        assert added == 0
    # More than one line adds up, and `yes` alone allows none (systemd.exec(5)).
    allowed = set(" ".join(asked["RestrictNamespaces"]).split())
    denied = ctypes.c_uint32(ERRNO | errno.EPERM)
    for name, flag in NAMESPACES.items():
        for call in () if name in allowed else (b"unshare", b"clone"):
            asks = Compared(0, MASKED, flag, flag)
            number = lib.seccomp_syscall_resolve_name(call)
            assert not lib.seccomp_rule_add_array(sockets, denied, number, 1, ctypes.byref(asks))
    assert lib.seccomp_load(sockets) == 0
    only = ctypes.c_void_p(lib.seccomp_init(ctypes.c_uint32(ERRNO | errno.EPERM)))
    for name in calls:
        number = lib.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:  # this machine has it
            assert lib.seccomp_rule_add(only, ctypes.c_uint32(ALLOW), number, 0) == 0
    assert lib.seccomp_load(only) == 0


if __name__ == "__main__":
    of_unit = settings_of(*map(Path, sys.argv[1].split(":")))
    for line in of_unit.get("Environment", ()):
        os.environ.update(dict([line.split("=", 1)]))
    restrict(of_unit)
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - the test names it
