"""An S3 server for the emulator: moto's, on loopback."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

_INSTALL = (
    "the emulator needs moto's S3 server; run `pip install 'sphinx-amts[emulator]'`, "
    "or give the URL of another S3 server with --s3"
)


@contextmanager
def storage_server(port: int = 0) -> Iterator[str]:
    """Run an S3 server for as long as the context lasts; give its URL.

    Raises:
        ConfigError: moto is not installed.
    """
    try:
        from moto.server import ThreadedMotoServer
    except ImportError as exc:
        raise ConfigError(_INSTALL) from exc
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # it logs every request
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    try:
        host, number = server.get_host_and_port()
        yield f"http://{host}:{number}"
    finally:
        server.stop()
