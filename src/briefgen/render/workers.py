"""Workers: jobs in processes of their own, each with a hard limit of time and of memory.

Rendering hostile input can loop for ever or take all memory, and nothing within the process can stop it: only the
parent can, by killing the worker. The others go on.
"""

import atexit
import errno
import gc
import multiprocessing
import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from itertools import islice
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, Generic, Literal, NoReturn, TypeVar

from pebble import ProcessExpired, ProcessPool

EPOCH = "SOURCE_DATE_EPOCH"
_shared: Path | None = None

Argument = TypeVar("Argument")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Job(Generic[Argument]):
    """One call: ``key`` names it in its outcome, ``argument`` goes to the function and must be picklable."""

    key: str
    argument: Argument


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job has no value: out of time, out of memory, its process died, or it raised an exception."""

    kind: Literal["timeout", "memory", "crash", "error"]
    message: str


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Value]):
    """What became of a job: a value, or a failure."""

    key: str
    value: Value | None
    failure: Failure | None = None


def run(
    jobs: Iterable[Job[Argument]],
    function: Callable[[Argument], Value],
    workers: int,
    seconds: float,
    megabytes: int,
    scratch_in: Path | None = None,
    quiet: bool = False,
) -> Iterator[Outcome[Value]]:
    """Yield the outcome of each job as it finishes, in any order.

    ``function`` must be importable. Each of the ``workers`` processes may take ``megabytes`` of memory (where the
    system can limit it), each job ``seconds``. Jobs are taken from the iterable as they are needed. Temporary files go
    to a folder in ``scratch_in``, or where the system has them; ``quiet`` workers print nothing, whatever the libraries
    in them find worth saying. However the loop over the outcomes ends, Ctrl-C included, no process is left.

    Raises:
        OSError: processes cannot be started, or the system ends them before they begin a job.
    """
    remaining = iter(jobs)
    # A worker that is killed cannot clear away its temporary files, unpacked fonts above all.
    scratch = tempfile.TemporaryDirectory(prefix="briefgen-", ignore_cleanup_errors=True, dir=scratch_in)
    arguments = (megabytes, scratch.name, _kept(), os.environ.get(EPOCH), quiet)
    pool = ProcessPool(max_workers=workers, initializer=_confine, initargs=arguments, context=_context())
    pending: dict[Future[Any], str] = {}
    try:
        while True:
            # Enough in the queue to keep all busy; thousands of jobs do not have to be in memory.
            for job in islice(remaining, 2 * workers - len(pending)):
                pending[_schedule(pool, (function, job.argument, seconds), seconds)] = job.key
            if not pending:
                break
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                yield _outcome(pending.pop(future), future, seconds)
    except BrokenProcessPool as error:
        raise OSError(errno.EAGAIN, "the system ended the worker processes while they had nothing to do") from error
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()
        scratch.cleanup()


def prepare(modules: Iterable[str]) -> None:
    """Start the server that workers are forked from, and let it import the modules that their jobs need.

    It does so while the caller goes on, and each worker begins with what has been imported; a module that is missing is
    passed over. Without this call every worker imports for itself.
    """
    if "forkserver" in multiprocessing.get_all_start_methods():
        multiprocessing.set_forkserver_preload(["__main__", *modules])
        _start_server()


def shared_folder() -> Path | None:
    """Return the folder for what serves all workers of one process, in all its runs; outside a worker None."""
    return _shared


@cache
def _kept() -> Path:
    """Return that folder, which goes when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="briefgen-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _schedule(pool: ProcessPool, arguments: tuple[object, ...], seconds: float) -> Future[Any]:
    try:
        # The first call starts the workers: one of which the pool does not know yet could not be stopped.
        with _uninterrupted():
            return pool.schedule(_call, args=arguments, timeout=seconds)
    except RuntimeError as error:
        raise BrokenProcessPool from error


def _context() -> BaseContext:
    """Return how processes start: from a clean, single-threaded server where there is one.

    A plain fork would copy the locks that the parent's threads hold at that moment.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    _start_server()
    return multiprocessing.get_context("forkserver")


def _start_server() -> None:
    """Start the server that workers are forked from, where there is none yet. It is deaf to Ctrl-C, which reaches all
    processes of a terminal: this one ends the others.
    """
    from multiprocessing import forkserver, resource_tracker

    resource_tracker.ensure_running()  # it sees to that itself
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let what raises an exception when a signal comes do so after the block."""
    came: list[int] = []
    main = threading.current_thread() is threading.main_thread()
    numbers = (getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGHUP")) if main else ()
    before = {number: handler for number in numbers if number and callable(handler := signal.getsignal(number))}
    for number in before:
        signal.signal(number, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for number in came:
        signal.raise_signal(number)


def _outcome(key: str, future: Future[Any], seconds: float) -> Outcome[Any]:
    try:
        value, failure = future.result()
    except TimeoutError:
        value, failure = None, Failure("timeout", f"stopped after {seconds:g} seconds")
    except ProcessExpired as error:
        value, failure = None, Failure("crash", f"the process died with code {error.exitcode}")
    except BrokenProcessPool:
        raise
    except Exception as error:
        value, failure = None, Failure("error", _text(error))
    return Outcome(key, value, failure)


def _call(function: Callable[[Any], Any], argument: object, seconds: float) -> tuple[object, Failure | None]:
    """Run one job in the worker."""
    _limit_processor(seconds)
    try:
        return function(argument), None
    except MemoryError:
        return None, Failure("memory", "ran out of the memory that a job may use")
    except BaseException as error:  # what ends the worker's process must not end that of the caller
        return None, Failure("error", _text(error))


def _text(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _confine(megabytes: int, scratch: str, shared: Path, epoch: str | None, quiet: bool) -> None:
    """Take from a new worker what its jobs do not need."""
    global _shared
    os.umask(0o077)
    # The server has the environment of the moment when it was started.
    os.environ.pop(EPOCH, None)
    os.environ |= {EPOCH: epoch} if epoch is not None else {}
    if quiet:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
    tempfile.tempdir = scratch
    _shared = shared
    # A handler written in Python would wait for the end of a loop in C: let the system end the process at once.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _cut_network()
    # What the server has imported stays for good, and most of what a page is made of stays until it is done: looking
    # through it for garbage again and again takes a tenth of the time.
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    try:
        import resource
    except ImportError:  # not a Unix system: the time limit still holds
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Memory that can be written, not addresses (RLIMIT_AS): the engine of the charts reserves tens of gigabytes of
    # addresses that it never uses. Linux counts all such memory since 4.7; macOS takes the limit and does not hold it.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))


def _limit_processor(seconds: float) -> None:
    """Have the system end the job if nobody else can, because the parent itself was killed."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time() + seconds) + 5, hard))


def _cut_network() -> None:
    """Refuse connections: a belt beside the fetcher, which has no means of making any."""

    def refuse(*_arguments: object, **_options: object) -> NoReturn:
        raise PermissionError("no network while rendering")

    for name in ("connect", "connect_ex", "sendto", "sendmsg"):
        if hasattr(socket.socket, name):
            setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        setattr(socket, name, refuse)
