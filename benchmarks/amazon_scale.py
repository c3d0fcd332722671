"""Send very many segments through an emulated account, and watch the memory.

    python benchmarks/amazon_scale.py [SEGMENTS]

Bar: 100,000 segments are packed, sent by a job, read back and stored with less than
500 MB of memory, each billed once. The emulator and its S3 server run in a process of
their own. Needs the extra `emulator`.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import boto3

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import emulated
import fault_mix

from sphinx_amts.document_records.documents import Miss
from sphinx_amts.engines.base import EngineOptions, create_engine
from sphinx_amts.markup.model import Placeable, Text
from sphinx_amts.memory.translation_memory import TranslationMemory
from sphinx_amts.model import Dialect, MessageKind
from sphinx_amts.translation.budget import Permission

LIMIT_MB = 500


def miss(number: int) -> Miss:
    inlines = (
        Text(f"Sentence number {number} is about as long as sentences are, with "),
        Placeable("literal", f"``code {number}``", f"code {number}"),
        Text(" in the middle."),
    )
    return Miss(
        text=fault_mix.decode(inlines, Dialect.RST, MessageKind.BLOCK),
        kind=MessageKind.BLOCK,
        dialect=Dialect.RST,
        line=number,
        inlines=inlines,
    )


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def start_emulator() -> tuple[subprocess.Popen, dict[str, str]]:
    code = "import sys; from sphinx_amts.cli.main import main; sys.exit(main())"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "emulator", "--seconds", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    variables = dict(emulated.CREDENTIALS)
    for line in process.stdout:
        if line.strip() == "ready":
            break
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").strip().partition("=")
            variables[name] = value
    return process, variables


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    process, variables = start_emulator()
    os.environ.update(variables)
    try:
        s3 = boto3.client("s3", region_name=emulated.REGION)
        s3.create_bucket(Bucket=emulated.BUCKET)
        return measure(count)
    finally:
        process.terminate()
        process.wait()


def measure(count: int) -> int:
    misses = [miss(number) for number in range(count)]
    began = time.monotonic()
    print(f"{count} segments made: {megabytes():.0f} MB")
    with tempfile.TemporaryDirectory() as folder:
        memory = TranslationMemory.open(Path(folder, "memory"))
        options = EngineOptions(
            amazon=emulated.AMAZON,
            book="Scale",
            state_dir=Path(folder),
            wait=600.0,
            notify=print,
        )
        engine = create_engine("amazon", options)
        outcome = fault_mix.translate(engine, memory, Permission(1000.0), misses)
        memory.close()
    peak = megabytes()
    done = len(outcome.translations)
    meter = f"{translate_url()}/_emulator/meter"
    with urllib.request.urlopen(meter) as answer:
        billed = [line["text"] for line in json.load(answer)["lines"]]
    print(f"{done} translated in {time.monotonic() - began:.0f} s, peak {peak:.0f} MB")
    print(f"{len(billed)} texts billed, {len(set(billed))} different ones")
    whole = done == count == len(billed) == len(set(billed))
    return 0 if whole and peak < LIMIT_MB else 1


def translate_url() -> str:
    return os.environ["AWS_ENDPOINT_URL_TRANSLATE"]


if __name__ == "__main__":
    sys.exit(main())
