"""What the tests themselves stand on."""

import atexit
import os
import subprocess
import sys
import traceback
from multiprocessing import get_context
from pathlib import Path

import pytest
from launching import launch
from processes import started


def ran() -> bool:
    code, out, _ = launch("sphinx_amts.cli.main", ["--version"], dict(os.environ))
    return code == 0 and out.startswith("sphinx-amts")


def forget_exits() -> None:
    # as every child of multiprocessing does first, from Python 3.13 on
    atexit._clear()


def run_exits() -> None:
    atexit._run_exitfuncs()


def in_a_fork(act) -> int:
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException:
            traceback.print_exc(file=sys.__stderr__)
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_forked_child_leaves_the_launcher_alone():
    assert ran()
    assert in_a_fork(forget_exits) == 0
    assert ran()
    assert in_a_fork(run_exits) == 0
    assert ran()


def test_a_child_of_multiprocessing_leaves_the_launcher_alone():
    assert ran()
    child = get_context("fork").Process(target=forget_exits)
    child.start()
    child.join()
    assert child.exitcode == 0
    assert ran()


LEAVES_OTHERS = r"""
import subprocess, sys
code = "import os, signal, sys, time; signal.signal(signal.SIGINT, signal.SIG_IGN); "
code += "os.write(1, b'%d\\n' % os.getpid()); time.sleep(600)"
for _ in range(2):
    subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
if sys.argv[1] == "stay":
    import time; time.sleep(600)
"""


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs /proc")
@pytest.mark.parametrize("main", ["stay", "end"])
def test_a_test_that_fails_leaves_nothing_running_that_it_has_started(main):
    def fail() -> None:
        command = [sys.executable, "-c", LEAVES_OTHERS, main]
        with started(command, stdout=subprocess.PIPE) as process:
            pids.extend(int(process.stdout.readline()) for _ in range(2))
            if main == "end":
                process.wait()
            raise ValueError("the test fails")

    pids: list[int] = []
    with pytest.raises(ValueError, match="the test fails"):
        fail()
    # what nobody waits for stays as a name without a program
    assert len(pids) == 2
    assert not any(command_of(pid) for pid in pids)


def command_of(pid: int) -> bytes:
    file = Path(f"/proc/{pid}/cmdline")
    return file.read_bytes() if file.exists() else b""
