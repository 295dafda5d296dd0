"""When two texts are the same answer. Nothing is guessed: no typing errors, no likeness."""

from __future__ import annotations

import unicodedata

# What keyboards and phones put in place of the plain signs.
SIGNS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "‐": "-", "‑": "-", "–": "-"})
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def normal(text: str, *, case_sensitive: bool = False) -> str:
    """A text as it is compared.

    Composed letters (NFC), any run of white space as one space, none at the ends, curly quotes and typographic
    hyphens as plain ones, nothing invisible; without regard to case unless that counts. Accents count.
    """
    plain = unicodedata.normalize("NFC", text).translate(INVISIBLE).translate(SIGNS)
    plain = " ".join(plain.split())
    return plain if case_sensitive else unicodedata.normalize("NFC", plain.casefold())
