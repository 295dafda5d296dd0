"""What a site may choose as its time zone, language and currency."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_name
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]

# The areas of the world; other names are old spellings and technical zones.
AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
LANGUAGES = """
    en-US en-GB en-IE en-CA en-AU en-IN en-ZA de de-AT de-CH fr fr-CA es es-MX it nl pt pt-BR pl cs sv da nb fi el tr
    uk ro hu ar he hi id vi th ja ko zh
""".split()  # noqa: SIM905  a list literal is forty lines long
CURRENCIES = """
    USD EUR GBP CHF CAD AUD NZD SEK NOK DKK ISK PLN CZK HUF RON TRY UAH ILS AED SAR EGP MAD ZAR NGN KES GHS INR PKR
    BDT SGD MYR THB IDR PHP VND HKD TWD KRW JPY CNY BRL MXN ARS CLP COP PEN UYU
""".split()  # noqa: SIM905  a list literal is forty lines long


def timezones(chosen: str) -> list[SelectChoice]:
    """The zones by area; what is chosen is always among them."""
    known = _timezones()
    return known if any(zone.value == chosen for zone in known) else [SelectChoice(chosen), *known]


def languages(chosen: str) -> list[SelectChoice]:
    tags = LANGUAGES if chosen in LANGUAGES else [chosen, *LANGUAGES]
    return sorted((SelectChoice(tag, _language(tag)) for tag in tags), key=lambda choice: choice.label.casefold())


def currencies(chosen: str) -> list[SelectChoice]:
    codes = CURRENCIES if chosen in CURRENCIES else [chosen, *CURRENCIES]
    return [SelectChoice(code, f"{code} · {get_currency_name(code, locale='en')}") for code in codes]


@cache
def _timezones() -> list[SelectChoice]:
    parts = [name.partition("/") for name in sorted(available_timezones())]
    zones = [
        SelectChoice(f"{area}/{place}", place.replace("_", " ").replace("/", ", "), optgroup=area)
        for area, _, place in parts
        if area in AREAS
    ]
    return [SelectChoice("UTC"), *zones]


@cache
def _language(tag: str) -> str:
    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag
