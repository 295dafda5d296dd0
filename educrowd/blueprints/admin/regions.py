"""What a site may choose as its time zone, language and currency."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_name

Choices = list[tuple[str, str]]

# The areas of the world; other names are old spellings and technical zones.
AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
LANGUAGES = (
    *(
        "en-US",
        "en-GB",
        "en-IE",
        "en-CA",
        "en-AU",
        "en-IN",
        "en-ZA",
        "de",
        "de-AT",
        "de-CH",
        "fr",
        "fr-CA",
        "es",
        "es-MX",
    ),
    *("it", "nl", "pt", "pt-BR", "pl", "cs", "sv", "da", "nb", "fi", "el", "tr", "uk", "ro", "hu", "ar", "he", "hi"),
    *("id", "vi", "th", "ja", "ko", "zh"),
)
CURRENCIES = (
    *("USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "ISK", "PLN", "CZK", "HUF", "RON", "TRY"),
    *("UAH", "ILS", "AED", "SAR", "EGP", "MAD", "ZAR", "NGN", "KES", "GHS", "INR", "PKR", "BDT", "SGD", "MYR", "THB"),
    *("IDR", "PHP", "VND", "HKD", "TWD", "KRW", "JPY", "CNY", "BRL", "MXN", "ARS", "CLP", "COP", "PEN", "UYU"),
)


def timezones(chosen: str) -> dict[str, Choices]:
    """The zones by area; what is chosen is always among them."""
    areas = _timezones()
    known = {name for zones in areas.values() for name, _ in zones}
    return areas if chosen in known else {"Now": [(chosen, chosen)], **areas}


def languages(chosen: str) -> Choices:
    tags = LANGUAGES if chosen in LANGUAGES else (chosen, *LANGUAGES)
    return sorted(((tag, _language(tag)) for tag in tags), key=lambda choice: choice[1].casefold())


def currencies(chosen: str) -> Choices:
    codes = CURRENCIES if chosen in CURRENCIES else (chosen, *CURRENCIES)
    return [(code, f"{code} · {get_currency_name(code, locale='en')}") for code in codes]


@cache
def _timezones() -> dict[str, Choices]:
    areas: dict[str, Choices] = defaultdict(list, {"Universal": [("UTC", "UTC")]})
    for name in sorted(available_timezones()):
        area, _, place = name.partition("/")
        if area in AREAS:
            areas[area].append((name, place.replace("_", " ").replace("/", ", ")))
    return dict(areas)


@cache
def _language(tag: str) -> str:
    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag
