"""A service that is no emulator, as far as its answers tell: for tests of rehearsals.

It hands requests on to an emulator, and takes out of the answers what marks them.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

from serving import serving


@contextmanager
def stand_in(emulator_url, words="real"):
    """Give the URL of a service whose texts begin with *words*."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept = ("content-type", "authorization", "x-amz-target")
            headers = {n: v for n, v in self.headers.items() if n.lower() in kept}
            request = urllib.request.Request(emulator_url, data=body, headers=headers)
            try:
                with urllib.request.urlopen(request) as answer:
                    status, data = answer.status, answer.read()
            except urllib.error.HTTPError as exc:
                status, data = exc.code, exc.read()
            data = data.replace(b"[emulated]", words.encode())
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_arguments):
            pass

    with serving(Handler) as address:
        yield address
