"""Runs ``briefgen send`` again and again, each time in a process that is killed at an exact point.

A point is a call of C code that reaches the disk, the database or the network, just before or just after it. Jobs come
as lines of JSON on standard input, and what became of them goes back the same way. Each job is a copy of this process,
so that it starts at once.
"""

import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from briefgen import merging
from briefgen.cli import main
from briefgen.merge import sending

POINTS = {
    "Connection.execute", "Connection.executemany", "Connection.executescript", "Connection.close", "open", "fsync",
    "unlink", "flock", "socket.connect", "socket.sendall", "socket.recv_into", "socket.close",
}  # fmt: skip
# All that a job may import is there before it is copied: imports pass thousands of points.
assert merging and sending


class Executioner:
    """Kills the process at a point, counted from 1, or never where ``at`` is 0."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.count = 0

    def __call__(self, frame: FrameType, event: str, called: Any) -> None:
        if event in ("c_call", "c_return") and getattr(called, "__qualname__", "") in POINTS:
            self.count += 1
            if self.count == self.at:
                os.kill(os.getpid(), signal.SIGKILL)


def perform(arguments: list[str], at: int, out: Path) -> None:
    """Run one command in this process, which ends with it; write down how many points it passed."""
    stream = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(stream, 1)
    os.dup2(stream, 2)
    executioner = Executioner(at)
    code: object = 99
    sys.setprofile(executioner)
    try:
        main(["send", *arguments])
    except SystemExit as ended:
        code = ended.code
    finally:
        sys.setprofile(None)
        sys.stdout.flush()
        Path(f"{out}.points").write_text(str(executioner.count))
        os._exit(code if isinstance(code, int) else 98)


def serve() -> None:
    """Do what is asked for, job by job."""
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            perform(job["arguments"], job["at"], Path(job["out"]))
        _, status = os.waitpid(child, 0)
        print(json.dumps({"code": os.waitstatus_to_exitcode(status)}), flush=True)


if __name__ == "__main__":
    serve()
