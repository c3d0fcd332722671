"""Catalogs in any state: what plain Sphinx builds is built, and shows the same text."""

from __future__ import annotations

import json

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from versions import SPHINX_MAJOR

CATALOG = "locale/es/LC_MESSAGES/index.po"
MACHINE = "amts/catalogs/es/index.po"
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
BOAT = 'msgid "The boat leaves at noon."\nmsgstr "El barco sale a mediodía."\n\n'
OTHER = 'msgid "The boat leaves at noon."\nmsgstr "El bote parte a las doce."\n\n'
BREAD = 'msgid "Bread is sold on deck."\nmsgstr "Se vende pan a bordo."\n\n'
FUZZY = f"#, fuzzy\n{BOAT}"
TEXTS = ("El barco sale", "El bote parte", "Se vende pan", "The boat", "Bread is")


@pytest.fixture
def book(empty_project):
    """Two paragraphs."""
    empty_project.write(
        "index.rst",
        "Ferry\n=====\n\nThe boat leaves at noon.\n\nBread is sold on deck.\n",
    )
    return empty_project


def put(book, name, content):
    path = book.src / name
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(data)
    return path


def shown(book):
    body = book.body("index")
    return [text for text in TEXTS if text in body]


def both(book):
    """Build with plain Sphinx and with the extension; return what both show."""
    plain = book.build(
        "-D", "extensions=sphinx.ext.ifconfig", "-d", str(book.root / "p"), "-a"
    )
    assert plain.code == 0, plain.output
    expected = shown(book)
    for path in book.src.rglob("*.po"):
        path.with_suffix(".mo").unlink(missing_ok=True)
    built = book.build("-a")
    assert "Traceback" not in built.output
    assert built.code == 0, built.output
    assert shown(book) == expected
    return built


DAMAGE = {
    "another translation": HEAD + BOAT + BREAD + OTHER,
    "another one first": HEAD + OTHER + BREAD + BOAT,
    "once fuzzy": HEAD + BOAT + BREAD + FUZZY,
    "once empty": HEAD + BREAD + 'msgid "Bread is sold on deck."\nmsgstr ""\n',
    "conflict": f"{HEAD}<<<<<<< HEAD\n{BOAT}=======\n{OTHER}>>>>>>> b\n{BREAD}",
    "conflict in an entry": HEAD + BREAD + BOAT.replace(
        "msgstr", '<<<<<<< a\nmsgstr "x"\n=======\nmsgstr'
    ),
    "half of a msgid": HEAD + BREAD + 'msgid "The boat le',
    "half of a msgstr": HEAD + BREAD + BOAT[:-9],
    "no msgstr": HEAD + BREAD + 'msgid "The boat leaves at noon."\n',
    "garbage between": f"{HEAD}{BREAD}what is this\n\n{BOAT}",
    "a string alone": f'{HEAD}{BREAD}# a note\n"lost"\n\n{BOAT}',
    "latin-1": (HEAD + BREAD + BOAT).encode("latin-1"),
    "null bytes": (HEAD + BREAD).encode() + b"\0" * 40,
    "binary": bytes(range(256)),
    "empty": "",
    "unknown charset": (HEAD + BREAD).replace("UTF-8", "klingon"),
    "no header, half": BREAD + BOAT[:-9],
    "UTF-8 under another name": (HEAD + BREAD + BOAT).replace("UTF-8", "ISO-8859-1"),
    "two headers": HEAD + BREAD + HEAD + BOAT,
    "plural forms without a text": HEAD + BREAD + 'msgid "a"\nmsgid_plural "b"\n',
}  # fmt: skip


@pytest.mark.parametrize("content", DAMAGE.values(), ids=DAMAGE)
def test_the_page_shows_what_plain_sphinx_shows(book, content):
    path = put(book, CATALOG, content)
    built = both(book)
    (line,) = built.warnings
    assert line.startswith((f"{path}:", f"WARNING: {path}:")), line
    assert line.endswith("[amts.catalog]")
    before = path.read_bytes()
    assert book.build("-a").warnings == built.warnings  # nothing was read again
    assert path.read_bytes() == before
    # Sphinx 7 ends at the first warning
    assert book.build("-a", "-W").code == (1 if SPHINX_MAJOR > 7 else 2)


def test_an_entry_that_stands_twice_with_one_translation(book):
    put(book, CATALOG, HEAD + BOAT + BREAD + BOAT)
    assert both(book).warnings == []
    assert "El barco sale" in shown(book)


def test_the_compiled_catalog_counts_where_nothing_else_can_be_read(book):
    path = put(book, CATALOG, HEAD + BOAT)
    with path.open("rb") as source, path.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, read_po(source))
    path.write_bytes(b"\xff\xfe\x00 no catalog")
    built = book.build()
    assert built.code == 0
    assert "El barco sale" in shown(book)


