"""Pairs of sentences on two subjects, programs and bread, drawn from a seed."""

from __future__ import annotations

import random

_COMMON = [
    ("as a rule", "por regla general"),
    ("in most cases", "en la mayoría de los casos"),
    ("for the first time", "por primera vez"),
    ("without much trouble", "sin muchos problemas"),
    ("at the end of the day", "al final del día"),
    ("more often than not", "las más de las veces"),
    ("with some care", "con algo de cuidado"),
    ("when nothing else helps", "cuando nada más ayuda"),
    ("after a short while", "después de un rato"),
    ("before anyone notices", "antes de que nadie lo note"),
]
_PARTS = {
    "programs": (
        [
            ("The function", "La función"),
            ("A generator", "Un generador"),
            ("This class", "Esta clase"),
            ("The interpreter", "El intérprete"),
            ("Every module", "Cada módulo"),
            ("An iterator", "Un iterador"),
            ("The compiler", "El compilador"),
            ("That decorator", "Ese decorador"),
            ("The debugger", "El depurador"),
            ("One thread", "Un hilo"),
        ],
        [
            ("returns", "devuelve"),
            ("raises", "lanza"),
            ("imports", "importa"),
            ("allocates", "reserva"),
            ("inherits", "hereda"),
            ("overrides", "redefine"),
            ("parses", "analiza"),
            ("caches", "guarda en caché"),
        ],
        [
            ("a list of integers", "una lista de enteros"),
            ("an exception", "una excepción"),
            ("the attribute of an object", "el atributo de un objeto"),
            ("a mutable dictionary", "un diccionario mutable"),
            ("the stack frame", "el marco de pila"),
            ("an empty tuple", "una tupla vacía"),
            ("the keyword argument", "el argumento nombrado"),
            ("a string literal", "un literal de cadena"),
            ("its method", "su método"),
        ],
    ),
    "bread": (
        [
            ("The baker", "El panadero"),
            ("A sourdough", "Una masa madre"),
            ("This oven", "Este horno"),
            ("The miller", "El molinero"),
            ("Every apprentice", "Cada aprendiz"),
            ("A rye loaf", "Un pan de centeno"),
            ("The customer", "El cliente"),
            ("That kitchen", "Esa cocina"),
            ("The yeast", "La levadura"),
            ("One oven door", "Una puerta del horno"),
        ],
        [
            ("kneads", "amasa"),
            ("warms", "calienta"),
            ("smells of", "huele a"),
            ("softens", "ablanda"),
            ("sprinkles", "espolvorea"),
            ("weighs", "pesa"),
            ("tastes", "prueba"),
            ("cools", "enfría"),
        ],
        [
            ("the crust", "la corteza"),
            ("fresh butter", "mantequilla fresca"),
            ("a pinch of salt", "una pizca de sal"),
            ("the wheat flour", "la harina de trigo"),
            ("warm milk", "leche tibia"),
            ("a basket of rolls", "una cesta de panecillos"),
            ("the morning dough", "la masa de la mañana"),
            ("roasted seeds", "semillas tostadas"),
            ("the breakfast table", "la mesa del desayuno"),
        ],
    ),
}


def pairs_on(subject: str, count: int, seed: int = 1) -> list[tuple[str, str]]:
    """Return different pairs on a subject."""
    rng = random.Random(f"{subject} {seed}")
    first, second, third = _PARTS[subject]
    found: dict[str, str] = {}
    while len(found) < count:
        drawn = [rng.choice(part) for part in (first, second, third, _COMMON)]
        source, target = (" ".join(part[side] for part in drawn) for side in (0, 1))
        found.setdefault(f"{source}.", f"{target}.")
    return list(found.items())


def write_lines(folder, name: str, pairs) -> None:
    """Write pairs as two files of aligned lines."""
    for code, side in (("en", 0), ("es", 1)):
        text = "".join(f"{pair[side]}\n" for pair in pairs)
        (folder / f"{name}.{code}").write_text(text, "utf-8")


def write_book(folder, sentences, name: str = "index") -> None:
    """Write a book without `conf.py`, of one document."""
    folder.mkdir(parents=True, exist_ok=True)
    text = "\n\n".join(sentences)
    (folder / f"{name}.rst").write_text(f"Book\n====\n\n{text}\n", "utf-8")
