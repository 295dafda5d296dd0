"""What ISO 4217 and the payment provider each say about a currency."""

from dataclasses import dataclass
from functools import cache

import iso4217

# https://docs.stripe.com/currencies: what may be charged, and how it is written there.
CHARGEABLE = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BIF BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CLP CNY COP CRC
CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD JPY KES
KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK
NPR NZD PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SOS SRD STN SZL THB TJS TND TOP TRY
TTD TWD TZS UAH UGX USD UYU UZS VND VUV WST XAF XCD XOF XPF YER ZAR ZMW BHD JOD OMR
"""
PROVIDER_EXPONENT = {"MGA": 0, "ISK": 2, "UGX": 2}
STEP = {"MGA": 100, "BHD": 10, "JOD": 10, "KWD": 10, "OMR": 10, "TND": 10}
SMALLEST = {
    "AED": 200, "CZK": 1500, "DKK": 250, "GBP": 30, "HKD": 400, "HUF": 17500, "JPY": 50, "MXN": 1000, "MYR": 200,
    "NOK": 300, "PLN": 200, "RON": 200, "SEK": 300, "THB": 1000,
}  # fmt: skip
LARGEST = {"IDR": 999_999_999_999, "COP": 9_999_999_999, "LBP": 9_999_999_999}


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency money can be taken in; `step`, `smallest` and `largest` are minor units and bound one charge."""

    code: str
    exponent: int
    provider_exponent: int
    step: int
    smallest: int
    largest: int

    def to_provider(self, minor: int) -> int:
        """The amount as the provider writes it: ISK and UGX have no decimals but are sent with two."""
        shift = self.provider_exponent - self.exponent
        return minor * 10**shift if shift >= 0 else minor // 10**-shift

    def from_provider(self, amount: int) -> int:
        """The minor units of an amount the provider wrote."""
        shift = self.provider_exponent - self.exponent
        return amount // 10**shift if shift >= 0 else amount * 10**-shift


@cache
def currencies() -> dict[str, Currency]:
    """Every chargeable currency by its code."""
    exponents = {each.code: each.exponent for each in iso4217.Currency if each.exponent is not None}
    return {code: _currency(code, exponents[code]) for code in sorted(CHARGEABLE.split()) if code in exponents}


def _currency(code: str, exponent: int) -> Currency:
    step = STEP.get(code, 1)
    return Currency(
        code=code,
        exponent=exponent,
        provider_exponent=PROVIDER_EXPONENT.get(code, exponent),
        step=step,
        smallest=SMALLEST.get(code, max(step, 5 * 10 ** max(exponent - 1, 0))),
        largest=LARGEST.get(code, 99_999_999),
    )
