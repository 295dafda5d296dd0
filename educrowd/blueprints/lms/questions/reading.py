"""Numbers as people write them, in any country."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

# Far beyond what is measured, and short enough to reckon with.
LARGEST_EXPONENT = 300
LONGEST = 100
SHAPE = re.compile(r"([+-]?)(\d[\d.,']*|[.,]\d+)(?:\s*(?:[eE]|[x×*·]\s*10\s*\^?)\s*([+-]?\d{1,4}))?")
SIGNS = str.maketrans({"−": "-", "–": "-", "’": "'", "٫": ".", "٬": "'", "＋": "+", "，": ",", "．": "."})


def readings(text: str) -> tuple[tuple[Decimal, ...], str]:
    """The numbers that a text may mean, and what else it says before or after: the unit.

    The last kind of separator is the decimal mark if it stands once and another kind stands before it, or if it stands
    alone; what repeats groups thousands, and so do blanks and apostrophes. “1,234” may be either, so it is both.
    """
    plain = " ".join(text[:LONGEST].translate(SIGNS).split())
    plain = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", "".join(map(_digit, plain)))
    found = SHAPE.search(plain)
    if not found:
        return (), plain
    rest = (plain[: found.start()] + " " + plain[found.end() :]).strip()
    sign, digits, exponent = found.groups()
    written = [f"{sign}{each}e{exponent or 0}" for each in _without_groups(digits.rstrip(".,'"))]
    return tuple(number for each in written if (number := decimal(each)) is not None), rest


def decimal(text: str) -> Decimal | None:
    """A plain number within reason, else None."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    sane = (
        number.is_finite() and abs(number.adjusted()) <= LARGEST_EXPONENT and len(number.as_tuple().digits) <= LONGEST
    )
    return number if sane else None


def _digit(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)


def _without_groups(digits: str) -> list[str]:
    digits = digits.replace("'", "")
    marks = [sign for sign in digits if sign in ".,"]
    if not marks:
        return [digits]
    last, before = marks[-1], marks[:-1]
    if before and set(before) == {last}:
        return [digits.replace(last, "")] if _grouped(digits, last) else []
    if before:
        whole, _, part = digits.rpartition(last)
        other = before[0]
        return [whole.replace(other, "") + "." + part] if set(before) == {other} and _grouped(whole, other) else []
    decimal_mark = digits.replace(last, ".")
    return [decimal_mark, digits.replace(last, "")] if _ambiguous(digits, last) else [decimal_mark]


def _grouped(digits: str, mark: str) -> bool:
    return bool(re.fullmatch(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+", digits))


def _ambiguous(digits: str, mark: str) -> bool:
    return _grouped(digits, mark) and not digits.startswith("0")