def test_a_damaged_compiled_catalog_alone(book):
    path = put(book, CATALOG, HEAD + BOAT)
    path.unlink()
    put(book, CATALOG.replace(".po", ".mo"), b"\xde\x12\x04\x95" + b"\0" * 9)
    (line,) = both(book).warnings
    assert "not a compiled catalog" in line


def test_each_damaged_catalog_is_told_once_by_parallel_readers(book):
    book.jobs = "2"
    for name in "abcdef":
        book.write(
            f"{name}.rst", f":orphan:\n\n{name}\n===\n\nBread is sold on deck.\n"
        )
    book.conf(gettext_compact="all")
    put(book, "locale/es/LC_MESSAGES/all.po", HEAD + BREAD + BOAT + OTHER)
    assert len(both(book).warnings) == 1


# --- machine catalogs


@pytest.mark.parametrize(
    "content", [HEAD + BOAT[:-9], b"\xff\xfe", HEAD + BOAT + OTHER, ""], ids=range(4)
)
def test_a_damaged_machine_catalog_is_as_none(book, content):
    book.engine()
    path = put(book, MACHINE, content)
    before = path.read_bytes()
    built = book.build()
    assert built.code == 0, built.output
    (line,) = built.warnings
    assert f"{path}:" in line
    assert "译The boat" in book.body("index")
    assert path.read_bytes() == before


def test_nothing_is_paid_for_while_a_catalog_is_damaged(book):
    book.engine(amts_command_metered=True)
    put(book, MACHINE, HEAD + BOAT[:-9])
    built = book.build(AMTS_SPEND="5")
    assert built.code == 0
    assert built.calls == []
    assert "damaged catalogs" in built.output
    put(book, MACHINE, HEAD + BOAT)
    assert "The boat leaves at noon." not in book.build(AMTS_SPEND="5").sent


def test_a_damaged_human_memory_is_as_none(book):
    book.engine()
    path = put(book, "amts/human/es.jsonl", "{ no record")
    built = book.build()
    assert built.code == 0, built.output
    (line,) = built.warnings
    assert str(path) in line
    assert "译The boat" in book.body("index")


# --- commands

WRITERS = [
    ("translate",),
    ("sync",),
    ("accept", "--all"),
    ("check", "--fix"),
    ("refresh", "--because", "engine"),
]


@pytest.mark.parametrize("name", [CATALOG, MACHINE])
@pytest.mark.parametrize("command", WRITERS, ids=lambda words: words[0])
def test_no_command_writes_into_a_damaged_catalog(book, amts, command, name):
    book.engine()
    path = put(book, name, HEAD + BREAD + BOAT[:-9])
    before = path.read_bytes()
    ran = amts(book, command[0], book.src, "-l", "es", *command[1:])
    assert ran.code != 0
    assert f"{path}:" in ran.err + ran.out
    assert path.read_bytes() == before


def test_check_lists_what_is_damaged(book, amts):
    path = put(book, CATALOG, HEAD + BREAD + BOAT + OTHER)
    alone = put(book, "locale/es/LC_MESSAGES/of_no_page.po", HEAD + BOAT[:-9])
    ran = amts(book, "check", book.src, "-l", "es")
    assert ran.code == 1
    assert f"{path}:11: damaged: " in ran.out
    assert f"{alone}:6: damaged: a string without its closing quote" in ran.out
    github = amts(book, "check", book.src, "-l", "es", "--format", "github").out
    assert github.count("title=sphinx-amts damaged") == 2


@pytest.mark.parametrize("folder", ["v1.po:3: old", "a.mo: b", "notes"])
def test_the_file_and_line_of_a_damage_are_not_read_from_its_message(
    book, amts, folder
):
    """A folder may be named as messages begin."""
    conf = book.src / "conf.py"
    conf.write_text(f"{conf.read_text('utf-8')}\nlocale_dirs = [{folder!r}]\n", "utf-8")
    path = put(book, f"{folder}/es/LC_MESSAGES/index.po", HEAD + BREAD + BOAT[:-9])
    ran = amts(book, "check", book.src, "-l", "es", "--format", "json")
    (found,) = json.loads(ran.out)["findings"]
    assert (found["rule"], found["line"]) == ("damaged", 9)
    assert found["file"].endswith(f"{folder}/es/LC_MESSAGES/index.po")
    assert found["message"].startswith("a string without its closing quote")
    (line,) = book.build().warnings
    assert f"{path}:9: WARNING: sphinx-amts: a string without its closing" in line


def test_a_translation_that_stands_twice_is_edited_in_both_places(book, amts):
    twice = BOAT.replace("mediodía.", "mediodía ``x``.")
    path = put(book, CATALOG, HEAD + twice + BREAD + twice)
    from sphinx_amts.catalogs.human_editor import Edit, HumanCatalog

    edit = Edit(
        msgid="The boat leaves at noon.",
        old="El barco sale a mediodía ``x``.",
        new="El barco sale a mediodía.",
    )
    assert HumanCatalog(path).edit([edit]) == [edit]
    assert path.read_text("utf-8") == HEAD + BOAT + BREAD + BOAT


