"""Countries by their ISO 3166 codes, named in the site's language."""

from __future__ import annotations

from functools import cache

from babel import Locale

from educrowd.core.errors import Invalid
from educrowd.core.formatting import locale

# CLDR lists groups and private codes among the territories.
NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


def country_names() -> dict[str, str]:
    """The name of each country by its code, in the order of the names."""
    return _names(str(locale()))


def country_name(code: str) -> str:
    return country_names().get(code, code)


def find_country(code: str, field: str = "country") -> str:
    """The code if it is one, else Invalid."""
    if code not in country_names():
        raise Invalid(field, "Choose a country.")
    return code


@cache
def _names(language: str) -> dict[str, str]:
    territories = Locale.parse(language).territories
    found = {code: name for code, name in territories.items() if _is_country(code)}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
