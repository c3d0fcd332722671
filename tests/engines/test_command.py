"""The engine that runs a program, tried with real programs."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
import sys
import textwrap
import time

import pytest
from processes import started

from sphinx_amts.engines.base import (
    EngineOptions,
    Failure,
    Item,
    Request,
    Result,
    create_engine,
)
from sphinx_amts.errors import ConfigError, EngineError, EngineUnsupportedPair
from sphinx_amts.model import LanguagePair

ES = LanguagePair(source="en", target="es")
SHOUT = """
import re, sys
text = sys.stdin.buffer.read().decode()
head, body = text.split("<body>")
print(head + "<body>" + re.sub(r">([^<]+)<", lambda m: m[0].upper(), body))
"""


@pytest.fixture
def program(tmp_path):
    def make(code, *arguments, **options):
        path = tmp_path / "program.py"
        path.write_text(textwrap.dedent(code))
        command = (sys.executable, str(path), *arguments)
        return create_engine("command", EngineOptions(command=command, **options))

    return make


def request(*htmls, languages=ES):
    items = tuple(Item(key=f"k{n}", html=html) for n, html in enumerate(htmls))
    return Request(items, languages)


def answers(engine, *htmls, languages=ES):
    return list(engine.translate(request(*htmls, languages=languages)))


def reasons(engine, *htmls):
    found = answers(engine, *htmls)
    assert [type(answer) for answer in found] == [Failure] * len(htmls)
    assert [answer.key for answer in found] == [f"k{n}" for n in range(len(htmls))]
    assert all(answer.transient for answer in found)
    return {answer.reason for answer in found}


def test_a_program_translates_documents(program):
    engine = program(SHOUT)
    found = answers(engine, 'Say <em id="x1">hi</em> &amp; go.', "Two.")
    assert all(isinstance(answer, Result) for answer in found)
    assert [a.key for a in found] == ["k0", "k1"]
    assert found[0].html == 'SAY <em id="x1">HI</em> &amp; GO.'
    assert found[1].html == "TWO."
    assert found[0].provenance.engine == "program.py"


def test_nothing_to_translate_runs_nothing():
    options = EngineOptions(command=("/nowhere/program",))
    assert list(create_engine("command", options).translate(request())) == []


def test_no_program_is_set():
    with pytest.raises(ConfigError, match="set amts_command"):
        create_engine("command", EngineOptions())


@pytest.mark.parametrize(
    ("languages", "mapping", "expected"),
    [
        (ES, {}, "en>es"),
        (LanguagePair(source="en", target="zh_CN"), {"zh": "zho"}, "en>zho"),
        (LanguagePair(source="en_US", target="pt"), {"en": "E"}, "E>pt"),
    ],
)
def test_the_codes_of_languages(program, languages, mapping, expected):
    code = """
        import sys
        text = sys.stdin.read()
        print(text.replace("Word", sys.argv[1].replace("-", "&gt;")))
    """
    engine = program(code, "{source}-{target}", command_languages=mapping)
    (answer,) = answers(engine, "Word", languages=languages)
    assert answer.html == expected.replace(">", "&gt;")


def test_batches_are_bounded_and_stream(program, tmp_path):
    code = SHOUT + f"open({str(tmp_path / 'log')!r}, 'a').write('run ')"
    engine = program(code, command_batch_characters=10)
    stream = engine.translate(request("12345", "67890", "a", "b" * 50, "c", "d"))
    log = tmp_path / "log"
    assert next(stream).key == "k0"
    assert log.read_text().split() == ["run"]
    assert [answer.key for answer in stream] == ["k1", "k2", "k3", "k4", "k5"]
    assert len(log.read_text().split()) == 4


def test_a_batch_has_a_thousand_segments_at_most(program, tmp_path):
    code = SHOUT + f"open({str(tmp_path / 'log')!r}, 'a').write('run ')"
    engine = program(code, command_batch_characters=10**9)
    assert len(answers(engine, *["x"] * 1001)) == 1001
    assert len((tmp_path / "log").read_text().split()) == 2


def test_big_documents_do_not_block(program):
    code = """
        import sys
        for line in sys.stdin.buffer:
            sys.stdout.buffer.write(line)
            sys.stderr.buffer.write(line)
    """
    engine = program(code, command_batch_characters=10**9)
    found = answers(engine, *["word " * 200] * 2000)
    assert [type(answer) for answer in found] == [Result] * 2000


def test_a_program_that_reads_nothing(program):
    engine = program("print('x')", command_batch_characters=10**9)
    found = answers(engine, "word " * 100_000)
    assert [type(answer) for answer in found] == [Failure]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("raise SystemExit('Quota used up')", "exit code 1; what it wrote to standard"),
        ("raise SystemExit(3)", "exit code 3"),
        ("import os; os.kill(os.getpid(), 9)", "was ended by signal 9"),
        ("pass", "wrote nothing"),
        ("import sys; sys.stdout.buffer.write(b'<p id=k0>\\xff</p>')", "no UTF-8"),
        ("while True: print('x' * 100_000)", "far more than it was given"),
        ("import sys; sys.stderr.write('\\x1b[31m' + 'x' * 10**6); exit(1)", "code 1"),
    ],
)
def test_a_run_that_fails(program, code, reason):
    engine = program(code)
    (found,) = reasons(engine, "One.", "Two.")
    assert reason in found
    assert "\n" not in found
    assert found.isprintable()
    assert len(found) < 300


def test_a_failed_run_leaves_the_others_alone(program):
    code = SHOUT.replace("head, body", "assert 'Bad' not in text; head, body")
    engine = program(code, command_batch_characters=4)
    found = answers(engine, "One.", "Bad.", "Two.")
    assert [type(answer) for answer in found] == [Result, Failure, Result]
    assert "ended with exit code 1" in found[1].reason


DAMAGE = 'import sys; text = sys.stdin.read().replace("{}", "{}"); print(text)'


@pytest.mark.parametrize(
    ("old", "new", "transient"),
    [
        ("<p id='k1'>Two.</p>", "", False),
        ("Two.", "  ", False),
        ("Two.</p>", "Two.</p><p id='k1'>Zwei.</p>", False),
        ("k1", "k7", False),
    ],
)
def test_blocks_that_are_lost_fail_alone(program, old, new, transient):
    engine = program(DAMAGE.format(old.replace("'", '\\"'), new))
    found = answers(engine, "One.", "Two.", "Three.")
    assert [type(answer) for answer in found] == [Result, Failure, Result]
    assert found[1].key == "k1"
    assert found[1].transient is transient


def test_output_that_is_cut_short(program):
    code = "import sys; text = sys.stdin.read(); print(text[:text.index('Thr') + 2])"
    found = answers(program(code), "One.", "Two.", "Three.", "Four.")
    assert [type(answer) for answer in found] == [Result, Result, Failure, Failure]
    assert all(answer.transient for answer in found[2:])


def test_too_slow_programs_are_killed_with_their_children(program, tmp_path):
    pid = tmp_path / "pid"
    code = f"""
        import os, subprocess, sys, time
        child = subprocess.Popen(["sleep", "100"])
        open({str(pid)!r}, "w").write(str(child.pid))
        time.sleep(100)
    """
    engine = program(code, command_timeout=1.0, command_batch_characters=1)
    start = time.monotonic()
    found = reasons(engine, "One.", "Two.")
    assert time.monotonic() - start < 20
    assert "no answer in 1 seconds" in " ".join(found)
    assert "was not asked again" in " ".join(found)
    assert ended(int(pid.read_text()))


def ended(pid):
    for _ in range(100):
        try:
            with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123
                if stat.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc")  # noqa: PTH112
def test_a_helper_left_behind_does_not_hold_up_the_build(program, tmp_path):
    pid = tmp_path / "pid"
    code = SHOUT + textwrap.dedent(f"""
        import subprocess
        child = subprocess.Popen(["sleep", "100"])
        open({str(pid)!r}, "w").write(str(child.pid))
    """)
    start = time.monotonic()
    (found,) = answers(program(code), "One.")
    assert found.html == "ONE."
    assert time.monotonic() - start < 20
    assert ended(int(pid.read_text()))


def test_ctrl_c_ends_the_program(program, tmp_path):
    pid = tmp_path / "pid"
    engine = program(f"""
        import os, time
        open({str(pid)!r}, "w").write(str(os.getpid()))
        time.sleep(100)
    """)
    code = (
        "from sphinx_amts.engines.base import *; from sphinx_amts.model import *\n"
        f"options = EngineOptions(command={engine.command!r})\n"
        "engine = create_engine('command', options)\n"
        "pair = LanguagePair(source='en', target='es')\n"
        "list(engine.translate(Request((Item(key='k', html='x'),), pair)))\n"
    )
    with started([sys.executable, "-c", code], stderr=subprocess.PIPE) as build:
        for _ in range(200):
            if pid.exists() and pid.read_text():
                break
            time.sleep(0.05)
        build.send_signal(signal.SIGINT)
        assert b"KeyboardInterrupt" in build.communicate(timeout=30)[1]
        assert ended(int(pid.read_text()))


INTERRUPTED = """
import os, sys
from pathlib import Path
from sphinx_amts.engines.process import run_program
for _ in range(20):
    try:
        run_program(sys.argv[1:], b"x", timeout=100)
    except KeyboardInterrupt:
        print("interrupted")
