"""A generated site in English and Spanish, served on loopback, and what goes wrong.

The texts of its pages are made of words that are drawn by the number of the page, so
that each page has texts of its own, and each text has one true translation.
"""

from __future__ import annotations

import gzip
import random
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sphinx_amts.cli.main import main
from sphinx_amts.model import LanguagePair
from sphinx_amts.parallel_data.files import read_pairs

_PEOPLE = [
    ("the miller", "el molinero"), ("the baker", "el panadero"),
    ("the teacher", "el maestro"), ("the gardener", "el jardinero"),
    ("the sailor", "el marinero"), ("the painter", "el pintor"),
    ("the farmer", "el granjero"), ("the doctor", "el médico"),
]  # fmt: skip
_DEEDS = [
    ("sells", "vende"), ("buys", "compra"), ("paints", "pinta"),
    ("finds", "encuentra"), ("loses", "pierde"), ("carries", "lleva"),
    ("draws", "dibuja"), ("hides", "esconde"),
]  # fmt: skip
_THINGS = [
    ("apples", "manzanas"), ("boats", "barcos"), ("books", "libros"),
    ("candles", "velas"), ("chairs", "sillas"), ("clocks", "relojes"),
    ("coins", "monedas"), ("flowers", "flores"), ("hats", "sombreros"),
    ("keys", "llaves"), ("lamps", "lámparas"), ("loaves", "panes"),
]  # fmt: skip
_PLACES = [
    ("in the old market", "en el mercado viejo"), ("near the river", "cerca del río"),
    ("behind the church", "detrás de la iglesia"), ("at the harbour", "en el puerto"),
    ("on the white bridge", "en el puente blanco"), ("in the forest", "en el bosque"),
]  # fmt: skip
_TIMES = [
    ("In winter", "En invierno"), ("On Sundays", "Los domingos"),
    ("Every morning", "Cada mañana"), ("After the storm", "Después de la tormenta"),
]  # fmt: skip


def sentence(draw):
    """Return a sentence, and its translation."""
    parts = [
        draw.choice(group) for group in (_TIMES, _PEOPLE, _DEEDS, _THINGS, _PLACES)
    ]
    number = draw.randrange(12, 990)
    return tuple(
        f"{p[0][side]} {p[1][side]} {p[2][side]} {number} {p[3][side]} {p[4][side]}."
        for p in [parts]
        for side in (0, 1)
    )


def paragraphs(number, count=6):
    """Return paragraphs of the page *number*, each with its translation."""
    draw = random.Random(number)
    found = []
    for _ in range(count):
        sentences = [sentence(draw) for _ in range(3)]
        found.append(tuple(" ".join(s[side] for s in sentences) for side in (0, 1)))
    return found


def sentences(number, count=6):
    """Return the sentences of the page *number* with their translations."""
    return {
        pair
        for english, spanish in paragraphs(number, count)
        for pair in zip(_split(english), _split(spanish), strict=True)
    }


def _split(text):
    return [f"{part}." for part in text.removesuffix(".").split(". ")]


def page(texts, language, *, title="", head="", links=(), body=""):
    """Return a page with *texts*, as a site would write it."""
    menu = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    text = "".join(f"<p>{text}</p>" for text in texts)
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{title}</title>{head}</head><body><nav><ul>{menu}</ul></nav>"
        f"<main><article><h1>{title}</h1>{text}{body}</article></main>"
        "<footer><p>All rights and wrongs.</p></footer></body></html>"
    )


def alternates(**places):
    """Return the links of a page to its translations."""
    return "".join(
        f'<link rel="alternate" hreflang="{code.replace("_", "-")}" href="{place}">'
        for code, place in places.items()
    )


def bilingual(number, source="/en/{}.html", target="/es/{}.html", links=(), **more):
    """Return a page and its translation, which name each other, by their paths."""
    places = (source.format(number), target.format(number))
    head = alternates(en=places[0], es=places[1])
    return {
        place: page(
            [text[side] for text in paragraphs(number)],
            ("en", "es")[side],
            head=head,
            links=links if side == 0 else (),
            **more,
        )
        for side, place in enumerate(places)
    }


RULES = ("/robots.txt", "/.well-known/tdmrep.json")
"""What is asked of each host first."""


class Site:
    """Pages by their paths, with what was asked for.

    A page is text, bytes, a status with headers and content, or a function that writes
    the answer itself.
    """

    def __init__(self, pages):
        self.pages = pages
        self.asked = []
        self.headers = []
        self.bytes = 0
        self.address = ""
        self.delay = 0.0

    def times(self, path):
        return self.asked.count(path)


@contextmanager
def serving_site(pages, host="127.0.0.1", tls=None):
    """Serve *pages* as long as the block runs; gives the `Site`."""
    site = Site(pages)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            site.asked.append(self.path)
            site.headers.append(dict(self.headers))
            time.sleep(site.delay)
            found = site.pages.get(self.path)
            if callable(found):
                with suppress(BrokenPipeError, ConnectionResetError):
                    found(self)
                return
            status, headers, content = 200, {}, found
            if found is None:
                status, content = 404, "nothing here"
            elif isinstance(found, tuple):
                status, headers, content = found
            data = content.encode() if isinstance(content, str) else content
            kind = "text/plain" if self.path.endswith(".txt") else "text/html"
            headers = {"Content-Type": kind, "Content-Length": str(len(data))} | headers
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer((host, 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # a client that goes away
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    site.address = f"http://{host}:{server.server_port}"
    site.port = server.server_port
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def redirect(place, status=302):
    return (status, {"Location": place}, "")


def endless(site):
    """Return a page of a gigabyte, of which is counted how much was sent."""

    def send(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        chunk = b"<p>more</p>" * 6000
        for _ in range(1_000_000_000 // len(chunk)):
            handler.wfile.write(chunk)
            site.bytes += len(chunk)

    return send


def slow(seconds):
    """Return a page that comes byte by byte, and takes *seconds*."""

    def send(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        for _ in range(int(seconds / 0.05)):
            handler.wfile.write(b" ")
            time.sleep(0.05)

    return send


def bomb(size=200_000_000):
    """Return a small answer that unpacks to *size* bytes."""
    data = gzip.compress(b"\0" * size, 9)
    return (200, {"Content-Encoding": "gzip"}, data)


def command(folder, *arguments, output="out.tmx"):
    """Return the words of the command, with its files below *folder*."""
    return [
        *("corpus", "collect", *arguments, "-s", "en", "-l", "es", "--delay", "0"),
        *("--cache", str(folder / "cache"), "-o", str(folder / output)),
    ]


def collect(folder, *arguments, output="out.tmx"):
    """Run the command; return its exit code."""
    return main(command(folder, *arguments, output=output))


def collected(path):
    found = read_pairs(path, LanguagePair(source="en", target="es"))
    return {(pair.source_text, pair.target_text) for pair in found.pairs}
