"""What the tests themselves stand on."""

import atexit
import os
import signal
import socket
import subprocess
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import launching
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


def test_programs_at_once_have_exit_codes_and_output_of_their_own():
    def run(arguments: list[str]) -> tuple[int, str, str]:
        return launch("sphinx_amts.cli.main", arguments, dict(os.environ))

    asked = [["--version"], ["no-such-command"], ["check", "--help"]] * 3
    with ThreadPoolExecutor(len(asked)) as pool:
        answers = list(pool.map(run, asked))
    assert [code for code, _, _ in answers] == [0, 2, 0] * 3
    for version, unknown, usage in batched_by_three(answers):
        assert version[1].startswith("sphinx-amts ")
        assert "no-such-command" in unknown[2]
        assert "usage: sphinx-amts check" in usage[1]


def batched_by_three(values: list) -> list[list]:
    return [values[start : start + 3] for start in range(0, len(values), 3)]


def test_whoever_asks_and_leaves_stops_no_other_program():
    for told in (b"", b'{"module"'):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(launching._launcher().socket)
            client.sendall(told)
        assert ran()


def test_a_program_is_killed_with_what_it_started_when_its_time_is_up(tmp_path):
    (tmp_path / "endless.py").write_text(ENDLESS)
    env = dict(os.environ) | {"PYTHONPATH": str(tmp_path)}
    code, out, _ = launch("endless", [], env, kill_after=0.5)
    assert code == -signal.SIGKILL
    assert ran()
    end = time.monotonic() + 10
    while out and command_of(int(out)) and time.monotonic() < end:
        time.sleep(0.01)
    assert not (out and command_of(int(out)))


ENDLESS = """
import subprocess, sys, time
def main(arguments):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    print(child.pid, flush=True)
    time.sleep(600)
"""

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
