"""What the tests themselves stand on."""

import atexit
import os
import sys
import traceback
from multiprocessing import get_context

from launching import launch


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