"""


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_ctrl_c_while_the_program_starts_ends_it_as_well(tmp_path):
    pids = tmp_path / "pids"
    # the earliest moment at which an interrupt can come is the program's first step
    shell = f"kill -INT $PPID; echo $$ >> {pids}; exec sleep 100"
    command = [sys.executable, "-c", INTERRUPTED, "sh", "-c", shell]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with started(command, text=True, **pipes) as process:
        out, err = process.communicate(timeout=60)
        assert out.split() == ["interrupted"] * 20, err
        assert all(ended(int(pid)) for pid in pids.read_text().split())


def test_a_program_that_cannot_be_run(tmp_path):
    def engine(command):
        return create_engine("command", EngineOptions(command=(str(command),)))

    with pytest.raises(EngineError, match="is not found; install it") as caught:
        answers(engine("no-such-program"), "One.")
    assert not caught.value.transient
    plain = tmp_path / "plain"
    plain.write_text("no program")
    for mode in (0o644, 0o755):
        plain.chmod(mode)
        with pytest.raises(EngineError, match="cannot be run"):
            answers(engine(plain), "One.")
    with pytest.raises(EngineError, match="cannot be run"):
        answers(engine("a\0b"), "One.")


@pytest.mark.parametrize(
    ("command", "label"),
    [
        (("/usr/bin/apertium", "-u"), "apertium"),
        (("python3.12", "-u", "/book/deepl.py", "--fast"), "deepl.py"),
        (("python", "-m", "translator.cli"), "translator.cli"),
        (("python", "-c", "import sys; print(sys.stdin.read())"), "python"),
        (("node", "tools/translate.js"), "translate.js"),
        (("env", "python3", "translate.py"), "translate.py"),
        (("env", "-i", "A=b", "-u", "C", "bash", "-e", "ask.sh"), "ask.sh"),
        (("/usr/bin/env", "-S", "python translate.py"), "env"),
        (("python", "-uBm", "translator"), "translator"),
        (("python", "-mtranslator"), "translator"),
        (("python", "-W", "ignore", "bin/translate"), "translate"),
        (("ruby", "-I", "lib", "-rset", "ask.rb"), "ask.rb"),
        (("perl", "-Ilib", "-w", "--", "ask"), "ask"),
        (("node", "--require", "./hook.js", "--trace-warnings", "ask.mjs"), "ask.mjs"),
        (("pythonw3.12.exe", "ask.pyz"), "ask.pyz"),
    ],
)
def test_a_script_counts_not_its_interpreter(command, label):
    engine = create_engine("command", EngineOptions(command=command))
    assert engine.label == label


@pytest.mark.parametrize(
    "command",
    [
        ("env", "SERVICE_KEY=k3y", "python", "ask.py"),
        ("env", "-u", "OTHER", "A=1", "SERVICE_KEY=k3y", "sh", "ask.sh", "k3y"),
        ("env", "-S", "SERVICE_KEY=k3y ask"),
        ("env", "--split-string=KEY=k3y ask"),
        ("env", "SERVICE_KEY=k3y"),
        ("bash", "-ec", "ask --key k3y"),
        ("sh", "-c", "KEY=k3y ask"),
        ("bash", "--rcfile", "k3y", "-c", "ask"),
        ("bash", "+o", "k3y", "ask.sh"),
        ("python", "-c", "key = 'k3y'", "k3y"),
        ("python", "-Ic", "key = 'k3y'"),
        ("python", "-X", "k3y", "ask.py"),
        ("python", "-Xk3y", "ask.py"),
        ("python", "-m", "ask=k3y"),
        ("python", "KEY=k3y", "ask.py"),
        ("python", "https://me:k3y@host/ask.py"),
        ("node", "--key", "k3y", "ask.js"),
        ("node", "-pe", "k3y"),
        ("node", "--eval=k3y"),
        ("perl", "-ne", "k3y"),
        ("ruby", "-rk3y", "-e", "k3y"),
        ("ask --key=k3y",),
        ("KEY=k3y",),
        ("curl", "-H", "Authorization: k3y", "https://me:k3y@host/?key=k3y"),
    ],
)
def test_a_key_is_nobodys_name(command):
    engine = create_engine("command", EngineOptions(command=command))
    assert engine.label
    assert "k3y" not in engine.label + engine.identity


@pytest.mark.parametrize(
    "key",
    [
        "sk-abc", "ghp_abcdef", "AKIAIOSFODNN7EXAMPLE", "eyJhbGciOi.eyJzdWIi",
        "4f1d2c3b4a59687746352413021f", "xoxb-12", "AIzaSyD-1",
    ],
)  # fmt: skip
def test_what_looks_like_a_key_is_no_script(key):
    for command in (("python", key, "ask.py"), ("sh", "-e", f"/run/{key}")):
        label = create_engine("command", EngineOptions(command=command)).label
        assert label == command[0]


def test_a_name_that_is_set_counts():
    def engine(name, *command):
        return create_engine(
            "command", EngineOptions(command=command, command_name=name)
        )

    one, other = engine("deepl", "sh", "-c", "a"), engine("deepl", "docker", "run")
    assert one.label == "deepl"
    assert one.identity == other.identity != engine("", "docker", "run").identity


def test_what_a_program_says_is_shown_on_a_terminal_only(program, tmp_path):
    code = (
        "import sys; sys.exit('\\x1b[2Jbad k3y' + 'x' * 999 + '\\nb\\nc\\nd\\ne\\nf')"
    )
    engine = program(code)
    script = (
        "from sphinx_amts.engines.base import *; from sphinx_amts.model import *\n"
        f"options = EngineOptions(command={engine.command!r})\n"
        "engine = create_engine('command', options)\n"
        "pair = LanguagePair(source='en', target='es')\n"
        "print(list(engine.translate(Request((Item(key='k', html='x'),), pair))))\n"
    )
    command = [sys.executable, "-c", script]
    logged = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "k3y" not in logged.stdout + logged.stderr
    assert "standard error is shown on a terminal only" in logged.stdout
    master, slave = pty.openpty()
    on_terminal = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, stderr=slave
    )
    os.close(slave)
    shown = os.read(master, 100_000).decode()
    os.close(master)
    assert b"k3y" not in on_terminal.stdout
    assert "program.py: \\x1b[2Jbad k3yxxx" in shown
    assert "and 1 more lines" in shown
    assert len(shown) < 500


def test_errors_name_no_key(tmp_path):
    for word in ("ask --key=k3y", "https://me:k3y@host", "a?key=k3y", "KEY=k3y"):
        engine = create_engine("command", EngineOptions(command=(word,)))
        with pytest.raises(EngineError, match="amts_command") as caught:
            answers(engine, "One.")
        assert "k3y" not in str(caught.value)


def test_identity_and_price():
    def engine(*command, **options):
        return create_engine("command", EngineOptions(command=command, **options))

    one = engine("/usr/bin/apertium", "-u", "{source}-{target}")
    assert one.identity == engine("apertium", "{source}-{target}").identity
    assert one.identity != engine("other", "-u", "{source}-{target}").identity
    assert one.name == "command"
    assert not one.metered
    assert engine("x", command_metered=True).metered


APERTIUM = ("apertium", "-u", "-f", "html", "{source}-{target}")
needs_apertium = pytest.mark.skipif(
    not shutil.which("apertium"), reason="Apertium is not installed"
)


@needs_apertium
def test_apertium_translates():
    engine = create_engine("command", EngineOptions(command=APERTIUM))
    found = answers(
        engine,
        'The <em id="x1">house</em> has <code id="x2" translate="no">a cat</code>.',
        "The books are good.",
    )
    if any("eng-spa" in getattr(answer, "reason", "") for answer in found):
        pytest.skip("apertium-eng-spa is not installed")
    assert all(isinstance(answer, Result) for answer in found)
    assert "casa" in found[0].html
    assert 'id="x1"' in found[0].html
    assert "libros" in found[1].html
    assert found[1].provenance.engine == "apertium"


@needs_apertium
def test_apertium_lacks_a_pair():
    engine = create_engine("command", EngineOptions(command=APERTIUM))
    with pytest.raises(EngineUnsupportedPair, match="from eng to zho") as caught:
        answers(engine, "One.", languages=LanguagePair(source="en", target="zh_CN"))
    assert "amts_command_languages" in str(caught.value)
