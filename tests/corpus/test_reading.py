"""Collections of pairs on disk: what is read, and what is said of the rest."""

from __future__ import annotations

import gzip
import zipfile

import pytest
from backports import zstd

from sphinx_amts.corpus import compression
from sphinx_amts.corpus.model import CorpusFindings
from sphinx_amts.corpus.reading import read_all
from sphinx_amts.model import LanguagePair

EN_ES = LanguagePair(source="en", target="es")
PAIRS = [
    (
        "The function returns a list of all the words.",
        "La función devuelve una lista de todas las palabras.",
    ),
    ("This is the name of the file.", "Este es el nombre del archivo."),
    ("You can use it with a loop.", "Se puede usar con un bucle."),
    ("It was not found in the folder.", "No se encontró en la carpeta."),
]


def read(*paths, languages=EN_ES):
    findings = CorpusFindings()
    found = list(read_all(paths, languages, findings))
    return [(p.source, p.target) for p in found], findings, found


def lines(side, pairs=PAIRS, end="\n"):
    return "".join(pair[side] + end for pair in pairs)


def moses(folder, name="talks", pairs=PAIRS, suffix="", codes=("en", "es")):
    packed = {"": bytes, ".gz": gzip.compress, ".zst": zstd.compress}[suffix]
    paths = []
    for side, code in enumerate(codes):
        path = folder / f"{name}.{code}{suffix}"
        path.write_bytes(packed(lines(side, pairs).encode()))
        paths.append(path)
    return paths


TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header srclang="en" creationtool="x"/><body>
{units}</body></tmx>
"""


def unit(**texts):
    variants = "".join(
        f'<tuv xml:lang="{code}"><seg>{text}</seg></tuv>'
        for code, text in texts.items()
    )
    return f"<tu>{variants}</tu>\n"


def tmx(pairs=PAIRS):
    return TMX.format(units="".join(unit(en=a, es=b) for a, b in pairs))


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_aligned_files_are_found_by_either_name_and_by_what_they_share(
    tmp_path, suffix
):
    source, target = moses(tmp_path, suffix=suffix)
    for name in (source, target, tmp_path / "talks", tmp_path):
        found, findings, pairs = read(name)
        assert found == PAIRS
        assert findings.is_whole
        assert findings.pairs == 4
        assert [(p.origin, p.line) for p in pairs][-1] == (str(source), 4)


def test_aligned_files_may_name_regions_and_be_packed_apart(tmp_path):
    (tmp_path / "ui.en_US.txt").write_text(lines(0))
    (tmp_path / "ui.es-MX.txt").write_text(lines(1))
    assert read(tmp_path / "ui.en_US.txt")[0] == PAIRS
    (tmp_path / "news.en.gz").write_bytes(gzip.compress(lines(0).encode()))
    (tmp_path / "news.es").write_text(lines(1))
    assert read(tmp_path / "news")[0] == PAIRS


def test_lines_end_at_line_feeds_only(tmp_path):
    odd = [
        ("one\x85two\u2028three of the words", "uno\x85dos\u2028tres de las palabras"),
        *PAIRS,
    ]
    for path, side in zip(moses(tmp_path, pairs=odd), (0, 1), strict=True):
        path.write_bytes(b"\xef\xbb\xbf" + lines(side, odd, "\r\n").encode())
    found, findings, _ = read(tmp_path)
    assert found[1:] == PAIRS
    assert found[0][0].startswith("one")
    assert findings.is_whole


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_tmx_is_read_packed_or_not(tmp_path, suffix):
    packed = {"": bytes, ".gz": gzip.compress, ".zst": zstd.compress}[suffix]
    path = tmp_path / f"memory.tmx{suffix}"
    path.write_bytes(packed(tmx().encode()))
    found, findings, pairs = read(path)
    assert found == PAIRS
    assert findings.is_whole
    assert pairs[0].line == 3


def test_opus_archive_is_read_as_it_is(tmp_path):
    path = tmp_path / "en-es.txt.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README", "about")
        archive.writestr("Talks.en-es.en", lines(0))
        archive.writestr("Talks.en-es.es", lines(1))
        archive.writestr("Talks.en-es.ids", "1\t1\n")
    found, findings, pairs = read(path)
    assert found == PAIRS
    assert findings.is_whole
    assert pairs[0].origin == f"{path}/Talks.en-es.en"
    path.write_bytes(path.read_bytes()[:-40])
    found, findings, _ = read(path)
    assert found == []
    assert f"{path}: the archive is cut off or damaged" in findings.faults[0]


@pytest.mark.parametrize(
    "row",
    [
        "{0}\t{1}",
        "{1}\t{0}",
        "1\t{0}\t2\t{1}",
        "{0}\t{1}\tCC-BY 2.0 (tatoeba.org)",
        '"{0}"\t"{1}"',
    ],
)
def test_columns_without_a_header_are_found_by_their_texts(tmp_path, row):
    path = tmp_path / "sentences.tsv"
    path.write_text("".join(row.format(a, b) + "\n" for a, b in PAIRS))
    found, findings, _ = read(path)
    assert found == PAIRS
    assert findings.is_whole


def test_columns_with_a_header_are_read_by_it(tmp_path):
    path = tmp_path / "pairs.tsv.gz"
    rows = [
        f"{b}\t{a}\t{o}\n"
        for (a, b), o in zip(PAIRS, ["", "deepl", "", ""], strict=True)
    ]
    path.write_bytes(
        gzip.compress(("es\ten\torigin\n" + "".join(rows) + "only one\n").encode())
    )
    found, findings, _ = read(path)
    assert found == [PAIRS[0], *PAIRS[2:]]
    assert findings.machine == 1
    assert findings.left_out == [f"{path}: line 6 left out: 1 fields instead of 3"]


def test_folder_of_catalogs_gives_what_people_translated_into_the_language(tmp_path):
    for code, text in (("es", "Un paseo corto."), ("fr", "Une promenade.")):
        folder = tmp_path / "locale" / code / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "index.po").write_text(
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
            f'msgid "A *short* walk."\nmsgstr "{text}"\n\n'
            '#, fuzzy\nmsgid "A long walk."\nmsgstr "x"\n'
        )
    found, findings, pairs = read(tmp_path)
    assert found == [("A short walk.", "Un paseo corto.")]
    assert pairs[0].origin.endswith("locale/es/LC_MESSAGES/index.po")
    assert pairs[0].line == 4
    assert findings.is_whole


def test_file_with_fewer_lines_is_named_with_its_last_line(tmp_path):
    source, target = moses(tmp_path)
    target.write_text(lines(1, PAIRS[:3]))
    found, findings, _ = read(source)
    assert found == PAIRS[:3]
    assert not findings.is_whole
    assert findings.faults[0].startswith(
        f"{target}:3: the file ends here, {source} does not"
    )


@pytest.mark.parametrize("cut", [7, 35])
def test_half_a_line_is_no_text(tmp_path, cut):
    """Cut within the last line, or within the one before it."""
    source, target = moses(tmp_path)
    target.write_bytes(target.read_bytes()[:-cut])
    whole = target.read_bytes().count(b"\n")
    found, findings, _ = read(source)
    assert found == PAIRS[:whole]
    assert findings.faults[0].startswith(f"{target}:{whole + 1}: the file ends within")


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
@pytest.mark.parametrize("damage", ["cut", "byte"])
def test_damaged_compression_is_never_taken_for_the_end(tmp_path, suffix, damage):
    many = [
        (
            f"{a} The number of it is {n * 7919 % 10007}.",
            f"{b} El número de ella es {n}.",
        )
        for n in range(3000)
        for a, b in PAIRS
    ]
    source, target = moses(tmp_path, pairs=many, suffix=suffix)
    data = bytearray(target.read_bytes())
    if damage == "cut":
        del data[len(data) // 2 :]
    else:
        data[-6] ^= 0x55
    target.write_bytes(data)
    found, findings, _ = read(source)
    assert found == many[: len(found)]
    (fault,) = findings.faults
    assert fault.startswith(f"{target}:")
    assert "is cut off or damaged" in fault


def test_cut_tmx_keeps_what_stands_before(tmp_path):
    path = tmp_path / "memory.tmx.gz"
    data = tmx().encode()
    path.write_bytes(gzip.compress(data[: data.index(b"It was")]))
    found, findings, _ = read(path)
    assert found == PAIRS[:3]
    assert findings.faults[0].startswith(f"{path}: line 6: the TMX file is damaged")
    path.write_bytes(gzip.compress(tmx().encode())[:30])
    found, findings, _ = read(path)
    assert found == []
    assert findings.faults[0].startswith(f"{path}: it is cut off or damaged")


def test_other_encodings_are_named_and_the_rest_is_read(tmp_path):
    source, target = moses(tmp_path)
    target.write_bytes(lines(1).encode("latin-1"))
    found, findings, _ = read(source)
    assert found == [pair for pair in PAIRS if pair[1].isascii()]
    assert findings.left_out == [f"{target}: lines 1, 4 left out: not UTF-8"]
    assert not findings.is_whole
    target.write_text(lines(1), "utf-16")
    found, findings, _ = read(source)
    assert found == []
    assert findings.faults[0].startswith(f"{target}:1: line 1: the text is in UTF-16")


def test_collections_in_other_languages_are_refused_and_others_are_read(tmp_path):
    french = [
        (
            "This is the file of the book.",
            "C'est le fichier du livre dans les pages que nous avons.",
        ),
        ("And the words of it.", "Et les mots qui sont dans la page pour nous."),
    ]
    russian = [
        ("This is the file of the book.", "Это файл этой книги, который мы читаем.")
    ] * 3
    (bad, _), (worse, _) = (
        moses(tmp_path, "french", french),
        moses(tmp_path, "russian", russian),
    )
    moses(tmp_path, "good")
    (turned, _) = moses(tmp_path, "turned", [(b, a) for a, b in PAIRS])
    found, findings, _ = read(tmp_path)
    assert found == PAIRS
    assert [fault.partition(": ")[0] for fault in findings.faults] == [
        str(bad),
        str(worse),
        str(turned),
    ]
    assert "the text is not in 'es' (it reads as 'fr')" in findings.faults[0]
    assert "letters are of another script" in findings.faults[1]
    assert "the wrong way round" in findings.faults[2]


def test_tmx_of_several_languages_gives_those_that_are_asked_for(tmp_path):
    path = tmp_path / "memory.tmx"
    units = [
        unit(en="The walk of the day.", fr="La promenade.", es="El paseo."),
        unit(en="Only here.", fr="Ici."),
    ]
    path.write_text(TMX.format(units="".join(units)))
    found, findings, _ = read(path)
    assert found == [("The walk of the day.", "El paseo.")]
    assert findings.left_out == [f"{path}: line 4 left out: no text in es"]
    _, findings, _ = read(path, languages=LanguagePair(source="en", target="de"))
    assert (
        f"{path}: there are no pairs in en and de in it; it is in en, es, fr"
        in findings.faults
    )


@pytest.mark.parametrize(
    "name", ["empty.tmx", "empty.tsv", "empty.csv", "empty.en", "empty.tmx.gz"]
)
def test_empty_collections_are_named(tmp_path, name):
    (tmp_path / name).write_bytes(gzip.compress(b"") if name.endswith("gz") else b"")
    (tmp_path / "empty.es").write_bytes(b"")
    found, findings, _ = read(tmp_path / name)
    assert found == []
    assert findings.faults[0].startswith(str(tmp_path / name))


def test_what_is_no_collection_is_named_with_what_is_one(tmp_path):
    (tmp_path / "a.docx").write_text("x")
    (tmp_path / "lonely.en").write_text("x")
    (tmp_path / "folder").mkdir()
    names = ["a.docx", "lonely.en", "folder", "missing"]
    _, findings, _ = read(*(tmp_path / name for name in names))
    for name, fault in zip(names, findings.faults, strict=True):
        assert fault.startswith(f"{tmp_path / name}: ")
    assert "the other file of the pair is not beside it" in findings.faults[1]
    assert "nor missing.en with missing.es" in findings.faults[3]


def test_bombs_are_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(compression, "_HARMLESS_BYTES", 100_000)
    bomb = b"The word of it.\n" * 150_000
    for suffix, packed in ((".gz", gzip.compress), (".zst", zstd.compress)):
        for code in ("en", "es"):
            (tmp_path / f"bomb.{code}{suffix}").write_bytes(packed(bomb))
        found, findings, _ = read(tmp_path / f"bomb.en{suffix}")
        assert len(found) < 150_000
        assert any("times its size" in fault for fault in findings.faults)


def test_line_without_end_takes_no_memory(tmp_path):
    source, target = moses(tmp_path)
    source.write_bytes(b"x" * 30_000_000 + b"\n" + lines(0).encode())
    target.write_bytes(b"y\n" + lines(1).encode())
    found, findings, _ = read(source)
    assert found == PAIRS
    assert findings.left_out == [
        f"{source}: line 1 left out: a line of more than 100,000 bytes"
    ]


def test_zstd_without_its_package_names_the_extra(tmp_path, monkeypatch):
    moses(tmp_path, suffix=".zst")
    monkeypatch.setitem(__import__("sys").modules, "backports", None)
    _, findings, _ = read(tmp_path)
    assert "sphinx-amts[corpus]" in findings.faults[0]


def test_order_of_paths_does_not_matter(tmp_path):
    one, two = moses(tmp_path, "one", PAIRS[:2]), moses(tmp_path, "two", PAIRS[2:])
    first, _, _ = read(two[0], one[0], one[1])
    assert first == read(one[1], two[1])[0] == PAIRS
