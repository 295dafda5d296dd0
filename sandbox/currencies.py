"""Stripe's rules per currency: minor units, least amounts, fees."""

from decimal import ROUND_HALF_UP, Decimal

from sandbox.errors import InvalidRequest

# fmt: off
ZERO_DECIMAL = frozenset([
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof",
    "xpf",
])
TWO_DECIMAL = frozenset([
    "usd", "aed", "afn", "all", "amd", "ang", "aoa", "ars", "aud", "awg", "azn", "bam", "bbd", "bdt",
    "bgn", "bmd", "bnd", "bob", "brl", "bsd", "bwp", "byn", "bzd", "cad", "cdf", "chf", "cny", "cop",
    "crc", "cve", "czk", "dkk", "dop", "dzd", "egp", "etb", "eur", "fjd", "fkp", "gbp", "gel", "gip",
    "gmd", "gtq", "gyd", "hkd", "hnl", "htg", "huf", "idr", "ils", "inr", "isk", "jmd", "kes", "kgs",
    "khr", "kyd", "kzt", "lak", "lbp", "lkr", "lrd", "lsl", "mad", "mdl", "mkd", "mmk", "mnt", "mop",
    "mur", "mvr", "mwk", "mxn", "myr", "mzn", "nad", "ngn", "nio", "nok", "npr", "nzd", "pab", "pen",
    "pgk", "php", "pkr", "pln", "qar", "ron", "rsd", "rub", "sar", "sbd", "scr", "sek", "sgd", "shp",
    "sle", "sos", "srd", "std", "szl", "thb", "tjs", "top", "try", "ttd", "twd", "tzs", "uah", "ugx",
    "uyu", "uzs", "wst", "xcd", "yer", "zar", "zmw",
])
LEAST = {
    "usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk":
    250, "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200,
    "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
}
# fmt: on
THREE_DECIMAL = frozenset(["bhd", "jod", "kwd", "omr", "tnd"])
WHOLE_UNITS_TIMES_100 = frozenset(["isk", "ugx"])
KNOWN = ZERO_DECIMAL | TWO_DECIMAL | THREE_DECIMAL
MOST = 99_999_999
FEE_RATE = Decimal("0.029")


def checked_currency(code: str) -> str:
    """The lower-case code of a currency that Stripe takes."""
    if code.lower() not in KNOWN:
        raise InvalidRequest(f"Invalid currency: {code}.", "parameter_invalid", "currency")
    return code.lower()


def check_amount(amount: int, currency: str) -> None:
    """Refuse an amount that Stripe would not charge in this currency."""
    if amount < LEAST.get(currency, 1):
        raise InvalidRequest(
            f"Amount must be at least {LEAST.get(currency, 1)} minor units {currency}",
            "amount_too_small",
            "amount",
        )
    if amount > MOST:
        raise InvalidRequest(f"Amount must be no more than {MOST} minor units {currency}", "amount_too_large", "amount")
    if amount % step(currency):
        raise InvalidRequest(
            f"Invalid amount: {currency} amounts must be divisible by {step(currency)}",
            "parameter_invalid_integer",
            "amount",
        )


def step(currency: str) -> int:
    """The smallest change an amount in minor units can make."""
    if currency in THREE_DECIMAL:
        return 10
    return 100 if currency in WHOLE_UNITS_TIMES_100 else 1


def processing_fee(amount: int, currency: str) -> int:
    """2.9% and thirty hundredths of the currency, rounded to what the currency can express."""
    exact = amount * FEE_RATE + fixed(30, currency)
    steps = (exact / step(currency)).quantize(Decimal(1), ROUND_HALF_UP)
    return min(amount, int(steps) * step(currency))


def dispute_fee(currency: str) -> int:
    """What a dispute costs: fifteen of the currency."""
    return fixed(1500, currency)


def fixed(hundredths: int, currency: str) -> int:
    """So many hundredths of a currency in its minor units (whole units where it has no hundredths)."""
    return hundredths * 10 if currency in THREE_DECIMAL else hundredths
