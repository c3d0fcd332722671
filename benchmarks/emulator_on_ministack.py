"""The contract of the emulator's jobs, asked of ministack as well.

    python benchmarks/emulator_on_ministack.py [--venv FOLDER]

ministack is another emulation of Amazon Web Services; of Amazon Translate it has the
four operations of jobs. What a client asks (`tests/support/job_contract.py`) is asked
of both, with our S3 server and with theirs. Where they differ, and the difference is
not in `tests/support/ministack_differences.py` with the page of the service's
documentation, one of the two is wrong: the exit code is 1. So it is where a listed
difference is gone. ministack needs a version of botocore of its own, so it gets a
virtual environment, which is made in FOLDER unless it is there.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import venv
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import boto3
from botocore.config import Config
from emulated import emulated_amazon, storage
from job_contract import Service, answers
from ministack_differences import DIFFERENCES

PACKAGE = "ministack==1.5.33"


def service(translate_url: str, s3_url: str, set_seconds) -> Service:
    """Return the clients of an emulation."""
    known = {
        "region_name": "us-east-1",
        "aws_access_key_id": "123456789012",
        "aws_secret_access_key": "any",
    }
    return Service(
        boto3.client("translate", endpoint_url=translate_url, **known),
        boto3.client(
            "s3",
            endpoint_url=s3_url,
            config=Config(s3={"addressing_style": "path"}),
            **known,
        ),
        set_seconds,
    )


def ours() -> dict[str, object]:
    """Return what our emulator answers."""
    with storage() as url, emulated_amazon(url) as amazon:

        def set_seconds(seconds: float) -> None:
            amazon.store.durations.job = seconds
            amazon.store.durations.stop = 0.5

        return dict(answers(service(amazon.emulator.url, url, set_seconds)))


def theirs(program: Path) -> dict[str, object]:
    """Return what ministack answers."""
    with ministack(program) as url:

        def set_seconds(seconds: float) -> None:
            post(f"{url}/_ministack/config", {"translate._JOB_RUN_SECONDS": seconds})

        other = service(url, url, set_seconds)
        other.pause = 1.1  # it counts whole seconds
        return dict(answers(other))


@contextmanager
def ministack(program: Path):
    """Run ministack on loopback; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **{k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "SERVICES": "s3,translate",
    }
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [program], env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        url = f"http://127.0.0.1:{port}"
        try:
            for _ in range(200):
                try:
                    urllib.request.urlopen(f"{url}/_ministack/health").close()
                    break
                except urllib.error.HTTPError:
                    break
                except OSError:
                    time.sleep(0.2)
            yield url
        finally:
            process.terminate()
            process.wait(30)


def post(url: str, given: dict[str, object]) -> None:
    data = json.dumps(given).encode()
    head = {"Content-Type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(url, data, head)).close()


def installed(folder: Path) -> Path:
    """Return the program, after making its environment if need be."""
    program = folder / "bin" / "ministack"
    if not program.exists():
        venv.create(folder, with_pip=True)
        pip = folder / "bin" / "pip"
        subprocess.run([pip, "install", "-q", PACKAGE], check=True)
    return program


def main() -> int:
    """Run; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    default = Path(tempfile.gettempdir()) / "sphinx-amts-ministack"
    parser.add_argument("--venv", type=Path, default=default)
    options = parser.parse_args()
    program = installed(options.venv)
    mine, other = ours(), theirs(program)
    wrong = 0
    for question, answer in mine.items():
        differs = answer != other.get(question)
        known = DIFFERENCES.get(question)
        if differs == bool(known):
            if differs:
                print(f"differs, as known: {question} ({known})")
            continue
        wrong += 1
        print(f"{question}: {'differs' if differs else 'differs no longer'}")
        print(f"  ours   {answer}\n  theirs {other.get(question)}")
    print(
        f"{len(mine)} questions, {len(DIFFERENCES)} known differences, {wrong} others"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
