"""Run moto's S3 server on loopback for the emulator."""

from __future__ import annotations

import logging
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sphinx_amts.emulator.gate import LOOPBACK, Gate, GatedHandler
from sphinx_amts.errors import ConfigError
from sphinx_amts.extras import install

if TYPE_CHECKING:
    from collections.abc import Iterator

_INSTALL = (
    f"the emulator needs moto's S3 server; run `{install('emulator')}`, "
    "or give the URL of another S3 server with --s3"
)

_CONTROL = "/moto-api"
_SHOWN = frozenset(_CONTROL + name for name in ("/", "/lib.js", "/data.json"))
_LARGEST = 2**30  # moto reads an object into memory


@contextmanager
def storage_server(port: int = 0) -> Iterator[str]:
    """Run an S3 server while the context is open, and yield its URL.

    Args:
        port: port of the server; 0 for any free port.

    Raises:
        ConfigError: moto is not installed, or the port is in use.
    """
    try:
        from moto.moto_server.werkzeug_app import (
            DomainDispatcherApplication,
            MotoRequestHandler,
            create_backend_app,
        )
        from werkzeug.serving import make_server
    except ImportError as exc:
        raise ConfigError(_INSTALL) from exc

    class Handler(GatedHandler, MotoRequestHandler):
        """HTTP handler that passes admitted requests on to moto."""

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # it logs every request
    application = DomainDispatcherApplication(create_backend_app)
    with _listening(port) as sock:  # the server makes a copy of it
        server = make_server(
            LOOPBACK,
            port,
            application,
            threaded=True,
            request_handler=Handler,
            fd=sock.fileno(),
        )
    Handler.gate = Gate(
        server.port, _CONTROL, _SHOWN, _LARGEST, chunked=True, buckets=True
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server((LOOPBACK, port))
    except OSError as exc:
        raise ConfigError(f"port {port}: {exc.strerror}; give another one") from exc
