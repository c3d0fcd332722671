"""Run `sphinx-amts emulator`: serve an emulation of Amazon Translate on loopback."""

from __future__ import annotations

import signal
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.cli.arguments import command, repeated, value
from sphinx_amts.cli.output import say
from sphinx_amts.errors import ConfigError
from sphinx_amts.extras import install

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Serve the emulation until SIGTERM or SIGINT; return the exit code."""
    try:
        from sphinx_amts.emulator.buckets import Buckets
        from sphinx_amts.emulator.server import Emulator
        from sphinx_amts.emulator.shapes import service_model
        from sphinx_amts.emulator.storage_server import storage_server
        from sphinx_amts.emulator.store import Durations, Store

        service_model()
    except ImportError as exc:
        raise ConfigError(
            f"the emulator needs boto3; run `{install('emulator')}`"
        ) from exc
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with ExitStack() as stack:
        s3 = options.s3 or stack.enter_context(storage_server())
        store = Store(
            Buckets(s3),
            folder=options.state,
            durations=Durations(
                job=options.seconds,
                stop=options.seconds / 2,
                import_=options.seconds,
                delete=options.seconds / 2,
            ),
        )
        store.meter.budget = options.budget
        for fault in options.faults:
            name, _, value = fault.partition("=")
            try:
                store.faults.set(name, value)
            except ValueError as exc:
                raise ConfigError(f"--fault {fault}: {exc}") from exc
        try:
            emulator = Emulator(store, options.port)
        except (OSError, OverflowError) as exc:
            why = getattr(exc, "strerror", None) or "a port is from 0 to 65535"
            raise ConfigError(
                f"--port {options.port}: {why}; give another one"
            ) from exc
        stack.enter_context(emulator)
        say("# an emulation, not Amazon Translate")
        say(f"export AWS_ENDPOINT_URL_TRANSLATE={emulator.url}")
        say(f"export AWS_ENDPOINT_URL_S3={s3}")
        say("ready")
        ended.wait()
    return 0


add_arguments = command(
    "Run an emulation of Amazon Translate on this machine, with an S3 server beside "
    "it. What it makes of texts are no translations. Faults are listed in the "
    "reference.",
    value("--port", "N", "port (default: a free one)", type=int, default=0),
    value("--s3", "URL", "S3 server to use (default: one of its own)"),
    value("--state", "DIR", "keep the state in this folder", type=Path),
    repeated(
        "--fault",
        "NAME[=VALUE]",
        "let something go wrong: always, VALUE times, or with a probability",
        dest="faults",
    ),
    value(
        "--seconds",
        "S",
        "seconds that a job or an import takes (default: 2)",
        type=float,
        default=2.0,
    ),
    value("--budget", "DOLLARS", "refuse what would cost more", type=float),
    run=run,
)
