import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from briefgen.render.workers import Failure, Job, Outcome, run

# The jobs here are Python expressions: `eval` is a function that every process can import.
ENDLESS = "sum(iter(int, 1))"  # never leaves C code, so that no signal handler written in Python would run


def outcomes_of(*expressions: str, workers: int = 2, seconds: float = 30) -> dict[str, Outcome[object]]:
    jobs = [Job(expression, expression) for expression in expressions]
    outcomes: dict[str, Outcome[object]] = {}
    for outcome in run(jobs, eval, workers=workers, seconds=seconds, megabytes=1500):
        assert outcome.key not in outcomes
        outcomes[outcome.key] = outcome
    assert outcomes.keys() == set(expressions)
    return outcomes


def failure_of(expression: str) -> Failure:
    failure = outcomes_of(expression, workers=1)[expression].failure
    assert failure is not None
    return failure


def test_every_job_has_its_outcome() -> None:
    outcomes = outcomes_of(*(f"{number} * 2" for number in range(20)))
    assert outcomes["7 * 2"] == Outcome("7 * 2", 14)


def test_a_single_worker_is_a_process_of_its_own_and_serves_many_jobs() -> None:
    expressions = [f"[{number}, __import__('os').getpid()][1]" for number in range(5)]
    processes = {outcome.value for outcome in outcomes_of(*expressions, workers=1).values()}
    assert len(processes) == 1
    assert processes != {os.getpid()}


def test_bad_jobs_take_no_others_with_them() -> None:
    bad = {
        ENDLESS: "timeout",
        "bytearray(8 << 30)": "memory",
        "__import__('os').abort()": "crash",
        "__import__('signal').raise_signal(9)": "crash",
        "__import__('os')._exit(3)": "crash",
        "1 / 0": "error",
        "(lambda: 0)": "error",
    }
    good = [f"{number} + 1" for number in range(10)]
    outcomes = outcomes_of(*good[:5], *bad, *good[5:], seconds=2)
    assert {key: outcomes[key].failure and outcomes[key].failure.kind for key in bad} == bad
    assert [outcomes[key].value for key in good] == list(range(1, 11))


def test_the_text_of_an_exception_is_kept_without_its_traceback() -> None:
    assert failure_of("1 / 0") == Failure("error", "ZeroDivisionError: division by zero")


def test_jobs_are_taken_as_they_are_needed() -> None:
    taken: list[int] = []

    def jobs() -> Iterator[Job[str]]:
        for number in range(10_000):
            taken.append(number)
            yield Job(str(number), "1")

    outcomes = run(jobs(), eval, workers=1, seconds=30, megabytes=1500)
    next(outcomes)
    outcomes.close()
    assert len(taken) < 10


def test_a_worker_reaches_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        tries = (
            f"__import__('urllib.request').request.urlopen('http://127.0.0.1:{port}/')",
            f"__import__('socket').socket().connect(('127.0.0.1', {port}))",
            f"__import__('socket').create_connection(('127.0.0.1', {port}))",
        )
        outcomes = outcomes_of(*tries, workers=1)
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert all("no network" in str(outcome.failure) for outcome in outcomes.values())


def test_what_a_worker_writes_is_for_its_owner_alone() -> None:
    assert outcomes_of("__import__('os').umask(0)")["__import__('os').umask(0)"].value == 0o077


def test_temporary_files_of_a_worker_that_died_are_cleared_away() -> None:
    where = "__import__('tempfile').mkdtemp()"
    outcomes = outcomes_of(where, f"({where}, __import__('os').abort())", workers=1)
    folder = Path(str(outcomes[where].value))
    assert folder.parent != Path(tempfile.gettempdir())
    assert not folder.parent.exists()


