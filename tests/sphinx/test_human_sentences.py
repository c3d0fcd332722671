"""A sentence that a person translated in one paragraph is human in another one."""

from __future__ import annotations

THINGS = {
    "oven": "horno", "bread": "pan", "table": "mesa", "door": "puerta", "cup": "taza",
    "chair": "silla", "window": "ventana", "garden": "huerto",
}  # fmt: skip
TAUGHT = {
    f"The {a} is near the {b}.": f"Cerca de {THINGS[b]} hay {THINGS[a]}."
    for a in THINGS
    for b in THINGS
    if a != b
}
STORY = (
    "The oven was by the window. It was *hot*. "
    "The door led to the garden with a ``table`` and chair. "
    "A cup and bread stood near the window."
)
STORY_ES = (
    "El horno, junto a la ventana, estaba *caliente*. "
    "La puerta daba al huerto con una ``table`` y silla. "
    "Una taza y pan estaban cerca de la ventana."
)
CROSSED = "Rain fell on 3 May 1874. Anna Weber baked 12 loaves."
CROSSED_ES = "Anna Weber horneó 12 panes. El 3 de mayo de 1874 llovió."


def test_sentences_of_a_translation_that_has_fewer_are_found(empty_project):
    book = empty_project
    paragraphs = "\n\n".join([*TAUGHT, STORY, CROSSED])
    book.write("index.rst", f"Home\n====\n\n{paragraphs}\n\n.. toctree::\n\n   other\n")
    book.write(
        "other.rst",
        "Other\n=====\n\n"
        "The door led to the garden with a ``table`` and chair.\n\n"
        "The oven was by the window.\n\n"
        "Anna Weber baked 12 loaves.\n",
    )
    human = {"Home": "Inicio", **TAUGHT, STORY: STORY_ES, CROSSED: CROSSED_ES}
    book.human("index", human)
    built = book.build()
    assert built.code == 0, built.output
    other = book.body("other")
    assert "La puerta daba al huerto con una" in other
    # what stands with another sentence in the translation stays as it was
    assert "The oven was by the window." in other
    # and so does what stands in another place there
    assert "Anna Weber baked 12 loaves." in other
