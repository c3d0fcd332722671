"""`sphinx-amts align` on files."""

from __future__ import annotations

import pytest

SOURCE = "The oven of 1874 is hot.\nIt is old.\n\nIs Anna there?\n"
TARGET = "El horno de 1874 está caliente. Es viejo.\n\n¿Está Anna?\n"


@pytest.fixture
def align(empty_project, amts):
    def run(*arguments, source=SOURCE, target=TARGET):
        paths = []
        for name, text in (("s.txt", source), ("t.txt", target)):
            path = empty_project.root / name
            data = text if isinstance(text, bytes) else text.encode()
            path.write_bytes(data)
            paths.append(path)
        languages = ("-s", "en", "-t", "es")
        return amts(empty_project, "align", *paths, *(arguments or languages))

    return run


def test_a_sentence_a_line(align):
    ran = align("-s", "en", "-t", "es", "--sentences")
    assert ran.code == 0, ran.err
    assert ran.out.splitlines() == ["[0, 1]:[0]", "[2]:[1]", "[3]:[2]"]


def test_paragraphs(align):
    ran = align(
        *("-s", "en", "-t", "es", "--paragraphs"),
        source=SOURCE.replace("\n\n", "\r\n\r\n"),
    )
    assert ran.code == 0, ran.err
    assert ran.out.splitlines() == ["[0]:[0]", "[1]:[1]", "[2]:[2]"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"source": " \n"}, "s.txt: there is no text in it"),
        ({"target": b"a\n\xff\n"}, "t.txt:2: not UTF-8"),
    ],
)
def test_bad_files(align, change, said):
    align("-s", "en", "-t", "es", "--sentences", **change).refused(said)


def test_bad_arguments(align, empty_project, amts):
    align("-s", "en", "-t", "spanisch", "--sentences").refused("no such language")
    ran = amts(
        empty_project, "align", "no", "no", "-s", "en", "-t", "es", "--sentences"
    )
    ran.refused("no: No such file")
