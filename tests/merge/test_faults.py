"""Nothing is lost: whatever stops a run, and whenever, going on ends with the bytes of a run that nothing stopped.

A library between the process and its system (``faults/shim.c``) kills the process or pretends an error at a call of its
choosing: every one, in turn. After each strike the test looks that no file is torn and no row done without its file,
goes on with ``--resume``, and compares all that is there with a clean run.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from faults import drive

FORMS = ("eml", "mbox")
KINDS = ["create", "write", "sync", "rename", "unlink", "truncate", "mkdir", "rmdir", "read"]
ALL = "file+folder+ledger"
WAYS = ["least", "names", "content", "some"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("what", "least"), [("new", 100), ("resume", 50), ("force", 100)])
def test_a_run_that_is_killed_at_any_call_loses_nothing(in_memory: Path, form: str, what: str, least: int) -> None:
    found = drive(in_memory, form=form, trial="everywhere", what=what, actions=["kill"], kinds=["any"])
    assert found["problems"] == []
    assert found["strikes"]["any"] > least


@pytest.mark.parametrize("form", FORMS)
def test_a_run_that_is_killed_in_the_middle_of_any_write_loses_nothing(in_memory: Path, form: str) -> None:
    found = drive(in_memory, form=form, trial="everywhere", what="new", actions=["tear"], kinds=["write"])
    assert found["problems"] == []
    assert found["strikes"]["write"] > 40


@pytest.mark.parametrize("form", FORMS)
def test_a_run_that_is_killed_again_and_again_by_chance_loses_nothing(in_memory: Path, form: str) -> None:
    found = drive(in_memory, form=form, trial="by chance", kills=100, seed=20261123)
    assert found["problems"] == []
    assert found["strikes"]["any"] >= 100


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("error", ["EIO", "ENOSPC", "EACCES", "ENOSPC for good"])
def test_an_error_of_the_system_at_any_call_loses_nothing(in_memory: Path, form: str, error: str) -> None:
    name, _, stays = error.partition(" ")
    found = drive(in_memory, form=form, trial="everywhere", what="new", actions=[name], kinds=KINDS, stays=bool(stays))
    assert found["problems"] == []
    assert all(found["strikes"][kind] for kind in KINDS)


@pytest.mark.parametrize("error", ["EIO", "EACCES"])
def test_an_error_while_a_run_is_gone_on_with_loses_nothing(in_memory: Path, error: str) -> None:
    found = drive(in_memory, form="eml", trial="everywhere", what="resume", actions=[error], kinds=["any", "read"])
    assert found["problems"] == []
    assert found["strikes"]["any"] > 60
    assert found["strikes"]["read"] > 20


@pytest.mark.parametrize("form", FORMS)
def test_a_purge_that_is_stopped_at_any_call_is_completed_by_the_next(in_memory: Path, form: str) -> None:
    found = drive(
        in_memory, form=form, trial="everywhere", what="purge", actions=["kill", "EIO", "EACCES"], kinds=["any"]
    )
    assert found["problems"] == []
    assert found["strikes"]["any"] > 20


@pytest.mark.parametrize("form", FORMS)
def test_when_the_power_goes_what_was_called_done_is_there(in_memory: Path, form: str) -> None:
    found = drive(in_memory, form=form, trial="power", ways=WAYS, lies=[])
    assert found["problems"] == []
    assert all(found["strikes"][way] > 100 for way in WAYS)


@pytest.mark.parametrize(("form", "lies"), [("eml", "file"), ("eml", "folder"), ("mbox", "ledger"), ("mbox", ALL)])
def test_a_disk_that_only_pretends_to_flush_costs_work_and_no_output(in_memory: Path, form: str, lies: str) -> None:
    found = drive(in_memory, form=form, trial="power", ways=WAYS, lies=lies.split("+"))
    assert found["problems"] == []


@pytest.mark.parametrize("form", FORMS)
def test_a_disk_that_is_full_stops_a_run_which_goes_on_when_there_is_room(in_memory: Path, form: str) -> None:
    own = ("unshare", "--mount") if os.geteuid() == 0 else ("unshare", "--user", "--map-root-user", "--mount")
    tried = shutil.which("unshare") and subprocess.run([*own, "mount", "-t", "tmpfs", "tmpfs", str(in_memory)])
    if not tried or tried.returncode:
        pytest.skip("FULL DISKS ARE NOT TESTED: this needs root, or user namespaces that may mount")
    found = drive(in_memory, *own, shim=False, form=form, trial="disks", sizes=[12, 24, 40, 64, 96])
    assert found["problems"] == []
    assert len(found["strikes"]) == 5
