"""However a sending ends: nobody gets a second copy unasked, and nothing is lost without a word."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from mail_server import STEPS, MailServer
from run_folder import address, letter, merged

from briefgen.merge.outbox import open_outbox

ROWS = (1, 4)
KILLED = -signal.SIGKILL


@dataclass
class Killer:
    """A process that runs commands and kills them where it is told to; see killed.py."""

    process: "subprocess.Popen[str]"
    log: Path

    def send(self, folder: Path, mail: MailServer, *options: str, at: int = 0) -> int:
        """Run a command in a folder, and return its exit code, or minus the number of the signal that ended it."""
        arguments = [str(folder), "--smtp", mail.url, "--retry-wait", "0.01", "--timeout", "5", *options]
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"arguments": arguments, "at": at, "out": str(self.log)}) + "\n")
        self.process.stdin.flush()
        return int(json.loads(self.process.stdout.readline())["code"])

    def points(self) -> int:
        """Return how many points the last command passed that was not killed."""
        return int(Path(f"{self.log}.points").read_text())


@pytest.fixture(scope="module")
def killer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killer]:
    script = Path(__file__).with_name("killed.py")
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Killer(process, tmp_path_factory.mktemp("killed") / "log")
        assert process.stdin
        process.stdin.close()


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a merge of which nothing was sent; not to be changed."""
    return merged(tmp_path_factory.mktemp("fresh") / "run", {row: letter(row) for row in ROWS})


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def copies(mail: MailServer) -> dict[int, int]:
    return {row: len(mail.boxes[address(row)]) for row in ROWS}


def states(folder: Path) -> dict[int, str]:
    """Return how the rows stand, as the product itself reads its ledger."""
    outbox = open_outbox(folder, record="copied")
    try:
        names = ("queued", "sending", "sent", "refused", "doubtful")
        return {row: name for name in names for row in outbox.rows(name)}
    finally:
        outbox.close()


def check_resumed(killer: Killer, folder: Path, mail: MailServer, code: int) -> None:
    """Check what holds after a sending that was stopped, once it was gone on with."""
    stand, there = states(folder), copies(mail)
    assert stand.keys() == set(ROWS), "a row is not known any more"
    assert set(stand.values()) <= {"sent", "doubtful"}, "a row is neither sent nor told to be in doubt"
    assert all(there[row] <= 1 for row in ROWS), "somebody got a second copy"
    assert all(there[row] == 1 for row in ROWS if stand[row] == "sent"), "what is called sent did not arrive"
    assert list(stand.values()).count("doubtful") <= 1, "only what was on its way can be in doubt"
    assert code == (1 if "doubtful" in stand.values() else 0)
    if code == 0:
        return
    assert killer.send(folder, mail) == code, "a third call does what the second did"
    assert copies(mail) == there, "a third call sent something"
    assert killer.send(folder, mail, "--resend-doubtful") == 0
    after = copies(mail)
    assert all(after[row] - there[row] == (stand[row] == "doubtful") for row in ROWS), (
        "only what was in doubt goes again"
    )
    assert all(after[row] for row in ROWS), "somebody got nothing"


def test_a_sending_that_nobody_kills_passes_many_points(
    killer: Killer, fresh: Path, mail: MailServer, in_memory: Path
) -> None:
    folder = Path(shutil.copytree(fresh, in_memory / "run"))
    assert killer.send(folder, mail) == 0
    assert killer.points() > 100
    check_resumed(killer, folder, mail, 0)


@pytest.mark.parametrize("part", range(4))
def test_killed_at_any_point_it_goes_on_without_a_second_copy_and_without_a_loss(
    killer: Killer, fresh: Path, in_memory: Path, part: int
) -> None:
    with MailServer() as mail:
        assert killer.send(Path(shutil.copytree(fresh, in_memory / "whole")), mail) == 0
        total = killer.points()
    seen = set()
    for point in range(part + 1, total + 1, 4):
        folder = Path(shutil.copytree(fresh, in_memory / f"run-{point}"))
        with MailServer() as mail:
            killed = killer.send(folder, mail, at=point)
            # An answer can come in two parts or in one, so that not every run passes the same number of points.
            assert killed == KILLED or (killed == 0 and point > total - 10), f"point {point} of {total} was not reached"
            code = killer.send(folder, mail)
            seen.add(code)
            check_resumed(killer, folder, mail, code)
    assert seen == {0, 1}, "some points leave a doubt, and most do not"


@pytest.mark.parametrize("step", [step for step in STEPS if step not in ("STARTTLS", "AUTH")])
def test_killed_when_the_server_comes_to_a_step_it_goes_on_as_well(
    fresh: Path, mail: MailServer, killer: Killer, in_memory: Path, step: str
) -> None:
    folder = Path(shutil.copytree(fresh, in_memory / "run"))
    processes: list[subprocess.Popen[str]] = []

    def kill() -> None:
        processes[0].kill()
        processes[0].wait(10)

    mail.at(step, "", kill) if step not in ("connect", "EHLO") else mail.at(step, kill)
    command = [sys.executable, "-m", "briefgen", "send", str(folder), "--smtp", mail.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        processes.append(process)
        process.communicate(timeout=30)
    assert process.returncode == KILLED
    check_resumed(killer, folder, mail, killer.send(folder, mail))


def test_a_disk_that_is_full_before_a_message_goes_holds_it_back(
    fresh: Path, mail: MailServer, in_memory: Path
) -> None:
    folder = Path(shutil.copytree(fresh, in_memory / "run"))
    script = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)\n"
        "from briefgen.cli import main\nmain()\n"
    )
    said = set()
    for size in range(4096, 60_000, 4096):
        command = [sys.executable, "-c", script, str(size), "send", str(folder), "--smtp", mail.url]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert ran.returncode in (0, 1, 2), ran.stderr
        assert "Traceback" not in ran.stderr
        said.add(ran.returncode)
        assert all(number <= 1 for number in copies(mail).values())
        if ran.returncode == 0:
            break
    assert 2 in said, "no limit was small enough to matter"
