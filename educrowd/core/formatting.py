"""Amounts, dates and numbers as the people of a site write them."""

from datetime import UTC, date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates, numbers
from markupsafe import Markup

from educrowd.core.current import current
from educrowd.core.money import display

PLATFORM_LOCALE = "en"
Style = Literal["full", "long", "medium", "short"]


def init_app(app):
    """Give templates the filters money, date, datetime, ago, number and percent."""
    app.jinja_env.filters.update(
        money=money,
        date=format_date,
        datetime=format_datetime,
        ago=ago,
        number=number,
        percent=percent,
        currency_sign=currency_sign,
    )
    app.jinja_env.globals.update(locale_tag=locale_tag, text_direction=text_direction)


def money(amount, currency: str | None = None, short: bool = False) -> str:
    """Write a Money, or minor units with their currency; short leaves out cents that are zero."""
    minor = getattr(amount, "minor", amount)
    currency = str(getattr(amount, "currency", currency) or site_currency())
    return display(minor, currency, str(locale()), short=short)


def currency_sign(currency: str) -> str:
    """Write what stands before an amount, "$" or "CA$"."""
    return numbers.get_currency_symbol(currency, locale=locale())


def format_date(value: date | datetime | None, style: str = "long") -> Markup:
    """Write a day, in the site's time zone, for people and for machines."""
    if value is None:
        return Markup("")
    day = _there(value, zone()).date() if isinstance(value, datetime) else value
    return _time(day.isoformat(), dates.format_date(day, style, locale=locale()))


def format_datetime(value: datetime | None, style: Style = "medium", where: ZoneInfo | None = None) -> Markup:
    """Write a moment in the site's time zone, or in another one, to the minute."""
    if value is None:
        return Markup("")
    there = _there(value, where or zone())
    day, time = dates.format_date(there, style, locale()), dates.format_time(there, "short", locale=locale())
    words = str(dates.get_datetime_format(style, locale())).replace("{0}", time).replace("{1}", day)
    return _time(value.astimezone(UTC).isoformat(timespec="seconds"), words)


def ago(value: datetime | None, now: datetime | None = None) -> Markup:
    """Write how long ago a moment was, or how far off it is."""
    if value is None:
        return Markup("")
    distance = value - (now or datetime.now(UTC))
    words = dates.format_timedelta(distance, add_direction=True, locale=locale())
    return _time(value.astimezone(UTC).isoformat(timespec="seconds"), words)


def number(value) -> str:
    """Write a number with the marks of the site's language."""
    return numbers.format_decimal(value, locale=locale())


def percent(value: float) -> str:
    """Write hundredths as a share: 71 is "71%"."""
    return numbers.format_percent(value / 100, locale=locale())


def locale() -> Locale:
    """Return the site's language and region, English where it names one nobody knows."""
    tenant = current.tenant
    try:
        return Locale.parse((tenant.locale if tenant else PLATFORM_LOCALE).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(PLATFORM_LOCALE)


def locale_tag() -> str:
    """Return the language as HTML names it, "pt-BR"."""
    return str(locale()).replace("_", "-")


def text_direction() -> str:
    """Return "ltr" or "rtl"."""
    return locale().text_direction


def zone() -> ZoneInfo:
    """Return the site's time zone."""
    return ZoneInfo(current.tenant.timezone if current.tenant else "UTC")


def site_currency() -> str:
    """Return the currency in which a site counts."""
    return current.tenant.currency if current.tenant else "EUR"


def _there(value: datetime, where: ZoneInfo) -> datetime:
    try:
        return value.astimezone(where)
    except OverflowError:  # at the ends of the calendar, clocks there have no such day
        return value


def _time(machine, words):
    return Markup('<time datetime="{}">{}</time>').format(machine, words)
