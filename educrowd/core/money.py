"""Amounts: whole minor units with their currency. Never a float, never `amount * 100`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.numbers import NumberPattern, parse_pattern

from educrowd.core.currencies import Currency, currencies
from educrowd.core.errors import Invalid

GREATEST = 10**15  # far above any goal, far below a bigint: sums of amounts cannot overflow
MOST_DIGITS = 13  # of its whole units; what that comes to is checked where it is used


class CurrencyMismatch(TypeError):
    """Two amounts of different currencies met in one sum."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """`Money(5000, "USD")` is fifty dollars."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.decimal} {self.currency}"

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{other.currency} is not {self.currency}")
        return other.minor

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exactly."""
        return Decimal(self.minor).scaleb(-exponent_of(self.currency))

    def split(self, weights: Sequence[int]) -> list["Money"]:
        """Parts in proportion to the weights that sum to the whole: largest remainder first."""
        return [Money(part, self.currency) for part in split(self.minor, weights)]

    def share(self, basis_points: int) -> "Money":
        """The part of this amount that so many hundredths of a percent make."""
        return self.split([basis_points, 10_000 - basis_points])[0]


def split(whole: int, weights: Sequence[int]) -> list[int]:
    """Whole numbers in proportion to the weights that sum to the whole, by largest remainder."""
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("weights must be at least 0 and not all 0")
    shares = [divmod(whole * weight, total) for weight in weights]
    parts = [quotient for quotient, _ in shares]
    by_remainder = sorted(range(len(parts)), key=lambda i: -shares[i][1])
    for i in by_remainder[: whole - sum(parts)]:
        parts[i] += 1
    return parts


def find_currency(code: object, field: str = "currency") -> Currency:
    """The currency of a code a person gave, or Invalid."""
    known = currencies().get(code) if isinstance(code, str) else None
    if known is None:
        raise Invalid(field, "Choose a currency we can charge, such as USD.")
    return known


def exponent_of(code: str) -> int:
    """How many decimals ISO 4217 gives the currency."""
    return currencies()[code].exponent


def parse(text: str, currency: str, field: str = "amount") -> int:
    """Minor units of an amount a person typed ("12", "12.50" or "12,50"), or Invalid."""
    exponent = exponent_of(currency)
    typed = re.fullmatch(r"([0-9]+)(?:[.,]([0-9]+))?", text.strip())
    if not typed:
        raise Invalid(field, f"Write the amount as a plain number, such as {_example(exponent)}.")
    whole, fraction = typed[1], typed[2] or ""
    if len(whole) > MOST_DIGITS:
        raise Invalid(field, "That is more than an amount can be.")
    if len(fraction) > exponent:
        raise Invalid(field, f"{currency} has {_decimals(exponent)}: write it like {_example(exponent)}.")
    return int(whole + fraction.ljust(exponent, "0"))


def chargeable(minor: object, currency: str, field: str = "amount") -> int:
    """The amount if one charge can be exactly this, else Invalid."""
    allowed = find_currency(currency)
    amount = whole(minor, field)
    if amount < allowed.smallest:
        raise Invalid(field, f"The smallest amount is {display(allowed.smallest, currency)}.")
    if amount > allowed.largest:
        raise Invalid(field, f"The largest amount is {display(allowed.largest, currency)}.")
    if amount % allowed.step:
        raise Invalid(field, f"{currency} is charged in steps of {display(allowed.step, currency)}.")
    return amount


def whole(minor: object, field: str = "amount") -> int:
    """A positive whole number of minor units, or Invalid: no bool, no float, nothing past 10^15."""
    if type(minor) is not int:
        raise Invalid(field, "Give the amount as a whole number of minor units.")
    if not 0 < minor <= GREATEST:
        raise Invalid(field, "The amount must be more than 0 and within reason.")
    return minor


def display(minor: int, currency: str, locale: str = "en", *, short: bool = True) -> str:
    """The amount as people of that locale write it; short leaves out decimals that are all zero."""
    exponent = exponent_of(currency)
    shown = 0 if short and minor % 10**exponent == 0 else exponent
    amount = Money(minor, currency).decimal
    return _pattern(locale, shown).apply(amount, locale=locale, currency=currency, currency_digits=False)


@cache
def _pattern(locale: str, decimals: int) -> NumberPattern:
    pattern = parse_pattern(Locale.parse(locale).currency_formats["standard"].pattern)
    pattern.frac_prec = (decimals, decimals)
    return pattern


def _example(exponent: int) -> str:
    return "25" if exponent == 0 else f"25.{'50'.ljust(exponent, '0')[:exponent]}"


def _decimals(exponent: int) -> str:
    return "no decimals" if exponent == 0 else f"{exponent} decimals"