def test_what_is_not_an_error_of_python_ends_the_job_and_not_the_caller() -> None:
    outcomes = outcomes_of("__import__('sys').exit(3)", "exec('raise KeyboardInterrupt')", "1")
    assert [outcome.failure and outcome.failure.message for outcome in outcomes.values()].count(None) == 1
    assert outcomes["__import__('sys').exit(3)"].failure == Failure("error", "SystemExit: 3")


def test_workers_that_the_system_ends_between_jobs_are_its_fault_and_no_job_s() -> None:
    def jobs() -> Iterator[Job[str]]:
        yield Job("first", "1")
        time.sleep(1)
        for child in multiprocessing.active_children():
            os.kill(child.pid or 0, signal.SIGKILL)
        time.sleep(0.5)
        yield from (Job(str(number), "1") for number in range(50))

    seen = []
    with pytest.raises(OSError, match="ended the worker processes"):
        for outcome in run(jobs(), eval, workers=1, seconds=30, megabytes=1500):
            seen.append(outcome)
    assert all(outcome.failure is None for outcome in seen)


def test_temporary_files_and_words_of_workers_go_where_the_caller_wants_them(tmp_path: Path, capfd: Any) -> None:
    where = "__import__('tempfile').mkdtemp()"
    says = "__import__('os').write(2, b'SECRET') + __import__('os').write(1, b'SECRET')"
    jobs = [Job(expression, expression) for expression in (where, says)]
    outcomes = {}
    for outcome in run(jobs, eval, workers=1, seconds=30, megabytes=1500, scratch_in=tmp_path, quiet=True):
        outcomes[outcome.key] = outcome.value
    assert Path(str(outcomes[where])).is_relative_to(tmp_path)
    assert outcomes[says] == 12
    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals and file locks are those of Unix")
def test_ctrl_c_leaves_nothing_running(tmp_path: Path) -> None:
    import fcntl

    lock = tmp_path / "lock"
    # The job holds a lock as long as its process lives, and says so by writing to the file.
    job = (
        f"(f := open({str(lock)!r}, 'w'), __import__('fcntl').flock(f, 2), f.write('held'), f.flush(),"
        " sum(iter(int, 1)))"
    )
    script = tmp_path / "script.py"
    script.write_text(
        "from briefgen.render.workers import Job, run\n"
        "if __name__ == '__main__':\n"
        f"    list(run([Job('x', {job!r})], eval, workers=1, seconds=60, megabytes=1500))\n"
    )
    process = subprocess.Popen([sys.executable, str(script)], stderr=subprocess.PIPE, text=True)
    while not (lock.exists() and lock.read_text()):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, shown = process.communicate(timeout=60)
    assert "KeyboardInterrupt" in shown
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="there is no such server")
def test_ctrl_c_while_workers_are_being_started_ends_the_caller_alone_and_prints_nothing() -> None:
    script = (
        "import os, signal, time; from multiprocessing import forkserver; from briefgen.render import workers\n"
        "workers.prepare(('briefgen.render.pdf',)); server = forkserver._forkserver._forkserver_pid\n"
        "for _ in range(20): os.kill(server, signal.SIGINT); time.sleep(0.01)\n"
        "print(os.waitpid(server, os.WNOHANG), *workers.run([workers.Job('', '6 * 7')], eval, 1, 20, 1500))\n"
        "signal.raise_signal(signal.SIGINT)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert ran.stdout == "(0, 0) Outcome(key='', value=42, failure=None)\n"
    assert ran.returncode == -signal.SIGINT
    assert ran.stderr.count("Traceback") == 1, "of the caller"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of Unix")
def test_ctrl_c_while_a_worker_is_being_started_waits_until_it_can_be_stopped() -> None:
    script = (
        "import os, signal, threading; from briefgen.render import workers\n"
        "workers.prepare(('briefgen.render.pdf',))\n"
        "threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "try: list(workers.run([workers.Job('', '6 * 7')], eval, 2, 20, 1500))\n"
        "except KeyboardInterrupt: print('stopped')"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert (ran.stdout, ran.stderr) == ("stopped\n", "")
