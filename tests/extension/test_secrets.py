"""Keys in the command line of an engine, and where they must not be found after it."""

from __future__ import annotations

import sys

import pytest

KEY = "k3y-0f-s0mebody"
ENGINE = """
import sys
if "FAIL" in sys.argv: sys.exit("the service refused " + sys.argv[1])
sys.stdout.write(sys.stdin.read().replace("Machine", "Máquina"))
"""


def files_with_key(*folders):
    return [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
        and path.name not in {"conf.py", "log"}
        and KEY.encode() in path.read_bytes()
    ]


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("per_language", [False, True])
def test_a_key_is_in_no_file_and_no_output(project, amts, fails, per_language):
    project.write("engine.py", ENGINE)
    fail = ["FAIL"] if fails else []
    command = [
        *("env", f"SERVICE={KEY}", sys.executable, "-X", f"opt={KEY}"),
        *(str(project.src / "engine.py"), KEY, *fail),
    ]
    settings = {"amts_engine": "command", "amts_command": command}
    if per_language:
        settings = {"amts_languages": {"es": settings}}
    project.conf(**settings)
    built = project.build()
    done = amts(project, "translate", project.src, "-l", "es")
    assert KEY not in built.output + done.out + done.err
    assert not files_with_key(project.root)
    # and Sphinx tells of no change where nothing changed
    again = project.build("-v").output
    assert "'amts_" not in again
    assert KEY not in again
    if not fails:
        text = (project.src / "amts/catalogs/es/index.po").read_text("utf-8")
        assert "engine=engine.py" in text


def test_a_wrong_value_of_a_setting_that_may_hold_keys_is_not_repeated(project):
    project.conf(amts_engine="command", amts_command=[KEY, 3])
    output = project.build().output
    assert "amts_command must be a list of strings" in output
    assert KEY not in output