JOINED = (
    'msgid "The boat leaves at noon."\n'
    'msgstr ""\n'
    '"#-#-#-#-#  ours.po (Ferry 1.0)  #-#-#-#-#\\n"\n'
    '"El barco sale a mediodía.\\n"\n'
    '"#-#-#-#-#  theirs.po  #-#-#-#-#\\n"\n'
    '"El bote parte a las doce."\n\n'
)


@pytest.mark.parametrize("flag", ["", "#, fuzzy\n"])
@pytest.mark.parametrize("compiled", [False, True])
def test_two_translations_that_msgcat_joined_are_nobodys_text(
    book, amts, flag, compiled
):
    path = put(book, CATALOG, HEAD + flag + JOINED + BREAD)
    before = path.read_bytes()
    if compiled:
        with path.open("rb") as stream, path.with_suffix(".mo").open("wb") as made:
            write_mo(made, read_po(stream), use_fuzzy=True)
        path.unlink()
    assert amts(book, "sync", book.src, "-l", "es").code in (0, 1)
    built = book.build("-a")
    assert built.code == 0, built.output
    assert shown(book) == ["Se vende pan", "The boat"]
    warning = "index.po:5: WARNING: sphinx-amts: msgcat joined two translations here"
    assert (warning in built.output) is (not flag and not compiled)
    made = [
        text.read_text("utf-8")
        for text in (book.src / "amts").rglob("*")
        if text.is_file()
    ]
    assert not any("#-#-#" in text for text in made)
    if compiled:
        return
    assert path.read_bytes() == before
    ran = amts(book, "check", book.src, "-l", "es")
    assert ran.code == 1
    line = 6 if flag else 5
    assert f"index.po:{line}: joined: msgcat joined two translations" in ran.out


def test_two_translations_that_a_merge_left_in_one_entry_are_nobodys_text(book, amts):
    merged = (
        'msgid "The boat leaves at noon."\nmsgstr ""\n"<<<<<<< HEAD\\n"\n'
        '"El barco sale.\\n"\n"=======\\n"\n"El bote sale.\\n"\n">>>>>>> other"\n\n'
    )
    put(book, CATALOG, HEAD + merged + BREAD)
    built = book.build()
    assert "index.po:5: WARNING: sphinx-amts: a merge joined two" in built.output
    text = book.body("index")
    assert "Se vende pan" in text
    assert "El bote" not in text
    ran = amts(book, "check", book.src, "-l", "es")
    assert ran.code == 1
    assert "index.po:5: joined: a merge joined two translations here; keep" in ran.out
    assert "lines <<<<<<<, ======= and >>>>>>>" in ran.out


def test_what_comes_back_with_two_translations_in_one_is_left_out(book, amts):
    back = book.root / "back.po"
    back.write_text(HEAD + JOINED + BREAD, "utf-8")
    ran = amts(book, "review", book.src, "-l", "es", "--take", back)
    assert f"{back}:5: two translations in one" in ran.out
    made = (book.src / CATALOG).read_text("utf-8")
    assert "Se vende pan" in made
    assert "#-#-#" not in made


def test_a_head_that_msgcat_joined_and_a_blank_text_are_found(book, amts):
    parts = HEAD.partition('msgstr ""\n')
    marked = (
        f'#, fuzzy\n{parts[0]}{parts[1]}"#-#-#-#-#  a.po (Ferry)  #-#-#-#-#\\n"\n'
        f'{parts[2].strip()}\n"#-#-#-#-#  b.po  #-#-#-#-#\\n"\n{parts[2].strip()}\n\n'
    )
    blank = 'msgid "The boat leaves at noon."\nmsgstr " "\n\n'
    put(book, CATALOG, f"{marked}{blank}{BREAD}")
    built = book.build("-W")
    assert built.code == 0, built.output
    assert shown(book)[0] == "Se vende pan"
    ran = amts(book, "check", book.src, "-l", "es")
    assert ran.code == 1
    assert "index.po:2: joined: msgcat joined two heads here; keep one" in ran.out
    assert "dropped: the translation is blank; write one, or leave it" in ran.out
    before = (book.src / CATALOG).read_bytes()
    amts(book, "check", book.src, "-l", "es", "--fix")
    assert (book.src / CATALOG).read_bytes() == before  # nobody knows what to write


def test_a_text_about_the_marks_of_msgcat_is_one(book):
    page = "Ferry\n=====\n\n::\n\n   #-#-#-#-#  a.po  #-#-#-#-#\n   The boat\n"
    book.write("index.rst", page)
    source = '"#-#-#-#-#  a.po  #-#-#-#-#\\nThe boat"'
    target = source.replace("The boat", "El barco sale")
    put(book, CATALOG, f"{HEAD}msgid {source}\nmsgstr {target}\n")
    built = book.build("-a", "-D", "gettext_additional_targets=literal-block")
    assert built.code == 0, built.output
    assert shown(book) == ["El barco sale"]
