"""A process under strace: which calls of the operating system it makes on some files, and what becomes of it when one of
them kills it or fails.

What Tessera does for its logs: a rehearsal lists the calls, then each of them is struck once, in a process of its own.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import not_run
from tests.faults.killing import fork

Act = Callable[[], None]
KILL, NO_ROOM, BROKEN_DISK = "signal=KILL", "error=ENOSPC", "error=EIO"
FAILED = 3
WRITING = {
    "write", "pwrite64", "writev", "pwritev", "fsync", "fdatasync", "rename", "renameat", "renameat2", "unlink",
    "unlinkat", "ftruncate", "truncate", "fallocate", "mkdir", "mkdirat", "link", "linkat", "fchmod", "chmod",
}  # fmt: skip
OPENED_TO_WRITE = re.compile("O_WRONLY|O_RDWR|O_CREAT")
_CALL = re.compile(r"(?:[0-9]+ +)?(\w+)\(([^\n]*)")
# So that a tracer that is not our parent may attach where the kernel asks for that (Yama): PR_SET_PTRACER, any.
SET_PTRACER, ANYBODY = 0x59616D61, ctypes.c_ulong(-1)


@dataclass(frozen=True)
class Call:
    """A call of the operating system: the n-th of its name, counted from 1, and whether it writes."""

    name: str
    number: int
    writes: bool


@dataclass(frozen=True)
class Ended:
    """What became of the process: the signal that it died of, else its code; and whether the fault was put in its way."""

    signal: int | None
    code: int | None
    struck: bool


def strikes(calls: Sequence[Call]) -> list[tuple[Call, str]]:
    """Every call as the last one; every one that writes also with a full disk and with a broken one."""
    told = [(call, KILL) for call in calls]
    return told + [(call, fault) for call in calls if call.writes for fault in (NO_ROOM, BROKEN_DISK)]


def rehearse(act: Act, paths: Sequence[Path]) -> list[Call]:
    """Do it undisturbed, and give the calls on these files, in order."""
    ended, lines = _traced(act, paths, [])
    assert (ended.signal, ended.code) == (None, 0), "\n".join(lines)
    seen: Counter[str] = Counter()
    calls = []
    for found in filter(None, map(_CALL.match, lines)):
        name, arguments = found.groups()
        seen[name] += 1
        writes = name in WRITING or (name.startswith("open") and bool(OPENED_TO_WRITE.search(arguments)))
        calls.append(Call(name, seen[name], writes))
    return calls


def strike(act: Act, paths: Sequence[Path], call: Call, fault: str) -> Ended:
    """Do it, with this fault at this call."""
    return _traced(act, paths, ["-e", f"inject={call.name}:{fault}:when={call.number}"])[0]


def _traced(act: Act, paths: Sequence[Path], more: Sequence[str]) -> tuple[Ended, list[str]]:
    """In a child that waits until strace has come."""
    wait, go = os.pipe()
    if (child := fork()) == 0:
        os.close(go)
        _act(act, wait)
    os.close(wait)
    with tempfile.NamedTemporaryFile("r", suffix=".strace") as told:
        tracer = _strace(child, Path(told.name), paths, more)
        os.close(go)
        _, status = os.waitpid(child, 0)
        tracer.communicate()
        lines = told.read().splitlines()
    signal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
    return Ended(signal, code, any("(INJECTED)" in line for line in lines)), lines


def _act(act: Act, wait: int) -> None:
    """In the child: what is refused or fails ends it with a code of its own."""
    code = FAILED
    try:
        ctypes.CDLL(None).prctl(SET_PTRACER, ANYBODY, 0, 0, 0)
        os.read(wait, 1)
        act()
        code = 0
    finally:
        os._exit(code)


def _strace(child: int, told: Path, paths: Sequence[Path], more: Sequence[str]) -> subprocess.Popen[str]:
    """Attached to it when this returns."""
    program = shutil.which("strace")
    if program is None:
        os.kill(child, 9)
        os.waitpid(child, 0)
        not_run("strace is missing; on Debian: apt-get install strace")
    limits = [word for path in paths for word in ("-P", str(path))]
    arguments = ["-f", "-p", str(child), "-o", str(told), "-e", "trace=%file,%desc", *limits, *more]
    tracer = subprocess.Popen([program, *arguments], stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    said = tracer.stderr.readline()
    assert "attached" in said, said
    return tracer
